//! What goes with a document is let in, kept in versions, and sent along, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::path::Path;
use std::sync::Arc;

use ades::validate::Indication;
use agent_protocol::message::SignRequest;
use e2e::tool::Tool;
use office::outgoing::{AttachedFile, NewAttachment, RecipientEntry};
use office::{Error, worker};
use store::copy;
use store::files::move_attachment;
use support::way::{act, act_with, desks, docx, draft, draft_to, issue, sign};
use support::{Agency, TestAuthority};
use testpki::Ca;

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

/// What OpenSSL says of a signature over the content, and whether it says yes.
fn openssl(authority: &TestAuthority, signature: &Path, content: &Path) -> (bool, String) {
    let root = content.with_file_name("root.pem");
    let der = authority.authority.certificate(Ca::Root).unwrap().der();
    std::fs::write(&root, pki::encode::pem("CERTIFICATE", der)).unwrap();
    let answer = Tool::new("openssl")
        .args(["cms", "-verify", "-cades", "-inform", "DER", "-binary"])
        .args(["-purpose", "any", "-in"])
        .arg(signature)
        .arg("-content")
        .arg(content)
        .arg("-CAfile")
        .arg(&root)
        .run();
    (answer.code == Some(0), answer.stderr)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_in_its_own_format_is_signed_beside_and_the_signature_goes_with_it() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let device = support::device(test.folder.path(), &authority);
        let sender = support::agency_told(test, &authority, &device, Arc::new(support::now)).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let (office, clerk) = (&sender.office, &sender.clerk);
        let id = draft_to(&sender, &sender.head, vec![to(&receiver)]).await;
        let plan = docx();
        let mut slots = Vec::new();
        for new in [
            native("Kế hoạch", "ke-hoach.DOCX", &plan),
            native("Số liệu", "so-lieu.csv", CSV),
            native("số liệu", "khac.csv", b"a;b\n"),
        ] {
            slots.push(office.attach(&sender.drafter, &id, new).await.unwrap());
        }
        let before = office.outgoing_signature(clerk, &id, &slots[0], 1).await;
        assert!(matches!(before, Err(Error::NotFound)), "{before:?}");
        act(office, &sender.drafter, &id, "submit").await;
        sign(office, &sender.chief, &desks.chief, &id)
            .await
            .unwrap();
        act(office, clerk, &id, "approve-format").await;
        sign(office, &sender.head, &desks.head, &id).await.unwrap();
        act(office, clerk, &id, "allocate").await;

        // The person at the desk is asked about each signature by its name.
        let ids = std::slice::from_ref(&id);
        let seal = &desks.seal;
        let asked = office.begin_signing(clerk, ids, &seal.fingerprint, &seal.pairing);
        let asked = asked.await.unwrap();
        let request: SignRequest = serde_json::from_slice(&asked.envelope.body.0).unwrap();
        let titles: Vec<_> = (request.items.iter())
            .map(|it| (it.title.as_str(), it.pages > 0))
            .collect();
        let subject = "Về việc ban hành Quy chế làm việc";
        assert_eq!(
            titles,
            [
                ("Kế hoạch.docx.p7s", false),
                ("Số liệu.csv.p7s", false),
                ("số liệu.csv.p7s", false),
                (subject, true)
            ]
        );
        let answer = seal.answer(&asked.envelope);
        let outcomes = office.complete_signing(clerk, &asked.batch, &answer).await;
        assert!(outcomes.unwrap().iter().all(|it| it.result.is_ok()));

        // The same file, with a signature that strangers verify, and of no other content.
        let sealed = office.open_outgoing(clerk, &id).await.unwrap();
        assert_eq!(sealed.row.status, "issue");
        let first = sealed.version(&slots[0], 1).unwrap();
        let second = sealed.version(&slots[0], 2).unwrap();
        assert_eq!((&first.digest, first.size), (&second.digest, second.size));
        assert_eq!(sealed.attachments[0].current_version, 2);
        let verdicts = sealed.verdicts_beside().await.unwrap();
        let names: Vec<_> = verdicts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["Kế hoạch.docx.p7s", "Số liệu.csv.p7s", "số liệu.csv.p7s"]
        );
        for (name, judged) in &verdicts {
            let signature = &judged.report.signatures[0];
            assert_ne!(signature.indication, Indication::TotalFailed, "{name}");
            assert_eq!(signature.integrity, ades::validate::Integrity::Intact);
            assert!(
                judged.facts.contains("\"timestamps\":[{"),
                "{}",
                judged.facts
            );
        }
        let (name, kept) = office
            .outgoing_signature(clerk, &id, &slots[0], 2)
            .await
            .unwrap();
        assert_eq!(name, "ke-hoach.DOCX.p7s");
        let p7s = kept.whole().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let (signature, content) = (put("p7s", &p7s), put("docx", &plan));
        let (good, said) = openssl(&authority, &signature, &content);
        assert!(
            good && said.contains("CAdES Verification successful"),
            "{said}"
        );
        let changed = put("changed", &[plan.as_slice(), b"\n"].concat());
        assert!(!openssl(&authority, &signature, &changed).0);

        // What was sealed before such files were signed is not issued.
        let test = sender.test.as_ref().unwrap();
        let current = async |from, to| {
            let mut tx = test.store.begin().await.unwrap();
            let moved = move_attachment(&mut tx, &sender.id, &id, &slots[1], from, to);
            moved.await.unwrap();
            tx.commit().await.unwrap();
        };
        current(2, 1).await;
        let early = act_with(office, clerk, &id, "issue", |_| ()).await;
        assert!(matches!(early, Err(Error::AttachmentUnsealed)), "{early:?}");
        current(1, 2).await;

        // It goes where the file goes.
        act(office, clerk, &id, "issue").await;
        worker::run_due(office, "w").await.unwrap();
        let made = office.package(clerk, &id).await.unwrap();
        let packed: Vec<_> = made.files.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(
            packed,
            [
                "01-QĐ-UBND.pdf",
                "Kế hoạch.docx",
                "Kế hoạch.docx.p7s",
                "Số liệu.csv",
                "Số liệu.csv.p7s",
                "số liệu-2.csv",
                "số liệu-2.csv.p7s",
                "van-ban.json"
            ]
        );
        assert_eq!((&made.files[1].bytes, &made.files[2].bytes), (&plan, &p7s));
        assert_eq!(
            made.record.files[2].title,
            "Chữ ký số của cơ quan trên Kế hoạch.docx"
        );
        let sent = office.consignments(clerk, &id).await.unwrap();
        let there = office.arrival_of(&receiver.clerk, &sent[0].id).await;
        let arrived = office.incoming(&receiver.clerk, &there.unwrap()).await;
        let arrived = arrived.unwrap();
        assert_eq!(arrived.files.len(), 4, "a signature is no file of its own");
        let came = &arrived.files[1];
        assert_eq!(came.signature_digest, second.signature_digest);
        assert_eq!(came.signature_size, i64::try_from(p7s.len()).ok());

        // And into the backup, of both agencies.
        let place = folder.path().join("copy");
        let copied = copy::database(&test.place, &place).await.unwrap();
        for agency in [&sender.id, &receiver.id] {
            let mut named = copied.blobs.iter().filter(|it| it.agency == *agency);
            let digest = second.signature_digest.as_deref();
            assert!(named.any(|it| Some(it.digest.as_str()) == digest));
            let blob = store::Digest::parse(digest.unwrap()).unwrap();
            let kept = test.store.blobs().get(agency, &blob).await.unwrap();
            assert_eq!(kept, p7s);
        }
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
