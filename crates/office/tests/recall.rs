//! What is withdrawn by its issuer is withdrawn where it was received, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use documents::register::Mark;
use documents::vietnam;
use office::exchange::{EnteredFields, RecallLetter};
use office::outgoing::RecipientEntry;
use office::{Error, worker};
use store::exchange::ConsignmentRow;
use store::instant;
use support::Agency;
use support::way::{act_with, desks, draft_to, issue};
use time::Duration;

const REASON: &str = "Ban hành sai thẩm quyền";

fn to(agency: &Agency) -> RecipientEntry {
    RecipientEntry {
        kind: "agency".to_owned(),
        target: Some(agency.id.clone()),
        name: "Ủy ban nhân dân xã Bình Thử".to_owned(),
        channel: "system".to_owned(),
        ..RecipientEntry::default()
    }
}

fn on_paper() -> RecipientEntry {
    RecipientEntry {
        kind: "outside".to_owned(),
        name: "Hợp tác xã Mẫu".to_owned(),
        channel: "paper".to_owned(),
        copies: 1,
        ..RecipientEntry::default()
    }
}

async fn withdraw(agency: &Agency, id: &str) -> Result<String, Error> {
    act_with(&agency.office, &agency.head, id, "withdraw", |command| {
        command.reason = Some(REASON.to_owned());
    })
    .await
}

