//! The form check on documents as they should be, and on such as they should not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use common::{open, sample};
use layout::faults::{Fault, FormFault, find};
use layout::{Form, Frame};

fn faults(bytes: Vec<u8>, form: Form) -> Vec<FormFault> {
    find(&open(bytes), form, None).unwrap()
}

fn codes(faults: &[FormFault]) -> Vec<&'static str> {
    faults.iter().map(|found| found.fault.code()).collect()
}

#[test]
fn the_samples_have_none() {
    for name in [
        "cong-van.pdf",
        "quyet-dinh.pdf",
        "ke-hoach.pdf",
        "bao-cao.pdf",
    ] {
        let found = faults(sample(name), Form::Document);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    let annex = faults(sample("ke-hoach-phu-luc.pdf"), Form::Annex);
    assert!(annex.is_empty(), "{annex:#?}");
}

/// A name, the sample it is a variant of, and what is replaced by what.
type Variant = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const VARIANTS: &[Variant] = &[
    (
        "khong-dau",
        "cong-van.fodt",
        &[
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ""),
            ("Độc lập - Tự do - Hạnh phúc", ""),
            ("V/v triển khai", "Triển khai"),
            ("Lưu: VT, VP.", "Văn phòng."),
        ],
    ),
    (
        "so-ngay",
        "cong-van.fodt",
        &[
            (r#"Số:<text:s text:c="10"/>/UBND-VP"#, "Số: 5/UBND - VP"),
            (
                r#"An Thử, ngày<text:s text:c="8"/>tháng<text:s text:c="8"/>năm 2026"#,
                "An Thử ngày 5 tháng 2 năm 2026",
            ),
            ("Trần Thị Thu Thử", "ThS. Trần Thị Thu Thử"),
        ],
    ),
    (
        "giay",
        "cong-van.fodt",
        &[
            (
                "fo:page-width=\"21cm\" fo:page-height=\"29.7cm\"",
                "fo:page-width=\"21.59cm\" fo:page-height=\"27.94cm\"",
            ),
            (
                "fo:margin-left=\"3cm\" fo:margin-right=\"1.5cm\"",
                "fo:margin-left=\"2cm\" fo:margin-right=\"1cm\"",
            ),
        ],
    ),
    (
        "chu",
        "cong-van.fodt",
        &[
            ("Liberation Serif", "DejaVu Sans"),
            ("fo:font-size=\"14pt\"", "fo:font-size=\"10pt\""),
        ],
    ),
    (
        "thieu",
        "cong-van.fodt",
        &[
            (r#"Số:<text:s text:c="10"/>/UBND-VP"#, ""),
            (
                r#"An Thử, ngày<text:s text:c="8"/>tháng<text:s text:c="8"/>năm 2026"#,
                "",
            ),
            ("Kính gửi:", ""),
            ("Nơi nhận:", ""),
            ("Trần Thị Thu Thử", ""),
        ],
    ),
    (
        "trich-yeu",
        "ke-hoach.fodt",
        &[(
            "Chuyển đổi số năm 2027 của xã An Thử (mẫu thử)</text:p>",
            "</text:p>",
        )],
    ),
    ("ten-loai", "ke-hoach.fodt", &[("KẾ HOẠCH", "TÂM THƯ")]),
    (
        "so-trang",
        "bao-cao.fodt",
        &[(
            r#"<text:page-number text:select-page="current">2</text:page-number>"#,
            "",
        )],
    ),
];

fn variants() -> BTreeMap<&'static str, Vec<FormFault>> {
    let folder = tempfile::tempdir().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let mut inputs = Vec::new();
    for (name, of, changes) in VARIANTS {
        let mut text = std::fs::read_to_string(samples.join(of)).unwrap();
        for (from, to) in *changes {
            assert!(text.contains(from), "{name}: {from}");
            text = text.replace(from, to);
        }
        let path = folder.path().join(format!("{name}.fodt"));
        std::fs::write(&path, text).unwrap();
        inputs.push(path);
    }
    let profile = folder.path().join("profile").display().to_string();
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{profile}"))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(&inputs)
        .output()
        .unwrap();
    assert!(done.status.success());
    let read = |name: &str| std::fs::read(folder.path().join(format!("{name}.pdf"))).unwrap();
    let named = VARIANTS.iter().map(|(name, ..)| *name);
    named
        .map(|name| (name, faults(read(name), Form::Document)))
        .collect()
}

#[test]
fn broken_variants_have_those_that_were_made() {
    let all = variants();
    let of = |name: &str| codes(&all[name]);
    assert_eq!(
        of("khong-dau"),
        [
            "form-no-national-title",
            "form-no-motto",
            "form-no-kind",
            "form-no-archive"
        ]
    );
    assert_eq!(
        of("so-ngay"),
        ["form-number", "form-date", "form-name-title"]
    );
    let paper = of("giay");
    for code in ["form-paper-size", "form-margin-left", "form-margin-right"] {
        assert!(paper.contains(&code), "{paper:?}");
    }
    let letters = of("chu");
    assert!(letters.contains(&"form-typeface"), "{letters:?}");
    assert!(letters.contains(&"form-size"), "{letters:?}");
    let missing = of("thieu");
    for code in [
        "form-no-number",
        "form-no-date",
        "form-no-salutation",
        "form-no-recipients",
        "form-no-signer",
    ] {
        assert!(missing.contains(&code), "{missing:?}");
    }
    assert_eq!(of("trich-yeu"), ["form-no-subject"]);
    assert_eq!(of("ten-loai"), ["form-no-kind"]);
    assert_eq!(
        of("so-trang"),
        ["form-no-page-number", "form-no-page-number"]
    );
}

#[test]
fn a_fault_has_its_place_and_its_values() {
    let all = variants();
    let number = &all["so-ngay"][0];
    assert_eq!(
        number.fault,
        Fault::NumberForm {
            text: "Số: 5/UBND - VP".to_owned()
        }
    );
    let frame: Frame = number.frame.unwrap();
    assert_eq!(frame.page, 1);
    assert!(frame.y < 200.0 && frame.width > 50.0, "{frame:?}");
    let left = all["giay"]
        .iter()
        .find(|found| found.fault.code() == "form-margin-left")
        .unwrap();
    let values = left.fault.values();
    assert_eq!(values[0], ("measured", "20".to_owned()));
    assert_eq!(values[1], ("least", "30".to_owned()));
}

#[test]
fn a_scan_is_told_as_such() {
    let document = open(sample("cong-van.pdf"));
    let mut page = document.latest().pages().unwrap()[0].clone();
    let mut update = pdf::Update::new(document).unwrap();
    page.dictionary.remove("Contents");
    update.set(page.id, page.dictionary.clone());
    let found = faults(common::finish(update), Form::Document);
    assert_eq!(codes(&found)[0], "form-no-text");
}
