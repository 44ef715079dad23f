//! Writing evidence into the document security store (ISO 32000-2, 12.8.4.3; EN 319 142-1, 5.4.2).
//!
//! One stream per value, each found in the store at once by whoever looks for it. What is there
//! stays, what is there already is not added again. There is no `/VRI`: baseline advises against
//! it (EN 319 142-1, 6.3), and it would tie evidence to a signature by a SHA-1. Nor are
//! `/Extensions` written: they are a recommendation that no reader needs (docs/pdfa.md).

use std::collections::HashSet;
use std::sync::Arc;

use pdf::{Appended, Dictionary, Document, Object, Stream, Update};
use pki::DigestAlgorithm;
use serde::{Deserialize, Serialize};

use super::{acro_form, earlier, self_check};
use crate::encoding::hex_list;
use crate::self_check::failed;
use crate::{Error, validate};

/// Values in a store that are compared with new ones; what is beyond is written twice at worst.
const MOST_VALUES: usize = 10_000;

/// Evidence for the validation of signatures and time stamps.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct ValidationData {
    /// Certificates, DER.
    #[serde(with = "hex_list")]
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists, DER.
    #[serde(with = "hex_list")]
    pub lists: Vec<Vec<u8>>,
    /// OCSP answers, DER of the whole `OCSPResponse`.
    #[serde(with = "hex_list")]
    pub answers: Vec<Vec<u8>>,
}

impl ValidationData {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.lists.is_empty() && self.answers.is_empty()
    }

    /// Key of the store and values, kind by kind.
    fn arrays(&self) -> [(&'static str, &[Vec<u8>]); 3] {
        [
            ("Certs", &self.certificates),
            ("CRLs", &self.lists),
            ("OCSPs", &self.answers),
        ]
    }
}

/// Appends `data` to the document as a revision of its own, and checks the result: everything is
/// read back from it, and earlier signatures see nothing but validation data added.
///
/// `None` if the store has all of it already. `seed` is fresh randomness, `password` reopens an
/// encrypted file.
///
/// # Errors
/// When an earlier signature is broken, the document cannot be read or takes no changes, or the
/// result does not pass our own check.
pub fn embed(
    document: &Arc<Document>,
    data: &ValidationData,
    seed: &[u8; 32],
    password: Option<&[u8]>,
) -> Result<Option<Appended>, Error> {
    earlier::refuse_broken(&validate::facts(document)?)?;
    let mut update = Update::new(Arc::clone(document))?;
    if !add(&mut update, data)? {
        return Ok(None);
    }
    let appended = update.finish(seed)?;
    let finished = self_check::reopen(&appended, password)?;
    let facts = validate::facts(&finished)?;
    earlier::refuse_broken(&facts)?;
    earlier::refuse_more_than_validation_data(&finished)?;
    let written = Update::new(finished)?;
    let store = Store::read(&written)?;
    for (key, values) in data.arrays() {
        let known = store.digests(&written, key)?;
        if values.iter().any(|value| !known.contains(&digest(value))) {
            return Err(failed("security-store"));
        }
    }
    Ok(Some(appended))
}

/// Adds what the store does not have; whether that is anything.
fn add(update: &mut Update, data: &ValidationData) -> Result<bool, Error> {
    let mut store = Store::read(update)?;
    let mut anything = false;
    for (key, values) in data.arrays() {
        let mut known = store.digests(update, key)?;
        for value in values {
            if known.insert(digest(value)) {
                let id = update.add(Stream::new(Dictionary::new(), value.clone()));
                acro_form::append(update, &mut store.dictionary, key, id)?;
                anything = true;
            }
        }
    }
    if anything {
        store.write(update)?;
    }
    Ok(anything)
}

/// The store as it is, or a new one.
struct Store {
    /// Where it stands in the catalog.
    place: Object,
    dictionary: Dictionary,
}

impl Store {
    fn read(update: &Update) -> Result<Self, Error> {
        let (_, catalog) = acro_form::catalog(update)?;
        let place = catalog.get("DSS").cloned().unwrap_or_default();
        let dictionary = match update.resolve(&place)? {
            Object::Null => Dictionary::new().with("Type", Object::name("DSS")),
            Object::Dictionary(dictionary) => dictionary,
            _ => return Err(Error::NotADictionary { what: "DSS" }),
        };
        Ok(Self { place, dictionary })
    }

    /// The digests of the values that are there. One that cannot be read stays and counts as none.
    fn digests(&self, update: &Update, key: &'static str) -> Result<HashSet<Vec<u8>>, Error> {
        let array = match update.lookup(&self.dictionary, key)? {
            Object::Null => return Ok(HashSet::new()),
            Object::Array(items) => items,
            _ => return Err(Error::NotAnArray { what: key }),
        };
        let view = update.document().latest();
        let value = |item: &Object| match update.resolve(item) {
            Ok(Object::Stream(stream)) => view.stream_data(&stream).ok(),
            _ => None,
        };
        let values = array.iter().take(MOST_VALUES).filter_map(value);
        Ok(values.map(|value| digest(&value)).collect())
    }

    /// Puts the store back where it was; a new one becomes an object of its own.
    fn write(self, update: &mut Update) -> Result<(), Error> {
        if let Some(id) = self.place.as_reference() {
            update.set(id, self.dictionary);
            return Ok(());
        }
        let (id, mut catalog) = acro_form::catalog(update)?;
        match self.place {
            Object::Null => {
                let store = update.add(self.dictionary);
                catalog.set("DSS", store);
            }
            _ => catalog.set("DSS", self.dictionary),
        }
        update.set(id, catalog);
        Ok(())
    }
}

fn digest(value: &[u8]) -> Vec<u8> {
    DigestAlgorithm::Sha256.digest(value)
}
