//! A document on its way: at each new step all that is forbidden, then one act that is not.

use std::collections::BTreeSet;

use office::exchange::RecallNote;
use office::{Acting, Error};
use process::definition::{Action, Effect, Move, Need, Target};
use process::{Command, Definition, StepId};

use crate::expected::Now;
use crate::people::{Person, World};
use crate::support::way::{draft, sign};
use crate::wall;

/// An act that somebody did.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Deed {
    pub step: String,
    pub action: String,
    to: Option<String>,
    person: &'static str,
}

pub type Done = BTreeSet<Deed>;

/// Carries one document to the end of the route by every act that was not done yet. What sends it
/// back comes first, so that what follows is done again, by others where others may.
pub async fn walk(world: &World, signer: &Acting, asks: bool, done: &mut Done) {
    let id = draft(&world.agency, signer).await;
    let mut tried = BTreeSet::new();
    let mut asked = !asks;
    loop {
        let document = world.office().outgoing(&world.agency.head, &id).await;
        let now = Now::of(world, &document.unwrap());
        if tried.insert(now.step.clone()) {
            forbidden(world, &id, &now).await;
            offered(world, &id, &now).await;
            sending(world, &id, &now).await;
            telling(world, &id, &now).await;
            wall::holds(world, &id).await;
        }
        let Some((action, deed)) = next(world, &now, asked, done) else {
            break;
        };
        let mut people = world.people.iter();
        let person = people.find(|it| it.name == deed.person).unwrap();
        asked |= action.has(&Effect::AskOpinions);
        let to = deed.to.clone().map(|it| StepId::from(it.as_str()));
        let before = trace(world, &id).await;
        match action.signs {
            Some(_) => sign(world.office(), &person.by, world.desk(person), &id).await,
            None => attempt(world, person, &id, action, to).await,
        }
        .unwrap_or_else(|error| panic!("{deed:?}: {error:?}"));
        assert_ne!(trace(world, &id).await, before, "{deed:?}");
        done.insert(deed);
    }
    let last = world
        .office()
        .outgoing(&world.agency.head, &id)
        .await
        .unwrap();
    let mut open = Definition::shipped().actions_at(&last.state.step);
    assert!(open.next().is_none(), "stopped at {}", last.row.status);
}

/// What is done next: something new that leaves the way forward, something new, or the way forward.
fn next<'a>(world: &World, now: &Now, asked: bool, done: &Done) -> Option<(&'a Action, Deed)> {
    let mut able = Vec::new();
    for action in Definition::shipped().actions_at(&now.step) {
        if asked && action.has(&Effect::AskOpinions) {
            continue;
        }
        let targets: Vec<_> = match &action.target {
            Target::OneOf(steps) => steps.iter().map(|it| Some(it.to_string())).collect(),
            _ => vec![None],
        };
        for person in world.people.iter().filter(|it| now.may(it, action)) {
            able.extend(targets.iter().map(|to| {
                let deed = Deed {
                    step: now.step.to_string(),
                    action: action.id.to_string(),
                    to: to.clone(),
                    person: person.name,
                };
                (action, deed)
            }));
        }
    }
    let onward = |it: &Action| matches!(it.movement, Move::Forward | Move::Withdraw);
    able.sort_by_key(|(action, deed)| (done.contains(deed), onward(action)));
    let mut fitting = able.into_iter();
    fitting.find(|(action, deed)| onward(action) || !done.contains(deed))
}

/// Everything that may not be done at this step, by everybody of the agency.
async fn forbidden(world: &World, id: &str, now: &Now) {
    let before = trace(world, id).await;
    for person in &world.people {
        for action in Definition::shipped().actions() {
            if now.may(person, action) {
                continue;
            }
            let what = format!("{} by {} at {}", action.id, person.name, now.step);
            let to = match &action.target {
                Target::OneOf(steps) => steps.first().cloned(),
                _ => None,
            };
            let refused = attempt(world, person, id, action, to).await;
            refusal(&refused.unwrap_err(), now.sees(person), action, &what);
        }
        let mut signing = Definition::shipped().actions().iter();
        if !signing.any(|it| it.signs.is_some() && now.may(person, it)) {
            let (desk, ids) = (world.desk(person), [id.to_owned()]);
            let asked = (world.office())
                .begin_signing(&person.by, &ids, &desk.fingerprint, &desk.pairing)
                .await;
            let error = asked.unwrap_err();
            let enrolled = !matches!(error, Error::NotEnrolled);
            let fits = match error {
                Error::NotFound => !now.sees(person),
                Error::Denied(_) | Error::Refused(_) | Error::NothingToSign => now.sees(person),
                Error::NotEnrolled => true,
                _ => false,
            };
            let what = format!("signing by {} at {}: {error:?}", person.name, now.step);
            assert!(fits, "{what}");
            assert_eq!(enrolled, wall::has_key(world, person), "{what}");
        }
        let after = trace(world, id).await;
        assert_eq!(after, before, "{} at {}", person.name, now.step);
    }
}

