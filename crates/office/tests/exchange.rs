//! What one agency issues arrives at another, is judged there, and registered or refused.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::validate::Indication;
use documents::vietnam;
use office::exchange::{
    Arrived, CorrectedFiles, EnteredFields, FileRow, FileWorth, IncomingRow, Registered,
};
use office::outgoing::{AttachedFile, NewAttachment, RecipientEntry};
use office::work::{IncomingLine, Part};
use office::{Error, worker};
use store::binds;
use support::Agency;
use support::way::{desks, draft_to, issue};

const ANNEX: &[u8] = include_bytes!("../../../samples/ke-hoach-phu-luc.pdf");
const CSV: &[u8] = "Đơn vị;Số hộ\nThôn Đông;120\n".as_bytes();

fn to(agency: &Agency) -> RecipientEntry {
    RecipientEntry {
        kind: "agency".to_owned(),
        target: Some(agency.id.clone()),
        name: "Ủy ban nhân dân xã Bình Thử".to_owned(),
        channel: "system".to_owned(),
        ..RecipientEntry::default()
    }
}

async fn arrived(agency: &Agency, consignment: &str) -> String {
    agency
        .office
        .arrival_of(&agency.clerk, consignment)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issued_sent_judged_and_registered_on_both_engines() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let id = draft_to(&sender, &sender.head, vec![to(&receiver)]).await;
        for (name, bytes, native) in [("phu-luc.pdf", ANNEX, false), ("so-lieu.csv", CSV, true)] {
            let annex = NewAttachment {
                title: name.to_owned(),
                file: Some(file(name, bytes)),
                native,
            };
            let attached = sender.office.attach(&sender.drafter, &id, annex).await;
            attached.unwrap();
        }
        issue(&sender, &desks, &id).await;
        let office = &sender.office;
        // Twice: a worker that died is followed by another.
        office.send(&sender.id, &id).await.unwrap();
        office.send(&sender.id, &id).await.unwrap();
        let consignments = office.consignments(&sender.clerk, &id).await.unwrap();
        assert_eq!(consignments.len(), 1);
        let there = arrived(&receiver, &consignments[0].id).await;
        office.verify_arrival(&receiver.id, &there).await.unwrap();
        let seen = office.incoming(&receiver.clerk, &there).await.unwrap();
        assert_eq!(seen.row.number_text, "01/QĐ-UBND");
        assert!(!seen.row.indication.is_empty());
        let report = office
            .arrival_report(&receiver.clerk, &there, 0)
            .await
            .unwrap()
            .unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["signatures"].as_array().unwrap().len(), 3);
        every_file_is_judged(&receiver, &seen).await;
        let acknowledged = office.consignments(&sender.clerk, &id).await.unwrap();
        assert_eq!(acknowledged[0].state, "received");
        assert!(acknowledged[0].acknowledged_at.is_some());

        let registered = office.accept(&receiver.clerk, &there).await.unwrap();
        assert_eq!(registered.number, 1);
        let again = office.accept(&receiver.clerk, &there).await;
        assert!(matches!(again, Err(Error::Denied(_))), "{again:?}");
        let settled = office.consignments(&sender.clerk, &id).await.unwrap();
        assert_eq!(settled[0].state, "registered");
        assert_eq!(settled[0].arrival_number.as_deref(), Some("1"));
        corrected_but_for_its_sender(&receiver, &there).await;
        let test = sender.test.as_ref().unwrap();
        each_file_counts(&receiver, &there, &test.store).await;
    }
}

