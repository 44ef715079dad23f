//! The demonstration's certificates with their revocation evidence, judged by pyHanko.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../pki/tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::process::Command;

use pki::ocsp::Request;
use pki::{Certificate, path, trust};
use support::Workshop;
use testpki::{Authority, Ca, Config, KeyAlgorithm, Member, Population, Standing, Validity};
use time::UtcDateTime;
use time::macros::utc_datetime;

const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);

fn authority() -> Authority {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key: KeyAlgorithm::Rsa2048,
    };
    let mut authority = Authority::new(config, AT).unwrap();
    authority.populate(&Population::demo(), AT).unwrap();
    authority
}

fn answer(authority: &Authority, certificate: &Certificate, issuer: Ca) -> Vec<u8> {
    let issuer = authority.certificate(issuer).unwrap();
    let request = Request::new(certificate, issuer, None).to_der().unwrap();
    authority.handle_ocsp(&request, AT).unwrap()
}

fn write_all(workshop: &Workshop, authority: &Authority) {
    for ca in Ca::ALL {
        let certificate = authority.certificate(ca).unwrap();
        workshop.write(&format!("{}.cer", ca.name()), certificate.der());
        workshop.write(
            &format!("{}.crl", ca.name()),
            authority.crl(ca, AT).unwrap(),
        );
        if ca != Ca::Root {
            let about = answer(authority, certificate, Ca::Root);
            workshop.write(&format!("ca-{}.ocsp", ca.name()), about);
        }
    }
    for subscriber in authority.subscribers() {
        let certificate = subscriber.certificate();
        workshop.write(&format!("{}.crt", subscriber.id()), certificate.der());
        let about = answer(authority, certificate, subscriber.member().profile.issuer);
        workshop.write(&format!("{}.ocsp", subscriber.id()), about);
    }
}

/// What pyHanko says about each certificate in the workshop.
fn judge(workshop: &Workshop, evidence: &str) -> BTreeMap<String, String> {
    let python = std::env::var("CONGVU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/judge_paths.py");
    let output = Command::new(&python)
        .arg(script)
        .arg(workshop.path(""))
        .args(["2026-11-21T08:00:00+00:00", evidence])
        .output()
        .unwrap_or_else(|error| panic!("{python} must be installed: {error}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, verdict)| (name.to_owned(), verdict.to_owned()))
        .collect()
}

fn expected(member: &Member) -> &'static str {
    match (member.standing, member.profile.validity) {
        (Standing::Revoked | Standing::Suspended, _) => "RevokedError",
        (Standing::Good, Validity::Expired) => "ExpiredError",
        (Standing::Good, Validity::NotYet) => "NotYetValidError",
        (Standing::Good, Validity::Current | Validity::Days(_)) => "ok",
    }
}

#[test]
fn pyhanko_agrees_on_everybody() {
    let authority = authority();
    let workshop = Workshop::new();
    write_all(&workshop, &authority);
    for evidence in ["crl", "ocsp"] {
        let verdicts = judge(&workshop, evidence);
        assert_eq!(verdicts.len(), authority.subscribers().len());
        for subscriber in authority.subscribers() {
            let verdict = verdicts.get(subscriber.id()).unwrap();
            assert_eq!(
                verdict,
                expected(subscriber.member()),
                "{}",
                subscriber.id()
            );
        }
    }
}

#[test]
fn our_own_paths_agree_with_pyhanko() {
    let authority = authority();
    let root = authority.certificate(Ca::Root).unwrap().clone();
    let anchors = [trust::Anchor::new(root, trust::AnchorKind::Government)];
    let anchors = anchors.into_iter().collect();
    for subscriber in authority.subscribers() {
        let issued = authority.subscriber(subscriber.id()).unwrap();
        let result = path::build_and_check(
            &issued.certificate,
            &issued.chain,
            &anchors,
            &path::Inputs::default(),
            AT,
        );
        let verdict = match result.as_ref().map_err(path::PathError::code) {
            Ok(_) => "ok",
            Err("path-expired") => "ExpiredError",
            Err("path-not-yet-valid") => "NotYetValidError",
            Err(other) => other,
        };
        // Revocation is not a matter of the path.
        let expected = expected(subscriber.member()).replace("RevokedError", "ok");
        assert_eq!(verdict, expected, "{}", subscriber.id());
    }
}
