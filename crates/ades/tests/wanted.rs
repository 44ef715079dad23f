//! Which evidence a decision asks for, and that it asks for nothing else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use ades::validate::{
    Conclusion, DocumentFacts, Evidence, Indication, Policy, Sought, SubIndication, TimeSource,
    Unreachable, Wanted, is_open, wanted,
};
use pki::revocation::Reason;
use pki::trust::Anchors;
use pki::{Certificate, Crl};
use support::world::{DAY, HOUR, START, World, demand, read};
use testpki::Ca;
use time::UtcDateTime;

fn signed(stamped: bool) -> (World, DocumentFacts) {
    let mut world = World::new();
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, stamped.then_some(START + HOUR));
    (world, read(&bytes))
}

fn ask(world: &World, facts: &DocumentFacts, evidence: &Evidence) -> Vec<Wanted> {
    let policy = Policy::default();
    wanted(facts, &world.anchors(), evidence, &policy, START + DAY)
}

fn subjects(wanted: &[Wanted]) -> Vec<Certificate> {
    wanted.iter().map(|one| one.certificate.clone()).collect()
}

fn signer(facts: &DocumentFacts) -> Certificate {
    Certificate::from_der(&facts.signatures[0].cms.as_ref().unwrap().signer).unwrap()
}

#[test]
fn everything_below_the_anchor_is_wanted_once_and_in_order() {
    let (world, facts) = signed(true);
    let wanted = ask(&world, &facts, &Evidence::default());
    let authority = world.authority.certificate(Ca::Government).unwrap().clone();
    let stamps = world.authority.time_stamp_certificate().unwrap().clone();
    assert_eq!(
        subjects(&wanted),
        [signer(&facts), authority.clone(), stamps]
    );
    assert_eq!(wanted[0].issuer.as_ref(), Some(&authority));
    let sought: Vec<_> = wanted[0]
        .sources
        .iter()
        .map(|source| source.sought)
        .collect();
    assert_eq!(sought, [Sought::Answer, Sought::List]);
    assert_eq!(wanted[0].sources[0].url, "http://127.0.0.1:1/ocsp");
    assert_eq!(
        wanted[0].sources[1].url,
        "http://127.0.0.1:1/crl/government.crl"
    );
    assert_eq!(wanted, ask(&world, &facts, &Evidence::default()));
}

#[test]
fn nothing_is_wanted_for_what_is_decided() {
    let (world, facts) = signed(true);
    let lists = world.lists(START + DAY);
    assert_eq!(ask(&world, &facts, &lists), []);
    let verdict = world.verdict_with(&facts, &lists, &Policy::default(), START + DAY);
    demand(&verdict, None);
    assert!(!is_open(&verdict));

    let mut broken = facts.clone();
    broken.signatures[0].cms.as_mut().unwrap().digest_matches = Some(false);
    assert_eq!(ask(&world, &broken, &Evidence::default()), []);
    let verdict = world.verdict_with(
        &broken,
        &Evidence::default(),
        &Policy::default(),
        START + DAY,
    );
    assert_eq!(verdict.indication, Some(Indication::TotalFailed));
    assert!(!is_open(&verdict));
}

#[test]
fn nothing_is_wanted_without_anchors_or_for_strangers() {
    let (world, facts) = signed(true);
    let policy = Policy::default();
    let none = Anchors::new();
    let evidence = Evidence::default();
    assert_eq!(wanted(&facts, &none, &evidence, &policy, START + DAY), []);
    // Another authority: its root has another key, and ours ends at a root that nobody trusts.
    let stranger = World::new();
    let mut facts = facts;
    let root = world
        .authority
        .certificate(Ca::Root)
        .unwrap()
        .der()
        .to_vec();
    facts.signatures[0]
        .cms
        .as_mut()
        .unwrap()
        .certificates
        .push(root);
    assert_eq!(ask(&stranger, &facts, &evidence), []);
}

#[test]
fn what_embedded_evidence_says_is_not_asked_again() {
    let (world, mut facts) = signed(true);
    let lists = world.lists(START + DAY).material.lists;
    let cms = facts.signatures[0].cms.as_mut().unwrap();
    cms.lists = lists.iter().map(|list| list.der().to_vec()).collect();
    assert_eq!(ask(&world, &facts, &Evidence::default()), []);
}

#[test]
fn what_is_older_than_the_time_stamp_does_not_suffice() {
    let (world, facts) = signed(true);
    let old = world.lists(START + HOUR - HOUR / 2);
    let wanted = ask(&world, &facts, &old);
    assert_eq!(subjects(&wanted), [signer(&facts)]);
    let answer = world.answer(signer(&facts).der(), START + DAY);
    let mut both = old;
    both.material.answers.push(answer);
    assert_eq!(ask(&world, &facts, &both), []);
}

