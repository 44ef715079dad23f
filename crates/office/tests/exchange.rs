//! What one agency issues arrives at another, is judged there, and registered or refused.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use office::Error;
use office::exchange::{EnteredFields, IncomingRow, Registered};
use office::outgoing::RecipientEntry;
use support::Agency;
use support::way::{desks, draft_to, issue};

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
    }
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
