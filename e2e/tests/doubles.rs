//! The doubles themselves: time-stamp authority, tokens, and the module that fails on purpose.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use e2e::certificates::certificates;
use e2e::token::{self, PERSONS, PIN, tokens};
use e2e::tool::{Answer, Tool};
use e2e::tsa::{Manner, Tsa};

fn post(url: &str, body: &[u8]) -> Vec<u8> {
    let (host, path) = url
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /{path} HTTP/1.0\r\nContent-Type: application/timestamp-query\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let at = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map_or(answer.len(), |at| at + 4);
    answer.split_off(at)
}

/// Asks the authority and lets OpenSSL check the reply against the query.
fn stamped(tsa: &Tsa, manner: Manner, folder: &Path) -> Answer {
    let (query, reply) = (folder.join("query"), folder.join("reply"));
    let _done = Tool::new("openssl")
        .args(["ts", "-query", "-sha256", "-cert", "-data"])
        .arg(certificates().root())
        .arg("-out")
        .arg(&query)
        .run()
        .success();
    fs::write(&reply, post(&tsa.url(manner), &fs::read(&query).unwrap())).unwrap();
    Tool::new("openssl")
        .args(["ts", "-verify", "-queryfile"])
        .arg(&query)
        .arg("-in")
        .arg(&reply)
        .arg("-CAfile")
        .arg(certificates().root())
        .run()
}

#[test]
fn authority_is_honest_when_told_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let tsa = Tsa::start();
    assert_eq!(stamped(&tsa, Manner::Honest, folder.path()).code, Some(0));
    for manner in [
        Manner::WrongNonce,
        Manner::WrongImprint,
        Manner::Expired,
        Manner::Rejected,
        Manner::Html,
        Manner::Error,
        Manner::HangUp,
    ] {
        let answer = stamped(&tsa, manner, folder.path());
        assert_ne!(answer.code, Some(0), "{manner:?}: {answer:?}");
    }
}

/// Signs something through the failing module with `pkcs11-tool`, which is not ours.
fn sign(fault: &str, log: &Path) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::write(&data, b"data").unwrap();
    Tool::new("pkcs11-tool")
        .env("SOFTHSM2_CONF", tokens().configuration())
        .env("TOKEN_SHIM_MODULE", token::module())
        .env("TOKEN_SHIM_LOG", log)
        .env("TOKEN_SHIM_FAULT", fault)
        .arg("--module")
        .arg(token::shim())
        .args(["--token-label", PERSONS, "--login", "--pin", PIN])
        .args(["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "01"])
        .arg("--input-file")
        .arg(&data)
        .arg("--output-file")
        .arg(folder.path().join("signature"))
        .limit(3)
        .run_or_time_out()
}

#[test]
fn module_signs_notes_and_fails_as_told() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let _signed = sign("", &log).success();
    let noted = fs::read_to_string(&log).unwrap();
    assert!(noted.contains("C_Login\n"), "{noted}");
    assert!(!noted.contains("C_CreateObject"), "{noted}");

    assert_eq!(sign("hang:1", &log).code, Some(124));
    assert_ne!(sign("crash:1", &log).code, Some(0));
    let removed = sign("removed:1", &log);
    assert!(removed.stderr.contains("CKR_DEVICE_REMOVED"), "{removed:?}");
}