fn refusal(error: &Error, sees: bool, action: &Action, what: &str) {
    let fits = match error {
        Error::NotFound => !sees,
        Error::Denied(_) | Error::Refused(_) => sees,
        Error::SignatureNeeded => sees && action.signs.is_some(),
        _ => false,
    };
    assert!(fits, "{what}: {error:?}");
}

/// What a page offers is what may be done: to everybody who may see the document.
async fn offered(world: &World, id: &str, now: &Now) {
    for person in &world.people {
        let offers = world.office().offers(&person.by, id).await;
        if !now.sees(person) {
            assert!(matches!(offers, Err(Error::NotFound)), "{}", person.name);
            continue;
        }
        for it in offers.unwrap() {
            let action = Definition::shipped().action(&it.offer.action).unwrap();
            let not_his = matches!(it.offer.refusal, Some(process::Refusal::NotYours { .. }));
            let what = format!("{} to {} at {}", action.id, person.name, now.step);
            assert_eq!(!it.denied && !not_his, now.may(person, action), "{what}");
        }
    }
}

/// What can be done about how it is sent is only for those who may send it, once it is issued.
async fn sending(world: &World, id: &str, now: &Now) {
    // Who may is told only then that there is no such consignment.
    let none = "0192c000-0000-7000-8000-000000000000";
    let office = world.office();
    for person in &world.people {
        let by = &person.by;
        let package = office.package(by, id).await.map(drop);
        let may = now.sees(person) && now.sends(person);
        let told = matches!(package, Err(Error::Denied(_) | Error::NotFound));
        assert_eq!(!told, may, "{} at {}: {package:?}", person.name, now.step);
        for answer in [
            package,
            office.sent_by_hand(by, id, none).await,
            office.note_receipt(by, id, none).await,
            office.send_again(by, id, none, "").await,
        ] {
            let fits = match answer {
                Err(Error::Denied(_)) => now.sees(person) && !may,
                Err(Error::NotFound) => !now.sees(person) || may,
                _ => may,
            };
            assert!(fits, "{} at {}: {answer:?}", person.name, now.step);
        }
    }
}

/// What can be done about how a withdrawal is told is only for those who may tell it, once it is
/// withdrawn.
async fn telling(world: &World, id: &str, now: &Now) {
    // Before it is issued nothing differs from what is refused then.
    if !matches!(&*now.step.to_string(), "draft" | "issued" | "withdrawn") {
        return;
    }
    let none = "0192c000-0000-7000-8000-000000000000";
    let office = world.office();
    for person in &world.people {
        let by = &person.by;
        let may = now.sees(person) && now.tells(person);
        for answer in [
            office.tell_recall_again(by, id, none, "").await,
            office.note_recall(by, id, none, RecallNote::Told).await,
            office
                .note_recall(by, id, none, RecallNote::Confirmed)
                .await,
        ] {
            let fits = match answer {
                Err(Error::Denied(_)) => now.sees(person) && !may,
                Err(Error::NotFound) => !now.sees(person) || may,
                _ => false,
            };
            assert!(fits, "{} at {}: {answer:?}", person.name, now.step);
        }
    }
}

/// Asks for an act with all that it needs.
pub async fn attempt(
    world: &World,
    person: &Person,
    id: &str,
    action: &Action,
    to: Option<StepId>,
) -> Result<(), Error> {
    let document = world
        .office()
        .outgoing(&world.agency.head, id)
        .await
        .unwrap();
    let mut command = Command::new(action.id.clone(), document.state.version);
    command.to = to;
    for need in &action.needs {
        match need {
            Need::Opinion => command.opinion = Some("Bổ sung căn cứ ban hành".to_owned()),
            Need::Reason => command.reason = Some("Nơi nhận chưa đúng".to_owned()),
            Need::Units => command.units = vec![world.other_unit.clone()],
            Need::File => command.file = Some("tep-dinh-kem".to_owned()),
        }
    }
    let done = world.office().act(&person.by, id, &command, None).await;
    done.map(drop)
}

/// All that is kept of a document: its rows, files, opinions and story.
async fn trace(world: &World, id: &str) -> String {
    let (office, head) = (world.office(), &world.agency.head);
    let document = office.outgoing(head, id).await.unwrap();
    let story = office.story(head, id).await.unwrap();
    format!("{document:?} {story:?}")
}
