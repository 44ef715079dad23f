//! The wall between agencies: whoever is on the other side learns nothing of a document, not even
//! that there is one.

use access::Role;
use office::exchange::{EnteredFields, RecallLetter, RecallNote};
use office::outgoing::{Answer, NewAttachment, Other};
use office::work::Part;
use office::{Error, Office};
use process::{Command, Definition};

use crate::people::{Person, World};
use crate::support::way::SAMPLE;

/// Whether somebody has a key of their own: those who have are told about the document, the others
/// that the key is not theirs.
pub fn has_key(world: &World, person: &Person) -> bool {
    let agency = &world.agency;
    [&agency.head, &agency.deputy, &agency.chief, &agency.clerk]
        .iter()
        .any(|it| it.account() == person.by.account())
}

/// Everybody of the neighbour tries everything.
pub async fn holds(world: &World, id: &str) {
    for person in &world.neighbours {
        let codes = questions(world.office(), person, id).await;
        let (_, other) = codes
            .iter()
            .find(|(_, it)| *it != "office-not-found")
            .unwrap_or(&("", ""));
        assert_eq!(*other, "", "{}: {codes:?}", person.name);
        nothing(world.office(), person, id).await;
    }
    let (clerk, desk) = (&world.neighbours, &world.foreign);
    let clerk = clerk.iter().find(|it| it.actor().keeps_token()).unwrap();
    for sought in [id, "0192c000-0000-7000-8000-000000000000"] {
        let asked = (world.office())
            .begin_signing(
                &clerk.by,
                &[sought.to_owned()],
                &desk.fingerprint,
                &desk.pairing,
            )
            .await;
        assert!(matches!(asked, Err(Error::NotFound)), "{asked:?}");
    }
}

/// The code of every answer about the document, by what was asked.
async fn questions(
    office: &Office,
    person: &Person,
    id: &str,
) -> Vec<(&'static str, &'static str)> {
    let by = &person.by;
    let mut codes = Vec::new();
    macro_rules! ask {
        ($($name:literal: $call:expr;)*) => {
            $(codes.push(($name, $call.await.map_or_else(|it| it.code(), |_| "answered")));)*
        };
    }
    for action in Definition::shipped().actions() {
        let command = Command::new(action.id.clone(), 1);
        ask! { "act": office.act(by, id, &command, None); }
    }
    let answer = Answer {
        agrees: true,
        text: "Nhất trí".to_owned(),
    };
    let attachment = NewAttachment {
        title: "Phụ lục I".to_owned(),
        file: None,
        native: false,
    };
    let fields = EnteredFields::default();
    ask! {
        "outgoing": office.outgoing(by, id);
        "open_outgoing": office.open_outgoing(by, id);
        "outgoing_file": office.outgoing_file(by, id, "main", 1);
        "outgoing_original": office.outgoing_original(by, id, "main", 1);
        "outgoing_signature": office.outgoing_signature(by, id, "main", 1);
        "outgoing_verdict": office.outgoing_verdict(by, id);
        "story": office.story(by, id);
        "move_places": office.move_places(by, id, 1, &[]);
        "offers": office.offers(by, id);
        "consignments": office.consignments(by, id);
        "package": office.package(by, id);
        "sent_by_hand": office.sent_by_hand(by, id, id);
        "note_receipt": office.note_receipt(by, id, id);
        "send_again": office.send_again(by, id, id, "");
        "tell_recall_again": office.tell_recall_again(by, id, id, "");
        "note_recall": office.note_recall(by, id, id, RecallNote::Told);
        "relations": office.relations(by, Other::Outgoing(id));
        "upload": office.upload(by, id, "quyet-dinh.pdf", SAMPLE.to_vec());
        "attach": office.attach(by, id, attachment);
        "detach": office.detach(by, id, "phu-luc");
        "ask_opinions": office.ask_opinions(by, id, 1, Vec::new(), "");
        "give_opinion": office.give_opinion(by, id, 1, &answer);
        "close_opinions": office.close_opinions(by, id, 1, "Đã đủ");
        "incoming": office.incoming(by, id);
        "entered": office.entered(by, id);
        "registered": office.registered(by, id);
        "correct_registered": office.correct_registered(by, id, "", &fields, "Ghi nhầm");
        "corrections": office.corrections(by, id);
        "recall_of": office.recall_of(by, id);
        "confirm_recall": office.confirm_recall(by, id);
        "recallable": office.recallable(by, id);
        "note_recall_by_letter": office.note_recall_by_letter(by, id, &RecallLetter::default());
    }
    codes
}

/// Lists, counts and searches of the neighbour are those of an agency without documents.
async fn nothing(office: &Office, person: &Person, id: &str) {
    let by = &person.by;
    for part in [
        Part::Newest,
        Part::OlderThan("z".to_owned()),
        Part::NewerThan(id.to_owned()),
    ] {
        let list = office.outgoing_list(by, &[], "", part).await.unwrap();
        assert!(list.lines.is_empty(), "{}", person.name);
    }
    assert_eq!(
        office.waiting(by).await.unwrap().all(),
        0,
        "{}",
        person.name
    );
    let work = office.work(by).await.unwrap();
    assert!(work.outgoing.is_empty() && work.arrived.is_empty());
    for text in [
        "ban hành Quy chế làm việc",
        "quy che",
        "01/QĐ-UBND",
        "1",
        id,
    ] {
        match office.search(by, text, None).await {
            Ok(found) => assert!(found.hits.is_empty() && found.next.is_none()),
            Err(Error::Denied(_)) => assert_eq!(person.actor().role(), Role::Administrator),
            Err(error) => panic!("{}: {error:?}", person.name),
        }
    }
}
