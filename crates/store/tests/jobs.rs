//! Jobs are leased to one worker at a time and never lost.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use store::Store;
use store::jobs::{self, NewJob};
use time::{Duration, UtcDateTime};

const LEASE: Duration = Duration::seconds(30);

fn job(object: &str, at: UtcDateTime) -> NewJob {
    NewJob {
        agency: "a".to_owned(),
        kind: "stamp".to_owned(),
        object: object.to_owned(),
        payload: "{}".to_owned(),
        run_at: at,
    }
}

async fn add(store: &Store, object: &str, at: UtcDateTime) {
    let mut tx = store.begin().await.unwrap();
    jobs::add(&mut tx, job(object, at), at).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_leased_job_is_nobody_elses_until_the_lease_ends() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        let store = &test.store;
        add(store, "one", now).await;
        let first = jobs::claim(store, "w1", 10, now, LEASE).await.unwrap();
        assert_eq!(first.len(), 1);
        assert!(
            jobs::claim(store, "w2", 10, now, LEASE)
                .await
                .unwrap()
                .is_empty()
        );
        let later = now + LEASE;
        let second = jobs::claim(store, "w2", 10, later, LEASE).await.unwrap();
        assert_eq!(second[0].attempts, 2);
        // The worker that was late does not end what another one holds.
        let mut tx = store.begin().await.unwrap();
        jobs::done(&mut tx, &first[0], "w1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(jobs::waiting(&mut store.reader(), later).await.unwrap(), 1);
        let mut tx = store.begin().await.unwrap();
        jobs::done(&mut tx, &second[0], "w2").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(jobs::waiting(&mut store.reader(), later).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_released_job_comes_back_at_its_time() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        let store = &test.store;
        add(store, "one", now).await;
        let held = jobs::claim(store, "w", 1, now, LEASE).await.unwrap();
        let again = now + Duration::minutes(5);
        let mut tx = store.begin().await.unwrap();
        jobs::release(&mut tx, &held[0], "w", again, "busy")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(
            jobs::claim(store, "w", 1, now + LEASE * 2, LEASE)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            jobs::claim(store, "w", 1, again, LEASE)
                .await
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test]
async fn a_worker_that_was_late_neither_releases_nor_fails_what_another_holds() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        let store = &test.store;
        add(store, "one", now).await;
        let first = jobs::claim(store, "w", 1, now, LEASE).await.unwrap();
        let later = now + LEASE;
        // The same name again: a process that was started anew.
        let second = jobs::claim(store, "w", 1, later, LEASE).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        jobs::release(&mut tx, &first[0], "w", later, "busy")
            .await
            .unwrap();
        jobs::fail(&mut tx, &first[0], "w", later, "never")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let taken = jobs::claim(store, "x", 1, later, LEASE).await.unwrap();
        assert!(taken.is_empty(), "the second still holds it");
        let mut tx = store.begin().await.unwrap();
        jobs::hold(&mut tx, &second[0], "w", later + LEASE * 3)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let taken = jobs::claim(store, "x", 1, later + LEASE * 2, LEASE).await;
        assert!(taken.unwrap().is_empty(), "the lease was made longer");
    }
}

#[tokio::test]
async fn what_was_given_up_stays_and_can_be_tried_again() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        let store = &test.store;
        add(store, "one", now).await;
        let held = jobs::claim(store, "w", 1, now, LEASE).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        jobs::fail(&mut tx, &held[0], "w", now, "no-such-thing")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let later = now + Duration::days(1);
        assert!(
            jobs::claim(store, "w", 1, later, LEASE)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(jobs::waiting(&mut store.reader(), later).await.unwrap(), 0);
        let seen = jobs::troubled(&mut store.reader(), "a", 10).await.unwrap();
        assert_eq!(seen[0].last_error.as_deref(), Some("no-such-thing"));
        assert!(seen[0].failed_at.is_some());
        let others = jobs::troubled(&mut store.reader(), "b", 10).await.unwrap();
        assert!(others.is_empty());
        let mut tx = store.begin().await.unwrap();
        let elsewhere = jobs::retry(&mut tx, "b", &seen[0].id, later).await;
        assert!(elsewhere.is_err(), "another agency's");
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        jobs::retry(&mut tx, "a", &seen[0].id, later).await.unwrap();
        tx.commit().await.unwrap();
        let again = jobs::claim(store, "w", 1, later, LEASE).await.unwrap();
        assert_eq!(again[0].attempts, 1);
    }
}

#[tokio::test]
async fn what_is_added_anew_while_it_is_done_is_done_again() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        let store = &test.store;
        add(store, "one", now).await;
        let held = jobs::claim(store, "w", 1, now, LEASE).await.unwrap();
        add(store, "one", now).await;
        let mut tx = store.begin().await.unwrap();
        jobs::done(&mut tx, &held[0], "w").await.unwrap();
        tx.commit().await.unwrap();
        let again = jobs::claim(store, "w", 1, now, LEASE).await.unwrap();
        assert_eq!(again.len(), 1, "at once, not when the lease ends");
    }
}

#[tokio::test]
async fn what_was_rolled_back_never_ran() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        let mut tx = test.store.begin().await.unwrap();
        jobs::add(&mut tx, job("one", now), now).await.unwrap();
        drop(tx);
        assert_eq!(
            jobs::waiting(&mut test.store.reader(), now).await.unwrap(),
            0
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_workers_share_the_work() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        for number in 0..60 {
            add(&test.store, &format!("object {number}"), now).await;
        }
        let workers = (0..4).map(|number| {
            let store = test.store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let worker = format!("w{number}");
                    let claimed = jobs::claim(&store, &worker, 3, now, LEASE).await.unwrap();
                    if claimed.is_empty() {
                        return mine;
                    }
                    mine.extend(claimed.into_iter().map(|job| job.object));
                }
            })
        });
        let mut all = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            all.extend(worker.await.unwrap());
        }
        assert_eq!(all.len(), 60, "one job went to two workers");
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 60);
    }
}

#[tokio::test]
async fn what_a_dead_process_held_is_taken_over_where_there_can_be_no_other() {
    let now = UtcDateTime::UNIX_EPOCH + Duration::days(1);
    for test in store::testing::both().await {
        let store = &test.store;
        let alone = matches!(store.db(), store::Db::Lite { .. });
        add(store, "one", now).await;
        let held = jobs::claim(store, "dead", 5, now, LEASE).await.unwrap();
        assert_eq!(held.len(), 1);
        jobs::take_over(store).await.unwrap();
        let taken = jobs::claim(store, "next", 5, now, LEASE).await.unwrap();
        assert_eq!(taken.len(), usize::from(alone));
    }
}
