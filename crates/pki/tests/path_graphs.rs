//! The search among many certificates: random graphs, crowds, cross certificates, several keys.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use pki::Certificate;
use pki::path::{Chain, Inputs, build_and_check, chains};
use proptest::prelude::*;
use support::maker::{AT, Key, anchors, authority, ca, common_name, key_usage, leaf, policies};

/// Subject, its key, issuer and issuer's key, as numbers.
type Edge = (usize, usize, usize, usize);

fn name(number: usize) -> String {
    format!("authority {number}")
}

fn issue(keys: &[Key], (subject, key, issuer, issuer_key): Edge) -> Certificate {
    let plan = authority(&name(subject)).with(policies(&[0]));
    plan.issue(&keys[key], &common_name(&name(issuer)), &keys[issuer_key])
}

/// Every signature holds, every name fits, and no key stands twice under one name.
fn is_sound(chain: &Chain) -> bool {
    let certificates = chain.certificates();
    let links = certificates.iter().enumerate().all(|(place, certificate)| {
        let issuer = chain.issuer_of(place).unwrap();
        *certificate == chain.anchor().certificate
            || (certificate.issuer().matches(issuer.subject())
                && certificate.verify_signed_by(issuer.public_key()).is_ok())
    });
    let mut seen = HashSet::new();
    links
        && (certificates.iter())
            .all(|c| seen.insert((c.to_string(), c.public_key().der().to_vec())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_graphs_end_and_give_sound_chains_only(
        edges in prop::collection::vec((0..4usize, 0..3usize, 0..4usize, 0..3usize), 1..40),
        trusted in prop::collection::vec(0..40usize, 0..3),
        wanted in any::<bool>(),
    ) {
        let keys = Key::several(3);
        let made: Vec<_> = edges.iter().map(|edge| issue(&keys, *edge)).collect();
        let roots: Vec<_> = trusted.iter().filter_map(|number| made.get(*number)).cloned().collect();
        let trusted = anchors(&roots);
        let inputs = Inputs { explicit_policy: wanted, ..Inputs::default() };
        let start = Instant::now();
        let found = chains(&made[0], &made, &trusted);
        let judged = build_and_check(&made[0], &made, &trusted, &inputs, AT);
        prop_assert!(start.elapsed() < Duration::from_secs(10));
        if let Ok(path) = &judged {
            prop_assert!(found.as_ref().unwrap().contains(path.chain()));
        }
        for chain in found.unwrap_or_default() {
            prop_assert!(is_sound(&chain));
            prop_assert!(roots.contains(&chain.anchor().certificate));
        }
    }
}

#[test]
fn a_dense_graph_ends_quickly() {
    // Twelve authorities, everyone certified by everyone: the ways are beyond counting.
    let keys = Key::several(12);
    let made: Vec<_> = (0..12)
        .flat_map(|subject| (0..12).map(move |issuer| (subject, subject, issuer, issuer)))
        .filter(|(subject, _, issuer, _)| subject != issuer)
        .map(|edge| issue(&keys, edge))
        .collect();
    let start = Instant::now();
    let root = issue(&keys, (11, 11, 11, 11));
    let found = chains(&made[0], &made, &anchors(&[root])).unwrap();
    assert!(found.iter().all(is_sound));
    assert!(chains(&made[0], &made, &anchors(&[])).is_err());
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_crowd_of_imposters_ends_the_search() {
    let keys = Key::several(3);
    let crowd: Vec<_> = (0..300)
        .map(|_| {
            let own = Key::new();
            authority("authority 1").issue(&own, &common_name("authority 1"), &own)
        })
        .collect();
    let person = leaf("x").issue(&keys[0], &common_name("authority 1"), &keys[1]);
    let root = issue(&keys, (2, 2, 2, 2));
    let error = chains(&person, &crowd, &anchors(&[root])).unwrap_err();
    assert_eq!(error.code(), "path-limit");
}

#[test]
fn the_right_one_of_several_keys_and_several_anchors_is_found() {
    let keys = Key::several(4);
    let old = issue(&keys, (0, 0, 3, 3));
    let new = issue(&keys, (0, 1, 3, 3));
    let roots = [issue(&keys, (3, 2, 3, 2)), issue(&keys, (3, 3, 3, 3))];
    let person = leaf("x").issue(&keys[2], &common_name(&name(0)), &keys[1]);
    let found = chains(&person, &[old, new.clone()], &anchors(&roots)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].certificates()[1], new);
    assert_eq!(found[0].anchor().certificate, roots[1]);
}

#[test]
fn another_chain_is_taken_if_the_first_breaks_a_rule() {
    let keys = Key::several(3);
    let root_name = common_name(&name(0));
    let root = issue(&keys, (0, 0, 0, 0));
    // Two certificates of one authority and one key: the first allows nobody below the next.
    let short = leaf("middle").with(ca(Some(0))).with(key_usage());
    let candidates = [
        short.issue(&keys[1], &root_name, &keys[0]),
        authority("middle").issue(&keys[1], &root_name, &keys[0]),
        authority("lower").issue(&keys[2], &common_name("middle"), &keys[1]),
    ];
    let person = leaf("x").issue(&keys[0], &common_name("lower"), &keys[2]);
    let trusted = anchors(&[root]);
    let inputs = Inputs::default();
    let path = build_and_check(&person, &candidates, &trusted, &inputs, AT).unwrap();
    assert_eq!(path.certificates()[2], candidates[1]);
    let error = build_and_check(&person, &candidates[..1], &trusted, &inputs, AT).unwrap_err();
    assert_eq!(error.code(), "path-issuer-not-found");
    let without = [candidates[0].clone(), candidates[2].clone()];
    let error = build_and_check(&person, &without, &trusted, &inputs, AT).unwrap_err();
    assert_eq!(error.code(), "path-too-long");
}

#[test]
fn an_authority_that_changed_its_key_is_followed_in_both_directions() {
    let keys = Key::several(3);
    let root_name = common_name(&name(0));
    let old_root = issue(&keys, (0, 0, 0, 0));
    let new_root = issue(&keys, (0, 1, 0, 1));
    let new_with_old = issue(&keys, (0, 1, 0, 0));
    let old_with_new = issue(&keys, (0, 0, 0, 1));
    for (signer, link, root) in [
        (&keys[1], &new_with_old, &old_root),
        (&keys[0], &old_with_new, &new_root),
    ] {
        let person = leaf("x").issue(&keys[2], &root_name, signer);
        let candidates = [new_with_old.clone(), old_with_new.clone()];
        let trusted = anchors(std::slice::from_ref(root));
        let path = build_and_check(&person, &candidates, &trusted, &Inputs::default(), AT).unwrap();
        assert_eq!(path.certificates(), [person.clone(), link.clone()]);
        assert!(chains(&person, &[], &trusted).is_err());
    }
}
