//! Chains to an anchor at a time: what holds, and the certificate and reason when nothing does.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use pki::path::{Fault, Inputs, Path, PathError};
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Certificate, Error};
use support::Workshop;
use testpki::{Authority, Ca, Config, Issued, KeyAlgorithm, Population};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

/// The path for any policy.
fn build_and_check(
    leaf: &Certificate,
    candidates: &[Certificate],
    anchors: &Anchors,
    at: UtcDateTime,
) -> Result<Path, PathError> {
    pki::path::build_and_check(leaf, candidates, anchors, &Inputs::default(), at)
}

const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);

fn authority() -> Authority {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key: KeyAlgorithm::P256,
    };
    let mut authority = Authority::new(config, AT).unwrap();
    let mut population = Population::demo();
    for member in &mut population.members {
        member.profile.key = KeyAlgorithm::P256;
    }
    authority.populate(&population, AT).unwrap();
    authority
}

fn anchors(certificate: &Certificate) -> Anchors {
    [Anchor::new(certificate.clone(), AnchorKind::Government)]
        .into_iter()
        .collect()
}

fn fault(issued: &Issued, at: UtcDateTime) -> Fault {
    let trusted = anchors(&issued.chain[1]);
    *build_and_check(&issued.certificate, &issued.chain, &trusted, at)
        .unwrap_err()
        .fault
}

#[test]
fn a_good_chain_holds() {
    let authority = authority();
    let leader = authority.subscriber("leader").unwrap();
    let trusted = anchors(&leader.chain[1]);
    let path = build_and_check(&leader.certificate, &leader.chain, &trusted, AT).unwrap();
    assert_eq!(
        path.certificates(),
        [leader.certificate.clone(), leader.chain[0].clone()]
    );
    assert_eq!(path.anchor().certificate, leader.chain[1]);
    assert_eq!(path.issuer_of(0), Some(&leader.chain[0]));
    assert_eq!(path.issuer_of(1), Some(&leader.chain[1]));
    assert_eq!(path.issuer_of(2), None);
    assert!(path.anchor().for_testing);

    // An issuing authority, or the certificate itself, may be the anchor.
    let trusted = anchors(&leader.chain[0]);
    let path = build_and_check(&leader.certificate, &[], &trusted, AT).unwrap();
    assert_eq!(path.certificates().len(), 1);
    let trusted = anchors(&leader.certificate);
    build_and_check(&leader.certificate, &[], &trusted, AT).unwrap();
}

#[test]
fn dates_are_judged_at_the_moment_asked_for() {
    let authority = authority();
    let expired = authority.subscriber("expired").unwrap();
    assert!(matches!(fault(&expired, AT), Fault::Expired { .. }));
    let trusted = anchors(&expired.chain[1]);
    let then = expired.certificate.not_after();
    build_and_check(&expired.certificate, &expired.chain, &trusted, then).unwrap();
    assert!(matches!(
        fault(&expired, then + Duration::SECOND),
        Fault::Expired { .. }
    ));

    let early = authority.subscriber("not-yet-valid").unwrap();
    assert!(matches!(fault(&early, AT), Fault::NotYetValid { .. }));
    let then = early.certificate.not_before();
    build_and_check(&early.certificate, &early.chain, &trusted, then).unwrap();

    let leader = authority.subscriber("leader").unwrap();
    let mut anchor = Anchor::new(leader.chain[1].clone(), AnchorKind::Government);
    anchor.trusted_until = AT - Duration::DAY;
    let trusted: Anchors = [anchor].into_iter().collect();
    let error = build_and_check(&leader.certificate, &leader.chain, &trusted, AT).unwrap_err();
    assert!(matches!(*error.fault, Fault::AnchorNotTrusted { .. }));
    assert_eq!(error.subject, leader.chain[1].to_string());
}

#[test]
fn without_issuer_or_anchor_the_missing_link_is_named() {
    let authority = authority();
    let leader = authority.subscriber("leader").unwrap();
    let trusted = anchors(&leader.chain[1]);
    let error = build_and_check(&leader.certificate, &[], &trusted, AT).unwrap_err();
    assert_eq!(error.code(), "path-issuer-not-found");
    assert_eq!(error.subject, leader.certificate.to_string());

    let other = Authority::new(authority.config().clone(), AT).unwrap();
    let foreign = anchors(other.certificate(Ca::Public).unwrap());
    let error = build_and_check(&leader.certificate, &leader.chain, &foreign, AT).unwrap_err();
    assert_eq!(error.code(), "path-not-an-anchor");
    assert_eq!(error.subject, leader.chain[1].to_string());
    let nobody = Anchors::new();
    let error = build_and_check(&leader.certificate, &leader.chain, &nobody, AT).unwrap_err();
    assert_eq!(error.code(), "path-not-an-anchor");
}

#[test]
fn an_authority_of_the_same_name_with_another_key_does_not_help() {
    let authority = authority();
    let leader = authority.subscriber("leader").unwrap();
    let other = Authority::new(authority.config().clone(), AT).unwrap();
    let imposter = other.certificate(Ca::Government).unwrap().clone();
    let trusted = anchors(&leader.chain[1]);
    let error = build_and_check(
        &leader.certificate,
        std::slice::from_ref(&imposter),
        &trusted,
        AT,
    )
    .unwrap_err();
    let Fault::Signature { cause, .. } = *error.fault else {
        panic!("{error}");
    };
    assert_eq!(cause, Error::BadSignature);

    // With the right one among the candidates, the path is found.
    let candidates = [imposter, leader.chain[0].clone()];
    build_and_check(&leader.certificate, &candidates, &trusted, AT).unwrap();
}

