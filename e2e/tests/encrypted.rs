//! Encrypted files: signed under the password that opens them, as far as their owner permits.
//!
//! Files with an empty user password are in the matrix; here are those that need one, and those
//! whose permissions forbid signing (ISO 32000-2, 7.6.4.2).

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use e2e::certificates::certificates;
use e2e::inputs::{Input, OWNER_PASSWORD, USER_PASSWORD};
use e2e::judges::poppler;
use e2e::keys;
use e2e::proof::{Case, demand_sound};
use e2e::tool::Tool;

fn sign(from: &Path, to: &Path) -> Tool {
    keys::with_file("signer")
        .args(["--level", "B-B"])
        .arg(from)
        .arg("--out")
        .arg(to)
}

#[test]
fn user_password_opens_and_signs_twice() {
    let folder = tempfile::tempdir().unwrap();
    let original = Input::Aes256Password.file();
    let (once, twice) = (
        folder.path().join("once.pdf"),
        folder.path().join("twice.pdf"),
    );
    for (from, to) in [(&original, &once), (&once, &twice)] {
        let _done = sign(from, to)
            .env("CONGVU_PASSWORD", USER_PASSWORD)
            .run()
            .success();
    }
    let mut case = Case::new(&twice, 2).from(&once);
    case.password = Some(USER_PASSWORD.to_owned());
    demand_sound(&[case], &certificates().root());
}

#[test]
fn stamp_on_an_encrypted_page_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.pdf");
    let _done = sign(&Input::Aes256Password.file(), &file)
        .env("CONGVU_PASSWORD", USER_PASSWORD)
        .args(["--profile", "tay-son", "--place", "auto"])
        .run()
        .success();
    let text = poppler::text(&file, Some(USER_PASSWORD));
    assert!(text.contains("Người ký: Trần Văn Thử"), "{text}");
}

#[test]
fn owner_password_lifts_the_owner_s_prohibition() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.pdf");
    let original = Input::Aes256Forbidden.file();
    let _done = sign(&original, &file)
        .env("CONGVU_PASSWORD", OWNER_PASSWORD)
        .run()
        .success();
    demand_sound(
        &[Case::new(&file, 1).from(&original)],
        &certificates().root(),
    );
}

#[test]
fn wrong_password_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.pdf");
    let answer = sign(&Input::Aes256Password.file(), &file)
        .env("CONGVU_PASSWORD", "sai")
        .args(["--lang", "en"])
        .run();
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    assert!(answer.stderr.contains("password"), "{answer:#?}");
    assert!(!file.exists());
}
