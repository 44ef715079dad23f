//! The document security store (ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2).

use crate::compare::judge::Judge;
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Reason};
use crate::error::Error;
use crate::map::Set;
use crate::object::{Name, Object, ObjectId};

/// Arrays of streams in the store and in the entry of one signature.
const STORE_ARRAYS: &[&[u8]] = &[b"Certs", b"CRLs", b"OCSPs"];
const SIGNATURE_ARRAYS: &[&[u8]] = &[b"Cert", b"CRL", b"OCSP"];

/// The store may grow. It may lose single values, as a writer does that sorts out what has
/// expired, but not disappear, nor may the entry of a signature.
pub(super) fn judge(judge: &mut Judge<'_>, old: &At<'_>, new: &At<'_>) -> Result<(), Error> {
    if old.is_null() && new.is_null() {
        return Ok(());
    }
    let mut store = Store {
        judge,
        differs: false,
    };
    match store.check(old, new) {
        Ok(()) if store.differs => {
            judge.note(
                new.id,
                ChangeClass::LtvData,
                Reason::ValidationDataAdded,
                "",
            );
            Ok(())
        }
        Ok(()) => Ok(()),
        Err(Flaw::Malformed(key)) => {
            let key = String::from_utf8_lossy(&key);
            judge.refuse(new.id.or(old.id), Reason::ValidationDataMalformed, key);
            Ok(())
        }
        Err(Flaw::Unreadable(error)) => Err(error),
    }
}

enum Flaw {
    /// The key whose value is wrong.
    Malformed(Vec<u8>),
    Unreadable(Error),
}

impl From<Error> for Flaw {
    fn from(error: Error) -> Self {
        Self::Unreadable(error)
    }
}

struct Store<'a, 'b> {
    judge: &'a mut Judge<'b>,
    differs: bool,
}

impl Store<'_, '_> {
    fn check(&mut self, old: &At<'_>, new: &At<'_>) -> Result<(), Flaw> {
        self.see(old, new);
        if new.dictionary().is_none() {
            return Err(Flaw::Malformed(b"DSS".to_vec()));
        }
        for (key, value) in new.entries()? {
            let before = old.key(&key)?;
            match key.as_slice() {
                b"Type" => {}
                b"VRI" => self.signatures(&before, &value)?,
                key if STORE_ARRAYS.contains(&key) => self.streams(key, &before, &value)?,
                _ => return Err(Flaw::Malformed(key)),
            }
        }
        if !old.key(b"VRI")?.is_null() && new.key(b"VRI")?.is_null() {
            return Err(Flaw::Malformed(b"VRI".to_vec()));
        }
        self.judge.approve(old);
        Ok(())
    }

    /// `/VRI`: validation data by signature, the key being its SHA-1 in hexadecimal; SHA-256 is met.
    fn signatures(&mut self, old: &At<'_>, new: &At<'_>) -> Result<(), Flaw> {
        self.see(old, new);
        if new.dictionary().is_none() {
            return Err(Flaw::Malformed(b"VRI".to_vec()));
        }
        for (key, _) in old.entries()? {
            if new.key(&key)?.is_null() {
                return Err(Flaw::Malformed(key));
            }
        }
        for (key, value) in new.entries()? {
            let is_digest = matches!(key.len(), 40 | 64) && key.iter().all(u8::is_ascii_hexdigit);
            if !is_digest && key != b"Type" {
                return Err(Flaw::Malformed(key));
            }
            if is_digest {
                self.signature(&key, &old.key(&key)?, &value)?;
            }
        }
        self.judge.approve(old);
        Ok(())
    }

    fn signature(&mut self, name: &[u8], old: &At<'_>, new: &At<'_>) -> Result<(), Flaw> {
        self.see(old, new);
        if new.dictionary().is_none() {
            return Err(Flaw::Malformed(name.to_vec()));
        }
        for (key, value) in new.entries()? {
            let before = old.key(&key)?;
            match key.as_slice() {
                b"Type" | b"TU" => {}
                b"TS" if matches!(value.object, Object::Stream(_)) => {}
                key if SIGNATURE_ARRAYS.contains(&key) => {
                    self.streams(key, &before, &value)?;
                }
                _ => return Err(Flaw::Malformed(key)),
            }
        }
        self.judge.approve(old);
        Ok(())
    }

    /// An array of streams; the streams themselves never change.
    fn streams(&mut self, key: &[u8], old: &At<'_>, new: &At<'_>) -> Result<(), Flaw> {
        self.see(old, new);
        let malformed = || Flaw::Malformed(key.to_vec());
        if new.object.as_array().is_none() {
            return Err(malformed());
        }
        let known = references(old);
        for item in new.object.as_array().unwrap_or_default() {
            let id = item.as_reference().ok_or_else(malformed)?;
            let is_stream = || {
                let object = self.judge.new.view.get(id)?;
                Ok::<_, Error>(matches!(object, Object::Stream(_)))
            };
            if !known.contains(&id) && !is_stream()? {
                return Err(malformed());
            }
        }
        self.judge.approve(old);
        Ok(())
    }

    fn see(&mut self, old: &At<'_>, new: &At<'_>) {
        self.differs |= self.judge.differs(old, new);
    }
}

fn references(array: &At<'_>) -> Set<ObjectId> {
    let items = array.object.as_array().unwrap_or_default();
    items.iter().filter_map(Object::as_reference).collect()
}

/// Whether a signature dictionary is a document time stamp (12.8.5). Real files often lack the
/// `/Type` that must say so.
pub(super) fn is_timestamp(signature: &crate::Dictionary) -> bool {
    let is = |key, value: &str| {
        signature
            .get(key)
            .and_then(Object::as_name)
            .map(Name::as_bytes)
            == Some(value.as_bytes())
    };
    is("SubFilter", "ETSI.RFC3161")
        && (is("Type", "DocTimeStamp") || signature.get("Type").is_none())
}
