//! `congvu verify` on signature files of their own, and on files that are none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::pki::{PIN, authority};
use common::{Run, command, sample};

/// A folder with content signed by the leader with OpenSSL.
struct Workshop {
    folder: tempfile::TempDir,
}

impl Workshop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let p12 = authority().join("keys/leader.p12");
        for (out, what) in [
            ("signer.crt", &["-clcerts", "-nokeys"][..]),
            ("chain.pem", &["-cacerts", "-nokeys"]),
            ("signer.key", &["-nocerts", "-nodes"]),
        ] {
            let mut tool = Command::new("openssl");
            tool.args(["pkcs12", "-passin"]).arg(format!("pass:{PIN}"));
            tool.arg("-in").arg(&p12).args(what);
            run(tool.arg("-out").arg(folder.path().join(out)));
        }
        fs::write(folder.path().join("bảng kê.xlsx"), b"PK content").unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// A signature over the content, in a file of this name.
    fn sign(&self, name: &str, options: &[&str]) -> PathBuf {
        let out = self.path(name);
        let mut tool = Command::new("openssl");
        tool.args(["cms", "-sign", "-binary", "-in"]);
        tool.arg(self.path("bảng kê.xlsx"));
        tool.arg("-signer").arg(self.path("signer.crt"));
        tool.arg("-inkey").arg(self.path("signer.key"));
        tool.arg("-certfile").arg(self.path("chain.pem"));
        run(tool.args(options).arg("-out").arg(&out));
        out
    }
}

