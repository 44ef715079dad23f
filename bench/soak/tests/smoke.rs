//! A few kills of the real program, as `make soak-office` does two hundred.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::process::Command;

#[test]
fn nothing_is_lost_when_it_is_killed_a_few_times() {
    // Ready in a moment: SQLite, one document at a time in each agency.
    let run = Command::new(env!("CARGO_BIN_EXE_bench-soak"))
        .args(["kills", "sqlite", "6", "7"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}\n{errors}");
    assert!(said.contains("soak: SQLite, 6 kills"), "{said}");
    assert!(said.contains(": 0 faults"), "{said}");
}
