//! `congvu verify`: the verdict in text and JSON, and what the exit status says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use common::pki::{Server, authority, sign};
use common::{Run, command, congvu_fed, sample};

#[test]
fn a_signed_file_passes_with_its_root_and_is_undecided_without() {
    let folder = tempfile::tempdir().unwrap();
    let file = sign(folder.path(), &[]);
    let passed = verify(&[file.as_path()], &with_roots(&["--json"]))
        .expect(0, "")
        .json();
    assert_eq!(passed["indication"], "TOTAL_PASSED");
    assert_eq!(passed["trust"]["anchors"], 1);
    assert_eq!(passed["trust"]["for_testing"], true);
    assert_eq!(
        passed["signatures"][0]["signer"]["name"],
        "Nguyễn Văn Bình An"
    );
    assert_eq!(passed["signatures"][0]["signer"]["kind"], "person");
    assert_eq!(passed["signatures"][0]["covers"], "whole_file");
    assert_eq!(passed["signatures"][0]["time_source"], "claimed");
    let root = authority().join("trust/root.pem").display().to_string();
    let unknown = verify(
        &[file.as_path()],
        &["--json", "--offline", "--trust", &root],
    )
    .expect(1, "")
    .json();
    assert_eq!(unknown["indication"], "INDETERMINATE");
    assert_eq!(
        unknown["signatures"][0]["reasons"][0]["code"],
        "verdict-revocation-unknown"
    );
    let undecided = verify(&[file.as_path()], &["--json"]).expect(1, "").json();
    assert_eq!(undecided["indication"], "INDETERMINATE");
    assert_eq!(undecided["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND");
}

#[test]
fn every_key_of_the_published_form_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let json = verify(&[sign(folder.path(), &[]).as_path()], &["--json"]).json();
    let file = [
        "file",
        "sha256",
        "indication",
        "sub_indication",
        "validation_time",
        "policy",
        "trust",
        "repaired",
        "signatures",
        "error",
    ];
    let signature = [
        "field",
        "kind",
        "format",
        "level",
        "indication",
        "sub_indication",
        "integrity",
        "covers",
        "changes_after",
        "signing_time",
        "time_source",
        "signer",
        "elements",
        "reasons",
    ];
    has_keys(&json, &file);
    has_keys(&json["policy"], &["name", "version"]);
    has_keys(&json["trust"], &["anchors", "newest"]);
    let first = &json["signatures"][0];
    has_keys(first, &signature);
    has_keys(
        &first["signer"],
        &["name", "organization", "email", "kind", "issuer", "serial"],
    );
    let elements = [
        "signer",
        "certificate_kind",
        "certificate_validity",
        "time",
        "integrity",
    ];
    has_keys(&first["elements"], &elements);
    has_keys(&first["reasons"][0], &["code", "text", "where"]);
}

#[test]
fn text_and_json_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = sign(folder.path(), &[]);
    let json = verify(&[file.as_path()], &with_roots(&["--json"])).json();
    let text = verify(&[file.as_path()], &with_roots(&[]))
        .expect(0, "")
        .text();
    assert!(text.contains("1 chữ ký"), "{text}");
    assert!(text.contains("Chữ ký hợp lệ"), "{text}");
    for line in [
        "Người ký",
        "Loại chứng thư",
        "Hiệu lực chứng thư khi ký",
        "Thời gian ký",
        "Tính toàn vẹn",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let signature = &json["signatures"][0];
    for key in ["name", "organization", "email", "serial"] {
        assert!(
            text.contains(signature["signer"][key].as_str().unwrap()),
            "{key}: {text}"
        );
    }
    assert!(!signature["chain"].as_array().unwrap().is_empty());
    for reason in signature["reasons"].as_array().unwrap() {
        assert!(text.contains(reason["text"].as_str().unwrap()), "{text}");
    }
    assert!(text.contains("không có giá trị pháp lý"), "{text}");
}

#[test]
fn a_time_stamp_proves_the_time() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let tsa = server.tsa();
    let file = sign(folder.path(), &["--tsa", &tsa]);
    let options = with_roots(&["--json", "--validation-policy", "eu"]);
    let json = verify(&[file.as_path()], &options).expect(0, "").json();
    assert_eq!(json["policy"]["name"], "eu");
    let signature = &json["signatures"][0];
    assert_eq!(signature["level"], "B-T");
    assert_eq!(signature["time_source"], "signature_timestamp");
    assert_eq!(signature["elements"]["time"], "passed");
    // The lists are older than the signature: by the strict policy it is too early to tell.
    let json = verify(&[file.as_path()], &with_roots(&["--json"]))
        .expect(1, "")
        .json();
    assert_eq!(json["policy"]["name"], "congvu-strict");
    assert_eq!(json["sub_indication"], "TRY_LATER");
}