#[test]
fn a_crowd_of_imposters_ends_the_search() {
    let authority = authority();
    let leader = authority.subscriber("leader").unwrap();
    let other = Authority::new(authority.config().clone(), AT).unwrap();
    let imposter = other.certificate(Ca::Government).unwrap().clone();
    let trusted = anchors(&leader.chain[1]);
    // The same one a thousand times is asked once.
    let crowd = vec![imposter; 1000];
    let error = build_and_check(&leader.certificate, &crowd, &trusted, AT).unwrap_err();
    assert_eq!(error.code(), "path-signature");
}

const CONFIG: &str = "\
[req]\ndistinguished_name=dn\n[dn]\n\
[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n\
[short]\nbasicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n\
[notca]\nbasicConstraints=critical,CA:FALSE\n\
[bare]\nkeyUsage=critical,keyCertSign\n\
[nosign]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n\
[strange]\n1.2.3.4=critical,ASN1:NULL\n\
[broken]\n2.5.29.15=ASN1:NULL\n\
[leaf]\nkeyUsage=critical,digitalSignature\n";

/// A chain `root → … → leaf` made with OpenSSL, one extension section per certificate.
fn chain(sections: &[&str]) -> Vec<Certificate> {
    let workshop = Workshop::new();
    workshop.write("x.cnf", CONFIG);
    let mut chain = Vec::new();
    for (number, section) in sections.iter().enumerate() {
        workshop.openssl(&format!(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {number}.key \
             -out {number}.csr -config x.cnf -subj '/CN=number {number}'"
        ));
        let signer = match number.checked_sub(1) {
            Some(above) => format!("-CA {above}.pem -CAkey {above}.key"),
            None => "-signkey 0.key".to_owned(),
        };
        workshop.openssl(&format!(
            "x509 -req -in {number}.csr {signer} -out {number}.pem -days 30 \
             -extfile x.cnf -extensions {section}"
        ));
        chain.push(Certificate::from_pem(&workshop.read(&format!("{number}.pem"))).unwrap());
    }
    chain
}

fn judge(sections: &[&str]) -> Result<(), (String, &'static str)> {
    let chain = chain(sections);
    let leaf = chain.last().unwrap();
    let at = leaf.not_before() + Duration::HOUR;
    build_and_check(leaf, &chain, &anchors(&chain[0]), at)
        .map(|_| ())
        .map_err(|error| (error.subject.clone(), error.code()))
}

#[test]
fn the_rules_for_issuers_are_held() {
    assert_eq!(judge(&["ca", "ca", "leaf"]), Ok(()));
    assert_eq!(judge(&["ca", "short", "leaf"]), Ok(()));
    let at_fault = |number: usize, code| Err((format!("CN=number {number}"), code));
    for (sections, expected) in [
        (
            ["ca", "short", "ca", "leaf"].as_slice(),
            at_fault(1, "path-too-long"),
        ),
        (&["short", "ca", "leaf"], at_fault(0, "path-too-long")),
        (
            &["ca", "notca", "leaf"],
            at_fault(1, "path-not-an-authority"),
        ),
        (
            &["ca", "bare", "leaf"],
            at_fault(1, "path-not-an-authority"),
        ),
        (
            &["ca", "nosign", "leaf"],
            at_fault(1, "path-may-not-sign-certificates"),
        ),
        (
            &["ca", "ca", "strange"],
            at_fault(2, "path-critical-extension"),
        ),
        (&["ca", "ca", "broken"], at_fault(2, "path-defective")),
    ] {
        assert_eq!(judge(sections), expected, "{sections:?}");
    }
}

#[test]
fn authorities_that_certify_each_other_end_the_search() {
    let workshop = Workshop::new();
    workshop.write("x.cnf", CONFIG);
    let names = ["a", "b", "c", "d"];
    for name in names {
        workshop.openssl(&format!(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key \
             -out {name}.csr -config x.cnf -subj /CN={name}"
        ));
    }
    for name in names {
        workshop.openssl(&format!(
            "x509 -req -in {name}.csr -signkey {name}.key -out {name}.pem -extfile x.cnf -extensions ca"
        ));
    }
    let mut candidates = Vec::new();
    for subject in names {
        for issuer in names {
            workshop.openssl(&format!(
                "x509 -req -in {subject}.csr -CA {issuer}.pem -CAkey {issuer}.key -days 30 \
                 -out cross.pem -extfile x.cnf -extensions ca"
            ));
            candidates.push(Certificate::from_pem(&workshop.read("cross.pem")).unwrap());
        }
    }
    let leaf = candidates[1].clone();
    let at = leaf.not_before() + Duration::HOUR;
    assert!(build_and_check(&leaf, &candidates, &Anchors::new(), at).is_err());
    let trusted = anchors(&candidates[15]);
    build_and_check(&leaf, &candidates, &trusted, at).unwrap();
}
