//! Runs of some length, by `make soak-office` alone: what is drawn from one book by many at once.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod support;

use std::sync::Arc;
use std::time::Instant;

const ISSUERS: usize = 64;

fn told(name: &str, usual: usize) -> usize {
    let told = std::env::var(name).ok();
    told.map_or(usual, |it| it.parse().unwrap())
}

/// 64 clerks take numbers (10,000 unless `CONGVU_SOAK_NUMBERS` says otherwise) through the office.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "a run of some length: make soak-office"]
async fn many_issuers_take_numbers() {
    let wanted = told("CONGVU_SOAK_NUMBERS", 10_000);
    for test in store::testing::both().await {
        let engine = test.store.db().engine();
        let agency = Arc::new(support::agency_at(test, Arc::new(support::now)).await);
        let year = support::now().year();
        let began = Instant::now();
        let issuers = (0..ISSUERS).map(|issuer| {
            let agency = Arc::clone(&agency);
            // Shares differ by one where they do not come out even.
            let share = wanted / ISSUERS + usize::from(issuer < wanted % ISSUERS);
            tokio::spawn(async move {
                let mut numbers = Vec::new();
                for _ in 0..share {
                    let (office, clerk) = (&agency.office, &agency.clerk);
                    let taken = office
                        .reserve_numbers(clerk, "van-ban-di", year, 1, "Giữ số cho văn bản giấy")
                        .await
                        .unwrap();
                    numbers.extend(taken.numbers.iter().map(|it| it.value()));
                }
                numbers
            })
        });
        let mut numbers = Vec::new();
        for issuer in issuers.collect::<Vec<_>>() {
            numbers.extend(issuer.await.unwrap());
        }
        numbers.sort_unstable();
        let all: Vec<_> = (1..).take(wanted).collect();
        assert_eq!(numbers, all, "no gap, no duplicate");
        let seconds = began.elapsed().as_secs_f64();
        println!("soak: {engine}, {ISSUERS} issuers took {wanted} numbers in {seconds:.0} s");
    }
}
