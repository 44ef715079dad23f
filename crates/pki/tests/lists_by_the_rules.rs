//! RFC 5280, 6.3, rule by rule, on lists made for each; OpenSSL agrees wherever it has an opinion.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "support/house.rs"]
mod house;
mod support;

use const_oid::ObjectIdentifier;
use house::{
    House, List, NOW, Party, certify, code, directory, full_name, key, name, points, relative_name,
    uri,
};
use pki::extension::KeyUsage;
use pki::revocation::{Kind, Material, Reason, Status, statements};
use pki::{Certificate, Crl, encode, oid};
use testpki::forge;
use time::Duration;

const STRANGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.3.4");

const SETTLED: &str = "settled";
const REVOKED: &str = "unsettled-revoked";
const SUSPENDED: &str = "unsettled-suspended";
const OPEN: &str = "unsettled-undetermined";

fn indirect() -> Vec<u8> {
    encode::primitive(4, &[0xFF])
}

/// `ReasonFlags` with this tag number.
fn reasons(tag: u8, bits: &[u8]) -> Vec<u8> {
    encode::primitive(tag, &[&[0][..], bits].concat())
}

/// keyCompromise and cACompromise; all the others.
const COMPROMISE: &[u8] = &[0b0110_0000, 0];
const OTHERS: &[u8] = &[0b0001_1111, 0b1000_0000];

#[test]
fn complete_lists() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let list = List::by(&house.ca);
    let says = |list: List| code(house.agreed(&leaf, &[], &[list.signed()]));
    assert_eq!(says(list.clone()), SETTLED);
    assert_eq!(
        says(list.clone().revoking(&leaf, Reason::Superseded)),
        REVOKED
    );
    let held = list.clone().revoking(&leaf, Reason::CertificateHold);
    assert_eq!(says(held), SUSPENDED);
    // Another list of nobody's: nothing is known of the leaf, or of the CA.
    assert_eq!(code(house.agreed(&leaf, &[], &[])), OPEN);
    let material = Material {
        lists: vec![list.signed()],
        answers: Vec::new(),
    };
    assert_eq!(code(house.settle(&leaf, &[], &material)), OPEN);
}

#[test]
fn a_revoked_authority_settles_nothing_below() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let revoking = List::by(&house.root).revoking(&house.ca.certificate, Reason::CaCompromise);
    let lists = [List::by(&house.ca).signed(), revoking.signed()];
    assert_eq!(code(house.agreed_by(&leaf, &[], &lists)), REVOKED);
}

#[test]
fn dates_of_lists() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let says = |from, until| {
        let list = List::by(&house.ca).issued(from, until).signed();
        code(house.agreed(&leaf, &[], &[list]))
    };
    let hour = Duration::HOUR;
    assert_eq!(says(NOW - hour, Some(NOW + hour)), SETTLED);
    assert_eq!(says(NOW - hour, Some(NOW - Duration::SECOND)), OPEN);
    assert_eq!(says(NOW + hour, Some(NOW + 2 * hour)), OPEN);
    let ours = |from, until| {
        let list = List::by(&house.ca).issued(from, until).signed();
        let material = Material {
            lists: vec![house.root_list(), list],
            answers: Vec::new(),
        };
        code(house.settle(&leaf, &[], &material))
    };
    // Clocks may differ a little; OpenSSL does not think so for lists.
    assert_eq!(ours(NOW + Duration::minutes(4), Some(NOW + hour)), SETTLED);
    // Before there was the certificate, and without an end: OpenSSL accepts both.
    assert_eq!(ours(NOW - Duration::days(31), Some(NOW + hour)), OPEN);
    assert_eq!(ours(NOW - hour, None), OPEN);
}

#[test]
fn a_revocation_stands_in_an_old_list_and_the_newest_word_on_a_suspension() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let current = List::by(&house.ca);
    let old = current
        .clone()
        .number(4)
        .issued(NOW - Duration::days(3), Some(NOW - Duration::DAY));
    let says = |lists: [List; 2]| {
        let mut lists: Vec<_> = lists.iter().map(List::signed).collect();
        lists.push(house.root_list());
        let material = Material {
            lists,
            answers: Vec::new(),
        };
        code(house.settle(&leaf, &[], &material))
    };
    let revoked = old.clone().revoking(&leaf, Reason::KeyCompromise);
    assert_eq!(says([revoked, current.clone()]), REVOKED);
    let held = old.clone().revoking(&leaf, Reason::CertificateHold);
    assert_eq!(says([held, current.clone()]), SETTLED);
    let held = current.revoking(&leaf, Reason::CertificateHold);
    assert_eq!(says([old, held]), SUSPENDED);
}

