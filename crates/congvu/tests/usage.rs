//! Help teaches, wrong command lines are explained, in Vietnamese or English.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{command, congvu};

#[test]
fn help_is_vietnamese_and_shows_examples() {
    let help = congvu(["--help"]).expect(0, "").text();
    for words in ["Cách dùng:", "Lệnh:", "Mã thoát:"] {
        assert!(help.contains(words), "{help}");
    }
    for command in commands() {
        let help = congvu([command.as_str(), "--help"]).expect(0, "").text();
        assert!(help.contains("Ví dụ:"), "{command} has no examples");
        for english in [
            "Usage:",
            "Options:",
            "Arguments:",
            "Print help",
            "[possible",
            "[default",
        ] {
            assert!(!help.contains(english), "{command}: {english}");
        }
    }
}

#[test]
fn a_wrong_command_line_is_explained_with_a_hint() {
    congvu([""; 0]).expect(2, "lỗi: còn thiếu: LỆNH\ngợi ý: ");
    congvu(["inspekt"]).expect(2, "lỗi: không có lệnh `inspekt`\ngợi ý: ");
    congvu(["inspect"]).expect(2, "lỗi: còn thiếu: <TỆP>\ngợi ý: ");
    congvu(["inspect", "--jsn", "x"]).expect(2, "lỗi: không có tùy chọn `--jsn`\ngợi ý: ");
    congvu(["--lang", "de", "man"]).expect(2, "gợi ý: giá trị được chấp nhận: vi, en");
}

#[test]
fn with_json_there_is_an_object_even_then() {
    let json = congvu(["verify", "--json", "--no-such", "x"])
        .expect(2, "--no-such")
        .json();
    assert_eq!(json["error"]["code"], "cli-unknown-argument");
    let json = congvu(["verify", "--json", "x", "--trust", "/no/such"])
        .expect(2, "/no/such")
        .json();
    assert_eq!(json["error"]["code"], "cli-evidence-unreadable");
}

#[test]
fn messages_can_be_english() {
    congvu(["--lang", "en", "inspect", "/no/such"])
        .expect(2, "error: /no/such: no such file\nhint: ");
    congvu(["inspekt", "--lang=en"]).expect(2, "error: there is no command `inspekt`\nhint: ");
}

#[test]
fn completions_and_manual_pages_cover_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = congvu(["completions", shell]).expect(0, "").text();
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    congvu(["man".as_ref(), "--out".as_ref(), folder.path().as_os_str()]).expect(0, "");
    for command in commands() {
        let page =
            std::fs::read_to_string(folder.path().join(format!("congvu-{command}.1"))).unwrap();
        assert!(page.contains("VÍ DỤ"), "{page}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = command()
        .args(["completions", "bash"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

/// The commands that `congvu --help` lists.
fn commands() -> Vec<String> {
    let help = congvu(["-h"]).text();
    let list = help
        .split("Lệnh:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    let names = list.lines().filter(|line| !line.starts_with("   "));
    names
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}