async fn sent(agency: &Agency, id: &str) -> Vec<ConsignmentRow> {
    agency.office.consignments(&agency.clerk, id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_withdrawn_and_what_is_registered_is_marked() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let recipients = vec![to(&receiver), to(&receiver), on_paper()];
        let id = draft_to(&sender, &sender.head, recipients).await;
        issue(&sender, &desks, &id).await;
        let office = &sender.office;
        worker::run_due(office, "w").await.unwrap();
        let consignments = sent(&sender, &id).await;
        let registered = office
            .arrival_of(&receiver.clerk, &consignments[0].id)
            .await
            .unwrap();
        let waiting = office
            .arrival_of(&receiver.clerk, &consignments[1].id)
            .await
            .unwrap();
        office.accept(&receiver.clerk, &registered).await.unwrap();
        let early = office.confirm_recall(&receiver.clerk, &registered).await;
        assert_eq!(early.unwrap_err().code(), "office-stale");

        assert_eq!(withdraw(&sender, &id).await.unwrap(), "withdrawn");
        worker::run_due(office, "w").await.unwrap();
        let found = office.search(&sender.drafter, "quy chế", None).await;
        assert_eq!(found.unwrap().hits[0].status, "withdrawn");
        // Twice: a worker that died is followed by another.
        office.recall(&sender.id, &id, REASON).await.unwrap();

        let states = sent(&sender, &id).await;
        assert!(states.iter().all(|it| it.state == "recalled"), "{states:?}");
        assert!(states.iter().all(|it| it.reason == REASON));
        let settled: Vec<_> = states.iter().map(|it| it.settled_at.is_some()).collect();
        assert_eq!(settled, [false, true, false]);

        let clerk = &receiver.clerk;
        let gone = office.incoming(clerk, &waiting).await.unwrap().row;
        assert_eq!(gone.status, "withdrawn");
        assert!(office.accept(clerk, &waiting).await.is_err());
        let marked = office.incoming(clerk, &registered).await.unwrap().row;
        assert_eq!(marked.status, "registered");
        let recall = office.recall_of(clerk, &registered).await.unwrap().unwrap();
        assert_eq!(recall.reason, REASON);
        assert_eq!(recall.confirmed_at, None);
        // The copy is looked at where it is, and taken nowhere; once it is out of use, not even that.
        for who in [clerk, &receiver.head] {
            assert!(office.incoming_shown(who, &registered, 0).await.is_ok());
            let taken = office.incoming_file(who, &registered, 0).await;
            assert_eq!(taken.unwrap_err().code(), "office-out-of-use");
        }
        let withdrawn = office.incoming_shown(clerk, &waiting, 0).await;
        assert_eq!(withdrawn.unwrap_err().code(), "office-out-of-use");

        let drafter = office.confirm_recall(&receiver.drafter, &registered).await;
        assert!(drafter.is_err(), "only the clerk confirms");
        let stranger = office.confirm_recall(&sender.clerk, &registered).await;
        assert!(matches!(stranger, Err(Error::NotFound)));
        office.confirm_recall(clerk, &registered).await.unwrap();
        let confirmed = office.incoming(clerk, &registered).await.unwrap().row;
        assert_eq!(confirmed.status, "withdrawn");
        assert_eq!(confirmed.arrival_number, Some(1), "the number stays");
        let destroyed = office.incoming_shown(clerk, &registered, 0).await;
        assert_eq!(destroyed.unwrap_err().code(), "office-out-of-use");
        assert!(sent(&sender, &id).await[0].settled_at.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_sent_yet_is_never_sent() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let id = draft_to(&sender, &sender.head, vec![to(&receiver)]).await;
        issue(&sender, &desks, &id).await;
        let office = &sender.office;
        let wordless = act_with(office, &sender.head, &id, "withdraw", |_| ()).await;
        assert!(matches!(wordless, Err(Error::Refused(_))), "{wordless:?}");
        withdraw(&sender, &id).await.unwrap();
        worker::run_due(office, "w").await.unwrap();
        office.send(&sender.id, &id).await.unwrap();
        let states = sent(&sender, &id).await;
        assert_eq!(states.len(), 1);
        assert_eq!(states[0].state, "recalled");
        assert_eq!(states[0].sent_at, None);
        let there = office.arrival_of(&receiver.clerk, &states[0].id).await;
        assert!(matches!(there, Err(Error::NotFound)));
    }
}

fn day(before: i64) -> String {
    instant::day(vietnam::date(support::now() - Duration::days(before)))
}

/// A document on paper that the clerk enters.
async fn entered(agency: &Agency, number: &str) -> String {
    let fields = EnteredFields {
        channel: "paper".to_owned(),
        sender: "Hợp tác xã Mẫu".to_owned(),
        number: number.to_owned(),
        date: day(3),
        type_code: "cong-van".to_owned(),
        subject: "V/v đề nghị hỗ trợ giống cây trồng".to_owned(),
        urgency: "normal".to_owned(),
        arrived: day(0),
        ..EnteredFields::default()
    };
    let id = (agency.office)
        .enter_incoming(&agency.clerk, &fields, Vec::new())
        .await;
    id.unwrap()
}

fn by_letter() -> RecallLetter {
    RecallLetter {
        letter: "15/CV-HTX".to_owned(),
        date: day(1),
        document: String::new(),
        reason: REASON.to_owned(),
    }
}

fn faults(error: Error) -> Vec<(String, String)> {
    let Error::Invalid(faults) = error else {
        panic!("{error:?}");
    };
    faults.into_iter().map(|it| (it.field, it.code)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_letter_withdraws_is_noted_with_the_letter() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let here = support::agency(test, &authority).await;
        let (office, clerk) = (&here.office, &here.clerk);
        let (registered, waiting) = (
            entered(&here, "12/CV-HTX").await,
            entered(&here, "13").await,
        );
        let letter = entered(&here, "15/CV-HTX").await;
        office.accept(clerk, &registered).await.unwrap();

        // Everything that is wrong is said at once.
        let note = async |told: &RecallLetter| {
            office.note_recall_by_letter(clerk, &registered, told).await
        };
        let nothing = note(&RecallLetter::default()).await.unwrap_err();
        let owed = [
            ("letter", "office-recall-letter"),
            ("date", "office-recall-day"),
            ("reason", "office-recall-reason"),
        ];
        assert_eq!(
            faults(nothing),
            owed.map(|(field, code)| (field.to_owned(), code.to_owned()))
        );
        for (date, code) in [
            (day(-1), "office-recall-day-ahead"),
            (day(4), "office-recall-day-early"),
        ] {
            let refused = note(&RecallLetter {
                date,
                ..by_letter()
            })
            .await
            .unwrap_err();
            assert_eq!(faults(refused)[0].1, code);
        }
        for document in [
            registered.clone(),
            "0192c000-0000-7000-8000-000000000000".to_owned(),
        ] {
            let refused = note(&RecallLetter {
                document,
                ..by_letter()
            })
            .await
            .unwrap_err();
            assert_eq!(faults(refused)[0].1, "office-recall-other");
        }
        for other in [&here.head, &here.drafter] {
            let refused = office
                .note_recall_by_letter(other, &registered, &by_letter())
                .await;
            assert!(
                matches!(refused, Err(Error::Denied(_) | Error::NotFound)),
                "{refused:?}"
            );
        }

        // The letter says by itself what it is.
        let offered = office.recallable(clerk, &registered).await.unwrap().letters;
        let offered: Vec<_> = offered.into_iter().map(|it| it.id).collect();
        assert_eq!(offered, [letter.clone(), waiting.clone()]);
        let told = RecallLetter {
            document: letter.clone(),
            reason: REASON.to_owned(),
            ..RecallLetter::default()
        };
        note(&told).await.unwrap();
        let recall = office
            .recall_of(&here.head, &registered)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (recall.basis.as_str(), recall.letter_date),
            ("15/CV-HTX", Some(day(3)))
        );
        assert_eq!(
            (recall.letter_id, recall.consignment_id.as_str()),
            (Some(letter), "")
        );
        assert_eq!(recall.entered_by.as_deref(), Some(clerk.account()));
        assert_eq!(recall.full_name.as_deref(), Some(clerk.name()));
        assert_eq!(recall.confirmed_at, None);
        let again = note(&by_letter()).await.unwrap_err();
        assert_eq!(again.code(), "office-recalled-by-letter");

        // As one withdrawn over the system: the head is told, who noted it is not.
        worker::run_due(office, "w").await.unwrap();
        let told = office.notices(&here.head, None).await.unwrap();
        assert!(
            told.iter()
                .any(|it| it.code == "notice-recalled" && it.object == registered)
        );
        let own = office.notices(clerk, None).await.unwrap();
        assert!(own.iter().all(|it| it.code != "notice-recalled"));
        let marks = async || {
            let year = vietnam::date(support::now()).year();
            let register = office.register(clerk, "van-ban-den", year).await.unwrap();
            register.rows[0].marks.clone()
        };
        let mark = Mark::RecalledByLetter {
            day: vietnam::written(vietnam::date(support::now())),
            letter: "15/CV-HTX".to_owned(),
        };
        assert!(marks().await.contains(&mark));
        office.confirm_recall(clerk, &registered).await.unwrap();
        let confirmed = office.incoming(clerk, &registered).await.unwrap().row;
        assert_eq!(
            (confirmed.status.as_str(), confirmed.arrival_number),
            ("withdrawn", Some(1))
        );
        let marks = marks().await;
        assert!(marks.contains(&mark) && !marks.contains(&Mark::Withdrawn));

        // What waits is withdrawn at once.
        office
            .note_recall_by_letter(clerk, &waiting, &by_letter())
            .await
            .unwrap();
        let gone = office.incoming(clerk, &waiting).await.unwrap().row;
        assert_eq!(gone.status, "withdrawn");
        assert!(office.accept(clerk, &waiting).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_and_the_system_may_tell_of_one_withdrawal() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let id = draft_to(&sender, &sender.head, vec![to(&receiver), to(&receiver)]).await;
        issue(&sender, &desks, &id).await;
        let (office, clerk) = (&sender.office, &receiver.clerk);
        worker::run_due(office, "w").await.unwrap();
        let mut there = Vec::new();
        for consignment in sent(&sender, &id).await {
            let arrival = office.arrival_of(clerk, &consignment.id).await.unwrap();
            office.accept(clerk, &arrival).await.unwrap();
            there.push(arrival);
        }
        let settled = sent(&sender, &id).await[0].settled_at;
        let told = RecallLetter {
            date: day(0),
            ..by_letter()
        };
        office
            .note_recall_by_letter(clerk, &there[0], &told)
            .await
            .unwrap();
        office.confirm_recall(clerk, &there[0]).await.unwrap();
        let before = &sent(&sender, &id).await[0];
        assert_eq!(
            (before.state.as_str(), before.settled_at),
            ("registered", settled)
        );

        withdraw(&sender, &id).await.unwrap();
        worker::run_due(office, "w").await.unwrap();
        let states: Vec<_> = (sent(&sender, &id).await.into_iter())
            .map(|it| (it.state, it.settled_at.is_some()))
            .collect();
        let expected = [
            ("recalled".to_owned(), true),
            ("recalled".to_owned(), false),
        ];
        assert_eq!(
            states, expected,
            "what the letter had out of use is not asked for again"
        );
        let joined = office.recall_of(clerk, &there[0]).await.unwrap().unwrap();
        assert_eq!(joined.consignment_id, sent(&sender, &id).await[0].id);
        let late = office.note_recall_by_letter(clerk, &there[1], &told).await;
        assert_eq!(late.unwrap_err().code(), "office-recalled");
    }
}
