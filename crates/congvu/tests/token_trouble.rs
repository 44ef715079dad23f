//! Keys that fail: wrong PIN, locked out, pulled out, modules that crash or hang.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use common::pki::{PIN, authority, module, p12, token};
use common::{Run, command, sample};

#[test]
fn a_wrong_pin_is_tried_once_and_nothing_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = own_tokens(folder.path());
    let out = folder.path().join("ra");
    fs::create_dir(&out).unwrap();
    let run = sign(&tokens, &token("leader"), "00000000", &out);
    let json = run.expect(2, "lỗi: sai mã PIN").json();
    assert_eq!(json["error"]["code"], "pin-wrong");
    assert_eq!(json["not_done"], 2);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    sign(&tokens, &p12("leader"), "00000000", &out).expect(2, "sai mật khẩu của tệp khóa");
}

#[test]
fn a_token_pulled_out_stops_the_batch() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = own_tokens(folder.path());
    let out = folder.path().join("ra");
    fs::create_dir(&out).unwrap();
    // The second input is a pipe: the program waits at it until the first file is signed and the
    // token gone.
    let pipe = folder.path().join("van-ban.pdf");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let child = command()
        .env("SOFTHSM2_CONF", tokens.join("softhsm2.conf"))
        .env("CONGVU_PIN", PIN)
        .arg("sign")
        .args([
            sample("cong-van.pdf"),
            pipe.clone(),
            sample("quyet-dinh.pdf"),
        ])
        .args(["--json", "--key", &token("leader"), "--out"])
        .arg(&out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let started = Instant::now();
    while !out.join("cong-van.pdf").exists() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "nothing is signed"
        );
        thread::sleep(Duration::from_millis(20));
    }
    fs::rename(tokens.join("store"), tokens.join("gone")).unwrap();
    writer
        .write_all(&fs::read(sample("cong-van.pdf")).unwrap())
        .unwrap();
    drop(writer);
    let run = Run::from(child.wait_with_output().unwrap());
    let json = run
        .expect(1, "Đã ký 1 tệp, lỗi 1 tệp, chưa làm 1 tệp")
        .json();
    let code = json["files"][1]["error"]["code"].as_str().unwrap();
    assert!(code.starts_with("pkcs11-"), "{code}");
    assert_eq!(json["files"][2]["status"], "not_done");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn a_module_that_crashes_is_an_error_message() {
    let folder = tempfile::tempdir().unwrap();
    let shim = shim(folder.path(), "abort();");
    let run = sign(
        folder.path(),
        &format!("pkcs11:token=x?module-path={}", shim.display()),
        PIN,
        folder.path(),
    );
    run.expect(2, "phần mềm của thiết bị bị dừng đột ngột");
}

#[test]
fn a_module_that_hangs_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let shim = shim(folder.path(), "sleep(600);");
    let started = Instant::now();
    let run = sign(
        folder.path(),
        &format!("pkcs11:token=x?module-path={}", shim.display()),
        PIN,
        folder.path(),
    );
    run.expect(2, "không trả lời khi nạp phần mềm trong 2 giây");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn other_faults_of_addresses_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = own_tokens(folder.path());
    let missing = format!("pkcs11:token=khong-co?module-path={}", module());
    sign(&tokens, &missing, PIN, folder.path()).expect(2, "không có thiết bị nào khớp");
    sign(
        &tokens,
        "pkcs11:token=x?module-path=/no/such.so",
        PIN,
        folder.path(),
    )
    .expect(2, "không nạp được phần mềm của thiết bị");
    sign(&tokens, "pkcs11:token", PIN, folder.path()).expect(2, "địa chỉ pkcs11: không đúng");
    sign(&tokens, "pkcs12:/no/such.p12", PIN, folder.path()).expect(2, "không đọc được tệp khóa");
    sign(&tokens, "khoa.p12", PIN, folder.path()).expect(2, "pkcs12:FILE, pkcs11:URI");
}

