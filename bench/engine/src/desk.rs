//! The test authority, a signer with a PKCS#12 file, and a folder with what other programs need.

use std::fs;
use std::path::{Path, PathBuf};

use ades::validate::Evidence;
use keys::pkcs12::{self, Pkcs12Key};
use pki::revocation::Material;
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Certificate, Crl};
use testpki::{
    Authority, Ca, Config, Encryption, Issued, KeyAlgorithm, Kind, Profile, Subject, Validity,
};
use time::UtcDateTime;

/// Opens the key file.
pub(crate) const PASSWORD: &str = "bench";

/// A place to work at.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    pub(crate) now: UtcDateTime,
    pub(crate) authority: Authority,
    pub(crate) signer: Issued,
    pub(crate) key_file: Vec<u8>,
}

impl Desk {
    /// Makes keys and certificates, RSA-2048 throughout.
    #[expect(clippy::disallowed_methods, reason = "outside judges read the clock")]
    pub(crate) fn new() -> Self {
        let now = UtcDateTime::from_unix_timestamp(UtcDateTime::now().unix_timestamp()).unwrap();
        let config = Config {
            base_url: "http://127.0.0.1:1".to_owned(),
            key: KeyAlgorithm::Rsa2048,
        };
        let mut authority = Authority::new(config, now).unwrap();
        let signer = authority.issue(&profile(), now).unwrap();
        let (key, certificate) = (&signer.key, &signer.certificate);
        let modern = Encryption::Modern;
        let key_file = testpki::export("bench", key, certificate, &signer.chain, PASSWORD, modern);
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
        fs::create_dir_all(&target).unwrap();
        let desk = Self {
            folder: tempfile::tempdir_in(target).unwrap(),
            now,
            authority,
            signer,
            key_file: key_file.unwrap(),
        };
        desk.put("key.p12", &desk.key_file);
        desk.put("password.txt", PASSWORD.as_bytes());
        desk.put("root.pem", desk.root().to_pem().as_bytes());
        for (ca, list) in desk.lists() {
            desk.put(&format!("{}.crl", ca.name()), &list);
        }
        desk
    }

    /// A file of the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The key, opened.
    pub(crate) fn key(&self) -> Pkcs12Key {
        pkcs12::open(&self.key_file, PASSWORD).unwrap()
    }

    fn root(&self) -> &Certificate {
        self.authority.certificate(Ca::Root).unwrap()
    }

    /// The revocation lists that a chain of the signer needs.
    fn lists(&self) -> Vec<(Ca, Vec<u8>)> {
        let list = |ca| (ca, self.authority.crl(ca, self.now).unwrap());
        [Ca::Root, Ca::Government].map(list).to_vec()
    }

    /// The root, trusted.
    pub(crate) fn anchors(&self) -> Anchors {
        [Anchor::new(self.root().clone(), AnchorKind::Government)]
            .into_iter()
            .collect()
    }

    /// The revocation lists, read.
    pub(crate) fn evidence(&self) -> Evidence {
        let lists = self.lists();
        let lists = lists.iter().map(|(_, der)| Crl::from_der(der).unwrap());
        Evidence {
            material: Material {
                lists: lists.collect(),
                ..Material::default()
            },
            ..Evidence::default()
        }
    }
}

fn profile() -> Profile {
    Profile {
        subject: Subject {
            common_name: "Nguyễn Văn Thử".to_owned(),
            organization: "Ủy ban nhân dân xã An Thử (for testing)".to_owned(),
            ..Subject::default()
        },
        kind: Kind::Person,
        key: KeyAlgorithm::Rsa2048,
        issuer: Ca::Government,
        validity: Validity::Current,
    }
}
