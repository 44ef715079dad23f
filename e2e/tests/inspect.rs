//! `congvu inspect` on every kind of input, and on what cannot be read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::Path;

use e2e::congvu::congvu;
use e2e::inputs::{Input, USER_PASSWORD};
use e2e::tool::Tool;
use serde_json::Value;

fn inspect(file: &Path) -> Tool {
    congvu().args(["inspect", "--json"]).arg(file)
}

fn revisions(input: Input) -> usize {
    let answer = inspect(&input.file()).run().success();
    let report: Value = serde_json::from_str(&answer.stdout).unwrap();
    report["revisions"].as_array().unwrap().len()
}

#[test]
fn every_readable_input_is_shown() {
    for input in Input::SIGNABLE {
        assert!(revisions(*input) >= 1, "{input:?}");
        let answer = congvu().arg("inspect").arg(input.file()).run().success();
        let name = input.file().file_name().unwrap().to_owned();
        assert!(
            answer.stdout.contains(name.to_str().unwrap()),
            "{answer:#?}"
        );
        assert_eq!(answer.stderr, "", "{input:?}");
    }
}

#[test]
fn revisions_are_counted() {
    assert_eq!(revisions(Input::Revisions30), 30);
    assert_eq!(
        revisions(Input::Linearized),
        1,
        "its two sections are one save"
    );
}

#[test]
fn damaged_files_are_shown_with_a_warning() {
    for input in [
        Input::BrokenStartxref,
        Input::LeadingJunk,
        Input::SignedBroken,
    ] {
        let answer = congvu()
            .args(["inspect", "--lang", "en"])
            .arg(input.file())
            .run()
            .success();
        let said = format!("{}{}", answer.stdout, answer.stderr);
        assert!(
            said.contains("NOTE") || said.to_lowercase().contains("warning"),
            "{input:?}: {said}"
        );
    }
}

#[test]
fn unreadable_files_are_an_object_and_a_message() {
    for input in [
        Input::Empty,
        Input::NotPdf,
        Input::Truncated,
        Input::Aes256Password,
    ] {
        let answer = inspect(&input.file()).run();
        assert_eq!(answer.code, Some(2), "{input:?}");
        let report: Value = serde_json::from_str(&answer.stdout).expect("an object also now");
        assert!(report.is_object(), "{input:?}");
    }
}

#[test]
fn password_opens_an_encrypted_file() {
    let input = Input::Aes256Password.file();
    let _opened = inspect(&input)
        .env("CONGVU_PASSWORD", USER_PASSWORD)
        .run()
        .success();
    let wrong = inspect(&input).env("CONGVU_PASSWORD", "sai").run();
    assert_eq!(wrong.code, Some(2));
}

#[test]
fn standard_input_is_a_file_too() {
    let bytes = fs::read(Input::TexObjectStreams.file()).unwrap();
    let _read = inspect(Path::new("-")).input(bytes).run().success();
}
