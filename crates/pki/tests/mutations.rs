//! Every octet of every structure changed, cut or doubled: no panic, and whatever still reads never
//! verifies with another meaning.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use pki::ocsp::{Request as OcspRequest, Response as OcspResponse};
use pki::revocation::{Material, statements};
use pki::signed_data::SignedData;
use pki::tsp::{Request, Response, Token};
use pki::{Certificate, Crl, DigestAlgorithm, ber, ess};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use testpki::{Authority, Ca, Config, Issued, KeyAlgorithm, Population};
use time::UtcDateTime;
use time::macros::utc_datetime;

const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);

struct Evidence {
    leader: Issued,
    crl: Vec<u8>,
    ocsp: Vec<u8>,
    request: Request,
    stamp: Vec<u8>,
}

fn evidence() -> Evidence {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key: KeyAlgorithm::P256,
    };
    let mut authority = Authority::new(config, AT).unwrap();
    let mut population = Population::demo();
    population
        .members
        .retain(|member| ["leader", "revoked"].contains(&member.id.as_str()));
    authority.populate(&population, AT).unwrap();
    let leader = authority.subscriber("leader").unwrap();
    let issuer = leader.chain.first().unwrap();
    let ocsp = OcspRequest::new(&leader.certificate, issuer, Some(&[1; 32]));
    let digest = DigestAlgorithm::Sha256;
    let request = Request::new(digest, digest.digest(b"message"), &[7; 16]);
    Evidence {
        crl: authority.crl(Ca::Government, AT).unwrap(),
        ocsp: authority.handle_ocsp(&ocsp.to_der().unwrap(), AT).unwrap(),
        stamp: authority
            .handle_tsp(&request.to_der().unwrap(), AT)
            .unwrap(),
        request,
        leader,
    }
}

/// All variants of `original` with one octet changed in several ways, cut off, left out or doubled.
fn variants(original: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..original.len()).flat_map(move |place| {
        let (before, rest) = original.split_at(place);
        let (octet, after) = rest.split_first().unwrap();
        let changed =
            [0x01, 0x20, 0x80, 0xFF].map(|mask| [before, &[octet ^ mask][..], after].concat());
        let others = [
            before.to_vec(),
            [before, after].concat(),
            [before, &[*octet, *octet], after].concat(),
        ];
        changed.into_iter().chain(others)
    })
}

#[test]
fn a_changed_certificate_never_passes() {
    let Evidence { leader, .. } = evidence();
    let issuer = leader.chain.first().unwrap();
    for variant in variants(leader.certificate.der()) {
        let Ok(certificate) = Certificate::from_der(&variant) else {
            continue;
        };
        let passes = certificate.verify_signed_by(issuer.public_key()).is_ok()
            && certificate.defects().is_empty();
        assert!(!passes, "{variant:02X?}");
        let _ = (
            certificate.to_string(),
            certificate.email(),
            certificate.crl_urls(),
        );
    }
}

#[test]
fn a_changed_list_never_passes() {
    let Evidence { leader, crl, .. } = evidence();
    let issuer = leader.chain.first().unwrap();
    let original = Crl::from_der(&crl).unwrap();
    let says = |list: Crl| {
        let material = Material {
            lists: vec![list],
            answers: Vec::new(),
        };
        statements(&leader.certificate, issuer, &material, &[], AT).0
    };
    assert_eq!(says(original).len(), 1);
    for variant in variants(&crl) {
        if let Ok(list) = Crl::from_der(&variant) {
            assert!(says(list).is_empty(), "{variant:02X?}");
        }
    }
}

#[test]
fn a_changed_ocsp_answer_never_says_something_else() {
    let Evidence { leader, ocsp, .. } = evidence();
    let issuer = leader.chain.first().unwrap();
    let check = |bytes: &[u8]| {
        let material = Material {
            lists: Vec::new(),
            answers: vec![OcspResponse::from_der(bytes).ok()?],
        };
        let (mut said, _) = statements(&leader.certificate, issuer, &material, &[], AT);
        said.pop()
    };
    let original = check(&ocsp).unwrap();
    for variant in variants(&ocsp) {
        if let Some(answer) = check(&variant) {
            // What is outside the signature may be rewritten, what was said may not.
            assert_eq!(answer.status, original.status);
            assert_eq!(answer.this_update, original.this_update);
            assert_eq!(answer.next_update, original.next_update);
            assert_eq!(answer.produced_at, original.produced_at);
            assert_eq!(answer.signer, original.signer);
        }
    }
}

#[test]
fn a_changed_time_stamp_never_says_something_else() {
    let Evidence { request, stamp, .. } = evidence();
    let original = Response::from_der(&stamp)
        .unwrap()
        .accept(&request, &[])
        .unwrap();
    for variant in variants(&stamp) {
        let Ok(response) = Response::from_der(&variant) else {
            continue;
        };
        if let Ok(token) = response.accept(&request, &[]) {
            assert_eq!(token.gen_time(), original.gen_time());
            assert_eq!(token.info().serial, original.info().serial);
            assert_eq!(token.info().imprint.value, original.info().imprint.value);
        }
    }
}

#[test]
fn changed_requests_do_not_panic() {
    let Evidence {
        leader, request, ..
    } = evidence();
    let issuer = leader.chain.first().unwrap();
    for variant in variants(&request.to_der().unwrap()) {
        if let Ok(read) = Request::from_der(&variant) {
            let _ = (read.imprint.digest(), read.to_der());
        }
    }
    let ocsp = OcspRequest::new(&leader.certificate, issuer, Some(&[1; 32]));
    for variant in variants(&ocsp.to_der().unwrap()) {
        if let Ok(read) = OcspRequest::from_der(&variant) {
            let _ = read.to_der();
        }
    }
}

#[test]
fn arbitrary_octets_do_not_panic() {
    // Fixed randomness: the same octets every time.
    let config = ProptestConfig {
        cases: 5000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, random);
    let octets = prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                0x00u8, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x17, 0x18, 0x24, 0x30,
                0x31, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xA3
            ]),
            any::<u8>()
        ],
        0..64,
    );
    runner
        .run(&octets, |bytes| {
            let _ = Certificate::load_all(&bytes);
            let _ = Crl::load(&bytes);
            let _ = OcspResponse::from_der(&bytes);
            let _ = OcspResponse::from_basic_der(&bytes);
            let _ = OcspRequest::from_der(&bytes);
            let _ = Response::from_der(&bytes);
            let _ = Token::from_der(&bytes);
            let _ = Request::from_der(&bytes);
            let _ = pki::Name::from_der(&bytes).map(|name| name.to_string());
            let _ = pki::PublicKey::from_der(&bytes);
            if let Ok(data) = SignedData::from_der(&bytes) {
                for signer in &data.signers {
                    let _ = signer.signed_attributes.as_ref().map(ess::certificate_ids);
                }
            }
            if let Ok(normalized) = ber::normalize(&bytes) {
                // What is definite stays so.
                let again = ber::normalize(&normalized.der).unwrap();
                prop_assert_eq!(&again.der, &normalized.der);
                prop_assert!(!again.changed);
            }
            Ok(())
        })
        .unwrap();
}
