//! The decision on facts that nobody could have read: it never panics, and nothing that is broken
//! ever passes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::sync::LazyLock;

use ades::validate::{
    Changes, Code, Coverage, DocumentFacts, Evidence, Finding, Indication, Policy, StoreFacts,
    ValueCheck, decide,
};
use pki::trust::Anchors;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use support::world::{DAY, HOUR, START, World, read};

/// A file with two signatures, one of them time-stamped, and evidence inside; and what is trusted.
struct Base {
    facts: DocumentFacts,
    anchors: Anchors,
    outside: Evidence,
}

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let mut world = World::new();
    let (one, two) = (world.person(), world.person());
    let bytes = world.sign(&one, START + HOUR, Some(START + HOUR));
    let bytes = world.sign_on(&two, &bytes, START + HOUR, None);
    let mut facts = read(&bytes);
    let outside = world.lists(START + DAY);
    facts.security_store.push(StoreFacts {
        revision: 2,
        lists: outside
            .material
            .lists
            .iter()
            .map(|list| list.der().to_vec())
            .collect(),
        answers: vec![world.answer(&one.certificate, START + DAY).der().to_vec()],
        ..StoreFacts::default()
    });
    Base {
        facts,
        anchors: world.anchors(),
        outside,
    }
});

/// The paths of all values in `value` that are not objects or lists.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                leaves(inner, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(list) => {
            for (number, inner) in list.iter().enumerate() {
                leaves(inner, &format!("{path}/{number}"), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

/// What a value is replaced by: a constant, another value of the facts, itself damaged.
#[derive(Clone, Debug)]
enum Replacement {
    Constant(usize),
    Other(Index),
    Damaged(Index),
}

fn replacement() -> impl Strategy<Value = Replacement> {
    prop_oneof![
        (0..7usize).prop_map(Replacement::Constant),
        any::<Index>().prop_map(Replacement::Other),
        any::<Index>().prop_map(Replacement::Damaged),
    ]
}

fn mutate(facts: &DocumentFacts, changes: &[(Index, Replacement)]) -> DocumentFacts {
    let mut value = serde_json::to_value(facts).unwrap();
    let mut paths = Vec::new();
    leaves(&value, "", &mut paths);
    let mut best = facts.clone();
    for (place, replacement) in changes {
        let path: &String = place.get(&paths);
        let before = value.pointer(path).unwrap().clone();
        let after = match replacement {
            Replacement::Constant(number) => [
                Value::Null,
                false.into(),
                true.into(),
                0.into(),
                u64::MAX.into(),
                "".into(),
                "3000".into(),
            ][*number]
                .clone(),
            Replacement::Other(other) => {
                let other: &String = other.get(&paths);
                value.pointer(other).unwrap().clone()
            }
            Replacement::Damaged(at) => damaged(&before, *at),
        };
        *value.pointer_mut(path).unwrap() = after;
        // Only what can be stored at all can be read again.
        match serde_json::from_value(value.clone()) {
            Ok(facts) => best = facts,
            Err(_) => *value.pointer_mut(path).unwrap() = before,
        }
    }
    best
}

/// Another digit or letter at one place of a text.
fn damaged(value: &Value, at: Index) -> Value {
    let Some(text) = value
        .as_str()
        .filter(|text| text.is_ascii() && !text.is_empty())
    else {
        return Value::Null;
    };
    let mut bytes = text.as_bytes().to_vec();
    let at = at.index(bytes.len());
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    String::from_utf8(bytes).unwrap().into()
}

/// Something without which nothing may pass, broken in every signature.
#[derive(Clone, Copy, Debug)]
enum Broken {
    Digest,
    Value,
    NoValue,
    Coverage,
    Changed,
    NotJudged,
    Signer,
    Format,
    Nobody,
    NoRevocation,
}

const BROKEN: [Broken; 10] = [
    Broken::Digest,
    Broken::Value,
    Broken::NoValue,
    Broken::Coverage,
    Broken::Changed,
    Broken::NotJudged,
    Broken::Signer,
    Broken::Format,
    Broken::Nobody,
    Broken::NoRevocation,
];

fn break_it(facts: &mut DocumentFacts, broken: Broken) {
    facts
        .signatures
        .retain(|signature| signature.range.is_some());
    for signature in &mut facts.signatures {
        let range = signature.range.as_mut().unwrap();
        match broken {
            Broken::Coverage => range.coverage = Coverage::Anomalous,
            Broken::Changed => range.later = Changes::NotPermitted,
            Broken::NotJudged => range.later = Changes::NotJudged,
            Broken::Format => signature.findings.push(Finding::new(Code::GapNotContents)),
            _ => {}
        }
        if let Some(stamp) = &mut signature.document_timestamp {
            match broken {
                Broken::Digest => stamp.imprint_matches = Some(false),
                Broken::Value | Broken::NoValue => stamp.verified = None,
                Broken::Signer => stamp.authority.clear(),
                _ => {}
            }
        }
        let Some(cms) = &mut signature.cms else {
            continue;
        };
        match broken {
            Broken::Digest => cms.digest_matches = Some(false),
            Broken::Value => cms.value = ValueCheck::Wrong,
            Broken::NoValue => {
                cms.value = ValueCheck::NotVerified {
                    cause: String::new(),
                };
            }
            Broken::Signer => {
                cms.signer.clear();
            }
            Broken::NoRevocation => {
                cms.lists.clear();
                cms.answers.clear();
            }
            _ => {}
        }
    }
    if matches!(broken, Broken::NoRevocation) {
        facts.security_store.clear();
    }
}

#[test]
fn the_base_passes() {
    let base = &*BASE;
    for policy in Policy::names() {
        let policy = Policy::named(policy).unwrap();
        for evidence in [&Evidence::default(), &base.outside] {
            let verdict = decide(&base.facts, &base.anchors, evidence, &policy, START + DAY);
            assert_eq!(verdict.indication, Some(Indication::TotalPassed));
        }
    }
}

#[test]
fn each_of_the_breakings_breaks() {
    for broken in BROKEN {
        let verdict = broken_verdict(&BASE.facts, broken);
        assert_eq!(verdict.signatures.len(), 2);
        for signature in verdict.signatures {
            assert_ne!(signature.indication, Indication::TotalPassed, "{broken:?}");
            assert!(!signature.reasons.is_empty());
        }
    }
}

fn broken_verdict(facts: &DocumentFacts, broken: Broken) -> ades::validate::Verdict {
    let mut facts = facts.clone();
    break_it(&mut facts, broken);
    let nobody = Anchors::new();
    let anchors = match broken {
        Broken::Nobody => &nobody,
        _ => &BASE.anchors,
    };
    let nothing = Evidence::default();
    let evidence = match broken {
        Broken::NoRevocation => &nothing,
        _ => &BASE.outside,
    };
    // The laxer of the policies.
    let policy = Policy::named("eu").unwrap();
    decide(&facts, anchors, evidence, &policy, START + DAY)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn nothing_broken_passes_and_nothing_panics(
        changes in prop::collection::vec((any::<Index>(), replacement()), 1..12),
        broken in prop::sample::select(&BROKEN[..]),
    ) {
        let facts = mutate(&BASE.facts, &changes);
        let policy = Policy::default();
        let verdict = decide(&facts, &BASE.anchors, &BASE.outside, &policy, START + DAY);
        prop_assert_eq!(verdict.signatures.len(), facts.signatures.len());
        let verdict = broken_verdict(&facts, broken);
        for signature in verdict.signatures {
            prop_assert_ne!(signature.indication, Indication::TotalPassed);
        }
    }
}
