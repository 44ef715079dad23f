//! Certificates, keys and PKCS#12 files made by `python/pki.py`, once.
//!
//! They do not come from the product's own test authority, so that a mistake made there and here
//! alike cannot hide.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::{cache, tool};

/// The folder of certificates and keys.
#[derive(Clone, Debug)]
pub struct Certificates {
    folder: PathBuf,
}

/// The certificates, made now if this is the first use.
#[must_use]
pub fn certificates() -> Certificates {
    let folder = cache::folder("certificates", &[include_str!("../python/pki.py")]);
    cache::made_once(&folder, |work| {
        let _done = tool::script("pki.py").arg(work).run().success();
    });
    Certificates { folder }
}

impl Certificates {
    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    /// The root certificate, PEM.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// The folder of revocation lists, one per authority; the issuing one's names the subject
    /// `revoked`.
    #[must_use]
    pub fn revocation_lists(&self) -> PathBuf {
        self.folder.join("crl")
    }

    /// The same lists as of now, so that they speak of everything signed until now.
    ///
    /// # Panics
    /// When they cannot be made.
    #[must_use]
    pub fn revocation_lists_of_now(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _done = tool::script("pki.py")
            .arg("lists")
            .arg(&self.folder)
            .arg(folder.path())
            .run()
            .success();
        folder
    }

    /// A file of a subject: `NAME.pem`, `NAME.key` or `NAME.p12`.
    #[must_use]
    pub fn file(&self, name: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ending}"))
    }

    /// The password of every PKCS#12 file.
    ///
    /// # Panics
    /// When the folder was damaged by hand.
    #[must_use]
    pub fn password(&self) -> String {
        fs::read_to_string(self.folder.join("password.txt")).expect("written by pki.py")
    }
}
