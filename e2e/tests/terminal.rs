//! On a terminal: the PIN is asked for once per batch and never shown. Without one: no question.

#![allow(clippy::unwrap_used, reason = "tests")]

use e2e::certificates::certificates;
use e2e::congvu::congvu;
use e2e::inputs::Input;
use e2e::proof::{Case, demand_sound};
use e2e::token::{OFFICE, PIN, tokens};
use e2e::tool::{self, Answer, Tool};

fn on_terminal(command: Tool, typed: &str) -> Answer {
    let script = tool::crate_folder().join("fixtures/terminal.exp");
    command
        .through(&["expect", "-f", script.to_str().unwrap()])
        .env("TYPED", typed)
        .run()
}

#[test]
fn token_pin_is_asked_once_for_a_batch_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = tokens();
    let inputs = [Input::LibreOffice, Input::TexTable, Input::PdfA2];
    let command = congvu()
        .args(["sign", "--as", "organisation", "--level", "B-B", "--key"])
        .arg(tokens.uri(OFFICE, "organisation"))
        .env("SOFTHSM2_CONF", tokens.configuration())
        .args(inputs.map(Input::file))
        .arg("--out")
        .arg(folder.path());
    let answer = on_terminal(command, PIN).success();
    assert!(answer.stdout.contains("PIN"), "{}", answer.stdout);
    assert!(answer.stdout.contains("questions: 1"), "{}", answer.stdout);
    assert!(!answer.stdout.contains(PIN), "{}", answer.stdout);
    let cases = inputs.map(|input| {
        let file = input.file();
        Case::new(&folder.path().join(file.file_name().unwrap()), 1).from(&file)
    });
    demand_sound(&cases, &certificates().root());
}

#[test]
fn wrong_password_of_a_key_file_is_not_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let key = certificates().file("signer", "p12");
    let command = congvu()
        .args(["sign", "--level", "B-B", "--key"])
        .arg(format!("pkcs12:{}", key.display()))
        .arg(Input::LibreOffice.file())
        .arg("--out")
        .arg(folder.path().join("signed.pdf"));
    let answer = on_terminal(command, "sai");
    assert_eq!(answer.code, Some(2), "{answer:#?}");
    assert!(answer.stdout.contains("questions: 1"), "{}", answer.stdout);
}

#[test]
fn without_a_terminal_nothing_waits_for_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let key = certificates().file("signer", "p12");
    let answer = congvu()
        .args(["sign", "--lang", "en", "--level", "B-B", "--key"])
        .arg(format!("pkcs12:{}", key.display()))
        .arg(Input::LibreOffice.file())
        .arg("--out")
        .arg(folder.path().join("signed.pdf"))
        .through(&["setsid", "--wait"])
        .limit(20)
        .run();
    assert_eq!(answer.code, Some(2), "{answer:#?}");
    assert!(answer.stderr.contains("--pin-file"), "{answer:#?}");
}
