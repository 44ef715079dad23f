//! What goes with a document is let in, kept in versions, and sent along, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use office::outgoing::{AttachedFile, NewAttachment, RecipientEntry};
use office::{Error, worker};
use support::Agency;
use support::way::{act, desks, docx, draft, draft_to, issue};

const ANNEX: &[u8] = include_bytes!("../../../samples/ke-hoach-phu-luc.pdf");
const CSV: &[u8] = "Đơn vị;Số hộ\nThôn Đông;120\n".as_bytes();
const OTHER: &[u8] = include_bytes!("../../../samples/bao-cao.pdf");

fn file(name: &str, bytes: &[u8]) -> AttachedFile {
    AttachedFile {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

fn annex(title: &str) -> NewAttachment {
    NewAttachment {
        title: title.to_owned(),
        file: Some(file("phu-luc.pdf", ANNEX)),
        native: false,
    }
}

fn native(title: &str, name: &str, bytes: &[u8]) -> NewAttachment {
    NewAttachment {
        title: title.to_owned(),
        file: Some(file(name, bytes)),
        native: true,
    }
}

fn to(agency: &Agency) -> RecipientEntry {
    RecipientEntry {
        kind: "agency".to_owned(),
        target: Some(agency.id.clone()),
        name: "Ủy ban nhân dân xã Bình Thử".to_owned(),
        channel: "system".to_owned(),
        ..RecipientEntry::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attachments_change_while_it_is_a_draft_and_travel_with_it() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let (office, drafter) = (&sender.office, &sender.drafter);
        let id = draft_to(&sender, &sender.head, vec![to(&receiver)]).await;
        let first = office
            .attach(drafter, &id, annex("Phụ lục I"))
            .await
            .unwrap();
        let second = office
            .attach(drafter, &id, annex("Phụ lục II"))
            .await
            .unwrap();
        let inside = NewAttachment {
            title: "Phụ lục III (cùng tệp)".to_owned(),
            file: None,
            native: false,
        };
        office.attach(drafter, &id, inside).await.unwrap();
        let replaced = office
            .replace_attachment(drafter, &id, &first, file("moi.pdf", OTHER))
            .await
            .unwrap();
        assert_eq!(replaced, 2);
        // Data stays as it is.
        let data = native("Số liệu", "so-lieu.csv", CSV);
        let data = office.attach(drafter, &id, data).await.unwrap();
        office.detach(drafter, &id, &second).await.unwrap();
        let again = office.detach(drafter, &id, &second).await;
        assert!(matches!(again, Err(Error::NotFound)));

        let document = office.outgoing(drafter, &id).await.unwrap();
        let listed: Vec<_> = document
            .attachments
            .iter()
            .map(|it| (it.name.as_str(), it.placement.as_str(), it.current_version))
            .collect();
        assert_eq!(
            listed,
            [
                ("Phụ lục I", "separate-pdf", 2),
                ("Phụ lục III (cùng tệp)", "same-file", 0),
                ("Số liệu", "separate-native", 1)
            ]
        );
        let kept = office.outgoing_file(drafter, &id, &first, 1).await.unwrap();
        assert_eq!(kept, ANNEX, "the version before stays");

        issue(&sender, &desks, &id).await;
        let late = office.attach(drafter, &id, annex("Phụ lục IV")).await;
        assert!(matches!(late, Err(Error::Denied(_))), "{late:?}");
        worker::run_due(office, "w").await.unwrap();
        let sent = office.consignments(&sender.clerk, &id).await.unwrap();
        let there = office
            .arrival_of(&receiver.clerk, &sent[0].id)
            .await
            .unwrap();
        let arrived = office.incoming(&receiver.clerk, &there).await.unwrap();
        let names: Vec<_> = arrived.files.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["01-QĐ-UBND.pdf", "Phụ lục I.pdf", "Số liệu.csv"]);
        let (kept, bytes) = office
            .incoming_file(&receiver.clerk, &there, 2)
            .await
            .unwrap();
        assert_eq!(kept.media_type, "text/csv");
        assert_eq!(bytes.whole().await.unwrap(), CSV);
        let sent = office.outgoing(&sender.clerk, &id).await.unwrap();
        assert_eq!(kept.digest, sent.version(&data, 1).unwrap().digest);
        let shown = office.incoming_shown(&receiver.clerk, &there, 2).await;
        assert!(
            matches!(shown, Err(Error::NotFound)),
            "it is only downloaded"
        );
        let issued = office.outgoing(&sender.clerk, &id).await.unwrap();
        let version = issued.attachments[0].current_version;
        let there = issued.version(&first, version).unwrap();
        assert_eq!(arrived.files[1].digest, there.digest, "as it is kept here");
        let bytes = office.outgoing_file(&sender.clerk, &id, &first, version);
        assert!(bytes.await.unwrap().starts_with(OTHER));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_file_is_converted_and_kept_as_it_came() {
    let authority = support::authority().await;
    let agency = support::agency(store::testing::sqlite().await, &authority).await;
    let (office, drafter) = (&agency.office, &agency.drafter);
    let id = draft(&agency, &agency.head).await;
    let new = NewAttachment {
        title: "Kế hoạch kèm theo".to_owned(),
        file: Some(file("ke-hoach.docx", &docx())),
        native: false,
    };
    let attached = office.attach(drafter, &id, new).await.unwrap();
    let document = office.outgoing(drafter, &id).await.unwrap();
    let version = document.version(&attached, 1).unwrap();
    assert!(version.pages >= 1 && version.original_digest.is_some());
    let pdf = office
        .outgoing_file(drafter, &id, &attached, 1)
        .await
        .unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_let_in_is_refused_with_every_reason() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let (office, drafter) = (&agency.office, &agency.drafter);
        let id = draft(&agency, &agency.head).await;
        let nameless = office.attach(drafter, &id, annex("  ")).await;
        let Err(Error::Invalid(faults)) = nameless else {
            panic!("{nameless:?}");
        };
        assert_eq!(faults[0].code, "office-title-missing");
        let program = NewAttachment {
            title: "Phụ lục".to_owned(),
            file: Some(file("phu-luc.docx", b"MZ\x90\x00 not a document")),
            native: false,
        };
        let hostile = office.attach(drafter, &id, program).await;
        assert!(matches!(hostile, Err(Error::Invalid(_))), "{hostile:?}");
        for (name, bytes, code) in [
            (
                "so-lieu.csv",
                &b"a;=cmd|' /C calc'!A0"[..],
                "convert-linked-object",
            ),
            ("so-lieu.csv", b"MZ\x90\x00", "convert-executable"),
            ("anh.png", b"\xff\xd8\xff\xe0", "convert-wrong-type"),
            ("macro.xlsm", b"PK\x03\x04", "office-native-unknown"),
        ] {
            let refused = office
                .attach(drafter, &id, native("Số liệu", name, bytes))
                .await;
            let Err(Error::Invalid(faults)) = refused else {
                panic!("{name}: {refused:?}");
            };
            assert_eq!(faults[0].code, code, "{name}");
        }
        let stranger = office.attach(&agency.clerk, &id, annex("Phụ lục")).await;
        assert!(matches!(stranger, Err(Error::Denied(_))), "{stranger:?}");
        act(office, drafter, &id, "submit").await;
        let document = office.outgoing(drafter, &id).await.unwrap();
        assert!(document.attachments.is_empty(), "nothing was kept");
    }
}
