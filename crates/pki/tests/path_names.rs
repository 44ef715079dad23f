//! Name constraints and path length along a path (RFC 5280, 6.1), one test per rule.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use pki::path::{Inputs, build_and_check};
use pki::{Certificate, encode, oid};
use support::maker::{
    AT, Plan, alternative_names, anchors, authority, ca, chain, common_name, directory, dns, email,
    extension, ip, key_usage, leaf, name_constraints, name_of, uri,
};

fn check(made: &[Certificate]) -> &'static str {
    let leaf = made.last().unwrap();
    match build_and_check(leaf, made, &anchors(&made[..1]), &Inputs::default(), AT) {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}

/// A chain below a root that restricts nothing.
fn judge(below: &[Plan]) -> &'static str {
    check(&chain(&[&[authority("root")], below].concat()))
}

/// One authority that permits and excludes these, and a leaf with this alternative name.
fn with_name(permitted: &[Vec<u8>], excluded: &[Vec<u8>], name: Vec<u8>) -> &'static str {
    judge(&[
        authority("a").with(name_constraints(permitted, excluded)),
        leaf("x").with(alternative_names(&[name])),
    ])
}

const OUTSIDE: &str = "path-name-not-permitted";
const EXCLUDED: &str = "path-name-excluded";
const UNCLEAR: &str = "path-name-unclear";

#[test]
fn every_form_of_name_is_permitted_and_excluded() {
    let below = |part: &str| name_of(&[(oid::ORGANIZATION, "UBND"), (oid::COMMON_NAME, part)]);
    let office = name_of(&[(oid::ORGANIZATION, "ubnd")]);
    let network = ip(&[10, 0, 0, 0, 255, 0, 0, 0]);
    for (base, inside, outside) in [
        (dns("vn"), dns("www.example.vn"), dns("example.com")),
        (
            email("example.vn"),
            email("a@example.vn"),
            email("a@b.example.vn"),
        ),
        (
            uri(".example.vn"),
            uri("http://a.example.vn/x"),
            uri("http://example.vn/x"),
        ),
        (network, ip(&[10, 1, 2, 3]), ip(&[11, 1, 2, 3])),
        (
            directory(&office),
            directory(&below("Văn thư")),
            directory(&common_name("Văn thư")),
        ),
    ] {
        // The subject itself is a directory name as well.
        let subject = below("subject");
        let judge = |permitted: &[Vec<u8>], excluded: &[Vec<u8>], name: &[u8]| {
            judge(&[
                authority("a").with(name_constraints(permitted, excluded)),
                leaf("")
                    .named(subject.clone())
                    .with(alternative_names(&[name.to_vec()])),
            ])
        };
        let bases = [base];
        assert_eq!(judge(&bases, &[], &inside), "ok");
        assert_eq!(judge(&bases, &[], &outside), OUTSIDE);
        assert_eq!(judge(&[], &bases, &inside), EXCLUDED);
        assert_eq!(judge(&bases, &bases, &inside), EXCLUDED);
    }
}

#[test]
fn a_form_that_is_not_restricted_is_free() {
    let permitted = [dns("example.vn")];
    assert_eq!(with_name(&permitted, &[], email("a@b.com")), "ok");
    assert_eq!(with_name(&permitted, &[], ip(&[0; 16])), "ok");
    // One form may have several bases; an address of the other length is in none of them.
    let networks = [
        ip(&[10, 0, 0, 0, 255, 0, 0, 0]),
        ip(&[192, 168, 0, 0, 255, 255, 0, 0]),
    ];
    assert_eq!(with_name(&networks, &[], ip(&[192, 168, 1, 1])), "ok");
    assert_eq!(with_name(&networks, &[], ip(&[0; 16])), OUTSIDE);
}

#[test]
fn the_permitted_names_of_all_authorities_are_intersected() {
    let judge = |name: &str| {
        judge(&[
            authority("a").with(name_constraints(&[dns("vn")], &[])),
            authority("b").with(name_constraints(&[dns("example.vn"), dns("com")], &[])),
            leaf("x").with(alternative_names(&[dns(name)])),
        ])
    };
    assert_eq!(judge("www.example.vn"), "ok");
    assert_eq!(judge("other.vn"), OUTSIDE);
    assert_eq!(judge("www.com"), OUTSIDE);
}

#[test]
fn addresses_in_the_subject_count_too() {
    let subject =
        |address: &str| name_of(&[(oid::COMMON_NAME, "x"), (oid::EMAIL_ADDRESS, address)]);
    let judge = |address: &str, also: &[Vec<u8>]| {
        let mut plan = leaf("").named(subject(address));
        if !also.is_empty() {
            plan = plan.with(alternative_names(also));
        }
        judge(&[
            authority("a").with(name_constraints(&[email("example.vn")], &[])),
            plan,
        ])
    };
    assert_eq!(judge("a@example.vn", &[]), "ok");
    assert_eq!(judge("a@example.com", &[]), OUTSIDE);
    assert_eq!(judge("a@example.com", &[email("a@example.vn")]), OUTSIDE);
}

