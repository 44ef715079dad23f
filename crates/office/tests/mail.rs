//! What the office sends by mail, handed to a real server of mail, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use documents::vietnam;
use e2e::mail::MailServer;
use e2e::tool::Tool;
use office::exchange::{ConsignmentRow, RecallNote, package};
use office::notices::Notice;
use office::outgoing::{AttachedFile, NewAttachment, RecipientEntry};
use office::people::Details;
use office::{Acting, Clock, Error, worker};
use support::Agency;
use support::way::{act, act_with, desks, draft, draft_to, issue};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

fn told(server: &MailServer) -> String {
    let port = server.port;
    format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\ntimeout = 5\n\
         from = \"vanthu@an-thu.example\"\n"
    )
}

fn by_mail(mailbox: &str) -> RecipientEntry {
    RecipientEntry {
        kind: "outside".to_owned(),
        name: format!("Hợp tác xã {mailbox}"),
        channel: "mail".to_owned(),
        address: format!("{mailbox}@noivu.example"),
        ..RecipientEntry::default()
    }
}

/// Who gets it by hand in the end.
fn elsewhere(channel: &str) -> RecipientEntry {
    RecipientEntry {
        name: format!("Tổ hợp tác Mẫu, {channel}"),
        channel: channel.to_owned(),
        ..by_mail("khong-co")
    }
}

async fn to(agency: &Agency, document: &str, mailbox: &str) -> ConsignmentRow {
    named(agency, document, &by_mail(mailbox).name).await
}

async fn named(agency: &Agency, document: &str, name: &str) -> ConsignmentRow {
    let sent = agency.office.consignments(&agency.clerk, document).await;
    let mut sent = sent.unwrap().into_iter();
    sent.find(|it| it.to_name == name).unwrap()
}

