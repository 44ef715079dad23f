//! `congvu inspect` shows what a file consists of, and says clearly when it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::pki::{PIN, p12};
use common::{Run, congvu, congvu_fed, sample};

#[test]
fn text_and_json_say_the_same() {
    let file = sample("cong-van.pdf");
    let text = congvu(["inspect".as_ref(), file.as_os_str()])
        .expect(0, "")
        .text();
    let json = congvu(["inspect".as_ref(), "--json".as_ref(), file.as_os_str()])
        .expect(0, "")
        .json();
    let version = json["facts"]["version"].as_str().unwrap();
    assert!(text.contains(&format!("PDF {version}, ")), "{text}");
    let (pages, revisions) = (&json["pages"], json["revisions"].as_array().unwrap());
    assert!(
        text.contains(&format!("{pages} trang, {} lần lưu", revisions.len())),
        "{text}"
    );
    for revision in revisions {
        assert!(
            text.contains(&format!("Lần lưu {}: ", revision["number"])),
            "{text}"
        );
        assert!(
            text.contains(&format!("{} đối tượng", revision["count"])),
            "{text}"
        );
    }
}

#[test]
fn signatures_stand_at_the_revision_they_sign() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("ra.pdf");
    let run = common::command()
        .env("CONGVU_PIN", PIN)
        .arg("sign")
        .arg(sample("cong-van.pdf"))
        .args(["--key", &p12("leader"), "--out"])
        .arg(&out)
        .output();
    Run::from(run.unwrap()).expect(0, "");
    let arguments = ["inspect".as_ref(), "--json".as_ref(), out.as_os_str()];
    let json = congvu(arguments).expect(0, "").json();
    assert_eq!(json["signatures"][0]["field"], "Signature1");
    assert_eq!(json["signatures"][0]["signer"], "Nguyễn Văn Bình An");
    assert_eq!(json["signatures"][0]["revision"], 2);
    assert!(json["revisions"][1]["changes"].as_array().unwrap().len() > 2);
    let text = congvu(["inspect".as_ref(), out.as_os_str()])
        .expect(0, "")
        .text();
    assert!(text.contains("Chữ ký `Signature1`"), "{text}");
    assert!(text.contains("chữ ký số (ETSI.CAdES.detached)"), "{text}");
}

#[test]
fn standard_input_reads_like_a_file() {
    let bytes = std::fs::read(sample("cong-van.pdf")).unwrap();
    let fed = congvu_fed(["inspect", "-"], &bytes).expect(0, "").text();
    assert!(fed.starts_with("-: PDF "), "{fed}");
}

#[test]
fn bad_input_is_named_and_exits_2_with_a_json_object() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(sample("cong-van.pdf")).unwrap();
    let cases: [(&str, &[u8], &str); 4] = [
        ("rong.pdf", b"", "cli-input-empty"),
        ("cat-ngan.pdf", &bytes[..600], "pdf-no-catalog"),
        (
            "van-ban.docx",
            b"PK\x03\x04 word/document.xml",
            "cli-file-kind",
        ),
        ("rac.pdf", &[0; 5000], "pdf-no-header"),
    ];
    for (name, content, code) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let run = congvu(["inspect".as_ref(), "--json".as_ref(), path.as_os_str()]);
        let json = run.expect(2, &format!("{name}: ")).json();
        assert_eq!(json["error"]["code"], code, "{name}");
        assert!(!json["error"]["message"].as_str().unwrap().is_empty());
    }
    congvu(["inspect".as_ref(), folder.path().as_os_str()]).expect(2, "đây là thư mục");
}

#[test]
fn vietnamese_names_are_shown_as_they_are_in_both_forms() {
    let folder = tempfile::tempdir().unwrap();
    // Composed and decomposed.
    for name in [
        "Quyết định số 521.pdf",
        "Quye\u{302}\u{301}t d\u{323}inh.pdf",
    ] {
        let path = folder.path().join(name);
        std::fs::copy(sample("quyet-dinh.pdf"), &path).unwrap();
        let run = congvu(["inspect".as_ref(), path.as_os_str()]).expect(0, "");
        assert!(run.text().contains(name));
    }
}

#[test]
fn a_name_that_is_not_unicode_is_no_obstacle() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder
        .path()
        .join(std::ffi::OsStr::from_bytes(b"van-\xff\x1b[2J.pdf"));
    std::fs::copy(sample("cong-van.pdf"), &path).unwrap();
    let run = congvu(["inspect".as_ref(), path.as_os_str()]).expect(0, "");
    assert!(
        !run.stdout.contains(&0x1b),
        "an escape sequence reached the terminal"
    );
}