#[test]
fn a_policy_that_does_not_hold_together_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = sign(folder.path(), &[]);
    let text = include_str!("../../../profiles/validation/strict.toml");
    let policy = folder.path().join("policy.toml");
    let own = text.replace("congvu-strict", "của tỉnh");
    fs::write(&policy, own).unwrap();
    let place = policy.display().to_string();
    let with = |place: &str| {
        let options = with_roots(&["--json", "--validation-policy", place]);
        verify(&[file.as_path()], &options)
    };
    let json = with(&place).expect(0, "").json();
    assert_eq!(json["policy"]["name"], "của tỉnh");
    fs::write(&policy, text.replace("sha-384", "sha-385")).unwrap();
    with(&place).expect(2, "sha-385");
    with("không-có").expect(2, "không-có");
}

#[test]
fn a_changed_byte_fails_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = sign(folder.path(), &[]);
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes
        .windows(6)
        .position(|window| window == b"stream")
        .unwrap()
        + 20;
    bytes[at] ^= 1;
    fs::write(&file, bytes).unwrap();
    let json = verify(&[file.as_path()], &with_roots(&["--json"]))
        .expect(1, "")
        .json();
    assert_eq!(json["indication"], "TOTAL_FAILED");
    assert_eq!(json["sub_indication"], "HASH_FAILURE");
    assert_eq!(json["signatures"][0]["integrity"], "broken");
}

#[test]
fn the_time_to_decide_for_can_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let file = sign(folder.path(), &[]);
    let later = ["--json", "--at-time", "2040-01-01T00:00:00+07:00"];
    let json = verify(&[file.as_path()], &with_roots(&later))
        .expect(1, "")
        .json();
    assert_eq!(json["validation_time"], "2039-12-31T17:00:00Z");
    assert_ne!(json["indication"], "TOTAL_PASSED");
    verify(&[file.as_path()], &["--at-time", "hôm qua"]).expect(2, "không hợp lệ");
}

#[test]
fn no_signature_is_1_and_no_document_is_2_with_an_object_each() {
    let folder = tempfile::tempdir().unwrap();
    let unsigned = sample("cong-van.pdf");
    let json = verify(&[unsigned.as_path()], &["--json"])
        .expect(1, "")
        .json();
    assert!(json["indication"].is_null() && json["error"].is_null());
    assert_eq!(json["signatures"].as_array().unwrap().len(), 0);
    let broken = folder.path().join("rac.pdf");
    fs::write(&broken, b"junk").unwrap();
    let files = [unsigned.as_path(), broken.as_path()];
    let json = verify(&files, &["--json"])
        .expect(2, "rac.pdf: không phải tệp PDF")
        .json();
    assert_eq!(json[1]["error"]["code"], "pdf-no-header");
    assert!(json[1]["indication"].is_null());
}

#[test]
fn standard_input_and_folders_of_trust() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(sign(folder.path(), &[])).unwrap();
    let trust = authority().join("trust").display().to_string();
    let lists = authority().join("crl").display().to_string();
    let text = congvu_fed(
        [
            "verify",
            "-",
            "--trust",
            &trust,
            "--crl",
            &lists,
            "--offline",
        ],
        &bytes,
    )
    .expect(0, "")
    .text();
    assert!(text.starts_with("-: 1 chữ ký"), "{text}");
    verify(
        &[sample("cong-van.pdf").as_path()],
        &["--trust", "/no/such.pem"],
    )
    .expect(2, "không đọc được chứng thư");
    let pin = authority().join("pin.txt").display().to_string();
    verify(&[sample("cong-van.pdf").as_path()], &["--trust", &pin])
        .expect(2, "không phải tệp chứng thư");
}

/// The options with root and revocation lists of the test authority.
fn with_roots<'a>(options: &[&'a str]) -> Vec<&'a str> {
    static PLACES: std::sync::OnceLock<[String; 2]> = std::sync::OnceLock::new();
    let places = PLACES.get_or_init(|| {
        ["trust/root.pem", "crl"].map(|name| authority().join(name).display().to_string())
    });
    let mut all = vec!["--trust", places[0].as_str(), "--crl", places[1].as_str()];
    all.extend(options);
    all
}

fn verify(files: &[&Path], options: &[&str]) -> Run {
    let files = files.iter().map(|file| OsString::from(*file));
    let mut command = command();
    command.arg("verify").args(files).args(options);
    command.output().unwrap().into()
}

#[track_caller]
fn has_keys(value: &serde_json::Value, keys: &[&str]) {
    for key in keys {
        assert!(value.get(key).is_some(), "no {key} in {value}");
    }
}
