//! Certificate policies along a path (RFC 5280, 6.1; RFC 9618): one test per rule.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use pki::path::{Inputs, build_and_check};
use support::maker::{
    AT, Plan, anchors, authority, chain, inhibit_any, leaf, mappings, policies, policy,
    policy_constraints,
};

/// Nothing is asked of the path but what its certificates ask.
fn asked() -> Inputs {
    Inputs::default()
}

/// One of these policies is demanded.
fn demanded(wanted: &[u8]) -> Inputs {
    Inputs {
        policies: wanted.iter().map(|number| policy(*number)).collect(),
        explicit_policy: true,
        ..Inputs::default()
    }
}

/// The code of what is wrong with a chain below a root that restricts nothing; `ok` if nothing is.
fn judge(below: &[Plan], inputs: &Inputs) -> &'static str {
    let plans = [&[authority("root")], below].concat();
    let made = chain(&plans);
    let trusted = anchors(&made[..1]);
    match build_and_check(made.last().unwrap(), &made, &trusted, inputs, AT) {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}

const NO_POLICY: &str = "path-no-valid-policy";

#[test]
fn without_a_demand_policies_do_not_matter() {
    let bare = [authority("a"), leaf("x")];
    assert_eq!(judge(&bare, &asked()), "ok");
    let differing = [
        authority("a").with(policies(&[1])),
        leaf("x").with(policies(&[2])),
    ];
    assert_eq!(judge(&differing, &asked()), "ok");
    assert_eq!(judge(&bare, &demanded(&[])), NO_POLICY);
    assert_eq!(judge(&differing, &demanded(&[])), NO_POLICY);
}

#[test]
fn a_policy_must_stand_in_every_certificate() {
    let same = [
        authority("a").with(policies(&[1, 2])),
        authority("b").with(policies(&[2, 3])),
        leaf("x").with(policies(&[2])),
    ];
    assert_eq!(judge(&same, &demanded(&[])), "ok");
    assert_eq!(judge(&same, &demanded(&[2])), "ok");
    assert_eq!(judge(&same, &demanded(&[1, 2])), "ok");
    assert_eq!(judge(&same, &demanded(&[1])), NO_POLICY);
    // A wish alone, which nobody in the chain demands, is no condition (6.1.5 (g)).
    let wished = Inputs {
        explicit_policy: false,
        ..demanded(&[1])
    };
    assert_eq!(judge(&same, &wished), "ok");
}

#[test]
fn any_policy_stands_for_all_until_it_is_inhibited() {
    let any = [
        authority("a").with(policies(&[0])),
        leaf("x").with(policies(&[1])),
    ];
    assert_eq!(judge(&any, &demanded(&[1])), "ok");
    assert_eq!(judge(&any, &demanded(&[2])), NO_POLICY);
    let inhibited = Inputs {
        inhibit_any_policy: true,
        ..demanded(&[1])
    };
    assert_eq!(judge(&any, &inhibited), NO_POLICY);
    let any_at_the_end = [
        authority("a").with(policies(&[1])),
        leaf("x").with(policies(&[0])),
    ];
    assert_eq!(judge(&any_at_the_end, &demanded(&[1])), "ok");
    assert_eq!(judge(&any_at_the_end, &demanded(&[2])), NO_POLICY);
    for (skip, expected) in [(0, NO_POLICY), (1, "ok")] {
        let below = [
            authority("a").with(policies(&[1])).with(inhibit_any(skip)),
            leaf("x").with(policies(&[0])),
        ];
        assert_eq!(judge(&below, &demanded(&[1])), expected, "{skip}");
    }
}

#[test]
fn self_issued_certificates_do_not_count_and_may_use_any_policy() {
    let rollover = |leaf_policy: u8| {
        [
            authority("a").with(policies(&[1])).with(inhibit_any(0)),
            authority("a").with(policies(&[0])),
            leaf("x").with(policies(&[leaf_policy])),
        ]
    };
    assert_eq!(judge(&rollover(1), &demanded(&[1])), "ok");
    assert_eq!(judge(&rollover(0), &demanded(&[1])), NO_POLICY);
    // The counter of the requirement is not used up by the second certificate of the same name.
    let counted = |second: &str| {
        [
            authority("a").with(policy_constraints(Some(2), None)),
            authority(second),
            leaf("x"),
        ]
    };
    assert_eq!(judge(&counted("a"), &asked()), "ok");
    assert_eq!(judge(&counted("b"), &asked()), NO_POLICY);
}

