//! Time stamps, the newest first, and what each proves to have existed (EN 319 102-1, 5.6.3).

use std::cmp::Reverse;

use super::super::archive_timestamp::ArchiveForm;
use super::super::cms_facts::CmsFacts;
use super::super::facts::DocumentFacts;
use super::super::verdict::TimestampKind;
use super::format;
use super::knowledge::Knowledge;
use super::poe::{Digest, Object, Proofs, covered};
use super::timestamp::Stamp;

/// The time stamps inside one signature.
#[derive(Default)]
pub(super) struct Stamps<'a> {
    pub(super) content: Vec<Stamp<'a>>,
    pub(super) signature: Vec<Stamp<'a>>,
    pub(super) archive: Vec<Stamp<'a>>,
}

/// Validates all document time stamps, the newest first, and takes what each proves. The answer is
/// in the order of the signatures.
pub(super) fn documents<'a>(
    knowledge: &Knowledge<'_>,
    facts: &'a DocumentFacts,
    proofs: &mut Proofs,
) -> Vec<Option<Stamp<'a>>> {
    let revision = |number: usize| {
        let range = facts.signatures.get(number)?.range.as_ref()?;
        range.revision
    };
    let mut order: Vec<usize> = (0..facts.signatures.len()).collect();
    order.sort_by_key(|number| Reverse(revision(*number)));
    let mut stamps: Vec<Option<Stamp<'a>>> = facts.signatures.iter().map(|_| None).collect();
    for number in order {
        let Some(signature) = facts.signatures.get(number) else {
            continue;
        };
        let Some(token) = &signature.document_timestamp else {
            continue;
        };
        let mut stamp = Stamp::new(knowledge, token, TimestampKind::Document);
        stamp.settle(knowledge, proofs);
        if let (Some(time), Some(revision)) = (stamp.time(), revision(number))
            && format::is_sound(signature, knowledge.policy)
            && stamp.is_imprint_good(knowledge, proofs)
        {
            let objects = covered(facts, &knowledge.pool, revision);
            proofs.add_all(objects, time);
        }
        if let Some(place) = stamps.get_mut(number) {
            *place = Some(stamp);
        }
    }
    stamps
}

/// Validates the time stamps inside a signature: those for archiving, the newest first, then those
/// over the signature, then those over the content.
pub(super) fn inside<'a>(
    knowledge: &Knowledge<'_>,
    number: usize,
    cms: &'a CmsFacts,
    proofs: &mut Proofs,
) -> Stamps<'a> {
    let mut stamps = Stamps::default();
    let mut archive: Vec<_> = cms.archive_timestamps.iter().collect();
    archive.sort_by_key(|found| Reverse(found.stamp.time));
    for found in archive {
        let mut stamp = Stamp::new(knowledge, &found.stamp, TimestampKind::Archive);
        stamp.settle(knowledge, proofs);
        let is_whole = found.form == ArchiveForm::V3 && found.index_matches == Some(true);
        if let Some(time) = stamp.time().filter(|_| is_whole)
            && stamp.is_imprint_good(knowledge, proofs)
        {
            let listed = found.covers.iter();
            let listed = listed.filter_map(|sha256| Digest::try_from(sha256.as_slice()).ok());
            proofs.add_all(listed.map(Object::Evidence), time);
            proofs.add(Object::Signature(number), time);
        }
        stamps.archive.push(stamp);
    }
    let leaf = knowledge.pool.read(&cms.signer);
    for token in &cms.timestamps {
        let mut stamp = Stamp::new(knowledge, token, TimestampKind::Signature);
        stamp.settle(knowledge, proofs);
        if let Some(time) = stamp.time()
            && stamp.is_imprint_good(knowledge, proofs)
        {
            proofs.add(Object::Signature(number), time);
            // The signature names its certificate.
            if let Some(leaf) = &leaf {
                proofs.add(Object::Evidence(leaf.sha256_fingerprint()), time);
            }
        }
        stamps.signature.push(stamp);
    }
    for token in &cms.content_timestamps {
        let mut stamp = Stamp::new(knowledge, token, TimestampKind::Content);
        stamp.settle(knowledge, proofs);
        stamps.content.push(stamp);
    }
    stamps
}
