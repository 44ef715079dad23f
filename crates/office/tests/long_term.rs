//! The file of an issued document gets the evidence that proves it later, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use office::{Clock, worker};
use support::way::{desks, draft, issue};
use time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_is_added_once_it_is_newer_than_the_signatures() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let seconds = Arc::new(AtomicI64::new(0));
        let passed = Arc::clone(&seconds);
        let clock: Clock =
            Arc::new(move || support::now() + Duration::seconds(passed.load(Ordering::Relaxed)));
        let agency = support::agency_told(test, &authority, "", clock).await;
        let desks = desks(&agency, &authority).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let id = draft(&agency, &agency.head).await;
        assert!(office.extend(&agency.id, &id).await.is_err(), "a draft");
        issue(&agency, &desks, &id).await;
        worker::run_due(office, "w").await.unwrap();
        let before = office.outgoing(clerk, &id).await.unwrap();
        assert_eq!(before.current().unwrap().reason, "signed", "not at once");

        // The authority's clock is the real one: what it answers now is of a later second than the
        // signatures.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        seconds.store(330, Ordering::Relaxed);
        worker::run_due(office, "w").await.unwrap();
        let after = office.outgoing(clerk, &id).await.unwrap();
        let current = after.current().unwrap();
        let troubled = office.troubled_jobs(&agency.administrator).await.unwrap();
        assert!(troubled.is_empty(), "{troubled:?}");
        assert_eq!(current.reason, "extended");
        assert_eq!(current.version, before.row.current_version + 1);
        let sent = office
            .outgoing_file(clerk, &id, "main", before.row.current_version)
            .await
            .unwrap();
        let bytes = office
            .outgoing_file(clerk, &id, "main", current.version)
            .await
            .unwrap();
        assert!(bytes.starts_with(&sent), "nothing that was there changed");
        let added = &bytes[sent.len()..];
        assert!(added.windows(4).any(|it| it == b"/DSS"));
        let (valid, said) = support::valid_signatures(&bytes);
        assert_eq!(valid, 3, "{said}");
        let story = office.story(clerk, &id).await.unwrap();
        assert_eq!(story.last().unwrap().kind, "extended");

        // Whole already: nothing is added again.
        assert_eq!(office.extend(&agency.id, &id).await.unwrap(), None);
        let again = office.outgoing(clerk, &id).await.unwrap();
        assert_eq!(again.row.current_version, current.version);
    }
}
