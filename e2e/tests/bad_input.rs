//! Bad input: each a clear message, nothing half written.
//!
//! Clear means: on stderr, naming the object, in the language asked for, with no debris of the
//! program's inside. Nothing half written means: the folder of outputs holds what it held before.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use e2e::certificates::certificates;
use e2e::inputs::Input;
use e2e::keys;
use e2e::proof::{Case, demand_sound};
use e2e::token::{self, PERSONS, PIN, tokens};
use e2e::tool::{Answer, Tool};
use e2e::tsa::{Manner, Tsa};
use tempfile::TempDir;

/// A folder for outputs, and what must not change in it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("signed.pdf")
    }

    fn files(&self) -> Vec<OsString> {
        let mut names: Vec<OsString> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    }

    /// Runs `sign`, which must fail with this exit code, say each of these words in English and
    /// leave nothing behind; then once more for the Vietnamese message.
    fn refuses(&self, sign: impl Fn() -> Tool, code: i32, words: &[&str]) -> Answer {
        let before = self.files();
        let answer = sign().args(["--lang", "en"]).run();
        assert_eq!(answer.code, Some(code), "{answer:#?}");
        for word in words {
            let said = answer.stderr.to_lowercase();
            assert!(
                said.contains(&word.to_lowercase()),
                "no `{word}`: {answer:#?}"
            );
        }
        for debris in [
            "panicked",
            "Error {",
            "Err(",
            "Some(",
            "src/",
            "RUST_BACKTRACE",
        ] {
            assert!(!answer.stderr.contains(debris), "{answer:#?}");
        }
        assert_eq!(
            self.files(),
            before,
            "something was left behind: {answer:#?}"
        );
        let vietnamese = sign().run();
        assert_eq!(vietnamese.code, Some(code), "{vietnamese:#?}");
        assert_ne!(
            vietnamese.stderr, answer.stderr,
            "the message has one language only"
        );
        assert_eq!(self.files(), before);
        answer
    }

    /// The same for one input with a good key.
    fn refuses_input(&self, input: &Path, words: &[&str]) {
        let _answer = self.refuses(
            || {
                keys::with_file("signer")
                    .args(["--level", "B-B"])
                    .arg(input)
                    .arg("--out")
                    .arg(self.out())
            },
            1,
            words,
        );
    }

    fn signs_with(&self, sign: Tool) -> Tool {
        sign.args(["--level", "B-B"])
            .arg(Input::LibreOffice.file())
            .arg("--out")
            .arg(self.out())
    }
}

// --- the input ------------------------------------------------------------------------------

#[test]
fn empty_file() {
    Desk::new().refuses_input(&Input::Empty.file(), &["empty.pdf", "empty"]);
}

#[test]
fn truncated_file() {
    Desk::new().refuses_input(&Input::Truncated.file(), &["truncated.pdf"]);
}

#[test]
fn text_called_pdf() {
    Desk::new().refuses_input(&Input::NotPdf.file(), &["notpdf.pdf", "PDF"]);
}

#[test]
fn missing_file() {
    Desk::new().refuses_input(
        Path::new("/nonexistent/công văn.pdf"),
        &["/nonexistent/công văn.pdf"],
    );
}

#[test]
fn folder_instead_of_file() {
    let desk = Desk::new();
    desk.refuses_input(&std::env::temp_dir(), &["folder"]);
}

#[test]
fn encrypted_without_password() {
    Desk::new().refuses_input(&Input::Aes256Password.file(), &["password"]);
}

#[test]
fn permissions_forbid_signing() {
    Desk::new().refuses_input(&Input::Aes256Forbidden.file(), &["permit"]);
}

#[test]
fn damaged_after_signing() {
    Desk::new().refuses_input(&Input::SignedBroken.file(), &["damaged", "signed"]);
}

#[test]
fn damaged_and_unsigned_is_rewritten_and_told() {
    for input in Input::REPAIRABLE {
        let desk = Desk::new();
        let answer = keys::with_file("signer")
            .args(["--level", "B-B", "--lang", "en"])
            .arg(input.file())
            .arg("--out")
            .arg(desk.out())
            .run()
            .success();
        assert!(answer.stderr.contains("rewritten"), "{answer:#?}");
        demand_sound(&[Case::new(&desk.out(), 1)], &certificates().root());
    }
}

#[test]
fn bytes_after_the_end_are_kept() {
    let desk = Desk::new();
    let input = Input::TrailingJunk.file();
    let _done = keys::with_file("signer")
        .args(["--level", "B-B"])
        .arg(&input)
        .arg("--out")
        .arg(desk.out())
        .run()
        .success();
    demand_sound(
        &[Case::new(&desk.out(), 1).from(&input)],
        &certificates().root(),
    );
}

