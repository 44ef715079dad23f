//! `congvu verify` on what we signed, on what others signed, and on what was tampered with.
//!
//! The corpus of other projects is judged elsewhere; here every file is made on the spot.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use e2e::certificates::certificates;
use e2e::congvu::congvu;
use e2e::inputs::Input;
use e2e::issue::{Issue, issue};
use e2e::judges::peer::{self, Authority, Change};
use e2e::keys::{self, Key};
use e2e::tool::{self, Answer, Tool};

fn verify(root: &Path, lists: &Path) -> Tool {
    congvu()
        .args(["verify", "--offline", "--trust"])
        .arg(root)
        .arg("--crl")
        .arg(lists)
}

/// Verifies what our own keys signed.
fn ours(file: &Path) -> Answer {
    let certificates = certificates();
    let lists = certificates.revocation_lists_of_now();
    verify(&certificates.root(), lists.path()).arg(file).run()
}

/// Verifies what the peer signed.
fn peers(authority: &Authority, file: &Path) -> Answer {
    verify(&authority.root(), &authority.revocation_list())
        .arg(file)
        .run()
}

fn demand(answer: &Answer, code: i32) {
    assert_eq!(
        answer.code,
        Some(code),
        "{}\n{}{}",
        answer.command,
        answer.stdout,
        answer.stderr
    );
}

/// The sample, issued once for all tests of this file.
fn issued() -> &'static Issue {
    static ISSUE: OnceLock<Issue> = OnceLock::new();
    ISSUE.get_or_init(|| issue(&tool::samples().join("quyet-dinh.pdf")))
}

/// Changes a digit of the first page's size: one byte in the signed range.
fn change_a_byte(from: &Path, to: &Path) {
    let mut bytes = fs::read(from).unwrap();
    let width = b"595.3";
    let at = bytes.windows(width.len()).position(|w| w == width).unwrap();
    bytes[at] = b'4';
    fs::write(to, bytes).unwrap();
}

#[test]
fn issued_document_passes_with_every_signer_named() {
    let answer = ours(&issued().issued);
    demand(&answer, 0);
    for name in ["Lê Văn Nháp", "Trần Văn Thử", "Sở Nội vụ (mẫu thử)"] {
        assert!(answer.stdout.contains(name), "{}", answer.stdout);
    }
}

#[test]
fn every_input_signed_by_us_passes() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = Input::SIGNABLE.iter().map(|input| input.file()).collect();
    let _done = Key::P256
        .sign()
        .args(["--level", "B-B", "--out"])
        .arg(folder.path())
        .args(&files)
        .run()
        .success();
    let certificates = certificates();
    let answer = verify(&certificates.root(), &certificates.revocation_lists())
        .args(
            files
                .iter()
                .map(|file| folder.path().join(file.file_name().unwrap())),
        )
        .run();
    demand(&answer, 0);
}

#[test]
fn every_kind_of_key_passes() {
    for key in [
        Key::Rsa2048,
        Key::Rsa4096,
        Key::Pss,
        Key::P384,
        Key::P521,
        Key::TokenP256,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("signed.pdf");
        let _done = key
            .sign()
            .args(["--level", "B-B"])
            .arg(Input::TexTable.file())
            .arg("--out")
            .arg(&file)
            .run()
            .success();
        demand(&ours(&file), 0);
    }
}

#[test]
fn signed_by_the_peer_passes() {
    let folder = tempfile::tempdir().unwrap();
    let authority = peer::authority(&folder.path().join("ca"));
    for input in [
        Input::LibreOffice,
        Input::TexObjectStreams,
        Input::Hybrid,
        Input::Aes256,
    ] {
        let once = folder.path().join("once.pdf");
        let twice = folder.path().join("twice.pdf");
        authority.sign(&input.file(), &once, &["--timestamp"]);
        authority.sign(&once, &twice, &["--field", "Second"]);
        for file in [&once, &twice] {
            demand(&peers(&authority, file), 0);
        }
    }
}

#[test]
fn later_changes_fail() {
    let issue = issued();
    for change in [Change::Comment, Change::Page, Change::Field] {
        let changed = issue.place(&format!("verify-{change:?}.pdf"));
        peer::change(change, &issue.issued, &changed);
        demand(&ours(&changed), 1);
    }
    let folder = tempfile::tempdir().unwrap();
    let authority = peer::authority(&folder.path().join("ca"));
    let file = folder.path().join("signed.pdf");
    authority.sign(&Input::LibreOffice.file(), &file, &[]);
    for change in [Change::Comment, Change::Page] {
        let changed = folder.path().join("changed.pdf");
        peer::change(change, &file, &changed);
        demand(&peers(&authority, &changed), 1);
    }
}

#[test]
fn changed_bytes_fail() {
    let issue = issued();
    let changed = issue.place("verify-bytes.pdf");
    change_a_byte(&issue.issued, &changed);
    demand(&ours(&changed), 1);
}

#[test]
fn foreign_root_does_not_pass() {
    let folder = tempfile::tempdir().unwrap();
    let other = peer::authority(&folder.path().join("other"));
    demand(&peers(&other, &issued().issued), 1);
}

#[test]
fn unknown_revocation_does_not_pass() {
    let answer = congvu()
        .args(["verify", "--offline", "--trust"])
        .arg(certificates().root())
        .arg(&issued().issued)
        .run();
    demand(&answer, 1);
}

#[test]
fn revoked_signer_does_not_pass() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.pdf");
    let sign = || {
        keys::with_file("revoked")
            .args(["--level", "B-B", "--lang", "en"])
            .arg(Input::LibreOffice.file())
            .arg("--out")
            .arg(&file)
    };
    // What a list at hand says is refused before the key is touched.
    let refused = sign()
        .arg("--crl")
        .arg(certificates().revocation_lists())
        .run();
    demand(&refused, 1);
    assert!(refused.stderr.contains("revoked"), "{refused:#?}");
    assert!(!file.exists());
    // Without a list nobody could know, and the verdict finds out.
    let _done = sign().run().success();
    demand(&ours(&file), 1);
}

#[test]
fn unsigned_does_not_pass() {
    demand(&ours(&Input::LibreOffice.file()), 1);
}

#[test]
fn unreadable_is_no_verdict() {
    for input in [Input::Empty, Input::NotPdf, Input::Aes256Password] {
        demand(&ours(&input.file()), 2);
    }
}

#[test]
fn json_is_an_object_with_the_same_verdict() {
    let certificates = certificates();
    for (file, code) in [
        (issued().issued.clone(), 0),
        (Input::LibreOffice.file(), 1),
        (Input::Empty.file(), 2),
    ] {
        let lists = certificates.revocation_lists_of_now();
        let answer = verify(&certificates.root(), lists.path())
            .arg("--json")
            .arg(&file)
            .run();
        demand(&answer, code);
        let report: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
        assert!(report.is_object(), "{report}");
    }
}
