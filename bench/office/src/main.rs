//! Lists and search of the office with 10⁴, 10⁵ and 10⁶ documents, on both engines: the time of a
//! page against the bare statement, and against the same page at 10⁴.
//!
//! `make bench-office` builds and runs it; a table in Markdown goes to standard output. `bench-office
//! sqlite 100000` measures one engine up to a size. Where a folder is given as `CONGVU_BENCH`, what was
//! filled stays there (and on the server, as databases `bench_…`) and is used again. Times are elapsed,
//! medians; what is compared is done in turns. "Unprepared" is the longest time of the turns before
//! those that count, in which connections are made and statements planned. PostgreSQL is the one that tests use
//! (`CONGVU_TEST_POSTGRES`).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that goes wrong must stop and say so"
)]

mod fill;
mod measure;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use store::testing;

const SIZES: [i64; 3] = [10_000, 100_000, 1_000_000];

#[tokio::main]
async fn main() {
    let engine = std::env::args().nth(1);
    let largest = std::env::args()
        .nth(2)
        .map_or(i64::MAX, |it| it.parse().unwrap());
    let kept = std::env::var_os("CONGVU_BENCH").map(PathBuf::from);
    for name in ["sqlite", "postgres"] {
        if engine.as_deref().is_none_or(|it| it == name) {
            run(kept.as_deref(), name, largest).await;
        }
    }
}

async fn run(kept: Option<&Path>, engine: &str, largest: i64) {
    println!("\n### {engine}\n");
    println!(
        "| documents | page | lines | office | bare | ratio (≤ 3) | against 10⁴ | unprepared |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut first = BTreeMap::new();
    for size in SIZES.into_iter().filter(|it| *it <= largest) {
        let began = Instant::now();
        let mut gone = None;
        let store = match kept {
            Some(folder) => testing::lasting(folder, engine, size).await,
            None if engine == "sqlite" => gone.insert(testing::sqlite().await).store.clone(),
            None => gone.insert(testing::postgres().await).store.clone(),
        };
        eprintln!("opened after {:.0?}", began.elapsed());
        if fill::is_empty(&store).await {
            fill::people(&store).await;
            fill::documents(&store, 0, size).await;
            eprintln!("{size} documents after {:.0?}", began.elapsed());
        }
        for page in measure::pages(&store, size).await {
            let at_first = *first.entry(page.what.clone()).or_insert(page.ours);
            let against = page.ours / at_first;
            let (ours, bare, what, lines) = (page.ours, page.bare, page.what, page.lines);
            let (ratio, unprepared) = (ours / bare, page.unprepared);
            println!(
                "| {size} | {what} | {lines} | {ours:.2} ms | {bare:.2} ms | {ratio:.2} | \
                {against:.2} | {unprepared:.0} ms |"
            );
        }
        store.close().await;
    }
}