/// Python takes a message apart: its subject, the day it tells, then its enclosures by the endings
/// of their names.
const PYTHON: &str = r#"
import sys, email, email.policy, pathlib
message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(message["subject"])
print(next(it for it in message.get_body().get_content().splitlines() if "Ngày" in it).strip())
for part in message.iter_attachments():
    ending = pathlib.Path(part.get_filename()).suffix
    pathlib.Path(sys.argv[1], "enclosed" + ending).write_bytes(part.get_payload(decode=True))
    print(part.get_filename())
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_issued_goes_out_once_and_what_is_refused_is_told_and_sent_again() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let mut server = MailServer::start();
        let device = support::device(test.folder.path(), &authority);
        let told = told(&server) + &device;
        let agency = support::agency_told(test, &authority, &told, Arc::new(support::now)).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let desks = desks(&agency, &authority).await;
        let mut recipients = ["noivu", "khong-co", "tam"].map(by_mail).to_vec();
        recipients.extend([elsewhere("mail"), elsewhere("paper")]);
        let id = draft_to(&agency, &agency.head, recipients).await;
        // Titles as people write them, longer than names of files may be, and one twice.
        let title = format!("Phụ lục I: {}", "ậ".repeat(280));
        for _ in 0..2 {
            let data = NewAttachment {
                title: title.clone(),
                file: Some(AttachedFile {
                    name: "so-lieu.csv".to_owned(),
                    bytes: "Đơn vị;Số hộ\n".into(),
                }),
                native: true,
            };
            office.attach(&agency.drafter, &id, data).await.unwrap();
        }
        issue(&agency, &desks, &id).await;
        worker::run_due(office, "one").await.unwrap();

        // Taken: the document with its three signatures, and the package.
        let taken = to(&agency, &id, "noivu").await;
        assert_eq!(taken.state, "sent", "{}", taken.reason);
        assert!(taken.sent_at.is_some());
        let message = server.delivered("noivu", 1).remove(0);
        let folder = tempfile::tempdir().unwrap();
        let read = Tool::new("python3").args(["-c", PYTHON]).arg(folder.path());
        let read = read.input(message).run().success().stdout;
        let lines: Vec<_> = read.lines().collect();
        let subject = "[01/QĐ-UBND] Về việc ban hành Quy chế làm việc";
        let today = vietnam::written(vietnam::date(support::now()));
        assert_eq!(lines[..2], [subject, &format!("Ngày ban hành: {today}")]);
        assert_eq!(lines[2..4], ["01-QĐ-UBND.asice", "01-QĐ-UBND.pdf"]);
        let pdf = std::fs::read(folder.path().join("enclosed.pdf")).unwrap();
        let (valid, said) = support::valid_signatures(&pdf);
        assert_eq!(valid, 3, "{said}");
        let packed = std::fs::read(folder.path().join("enclosed.asice")).unwrap();
        let opened = package::open(office, packed).await.unwrap();
        let record = opened.record.unwrap();
        assert_eq!(record.notation, "01/QĐ-UBND");
        let listed = record.files.iter();
        let listed = listed.filter(|it| !it.name.ends_with(".p7s"));
        let titles: Vec<_> = listed.map(|it| it.title.as_str()).collect();
        assert_eq!(titles, [&record.subject, &title, &title]);
        let names: Vec<_> = opened.files.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, lines[3..]);
        // Each annex, and right behind it the signature that belongs to it.
        let [_, first, beside_first, second, beside_second] = names[..] else {
            panic!("{names:?}");
        };
        assert!(second.ends_with("ậ-2.csv"), "{names:?}");
        assert_eq!(beside_first, format!("{first}.p7s"));
        assert_eq!(beside_second, format!("{second}.p7s"));
        assert!(opened.files[0].bytes == pdf);

        // Refused for good: told, and no matter of the administrator's. For now: tried again.
        let refused = to(&agency, &id, "khong-co").await;
        assert_eq!(refused.state, "failed");
        assert!(
            refused.reason.contains("Khong co hop thu nay"),
            "{refused:?}"
        );
        for by in [clerk, &agency.drafter] {
            let notices = office.notices(by, None).await.unwrap();
            let unsent: Vec<_> = (notices.iter())
                .filter(|it| it.code == "notice-unsent")
                .collect();
            assert_eq!(unsent.len(), 2, "{notices:?}");
            assert_eq!(unsent[0].values["reason"], refused.reason);
        }
        let busy = to(&agency, &id, "tam").await;
        assert_eq!(busy.state, "waiting");
        assert!(busy.reason.contains("Hop thu dang ban"), "{busy:?}");
        let troubled = office.troubled_jobs(&agency.administrator).await.unwrap();
        assert!(
            troubled.iter().all(|it| it.object == busy.id),
            "{troubled:?}"
        );

        // Twice: a worker that died is followed by another.
        for consignment in [&taken, &refused] {
            office.send(&agency.id, &id).await.unwrap();
            let again = office.mail_consignment(&agency.id, &consignment.id);
            again.await.unwrap();
        }
        assert_eq!(to(&agency, &id, "noivu").await, taken);
        assert_eq!(to(&agency, &id, "khong-co").await, refused);

        send_again(&agency, &id, &taken, &refused).await;
        worker::run_due(office, "two").await.unwrap();
        assert_eq!(to(&agency, &id, "khong-co").await.state, "sent");
        let corrected = String::from_utf8_lossy(&server.delivered("soan", 1)[0]).into_owned();
        assert!(corrected.contains("soan@noivu.example"));
        // A receipt is noted by hand, once.
        office.note_receipt(clerk, &id, &taken.id).await.unwrap();
        assert_eq!(to(&agency, &id, "noivu").await.state, "received");
        let twice = office.note_receipt(clerk, &id, &taken.id).await;
        assert!(matches!(twice, Err(Error::Stale)), "{twice:?}");

        // Two more are brought there by hand.
        for channel in ["mail", "paper"] {
            let there = named(&agency, &id, &elsewhere(channel).name).await;
            let sent = office.sent_by_hand(clerk, &id, &there.id);
            sent.await.unwrap();
        }
        recalled(&agency, &mut server, &id, &busy.id).await;
    }
}

