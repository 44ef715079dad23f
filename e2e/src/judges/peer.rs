//! A second maker of signatures: pyHanko with a throw-away certification authority.

use std::path::{Path, PathBuf};

use crate::tool;

/// The throw-away authority, as a folder of keys and certificates.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
}

/// Makes an authority in a new folder: a root, a signer and a time-stamp authority.
#[must_use]
pub fn authority(folder: &Path) -> Authority {
    let _done = tool::script("peer.py")
        .arg("init")
        .arg(folder)
        .run()
        .success();
    Authority {
        folder: folder.to_owned(),
    }
}

impl Authority {
    /// The root certificate, PEM.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// Its revocation list as of now, DER, which revokes nobody.
    #[must_use]
    pub fn revocation_list(&self) -> PathBuf {
        let _done = tool::script("peer.py")
            .arg("list")
            .arg(&self.folder)
            .run()
            .success();
        self.folder.join("root.crl")
    }

    /// Signs; options are those of `peer.py sign`.
    pub fn sign(&self, source: &Path, target: &Path, options: &[&str]) {
        let _done = tool::script("peer.py")
            .arg("sign")
            .arg(&self.folder)
            .args([source, target])
            .args(options)
            .run()
            .success();
    }
}

/// A change that nobody may make after a signature.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// A free-text annotation on the first page.
    Comment,
    /// A new page.
    Page,
    /// Another value in the first text field.
    Field,
}

/// Appends a revision with the change.
pub fn change(change: Change, source: &Path, target: &Path) {
    let name = match change {
        Change::Comment => "comment",
        Change::Page => "page",
        Change::Field => "field",
    };
    let _done = tool::script("peer.py")
        .arg(name)
        .args([source, target])
        .run()
        .success();
}
