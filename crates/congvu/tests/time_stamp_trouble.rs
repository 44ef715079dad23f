//! Time-stamp services that are down, slow or wrong: a clear message, nothing stored.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use common::pki::{PIN, Server, p12};
use common::{Run, command, sample};

#[test]
fn wrong_answers_are_refused_each_by_its_own_name() {
    let server = Server::start();
    for (how, code) in [
        ("wrong-nonce", "tsp-nonce"),
        ("no-nonce", "tsp-nonce"),
        ("wrong-imprint", "tsp-imprint"),
        ("expired", "tsp-certificate-not-valid"),
        ("loose-certificate", "tsp-not-for-time-stamping"),
        ("no-certificate", "tsp-no-certificate"),
        ("wrong-signature", "tsp-signature"),
        ("rejection", "tsp-refused"),
        ("garbage", "pki-malformed"),
        ("html", "transport-content-type"),
        ("error", "transport-status"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let json = sign(&server.wrong_tsa(how), folder.path())
            .expect(1, "lỗi: ")
            .json();
        assert_eq!(json["files"][0]["error"]["code"], code, "{how}");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "{how}"
        );
    }
}

#[test]
fn a_service_that_is_down_stops_the_batch() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tsa", listener.local_addr().unwrap());
    drop(listener);
    let folder = tempfile::tempdir().unwrap();
    let json = sign(&url, folder.path())
        .expect(1, "không kết nối được")
        .json();
    assert_eq!(json["failed"], 1);
    assert_eq!(json["not_done"], 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_slow_service_ends_the_patience() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    sign(&server.wrong_tsa("slow"), folder.path()).expect(1, "không trả lời trong 2 giây");
    assert!(started.elapsed() < Duration::from_secs(15));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn level_b_t_without_a_service_is_refused_before_the_pin() {
    let folder = tempfile::tempdir().unwrap();
    let run = command()
        .arg("sign")
        .arg(sample("cong-van.pdf"))
        .args(["--level", "B-T", "--key", &p12("leader"), "--out"])
        .arg(folder.path())
        .output()
        .unwrap();
    Run::from(run).expect(2, "--tsa URL");
}

/// Signs two files into `folder`.
fn sign(tsa: &str, folder: &Path) -> Run {
    command()
        .env("CONGVU_PIN", PIN)
        .arg("sign")
        .args([sample("cong-van.pdf"), sample("quyet-dinh.pdf")])
        .args([
            "--json",
            "--tsa",
            tsa,
            "--tsa-timeout",
            "2",
            "--key",
            &p12("leader"),
            "--out",
        ])
        .arg(folder)
        .output()
        .unwrap()
        .into()
}
