//! What is withdrawn by its issuer is withdrawn where it was received, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use office::outgoing::RecipientEntry;
use office::{Error, worker};
use store::exchange::ConsignmentRow;
use support::Agency;
use support::way::{act_with, desks, draft_to, issue};

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

        let drafter = office.confirm_recall(&receiver.drafter, &registered).await;
        assert!(drafter.is_err(), "only the clerk confirms");
        let stranger = office.confirm_recall(&sender.clerk, &registered).await;
        assert!(matches!(stranger, Err(Error::NotFound)));
        office.confirm_recall(clerk, &registered).await.unwrap();
        let confirmed = office.incoming(clerk, &registered).await.unwrap().row;
        assert_eq!(confirmed.status, "withdrawn");
        assert_eq!(confirmed.arrival_number, Some(1), "the number stays");
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
