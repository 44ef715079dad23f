//! Inputs that cannot be signed and outputs that cannot be written: a clear message, and nothing
//! half written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::pki::{PIN, p12};
use common::{Run, command, sample};

#[test]
fn inputs_that_are_no_document() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(sample("cong-van.pdf")).unwrap();
    for (name, content, code) in [
        ("0-byte.pdf", &b""[..], "cli-input-empty"),
        ("cat-ngan.pdf", &bytes[..600], "pdf-no-catalog"),
        ("bang-tinh.pdf", b"PK\x03\x04", "cli-file-kind"),
    ] {
        let input = folder.path().join(name);
        fs::write(&input, content).unwrap();
        assert_eq!(refused(&input, folder.path()), code);
    }
    assert_eq!(
        refused(&folder.path().join("khong-co.pdf"), folder.path()),
        "cli-input-missing"
    );
    assert_eq!(refused(folder.path(), folder.path()), "cli-input-directory");
}

#[test]
fn an_encrypted_file_needs_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("ma-hoa.pdf");
    let encrypted = Command::new("qpdf")
        .args(["--encrypt", "mật khẩu", "chủ", "256", "--"])
        .arg(sample("cong-van.pdf"))
        .arg(&input)
        .status();
    assert!(encrypted.unwrap().success());
    assert_eq!(refused(&input, folder.path()), "pdf-password-required");
    let out = folder.path().join("ra.pdf");
    let with = |password: &str| {
        let run = sign(&input, &out).env("CONGVU_PASSWORD", password).output();
        Run::from(run.unwrap())
    };
    with("sai").expect(1, "mật khẩu không mở được tệp");
    with("mật khẩu").expect(0, "đã ký");
    let check = Command::new("qpdf")
        .args(["--password=mật khẩu", "--check"])
        .arg(&out)
        .output();
    assert!(check.unwrap().status.success());
}

#[test]
fn a_file_that_forbids_signing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("cam-ky.pdf");
    let encrypted = Command::new("qpdf")
        .args([
            "--encrypt",
            "",
            "chủ",
            "256",
            "--modify=none",
            "--annotate=n",
            "--form=n",
            "--",
        ])
        .arg(sample("cong-van.pdf"))
        .arg(&input)
        .output()
        .unwrap();
    assert!(encrypted.status.success(), "{encrypted:?}");
    assert_eq!(refused(&input, folder.path()), "pdf-not-permitted");
}

#[test]
fn a_large_sparse_file_of_nothing_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("lon.pdf");
    let file = fs::File::create(&input).unwrap();
    file.set_len(8 << 30).unwrap();
    assert_eq!(refused(&input, folder.path()), "pdf-no-header");
}

#[test]
fn an_existing_output_stays_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("ra.pdf");
    fs::write(&out, b"old").unwrap();
    Run::from(sign(&sample("cong-van.pdf"), &out).output().unwrap()).expect(1, "đã có");
    assert_eq!(fs::read(&out).unwrap(), b"old");
    let forced = sign(&sample("cong-van.pdf"), &out)
        .arg("--force")
        .output()
        .unwrap();
    Run::from(forced).expect(0, "đã ký");
    assert!(fs::read(&out).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn the_input_is_never_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("van-ban.pdf");
    fs::copy(sample("cong-van.pdf"), &input).unwrap();
    let before = fs::read(&input).unwrap();
    for out in [input.as_path(), folder.path()] {
        let run = sign(&input, out).arg("--force").output().unwrap();
        Run::from(run).expect(1, "chính là tệp nguồn");
    }
    assert_eq!(fs::read(&input).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named_before_signing() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write anywhere but into the kernel's own file systems.
    let locked = if fs::write(folder.path().join("x"), b"").is_ok() {
        PathBuf::from("/sys/van-ban.pdf")
    } else {
        folder.path().join("van-ban.pdf")
    };
    Run::from(sign(&sample("cong-van.pdf"), &locked).output().unwrap())
        .expect(1, "không ghi được vào thư mục");
    let missing = folder.path().join("khong/co/ra.pdf");
    Run::from(sign(&sample("cong-van.pdf"), &missing).output().unwrap())
        .expect(1, "không có thư mục");
}

#[test]
fn a_full_disk_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("ra.pdf");
    // A limit of 16 KiB on the size of any file, whose signal is ignored as a server would.
    let run = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "bash"])
        .arg(env!("CARGO_BIN_EXE_congvu"))
        .args(arguments(&sample("cong-van.pdf"), &out))
        .env("CONGVU_PIN", PIN)
        .output()
        .unwrap();
    Run::from(run).expect(1, "hết chỗ trống");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let run = sign(&sample("cong-van.pdf"), Path::new("-"))
        .stdout(Stdio::from(full))
        .output();
    Run::from(run.unwrap()).expect(1, "hết chỗ trống");
}

#[test]
fn an_interruption_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (pipe, out) = (folder.path().join("van-ban.pdf"), folder.path().join("ra"));
    fs::create_dir(&out).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    // The program waits at the pipe with its temporary file already made.
    let mut child = sign(&pipe, &out).stderr(Stdio::null()).spawn().unwrap();
    let writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    let stop = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(stop.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    drop(writer);
}

#[test]
fn inputs_of_one_name_and_several_inputs_for_one_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("cong-van.pdf");
    fs::copy(sample("cong-van.pdf"), &other).unwrap();
    let run = |out: &Path| {
        let run = sign(&sample("cong-van.pdf"), out).arg(&other).output();
        Run::from(run.unwrap())
    };
    let out = folder.path().join("ra");
    run(&out).expect(2, "không phải thư mục");
    fs::create_dir(&out).unwrap();
    run(&out).expect(2, "cùng tên `cong-van.pdf`");
}

/// Signs `input` and gives the code of the refusal; nothing may be left behind.
fn refused(input: &Path, folder: &Path) -> String {
    let out = folder.join("ra");
    fs::create_dir_all(&out).unwrap();
    let run = sign(input, &out.join("ra.pdf"))
        .arg("--json")
        .output()
        .unwrap();
    let json = Run::from(run).expect(1, "gợi ý: ").json();
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    json["files"][0]["error"]["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn sign(input: &Path, out: &Path) -> Command {
    let mut command = command();
    command.args(arguments(input, out)).env("CONGVU_PIN", PIN);
    command
}

fn arguments(input: &Path, out: &Path) -> Vec<std::ffi::OsString> {
    let key = p12("leader");
    let arguments = [
        "sign".as_ref(),
        input.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--key".as_ref(),
        OsStr::new(&key),
    ];
    arguments.into_iter().map(ToOwned::to_owned).collect()
}
