//! The layering of `ARCHITECTURE.md`, held by a test over `cargo metadata`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot read the manifest must stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Which of our crates each crate may import. A crate that is not listed may not exist.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    // Engine: knows nothing of Vietnam, offices or networks.
    ("pdf", &[]),
    ("pki", &[]),
    ("keys", &["pki"]),
    ("stamp", &["pdf"]),
    ("ades", &["pdf", "pki", "keys"]),
    ("testpki", &["pki"]),
    // Between the office and the desks: what they say to each other, pure.
    ("agent-protocol", &["pki"]),
    // Domain: the rules of the office, pure.
    ("process", &[]),
    ("access", &["process"]),
    ("audit", &[]),
    ("documents", &["access", "audit", "process"]),
    ("layout", &["pdf", "stamp"]),
    // Edge: does, and decides nothing.
    ("transport", &["ades", "pki"]),
    ("trust", &["ades", "pki"]),
    ("store", &["access", "audit", "documents", "process"]),
    ("convert", &["pdf"]),
    (
        "office",
        &[
            "access",
            "ades",
            "agent-protocol",
            "audit",
            "convert",
            "documents",
            "keys",
            "layout",
            "pdf",
            "pki",
            "process",
            "report",
            "stamp",
            "store",
            "transport",
            "trust",
        ],
    ),
    (
        "server",
        &[
            "access",
            "agent-protocol",
            "documents",
            "office",
            "process",
            "report",
        ],
    ),
    ("token-host", &["keys"]),
    (
        "agent",
        &["agent-protocol", "keys", "pki", "report", "token-host"],
    ),
    (
        "report",
        &[
            "access",
            "ades",
            "agent-protocol",
            "audit",
            "keys",
            "layout",
            "pdf",
            "pki",
            "process",
            "stamp",
            "testpki",
            "transport",
            "trust",
        ],
    ),
    (
        "congvu",
        &[
            "access",
            "ades",
            "agent",
            "agent-protocol",
            "audit",
            "keys",
            "layout",
            "office",
            "pdf",
            "pki",
            "process",
            "report",
            "server",
            "stamp",
            "store",
            "testpki",
            "token-host",
            "transport",
            "trust",
        ],
    ),
    // Fuzz targets: the engine's parsers and what signs the seeds.
    ("fuzz-targets", &["ades", "keys", "pdf", "pki", "testpki"]),
    // Measurements: the engine as callers use it.
    (
        "bench-engine",
        &["ades", "keys", "pdf", "pki", "testpki", "token-host"],
    ),
    // Lists and search, as the office asks for them.
    ("bench-office", &["access", "documents", "store"]),
    // The program under strain: it makes the installation, and looks at what is left of it.
    (
        "bench-soak",
        &[
            "access",
            "agent-protocol",
            "audit",
            "documents",
            "office",
            "pki",
            "process",
            "report",
            "store",
            "testpki",
            "trust",
        ],
    ),
    // Proofs: only the test authority, never the engine they judge.
    ("e2e", &["testpki"]),
];

const EDGE: &[&str] = &[
    "agent",
    "convert",
    "office",
    "server",
    "store",
    "token-host",
    "transport",
    "trust",
    "report",
    "congvu",
    "bench-engine",
    "bench-office",
    "bench-soak",
    "e2e",
];

/// Libraries that do I/O or wait; engine and domain use none of them.
const EDGE_ONLY: &[&str] = &[
    "axum",
    "hyper",
    "indicatif",
    "rpassword",
    "rustls",
    "sqlx",
    "tempfile",
    "tokio",
    "ureq",
];

#[test]
fn crates_import_downwards_only() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let imports = normal_dependencies();

    for (name, dependencies) in &imports {
        let allowed = allowed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("crate {name} has no place in the layering"));
        for dependency in dependencies.iter().filter(|it| imports.contains_key(*it)) {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{name} must not import {dependency}"
            );
        }
    }
    for name in allowed.keys() {
        assert!(
            imports.contains_key(*name),
            "{name} is in the layering but not in the workspace"
        );
    }
}

#[test]
fn engine_and_domain_do_no_input_or_output() {
    for (name, dependencies) in normal_dependencies() {
        if EDGE.contains(&name.as_str()) {
            continue;
        }
        for dependency in &dependencies {
            assert!(
                !EDGE_ONLY.contains(&dependency.as_str()),
                "{name} must not import {dependency}"
            );
        }
    }
}

/// Every workspace crate with its normal (neither test nor build) dependencies.
fn normal_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let normal = dependencies.iter().filter(|it| it["kind"].is_null());
            (
                text(&package["name"]),
                normal.map(|it| text(&it["name"])).collect(),
            )
        })
        .collect()
}