/// Withdrawn: what still waits never goes out; who got it is told, by letter or by the clerk.
async fn recalled(agency: &Agency, server: &mut MailServer, id: &str, busy: &str) {
    let (office, clerk) = (&agency.office, &agency.clerk);
    let early = named(agency, id, &by_mail("noivu").name).await;
    let early = office
        .note_recall(clerk, id, &early.id, RecallNote::Told)
        .await;
    assert!(matches!(early, Err(Error::Denied(_))), "{early:?}");
    let withdrawn = act_with(office, &agency.head, id, "withdraw", |command| {
        command.reason = Some("Ban hành nhầm".to_owned());
    });
    assert_eq!(withdrawn.await.unwrap(), "withdrawn");
    office.mail_consignment(&agency.id, busy).await.unwrap();
    // The server of mail is away: it is told why, and tried again.
    server.fall_asleep();
    worker::run_due(office, "three").await.unwrap();
    let waits = to(agency, id, "noivu").await;
    assert_eq!(
        (waits.state.as_str(), waits.recall_told_at),
        ("recalled", None)
    );
    assert!(!waits.recall_fault.is_empty());
    server.wake();
    for consignment in [&waits.id, &to(agency, id, "khong-co").await.id] {
        let again = office.tell_recall_again(clerk, id, consignment, "");
        again.await.unwrap();
    }
    office.mail_recall(&agency.id, &waits.id).await.unwrap();
    worker::run_due(office, "three").await.unwrap();
    office.mail_recall(&agency.id, &waits.id).await.unwrap();
    let told = to(agency, id, "noivu").await;
    assert!(told.recall_told_at.is_some() && told.recall_fault.is_empty());
    let letters = server.delivered("noivu", 2);
    assert_eq!(letters.len(), 2, "the document and its recall, each once");
    let read = Tool::new("python3").args(["-c", READ]);
    let read = read.input(letters[1].clone()).run().success().stdout;
    let today = vietnam::written(vietnam::date(support::now()));
    for line in [
        "[Thu hồi 01/QĐ-UBND] Về việc ban hành Quy chế làm việc".to_owned(),
        format!("<recall.{}@an-thu.example>", waits.id),
        "Số, ký hiệu: 01/QĐ-UBND".to_owned(),
        format!("Ngày ban hành: {today}"),
        format!("Ngày thu hồi: {today}"),
        "Lý do thu hồi: Ban hành nhầm".to_owned(),
    ] {
        assert!(read.contains(&line), "{line}: {read}");
    }

    // What waited never goes out, and nobody is told of it.
    let never = to(agency, id, "tam").await;
    assert_eq!((never.state.as_str(), never.sent_at), ("recalled", None));
    office.mail_consignment(&agency.id, busy).await.unwrap();
    office.mail_recall(&agency.id, busy).await.unwrap();
    assert!(server.delivered_now("tam").is_empty());
    for what in [RecallNote::Told, RecallNote::Confirmed] {
        let stale = office.note_recall(clerk, id, busy, what).await;
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    }

    // Refused for good: told to the clerk, and sent elsewhere.
    let by_hand = named(agency, id, &elsewhere("mail").name).await;
    office.mail_recall(&agency.id, &by_hand.id).await.unwrap();
    worker::run_due(office, "three").await.unwrap();
    let by_hand = named(agency, id, &by_hand.to_name).await;
    assert!(by_hand.recall_fault.contains("Khong co hop thu nay"));
    let notices = office.notices(clerk, None).await.unwrap();
    let unsent = |it: &&Notice| it.code == "notice-recall-unsent";
    let notice = notices.iter().find(unsent).unwrap();
    assert_eq!(notice.values["reason"], by_hand.recall_fault);
    let again = office.tell_recall_again(clerk, id, &by_hand.id, "soan@noivu.example");
    again.await.unwrap();
    worker::run_due(office, "three").await.unwrap();
    let letters = server.delivered("soan", 3);
    assert_eq!(
        letters.len(),
        3,
        "a document and its recall, and the other recall"
    );

    // On paper: the clerk tells them. Each is noted once, and by nobody else.
    let paper = named(agency, id, &elsewhere("paper").name).await;
    assert!(paper.sent_at.is_some() && paper.recall_told_at.is_none());
    let denied = office.note_recall(&agency.head, id, &paper.id, RecallNote::Told);
    assert!(matches!(denied.await, Err(Error::Denied(_))));
    let unasked = office.note_recall(clerk, id, &paper.id, RecallNote::Confirmed);
    assert!(matches!(unasked.await, Err(Error::Stale)));
    for what in [RecallNote::Told, RecallNote::Confirmed] {
        let noted = office.note_recall(clerk, id, &paper.id, what);
        noted.await.unwrap();
        let twice = office.note_recall(clerk, id, &paper.id, what).await;
        assert!(matches!(twice, Err(Error::Stale)), "{twice:?}");
    }
    let settled = named(agency, id, &paper.to_name).await;
    assert!(settled.recall_told_at.is_some() && settled.settled_at.is_some());
}

