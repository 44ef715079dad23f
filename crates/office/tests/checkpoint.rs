//! Days of the audit chain are closed outside, signed and time-stamped, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use audit::{Checkpoint, Entry, Record, Verification};
use office::{Clock, worker};
use store::{Store, audit_log};
use support::TestAuthority;
use support::way::draft;
use time::Duration;

/// Where checkpoints go, and the key that signs them.
fn told(folder: &Path, authority: &TestAuthority) -> String {
    let device = support::device(folder, authority);
    format!(
        "[checkpoints]\nfolder = {:?}\n{device}",
        folder.join("outside")
    )
}

fn outside(folder: &Path) -> Vec<(String, Checkpoint)> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().unwrap() == "json" {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let bytes = std::fs::read(&path).unwrap();
            found.push((name, Checkpoint::from_bytes(&bytes).unwrap()));
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// What an auditor finds with the chain of the store and the copies outside.
async fn audited(store: &Store, agency: &str, copies: &Path) -> Verification {
    let mut reader = store.reader();
    let kept = audit_log::page(&mut reader, agency, 0, 10_000).await;
    let entries: Vec<_> = (kept.unwrap().into_iter())
        .map(|kept| {
            let record: Record = serde_json::from_str(&kept.record).unwrap();
            Entry {
                leaf: record.leaf().unwrap(),
                head: kept.hash.parse().unwrap(),
                record,
                openings: Default::default(),
            }
        })
        .collect();
    let copies = outside(copies).into_iter().map(|(_, it)| it);
    audit::verify(&entries, copies)
}

/// OpenSSL takes the signature for one over the very bytes.
fn holds(folder: &Path, day: &str) -> bool {
    let judge = std::process::Command::new("openssl")
        .args([
            "cms",
            "-verify",
            "-binary",
            "-noverify",
            "-inform",
            "DER",
            "-in",
        ])
        .arg(folder.join(format!("{day}.p7s")))
        .arg("-content")
        .arg(folder.join(format!("{day}.json")))
        .args(["-out", "/dev/null"])
        .output();
    judge.unwrap().status.success()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_day_that_is_over_is_closed_once_and_agrees_with_the_chain() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let days = Arc::new(AtomicI64::new(0));
        let passed = Arc::clone(&days);
        let clock: Clock =
            Arc::new(move || support::now() + Duration::days(passed.load(Ordering::Relaxed)));
        let folder = test.folder.path().to_owned();
        let more = told(&folder, &authority);
        let agency = support::agency_told(test, &authority, &more, clock).await;
        let store = &agency.test.as_ref().unwrap().store;
        let office = &agency.office;
        let copies = folder.join("outside").join(&agency.id);
        worker::run_due(office, "w").await.unwrap();
        assert!(!copies.exists(), "the day is not over");

        days.store(3, Ordering::Relaxed);
        draft(&agency, &agency.head).await;
        worker::run_due(office, "w").await.unwrap();
        let made = outside(&copies);
        assert_eq!(made.len(), 3, "days of silence too");
        assert!(made[0].1.last_seq > 0);
        assert_eq!(made[1].1.first_seq, made[0].1.last_seq + 1);
        assert_eq!(made[2].1.last_seq, made[0].1.last_seq);
        for (day, _) in &made {
            assert!(holds(&copies, day), "{day}");
        }
        let found = audited(store, &agency.id, &copies).await;
        assert_eq!((found.contradiction, found.agreeing), (None, 3));
        assert_eq!(found.covered_to, made[0].1.last_seq);
        assert!(found.tail.is_some(), "today is not covered yet");
        assert_eq!(worker::run_due(office, "w").await.unwrap(), 0, "once a day");

        days.store(4, Ordering::Relaxed);
        worker::run_due(office, "w").await.unwrap();
        let found = audited(store, &agency.id, &copies).await;
        assert_eq!((found.contradiction, found.agreeing), (None, 4));
        assert_eq!(found.tail, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_that_lies_outside_otherwise_is_not_signed_over() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let days = Arc::new(AtomicI64::new(0));
        let passed = Arc::clone(&days);
        let clock: Clock =
            Arc::new(move || support::now() + Duration::days(passed.load(Ordering::Relaxed)));
        let folder = test.folder.path().to_owned();
        let more = told(&folder, &authority);
        let agency = support::agency_told(test, &authority, &more, clock).await;
        let office = &agency.office;
        let copies = folder.join("outside").join(&agency.id);
        let day = store::instant::day(audit::day_of(office.now()));
        std::fs::create_dir_all(&copies).unwrap();
        let path = copies.join(format!("{day}.json"));
        std::fs::write(&path, "{}\n").unwrap();
        days.store(1, Ordering::Relaxed);
        worker::run_due(office, "w").await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"{}\n");
        let troubled = office.troubled_jobs(&agency.administrator).await.unwrap();
        assert_eq!(troubled.len(), 1);
        assert!(troubled[0].failed_at.is_some());
        let code = troubled[0].last_error.as_deref();
        assert_eq!(code, Some("office-checkpoint-differs"));
    }
}
