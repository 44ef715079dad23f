//! RFC 5280, 6.3.3 (b) and (f): who may issue lists besides the authority's own key, rule by rule;
//! OpenSSL agrees wherever it has an opinion.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "support/house.rs"]
mod house;
mod support;

use house::{House, List, NOW, Party, certify, code, directory, full_name, key, name, points, uri};
use pki::extension::KeyUsage;
use pki::revocation::{Material, Reason, statements};
use pki::{Crl, encode, oid};
use testpki::forge;

const SETTLED: &str = "settled";
const REVOKED: &str = "unsettled-revoked";
const OPEN: &str = "unsettled-undetermined";

fn indirect() -> Vec<u8> {
    encode::primitive(4, &[0xFF])
}

/// Somebody else who signs lists for the CA, certified by the CA.
fn list_issuer(house: &House, usage: KeyUsage) -> Party {
    let key = key();
    let point = points(&[encode::sequence(&[place_of_issuers()])]);
    Party {
        certificate: house.by_ca("List issuer for testing", &key, Some(usage), &[point]),
        key,
    }
}

fn place_of_issuers() -> Vec<u8> {
    full_name(&uri("http://here.test/issuers.crl"))
}

/// The CA's own list, which speaks of the issuers of lists only.
fn list_of_issuers(house: &House) -> Crl {
    List::by(&house.ca).scope(&[place_of_issuers()]).signed()
}

fn naming(issuer: &Party) -> Vec<u8> {
    let issuer = encode::constructed(2, &directory(issuer.name()));
    points(&[encode::sequence(&[issuer])])
}

fn about(issuer: &[u8]) -> [Vec<u8>; 1] {
    let names = encode::sequence(&[directory(issuer)]);
    [forge::extension(oid::CERTIFICATE_ISSUER, true, &names)]
}

#[test]
fn indirect_lists_speak_for_whom_they_name() {
    let house = House::new();
    let issuer = list_issuer(&house, KeyUsage::CRL_SIGN);
    let leaf = house.leaf(&[naming(&issuer)]);
    let others = [issuer.certificate.clone()];
    let says = |list: List| {
        let lists = [list.signed(), list_of_issuers(&house)];
        code(house.agreed(&leaf, &others, &lists))
    };
    let list = List::by(&issuer).scope(&[indirect()]);
    assert_eq!(says(list.clone()), SETTLED);
    let of_ca = about(house.ca.name());
    let revoking = list
        .clone()
        .entry(leaf.serial(), Reason::Superseded, &of_ca);
    assert_eq!(says(revoking), REVOKED);
    // Entries without an issuer of their own belong to the issuer of the list, until one is named;
    // it holds for all that follow.
    let of_itself = list.clone().revoking(&leaf, Reason::Superseded);
    assert_eq!(says(of_itself), SETTLED);
    let persisting = list
        .clone()
        .entry(&[77], Reason::Superseded, &of_ca)
        .revoking(&leaf, Reason::KeyCompromise);
    assert_eq!(says(persisting), REVOKED);
    let of_another = list
        .entry(&[77], Reason::Superseded, &of_ca)
        .entry(
            &[78],
            Reason::Superseded,
            &about(&name("Another for testing")),
        )
        .revoking(&leaf, Reason::KeyCompromise);
    assert_eq!(says(of_another), SETTLED);
}

#[test]
fn an_indirect_issuer_must_be_settled_itself() {
    let house = House::new();
    let issuer = list_issuer(&house, KeyUsage::CRL_SIGN);
    let leaf = house.leaf(&[naming(&issuer)]);
    let others = [issuer.certificate.clone()];
    let lists = |list: List| Material {
        lists: vec![house.root_list(), list.signed()],
        answers: Vec::new(),
    };
    let list = List::by(&issuer).scope(&[indirect()]);
    // The list that speaks of the issuer is missing, or revokes it.
    assert_eq!(
        code(house.settle(&leaf, &others, &lists(list.clone()))),
        OPEN
    );
    let revoking = List::by(&house.ca)
        .scope(&[place_of_issuers()])
        .revoking(&issuer.certificate, Reason::KeyCompromise);
    let mut with_revocation = lists(list);
    with_revocation.lists.push(revoking.signed());
    assert_eq!(code(house.settle(&leaf, &others, &with_revocation)), OPEN);

    // The list speaks of its own issuer as well: that is enough, there is no other.
    let key = key();
    let itself = Party {
        certificate: {
            let shell = Party {
                certificate: issuer.certificate.clone(),
                key: key.clone(),
            };
            let usage = Some(KeyUsage::CRL_SIGN);
            house.by_ca("List issuer for testing", &key, usage, &[naming(&shell)])
        },
        key,
    };
    let others = [itself.certificate.clone()];
    let list = List::by(&itself).scope(&[indirect()]);
    assert_eq!(
        code(house.settle(&leaf, &others, &lists(list.clone()))),
        SETTLED
    );
    let of_ca = about(house.ca.name());
    let serial = itself.certificate.serial();
    let revoking_itself = list.entry(serial, Reason::KeyCompromise, &of_ca);
    assert_eq!(
        code(house.settle(&leaf, &others, &lists(revoking_itself))),
        OPEN
    );
}

