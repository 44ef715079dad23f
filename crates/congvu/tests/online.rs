//! `congvu verify` with the network: what it fetches, keeps, and says when nothing comes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use common::pki::{PIN, Server, authority, p12};
use common::{Run, command, congvu, sample};
use serde_json::Value;

/// Where the certificates say that their services are.
const SERVICES: &str = "127.0.0.1:8090";

/// A document signed by `key` with a time stamp of `server`.
fn signed(folder: &Path, server: &Server, key: &str) -> PathBuf {
    signed_with(folder, key, &["--tsa", &server.tsa()])
}

fn signed_with(folder: &Path, key: &str, more: &[&str]) -> PathBuf {
    let out = folder.join("đã-ký.pdf");
    let run = command()
        .env("CONGVU_PIN", PIN)
        .arg("sign")
        .arg(sample("cong-van.pdf"))
        .args(["--key", key, "--out"])
        .arg(&out)
        .args(more)
        .output()
        .unwrap();
    Run::from(run).expect(0, "");
    out
}

/// Verifies `file` with the root trusted and the services at `place`.
fn verify(file: &Path, place: &str, more: &[&str]) -> Run {
    let root = authority().join("trust/root.pem");
    command()
        .args(["verify", "--json", "--trust"])
        .arg(root)
        .arg("--remap")
        .arg(format!("{SERVICES}={place}"))
        .args(more)
        .arg(file)
        .output()
        .unwrap()
        .into()
}

fn place(server: &Server) -> &str {
    server.url.strip_prefix("http://").unwrap()
}

/// A place where nobody listens.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

fn codes(signature: &Value) -> Vec<&str> {
    let reasons = signature["reasons"].as_array().unwrap().iter();
    reasons
        .map(|reason| reason["code"].as_str().unwrap())
        .collect()
}

#[test]
fn what_the_file_lacks_is_fetched_once() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let cache = folder.path().join("cache");
    let kept = ["--allow-local", "--cache", cache.to_str().unwrap()];
    let json = verify(&file, place(&server), &kept).expect(0, "").json();
    assert_eq!(json["indication"], "TOTAL_PASSED");
    let signature = &json["signatures"][0];
    assert_eq!(signature["level"], "B-T");
    assert_eq!(signature["time_source"], "signature_timestamp");
    let entries = || {
        fs::read_dir(&cache)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    assert!(entries().count() >= 3);

    // The addresses stay the same and nobody is there any more: only the cache can answer.
    let gone = place(&server).to_owned();
    drop(server);
    let again = verify(&file, &gone, &kept).expect(0, "").json();
    assert_eq!(again["indication"], "TOTAL_PASSED");

    for entry in entries() {
        let mut bytes = fs::read(&entry).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&entry, bytes).unwrap();
    }
    let damaged = verify(&file, &gone, &kept)
        .expect(1, "không kết nối được")
        .json();
    assert_eq!(damaged["sub_indication"], "TRY_LATER");
}

#[test]
fn a_service_that_is_down_is_no_verdict() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let run = verify(&file, &nowhere(), &["--allow-local", "--no-cache"]);
    let run = run.expect(1, "không kết nối được tới `http://127.0.0.1:8090/ocsp`");
    assert!(
        run.stderr.contains("gợi ý: kiểm tra mạng"),
        "{}",
        run.stderr
    );
    let json = run.json();
    assert_eq!(json["indication"], "INDETERMINATE");
    assert_eq!(json["sub_indication"], "TRY_LATER");
    let codes = codes(&json["signatures"][0]);
    assert!(
        codes.contains(&"verdict-revocation-unreachable"),
        "{codes:?}"
    );
}

