//! `congvu trust`: nothing is trusted that nobody confirmed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::path::Path;

use common::congvu;
use common::pki::authority;

/// The fingerprint of a PEM file as OpenSSL writes it.
fn fingerprint(file: &Path) -> String {
    let said = std::process::Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(file)
        .output()
        .unwrap();
    let line = String::from_utf8(said.stdout).unwrap();
    line.trim().split('=').nth(1).unwrap().to_owned()
}

#[test]
fn an_anchor_enters_with_the_published_fingerprint_and_is_listed_with_its_concerns() {
    let root = authority().join("trust/root.pem");
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("kho");
    let (root_text, store_text) = (root.display().to_string(), store.display().to_string());
    let published = fingerprint(&root);
    let add = |print: &str| {
        congvu([
            "trust",
            "add",
            &root_text,
            "--to",
            &store_text,
            "--fingerprint",
            print,
        ])
    };

    let wrong = published.replace(|c: char| c.is_ascii_digit(), "0");
    add(&wrong).expect(2, "dấu vân tay không khớp");
    assert!(!store.exists(), "nothing is made for what was refused");
    add("12:34").expect(2, "thập lục phân");
    // Without a terminal nobody can be asked.
    congvu(["trust", "add", &root_text, "--to", &store_text]).expect(2, "--fingerprint");

    // The test root is listed, and its nature told by the exit status.
    add(&published).expect(1, "");
    add(&published).expect(2, "kho đã có");
    let list = congvu(["trust", "list", &store_text, "--json"])
        .expect(1, "")
        .json();
    assert_eq!(
        list["anchors"][0]["sha256"],
        published.replace(':', "").to_lowercase()
    );
    assert_eq!(list["concerns"][0]["code"], "trust-testing");

    let print = published.as_str();
    congvu([
        "trust",
        "end",
        &store_text,
        "--fingerprint",
        print,
        "--until",
        "2020-01-01T00:00:00Z",
    ])
    .expect(1, "");
    let list = congvu(["trust", "list", &store_text, "--json"])
        .expect(1, "")
        .json();
    assert_eq!(list["concerns"][1]["code"], "trust-ended");
}

#[test]
fn an_empty_folder_and_a_stray_certificate_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().display().to_string();
    let list = congvu(["trust", "list", &store, "--json"])
        .expect(1, "")
        .json();
    assert_eq!(list["concerns"][0]["code"], "trust-empty");
    fs::copy(
        authority().join("trust/root.pem"),
        folder.path().join("la.pem"),
    )
    .unwrap();
    congvu(["trust", "list", &store]).expect(2, "chưa được đối chiếu");
}