/// Python reads a letter: its subject, its id, its text.
const READ: &str = r#"
import sys, email, email.policy
message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(message["subject"])
print(message["message-id"])
print(message.get_body().get_content())
"#;

/// Only the clerk sends again, only what failed, and only to what is an address.
async fn send_again(agency: &Agency, id: &str, taken: &ConsignmentRow, refused: &ConsignmentRow) {
    let (office, clerk) = (&agency.office, &agency.clerk);
    let denied = office.send_again(&agency.drafter, id, &refused.id, "");
    assert!(denied.await.is_err());
    let sent = office.send_again(clerk, id, &taken.id, "").await;
    assert!(matches!(sent, Err(Error::Stale)), "{sent:?}");
    let wrong = office.send_again(clerk, id, &refused.id, "soan@").await;
    assert_eq!(wrong.unwrap_err().code(), "office-invalid");
    let again = office.send_again(clerk, id, &refused.id, " soan@noivu.example ");
    again.await.unwrap();
}

/// A person gets a mailbox, and wants every notice at once.
async fn at_once(agency: &Agency, by: &Acting, mailbox: &str) {
    let (office, administrator) = (&agency.office, &agency.administrator);
    let details = Details {
        full_name: by.name().to_owned(),
        email: format!("{mailbox}@an-thu.example"),
        ..Details::default()
    };
    let account = office.account(administrator, by.account()).await.unwrap();
    let version = account.version;
    let changed = office.change_account(administrator, by.account(), &details, version);
    changed.await.unwrap();
    office.choose_letters(by, "at-once").await.unwrap();
}

/// Tells the unit's head so many times that it is his turn.
async fn tell(agency: &Agency, document: &str, turns: std::ops::Range<u32>) {
    for turn in turns {
        let payload = format!("{{\"version\":{turn},\"by\":\"x\"}}");
        let told = agency.office.notify(&agency.id, "turn", document, &payload);
        told.await.unwrap();
    }
    worker::run_due(&agency.office, "w").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_told_too_much_at_once_gets_the_rest_in_one_letter_the_next_morning() {
    let server = MailServer::start();
    for (test, already) in store::testing::both().await.into_iter().zip([0, 22]) {
        // Ten o'clock in Vietnam.
        let start = utc_datetime!(2026-11-03 03:00:00);
        let seconds = Arc::new(AtomicI64::new(0));
        let passed = Arc::clone(&seconds);
        let clock: Clock = Arc::new(move || -> UtcDateTime {
            start + Duration::seconds(passed.fetch_add(1, Ordering::Relaxed))
        });
        let authority = support::authority().await;
        let agency = support::agency_told(test, &authority, &told(&server), clock).await;
        at_once(&agency, &agency.chief, "chief").await;
        let id = draft(&agency, &agency.head).await;
        act(&agency.office, &agency.drafter, &id, "submit").await;
        tell(&agency, &id, 100..145).await;
        assert_eq!(server.delivered("chief", already + 20).len(), already + 20);

        // Half past seven.
        seconds.store(22 * 3600 - 1800, Ordering::Relaxed);
        worker::run_due(&agency.office, "w").await.unwrap();
        let letters = server.delivered("chief", already + 21);
        let letters: Vec<_> = letters
            .iter()
            .map(|it| String::from_utf8_lossy(it))
            .collect();
        let daily = letters
            .iter()
            .filter(|it| it.contains("Message-ID: <digest."));
        assert!(daily.count() > 0, "{letters:?}");
        // The letter of the morning was one letter, whatever it told.
        tell(&agency, &id, 200..201).await;
        assert_eq!(server.delivered("chief", already + 22).len(), already + 22);

        // A daily letter that was refused holds up none of the mornings after.
        at_once(&agency, &agency.chief, "khong-co").await;
        tell(&agency, &id, 300..301).await;
        let mut given_up = None;
        for morning in [46, 70] {
            seconds.store(morning * 3600 - 1800, Ordering::Relaxed);
            worker::run_due(&agency.office, "w").await.unwrap();
            let troubled = agency.office.troubled_jobs(&agency.administrator).await;
            let mut troubled = troubled.unwrap().into_iter();
            let digest = troubled.find(|it| it.kind == "mail-digest").unwrap();
            assert_eq!(digest.attempts, 1);
            assert!(digest.failed_at > given_up, "{digest:?}");
            given_up = digest.failed_at;
        }
    }
}
