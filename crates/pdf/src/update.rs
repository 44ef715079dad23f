//! Changes to a file, appended behind its bytes as a new revision (ISO 32000-2, 7.5.6).
//!
//! An [`Update`] collects new and changed objects over the latest revision of a [`Document`];
//! [`Update::finish`] gives an [`Appended`]: the old file, byte for byte, and the tail that makes
//! it a new one. Nothing of the old file is copied, however large it is.
//!
//! Invariants: the cross-reference section has the form of the one before it, since readers have
//! been seen to lose a signature over a change of form; a hybrid file gets a table, and no
//! `/XRefStm` that would hide it. `/Root`, `/Info`, `/Encrypt` and the first element of `/ID` stay.
//! No object is freed or moved, the list of free objects is left alone, neither the header's nor
//! the catalog's version is raised: a signature needs none newer than the PDF 1.3 of its
//! dictionary, and a raised version breaks PDF/A. The rules for PDF/A are in `docs/pdfa.md`.
//!
//! Not its job: what may be changed after a signature, and what a signature dictionary says.

mod appended;
mod encrypt;
mod layout;
mod randomness;
pub(crate) mod section;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use appended::{Appended, SignatureGap};
pub(crate) use encrypt::Encryptor;
pub(crate) use randomness::Randomness;

use crate::{Dictionary, Document, Error, Object, ObjectId, View, damage, view};

/// The largest object number in use: what every reader takes (ISO 32000-1, table C.1).
pub(crate) const MAX_OBJECT_NUMBER: u32 = 8_388_607;

/// New and changed objects, to be appended to a document.
///
/// Cloning is cheap next to reading a file: the document is shared, and so are stream data.
#[derive(Clone, Debug)]
pub struct Update {
    document: Arc<Document>,
    /// By number; what is reserved and never set is null.
    changes: BTreeMap<u32, Change>,
    /// The number that the next new object gets.
    next: u32,
    signature: Option<Placeholder>,
}

#[derive(Clone, Debug)]
struct Change {
    generation: u16,
    object: Object,
}

/// The signature dictionary of the update.
#[derive(Clone, Copy, Debug)]
struct Placeholder {
    id: ObjectId,
    /// Bytes of DER that `/Contents` shall have room for.
    capacity: usize,
}

impl Update {
    /// An update of the latest revision of `document`.
    ///
    /// # Errors
    /// [`Error::DamagedUnsigned`] for a file that has to be rewritten ([`crate::rewrite`]) before
    /// anything is appended, [`Error::DamagedSigned`] for one that cannot be helped, since
    /// rewriting would break its signatures; [`Error::NotPermitted`] if the file is encrypted and
    /// allows neither annotating nor filling in forms; [`Error::TooManyObjects`] if it has no
    /// object numbers left.
    pub fn new(document: Arc<Document>) -> Result<Self, Error> {
        damage::refuse(&document)?;
        let permissions = document.encryption().map(|handler| handler.permissions());
        if permissions.is_some_and(|permissions| !permissions.may_fill_forms()) {
            return Err(Error::NotPermitted {
                right: "fill in forms",
            });
        }
        let next = first_unused(document.latest())?;
        Ok(Self {
            document,
            changes: BTreeMap::new(),
            next,
            signature: None,
        })
    }

    /// The document as it is without the update.
    #[must_use]
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Whether a new form field may be added, which an encrypted file can forbid although its
    /// existing fields may be filled in and signed.
    ///
    /// # Errors
    /// [`Error::NotPermitted`].
    pub fn check_may_create_fields(&self) -> Result<(), Error> {
        match self.document.encryption() {
            Some(handler) if !handler.permissions().may_create_fields() => {
                Err(Error::NotPermitted {
                    right: "create form fields",
                })
            }
            _ => Ok(()),
        }
    }

    /// A new object number. An object that is never set is written as null, so that no gap in the
    /// numbers comes to be.
    pub fn reserve(&mut self) -> ObjectId {
        let id = ObjectId {
            number: self.next,
            generation: 0,
        };
        self.next = self.next.saturating_add(1);
        self.set(id, Object::Null);
        id
    }

    /// Adds an object under a new number.
    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = self.reserve();
        self.set(id, object);
        id
    }

    /// Gives an object a new value.
    pub fn set(&mut self, id: ObjectId, object: impl Into<Object>) {
        let change = Change {
            generation: id.generation,
            object: object.into(),
        };
        self.changes.insert(id.number, change);
        self.next = self.next.max(id.number.saturating_add(1));
    }

    /// Makes `id` the signature dictionary of this update: `dictionary` with a `/ByteRange` over
    /// all but the `/Contents`, which get room for `capacity` bytes of DER. There is one signature
    /// in an update; a second call replaces the first.
    pub fn set_signature(&mut self, id: ObjectId, mut dictionary: Dictionary, capacity: usize) {
        dictionary.remove("ByteRange");
        dictionary.remove("Contents");
        self.set(id, dictionary);
        self.signature = Some(Placeholder { id, capacity });
    }

    /// An object as it will be: its pending change, or its value in the latest revision.
    ///
    /// # Errors
    /// What is wrong with the object's bytes.
    pub fn get(&self, id: ObjectId) -> Result<Object, Error> {
        match self.changes.get(&id.number) {
            Some(change) if change.generation == id.generation => Ok(change.object.clone()),
            _ => self.document.latest().get(id),
        }
    }

    /// The object that `object` is or refers to, pending changes included.
    ///
    /// # Errors
    /// As [`Self::get`]; [`Error::ReferenceLoop`] if references lead to references without end.
    pub fn resolve(&self, object: &Object) -> Result<Object, Error> {
        view::follow(object, self.document.limits(), |id| self.get(id))
    }

    /// The value of `key`, resolved with pending changes; null if there is none.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn lookup(&self, dictionary: &Dictionary, key: &str) -> Result<Object, Error> {
        match dictionary.get(key) {
            Some(value) => self.resolve(value),
            None => Ok(Object::Null),
        }
    }

    /// Whether nothing was added or changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Lays the update out behind the old bytes.
    ///
    /// `seed` is fresh randomness: the initialisation vectors of an encrypted file and the second
    /// element of `/ID` come from it. The same seed gives the same bytes.
    ///
    /// # Errors
    /// [`Error::NothingChanged`]; [`Error::EncryptionChanged`] if the encryption dictionary was
    /// set; [`Error::OffsetTooLarge`] behind the 9,999,999,999 bytes that a cross-reference table
    /// can address; [`Error::TooManyObjects`]; damage in a stream that is written again.
    pub fn finish(self, seed: &[u8; 32]) -> Result<Appended, Error> {
        if self.changes.is_empty() {
            return Err(Error::NothingChanged);
        }
        layout::lay_out(&self, seed)
    }
}

/// The first number behind all those in use and those that the file counts as its own: references
/// to objects that were never there must not come to mean a new one.
fn first_unused(view: View<'_>) -> Result<u32, Error> {
    let size = view.trailer().get("Size").and_then(Object::as_integer);
    let highest = view.objects().map(|id| id.number).max().unwrap_or(0);
    let next = size
        .and_then(|size| u32::try_from(size).ok())
        .unwrap_or(0)
        .max(highest.saturating_add(1));
    if next > MAX_OBJECT_NUMBER {
        return Err(Error::TooManyObjects {
            limit: MAX_OBJECT_NUMBER,
        });
    }
    Ok(next)
}
