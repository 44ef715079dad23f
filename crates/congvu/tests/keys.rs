//! `congvu keys list` shows tokens without a PIN, through the program's own child process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::process::{Command, Output};

use common::{Run, command, congvu};
use tempfile::TempDir;

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A token named "Văn thư" that holds one certificate.
fn store() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    fs::create_dir(&tokens).unwrap();
    let configuration = format!("directories.tokendir = {}\n", tokens.display());
    fs::write(folder.path().join("softhsm2.conf"), configuration).unwrap();
    let steps: [(&str, &[&str]); 4] = [
        (
            "openssl",
            &[
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-noenc",
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem",
                "-days",
                "9",
                "-subj",
                "/CN=For testing",
            ],
        ),
        (
            "openssl",
            &[
                "x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der",
            ],
        ),
        (
            "softhsm2-util",
            &[
                "--init-token",
                "--free",
                "--label",
                "Văn thư",
                "--pin",
                "12345678",
                "--so-pin",
                "12345678",
            ],
        ),
        (
            "pkcs11-tool",
            &[
                "--module",
                MODULE,
                "--token-label",
                "Văn thư",
                "--login",
                "--pin",
                "12345678",
                "--write-object",
                "cert.der",
                "--type",
                "cert",
                "--id",
                "01",
                "--label",
                "seal",
            ],
        ),
    ];
    for (program, arguments) in steps {
        let output = at(&folder, Command::new(program)).args(arguments).output();
        let output = output.unwrap_or_else(|error| panic!("{program} is needed: {error}"));
        assert!(output.status.success(), "{program}: {output:?}");
    }
    folder
}

fn at(folder: &TempDir, mut command: Command) -> Command {
    let configuration = folder.path().join("softhsm2.conf");
    command
        .current_dir(folder.path())
        .env("SOFTHSM2_CONF", configuration);
    command
}

fn list(folder: &TempDir, arguments: &[&str]) -> Run {
    let mut command = at(folder, command());
    let output: Output = command
        .args(["keys", "list"])
        .args(arguments)
        .output()
        .unwrap();
    output.into()
}

#[test]
fn text_and_json_give_the_address_to_use() {
    let folder = store();
    let json = list(&folder, &["--pkcs11-module", MODULE, "--json"])
        .expect(0, "")
        .json();
    let token = &json["tokens"][0];
    assert_eq!(token["label"], "Văn thư");
    assert_eq!(token["pin_locked"], false);
    let uri = token["keys"][0]["uri"].as_str().unwrap();
    assert!(
        uri.starts_with("pkcs11:token=V%C4%83n%20th%C6%B0;serial="),
        "{uri}"
    );
    let text = list(&folder, &["--pkcs11-module", MODULE])
        .expect(0, "")
        .text();
    for part in [
        "Thiết bị \"Văn thư\": SoftHSM v2",
        "CN=For testing, hạn đến ",
        uri,
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    let system = list(&folder, &["--lang=en"]).expect(0, "").text();
    assert!(system.contains("Token \"Văn thư\""), "{system}");
}

#[test]
fn what_is_no_module_is_an_error_and_json_too() {
    let run = congvu(["keys", "list", "--json", "--pkcs11-module", "/nowhere.so"]);
    let json = run.expect(2, "/nowhere.so").json();
    assert_eq!(json["error"]["code"], "pkcs11-module-not-loadable");
}

#[test]
fn the_child_process_started_by_hand_ends_with_an_error() {
    congvu(["pkcs11-worker"]).expect(2, "lỗi: ");
}
