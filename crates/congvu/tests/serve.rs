//! `congvu serve`: what is wrong with a configuration is told, a good one is served until the end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use common::web::{self, send};
use common::{Run, command};

/// A configuration in a folder of its own.
struct Installation(tempfile::TempDir);

impl Installation {
    fn new(listen: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let text = format!(
            "listen = {listen:?}\n\n[office]\ndata = {data:?}\n\
             address = \"http://127.0.0.1:8080\"\nname = \"UBND xã An Thử\"\n{more}"
        );
        fs::write(folder.path().join("congvu.toml"), text).unwrap();
        Self(folder)
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn serve(&self) -> Command {
        let mut command = command();
        command
            .args(["serve", "--config"])
            .arg(self.folder().join("congvu.toml"));
        command
    }

    fn check(&self) -> Run {
        self.serve().arg("--check").output().unwrap().into()
    }
}

#[test]
fn a_good_file_is_checked_without_a_database() {
    let good = Installation::new("127.0.0.1:0", "");
    let run = good.check().expect(0, "");
    assert!(run.text().contains("cấu hình dùng được"), "{run:?}");
    assert!(!good.folder().join("data/congvu.db").exists());
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let run = Installation::new("127.0.0.1:0", "adress = \"x\"\n").check();
    run.expect(2, "dòng 7: không có mục nào tên `adress`");
    let run = Installation::new("127.0.0.1:0", "[server]\nfront = loopback\n").check();
    run.expect(2, "dòng 8: viết sai");
    let run = Installation::new("0.0.0.0:8080", "[server]\nfront = \"loopback\"\n").check();
    run.expect(2, "máy khác vào được");
    let run = Installation::new("127.0.0.1:0", "database = \"mysql://x\"\n").check();
    run.expect(2, "mysql://x");
    let missing = Installation::new("127.0.0.1:0", "");
    let path = missing.folder().join("congvu.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("name = ", "# ")).unwrap();
    missing.check().expect(2, "dòng 3: thiếu `name`");
    fs::remove_file(&path).unwrap();
    missing.check().expect(2, "không đọc được tệp cấu hình");
}

#[test]
fn a_data_folder_that_cannot_be_written_is_told() {
    let installation = Installation::new("127.0.0.1:0", "");
    // A file in its place, since root may write anywhere.
    fs::write(installation.folder().join("data"), "").unwrap();
    installation.check().expect(2, "không ghi được vào thư mục");
}

#[test]
fn a_port_or_database_that_cannot_be_had_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    let run = Installation::new(&taken, "").serve().output().unwrap();
    Run::from(run).expect(2, &format!("{taken} đang có chương trình khác dùng"));

    let database = "database = \"postgres://congvu:bi-mat@127.0.0.1:1/congvu\"\n";
    let installation = Installation::new("127.0.0.1:0", database);
    let run = Run::from(installation.serve().output().unwrap());
    let run = run.expect(
        2,
        "không kết nối được cơ sở dữ liệu `postgres://congvu@127.0.0.1:1/congvu`",
    );
    assert!(!run.stderr.contains("bi-mat"), "{}", run.stderr);
}

#[test]
fn it_answers_until_it_is_asked_to_stop() {
    let installation = Installation::new("127.0.0.1:0", "[server]\nfront = \"loopback\"\n");
    let mut child = installation
        .serve()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    for path in ["/healthz", "/readyz"] {
        let answer = send(&address, &format!("GET {path}"), "", "").unwrap();
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
    // Nobody has an account yet.
    let first = send(&address, "GET /dang-nhap", "", "").unwrap();
    assert_eq!(first.header("location"), Some("/cai-dat"), "{first:?}");
    web::signal(child.id(), "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // One line for each request.
    let mut log = String::new();
    child.stderr.unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("/readyz"), "{log}");
}