fn run(tool: &mut Command) {
    let output = tool.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn verify(files: &[&Path], options: &[&str]) -> Run {
    let mut command = command();
    command.arg("verify").args(files);
    for place in ["trust/root.pem", "crl"] {
        let option = if place == "crl" { "--crl" } else { "--trust" };
        command.arg(option).arg(authority().join(place));
    }
    command.args(["--json", "--offline"]).args(options);
    command.output().unwrap().into()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_a_signature_file_consists_of_is_shown() {
    let workshop = Workshop::new();
    let inspect = |file: &Path, options: &[&str]| -> Run {
        let mut command = command();
        command.arg("inspect").arg(file).args(options);
        command.output().unwrap().into()
    };
    for (name, options, inside) in [
        ("bảng kê.p7s", &["-outform", "DER"][..], false),
        ("bảng kê.p7m", &["-outform", "PEM", "-nodetach"], true),
    ] {
        let file = workshop.sign(name, options);
        let json = inspect(&file, &["--json"]).expect(0, "").json();
        assert_eq!(json["has_content"], inside);
        let signature = &json["signatures"][0];
        assert_eq!(signature["signer"], "Nguyễn Văn Bình An");
        assert_eq!(signature["digest"], "SHA-256");
        assert_eq!(signature["certificates"].as_array().unwrap().len(), 3);
        let text = inspect(&file, &[]).expect(0, "").text();
        assert!(text.contains("tệp chữ ký CMS"), "{text}");
        assert!(text.contains("Chữ ký của Nguyễn Văn Bình An"), "{text}");
        let where_it_is = ["nội dung đã ký ở tệp khác", "nội dung đã ký nằm trong tệp"];
        assert!(text.contains(where_it_is[usize::from(inside)]), "{text}");
    }
    let mut broken = fs::read(workshop.path("bảng kê.p7s")).unwrap();
    broken.truncate(300);
    let broken = workshop.put("hỏng.p7s", &broken);
    let json = inspect(&broken, &["--json"]).expect(0, "").json();
    assert_eq!(json["signatures"][0]["signer"], serde_json::Value::Null);
    assert_ne!(json["signatures"][0]["findings"], serde_json::json!([]));
}

#[test]
fn detached_signatures_with_their_content_and_without() {
    let workshop = Workshop::new();
    let content = workshop.path("bảng kê.xlsx");
    // Whatever the file is called, and in DER or PEM.
    for (name, form) in [("bảng kê.xlsx.p7s", "DER"), ("chữ ký.pdf", "PEM")] {
        let file = workshop.sign(name, &["-outform", form, "-cades"]);
        let passed = verify(&[&file], &["--content", text(&content)]).expect(0, "");
        let json = passed.json();
        assert_eq!(json["indication"], "TOTAL_PASSED");
        let signature = &json["signatures"][0];
        assert!(signature["field"].is_null() && signature["covers"].is_null());
        assert_eq!(signature["format"], "CAdES");
        assert_eq!(signature["integrity"], "intact");
        assert_eq!(signature["signer"]["name"], "Nguyễn Văn Bình An");

        let missing = verify(&[&file], &[]).expect(1, "").json();
        assert_eq!(missing["sub_indication"], "SIGNED_DATA_NOT_FOUND");
        assert_eq!(missing["signatures"][0]["integrity"], "unknown");
        let other = sample("cong-van.pdf");
        let other = verify(&[&file], &["--content", text(&other)]).expect(1, "");
        assert_eq!(other.json()["sub_indication"], "HASH_FAILURE");
    }
}

#[test]
fn the_content_inside_and_what_must_equal_it() {
    let workshop = Workshop::new();
    let content = workshop.path("bảng kê.xlsx");
    let options = ["-outform", "DER", "-nodetach", "-stream"];
    let file = workshop.sign("bảng kê.p7m", &options);
    verify(&[&file], &[]).expect(0, "");
    verify(&[&file], &["--content", text(&content)]).expect(0, "");
    let other = workshop.put("khác", b"PK Content");
    let json = verify(&[&file], &["--content", text(&other)])
        .expect(1, "")
        .json();
    assert_eq!(json["signatures"][0]["integrity"], "broken");
}

#[test]
fn content_belongs_to_one_signature_file() {
    let workshop = Workshop::new();
    let content = workshop.path("bảng kê.xlsx");
    let file = workshop.sign("một.p7s", &["-outform", "DER"]);
    let content = ["--content", text(&content)];
    verify(&[&file, &file], &content).expect(2, "--content nêu nội dung của một chữ ký");
    let json = verify(&[&sample("cong-van.pdf")], &content)
        .expect(2, "--content chỉ dùng với tệp chữ ký CMS")
        .json();
    assert_eq!(json["error"]["code"], "cli-content-for-document");
    verify(&[&file], &["--content", "không-có"]).expect(2, "không-có");
}

#[test]
fn other_kinds_of_files_are_named() {
    let workshop = Workshop::new();
    let asic = b"PK\x03\x04\x0a\0\0\0\0\0........mimetypeapplication/vnd.etsi.asic-e+zip";
    for (name, content, code, kind) in [
        ("a.asice", &asic[..], "cli-file-kind", "ASiC-E"),
        (
            "a.xml",
            b"<?xml version='1.0'?><a/>",
            "cli-file-kind",
            "XML",
        ),
        ("a.p7s", &[0x30, 3, 2, 1, 5], "cli-file-kind", "DER"),
        ("a.pdf", b"junk", "pdf-no-header", "PDF"),
        ("b.pdf", b"", "cli-input-empty", "0 byte"),
    ] {
        let file = workshop.put(name, content);
        let json = verify(&[&file], &[]).expect(2, kind).json();
        assert_eq!(json["error"]["code"], code, "{name}");
        assert!(json["indication"].is_null());
        assert_eq!(json["signatures"].as_array().unwrap().len(), 0);
    }
    // A message cut short is a signature that cannot be read.
    let whole = fs::read(workshop.sign("c.p7s", &["-outform", "DER"])).unwrap();
    let cut = workshop.put("cụt.p7s", &whole[..whole.len() / 2]);
    let json = verify(&[&cut], &[]).expect(1, "").json();
    assert_eq!(json["sub_indication"], "FORMAT_FAILURE");
}