#[test]
fn names_of_authorities_are_restricted_but_not_of_rolled_over_ones() {
    let restricted = || authority("a").with(name_constraints(&[directory(&common_name("x"))], &[]));
    assert_eq!(judge(&[restricted(), leaf("x")]), "ok");
    assert_eq!(judge(&[restricted(), authority("b"), leaf("x")]), OUTSIDE);
    assert_eq!(judge(&[restricted(), authority("a"), leaf("x")]), "ok");
    // The last certificate is not exempt, self-issued or not.
    assert_eq!(judge(&[restricted(), leaf("a")]), OUTSIDE);
    // A certificate without a subject has no directory name.
    let nameless = leaf("").named(name_of(&[]));
    assert_eq!(judge(&[restricted(), nameless]), "ok");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let domain = [dns("example.vn")];
    assert_eq!(with_name(&domain, &[], dns("bad..example.vn")), UNCLEAR);
    assert_eq!(with_name(&[], &domain, dns("bad..example.vn")), UNCLEAR);
    let host = [uri("example.vn")];
    assert_eq!(with_name(&host, &[], uri("urn:oid:1.2.3")), UNCLEAR);
    assert_eq!(with_name(&[], &host, uri("http://10.0.0.1/")), UNCLEAR);
    // A form that is not processed, and one that is a kind of e-mail address.
    let registered = encode::primitive(8, &[0x2A, 0x03]);
    let same = [registered.clone()];
    assert_eq!(with_name(&same, &[], registered.clone()), UNCLEAR);
    assert_eq!(with_name(&domain, &[], registered), "ok");
    let mailbox = [
        encode::oid(oid::SMTP_UTF8_MAILBOX),
        encode::constructed(0, &encode::utf8("ă@example.vn")),
    ];
    let mailbox = encode::constructed(0, &mailbox.concat());
    assert_eq!(
        with_name(&[email("example.vn")], &[], mailbox.clone()),
        UNCLEAR
    );
    assert_eq!(with_name(&domain, &[], mailbox), "ok");
    // A wildcard that could stand for an excluded host.
    let secret = [dns("secret.example.vn")];
    assert_eq!(with_name(&[], &secret, dns("*.example.vn")), EXCLUDED);
}

#[test]
fn constraints_that_cannot_be_read_are_refused() {
    let broken = extension(oid::NAME_CONSTRAINTS, false, &encode::null());
    assert_eq!(
        judge(&[authority("a").with(broken.clone()), leaf("x")]),
        "path-defective"
    );
    let root = authority("root").with(broken);
    assert_eq!(check(&chain(&[root, leaf("x")])), "path-defective");
}

#[test]
fn an_anchor_restricts_what_is_below_it_as_any_authority() {
    let root = authority("root").with(name_constraints(&[dns("vn")], &[]));
    let below = |name| leaf("x").with(alternative_names(&[dns(name)]));
    assert_eq!(check(&chain(&[root.clone(), below("example.vn")])), "ok");
    assert_eq!(check(&chain(&[root, below("example.com")])), OUTSIDE);
    // Somebody's certificate taken as an anchor makes nobody an authority.
    assert_eq!(
        check(&chain(&[leaf("person"), leaf("x")])),
        "path-not-an-authority"
    );
    let no_signer = leaf("root").with(ca(None)).with(extension(
        oid::KEY_USAGE,
        true,
        &pki::extension::KeyUsage::CRL_SIGN.to_der(),
    ));
    assert_eq!(
        check(&chain(&[no_signer, leaf("x")])),
        "path-may-not-sign-certificates"
    );
}

#[test]
fn too_many_comparisons_are_given_up() {
    let many = |kind: fn(&str) -> Vec<u8>| -> Vec<Vec<u8>> {
        (0..600)
            .map(|number| kind(&format!("h{number}.example.vn")))
            .collect()
    };
    let below = [
        authority("a").with(name_constraints(&[], &many(dns))),
        leaf("x").with(alternative_names(&many(|name| {
            dns(&name.replace("example", "other"))
        }))),
    ];
    assert_eq!(judge(&below), "path-limit");
}

#[test]
fn only_authorities_of_other_names_use_up_the_path_length() {
    let short = |length| leaf("a").with(ca(Some(length))).with(key_usage());
    assert_eq!(judge(&[short(0), leaf("x")]), "ok");
    assert_eq!(
        judge(&[short(0), authority("b"), leaf("x")]),
        "path-too-long"
    );
    assert_eq!(judge(&[short(0), authority("a"), leaf("x")]), "ok");
    // A longer one further down does not lengthen it; an authority at the end does not count.
    let longer = leaf("b").with(ca(Some(9))).with(key_usage());
    assert_eq!(
        judge(&[short(1), longer, authority("c"), leaf("x")]),
        "path-too-long"
    );
    assert_eq!(judge(&[short(0), authority("last")]), "ok");
}
