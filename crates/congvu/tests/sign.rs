//! `congvu sign`: keys, levels, outputs; judged by pdfsig and qpdf.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::pki::{PIN, Server, authority, p12, token};
use common::{Run, command, congvu_fed, sample};

#[test]
fn a_file_is_signed_with_a_key_file_and_the_input_stays() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.pdf");
    let before = std::fs::read(sample("cong-van.pdf")).unwrap();
    sign(
        [
            sample("cong-van.pdf").as_os_str(),
            "--out".as_ref(),
            out.as_ref(),
        ],
        &p12("leader"),
    )
    .expect(0, "đã ký");
    assert_eq!(std::fs::read(sample("cong-van.pdf")).unwrap(), before);
    assert!(std::fs::read(&out).unwrap().starts_with(&before));
    assert_eq!(valid_signatures(&out), 1);
    assert_eq!(entries(folder.path()), ["out.pdf"]);
}

#[test]
fn a_token_signs_and_the_level_follows_the_time_stamp_service() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.pdf");
    let tsa = server.tsa();
    let arguments = [
        sample("cong-van.pdf").into_os_string(),
        "--out".into(),
        out.clone().into(),
        "--tsa".into(),
        tsa.into(),
    ];
    sign(arguments, &token("clerk")).expect(0, "đã ký");
    assert_eq!(valid_signatures(&out), 1);
    let bytes = std::fs::read(&out).unwrap();
    let token_type = hex("2a864886f70d0109100104");
    assert!(contains(&bytes, &token_type), "no time-stamp token inside");
}

#[test]
fn three_people_sign_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut last = sample("cong-van.pdf");
    for (who, role) in [
        ("drafter", "initials"),
        ("chief", "signer"),
        ("organization-p256", "organisation"),
    ] {
        let next = folder.path().join(format!("{who}.pdf"));
        sign(
            [
                last.as_os_str(),
                "--out".as_ref(),
                next.as_ref(),
                "--as".as_ref(),
                role.as_ref(),
            ],
            &p12(who),
        )
        .expect(0, "");
        last = next;
    }
    assert_eq!(valid_signatures(&last), 3);
}

#[test]
fn a_batch_takes_one_pin_and_reports_each_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("ra");
    std::fs::create_dir(&out).unwrap();
    let bad = folder.path().join("hỏng.pdf");
    std::fs::write(&bad, b"not a PDF").unwrap();
    let arguments = [
        sample("cong-van.pdf").into_os_string(),
        bad.clone().into(),
        sample("quyet-dinh.pdf").into_os_string(),
        "--json".into(),
        "--out".into(),
        out.clone().into(),
    ];
    let run = sign(arguments, &token("leader")).expect(1, "Đã ký 2 tệp, lỗi 1 tệp, chưa làm 0 tệp");
    let json = run.json();
    let statuses: Vec<_> = json["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["status"].clone())
        .collect();
    assert_eq!(statuses, ["signed", "failed", "signed"]);
    assert_eq!(json["files"][1]["error"]["code"], "pdf-no-header");
    assert_eq!(entries(&out), ["cong-van.pdf", "quyet-dinh.pdf"]);
}

#[test]
fn standard_input_and_output_carry_the_document() {
    let bytes = std::fs::read(sample("cong-van.pdf")).unwrap();
    let pin = authority().join("pin.txt");
    let run = congvu_fed(
        [
            "sign".as_ref(),
            "-".as_ref(),
            "--out".as_ref(),
            "-".as_ref(),
            "--key".as_ref(),
            OsStr::new(&p12("leader")),
            "--pin-file".as_ref(),
            pin.as_os_str(),
        ],
        &bytes,
    )
    .expect(0, "đã ký");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.pdf");
    std::fs::write(&out, &run.stdout).unwrap();
    assert_eq!(valid_signatures(&out), 1);
}

#[test]
fn vietnamese_names_survive_composed_and_decomposed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("đã ký");
    std::fs::create_dir(&out).unwrap();
    for name in ["Quyết định.pdf", "Quye\u{302}\u{301}t d\u{323}inh.pdf"] {
        let input = folder.path().join(name);
        std::fs::copy(sample("quyet-dinh.pdf"), &input).unwrap();
        sign(
            [input.as_os_str(), "--out".as_ref(), out.as_ref()],
            &p12("leader"),
        )
        .expect(0, name);
        assert_eq!(valid_signatures(&out.join(name)), 1);
    }
}

