//! The command line of Công Vụ: sign and check official documents.
//!
//! This crate does things (files, terminal, clock, network, child processes) and decides nothing:
//! what a signature is worth comes from the engine crates, what is said about it from `report`.

mod batch;
mod cli;
mod clock;
mod console;
mod error;
mod exit;
mod file_kind;
mod input;
mod interrupt;
mod output;
mod pin;
mod progress;
mod random;

fn main() -> std::process::ExitCode {
    cli::run(std::env::args_os()).into()
}
