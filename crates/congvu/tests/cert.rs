//! `congvu cert verify`: is this certificate valid, why not, and what the exit status says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::ffi::OsStr;
use std::fs;

use common::pki::authority;
use common::{Run, command, congvu_fed};

/// `cert verify` of somebody's certificate with everything needed, in the authority's folder.
fn verify(who: &str, options: &[&str]) -> Run {
    let given = [
        "cert",
        "verify",
        who,
        "--trust",
        "trust/root.pem",
        "--with",
        "ca",
        "--crl",
        "crl",
    ];
    run(&[&given, options].concat())
}

fn run(arguments: &[&str]) -> Run {
    let mut command = command();
    command.current_dir(authority()).args(arguments);
    command.output().unwrap().into()
}

#[test]
fn a_good_certificate_is_valid_with_its_path() {
    let json = verify("keys/leader.pem", &["--json"]).expect(0, "").json();
    assert_eq!(json["valid"], true);
    assert_eq!(json["reason"], serde_json::Value::Null);
    assert_eq!(json["revocation_checked"], true);
    let path = json["path"].as_array().unwrap();
    let anchors: Vec<_> = path.iter().map(|link| link["anchor"].clone()).collect();
    assert_eq!(anchors, [false, false, true]);
    assert_eq!(path[0]["issuer"], path[1]["subject"]);
    assert_eq!(path[1]["issuer"], path[2]["subject"]);
    assert_eq!(path[2]["sha256"].as_str().unwrap().len(), 64);

    let text = verify("keys/leader.pem", &[]).expect(0, "").text();
    assert!(text.contains("chứng thư HỢP LỆ"), "{text}");
    assert!(text.contains("Chứng thư gốc được tin cậy"), "{text}");
    let text = verify("keys/leader.pem", &["--lang", "en"]).text();
    assert!(text.contains("the certificate is VALID"), "{text}");
}

#[test]
fn a_bad_one_is_not_valid_and_the_reason_says_why() {
    for (who, code, words) in [
        ("revoked", "unsettled-revoked", "bị thu hồi"),
        ("suspended", "unsettled-suspended", "tạm dừng"),
        ("expired", "path-expired", "hết"),
        ("not-yet-valid", "path-not-yet-valid", "chưa"),
    ] {
        let file = format!("keys/{who}.pem");
        let json = verify(&file, &["--json"]).expect(1, "").json();
        assert_eq!(json["valid"], false, "{who}");
        assert_eq!(json["standing"], "not-valid", "{who}");
        assert_eq!(json["reason"]["code"], code, "{who}");
        assert_eq!(json["path"].as_array().unwrap().len(), 3, "{who}");
        let text = verify(&file, &[]).expect(1, "").text();
        assert!(text.contains("KHÔNG HỢP LỆ"), "{text}");
        assert!(text.contains(words), "{who}: {text}");
    }
    // At another time, or without asking about revocation, it was or would be.
    let json = run(&[
        "cert",
        "verify",
        "keys/revoked.pem",
        "--trust",
        "trust/root.pem",
        "--with",
        "ca",
        "--no-revocation",
        "--json",
    ])
    .expect(0, "")
    .json();
    assert_eq!(json["revocation_checked"], false);
    let json = verify(
        "keys/leader.pem",
        &["--at", "2020-01-01T00:00:00Z", "--json"],
    )
    .json();
    assert_eq!(json["reason"]["code"], "path-anchor-not-trusted");
}

#[test]
fn what_is_missing_is_named() {
    let chain =
        ::pki::Certificate::load_all(&fs::read(authority().join("keys/leader.pem")).unwrap());
    let chain = chain.unwrap();
    let arguments = ["cert", "verify", "-", "--json", "--trust"].map(OsStr::new);
    let root = authority().join("trust/root.pem");
    let arguments = [arguments.as_slice(), &[root.as_os_str()]].concat();
    let json = congvu_fed(&arguments, chain[0].der()).expect(1, "").json();
    assert_eq!(json["reason"]["code"], "path-issuer-not-found");
    assert_eq!(json["path"].as_array().unwrap().len(), 0);

    // A file may bring the certificates above it; then only the revocation is open.
    let bundle: String = chain.iter().map(::pki::Certificate::to_pem).collect();
    let json = congvu_fed(&arguments, bundle.as_bytes())
        .expect(1, "")
        .json();
    assert_eq!(json["standing"], "unknown");
    assert_eq!(json["valid"], false);
    assert_eq!(json["reason"]["code"], "unsettled-undetermined");
    assert_eq!(json["path"].as_array().unwrap().len(), 3);
    let arguments: Vec<_> = (arguments.iter().copied())
        .filter(|argument| *argument != "--json")
        .collect();
    let text = congvu_fed(&arguments, bundle.as_bytes())
        .expect(1, "")
        .text();
    assert!(text.contains("CHƯA ĐỦ CĂN CỨ"), "{text}");
    assert!(
        text.contains("chưa có danh sách thu hồi hay trả lời OCSP nào"),
        "{text}"
    );
    let settled = run(&[
        "cert",
        "verify",
        "keys/leader.pem",
        "--trust",
        "trust",
        "--crl",
        "crl",
    ]);
    settled.expect(0, "");
}

#[test]
fn policies_are_demanded_by_their_options() {
    let demanded = verify(
        "keys/leader.pem",
        &["--policy", "1.2.3.4", "--explicit-policy", "--json"],
    );
    let json = demanded.expect(1, "").json();
    assert_eq!(json["reason"]["code"], "path-no-valid-policy");
    // Without --explicit-policy, and with no authority asking for one, a policy is only a wish.
    verify("keys/leader.pem", &["--policy", "1.2.3.4"]).expect(0, "");
}

#[test]
fn what_cannot_be_read_is_no_verdict() {
    let missing = verify("keys/nobody.pem", &["--json"]).expect(2, "nobody.pem");
    assert_eq!(missing.json()["error"]["code"], "cli-input-missing");
    verify("pin.txt", &[]).expect(2, "");
    verify("keys/leader.pem", &["--crl", "pin.txt"]).expect(2, "pin.txt");
    verify("keys/leader.pem", &["--ocsp", "pin.txt"]).expect(2, "pin.txt");
    verify("keys/leader.pem", &["--policy", "x"]).expect(2, "--policy");
    verify("keys/leader.pem", &["--no-revocation"]).expect(2, "--crl");
    run(&["cert", "verify", "keys/leader.pem"]).expect(2, "--trust");
    let help = run(&["cert", "verify", "--help"]).expect(0, "").text();
    assert!(help.contains("RFC 5280"), "{help}");
}