#[test]
fn an_indirect_issuer_must_be_entitled() {
    let house = House::new();
    let unfit = list_issuer(&house, KeyUsage::DIGITAL_SIGNATURE);
    let leaf = house.leaf(&[naming(&unfit)]);
    let scoped = list_of_issuers(&house);
    let list = List::by(&unfit).scope(&[indirect()]).signed();
    let lists = [list, scoped.clone()];
    let others = [unfit.certificate.clone()];
    assert_eq!(code(house.agreed(&leaf, &others, &lists)), OPEN);

    // Not marked as indirect, or not named by the certificate.
    let issuer = list_issuer(&house, KeyUsage::CRL_SIGN);
    let others = [issuer.certificate.clone()];
    let plain = [List::by(&issuer).signed(), scoped.clone()];
    let leaf = house.leaf(&[naming(&issuer)]);
    assert_eq!(code(house.agreed(&leaf, &others, &plain)), OPEN);
    let unnamed = [List::by(&issuer).scope(&[indirect()]).signed(), scoped];
    assert_eq!(
        code(house.agreed(&house.leaf(&[]), &others, &unnamed)),
        OPEN
    );
}

#[test]
fn an_authority_may_sign_lists_with_another_key() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let second = key();
    let issuer = (house.root.name(), &house.root.key);
    let subject = (house.ca.name(), &second);
    let with = |usage| Party {
        certificate: certify(issuer, subject, Some(usage), &[]),
        key: second.clone(),
    };
    let other = with(KeyUsage::CRL_SIGN);
    let lists = [List::by(&other).signed()];
    let others = [other.certificate.clone()];
    assert_eq!(code(house.agreed(&leaf, &others, &lists)), SETTLED);
    // Unknown, not entitled, or revoked.
    assert_eq!(code(house.agreed(&leaf, &[], &lists)), OPEN);
    let unfit = with(KeyUsage::DIGITAL_SIGNATURE);
    assert_eq!(
        code(house.agreed(&leaf, &[unfit.certificate], &lists)),
        OPEN
    );
    let revoking = List::by(&house.root).revoking(&other.certificate, Reason::KeyCompromise);
    let material = Material {
        lists: vec![lists[0].clone(), revoking.signed()],
        answers: Vec::new(),
    };
    assert_eq!(code(house.settle(&leaf, &others, &material)), OPEN);
    // Somebody of the same name whom nobody certified.
    let (stranger, own) = (key(), house.ca.name());
    let usage = Some(KeyUsage::CRL_SIGN);
    let forged = Party {
        certificate: certify((own, &stranger), (own, &stranger), usage, &[]),
        key: stranger,
    };
    let lists = [List::by(&forged).signed()];
    assert_eq!(
        code(house.agreed(&leaf, &[forged.certificate], &lists)),
        OPEN
    );
}

#[test]
fn a_list_with_one_bit_changed_says_nothing() {
    let house = House::new();
    let issuer = list_issuer(&house, KeyUsage::CRL_SIGN);
    let leaf = house.leaf(&[naming(&issuer)]);
    let list = List::by(&issuer)
        .scope(&[indirect()])
        .entry(leaf.serial(), Reason::Superseded, &about(house.ca.name()))
        .signed();
    let candidates = [issuer.certificate.clone()];
    let says = |list: Crl| {
        let material = Material {
            lists: vec![list],
            answers: Vec::new(),
        };
        statements(&leaf, &house.ca.certificate, &material, &candidates, NOW).0
    };
    assert_eq!(says(list.clone()).len(), 1);
    let mut bytes = list.der().to_vec();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            bytes[position] ^= 1 << bit;
            if let Ok(changed) = Crl::from_der(&bytes) {
                assert!(says(changed).is_empty(), "octet {position}, bit {bit}");
            }
            bytes[position] ^= 1 << bit;
        }
    }
}
