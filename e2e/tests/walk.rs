//! Documents are carried through the office by its people: headless Chromium, the real desk agents,
//! SoftHSM tokens, LibreOffice, on SQLite and on PostgreSQL. What was issued is then judged by pdfsig
//! and pyHanko, outside of the office.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use e2e::tool::build_folder;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The demonstration while it runs.
struct Demo {
    child: Child,
    address: String,
    errors: PathBuf,
}

impl Demo {
    fn start(folder: &Path, database: Option<&str>) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = port.local_addr().unwrap().to_string();
        drop(port);
        let program = build_folder().join("congvu");
        assert!(
            program.exists(),
            "run `cargo build -p congvu -p agent` first"
        );
        let errors = folder.join("errors.txt");
        let mut command = Command::new(program);
        command.args(["demo", "--listen", &address, "--data"]);
        command.arg(folder.join("demo"));
        if let Some(database) = database {
            command.args(["--database", database]);
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&errors).unwrap())
            .spawn()
            .unwrap();
        let mut demo = Self {
            child,
            address,
            errors,
        };
        demo.wait();
        demo
    }

    /// Waits until the pages answer: the agents of all people are paired by then.
    fn wait(&mut self) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(300) {
            assert_eq!(self.child.try_wait().unwrap(), None, "{}", self.said());
            if self.answers() {
                return;
            }
            std::thread::sleep(Duration::from_millis(500));
        }
        panic!("no page within five minutes: {}", self.said());
    }

    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(&self.address) else {
            return false;
        };
        let request = format!("GET /readyz HTTP/1.1\r\nhost: {}\r\n\r\n", self.address);
        let patience = Some(Duration::from_secs(2));
        let mut begun = [0; 12];
        stream.set_read_timeout(patience).is_ok()
            && stream.write_all(request.as_bytes()).is_ok()
            && stream.read_exact(&mut begun).is_ok()
            && begun.ends_with(b" 200")
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.errors).unwrap_or_default()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It stops its agents itself.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.child.wait();
    }
}

/// What attacks meet does not depend on the database; they are tried on one.
const PEACEFUL: &str = "whole,draft,returns,batch,papers";

fn walk(database: Option<&str>, pictures: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), database);
    let document = format!("{ROOT}/samples/quyet-dinh.docx");
    let annex = format!("{ROOT}/samples/ke-hoach-phu-luc.pdf");
    let mut command = Command::new("node");
    command
        .args([
            "walk.mjs",
            &format!("http://{}", demo.address),
            &document,
            &annex,
        ])
        .current_dir(format!("{ROOT}/web"));
    if database.is_some() {
        command.env("WALK_SCENES", PEACEFUL);
    }
    if let Some(pictures) = pictures {
        fs::create_dir_all(pictures).unwrap();
        command.arg(pictures);
    }
    let walked = command.output().unwrap();
    let faults = String::from_utf8_lossy(&walked.stderr);
    assert!(walked.status.success(), "{faults}\n{}", demo.said());
}

#[test]
fn on_sqlite_every_page_looked_at() {
    walk(None, Some(&format!("{ROOT}/target/pictures")));
}

#[test]
fn on_postgresql() {
    let server = std::env::var("CONGVU_TEST_POSTGRES");
    let server = server.expect("run `eval \"$(scripts/postgres.sh start)\"` first");
    let name = format!("walk_{}", std::process::id());
    let made = Command::new("psql")
        .args([
            "-q",
            "-d",
            &server,
            "-c",
            &format!("CREATE DATABASE {name}"),
        ])
        .status();
    assert!(made.unwrap().success());
    let base = server.rsplit_once('/').unwrap().0;
    walk(Some(&format!("{base}/{name}")), None);
}
