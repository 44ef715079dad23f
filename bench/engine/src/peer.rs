//! pyHanko on the same files, looping in a process of its own (`python/peer.py`).

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::json;

use crate::desk::{Desk, PASSWORD};
use crate::document::Documents;

/// CPU time in microseconds.
#[derive(Debug, Deserialize)]
pub(crate) struct Peer {
    pub(crate) sign_small: f64,
    pub(crate) sign_large: f64,
    pub(crate) validate_small: f64,
    pub(crate) validate_large: f64,
    pub(crate) validate_many: f64,
}

pub(crate) fn measure(desk: &Desk, documents: &Documents) -> Peer {
    let order = json!({
        "key": desk.path("key.p12"),
        "password": PASSWORD,
        "root": desk.path("root.pem"),
        "lists": [desk.path("root.crl"), desk.path("government.crl")],
        "sign": {
            "sign_small": [documents.small.plain_file, 15],
            "sign_large": [documents.large.plain_file, 9],
        },
        "validate": {
            "validate_small": [documents.small.signed_file, 15, 3],
            "validate_large": [documents.large.signed_file, 9, 3],
            "validate_many": [documents.many_file, 3, 24],
        },
    });
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("python/peer.py");
    let mut child = Command::new(python())
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pyHanko's Python: scripts/setup.sh test, or CONGVU_PYTHON");
    let mut input = child.stdin.take().unwrap();
    input.write_all(order.to_string().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "peer.py fails");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn python() -> PathBuf {
    let installed = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../target/interop/bin/python"
    );
    std::env::var_os("CONGVU_PYTHON").map_or_else(|| installed.into(), PathBuf::from)
}
