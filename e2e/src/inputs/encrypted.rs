//! Encrypted files by qpdf (ISO 32000-2, 7.6).

use std::path::{Path, PathBuf};

use super::{Input, OWNER_PASSWORD, USER_PASSWORD};
use crate::tool::Tool;

/// Encrypts the LibreOffice file in the way the input asks for.
pub(super) fn make(input: Input, work: &Path) -> PathBuf {
    let (user, bits, options): (&str, &str, &[&str]) = match input {
        Input::Rc4 => ("", "128", &["--use-aes=n"]),
        Input::Aes128 => ("", "128", &["--use-aes=y"]),
        Input::Aes256Password => (USER_PASSWORD, "256", &[]),
        Input::Aes256Forbidden => ("", "256", &["--form=n", "--annotate=n", "--modify=none"]),
        _ => ("", "256", &[]),
    };
    let streams = match input {
        Input::Aes256Password => "--object-streams=generate",
        _ => "--object-streams=preserve",
    };
    let file = work.join("made.pdf");
    let _done = Tool::new("qpdf")
        .args(["--allow-weak-crypto", streams, "--encrypt", user])
        .args([OWNER_PASSWORD, bits])
        .args(options)
        .arg("--")
        .arg(Input::LibreOffice.file())
        .arg(&file)
        .run()
        .success();
    file
}
