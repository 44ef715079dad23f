//! What the tests share: a test authority, keys, documents, and outside judges at hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "tests; each test binary uses a part of this"
)]

pub mod archive;
pub mod raw;
pub mod trust;
pub mod world;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use ades::pades::{Finished, Level, SigningRequest, sign_with};
use ades::timestamp::{SourceFailure, TimestampSource};
use ades::{CheckedSigner, KnownRevocation, Requirement, Signer};
use keys::{KeyError, PrivateKey};
use pdf::{Appended, Document, OpenOptions, ReadAt, Update};
use pki::{DigestAlgorithm, SignatureAlgorithm};
use testpki::{Authority, Ca, Config, Issued, Key, KeyAlgorithm, Kind, Profile, Subject, Validity};
use time::UtcDateTime;

/// The present: OpenSSL and pyHanko judge certificates at the time of the machine.
#[expect(clippy::disallowed_methods, reason = "outside judges read the clock")]
pub static NOW: LazyLock<UtcDateTime> = LazyLock::new(|| {
    let seconds = UtcDateTime::now().unix_timestamp();
    UtcDateTime::from_unix_timestamp(seconds).unwrap()
});

/// One authority for all tests of a binary: its keys take a moment to make.
pub static AUTHORITY: LazyLock<Mutex<Authority>> = LazyLock::new(|| {
    let config = Config {
        base_url: "http://127.0.0.1:1".to_owned(),
        key: KeyAlgorithm::Rsa2048,
    };
    Mutex::new(Authority::new(config, *NOW).unwrap())
});

/// Anything issued by the test authority.
pub fn issue(kind: Kind, key: KeyAlgorithm, validity: Validity) -> TestKey {
    let profile = Profile {
        subject: Subject {
            common_name: format!("Nguyễn Văn Thử {kind:?} {key:?} (for testing)"),
            organization: "Sở Thử Nghiệm (for testing)".to_owned(),
            ..Subject::default()
        },
        kind,
        key,
        issuer: Ca::Government,
        validity,
    };
    let issued = AUTHORITY.lock().unwrap().issue(&profile, *NOW).unwrap();
    TestKey::new(issued)
}

/// A person's key and certificate.
pub fn person(key: KeyAlgorithm) -> TestKey {
    issue(Kind::Person, key, Validity::Current)
}

/// A key with its certificate that counts its uses.
pub struct TestKey {
    pub key: Key,
    pub certificate: Vec<u8>,
    pub chain: Vec<Vec<u8>>,
    pub algorithms: Vec<SignatureAlgorithm>,
    uses: AtomicUsize,
}

impl TestKey {
    pub fn new(issued: Issued) -> Self {
        let chain = issued.chain.iter().map(|found| found.der().to_vec());
        Self {
            certificate: issued.certificate.der().to_vec(),
            chain: chain.collect(),
            algorithms: algorithms(issued.key.algorithm()),
            key: issued.key,
            uses: AtomicUsize::new(0),
        }
    }

    /// How often it has signed.
    pub fn uses(&self) -> usize {
        self.uses.load(Ordering::Relaxed)
    }

    /// The signer, checked now.
    pub fn signer(&self) -> CheckedSigner {
        self.signer_with(self.algorithms[0])
    }

    pub fn signer_with(&self, algorithm: SignatureAlgorithm) -> CheckedSigner {
        Signer::new(&self.certificate, &self.chain, algorithm)
            .unwrap()
            .check(*NOW, &KnownRevocation::Unknown, Requirement::default())
            .unwrap()
    }

    /// A request for an invisible signature.
    pub fn request(&self, level: Level) -> SigningRequest {
        SigningRequest::new(self.signer(), level, *NOW)
    }
}

fn algorithms(key: KeyAlgorithm) -> Vec<SignatureAlgorithm> {
    match key {
        KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
            let digests = [
                DigestAlgorithm::Sha256,
                DigestAlgorithm::Sha384,
                DigestAlgorithm::Sha512,
            ];
            let v15 = digests.map(SignatureAlgorithm::RsaPkcs1);
            let pss = digests.map(SignatureAlgorithm::RsaPss);
            [v15, pss].concat()
        }
        curve => vec![curve.signature()],
    }
}

impl PrivateKey for TestKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        &self.algorithms
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.uses.fetch_add(1, Ordering::Relaxed);
        Ok(self.key.sign_with(algorithm, message).unwrap())
    }
}

/// A key that must not be touched.
pub struct Untouchable(pub TestKey);

impl PrivateKey for Untouchable {
    fn certificate(&self) -> &[u8] {
        &self.0.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.0.chain
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        &self.0.algorithms
    }

    fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        panic!("the key was touched")
    }
}

/// The test authority's time stamps.
pub struct Stamps;

impl TimestampSource for Stamps {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        Ok(AUTHORITY.lock().unwrap().handle_tsp(request, *NOW).unwrap())
    }
}

/// A sample document of the repository.
pub fn sample(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    std::fs::read(path.join(name)).unwrap()
}

pub fn open(bytes: &[u8]) -> Arc<Document> {
    Document::open(Arc::new(bytes.to_vec()), &OpenOptions::default()).unwrap()
}

pub fn update(bytes: &[u8]) -> Update {
    Update::new(open(bytes)).unwrap()
}

/// Randomness that repeats itself: nothing here is secret.
pub fn random() -> [u8; 32] {
    *b"0123456789abcdefghijklmnopqrstuv"
}

/// Signs `bytes` as asked and gives the whole new file.
pub fn sign(key: &TestKey, bytes: &[u8], request: &SigningRequest) -> Vec<u8> {
    whole(try_sign(key, bytes, request).unwrap().appended())
}

pub fn try_sign(
    key: &dyn PrivateKey,
    bytes: &[u8],
    request: &SigningRequest,
) -> Result<Finished, ades::Error> {
    let mut stamps = Stamps;
    sign_with(
        key,
        Some(&mut stamps),
        &update(bytes),
        request,
        &mut random,
        None,
    )
}

pub fn whole(file: &Appended) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(file.len()).unwrap()];
    file.read_exact_at(0, &mut bytes).unwrap();
    bytes
}

/// A folder with the root certificate in it.
pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = AUTHORITY.lock().unwrap();
        let root = authority.certificate(Ca::Root).unwrap().to_pem();
        std::fs::write(folder.path().join("root.pem"), root).unwrap();
        Self { folder }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}
