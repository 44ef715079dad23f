//! `congvu testpki serve`, asked by OpenSSL: revocation answers and time stamps over HTTP.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use e2e::congvu::congvu;
use e2e::tool::Tool;
use tempfile::TempDir;

/// A test authority in a folder of its own, being served.
struct Served {
    folder: TempDir,
    process: Child,
    base: String,
}

impl Served {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = folder.path().join("authority");
        let _made = congvu()
            .args(["testpki", "init"])
            .arg(&authority)
            .run()
            .success();
        let mut process = Command::new(congvu().program())
            .args(["testpki", "serve", "--listen", "127.0.0.1:0"])
            .arg(&authority)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let line = BufReader::new(process.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .find(|line| line.contains("/ocsp"))
            .unwrap();
        let (_, address) = line.split_once("http://").unwrap();
        let base = format!("http://{}", address.trim_end_matches("/ocsp"));
        Self {
            folder,
            process,
            base,
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("authority").join(name)
    }

    /// What `openssl ocsp` says of a member's certificate.
    fn status(&self, issuer: &Path, member: &str) -> String {
        let answer = Tool::new("openssl")
            .args(["ocsp", "-issuer"])
            .arg(issuer)
            .arg("-cert")
            .arg(self.file(&format!("keys/{member}.pem")))
            .args(["-url", &format!("{}/ocsp", self.base), "-CAfile"])
            .arg(self.file("trust/root.pem"))
            .run()
            .success();
        assert!(answer.stderr.contains("Response verify OK"), "{answer:#?}");
        answer.stdout
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn openssl_accepts_answers_about_good_and_revoked_certificates() {
    let served = Served::start();
    let issuer = served.folder.path().join("government.pem");
    let _converted = Tool::new("openssl")
        .args(["x509", "-inform", "DER", "-in"])
        .arg(served.file("ca/government.cer"))
        .arg("-out")
        .arg(&issuer)
        .run()
        .success();
    for (member, status) in [
        ("leader", "good"),
        ("organization", "good"),
        ("revoked", "revoked"),
    ] {
        let said = served.status(&issuer, member);
        assert!(
            said.contains(&format!(".pem: {status}")),
            "{member}: {said}"
        );
    }
}