#[test]
fn a_delta_is_wanted_before_a_whole_list_once_there_is_one() {
    let (mut world, facts) = signed(true);
    let (based, ca, person) = (START + HOUR / 2, Ca::Government, signer(&facts));
    let url = "http://127.0.0.1:1/crl/delta.crl";
    let mut lists = world.lists(based);
    let base = world.authority.crl_with_deltas(ca, based, url).unwrap();
    let base = Crl::from_der(&base).unwrap();
    lists
        .material
        .lists
        .retain(|list| list.issuer() != base.issuer());
    lists.material.lists.push(base);
    let wanted = ask(&world, &facts, &lists);
    assert_eq!(subjects(&wanted), std::slice::from_ref(&person));
    let urls = wanted[0].sources.iter().map(|source| source.url.as_str());
    let list = "http://127.0.0.1:1/crl/government.crl";
    assert_eq!(
        urls.collect::<Vec<_>>(),
        ["http://127.0.0.1:1/ocsp", url, list]
    );

    // An empty delta of later makes the old list new; one with the certificate revokes it.
    let judge = |world: &World, issued: UtcDateTime| {
        let mut lists = lists.clone();
        let delta = world.authority.delta(ca, based, issued).unwrap();
        lists.material.lists.push(Crl::from_der(&delta).unwrap());
        let open = ask(world, &facts, &lists);
        (
            open,
            world.verdict_with(&facts, &lists, &Policy::default(), START + DAY),
        )
    };
    let (open, verdict) = judge(&world, START + 3 * HOUR);
    assert_eq!(open, []);
    demand(&verdict, None);
    let since = START + HOUR * 3 / 4;
    let revoked = world
        .authority
        .revoke(&person, Reason::KeyCompromise, since);
    revoked.unwrap();
    let (_, verdict) = judge(&world, START + 3 * HOUR);
    demand(&verdict, Some(SubIndication::RevokedNoPoe));
}

#[test]
fn a_missing_issuer_is_wanted_first() {
    let (world, mut facts) = signed(false);
    let leaf = signer(&facts);
    let cms = facts.signatures[0].cms.as_mut().unwrap();
    cms.certificates = vec![leaf.der().to_vec()];
    let first = ask(&world, &facts, &Evidence::default());
    assert_eq!(subjects(&first), std::slice::from_ref(&leaf));
    assert_eq!(first[0].issuer, None);
    assert_eq!(first[0].sources[0].sought, Sought::Issuer);
    assert_eq!(
        first[0].sources[0].url,
        "http://127.0.0.1:1/ca/government.cer"
    );

    let authority = world.authority.certificate(Ca::Government).unwrap().clone();
    let found = Evidence {
        certificates: vec![authority.clone()],
        ..Evidence::default()
    };
    let second = ask(&world, &facts, &found);
    assert_eq!(subjects(&second), [leaf, authority]);
    assert!(second.iter().all(|one| one.issuer.is_some()));
}

#[test]
fn services_that_are_down_make_it_worth_another_try() {
    let (world, facts) = signed(true);
    let failed = |passing| {
        let all = ask(&world, &facts, &Evidence::default());
        let failed = all.iter().map(|one| Unreachable {
            sought: one.sources[0].sought,
            certificate: one.certificate.sha256_fingerprint(),
            url: one.sources[0].url.clone(),
            passing,
            code: "transport-timeout".to_owned(),
            values: Vec::new(),
        });
        let evidence = Evidence {
            unreachable: failed.collect(),
            ..Evidence::default()
        };
        world.verdict_with(&facts, &evidence, &Policy::default(), START + DAY)
    };
    demand(&failed(true), SubIndication::TryLater);
    demand(
        &failed(false),
        SubIndication::CertificateChainGeneralFailure,
    );
}

#[test]
fn false_issuers_of_the_same_name_do_not_hide_that_one_is_missing() {
    let (world, mut facts) = signed(false);
    let leaf = signer(&facts);
    // Authorities of the same names with other keys.
    let crowd = (0..40).flat_map(|_| {
        let stranger = World::new();
        [Ca::Government, Ca::Root]
            .map(|ca| stranger.authority.certificate(ca).unwrap().der().to_vec())
    });
    let cms = facts.signatures[0].cms.as_mut().unwrap();
    cms.certificates = crowd.chain([leaf.der().to_vec()]).collect();
    let wanted = ask(&world, &facts, &Evidence::default());
    assert_eq!(subjects(&wanted), [leaf]);
    assert_eq!(wanted[0].issuer, None);
}

#[test]
fn the_authority_of_the_last_time_stamp_is_asked_again_though_all_has_passed() {
    let (world, facts) = signed(true);
    let policy = Policy::default();
    let old = world.lists(START + DAY);
    let ask = |evidence: &Evidence, at| wanted(&facts, &world.anchors(), evidence, &policy, at);
    let later = START + DAY * 400;
    let verdict = world.verdict_with(&facts, &old, &policy, later);
    demand(&verdict, None);
    assert!(is_open(&verdict));
    let authority = world.authority.time_stamp_certificate().unwrap().clone();
    let asked = subjects(&ask(&old, later));
    assert_eq!(asked.first(), Some(&authority));
    assert!(
        !asked.contains(&signer(&facts)),
        "the signer's past is proven"
    );
    // Whoever answers now settles it.
    let mut new = old.clone();
    new.material.lists.extend(world.lists(later).material.lists);
    assert_eq!(ask(&new, later), []);
    assert!(!is_open(&world.verdict_with(&facts, &new, &policy, later)));
}

#[test]
fn an_authority_that_lost_its_key_since_proves_no_time() {
    let (mut world, facts) = signed(true);
    let policy = Policy::default();
    let mut evidence = world.lists(START + DAY);
    let later = START + DAY * 400;
    demand(&world.verdict_with(&facts, &evidence, &policy, later), None);
    let stamps = world.authority.time_stamp_certificate().unwrap().clone();
    world
        .authority
        .revoke(&stamps, Reason::KeyCompromise, START + DAY * 300)
        .unwrap();
    evidence
        .material
        .lists
        .extend(world.lists(later).material.lists);
    let verdict = world.verdict_with(&facts, &evidence, &policy, later);
    let signature = &verdict.signatures[0];
    assert_ne!(signature.timestamps[0].indication, Conclusion::Passed);
    assert_ne!(signature.time_source, Some(TimeSource::SignatureTimestamp));
}
