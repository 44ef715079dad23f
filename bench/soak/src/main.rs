//! The office under strain: killed with SIGKILL in the middle of its acts, and used by fifty people
//! at once. `make soak-office` builds and runs both; results are kept in `docs/soak-office.md`.
//!
//! `bench-soak kills sqlite|postgres [KILLS [SEED]]`, `bench-soak users sqlite|postgres [SECONDS
//! [DOCUMENTS]]`. It starts `congvu serve` of the same build (or `CONGVU_BIN`) over an installation
//! that it makes, speaks to it over HTTP as browsers and desk agents do, and looks at database and
//! blobs from outside. PostgreSQL is a server of its own. A line `soak: …` sums up; the exit code is 1
//! if anything was wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a run that goes wrong must stop and say so"
)]

mod browser;
mod database;
mod desk;
mod ground;
mod kills;
mod pages;
mod program;
mod random;
mod users;

use std::process::ExitCode;

use database::Engine;
use ground::Ground;

fn main() -> ExitCode {
    let told: Vec<String> = std::env::args().skip(1).collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    let number = |at: usize, usual: u64| told.get(at).map_or(usual, |it| it.parse().unwrap());
    let engine = match told.get(1) {
        Some(&"postgres") => Engine::Postgres,
        _ => Engine::Sqlite,
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let good = match told.first() {
        Some(&"kills") => {
            let ground = runtime.block_on(Ground::make(engine, 1));
            let seed = number(3, u64::from(std::process::id()));
            kills::run(
                &ground,
                runtime.handle().clone(),
                number(2, 200) as usize,
                seed,
            )
        }
        Some(&"users") => {
            let ground = runtime.block_on(Ground::make(engine, users::DRAFTERS));
            let (seconds, documents) = (number(2, 600), number(3, 2500));
            let documents = i64::try_from(documents).unwrap();
            users::run(&ground, runtime.handle(), seconds, documents, 1)
        }
        _ => panic!("bench-soak kills|users sqlite|postgres …"),
    };
    match good {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
