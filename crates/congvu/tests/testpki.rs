//! `congvu testpki` makes an authority that OpenSSL agrees with, and serves it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::process::{Command, Output};

use common::congvu;
use common::pki::{PIN, Server, authority, module};

#[test]
fn certificates_lead_to_the_root_and_key_files_open() {
    let keys = authority().join("keys");
    let root = authority().join("trust/root.pem");
    for id in ["leader", "organization", "citizen"] {
        let chain = keys.join(format!("{id}.pem"));
        assert_success(&run(Command::new("openssl")
            .args(["verify", "-CAfile"])
            .arg(&root)
            .arg("-untrusted")
            .arg(&chain)
            .arg(&chain)));
        assert_success(&run(Command::new("openssl")
            .args(["pkcs12", "-noout", "-passin", &format!("pass:{PIN}"), "-in"])
            .arg(keys.join(format!("{id}.p12")))));
    }
}

#[test]
fn tokens_hold_keys_and_certificates() {
    let listed = assert_success(&run(Command::new("pkcs11-tool")
        .env("SOFTHSM2_CONF", authority().join("tokens/softhsm2.conf"))
        .args(["--module", module(), "--token-label", "leader"])
        .args(["--login", "--pin", PIN, "--list-objects"])));
    assert!(listed.contains("Private Key Object; RSA"), "{listed}");
    assert!(listed.contains("Certificate Object"), "{listed}");
}

#[test]
fn secrets_are_for_the_owner_only_and_nothing_is_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    for name in [
        "authority.json",
        "pin.txt",
        "keys/leader.p12",
        "keys/leader.key.pem",
    ] {
        let mode = std::fs::metadata(authority().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
    congvu(["testpki".as_ref(), "init".as_ref(), authority().as_os_str()]).expect(2, "đã có");
}

#[test]
fn time_stamps_satisfy_openssl_and_ctrl_c_ends_the_service() {
    let mut server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let (query, reply) = (folder.path().join("q"), folder.path().join("r"));
    assert_success(&run(Command::new("openssl")
        .args([
            "ts",
            "-query",
            "-sha256",
            "-cert",
            "-digest",
            &"ab".repeat(32),
            "-out",
        ])
        .arg(&query)));
    assert_success(&run(Command::new("curl")
        .args([
            "-sS",
            "--noproxy",
            "*",
            "-H",
            "Content-Type: application/timestamp-query",
        ])
        .arg("--data-binary")
        .arg(format!("@{}", query.display()))
        .arg("-o")
        .arg(&reply)
        .arg(server.tsa())));
    assert_success(&run(Command::new("openssl")
        .args(["ts", "-verify", "-CAfile"])
        .arg(authority().join("trust/root.pem"))
        .arg("-untrusted")
        .arg(authority().join("keys/leader.pem"))
        .arg("-queryfile")
        .arg(&query)
        .arg("-in")
        .arg(&reply)));

    assert_success(&run(
        Command::new("kill").args(["-INT", &server.child.id().to_string()])
    ));
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_folder_that_is_no_authority_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    congvu([
        "testpki".as_ref(),
        "serve".as_ref(),
        folder.path().as_os_str(),
    ])
    .expect(2, "congvu testpki init");
}

fn run(command: &mut Command) -> Output {
    command
        .output()
        .expect("openssl, curl, kill and pkcs11-tool are installed")
}

#[track_caller]
fn assert_success(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