#[test]
fn one_bad_file_does_not_spoil_the_batch() {
    let desk = Desk::new();
    let good = [Input::LibreOffice.file(), Input::TexTable.file()];
    let answer = keys::with_file("signer")
        .args(["--level", "B-B", "--lang", "en"])
        .arg(&good[0])
        .arg(Input::Empty.file())
        .arg(&good[1])
        .arg("--out")
        .arg(desk.folder.path())
        .run();
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    assert_eq!(desk.files(), ["libreoffice.pdf", "textable.pdf"]);
    let cases: Vec<Case> = good
        .iter()
        .map(|file| Case::new(&desk.folder.path().join(file.file_name().unwrap()), 1).from(file))
        .collect();
    demand_sound(&cases, &certificates().root());
}

// --- the key --------------------------------------------------------------------------------

#[test]
fn wrong_password_of_the_key_file() {
    let desk = Desk::new();
    let _answer = desk.refuses(
        || desk.signs_with(keys::with_file("signer").env("CONGVU_PIN", "sai")),
        2,
        &["password"],
    );
}

#[test]
fn key_file_that_is_none() {
    let desk = Desk::new();
    let _answer = desk.refuses(
        || {
            let key = format!("pkcs12:{}", Input::LibreOffice.file().display());
            desk.signs_with(
                e2e::congvu::congvu()
                    .args(["sign", "--key", &key])
                    .env("CONGVU_PIN", "x"),
            )
        },
        2,
        &["PKCS#12"],
    );
}

#[test]
fn certificate_that_may_not_sign() {
    for (subject, words) in [
        ("expired", &["expired"][..]),
        ("notyet", &["not valid yet"]),
        ("encipherment", &["signing"]),
        ("server", &["signing"]),
    ] {
        let desk = Desk::new();
        let _answer = desk.refuses(|| desk.signs_with(keys::with_file(subject)), 1, words);
    }
}

#[test]
fn key_that_is_too_short() {
    let desk = Desk::new();
    let _answer = desk.refuses(|| desk.signs_with(keys::with_file("rsa1024")), 2, &["1024"]);
}

/// Signs a batch of three through the module that notes calls and fails as told.
fn through_shim(desk: &Desk, fault: &str, pin: &str, tokens: &token::Tokens) -> (Answer, String) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let answer = e2e::congvu::congvu()
        .args(["sign", "--lang", "en", "--level", "B-B", "--key"])
        .arg(token::uri(PERSONS, "signer", &token::shim()))
        .env("SOFTHSM2_CONF", tokens.configuration())
        .env("TOKEN_SHIM_MODULE", token::module())
        .env("TOKEN_SHIM_LOG", log.path())
        .env("TOKEN_SHIM_FAULT", fault)
        .env("CONGVU_PIN", pin)
        .args([Input::LibreOffice, Input::TexTable, Input::PdfA1].map(Input::file))
        .arg("--out")
        .arg(desk.folder.path())
        .limit(90)
        .run();
    (answer, fs::read_to_string(log.path()).unwrap())
}

#[test]
fn batch_logs_in_once_and_never_writes_to_the_token() {
    let desk = Desk::new();
    let (answer, calls) = through_shim(&desk, "", PIN, &tokens());
    assert_eq!(answer.code, Some(0), "{answer:#?}");
    assert_eq!(calls.matches("C_Login\n").count(), 1, "{calls}");
    assert_eq!(calls.matches("C_Sign\n").count(), 3, "{calls}");
    for call in [
        "Init",
        "SetPIN",
        "Create",
        "Copy",
        "Destroy",
        "SetAttribute",
        "Generate",
    ] {
        let written = calls
            .lines()
            .any(|line| line.contains(call) && line != "C_SignInit");
        assert!(!written, "{calls}");
    }
}

#[test]
fn wrong_pin_stops_the_batch_and_is_not_tried_again() {
    let desk = Desk::new();
    let spoiled = tempfile::tempdir().unwrap();
    let own = tokens().own_copy(&spoiled.path().join("hsm"));
    let (answer, calls) = through_shim(&desk, "", "00000000", &own);
    assert_eq!(answer.code, Some(2), "{answer:#?}");
    assert!(answer.stderr.contains("PIN"), "{answer:#?}");
    assert_eq!(calls.matches("C_Login\n").count(), 1, "{calls}");
    assert_eq!(calls.matches("C_Sign").count(), 0, "{calls}");
    assert_eq!(desk.files(), Vec::<OsString>::new());
}

#[test]
fn token_removed_in_the_middle() {
    let desk = Desk::new();
    let (answer, _) = through_shim(&desk, "removed:2", PIN, &tokens());
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    assert!(answer.stderr.contains("removed"), "{answer:#?}");
    assert_eq!(desk.files(), ["libreoffice.pdf"]);
    let first = desk.folder.path().join("libreoffice.pdf");
    demand_sound(&[Case::new(&first, 1)], &certificates().root());
}