#[test]
fn two_at_once_share_the_cache_and_no_proxy_is_asked() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let cache = folder.path().join("cache");
    let start = || {
        let mut command = command();
        command
            .env("http_proxy", "http://127.0.0.1:1")
            .env("ALL_PROXY", "http://127.0.0.1:1");
        command.args(["verify", "--json", "--allow-local", "--trust"]);
        command
            .arg(authority().join("trust/root.pem"))
            .arg("--cache")
            .arg(&cache);
        command
            .arg("--remap")
            .arg(format!("{SERVICES}={}", place(&server)))
            .arg(&file);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let running = [start(), start(), start()];
    for child in running {
        let run = Run::from(child.wait_with_output().unwrap()).expect(0, "");
        assert_eq!(run.json()["indication"], "TOTAL_PASSED");
    }
}

#[test]
fn the_usual_cache_is_where_caches_are() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let verify = |caches: &Path| {
        let mut command = command();
        command
            .env("XDG_CACHE_HOME", caches)
            .current_dir(folder.path());
        command.args(["verify", "--allow-local", "--trust"]);
        command.arg(authority().join("trust/root.pem"));
        command
            .arg("--remap")
            .arg(format!("{SERVICES}={}", place(&server)))
            .arg(&file);
        Run::from(command.output().unwrap()).expect(0, "");
    };
    // The specification wants an absolute path, and others ignored.
    verify(Path::new("caches"));
    assert!(!folder.path().join("caches").exists());
    verify(&folder.path().join("caches"));
    let kept = folder.path().join("caches/congvu/evidence");
    assert!(fs::read_dir(kept).unwrap().count() >= 3);
}

#[test]
fn where_responders_are_out_of_order_lists_help() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>";
    let front = Front::start(place(&server).to_owned(), html);
    let options = ["--allow-local", "--no-cache"];
    let json = verify(&file, &front.address, &options).expect(0, "").json();
    assert_eq!(json["indication"], "TOTAL_PASSED");
    assert!(front.posts.load(Ordering::SeqCst) >= 3);
}

#[test]
fn a_slow_service_costs_the_patience_and_no_more() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = silent.local_addr().unwrap().to_string();
    let begin = Instant::now();
    let options = ["--allow-local", "--no-cache", "--timeout", "1"];
    let json = verify(&file, &place, &options)
        .expect(1, "không trả lời trong 1 giây")
        .json();
    assert_eq!(json["sub_indication"], "TRY_LATER");
    // Three certificates, each with a responder and a list at one host: waited for once each.
    assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
}

#[test]
fn a_revoked_signer_is_told() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("revoked"));
    let options = ["--allow-local", "--no-cache"];
    let json = verify(&file, place(&server), &options).expect(1, "").json();
    assert_eq!(json["sub_indication"], "REVOKED_NO_POE");
    let codes = codes(&json["signatures"][0]);
    assert!(codes.contains(&"verdict-revoked"), "{codes:?}");
}

#[test]
fn missing_issuers_are_fetched() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("alone.p12");
    without_chain("leader", folder.path(), &alone);
    // Without a time stamp, which would bring the issuers along.
    let file = signed_with(folder.path(), &format!("pkcs12:{}", alone.display()), &[]);
    let offline = verify(&file, place(&server), &["--offline"])
        .expect(1, "")
        .json();
    assert_eq!(offline["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND");
    let options = ["--allow-local", "--no-cache"];
    let json = verify(&file, place(&server), &options).expect(0, "").json();
    assert_eq!(json["indication"], "TOTAL_PASSED");
}

