//! ASiC-E with CAdES: several files in one, signed together (ETSI EN 319 162-1, 4.4).
//!
//! A ZIP file whose first entry says what it is. `META-INF/ASiCManifest*.xml` lists every data
//! object with its digest, and a detached CAdES signature (`META-INF/*.p7s`) is over the bytes of
//! that manifest. [`manifest`] gives those bytes; once they are signed (see [`crate::cades`]),
//! [`write()`] puts the package together. [`read()`] takes any bytes, holds every digest against its
//! object and refuses what no signature covers; what the signatures themselves are worth is asked of
//! [`crate::validate::cms_facts`].
//!
//! Not here: XAdES, time-stamp-only containers, archive manifests. They are refused by name.

mod error;
mod manifest;
mod name;
mod read;
mod write;

pub use error::Error;
pub use manifest::manifest;
pub use read::{Limits, read};
pub use write::write;

/// The media type of a container, also the content of its first entry.
pub const MEDIA_TYPE: &str = "application/vnd.etsi.asic-e+zip";

/// The name of the entry that holds it.
const MIMETYPE: &str = "mimetype";
/// The folder of manifests and signatures.
const META: &str = "META-INF/";
/// Our manifest.
const MANIFEST: &str = "META-INF/ASiCManifest001.xml";
/// Our signature.
const SIGNATURE: &str = "META-INF/signature001.p7s";

/// One file that is carried.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DataObject {
    /// Its name in the container.
    pub name: String,
    /// What it is; empty where the container does not say.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A container that was read: every object is covered by every signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Container {
    /// What is carried, in the order of the container.
    pub objects: Vec<DataObject>,
    /// The signatures, at least one.
    pub signatures: Vec<Signed>,
}

/// A signature and what it is over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Signed {
    /// The name of its entry.
    pub name: String,
    /// The detached signature (CMS).
    pub signature: Vec<u8>,
    /// The very bytes that it is over.
    pub manifest: Vec<u8>,
}

impl Container {
    /// The object of that name.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&DataObject> {
        self.objects.iter().find(|it| it.name == name)
    }
}
