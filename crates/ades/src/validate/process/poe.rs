//! Proofs of existence (EN 319 102-1, 5.6.2.3): since when each object is known to have existed.
//!
//! Of everything it is known that it exists now. A validated time stamp proves more: a document
//! time stamp everything in the revisions that it is over, an archive time stamp what its index
//! names, a time stamp over a signature that signature and the certificate it names. A time stamp
//! inside a later signature proves nothing for an earlier one.

use std::collections::HashMap;

use sha2::Digest as _;
use time::UtcDateTime;

use super::super::facts::{DocumentFacts, SignatureFacts};
use super::super::timestamp::TimestampFacts;
use super::pool::Pool;

/// SHA-256.
pub(super) type Digest = [u8; 32];

/// The SHA-256 of some bytes.
pub(super) fn digest(bytes: &[u8]) -> Digest {
    sha2::Sha256::digest(bytes).into()
}

/// Something whose existence can be proven.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Object {
    /// The value of the signature with this number, and all that it signs.
    Signature(usize),
    /// A certificate, list, answer or token, by its SHA-256.
    Evidence(Digest),
}

/// What is proven.
#[derive(Clone, Debug)]
pub(super) struct Proofs {
    now: UtcDateTime,
    lowest: HashMap<Object, UtcDateTime>,
}

impl Proofs {
    /// Everything exists at `now`.
    pub(super) fn new(now: UtcDateTime) -> Self {
        Self {
            now,
            lowest: HashMap::new(),
        }
    }

    /// Since when this is known to exist.
    pub(super) fn of(&self, object: Object) -> UtcDateTime {
        self.lowest.get(&object).copied().unwrap_or(self.now)
    }

    /// Whether more is known of it than that it exists now.
    pub(super) fn has(&self, object: Object) -> bool {
        self.lowest.contains_key(&object)
    }

    /// This existed at `time`.
    pub(super) fn add(&mut self, object: Object, time: UtcDateTime) {
        if time > self.now {
            return;
        }
        let known = self.lowest.entry(object).or_insert(time);
        *known = time.min(*known);
    }

    /// All these existed at `time`.
    pub(super) fn add_all(&mut self, objects: impl IntoIterator<Item = Object>, time: UtcDateTime) {
        for object in objects {
            self.add(object, time);
        }
    }
}

/// What a document time stamp over the revisions up to and with `revision` covers.
pub(super) fn covered(facts: &DocumentFacts, pool: &Pool, revision: usize) -> Vec<Object> {
    let mut objects = Vec::new();
    for store in &facts.security_store {
        if store.revision <= revision {
            evidence(
                [&store.certificates, &store.lists, &store.answers],
                pool,
                &mut objects,
            );
        }
    }
    for (number, signature) in facts.signatures.iter().enumerate() {
        let own = signature.range.as_ref().and_then(|range| range.revision);
        if own.is_some_and(|own| own < revision) {
            objects.push(Object::Signature(number));
            inside(signature, pool, &mut objects);
        }
    }
    objects
}

/// What stands in a signature itself.
fn inside(signature: &SignatureFacts, pool: &Pool, objects: &mut Vec<Object>) {
    if let Some(cms) = &signature.cms {
        evidence([&cms.certificates, &cms.lists, &cms.answers], pool, objects);
        let stamps = cms.timestamps.iter().chain(&cms.content_timestamps);
        let archive = cms.archive_timestamps.iter().map(|archive| &archive.stamp);
        stamps
            .chain(archive)
            .for_each(|stamp| token(stamp, pool, objects));
    }
    if let Some(stamp) = &signature.document_timestamp {
        token(stamp, pool, objects);
    }
}

/// A token and what stands in it.
fn token(stamp: &TimestampFacts, pool: &Pool, objects: &mut Vec<Object>) {
    objects.push(Object::Evidence(digest(&stamp.token)));
    let lists = [&stamp.certificates, &stamp.lists, &stamp.answers];
    evidence(lists, pool, objects);
}

fn evidence(lists: [&Vec<Vec<u8>>; 3], pool: &Pool, objects: &mut Vec<Object>) {
    for der in lists.into_iter().flatten() {
        let found = digest(der);
        objects.push(Object::Evidence(found));
        objects.extend(pool.inside(&found).iter().copied().map(Object::Evidence));
    }
}
