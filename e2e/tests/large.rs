//! A file beyond 100,000,000 bytes: every offset that a signature writes has ten digits.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use e2e::certificates::certificates;
use e2e::inputs::Input;
use e2e::keys;
use e2e::proof::{Case, demand_sound};

fn sign(from: &Path, to: &Path) {
    let _done = keys::with_file("signer")
        .args(["--level", "B-B"])
        .arg(from)
        .arg("--out")
        .arg(to)
        .run()
        .success();
}

#[test]
fn signed_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (once, twice) = (
        folder.path().join("once.pdf"),
        folder.path().join("twice.pdf"),
    );
    sign(&Input::Huge.file(), &once);
    sign(&once, &twice);
    demand_sound(&[Case::new(&twice, 2).from(&once)], &certificates().root());
}
