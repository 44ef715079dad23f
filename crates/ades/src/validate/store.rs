//! Facts of the document security store (ISO 32000-2, 12.8.4.3; EN 319 142-1, 5.4.2).

use std::cell::OnceCell;
use std::collections::HashSet;

use pdf::{Dictionary, Document, Object, ObjectId, View};
use pki::{Certificate, DigestAlgorithm};
use serde::{Deserialize, Serialize};

use crate::encoding::hex_list;

/// Streams read over all revisions. Fifty years of yearly renewal need some thousand.
const MOST_VALUES: usize = 4096;
/// Bytes of values read over all revisions: some authorities' lists have several MiB each.
const MOST_BYTES: usize = 64 << 20;
/// Entries looked at over all revisions, known or not.
const MOST_LOOKS: usize = 1 << 20;

/// Evidence that one revision adds to the document security store. It counts by validation, not
/// by its place; the revision tells which document time stamps prove that it existed.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct StoreFacts {
    /// The revision, from 0.
    pub revision: usize,
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

/// Certificates of the store, which may be those that a signature leaves out; read when first
/// asked for.
pub(super) struct Elsewhere<'a> {
    store: &'a [StoreFacts],
    read: OnceCell<Vec<Certificate>>,
}

impl<'a> Elsewhere<'a> {
    pub(super) fn new(store: &'a [StoreFacts]) -> Self {
        let read = OnceCell::new();
        Self { store, read }
    }

    pub(super) fn certificates(&self) -> &[Certificate] {
        self.read.get_or_init(|| {
            let ders = self.store.iter().flat_map(|store| &store.certificates);
            ders.filter_map(|der| Certificate::from_der(der).ok())
                .collect()
        })
    }
}

/// The evidence of every revision that adds some, oldest first; and whether a limit left some out.
///
/// What cannot be read is left out: whether the store changed as it may is judged elsewhere.
pub(super) fn read(document: &Document) -> (Vec<StoreFacts>, bool) {
    let mut reader = Reader::default();
    let mut found = Vec::new();
    for revision in document.revisions() {
        let Some(view) = document.at(revision.index) else {
            continue;
        };
        // A stream written again may have another value.
        for (number, _) in revision.changed() {
            reader.known.remove(&number);
        }
        let added = reader.revision(&view);
        if added != StoreFacts::default() {
            found.push(StoreFacts {
                revision: revision.index,
                ..added
            });
        }
    }
    (found, reader.limited)
}

#[derive(Default)]
struct Reader {
    /// Objects read already, by number, as the newest revision so far has them.
    known: HashSet<u32>,
    /// SHA-256 of every value so far.
    values: HashSet<Vec<u8>>,
    bytes: usize,
    looks: usize,
    limited: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Certificate,
    List,
    Answer,
}

/// The arrays of the store and, with other names, of its entry for one signature.
const ARRAYS: [(&str, &str, Kind); 3] = [
    ("Certs", "Cert", Kind::Certificate),
    ("CRLs", "CRL", Kind::List),
    ("OCSPs", "OCSP", Kind::Answer),
];

impl Reader {
    fn revision(&mut self, view: &View<'_>) -> StoreFacts {
        let mut added = StoreFacts::default();
        let store = view
            .catalog()
            .and_then(|catalog| view.lookup(&catalog, "DSS"));
        let Ok(Object::Dictionary(store)) = store else {
            return added;
        };
        for (key, _, kind) in ARRAYS {
            self.array(view, &store, key, kind, &mut added);
        }
        // Some writers name a value only where a signature needs it.
        let by_signature = view.lookup(&store, "VRI").unwrap_or_default();
        for (_, entry) in by_signature
            .as_dictionary()
            .into_iter()
            .flat_map(Dictionary::iter)
        {
            let Ok(Object::Dictionary(entry)) = view.resolve(entry) else {
                continue;
            };
            for (_, key, kind) in ARRAYS {
                self.array(view, &entry, key, kind, &mut added);
            }
        }
        added
    }

    fn array(
        &mut self,
        view: &View<'_>,
        store: &Dictionary,
        key: &str,
        kind: Kind,
        added: &mut StoreFacts,
    ) {
        let array = view.lookup(store, key).unwrap_or_default();
        for item in array.as_array().unwrap_or_default() {
            self.looks = self.looks.saturating_add(1);
            if self.looks > MOST_LOOKS || self.values.len() >= MOST_VALUES {
                self.limited = true;
                return;
            }
            if let Some(id) = item.as_reference()
                && self.known.insert(id.number)
            {
                self.value(view, id, kind, added);
            }
        }
    }

    fn value(&mut self, view: &View<'_>, id: ObjectId, kind: Kind, added: &mut StoreFacts) {
        let Ok(Object::Stream(stream)) = view.get(id) else {
            return;
        };
        let Ok(der) = view.stream_data(&stream) else {
            return;
        };
        self.bytes = self.bytes.saturating_add(der.len());
        if self.bytes > MOST_BYTES {
            self.limited = true;
            return;
        }
        if !self.values.insert(DigestAlgorithm::Sha256.digest(&der)) {
            return;
        }
        match kind {
            Kind::Certificate => added.certificates.push(der),
            Kind::List => added.lists.push(der),
            Kind::Answer => added.answers.push(pki::ocsp::whole(&der)),
        }
    }
}
