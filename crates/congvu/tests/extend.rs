//! `congvu extend`: from a signed file to one that stays valid, in one go and again later.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use common::pki::{PIN, Server, authority, p12};
use common::{Run, command, sample};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Where the certificates say that their services are.
const SERVICES: &str = "127.0.0.1:8090";

struct Desk {
    folder: tempfile::TempDir,
    server: Server,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            server: Server::start(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A document signed a moment ago, so that revocation data can be newer.
    fn signed(&self, stamped: bool) -> PathBuf {
        let out = self.path("da-ky.pdf");
        let mut command = command();
        command
            .env("CONGVU_PIN", PIN)
            .arg("sign")
            .arg(sample("cong-van.pdf"))
            .args(["--key", &p12("leader"), "--out"])
            .arg(&out);
        if stamped {
            command.args(["--tsa", &self.server.tsa()]);
        }
        Run::from(command.output().unwrap()).expect(0, "");
        sleep(Duration::from_millis(1100));
        out
    }

    fn extend(&self, file: &Path, out: &Path, more: &[&str]) -> Run {
        let place = self.server.url.strip_prefix("http://").unwrap();
        command()
            .args(["extend", "--json", "--trust"])
            .arg(authority().join("trust/root.pem"))
            .args(["--tsa", &self.server.tsa()])
            .args(["--allow-local", "--no-cache", "--remap"])
            .arg(format!("{SERVICES}={place}"))
            .args(more)
            .arg("--out")
            .arg(out)
            .arg(file)
            .output()
            .unwrap()
            .into()
    }

    /// Nothing is fetched, and nothing is given.
    fn level(&self, file: &Path) -> String {
        let run = command()
            .args(["verify", "--json", "--offline", "--trust"])
            .arg(authority().join("trust/root.pem"))
            .arg(file)
            .output()
            .unwrap();
        let json = Run::from(run).json();
        json["signatures"][0]["level"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_signed_file_becomes_an_archive_file_and_stays_one() {
    let desk = Desk::new();
    let signed = desk.signed(true);
    let before = fs::read(&signed).unwrap();
    let out = desk.path("luu-tru.pdf");
    let json = desk
        .extend(&signed, &out, &[])
        .expect(0, "gia hạn trước")
        .json();
    let file = &json["files"][0];
    assert_eq!(file["status"], "extended");
    assert_eq!(file["steps"], serde_json::json!(["evidence", "timestamp"]));
    assert!(file["renew_by"].is_string());
    assert_eq!(fs::read(&signed).unwrap(), before);
    assert_eq!(fs::read(&out).unwrap()[..before.len()], before);
    assert_eq!(desk.level(&out), "B-LTA");

    let again = desk.path("lan-nua.pdf");
    let json = desk.extend(&out, &again, &[]).expect(0, "").json();
    assert_eq!(json["files"][0]["status"], "unchanged");
    assert!(!again.exists());
}

#[test]
fn years_later_the_archive_stamp_is_renewed() {
    let mut desk = Desk::new();
    let signed = desk.signed(true);
    let first = desk.path("luu-tru.pdf");
    let json = desk.extend(&signed, &first, &[]).expect(0, "").json();
    let renew_by = json["files"][0]["renew_by"].as_str().unwrap();
    let renew_by = OffsetDateTime::parse(renew_by, &Rfc3339).unwrap();
    let moment = |days| {
        let moment = renew_by - time::Duration::days(days);
        moment.format(&Rfc3339).unwrap()
    };

    let second = desk.path("gia-han.pdf");
    let early = ["--at-time", &moment(200), "--offline"];
    let json = desk.extend(&first, &second, &early).expect(0, "").json();
    assert_eq!(json["files"][0]["status"], "unchanged");

    desk.server = Server::start_at(&moment(90));
    let due = ["--at-time", &moment(90), "--digest", "sha512"];
    let json = desk.extend(&first, &second, &due).expect(0, "").json();
    let steps = &json["files"][0]["steps"];
    assert_eq!(*steps, serde_json::json!(["evidence", "timestamp"]));
}

#[test]
fn every_level_on_its_own() {
    let desk = Desk::new();
    let signed = desk.signed(false);
    assert_eq!(desk.level(&signed), "B-B");
    let stamped = desk.path("t.pdf");
    desk.extend(&signed, &stamped, &["--to", "t"])
        .expect(0, "đã đạt");
    assert_eq!(desk.level(&stamped), "B-T");
    sleep(Duration::from_millis(1100));
    let complete = desk.path("lt.pdf");
    desk.extend(&stamped, &complete, &["--to", "lt"])
        .expect(0, "đã đạt");
    assert_eq!(desk.level(&complete), "B-LT");
}

#[test]
fn what_is_missing_is_said_and_what_was_reached_is_kept() {
    let desk = Desk::new();
    let signed = desk.signed(false);
    let out = desk.path("luu-tru.pdf");
    let run = desk
        .extend(&signed, &out, &["--offline"])
        .expect(1, "dữ liệu thu hồi mới hơn");
    let json = run.json();
    let file = &json["files"][0];
    assert_eq!(file["status"], "not_yet");
    assert_eq!(file["steps"], serde_json::json!(["timestamp"]));
    assert!(!file["missing"].as_array().unwrap().is_empty());
    assert_eq!(desk.level(&out), "B-T");
}

#[test]
fn files_without_a_signature_and_results_that_exist_are_refused() {
    let desk = Desk::new();
    let out = desk.path("luu-tru.pdf");
    desk.extend(&sample("cong-van.pdf"), &out, &[])
        .expect(1, "chưa có chữ ký");
    assert!(!out.exists());
    let signed = desk.signed(true);
    fs::write(&out, b"other").unwrap();
    desk.extend(&signed, &out, &[]).expect(1, "");
    assert_eq!(fs::read(&out).unwrap(), b"other");
    desk.extend(&signed, &signed, &["--force"]).expect(1, "");
}
