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
use house::{House, List, NOW, code, directory, full_name, key, name, points, relative_name, uri};
use pki::revocation::{Kind, Material, Reason, Status, statements};
use pki::{Certificate, Crl, encode, oid};
use testpki::forge;
use time::Duration;

const STRANGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.3.4");

const SETTLED: &str = "settled";
const REVOKED: &str = "unsettled-revoked";
const SUSPENDED: &str = "unsettled-suspended";
const OPEN: &str = "unsettled-undetermined";

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
    // Nor does it lend its date to the base.
    let strange = removing_unknown(&house, &leaf);
    let base = List::by(&house.ca).signed();
    let material = Material {
        lists: vec![base.clone(), strange],
        answers: Vec::new(),
    };
    let (said, _) = statements(&leaf, &house.ca.certificate, &material, &[], NOW);
    assert_eq!(said[0].this_update, base.this_update());
    assert_eq!(said[0].sources.len(), 1);
}

/// A newer delta with a critical extension that nobody knows.
fn removing_unknown(house: &House, leaf: &Certificate) -> Crl {
    List::by(&house.ca)
        .number(6)
        .delta_of(5)
        .revoking(leaf, Reason::RemoveFromCrl)
        .issued(NOW - Duration::MINUTE, Some(NOW + Duration::HOUR))
        .with(STRANGE, true, &encode::null())
        .signed()
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
