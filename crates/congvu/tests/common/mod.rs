//! Running the real program.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "tests; not every test file uses every helper"
)]

pub(crate) mod pki;
pub(crate) mod web;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// What a run printed and returned.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// As text, so that a failure can be read.
impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stdout = String::from_utf8_lossy(&self.stdout);
        write!(f, "exit {}\n{stdout}\n{}", self.status, self.stderr)
    }
}

impl Run {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails unless the status is as expected and standard error contains `words`.
    #[track_caller]
    pub(crate) fn expect(self, status: i32, words: &str) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        assert!(
            self.stderr.contains(words),
            "no {words:?} in {:?}",
            self.stderr
        );
        self
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().expect("ended by a signal"),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The program, shielded from the environment of whoever runs the tests.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_congvu"));
    for name in [
        "CONGVU_PIN",
        "CONGVU_PASSWORD",
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env_remove(name);
    }
    // No test sees what another, or the person's own use of the program, has fetched.
    command.env_remove("HOME").env_remove("XDG_CACHE_HOME");
    command.stdin(Stdio::null());
    command
}

/// Runs the program.
pub(crate) fn congvu<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    command().args(arguments).output().unwrap().into()
}

/// Runs the program with `input` as standard input.
pub(crate) fn congvu_fed<S: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = S>,
    input: &[u8],
) -> Run {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A thread, so that a program that writes before it has read all cannot block us both.
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    output.into()
}

/// A shipped sample document.
pub(crate) fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(name)
}