#[test]
fn nothing_is_fetched_offline_or_for_nobody() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    thread::spawn(move || {
        for _ in listener.incoming() {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    let json = verify(&file, &place, &["--offline", "--allow-local"])
        .expect(1, "")
        .json();
    assert_eq!(json["sub_indication"], "CERTIFICATE_CHAIN_GENERAL_FAILURE");

    let remap = format!("{SERVICES}={place}");
    let file = file.to_str().unwrap();
    congvu([
        "verify",
        file,
        "--allow-local",
        "--no-cache",
        "--remap",
        &remap,
    ])
    .expect(1, "");
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[test]
fn this_machine_is_not_asked_unless_allowed() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = signed(folder.path(), &server, &p12("leader"));
    let run = verify(&file, place(&server), &["--no-cache"]);
    let run = run.expect(1, "127.0.0.1 không phải địa chỉ công cộng");
    assert!(run.stderr.contains("--allow-local"), "{}", run.stderr);
    let json = run.json();
    assert_eq!(json["sub_indication"], "CERTIFICATE_CHAIN_GENERAL_FAILURE");
}

#[test]
fn signing_asks_first_if_told_to() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let remap = |place: &str| format!("{SERVICES}={place}");
    let sign = |key: &str, place: &str| -> Run {
        let out = folder.path().join(format!("{key}.pdf"));
        let mut command = command();
        command
            .env("CONGVU_PIN", PIN)
            .arg("sign")
            .arg(sample("cong-van.pdf"));
        command
            .args(["--force", "--key", &p12(key), "--out"])
            .arg(out);
        command.arg("--cache").arg(&cache);
        command.args(["--check-online", "--allow-local", "--remap", &remap(place)]);
        command.output().unwrap().into()
    };
    sign("revoked", place(&server)).expect(1, "đã bị thu hồi");
    let good = sign("leader", place(&server)).expect(0, "");
    assert!(!good.stderr.contains("chưa biết"), "{}", good.stderr);
    // What was said a moment ago is not enough: it may be another moment by now.
    let gone = place(&server).to_owned();
    drop(server);
    let unknown = sign("leader", &gone).expect(0, "chưa biết chứng thư của người ký");
    assert!(
        unknown.stderr.contains("không kết nối được"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn arguments_are_checked() {
    let file = sample("cong-van.pdf");
    let file = file.to_str().unwrap();
    for wrong in [
        ["--remap", "a.vn"],
        ["--timeout", "0"],
        ["--remap", "a=b/c"],
    ] {
        congvu(["verify", file].into_iter().chain(wrong)).expect(2, wrong[0]);
    }
    congvu(["verify", file, "--cache", "/dev/null/x"]).expect(2, "/dev/null/x");
    congvu(["verify", file, "--cache", "/tmp/x", "--no-cache"]).expect(2, "--no-cache");
}

/// A server in front of the authority's that answers what is posted itself, and wrongly.
struct Front {
    address: String,
    posts: Arc<AtomicUsize>,
}

impl Front {
    fn start(behind: String, answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let posts = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&posts);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                    head.push(byte[0]);
                }
                if head.starts_with(b"POST") {
                    counter.fetch_add(1, Ordering::SeqCst);
                    // What is posted is small and here already.
                    let _ = stream.read(&mut [0; 4096]);
                    let _ = stream.write_all(answer.as_bytes());
                    continue;
                }
                // One question per connection, so that all of them are seen.
                head.truncate(head.len() - 2);
                head.extend_from_slice(b"Connection: close\r\n\r\n");
                let mut onward = TcpStream::connect(&behind).unwrap();
                onward.write_all(&head).unwrap();
                io::copy(&mut onward, &mut stream).unwrap();
            }
        });
        Self { address, posts }
    }
}

/// The key file of a member without the certificates of its issuers, made by OpenSSL.
fn without_chain(id: &str, folder: &Path, to: &Path) {
    let pem = folder.join("alone.pem");
    let password = format!("pass:{PIN}");
    let openssl = |arguments: &[&str]| {
        let run = Command::new("openssl").args(arguments).output().unwrap();
        assert!(
            run.status.success(),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
    };
    let from = authority().join(format!("keys/{id}.p12"));
    let (from, pem, to) = (
        from.to_str().unwrap(),
        pem.to_str().unwrap(),
        to.to_str().unwrap(),
    );
    openssl(&[
        "pkcs12", "-in", from, "-passin", &password, "-clcerts", "-nodes", "-out", pem,
    ]);
    openssl(&[
        "pkcs12", "-export", "-in", pem, "-passout", &password, "-out", to,
    ]);
}