#[test]
fn number_date_and_seal_come_after_the_leader_and_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let prepared = command()
        .arg("prepare")
        .arg(sample("quyet-dinh.pdf"))
        .arg("--out")
        .arg(path("1.pdf"))
        .output()
        .unwrap();
    Run::from(prepared).expect(0, "số, ngày, tháng");
    let (signature, seal) = (sample("chu-ky.png"), sample("con-dau.png"));
    let visible = |image: &PathBuf| {
        [
            "--place".into(),
            "auto".into(),
            "--image".into(),
            image.clone().into_os_string(),
        ]
    };
    let leader = [
        path("1.pdf").into_os_string(),
        "--out".into(),
        path("2.pdf").into(),
    ];
    sign(
        leader.into_iter().chain(visible(&signature)),
        &p12("leader"),
    )
    .expect(0, "");
    let clerk = [
        path("2.pdf").into_os_string(),
        "--out".into(),
        path("3.pdf").into(),
        "--as".into(),
        "organisation".into(),
    ];
    let number = ["--number", "521", "--date", "21/11/2026"].map(Into::into);
    sign(
        clerk.into_iter().chain(number).chain(visible(&seal)),
        &p12("organization"),
    )
    .expect(0, "");
    assert_eq!(valid_signatures(&path("3.pdf")), 2);
    let text = Command::new("pdftotext")
        .args(["-layout"])
        .arg(path("3.pdf"))
        .arg("-")
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.contains("521") && text.contains("21") && text.contains("11"),
        "{text}"
    );
    // A second number is refused.
    let again = [
        path("3.pdf").into_os_string(),
        "--out".into(),
        path("4.pdf").into(),
        "--as".into(),
        "organisation".into(),
    ];
    let number = ["--number", "522", "--date", "2026-11-21"].map(Into::into);
    sign(again.into_iter().chain(number), &p12("organization")).expect(1, "đã có giá trị");
}

#[test]
fn a_damaged_unsigned_file_is_rewritten_and_a_damaged_signed_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    damage(&sample("cong-van.pdf"), &path("hỏng.pdf"));
    let json = sign(
        [
            path("hỏng.pdf").as_os_str(),
            "--out".as_ref(),
            path("1.pdf").as_ref(),
            "--json".as_ref(),
        ],
        &p12("leader"),
    )
    .expect(0, "đã được ghi lại trước khi ký")
    .json();
    assert_eq!(json["files"][0]["rewritten"], true);
    assert_eq!(valid_signatures(&path("1.pdf")), 1);
    damage(&path("1.pdf"), &path("ký-hỏng.pdf"));
    sign(
        [
            path("ký-hỏng.pdf").as_os_str(),
            "--out".as_ref(),
            path("2.pdf").as_ref(),
        ],
        &p12("leader"),
    )
    .expect(1, "tệp PDF đã ký nhưng bị hỏng cấu trúc");
    assert!(!path("2.pdf").exists());
}

/// Signs with the PIN from a file.
fn sign<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, key: &str) -> Run {
    command()
        .env("SOFTHSM2_CONF", authority().join("tokens/softhsm2.conf"))
        .env("CONGVU_PIN", PIN)
        .arg("sign")
        .args(arguments)
        .args(["--key", key])
        .output()
        .unwrap()
        .into()
}

/// Points the last startxref at nothing.
fn damage(from: &Path, to: &Path) {
    let bytes = std::fs::read(from).unwrap();
    let at = bytes
        .windows(9)
        .rposition(|window| window == b"startxref")
        .unwrap();
    let mut damaged = bytes[..at].to_vec();
    damaged.extend(b"startxref\n7\n%%EOF\n");
    std::fs::write(to, damaged).unwrap();
}

/// How many signatures pdfsig finds valid; all must be, and qpdf must find no fault.
fn valid_signatures(path: &Path) -> usize {
    let check = Command::new("qpdf")
        .arg("--check")
        .arg(path)
        .output()
        .unwrap();
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );
    let output = Command::new("pdfsig")
        .arg("-nocert")
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let valid = text.matches("Signature is Valid").count();
    assert_eq!(valid, text.matches("Signature #").count(), "{text}");
    valid
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The placeholder holds hexadecimal digits.
fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let wanted: String = wanted.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    text.contains(&wanted)
}

fn hex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
