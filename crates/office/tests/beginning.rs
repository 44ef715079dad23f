//! How a document begins and how its paper copies end: templates, secret levels, places moved and
//! remembered, annexes sealed with the document, copies marked as sent. On both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use office::outgoing::{AttachedFile, DraftFields, MovedBox, NewAttachment, PlaceBox};
use office::{Acting, Error, Office};
use store::signing;
use support::Agency;
use support::way::{Desks, SAMPLE, act, desks, draft, sign};

async fn places_of(office: &Office, by: &Acting, id: &str) -> Vec<PlaceBox> {
    let opened = office.open_outgoing(by, id).await.unwrap();
    opened.places().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_template_can_be_uploaded_as_it_is() {
    let authority = support::authority().await;
    let [test, _] = store::testing::both().await;
    let agency = support::agency(test, &authority).await;
    let (office, drafter) = (&agency.office, &agency.drafter);
    let templates = office.templates().unwrap();
    assert!(templates.len() >= 6, "{templates:?}");
    for (code, _) in templates {
        let bytes = office.template(drafter, &code).await.unwrap();
        let id = draft(&agency, &agency.head).await;
        let uploaded = office
            .upload(drafter, &id, "mau.docx", bytes)
            .await
            .unwrap();
        assert!(
            uploaded.number_fields,
            "{code}: {:?}",
            uploaded.number_fault
        );
    }
    let refused = office.template(&agency.administrator, "quyet-dinh").await;
    assert!(matches!(refused, Err(Error::Denied(_) | Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_document_is_refused_with_why() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, std::sync::Arc::new(support::now)).await;
        let fields = DraftFields {
            type_code: "quyet-dinh".to_owned(),
            subject: "Về việc mật".to_owned(),
            urgency: "normal".to_owned(),
            unit: agency.unit.clone(),
            secrecy: "top-secret".to_owned(),
            ..DraftFields::default()
        };
        let refused = agency.office.create_draft(&agency.drafter, &fields).await;
        let Err(Error::Invalid(faults)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(faults[0].code, "document-state-secret");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_are_moved_checked_and_remembered() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, std::sync::Arc::new(support::now)).await;
        let (office, drafter) = (&agency.office, &agency.drafter);
        let id = draft(&agency, &agency.head).await;
        let places = places_of(office, drafter, &id).await;
        let of = |name: &str| places.iter().find(|it| it.name == name).unwrap().clone();
        let (seal, number) = (of("organisation"), of("number"));
        assert!(seal.movable && number.movable);
        let to = |name: &str, rect: [f64; 4]| {
            [MovedBox {
                name: name.to_owned(),
                page: 1,
                rect,
            }]
        };
        let version = |row: office::outgoing::Outgoing| row.row.version;
        let seen = version(office.outgoing(drafter, &id).await.unwrap());
        // Over the text of the number no seal may stand, and nothing is changed.
        let over = to("organisation", number.rect);
        let over = office.move_places(drafter, &id, seen, &over).await;
        assert!(matches!(over, Err(Error::Invalid(_))));
        assert_eq!(version(office.outgoing(drafter, &id).await.unwrap()), seen);

        let [left, bottom, right, top] = seal.rect;
        let moved = [left - 20.0, bottom, right - 20.0, top];
        let left_of = to("organisation", moved);
        let done = office.move_places(drafter, &id, seen, &left_of).await;
        done.unwrap();
        let stale = office.move_places(drafter, &id, seen, &left_of).await;
        assert!(matches!(stale, Err(Error::Stale)));
        // A field elsewhere makes the file anew.
        let row = office.outgoing(drafter, &id).await.unwrap().row;
        let [left, bottom, right, top] = number.rect;
        let shifted = [left + 1.0, bottom, right + 1.0, top];
        let elsewhere = to("number", shifted);
        let done = office
            .move_places(drafter, &id, row.version, &elsewhere)
            .await;
        done.unwrap();
        let after = office.outgoing(drafter, &id).await.unwrap().row;
        assert_eq!(after.current_version, row.current_version + 1);

        // The next document of this type begins with the seal where it was put.
        let next = draft(&agency, &agency.head).await;
        let places = places_of(office, drafter, &next).await;
        let seal = places.iter().find(|it| it.name == "organisation").unwrap();
        assert!(
            (seal.rect[0] - moved[0]).abs() < 0.5,
            "{:?} {moved:?}",
            seal.rect
        );
        let head = places_of(office, &agency.head, &next).await;
        assert!(head.is_empty(), "whoever moves nothing is shown no boxes");
    }
}

/// Up to the seal, with an annex in a PDF file of its own and one in its own format; gives the document
/// and the annexes.
async fn with_annexes(agency: &Agency, desks: &Desks) -> (String, [String; 2]) {
    let (office, clerk) = (&agency.office, &agency.clerk);
    let id = draft(agency, &agency.head).await;
    let annex = NewAttachment {
        title: "Phụ lục I".to_owned(),
        file: Some(AttachedFile {
            name: "phu-luc.pdf".to_owned(),
            bytes: SAMPLE.to_vec(),
        }),
        native: false,
    };
    let annex = office.attach(&agency.drafter, &id, annex).await.unwrap();
    let data = NewAttachment {
        title: "Số liệu".to_owned(),
        file: Some(AttachedFile {
            name: "so-lieu.csv".to_owned(),
            bytes: b"a;b\n".to_vec(),
        }),
        native: true,
    };
    let data = office.attach(&agency.drafter, &id, data).await.unwrap();
    act(office, &agency.drafter, &id, "submit").await;
    let initialled = sign(office, &agency.chief, &desks.chief, &id).await;
    initialled.unwrap();
    act(office, clerk, &id, "approve-format").await;
    sign(office, &agency.head, &desks.head, &id).await.unwrap();
    act(office, clerk, &id, "allocate").await;
    (id, [annex, data])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_document_is_sealed_whose_annex_is_not() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let desks = desks(&agency, &authority).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let (id, annexes) = with_annexes(&agency, &desks).await;
        let unstamped = sign(&support::cut_off(&agency), clerk, &desks.seal, &id).await;
        assert!(unstamped.is_err(), "all wait for their time stamps");

        // The time stamp of the annex is given up.
        let store = &agency.test.as_ref().unwrap().store;
        let mut tx = store.begin().await.unwrap();
        let now = store::instant::millis(office.now());
        let waiting = signing::under_way(&mut tx, &agency.id, &id, now).await;
        let waiting = waiting.unwrap().into_iter();
        let (main, sealing): (Vec<_>, Vec<_>) = waiting.partition(|it| it.slot == "main");
        let main = &main[0];
        assert_eq!(sealing.len(), 2);
        // On one engine that of the PDF, on the other that of the file in its own format.
        let given_up = &annexes[usize::from(store.db().engine() == "PostgreSQL")];
        for one in sealing.iter().filter(|it| it.slot == *given_up) {
            let void = signing::SigningRow {
                status: "void".to_owned(),
                ..one.clone()
            };
            let voided = signing::advance(&mut tx, &agency.id, "signed", &void).await;
            voided.unwrap();
        }
        tx.commit().await.unwrap();
        for other in sealing.iter().filter(|it| it.slot != *given_up) {
            let early = office.stamp(&agency.id, &main.id).await.unwrap_err();
            assert_eq!(early.code(), "office-awaiting-stamp");
            office.stamp(&agency.id, &other.id).await.unwrap();
        }

        let stamped = office.stamp(&agency.id, &main.id).await.unwrap_err();
        assert_eq!(stamped.code(), "office-attachment-unsealed");
        let before = office.outgoing(clerk, &id).await.unwrap();
        assert_eq!(before.row.status, "seal");
        office::worker::run_due(office, "test").await.unwrap();

        // Then what is missing is signed anew.
        sign(office, clerk, &desks.seal, &id).await.unwrap();
        let sealed = office.outgoing(clerk, &id).await.unwrap();
        assert_eq!(sealed.row.status, "issue");
        assert_eq!(sealed.row.current_version, before.row.current_version + 1);
        for annex in &annexes {
            let attached = sealed.attachments.iter().find(|it| it.id == *annex);
            assert_eq!(attached.unwrap().current_version, 2);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_annex_is_sealed_with_its_document_and_paper_is_marked_as_sent() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let desks = desks(&agency, &authority).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let (id, [annex, _]) = with_annexes(&agency, &desks).await;
        sign(office, clerk, &desks.seal, &id).await.unwrap();
        let sealed = office.outgoing(clerk, &id).await.unwrap();
        assert_eq!(sealed.row.status, "issue");
        let attached = sealed.attachments.iter().find(|it| it.id == annex).unwrap();
        assert_eq!(attached.current_version, 2);
        let bytes = office.outgoing_file(clerk, &id, &annex, 2).await.unwrap();
        let (valid, said) = support::valid_signatures(&bytes);
        assert_eq!(valid, 1, "{said}");

        act(office, clerk, &id, "issue").await;
        office::worker::run_due(office, "test").await.unwrap();
        let sent = office.consignments(clerk, &id).await.unwrap();
        let paper = sent.iter().find(|it| it.channel == "paper").unwrap();
        assert_eq!(paper.state, "waiting");
        let marked = office.sent_by_hand(&agency.drafter, &id, &paper.id).await;
        assert!(
            matches!(marked, Err(Error::Denied(_) | Error::NotFound)),
            "{marked:?}"
        );
        office.sent_by_hand(clerk, &id, &paper.id).await.unwrap();
        let again = office.sent_by_hand(clerk, &id, &paper.id).await;
        assert!(matches!(again, Err(Error::Stale)));
    }
}
