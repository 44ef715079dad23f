//! Wrong PINs, removed tokens and bad modules end in an error that says what happened.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "support/softhsm.rs"]
#[allow(dead_code, reason = "shared by several test programs")]
mod softhsm;
#[allow(dead_code, reason = "shared by several test programs")]
mod support;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use keys::pkcs11::{LoginOptions, Module};
use keys::{KeyError, PinTries, PrivateKey as _};
use softhsm::{MODULE, PIN, SoftHsm, worker_command};
use token_host::{Deadlines, Worker};

const MESSAGE: &[u8] = b"message";
// CK_TOKEN_INFO flags.
const PIN_PAD: &str = "0x100";
const FINAL_TRY: &str = "0x20000";
const LOCKED: &str = "0x40000";

fn store() -> SoftHsm {
    SoftHsm::with_key("Leader", "leader", "P-256")
}

fn options() -> LoginOptions {
    LoginOptions::default()
}

#[test]
fn a_wrong_pin_is_tried_once_and_the_tokens_flag_is_shown() {
    let store = store();
    for (later, expected) in [
        ("0", PinTries::Low),
        (FINAL_TRY, PinTries::Final),
        (LOCKED, PinTries::Locked),
    ] {
        let environment = [("SHIM_LATER_FLAGS", later)];
        match store.shim_connect(&environment, Some("wrong"), &options()) {
            Err(KeyError::PinWrong { tries }) => assert_eq!(tries, expected),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(store.calls("C_Login"), 3);
    assert_eq!(store.calls("C_Sign"), 0);
    // The token itself now says that tries were used up, before the next PIN is asked for.
    let module = Module::load(store.link(), MODULE).unwrap();
    assert!(
        module
            .find(&"pkcs11:".parse().unwrap())
            .unwrap()
            .info()
            .pin_count_low
    );
}

#[test]
fn the_last_try_and_a_locked_token_are_left_alone() {
    let store = store();
    let last = [("SHIM_FLAGS", FINAL_TRY)];
    let error = store
        .shim_connect(&last, Some(PIN), &options())
        .unwrap_err();
    assert_eq!(error.code(), "pin-final-try");
    let locked = [("SHIM_FLAGS", LOCKED)];
    let error = store
        .shim_connect(&locked, Some(PIN), &options())
        .unwrap_err();
    assert_eq!(error.code(), "pin-locked");
    let error = store.shim_connect(&[], None, &options()).unwrap_err();
    assert_eq!(error.code(), "pin-needed");
    assert_eq!(store.calls("C_Login"), 0);
    let module = Module::load(store.shim_link(&last), &store.shim()).unwrap();
    let found = module.find(&"pkcs11:".parse().unwrap()).unwrap();
    assert_eq!(found.check(&options()).unwrap_err().code(), "pin-final-try");
    let mut allowed = options();
    allowed.use_final_try = true;
    store.shim_connect(&last, Some(PIN), &allowed).unwrap();
}

#[test]
fn pin_errors_are_told_apart() {
    let store = store();
    for (code, expected) in [
        ("0xa1", "pin-format"),
        ("0xa2", "pin-format"),
        ("0xa3", "pin-expired"),
        ("0xa4", "pin-locked"),
        ("0x50", "pin-cancelled"),
        ("0x102", "pin-expired"),
        ("0x30", "pkcs11-module-failed"),
        ("0xe0", "pkcs11-token-removed"),
    ] {
        let fault = format!("C_Login:1:{code}");
        let error = store
            .shim_connect(&[("SHIM_FAULT", &fault)], Some(PIN), &options())
            .unwrap_err();
        assert_eq!(error.code(), expected, "{code}: {error}");
        assert!(error.is_final());
    }
}

#[test]
fn a_pin_pad_gets_no_pin_from_us() {
    let store = store();
    let environment = [("SHIM_FLAGS", PIN_PAD), ("SHIM_PAD", PIN)];
    let token = store
        .shim_connect(&environment, Some("not for the pad"), &options())
        .unwrap();
    token.sign(token.algorithms()[0], MESSAGE).unwrap();
    store.shim_connect(&environment, None, &options()).unwrap();
}

#[test]
fn a_wrong_pin_inside_a_batch_stops_it() {
    let store = SoftHsm::new();
    store.token("Leader");
    store.person("Leader", "leader", "rsa:2048", "01", "--always-auth");
    let fault = [("SHIM_FAULT", "C_Login:3:0xa0")];
    let token = store.shim_connect(&fault, Some(PIN), &options()).unwrap();
    let algorithm = token.algorithms()[0];
    token.sign(algorithm, MESSAGE).unwrap();
    let error = token.sign(algorithm, MESSAGE).unwrap_err();
    assert_eq!(error.code(), "pin-wrong");
    for _ in 0..3 {
        match token.sign(algorithm, MESSAGE) {
            Err(KeyError::Stopped { because }) => assert_eq!(because, "pin-wrong"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(store.calls("C_Login"), 3);
}

#[test]
fn a_token_removed_between_signatures_is_told() {
    let store = store();
    let token = store.connect("pkcs11:", PIN).unwrap();
    let algorithm = token.algorithms()[0];
    token.sign(algorithm, MESSAGE).unwrap();
    fs::remove_dir_all(store.bench.path("tokens")).unwrap();
    let error = token.sign(algorithm, MESSAGE).unwrap_err();
    assert_eq!(error.code(), "pkcs11-token-removed", "{error}");
    assert_eq!(
        token.sign(algorithm, MESSAGE).unwrap_err().code(),
        "key-stopped"
    );

    let store = self::store();
    for (call, code) in [
        ("C_Sign", "0x32"),
        ("C_SignInit", "0xe0"),
        ("C_SignInit", "0xb3"),
    ] {
        let fault = format!("{call}:1:{code}");
        let token = store
            .shim_connect(&[("SHIM_FAULT", &fault)], Some(PIN), &options())
            .unwrap();
        let error = token.sign(algorithm, MESSAGE).unwrap_err();
        assert_eq!(error.code(), "pkcs11-token-removed", "{fault}: {error}");
    }
}

#[test]
fn a_crashing_module_is_an_error_message() {
    let store = store();
    for (call, during) in [
        ("C_GetFunctionList", "loading"),
        ("C_Initialize", "loading"),
        ("C_GetSlotList", "listing tokens"),
        ("C_OpenSession", "opening the token"),
        ("C_Login", "login"),
        ("C_FindObjects", "listing keys"),
    ] {
        for (kind, expected) in [("abort", "signal: 6"), ("exit", "exit status: 0")] {
            let fault = format!("{call}:1:{kind}");
            match store.shim_connect(&[("SHIM_FAULT", &fault)], Some(PIN), &options()) {
                Err(KeyError::ModuleCrashed { during: at, status }) => {
                    assert_eq!(at, during, "{fault}");
                    assert!(status.starts_with(expected), "{fault}: {status}");
                }
                other => panic!("{fault}: {other:?}"),
            }
        }
    }
    let fault = [("SHIM_FAULT", "C_SignInit:2:abort")];
    let token = store.shim_connect(&fault, Some(PIN), &options()).unwrap();
    let algorithm = token.algorithms()[0];
    token.sign(algorithm, MESSAGE).unwrap();
    let error = token.sign(algorithm, MESSAGE).unwrap_err();
    assert_eq!(error.code(), "pkcs11-module-crashed");
    assert_eq!(
        token.sign(algorithm, MESSAGE).unwrap_err().code(),
        "key-stopped"
    );
}

#[test]
fn a_hanging_module_is_stopped() {
    let store = store();
    let shim = store.shim();
    for call in ["C_Initialize", "C_Login", "C_SignInit", "C_Finalize"] {
        let mut command = store.environment(worker_command());
        command
            .env("SHIM_MODULE", MODULE)
            .env("SHIM_FAULT", format!("{call}:1:hang"));
        let deadlines = Deadlines {
            module: Duration::from_secs(3),
            person: Duration::from_secs(3),
        };
        let link = Box::new(Worker::start(command, deadlines).unwrap());
        let started = Instant::now();
        let result = keys::pkcs11::Token::connect(
            link,
            &shim,
            &"pkcs11:".parse().unwrap(),
            Some(keys::Pin::new(PIN.to_owned())),
            &options(),
        )
        .and_then(|token| token.sign(token.algorithms()[0], MESSAGE));
        match (call, result) {
            // Hanging at the very end harms nobody: the signature is there.
            ("C_Finalize", Ok(_)) => {}
            (_, Err(KeyError::ModuleHung { seconds: 3, .. })) => {}
            (_, other) => panic!("{call}: {other:?}"),
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{call}");
    }
}

#[test]
fn a_signature_that_does_not_verify_is_not_given_out() {
    let store = store();
    let token = store
        .shim_connect(&[("SHIM_GARBLE", "1")], Some(PIN), &options())
        .unwrap();
    let algorithm = token.algorithms()[0];
    assert_eq!(
        token.sign(algorithm, MESSAGE).unwrap_err().code(),
        "key-bad-signature"
    );
    assert_eq!(
        token.sign(algorithm, MESSAGE).unwrap_err().code(),
        "key-stopped"
    );
}

#[test]
fn a_module_may_print_what_it_likes() {
    let store = store();
    let token = store
        .shim_connect(&[("SHIM_CHATTER", "1")], Some(PIN), &options())
        .unwrap();
    token.sign(token.algorithms()[0], MESSAGE).unwrap();
}

#[test]
fn what_is_no_module_is_not_loadable() {
    let store = store();
    let text = store.bench.path("softhsm2.conf");
    for module in ["/nowhere/x.so", text.to_str().unwrap(), "libm.so.6", ""] {
        match Module::load(store.link(), module) {
            Err(KeyError::ModuleNotLoadable { module: named, .. }) => assert_eq!(named, module),
            other => panic!("{module}: {other:?}"),
        }
    }
}

#[test]
fn a_child_that_is_none_of_ours_is_told() {
    let deadlines = Deadlines {
        module: Duration::from_secs(1),
        person: Duration::from_secs(1),
    };
    let error = Worker::start(Command::new("/nowhere/congvu"), deadlines).unwrap_err();
    assert_eq!(error.code(), "pkcs11-worker");
    for program in ["true", "cat"] {
        let link = Box::new(Worker::start(Command::new(program), deadlines).unwrap());
        let error = Module::load(link, MODULE).unwrap_err();
        assert!(
            error.is_final() && error.code().starts_with("pkcs11-"),
            "{program}: {error}"
        );
    }
}