#[test]
fn deltas_add_and_remove() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let base = List::by(&house.ca).with_deltas();
    let held = base.clone().revoking(&leaf, Reason::CertificateHold);
    let delta = List::by(&house.ca).number(6).delta_of(5);
    let says = |base: &List, delta: &Crl| {
        let lists = [base.signed(), delta.clone()];
        code(house.agreed(&leaf, &[], &lists))
    };
    assert_eq!(says(&base, &delta.signed()), SETTLED);
    assert_eq!(says(&held, &delta.signed()), SUSPENDED);
    let revoking = delta.clone().revoking(&leaf, Reason::KeyCompromise);
    assert_eq!(says(&base, &revoking.signed()), REVOKED);
    assert_eq!(says(&held, &revoking.signed()), REVOKED);
    let removing = delta.clone().revoking(&leaf, Reason::RemoveFromCrl);
    assert_eq!(says(&held, &removing.signed()), SETTLED);
    // A delta alone says nothing.
    let alone = [delta.signed()];
    assert_eq!(code(house.agreed(&leaf, &[], &alone)), OPEN);
}

#[test]
fn a_delta_that_does_not_fit_its_base_is_not_used() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let held = List::by(&house.ca).with_deltas();
    let held = held.revoking(&leaf, Reason::CertificateHold);
    let removing = List::by(&house.ca).revoking(&leaf, Reason::RemoveFromCrl);
    let says = |delta: &Crl| {
        let lists = [held.signed(), delta.clone()];
        code(house.agreed(&leaf, &[], &lists))
    };
    assert_eq!(
        says(&removing.clone().number(6).delta_of(5).signed()),
        SETTLED
    );
    for (what, delta) in [
        (
            "its base is newer",
            removing.clone().number(7).delta_of(6).signed(),
        ),
        (
            "it is not newer",
            removing.clone().number(5).delta_of(4).signed(),
        ),
        (
            "its scope is another",
            removing
                .clone()
                .number(6)
                .delta_of(5)
                .scope(&[encode::primitive(1, &[0xFF])])
                .signed(),
        ),
        (
            "its signature is another's",
            removing.clone().number(6).delta_of(5).signed_by(&key()),
        ),
        (
            "it is not understood",
            removing
                .number(6)
                .delta_of(5)
                .with(STRANGE, true, &encode::null())
                .signed(),
        ),
    ] {
        assert_eq!(says(&delta), SUSPENDED, "{what}");
    }
}

#[test]
fn distribution_points_must_share_a_name() {
    let house = House::new();
    let here = full_name(&uri("http://here.test/1.crl"));
    let there = full_name(&uri("http://here.test/2.crl"));
    let relative = encode::constructed(0, &{
        let mut rdn = relative_name("Part 1");
        rdn[0] = 0xA1;
        rdn
    });
    let whole = [&name("CA for testing")[2..], &relative_name("Part 1")].concat();
    let resolved = full_name(&directory(&encode::sequence(&[whole])));
    let stating = |point: &Vec<u8>| house.leaf(&[points(&[encode::sequence(&[point])])]);
    let says = |leaf: &Certificate, scope: Option<&Vec<u8>>| {
        let list = List::by(&house.ca);
        let list = match scope {
            Some(point) => list.scope(std::slice::from_ref(point)),
            None => list,
        };
        code(house.agreed(leaf, &[], &[list.signed()]))
    };
    let leaf = stating(&here);
    assert_eq!(says(&leaf, Some(&here)), SETTLED);
    assert_eq!(says(&leaf, None), SETTLED);
    assert_eq!(says(&leaf, Some(&there)), OPEN);
    assert_eq!(says(&house.leaf(&[]), Some(&here)), OPEN);
    // A name relative to the issuer is the same as the whole name.
    let leaf = stating(&relative);
    assert_eq!(says(&leaf, Some(&relative)), SETTLED);
    assert_eq!(says(&leaf, Some(&resolved)), SETTLED);
    assert_eq!(says(&stating(&resolved), Some(&relative)), SETTLED);
    assert_eq!(says(&leaf, Some(&here)), OPEN);
}

#[test]
fn lists_of_kinds_of_certificates() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let says = |tag| {
        let list = List::by(&house.ca).scope(&[encode::primitive(tag, &[0xFF])]);
        code(house.agreed(&leaf, &[], &[list.signed()]))
    };
    assert_eq!(says(1), SETTLED);
    assert_eq!(says(2), OPEN);
    assert_eq!(says(5), OPEN);
}

#[test]
fn lists_of_some_reasons_count_together() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let some = |bits| List::by(&house.ca).scope(&[reasons(3, bits)]);
    let (compromise, others) = (some(COMPROMISE), some(OTHERS));
    let says = |lists: &[&List]| {
        let lists: Vec<_> = lists.iter().map(|list| list.signed()).collect();
        code(house.agreed(&leaf, &[], &lists))
    };
    assert_eq!(says(&[&compromise, &others]), SETTLED);
    assert_eq!(says(&[&compromise]), OPEN);
    assert_eq!(says(&[&others]), OPEN);
    assert_eq!(says(&[&compromise, &compromise]), OPEN);
    let revoking = others.clone().revoking(&leaf, Reason::Superseded);
    assert_eq!(says(&[&compromise, &revoking]), REVOKED);
    assert_eq!(says(&[&revoking]), REVOKED);

    let material = Material {
        lists: vec![compromise.signed(), others.signed()],
        answers: Vec::new(),
    };
    let ca = &house.ca.certificate;
    let (said, refused) = statements(&leaf, ca, &material, &[], NOW);
    assert!(refused.is_empty());
    assert_eq!((said.len(), said[0].sources.len()), (1, 2));
}

