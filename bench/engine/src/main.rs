//! Speed of the engine, as ratios: against what the arithmetic alone costs, and against peers on
//! the same files.
//!
//! `make bench` builds and runs it; tables in Markdown go to standard output. All figures are CPU time,
//! medians, so that other work on the machine disturbs them little, and what is compared is done in
//! turns where both happen here; files are made here, and every
//! verdict is asserted before anything is timed. pyHanko runs in a process of its own that loops
//! inside; pdfsig and `congvu` are measured as whole processes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that goes wrong must stop and say so"
)]

mod cpu;
mod desk;
mod document;
mod engine;
mod floor;
mod peer;
mod process;
mod table;
mod token;

#[path = "../../../crates/congvu/src/batch.rs"]
#[allow(
    dead_code,
    reason = "the product's own file; a part of it is used here"
)]
mod batch;

use desk::Desk;
use document::Documents;
use floor::Floor;
use table::Table;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("pkcs11-worker") => token_host::serve().expect("a parent on standard input"),
        Some("bare-token") => token::measure_bare(),
        Some("measure") => process::measure_child(),
        // For a profiler: `bench-engine loop validate-large 100`.
        Some("loop") => {
            let count = std::env::args().nth(3).and_then(|text| text.parse().ok());
            let desk = Desk::new();
            let documents = Documents::make(&desk);
            let what = std::env::args().nth(2).unwrap();
            engine::repeat(&desk, &documents, &what, count.unwrap());
        }
        // One table alone.
        Some("token") => {
            let desk = Desk::new();
            token::rows(&desk, &Documents::make(&desk), &mut Table::new());
        }
        _ => run(),
    }
}

fn run() {
    let desk = Desk::new();
    let documents = Documents::make(&desk);
    let mut table = Table::new();
    eprintln!("floors");
    let mut floor = Floor::new();
    floor.rows(&documents, &mut table);
    eprintln!("engine");
    let ours = engine::measure(&desk, &documents, &mut floor);
    eprintln!("pyHanko");
    let theirs = peer::measure(&desk, &documents);
    engine::rows(&ours, &theirs, &mut table);
    eprintln!("token");
    token::rows(&desk, &documents, &mut table);
    eprintln!("processes");
    process::rows(&desk, &documents, &mut table);
}
