//! Keys and certificates made by OpenSSL, as files in a temporary folder.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pki::{DigestAlgorithm, SignatureAlgorithm};

/// Options of `openssl dgst` for an algorithm.
pub(crate) fn openssl_options(algorithm: SignatureAlgorithm) -> Vec<&'static str> {
    let mut options = vec![match algorithm.digest() {
        DigestAlgorithm::Sha384 => "-sha384",
        DigestAlgorithm::Sha512 => "-sha512",
        _ => "-sha256",
    }];
    if matches!(algorithm, SignatureAlgorithm::RsaPss(_)) {
        let pss = ["rsa_padding_mode:pss", "rsa_pss_saltlen:digest"];
        options.extend(["-sigopt", pss[0], "-sigopt", pss[1]]);
    }
    options
}

/// A folder with a small certification authority in it.
pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        bench.key("ca", "rsa:2048");
        bench.openssl(
            "req -x509 -new -key ca.pem -subj",
            &["/C=VN/CN=Root for testing", "-days", "30", "-out", "ca.crt"],
        );
        bench
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Runs `openssl` in the folder: words of `line`, then `rest` as they are.
    pub(crate) fn openssl(&self, line: &str, rest: &[&str]) -> String {
        run(
            "openssl",
            line.split_whitespace().chain(rest.iter().copied()),
            self.folder.path(),
        )
    }

    /// Makes NAME.pem; `kind` is `rsa:BITS` or a curve.
    pub(crate) fn key(&self, name: &str, kind: &str) {
        let file = format!("{name}.pem");
        match kind.split_once(':') {
            Some(("rsa", bits)) => self.openssl(
                "genpkey -algorithm RSA -out",
                &[&file, "-pkeyopt", &format!("rsa_keygen_bits:{bits}")],
            ),
            _ => self.openssl(
                "genpkey -algorithm EC -out",
                &[&file, "-pkeyopt", &format!("ec_paramgen_curve:{kind}")],
            ),
        };
    }

    /// Certifies NAME.pem as NAME.crt, subject CN=NAME.
    pub(crate) fn certify(&self, name: &str) {
        self.issue(name, &[]);
    }

    fn issue(&self, name: &str, options: &[&str]) {
        let (key, request, certificate) = (
            format!("{name}.pem"),
            format!("{name}.csr"),
            format!("{name}.crt"),
        );
        let subject = format!("/C=VN/O=For testing/CN={name}");
        self.openssl(
            "req -new -utf8 -key",
            &[&key, "-subj", &subject, "-out", &request],
        );
        let mut arguments = vec![request.as_str(), "-out", &certificate];
        arguments.extend(options);
        self.openssl(
            "x509 -req -CA ca.crt -CAkey ca.pem -CAcreateserial -days 20 -in",
            &arguments,
        );
    }

    /// Certifies NAME.pem with this line of extensions.
    pub(crate) fn certify_for(&self, name: &str, extensions: &str) {
        fs::write(self.path("extensions"), extensions).unwrap();
        self.issue(name, &["-extfile", "extensions"]);
    }

    /// A key with its certificate.
    pub(crate) fn person(&self, name: &str, kind: &str) {
        self.key(name, kind);
        self.certify(name);
    }

    /// Exports NAME with the CA's certificate as NAME.p12 and gives back its bytes.
    pub(crate) fn export(&self, name: &str, password: &str, options: &str) -> Vec<u8> {
        let (key, certificate, file) = (
            format!("{name}.pem"),
            format!("{name}.crt"),
            format!("{name}.p12"),
        );
        self.openssl(
            &format!("pkcs12 -export {options} -certfile ca.crt"),
            &[
                "-inkey",
                &key,
                "-in",
                &certificate,
                "-out",
                &file,
                "-passout",
                &format!("pass:{password}"),
            ],
        );
        self.read(&file)
    }

    /// The certificate NAME.crt as DER.
    pub(crate) fn der(&self, name: &str) -> Vec<u8> {
        let (pem, der) = (format!("{name}.crt"), format!("{name}.der"));
        self.openssl("x509 -outform DER -in", &[&pem, "-out", &der]);
        self.read(&der)
    }

    /// Whether OpenSSL accepts the signature over `message` with the public key of NAME.crt.
    pub(crate) fn verifies(
        &self,
        name: &str,
        message: &[u8],
        value: &[u8],
        options: &[&str],
    ) -> bool {
        let public = self.openssl("x509 -noout -pubkey -in", &[&format!("{name}.crt")]);
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap();
        let at = |file: &str| folder.path().join(file);
        fs::write(at("public.pem"), public).unwrap();
        fs::write(at("message"), message).unwrap();
        fs::write(at("value"), value).unwrap();
        Command::new("openssl")
            .current_dir(folder.path())
            .args(["dgst", "-verify", "public.pem", "-signature", "value"])
            .args(options)
            .arg("message")
            .output()
            .unwrap()
            .status
            .success()
    }
}

/// Runs a program that must succeed; gives back its standard output.
pub(crate) fn run<I: AsRef<OsStr>>(
    program: &str,
    arguments: impl IntoIterator<Item = I>,
    at: &Path,
) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(at)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    assert!(
        output.status.success(),
        "{program}: {}{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
    String::from_utf8(output.stdout).unwrap()
}