#[test]
fn the_reasons_of_a_distribution_point_count_as_well() {
    let house = House::new();
    let here = full_name(&uri("http://here.test/1.crl"));
    let there = full_name(&uri("http://here.test/2.crl"));
    let point = |name: &Vec<u8>, bits| encode::sequence(&[name.clone(), reasons(1, bits)]);
    let leaf = house.leaf(&[points(&[point(&here, COMPROMISE), point(&there, OTHERS)])]);
    let list = |name: &Vec<u8>| {
        List::by(&house.ca)
            .scope(std::slice::from_ref(name))
            .signed()
    };
    assert_eq!(code(house.agreed(&leaf, &[], &[list(&here)])), OPEN);
    let both = [list(&here), list(&there)];
    assert_eq!(code(house.agreed(&leaf, &[], &both)), SETTLED);
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
fn what_is_not_understood_shows_nobody_good() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let says = |list: List| code(house.agreed(&leaf, &[], &[list.signed()]));
    let strange = List::by(&house.ca).with(STRANGE, true, &encode::null());
    assert_eq!(says(strange.clone()), OPEN);
    assert_eq!(says(strange.revoking(&leaf, Reason::Superseded)), REVOKED);
    let mark = [forge::extension(STRANGE, true, &encode::null())];
    let entry = List::by(&house.ca).entry(&[77], Reason::Superseded, &mark);
    assert_eq!(says(entry), OPEN);
    let entry = List::by(&house.ca).entry(leaf.serial(), Reason::Superseded, &mark);
    assert_eq!(says(entry), REVOKED);
    // Not critical: whoever does not know it may go on.
    let harmless = List::by(&house.ca).with(STRANGE, false, &encode::null());
    assert_eq!(says(harmless), SETTLED);
}

#[test]
fn serial_numbers_are_integers_of_any_length_and_sign() {
    let house = House::new();
    let long = [0x7F; 20];
    let list = List::by(&house.ca)
        .entry(&[0x80], Reason::Superseded, &[])
        .entry(&[0x00, 0x00, 0xFE], Reason::CertificateHold, &[])
        .entry(&long, Reason::KeyCompromise, &[])
        .entry(&[9], Reason::CertificateHold, &[])
        .entry(&[9], Reason::KeyCompromise, &[])
        .signed();
    let ca = house.ca.certificate.subject();
    let reason = |serial: &[u8]| list.entry(ca, serial).map(|entry| entry.reason);
    assert_eq!(reason(&[0x80]), Some(Reason::Superseded));
    assert_eq!(reason(&[0x00, 0x80]), None);
    assert_eq!(reason(&[0x00, 0xFE]), Some(Reason::CertificateHold));
    assert_eq!(reason(&[0xFE]), None);
    assert_eq!(reason(&long), Some(Reason::KeyCompromise));
    assert_eq!(reason(&[0x7F; 19]), None);
    // Of two entries about one certificate the graver counts.
    assert_eq!(reason(&[9]), Some(Reason::KeyCompromise));
    assert_eq!(list.entry(house.root.certificate.subject(), &[9]), None);
    assert_eq!(list.entries().count(), 5);
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

#[test]
fn a_statement_tells_who_when_and_from_what() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let since = NOW - Duration::days(900);
    let base = List::by(&house.ca)
        .with(
            oid::EXPIRED_CERTS_ON_CRL,
            false,
            &encode::generalized_time(since),
        )
        .issued(NOW - Duration::days(2), Some(NOW - Duration::DAY))
        .signed();
    let delta = List::by(&house.ca).number(6).delta_of(5).signed();
    let material = Material {
        lists: vec![base.clone(), delta.clone()],
        answers: Vec::new(),
    };
    let (said, refused) = statements(&leaf, &house.ca.certificate, &material, &[], NOW);
    assert!(refused.is_empty());
    let [statement] = &said[..] else {
        panic!("one statement: {said:?}");
    };
    assert_eq!(statement.status, Status::Good);
    assert_eq!(statement.kind, Kind::List);
    assert_eq!(statement.this_update, delta.this_update());
    assert_eq!(statement.next_update, delta.next_update());
    assert_eq!(statement.reaches_back_to, Some(since));
    assert_eq!(statement.signer, house.ca.certificate);
    assert!(statement.signer_is_issuer && !statement.no_check);
    let sources: Vec<_> = statement
        .sources
        .iter()
        .map(|source| source.sha256)
        .collect();
    assert_eq!(sources, [base.sha256(), delta.sha256()]);
}
