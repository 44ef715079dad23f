//! Whatever is commanded, and whatever the office says: no document is issued without its
//! signatures in their order and its number, and events alone give the state.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{Document, Office, denying};
use process::definition::{Effect, Guard, PublicStatus, Slot, Who};
use process::{Command, Definition, Event, Facts as _, State, offered};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use proptest::strategy::ValueTree as _;

/// A command as random as it can be while it still names things that exist.
#[derive(Clone, Debug)]
struct Attempt {
    action: Index,
    to: Index,
    said: bool,
    unit: bool,
    version: u64,
    who: Option<Index>,
    denied: Vec<Guard>,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    (
        any::<Index>(),
        any::<Index>(),
        prop::bool::weighted(0.8),
        any::<bool>(),
        prop_oneof![9 => Just(0_u64), 1 => 0..3_u64],
        prop::option::weighted(0.2, any::<Index>()),
        subsequence(Guard::ALL.to_vec(), 0..4),
    )
        .prop_map(|(action, to, said, unit, version, who, denied)| Attempt {
            action,
            to,
            said,
            unit,
            version,
            who,
            denied,
        })
}

/// Half of the attempts are actions of the step at which the document stands.
fn command(document: &Document, attempt: &Attempt, local: bool) -> Command {
    let here: Vec<_> = document
        .definition
        .actions_at(&document.state.step)
        .collect();
    let all: Vec<_> = document.definition.actions().iter().collect();
    let from = if local && !here.is_empty() { here } else { all };
    let steps = document.definition.steps();
    let text = attempt.said.then(|| "Ý kiến".to_owned());
    Command {
        action: attempt.action.get(&from).id.clone(),
        version: document.state.version + attempt.version,
        to: Some(attempt.to.get(steps).id.clone()),
        opinion: text.clone(),
        reason: text,
        file: None,
        units: attempt
            .unit
            .then(|| "phap-che".to_owned())
            .into_iter()
            .collect(),
    }
}

/// What the events say happened to the file that was issued.
fn assert_issued_properly(events: &[Event]) {
    let mut signed: Vec<Slot> = Vec::new();
    let mut numbered = false;
    for event in events {
        match event {
            Event::Signed { slot, .. } => signed.push(*slot),
            Event::FileVersionBegun { kept, .. } => signed.retain(|slot| kept.contains(slot)),
            Event::Effect { effect, .. } => match effect {
                Effect::AllocateNumber(_) => {
                    assert!(!numbered, "a second number");
                    numbered = true;
                }
                Effect::ReleaseNumber => numbered = false,
                Effect::EnqueueSend => {
                    assert_eq!(signed, Slot::ALL);
                    assert!(numbered);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Does all attempts; gives how often the document was issued.
fn drive(attempts: &[(Attempt, bool)]) -> Document {
    let mut document = Document::new(Office::default());
    for (attempt, local) in attempts {
        let all: Vec<_> = Who::all().collect();
        document.office = Office {
            who: attempt.who.map(|index| *index.get(&all)),
            denied: attempt.denied.iter().copied().collect::<BTreeSet<_>>(),
        };
        let (before, told) = (document.state.clone(), document.events.len());
        let command = command(&document, attempt, *local);
        match document.try_command(&command) {
            Ok(events) => {
                assert_eq!(document.state.version, before.version + 1);
                assert!(matches!(events[0], Event::Acted { .. }));
                assert_eq!(command.version, before.version);
            }
            Err(_) => {
                assert_eq!(document.events.len(), told);
                assert_eq!(document.state, before);
            }
        }
        assert_eq!(
            State::replay(&document.events).as_ref(),
            Some(&document.state)
        );
        if document.status() == PublicStatus::Issued {
            assert_eq!(document.slots(), Slot::ALL);
            assert!(document.state.numbered);
        }
    }
    assert_issued_properly(&document.events);
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_issued_unsigned_or_unnumbered(
        attempts in vec((attempt(), prop::bool::weighted(0.8)), 1..80)
    ) {
        drive(&attempts);
    }

    #[test]
    fn what_is_stored_is_read_back(
        attempts in vec((attempt(), Just(true)), 1..30)
    ) {
        let document = drive(&attempts);
        let state = serde_json::to_string(&document.state).unwrap();
        prop_assert_eq!(&serde_json::from_str::<State>(&state).unwrap(), &document.state);
        let events = serde_json::to_string(&document.events).unwrap();
        let read: Vec<Event> = serde_json::from_str(&events).unwrap();
        prop_assert_eq!(read, document.events);
    }

    #[test]
    fn an_offer_without_refusal_can_be_done(
        attempts in vec((attempt(), Just(true)), 1..30)
    ) {
        let mut document = drive(&attempts);
        document.office = denying([Guard::SignerIsDeputy]);
        for offer in offered(&document.definition, &document.state, &document.office) {
            let command = Command {
                to: offer.choices.first().cloned(),
                opinion: Some("Đồng ý".to_owned()),
                reason: Some("Theo đề nghị".to_owned()),
                units: vec!["van-phong".to_owned()],
                ..document.command(offer.action.as_str())
            };
            let done = document.clone().try_command(&command);
            let asked = done.as_ref().is_err_and(|it| it.code() == "process-not-asked");
            prop_assert_eq!(offer.refusal.is_some(), done.is_err() && !asked, "{:?}", done);
        }
    }
}

/// The random walk does reach issue: the property above is not empty.
#[test]
fn random_commands_do_reach_issue() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = vec((attempt(), Just(true)), 200..201);
    let mut issued = 0;
    for _ in 0..200 {
        let attempts = strategy.new_tree(&mut runner).unwrap().current();
        let document = drive(&attempts);
        let sent = |event: &Event| event.effect() == Some(&Effect::EnqueueSend);
        issued += usize::from(document.events.iter().any(sent));
    }
    assert!(issued > 20, "{issued}");
}

/// A definition cannot switch the order off: a state that skipped the signer is refused though
/// every guard is said to hold.
#[test]
fn a_forged_state_is_not_sealed_nor_issued() {
    let definition = Definition::shipped();
    let mut document = Document::new(denying([Guard::SignerIsDeputy]));
    document.act(&["submit", "initial", "approve-format", "sign", "allocate"]);
    let mut forged = document.clone();
    forged
        .state
        .signed
        .retain(|signed| signed.slot != Slot::Signer);
    assert_eq!(forged.refused("seal"), "process-slot-not-signed");
    document.act(&["seal"]);
    let mut forged = document.clone();
    forged.state.numbered = false;
    assert_eq!(forged.refused("issue"), "process-no-number");
    let mut forged = document;
    forged.state.step = definition.steps()[6].id.clone();
    assert_eq!(forged.refused("seal"), "process-out-of-order");
    assert!(forged.office.is(Who::TokenKeeper));
}