#[test]
fn an_authority_may_demand_a_policy_after_some_certificates() {
    for (skip, expected) in [(0, NO_POLICY), (2, NO_POLICY), (3, "ok")] {
        let below = [
            authority("a").with(policy_constraints(Some(skip), None)),
            authority("b"),
            leaf("x"),
        ];
        assert_eq!(judge(&below, &asked()), expected, "{skip}");
    }
    // The last certificate may demand it of itself (6.1.5 (b)).
    let own = [
        authority("a"),
        leaf("x").with(policy_constraints(Some(0), None)),
    ];
    assert_eq!(judge(&own, &asked()), NO_POLICY);
}

#[test]
fn the_anchor_may_demand_too() {
    let root = authority("root").with(policy_constraints(Some(0), None));
    let made = chain(&[root, authority("a"), leaf("x")]);
    let error = build_and_check(&made[2], &made, &anchors(&made[..1]), &asked(), AT).unwrap_err();
    assert_eq!(error.code(), NO_POLICY);
}

#[test]
fn a_policy_is_continued_under_the_name_it_is_mapped_to() {
    let mapped = |last: u8| {
        [
            authority("a")
                .with(policies(&[1]))
                .with(mappings(&[(1, 2), (1, 3)])),
            leaf("x").with(policies(&[last])),
        ]
    };
    assert_eq!(judge(&mapped(2), &demanded(&[1])), "ok");
    assert_eq!(judge(&mapped(3), &demanded(&[1])), "ok");
    // The caller knows the policy by the name it has at the top.
    assert_eq!(judge(&mapped(2), &demanded(&[2])), NO_POLICY);
    assert_eq!(judge(&mapped(1), &demanded(&[1])), NO_POLICY);
    let inhibited = Inputs {
        inhibit_policy_mapping: true,
        ..demanded(&[1])
    };
    assert_eq!(judge(&mapped(2), &inhibited), NO_POLICY);
    // From anyPolicy as well.
    let from_any = [
        authority("a")
            .with(policies(&[0]))
            .with(mappings(&[(1, 2)])),
        leaf("x").with(policies(&[2])),
    ];
    assert_eq!(judge(&from_any, &demanded(&[1])), "ok");
    assert_eq!(judge(&from_any, &demanded(&[2])), NO_POLICY);
    // Swapping two policies.
    let swapped = [
        authority("a")
            .with(policies(&[1, 2]))
            .with(mappings(&[(1, 2), (2, 1)])),
        leaf("x").with(policies(&[1])),
    ];
    assert_eq!(judge(&swapped, &demanded(&[2])), "ok");
    assert_eq!(judge(&swapped, &demanded(&[1])), NO_POLICY);
}

#[test]
fn mapping_may_be_inhibited_and_never_concerns_any_policy() {
    for (skip, expected) in [(0, NO_POLICY), (1, "ok")] {
        let below = [
            authority("a")
                .with(policies(&[1]))
                .with(policy_constraints(None, Some(skip))),
            authority("b")
                .with(policies(&[1]))
                .with(mappings(&[(1, 2)])),
            leaf("x").with(policies(&[2])),
        ];
        assert_eq!(judge(&below, &demanded(&[1])), expected, "{skip}");
    }
    for pair in [(0, 1), (1, 0)] {
        let below = [
            authority("a").with(policies(&[0])).with(mappings(&[pair])),
            leaf("x"),
        ];
        assert_eq!(judge(&below, &asked()), "path-maps-any-policy");
    }
}

#[test]
fn mappings_of_all_to_all_do_not_grow_exponentially() {
    // A tree would have 12^10 nodes here.
    let all: Vec<u8> = (1..=12).collect();
    let pairs: Vec<(u8, u8)> = (all.iter())
        .flat_map(|from| all.iter().map(move |to| (*from, *to)))
        .collect();
    let mut below: Vec<Plan> = (0..10)
        .map(|number| {
            authority(&format!("authority {number}"))
                .with(policies(&all))
                .with(mappings(&pairs))
        })
        .collect();
    below.push(leaf("x").with(policies(&[12])));
    let start = std::time::Instant::now();
    assert_eq!(judge(&below, &demanded(&[1])), "ok");
    assert_eq!(judge(&below, &demanded(&[13])), NO_POLICY);
    assert!(start.elapsed().as_secs() < 5);
}