fn file(name: &str, bytes: &[u8]) -> AttachedFile {
    AttachedFile {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

/// Annexes have verdicts of their own, whether signed inside or beside.
async fn every_file_is_judged(here: &Agency, arrived: &Arrived) {
    let (row, files) = (&arrived.row, &arrived.files);
    let names: Vec<_> = files.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["01-QĐ-UBND.pdf", "phu-luc.pdf", "so-lieu.csv"]);
    for (file, judged) in files
        .iter()
        .zip(["01-QĐ-UBND.pdf", "phu-luc.pdf", "so-lieu.csv.p7s"])
    {
        let worth = FileWorth::of(row, file);
        let holds = matches!(worth, FileWorth::Signed(it) if it != Indication::TotalFailed);
        assert!(holds, "{}: {worth:?}", file.name);
        let report = here
            .office
            .arrival_report(&here.clerk, &row.id, file.ordinal);
        let report: serde_json::Value =
            serde_json::from_str(&report.await.unwrap().unwrap()).unwrap();
        assert_eq!(report["file"], judged);
        assert_eq!(report["indication"], file.indication.as_str());
    }
    assert_eq!(files[0].verdict_digest, row.verdict_digest);
    assert!(files.iter().all(|it| it.facts_digest.is_some()));
}

/// One file that does not hold keeps the document out; one without a signature does not.
async fn each_file_counts(here: &Agency, signed: &str, store: &store::Store) {
    let office = &here.office;
    let take = async |ordinal| {
        let (_, kept) = office
            .incoming_file(&here.clerk, signed, ordinal)
            .await
            .unwrap();
        kept.whole().await.unwrap()
    };
    let (main, annex, data) = (take(0).await, take(1).await, take(2).await);
    let (name, signature) = office
        .incoming_signature(&here.clerk, signed, 2)
        .await
        .unwrap();
    assert_eq!(name, "so-lieu.csv.p7s");
    let signature = signature.whole().await.unwrap();
    let main = || file("van-ban.pdf", &main);
    let sound = || file("phu-luc.pdf", &annex);
    let mut changed = annex.clone();
    // A byte of the comment behind the header, which nobody reads and the signature covers.
    changed[10] ^= 1;
    let changed = || file("phu-luc.pdf", &changed);
    let beside = || file("so-lieu.csv.P7S", &signature);

    // Signatures lie with their files, and each is judged.
    let all = vec![main(), sound(), beside(), file("so-lieu.csv", &data)];
    let whole = enter(here, all).await;
    let seen = judged(here, &whole).await;
    assert_eq!(seen.files.len(), 3, "a signature is no file of its own");
    let worst = seen.files.iter().map(|it| it.indication.as_str());
    assert!(
        worst
            .clone()
            .all(|it| it != "UNSIGNED" && it != "TOTAL_FAILED")
    );
    assert!(worst.min_by_key(|it| *it != "INDETERMINATE") == Some(seen.row.indication.as_str()));
    office.accept(&here.clerk, &whole).await.unwrap();

    // Without any they are let in, and everybody sees it.
    let unsigned = vec![
        main(),
        file("khong-ky.pdf", ANNEX),
        file("so-lieu.csv", &data),
    ];
    let unsigned = enter(here, unsigned).await;
    let seen = judged(here, &unsigned).await;
    let worth = |it: &FileRow| FileWorth::of(&seen.row, it);
    assert_eq!(worth(&seen.files[1]), FileWorth::Unsigned);
    assert_eq!(worth(&seen.files[2]), FileWorth::Unsigned);
    assert_eq!(
        (seen.row.unsigned, &seen.row.indication),
        (0, &seen.files[0].indication)
    );
    assert_eq!(line(here, &unsigned).await.unsigned_files, 2);
    office.accept(&here.clerk, &unsigned).await.unwrap();

    // One that was changed after it was signed is named, inside or beside.
    let inside = enter(here, vec![main(), changed(), file("khong-ky.pdf", ANNEX)]).await;
    let other = b"other;1\n".as_slice();
    let beside = vec![main(), file("so-lieu.csv", other), beside(), sound()];
    let beside = enter(here, beside).await;
    for (id, name) in [(&inside, "phu-luc.pdf"), (&beside, "so-lieu.csv")] {
        let seen = judged(here, id).await;
        let worth = FileWorth::of(&seen.row, &seen.files[1]);
        assert_eq!(worth, FileWorth::Signed(Indication::TotalFailed), "{name}");
        assert_eq!(seen.row.indication, "TOTAL_FAILED");
        assert_eq!(line(here, id).await.indication, "TOTAL_FAILED");
        is_kept_out(here, id, name).await;
    }

    // What arrived before every file was judged is judged when it is to be registered.
    let mut tx = store.begin().await.unwrap();
    for sql in [
        "UPDATE incoming SET indication = 'TOTAL_PASSED' WHERE agency_id = $1 AND id = $2",
        "UPDATE incoming_file SET indication = '', facts_digest = NULL, verdict_digest = NULL
            WHERE agency_id = $1 AND incoming_id = $2",
    ] {
        let done = tx.run(sql, binds![here.id.as_str(), inside.as_str()]);
        done.await.unwrap();
    }
    tx.commit().await.unwrap();
    let seen = office.incoming(&here.clerk, &inside).await.unwrap();
    let worth: Vec<_> = (seen.files.iter())
        .map(|it| FileWorth::of(&seen.row, it))
        .collect();
    let passed = FileWorth::Signed(Indication::TotalPassed);
    assert_eq!(worth, [passed, FileWorth::Unknown, FileWorth::Unknown]);
    let report = office.arrival_report(&here.clerk, &inside, 1).await;
    assert_eq!(report.unwrap(), None);
    is_kept_out(here, &inside, "phu-luc.pdf").await;

    // Another in its place is judged anew, and with it all.
    let shown = office.entered(&here.clerk, &inside).await.unwrap();
    let files = CorrectedFiles {
        left_out: vec![1],
        more: vec![sound()],
        ..CorrectedFiles::default()
    };
    let done = office.correct_incoming(&here.clerk, &inside, &shown.seen, &shown.fields, files);
    done.await.unwrap();
    let waiting = office.incoming(&here.clerk, &inside).await.unwrap();
    let mut files = waiting.files.iter();
    assert!(files.all(|it| FileWorth::of(&waiting.row, it) == FileWorth::Unknown));
    let seen = judged(here, &inside).await;
    assert_ne!(seen.row.indication, "TOTAL_FAILED");
    office.accept(&here.clerk, &inside).await.unwrap();
}

async fn enter(here: &Agency, files: Vec<AttachedFile>) -> String {
    let fields = EnteredFields {
        channel: "mail".to_owned(),
        sender: "Hợp tác xã Mẫu Bình Minh".to_owned(),
        number: "12/CV-HTX".to_owned(),
        date: store::instant::day(vietnam::date(support::now())),
        arrived: store::instant::day(vietnam::date(support::now())),
        type_code: "cong-van".to_owned(),
        subject: "V/v đề nghị hỗ trợ giống cây trồng".to_owned(),
        urgency: "normal".to_owned(),
        ..EnteredFields::default()
    };
    let entered = here.office.enter_incoming(&here.clerk, &fields, files);
    entered.await.unwrap()
}

async fn judged(here: &Agency, id: &str) -> Arrived {
    worker::run_due(&here.office, "w").await.unwrap();
    here.office.incoming(&here.clerk, id).await.unwrap()
}

async fn line(here: &Agency, id: &str) -> IncomingLine {
    let lines = here.office.incoming_list(&here.clerk, &[], Part::Newest);
    let mut lines = lines.await.unwrap().lines.into_iter();
    lines.find(|it| it.id == id).unwrap()
}

async fn is_kept_out(here: &Agency, id: &str, name: &str) {
    let refused = here.office.accept(&here.clerk, id).await.unwrap_err();
    assert_eq!(refused.code(), "office-annexes-fail");
    assert_eq!(refused.values(), [("files", name.to_owned())]);
    let row = here.office.incoming(&here.clerk, id).await.unwrap().row;
    assert_eq!(row.status, "arrived");
}

/// What came over the system is corrected in the register, but never as to whom it came from.
async fn corrected_but_for_its_sender(receiver: &Agency, id: &str) {
    let (office, clerk) = (&receiver.office, &receiver.clerk);
    let before = office.incoming(clerk, id).await.unwrap().row;
    let shown = office.registered(clerk, id).await.unwrap();
    let right = EnteredFields {
        channel: "paper".to_owned(),
        sender: "Ai khác".to_owned(),
        note: "Bản chính gửi sau".to_owned(),
        ..shown.fields.clone()
    };
    let done = office.correct_registered(clerk, id, &shown.seen, &right, "Thiếu ghi chú");
    done.await.unwrap();
    let kept = office.corrections(clerk, id).await.unwrap();
    assert_eq!(kept[0].changes.len(), 1, "{kept:?}");
    let after = office.incoming(clerk, id).await.unwrap().row;
    assert!(after.fields.contains("Bản chính gửi sau"));
    let as_it_was = IncomingRow {
        fields: before.fields.clone(),
        arrival_date: None,
        version: before.version,
        ..after
    };
    assert_eq!(as_it_was, before, "sender, consignment, verdict and all");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_reaches_the_sender_and_agencies_are_walls() {
    let authority = support::authority().await;
    let sender = support::agency(store::testing::sqlite().await, &authority).await;
    let receiver = sender.neighbour().await;
    let desks = desks(&sender, &authority).await;
    let id = draft_to(&sender, &sender.head, vec![to(&receiver)]).await;
    issue(&sender, &desks, &id).await;
    let office = &sender.office;
    office.send(&sender.id, &id).await.unwrap();
    let consignment = office
        .consignments(&sender.clerk, &id)
        .await
        .unwrap()
        .remove(0);
    let there = arrived(&receiver, &consignment.id).await;

    // Neither sees the other's side, by no id.
    for (by, other) in [(&receiver.clerk, &id), (&receiver.head, &id)] {
        assert!(matches!(
            office.outgoing(by, other).await,
            Err(Error::NotFound)
        ));
    }
    assert!(matches!(
        office.incoming(&sender.clerk, &there).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        office.accept(&sender.clerk, &there).await,
        Err(Error::NotFound)
    ));

    let silent = office.refuse(&receiver.clerk, &there, "  ").await;
    assert_eq!(silent.unwrap_err().code(), "office-invalid");
    let drafter = office
        .refuse(&receiver.drafter, &there, "Không đúng thẩm quyền")
        .await;
    assert!(drafter.is_err(), "only the clerk refuses");
    office
        .refuse(&receiver.clerk, &there, "Gửi nhầm nơi nhận")
        .await
        .unwrap();
    let settled = office
        .consignments(&sender.clerk, &id)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (settled.state.as_str(), settled.reason.as_str()),
        ("refused", "Gửi nhầm nơi nhận")
    );
    let late = office.accept(&receiver.clerk, &there).await;
    assert!(late.is_err(), "what was refused is not registered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_clerks_give_every_arrival_one_number() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let recipients = (0..6).map(|_| to(&receiver)).collect();
        let id = draft_to(&sender, &sender.head, recipients).await;
        issue(&sender, &desks, &id).await;
        let office = &sender.office;
        office.send(&sender.id, &id).await.unwrap();
        let mut accepting = Vec::new();
        for consignment in office.consignments(&sender.clerk, &id).await.unwrap() {
            let there = arrived(&receiver, &consignment.id).await;
            let (office, clerk) = (office.clone(), receiver.clerk.clone());
            accepting.push(tokio::spawn(
                async move { office.accept(&clerk, &there).await },
            ));
        }
        let mut numbers = Vec::new();
        for accepted in accepting {
            let Registered { number, .. } = accepted.await.unwrap().unwrap();
            numbers.push(number);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=6).collect::<Vec<_>>());
    }
}
