//! A test authority made and served by the real program.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests; not every test file uses every helper"
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;

use super::{Run, command, congvu, sample};

/// The PIN and password of everything.
pub(crate) const PIN: &str = "12345678";

/// The folder of an authority, made once per test file.
pub(crate) fn authority() -> &'static Path {
    static FOLDER: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, folder) = FOLDER.get_or_init(|| {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("pki");
        congvu(["testpki".as_ref(), "init".as_ref(), folder.as_os_str()]).expect(0, "");
        (parent, folder)
    });
    folder
}

/// A served authority; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Served with its clock at `moment`.
    pub(crate) fn start_at(moment: &str) -> Self {
        Self::start_with(&["--at", moment])
    }

    fn start_with(more: &[&str]) -> Self {
        let mut child = command()
            .args(["testpki", "serve"])
            .arg(authority())
            .args(["--listen", "127.0.0.1:0"])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line.trim().rsplit(' ').next().unwrap();
        let url = url
            .strip_suffix("/tsa")
            .expect("the time-stamp address comes first")
            .to_owned();
        Self { child, url }
    }

    pub(crate) fn tsa(&self) -> String {
        format!("{}/tsa", self.url)
    }

    /// The time-stamp address that answers wrongly in this way.
    pub(crate) fn wrong_tsa(&self, how: &str) -> String {
        format!("{}/tsa/{how}", self.url)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address of a key file.
pub(crate) fn p12(id: &str) -> String {
    format!(
        "pkcs12:{}",
        authority().join(format!("keys/{id}.p12")).display()
    )
}

/// The address of a key on a token.
pub(crate) fn token(id: &str) -> String {
    format!("pkcs11:token={id};object={id}?module-path={}", module())
}

/// SoftHSM's module.
pub(crate) fn module() -> &'static str {
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    ]
    .into_iter()
    .find(|path| Path::new(path).exists())
    .expect("softhsm2 is installed")
}

/// A sample that the head of the agency signed, in `folder`.
pub(crate) fn sign(folder: &Path, more: &[&str]) -> PathBuf {
    let out = folder.join("đã-ký.pdf");
    let run = command()
        .env("CONGVU_PIN", PIN)
        .arg("sign")
        .arg(sample("cong-van.pdf"))
        .args(["--key", &p12("leader"), "--out"])
        .arg(&out)
        .args(more)
        .output()
        .unwrap();
    Run::from(run).expect(0, "");
    out
}
