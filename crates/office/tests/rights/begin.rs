//! Drafts begun under a name of the asking program: by whom the table of rights lets begin one at
//! all, and nobody meets another's.

use std::collections::BTreeSet;

use access::rules::{self, Rule};
use access::{Action as Right, Kind};
use office::Error;
use office::outgoing::DraftFields;

use crate::people::{Person, World};
use crate::support::Agency;

/// One name serves all: it is each account's own.
const NAME: &str = "H29-261128-0001";

/// Everybody of both agencies begins a draft under the same name, where that may be begun.
pub async fn by_name(world: &World) {
    let neighbour = world.neighbours.iter();
    let neighbour = neighbour.map(|it| (it, fields_of(&world.neighbours)));
    let own = world.people.iter().map(|it| (it, fields_of(&world.people)));
    let mut begun = BTreeSet::new();
    let mut able = 0;
    for (person, fields) in own.chain(neighbour) {
        let ask = async |fields| {
            world
                .office()
                .create_draft_once(&person.by, NAME, fields)
                .await
        };
        let plain = world.office().create_draft(&person.by, &fields).await;
        let first = ask(&fields).await;
        if !may(person) {
            for refused in [plain.map(drop), first.map(drop)] {
                let fits = matches!(refused, Err(Error::Denied(_)));
                assert!(fits, "{}: {refused:?}", person.name);
            }
            continue;
        }
        able += 1;
        let first = first.unwrap();
        assert!(
            first.is_new && plain.unwrap() != first.id,
            "{}",
            person.name
        );
        let again = ask(&fields).await.unwrap();
        assert_eq!((again.is_new, &again.id), (false, &first.id));
        let draft = world
            .office()
            .outgoing(&person.by, &first.id)
            .await
            .unwrap();
        assert_eq!(draft.row.drafter_id, person.by.account());
        begun.insert(first.id);
        // What is another agency's cannot be named.
        if person.by.agency() != world.agency.id {
            let foreign = foreign(&world.agency, &fields);
            let refused = ask(&foreign).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
    }
    assert_eq!(begun.len(), able, "each has a draft of its own");
    assert!(able > 0);
}

fn may(person: &Person) -> bool {
    let fits = |rule: &Rule| rule.roles.contains(&person.actor().role());
    rules::of(Right::CreateDraft, Kind::Agency).any(fits)
}

/// A draft for the head of these people's agency.
fn fields_of(people: &[Person]) -> DraftFields {
    let head = people.iter().find(|it| it.name == "head").unwrap();
    let drafter = people.iter().find(|it| it.name == "drafter").unwrap();
    DraftFields {
        type_code: "quyet-dinh".to_owned(),
        subject: "Về việc kiện toàn Ban chỉ đạo".to_owned(),
        urgency: "normal".to_owned(),
        unit: drafter.actor().unit().unwrap().to_owned(),
        signer: Some(post(head)),
        ..DraftFields::default()
    }
}

fn post(person: &Person) -> (String, String) {
    let post = person.actor().appointment().to_owned();
    (person.by.account().to_owned(), post)
}

/// The same in a unit of that agency.
fn foreign(agency: &Agency, fields: &DraftFields) -> DraftFields {
    DraftFields {
        unit: agency.unit.clone(),
        ..fields.clone()
    }
}