#[test]
fn certificates_that_may_not_sign_are_refused_before_the_key_is_used() {
    let folder = tempfile::tempdir().unwrap();
    for (who, code) in [
        ("expired", "signer-expired"),
        ("not-yet-valid", "signer-not-yet-valid"),
        ("tls-server", "signer-purpose"),
        ("organization", "signer-wrong-kind"),
    ] {
        let json = sign(folder.path(), &p12(who), PIN, folder.path())
            .expect(1, "lỗi: ")
            .json();
        assert_eq!(json["error"]["code"], code);
    }
    for (who, code) in [
        ("revoked", "signer-revoked"),
        ("suspended", "signer-suspended"),
    ] {
        let run = command()
            .env("CONGVU_PIN", PIN)
            .arg("sign")
            .arg(sample("cong-van.pdf"))
            .args(["--json", "--key", &p12(who), "--crl"])
            .arg(authority().join("crl"))
            .arg("--out")
            .arg(folder.path())
            .output();
        let json = Run::from(run.unwrap()).expect(1, "lỗi: ").json();
        assert_eq!(json["error"]["code"], code);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn without_a_terminal_the_hint_names_file_and_variable() {
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new("setsid")
        .arg(env!("CARGO_BIN_EXE_congvu"))
        .arg("sign")
        .arg(sample("cong-van.pdf"))
        .args(["--key", &p12("leader"), "--out"])
        .arg(folder.path())
        .env_remove("CONGVU_PIN")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Run::from(run).expect(2, "--pin-file TỆP hoặc biến môi trường CONGVU_PIN");
}

#[test]
fn the_pin_is_asked_once_on_the_terminal_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "set timeout 30\n\
         spawn {} sign {} {} --key {{{}}} --out {}\n\
         expect {{PIN của thiết bị `leader`}}\nsend \"{PIN}\\r\"\n\
         expect eof\nlassign [wait] pid id os status\nexit $status\n",
        env!("CARGO_BIN_EXE_congvu"),
        sample("cong-van.pdf").display(),
        sample("quyet-dinh.pdf").display(),
        token("leader"),
        folder.path().display(),
    );
    let output = Command::new("expect")
        .args(["-c", &script])
        .env("SOFTHSM2_CONF", authority().join("tokens/softhsm2.conf"))
        .env_remove("CONGVU_PIN")
        .output()
        .expect("expect is installed");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    assert_eq!(shown.matches("PIN của thiết bị").count(), 1, "{shown}");
    assert!(!shown.contains(PIN), "the PIN was echoed: {shown}");
    assert!(shown.contains("Đã ký 2 tệp"), "{shown}");
}

#[test]
fn ctrl_c_at_the_prompt_cancels_and_nothing_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "set timeout 30\n\
         spawn {} sign {} --key {{{}}} --out {}\n\
         expect {{PIN của thiết bị}}\nsleep 1\nsend \"\\003\"\n\
         expect eof\nlassign [wait] pid id os status\nexit $status\n",
        env!("CARGO_BIN_EXE_congvu"),
        sample("cong-van.pdf").display(),
        token("leader"),
        folder.path().display(),
    );
    let output = Command::new("expect")
        .args(["-c", &script])
        .env("SOFTHSM2_CONF", authority().join("tokens/softhsm2.conf"))
        .env_remove("CONGVU_PIN")
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    // Cancelled at the prompt, or ended by the signal just before it was ready.
    assert!(matches!(output.status.code(), Some(2 | 130)), "{shown}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Signs two files into `out`.
fn sign(tokens: &Path, key: &str, pin: &str, out: &Path) -> Run {
    command()
        .env("SOFTHSM2_CONF", tokens.join("softhsm2.conf"))
        .env("CONGVU_PIN", pin)
        .arg("sign")
        .args([sample("cong-van.pdf"), sample("quyet-dinh.pdf")])
        .args(["--json", "--token-timeout", "2", "--key", key, "--out"])
        .arg(out)
        .output()
        .unwrap()
        .into()
}

/// A copy of the tokens that this test may spoil.
fn own_tokens(folder: &Path) -> PathBuf {
    let tokens = folder.join("tokens");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(authority().join("tokens"))
        .arg(&tokens)
        .status();
    assert!(copied.unwrap().success());
    let store = tokens.join("store");
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\n",
        store.display()
    );
    fs::write(tokens.join("softhsm2.conf"), text).unwrap();
    tokens
}

/// A module that does this when it is initialised, built with the compiler that links Rust.
fn shim(folder: &Path, body: &str) -> PathBuf {
    let (source, module) = (folder.join("shim.c"), folder.join("shim.so"));
    let code = format!(
        "#include <stdlib.h>\n#include <unistd.h>\nlong C_GetFunctionList(void *list) {{ {body} return 5; }}\n"
    );
    fs::write(&source, code).unwrap();
    let arguments: [OsString; 5] = [
        "-shared".into(),
        "-fPIC".into(),
        "-o".into(),
        module.clone().into(),
        source.into(),
    ];
    assert!(
        Command::new("cc")
            .args(arguments)
            .status()
            .unwrap()
            .success()
    );
    module
}