#[test]
fn module_crashes_in_the_middle() {
    let desk = Desk::new();
    let (answer, _) = through_shim(&desk, "crash:2", PIN, &tokens());
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    assert_eq!(desk.files(), ["libreoffice.pdf"]);
}

#[test]
fn module_hangs_in_the_middle() {
    let desk = Desk::new();
    let (answer, _) = through_shim(&desk, "hang:2", PIN, &tokens());
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    assert_eq!(desk.files(), ["libreoffice.pdf"]);
}

#[test]
fn module_that_is_none() {
    let desk = Desk::new();
    for module in [
        PathBuf::from("/nonexistent/module.so"),
        Input::LibreOffice.file(),
    ] {
        let _answer = desk.refuses(
            || {
                desk.signs_with(
                    e2e::congvu::congvu()
                        .args(["sign", "--key"])
                        .arg(token::uri(PERSONS, "signer", &module))
                        .env("CONGVU_PIN", PIN),
                )
            },
            2,
            &["module"],
        );
    }
}

#[test]
fn token_or_key_that_is_not_there() {
    let desk = Desk::new();
    for (token, key) in [("khong-co", "signer"), (PERSONS, "khong-co")] {
        let _answer = desk.refuses(
            || desk.signs_with(keys::with_token(token, key)),
            2,
            &["khong-co"],
        );
    }
}

// --- the time stamp ---------------------------------------------------------------------------

#[test]
fn time_stamp_authority_fails() {
    let tsa = Tsa::start();
    let desk = Desk::new();
    for (url, words) in [
        ("http://127.0.0.1:9/".to_owned(), &["127.0.0.1:9"][..]),
        (tsa.url(Manner::Slow), &["slow", "seconds"]),
        (tsa.url(Manner::WrongNonce), &["nonce"]),
        (tsa.url(Manner::WrongImprint), &[]),
        (tsa.url(Manner::Expired), &["not valid at"]),
        (tsa.url(Manner::Rejected), &["closed"]),
        (tsa.url(Manner::Html), &["html"]),
        (tsa.url(Manner::Error), &["500"]),
        (tsa.url(Manner::HangUp), &["hang-up"]),
    ] {
        let _answer = desk.refuses(
            || {
                keys::with_file("signer")
                    .args(["--level", "B-T", "--tsa", &url, "--tsa-timeout", "2"])
                    .arg(Input::LibreOffice.file())
                    .arg("--out")
                    .arg(desk.out())
            },
            1,
            words,
        );
    }
}

// --- the output -------------------------------------------------------------------------------

#[test]
fn output_exists() {
    let desk = Desk::new();
    fs::write(desk.out(), b"something of value").unwrap();
    let _answer = desk.refuses(
        || desk.signs_with(keys::with_file("signer")),
        1,
        &["exists"],
    );
    assert_eq!(fs::read(desk.out()).unwrap(), b"something of value");
}

#[test]
fn output_is_the_input() {
    let desk = Desk::new();
    let bytes = fs::read(Input::LibreOffice.file()).unwrap();
    fs::write(desk.out(), &bytes).unwrap();
    let _answer = desk.refuses(
        || {
            keys::with_file("signer")
                .args(["--level", "B-B"])
                .arg(desk.out())
                .arg("--out")
                .arg(desk.out())
        },
        1,
        &["signed.pdf"],
    );
    assert_eq!(fs::read(desk.out()).unwrap(), bytes);
}

#[test]
fn folder_that_nobody_may_write() {
    // Root may write to a folder of mode 555, nobody may make a file in /sys.
    let desk = Desk::new();
    let _answer = desk.refuses(
        || {
            keys::with_file("signer")
                .args(["--level", "B-B", "--out", "/sys/signed.pdf"])
                .arg(Input::LibreOffice.file())
        },
        1,
        &["/sys"],
    );
}

#[test]
fn no_room_on_the_disk() {
    let desk = Desk::new();
    // A limit on the size of files stands for the full disk: both fail in the middle of a write.
    let limited = || {
        desk.signs_with(keys::with_file("signer")).through(&[
            "sh",
            "-c",
            r#"trap '' XFSZ; ulimit -f 20; exec "$@""#,
            "sh",
        ])
    };
    let _answer = desk.refuses(limited, 1, &["signed.pdf"]);
}

#[test]
fn standard_output_is_full() {
    let answer = keys::with_file("signer")
        .args(["--level", "B-B", "--out", "-"])
        .arg(Input::LibreOffice.file())
        .through(&["sh", "-c", r#"exec "$@" > /dev/full"#, "sh"])
        .run();
    assert_ne!(answer.code, Some(0), "{answer:#?}");
    assert!(!answer.stderr.is_empty());
}
