//! What acts leave to be done is done, tried again, or given up where everybody can see it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use office::outgoing::RecipientEntry;
use office::{Clock, worker};
use store::jobs::{self, NewJob};
use support::Agency;
use support::way::{desks, draft_to, issue};
use time::UtcDateTime;
use time::macros::utc_datetime;
use tokio_util::sync::CancellationToken;

fn to(agency: &Agency) -> RecipientEntry {
    RecipientEntry {
        kind: "agency".to_owned(),
        target: Some(agency.id.clone()),
        name: "Ủy ban nhân dân xã Bình Thử".to_owned(),
        channel: "system".to_owned(),
        ..RecipientEntry::default()
    }
}

async fn add(agency: &Agency, kind: &str, object: &str) {
    let store = &agency.test.as_ref().unwrap().store;
    let now = agency.office.now();
    let job = NewJob {
        agency: agency.id.clone(),
        kind: kind.to_owned(),
        object: object.to_owned(),
        payload: "{}".to_owned(),
        run_at: now,
    };
    let mut tx = store.begin().await.unwrap();
    jobs::add(&mut tx, job, now).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issued_document_is_sent_and_judged_by_the_worker() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let id = draft_to(&sender, &sender.head, vec![to(&receiver)]).await;
        issue(&sender, &desks, &id).await;
        let office = &sender.office;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(worker::run(office.clone(), "one", stop.clone()));
        let judged = async {
            loop {
                let sent = office.consignments(&sender.clerk, &id).await.unwrap();
                if sent.iter().any(|it| it.state == "received") {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), judged)
            .await
            .unwrap();
        stop.cancel();
        worker.await.unwrap();
        assert_eq!(worker::run_due(office, "two").await.unwrap(), 0);
        let troubled = office.troubled_jobs(&sender.administrator).await.unwrap();
        assert!(troubled.is_empty(), "{troubled:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_never_succeed_is_given_up_and_shown_to_the_administrator_alone() {
    for test in store::testing::both().await {
        let start = utc_datetime!(2026-11-02 01:00:00);
        let seconds = Arc::new(AtomicI64::new(0));
        let passed = Arc::clone(&seconds);
        let clock: Clock = Arc::new(move || -> UtcDateTime {
            start + time::Duration::seconds(passed.load(Ordering::Relaxed))
        });
        let agency = support::agency_at(test, clock).await;
        let (office, administrator) = (&agency.office, &agency.administrator);
        add(&agency, "no-such-job", "x").await;
        add(&agency, "send", "no-such-document").await;
        assert_eq!(worker::run_due(office, "one").await.unwrap(), 2);
        seconds.store(86_400, Ordering::Relaxed);
        assert_eq!(worker::run_due(office, "one").await.unwrap(), 0);
        let troubled = office.troubled_jobs(administrator).await.unwrap();
        let mut codes: Vec<_> = troubled
            .iter()
            .filter(|it| it.failed_at.is_some())
            .map(|it| it.last_error.as_deref().unwrap())
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, ["office-not-found", "office-unknown-job"]);
        assert!(office.troubled_jobs(&agency.drafter).await.is_err());
        let job = &troubled[0].id;
        assert!(office.retry_job(&agency.clerk, job).await.is_err());
        office.retry_job(administrator, job).await.unwrap();
        assert_eq!(worker::run_due(office, "one").await.unwrap(), 1);
        let twice = office.retry_job(administrator, "no-such-job").await;
        assert_eq!(twice.unwrap_err().code(), "office-stale");
    }
}
