//! A certification authority and keys made by OpenSSL, so that nothing of ours judges itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    unreachable_pub,
    reason = "tests; each test binary uses a part of this"
)]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use keys::{KeyError, PrivateKey};
use pki::{Certificate, DigestAlgorithm, SignatureAlgorithm};
use time::{Duration, UtcDateTime};

/// Runs a program that must succeed, and gives what it printed, both streams.
pub fn run<I: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = I>) -> String {
    let mut command = Command::new(program);
    command.args(arguments);
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{command:?}\n{text}");
    text
}

/// A folder with a root certificate and what it issued.
pub struct Authority {
    pub directory: tempfile::TempDir,
}

/// The kinds of key that the tests sign with.
pub const KEYS: &[&str] = &[
    "rsa:2048",
    "rsa:3072",
    "ec:prime256v1",
    "ec:secp384r1",
    "ec:secp521r1",
];

impl Authority {
    pub fn new() -> Self {
        let authority = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        authority.new_key("root", "rsa:2048");
        let root = authority.path("root.pem");
        run(
            "openssl",
            [
                "req".as_ref(),
                "-x509".as_ref(),
                "-new".as_ref(),
                "-key".as_ref(),
                authority.path("root.key").as_os_str(),
                "-out".as_ref(),
                root.as_os_str(),
                "-days".as_ref(),
                "3650".as_ref(),
                "-subj".as_ref(),
                "/C=VN/O=For testing/CN=Test root".as_ref(),
                "-addext".as_ref(),
                "keyUsage=critical,keyCertSign,cRLSign".as_ref(),
            ],
        );
        authority
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn root(&self) -> Certificate {
        Certificate::from_pem(&self.read("root.pem")).unwrap()
    }

    fn new_key(&self, name: &str, kind: &str) {
        let path = self.path(&format!("{name}.key"));
        let (algorithm, option) = match kind.split_once(':').unwrap() {
            ("rsa", bits) => ("RSA", format!("rsa_keygen_bits:{bits}")),
            (_, curve) => ("EC", format!("ec_paramgen_curve:{curve}")),
        };
        run(
            "openssl",
            [
                "genpkey",
                "-algorithm",
                algorithm,
                "-pkeyopt",
                &option,
                "-out",
                path.to_str().unwrap(),
            ],
        );
    }

    /// A certificate for signing, of this kind of key.
    pub fn signer(&self, name: &str, kind: &str) -> FileKey {
        self.issue(
            name,
            kind,
            "keyUsage=critical,digitalSignature,nonRepudiation\nbasicConstraints=critical,CA:FALSE\n",
        )
    }

    /// A certificate with these extensions.
    pub fn issue(&self, name: &str, kind: &str, extensions: &str) -> FileKey {
        self.new_key(name, kind);
        let file = |suffix: &str| {
            let path = self.path(&format!("{name}.{suffix}"));
            path.to_str().unwrap().to_owned()
        };
        let extensions =
            format!("{extensions}subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
        fs::write(file("ext"), extensions).unwrap();
        let subject = format!("/C=VN/O=Sở Thử Nghiệm/CN={name} for testing");
        let arguments = format!("req -new -utf8 -key {} -out {}", file("key"), file("csr"));
        let mut arguments: Vec<&str> = arguments.split(' ').collect();
        arguments.extend(["-subj", &subject]);
        run("openssl", &arguments);
        let serial = name
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>();
        let root = self.path("root");
        let root = root.to_str().unwrap();
        let arguments = format!(
            "x509 -req -in {} -out {} -CA {root}.pem -CAkey {root}.key -days 365 \
             -set_serial 0x7{serial} -extfile {}",
            file("csr"),
            file("pem"),
            file("ext"),
        );
        run("openssl", arguments.split_whitespace());
        let certificate = Certificate::from_pem(&fs::read(file("pem")).unwrap()).unwrap();
        FileKey {
            path: self.path(&format!("{name}.key")),
            certificate: certificate.der().to_vec(),
            chain: vec![self.root().der().to_vec()],
            algorithms: if kind.starts_with("rsa") {
                all(&[SignatureAlgorithm::RsaPkcs1, SignatureAlgorithm::RsaPss])
            } else {
                all(&[SignatureAlgorithm::Ecdsa])
            },
            uses: 0,
        }
    }
}

fn all(kinds: &[fn(DigestAlgorithm) -> SignatureAlgorithm]) -> Vec<SignatureAlgorithm> {
    let digests = [
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ];
    kinds.iter().flat_map(|kind| digests.map(kind)).collect()
}

/// A key file that OpenSSL signs with.
pub struct FileKey {
    pub path: PathBuf,
    pub certificate: Vec<u8>,
    pub chain: Vec<Vec<u8>>,
    pub algorithms: Vec<SignatureAlgorithm>,
    /// How often it was used.
    pub uses: usize,
}

impl FileKey {
    pub fn certificate(&self) -> Certificate {
        Certificate::from_der(&self.certificate).unwrap()
    }

    /// A moment in which the certificate is valid.
    pub fn now(&self) -> UtcDateTime {
        self.certificate().not_before() + Duration::minutes(2)
    }
}

impl PrivateKey for FileKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        &self.algorithms
    }

    fn sign(&mut self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.uses += 1;
        Ok(openssl_sign(&self.path, algorithm, message))
    }
}

fn openssl_sign(key: &Path, algorithm: SignatureAlgorithm, message: &[u8]) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("in"), directory.path().join("out"));
    fs::write(&input, message).unwrap();
    let digest = match algorithm.digest() {
        DigestAlgorithm::Sha256 => "-sha256",
        DigestAlgorithm::Sha384 => "-sha384",
        DigestAlgorithm::Sha512 => "-sha512",
        DigestAlgorithm::Sha1 => panic!("never with SHA-1"),
    };
    let mut arguments = vec!["dgst", digest, "-sign", key.to_str().unwrap()];
    if matches!(algorithm, SignatureAlgorithm::RsaPss(_)) {
        arguments.extend(["-sigopt", "rsa_padding_mode:pss"]);
        arguments.extend(["-sigopt", "rsa_pss_saltlen:digest"]);
    }
    arguments.extend(["-out", output.to_str().unwrap(), input.to_str().unwrap()]);
    run("openssl", &arguments);
    fs::read(output).unwrap()
}
