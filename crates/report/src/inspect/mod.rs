//! What a PDF file consists of, as a person would want to see it: its revisions, which objects each
//! of them added, changed or deleted, and its signatures.
//!
//! Made for looking, not for judging: whether a change is allowed is decided in `pdf` and `ades`.

mod describe;
mod message;
mod text;

use std::ops::Range;

use ades::validate::{Changes, Coverage, DocumentFacts, SignatureFacts, SignatureKind};
use pdf::{Document, Entry, Object, ObjectId, Revision, View, XrefStyle};
use pki::Certificate;
use serde::Serialize;
use time::UtcDateTime;

pub use describe::{Description, Kind};
pub use message::{MessageInspection, Over, SignerReport, StampReport};

/// Everything shown about one file.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// The name it was asked for by.
    pub file: String,
    /// Version, length, encryption and what is unusual.
    pub facts: pdf::FileFacts,
    /// Pages in the newest revision; `None` when the page tree is damaged.
    pub pages: Option<usize>,
    /// The revisions, oldest first.
    pub revisions: Vec<RevisionReport>,
    /// The signatures, oldest first; none if the form cannot be read.
    pub signatures: Option<Vec<InspectedSignature>>,
}

/// One signature, as it stands there; what it is worth is not said here.
#[derive(Clone, Debug, Serialize)]
pub struct InspectedSignature {
    /// The name of its field.
    pub field: Option<String>,
    /// A signature or a document time stamp.
    pub kind: SignatureKind,
    /// Its form (`/SubFilter`).
    pub form: Option<String>,
    /// The common name in the signer's certificate.
    pub signer: Option<String>,
    /// The time it claims, or that of a document time stamp.
    #[serde(with = "crate::moment::rfc3339_option")]
    pub time: Option<UtcDateTime>,
    /// The revision that it signs, counted from 1.
    pub revision: Option<usize>,
    /// How much of the file it is over.
    pub covers: Option<Coverage>,
    /// What later revisions changed.
    pub later: Option<Changes>,
}

/// One save of the file.
#[derive(Clone, Debug, Serialize)]
pub struct RevisionReport {
    /// Counted from 1.
    pub number: usize,
    /// The bytes it added.
    pub bytes: Range<u64>,
    /// The form of its cross-references.
    pub cross_references: XrefStyle,
    /// How many objects it lists.
    pub count: usize,
    /// What happened to which object; for the first revision, where all are new, left out.
    pub changes: Vec<ObjectChange>,
    /// Objects it gives two places, so that readers may differ.
    pub conflicts: Vec<u32>,
}

/// One object that a revision touched.
#[derive(Clone, Debug, Serialize)]
pub struct ObjectChange {
    /// Number and generation.
    pub object: String,
    /// What happened to it.
    pub change: Change,
    /// What it is (for a deleted one: what it was).
    #[serde(flatten)]
    pub description: Description,
}

/// What a revision did to an object.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It did not exist before.
    Added,
    /// It existed and has a new value.
    Changed,
    /// It existed and is gone.
    Deleted,
}

impl Inspection {
    /// Looks through `document`, called `file`, whose signatures have these facts.
    #[must_use]
    pub fn of(file: String, document: &Document, signed: Option<&DocumentFacts>) -> Self {
        let signatures = signed.map(|facts| {
            facts
                .signatures
                .iter()
                .map(InspectedSignature::of)
                .collect()
        });
        Self {
            signatures,
            file,
            facts: document.facts().clone(),
            pages: document.latest().pages().ok().map(|pages| pages.len()),
            revisions: (document.revisions().iter())
                .map(|revision| RevisionReport::of(document, revision))
                .collect(),
        }
    }
}

impl InspectedSignature {
    fn of(facts: &SignatureFacts) -> Self {
        let (dictionary, range) = (facts.dictionary.as_ref(), facts.range.as_ref());
        let stamped = facts.document_timestamp.as_ref();
        let certificate = (facts.cms.as_ref().map(|cms| &cms.signer))
            .or_else(|| stamped.map(|stamp| &stamp.authority))
            .and_then(|der| Certificate::from_der(der).ok());
        Self {
            field: facts.field.clone(),
            kind: facts.kind,
            form: dictionary.and_then(|dictionary| dictionary.sub_filter.clone()),
            signer: certificate.and_then(|certificate| certificate.common_name()),
            time: (stamped.and_then(|stamp| stamp.time))
                .or_else(|| dictionary.and_then(|dictionary| dictionary.claimed_time)),
            revision: range.and_then(|range| range.revision?.checked_add(1)),
            covers: range.map(|range| range.coverage),
            later: range.map(|range| range.later),
        }
    }
}

impl RevisionReport {
    fn of(document: &Document, revision: &Revision) -> Self {
        let changes = match (revision.index.checked_sub(1), document.at(revision.index)) {
            (Some(before), Some(view)) => changes(revision, document.at(before), view),
            _ => Vec::new(),
        };
        Self {
            number: revision.index.saturating_add(1),
            bytes: revision.range.clone(),
            cross_references: revision.style,
            count: revision.changed().count(),
            changes,
            conflicts: revision.conflicts().to_vec(),
        }
    }
}

fn changes(revision: &Revision, before: Option<View<'_>>, view: View<'_>) -> Vec<ObjectChange> {
    let old_pages = describe::page_numbers(before);
    let new_pages = describe::page_numbers(Some(view));
    (revision.changed())
        .filter_map(|(number, entry)| {
            let existed = before.and_then(|before| Some((before, id(before, number)?)));
            let (change, view, id, pages) = match (entry, existed) {
                (Entry::Free { .. }, None) => return None,
                (Entry::Free { .. }, Some((before, id))) => {
                    (Change::Deleted, before, id, &old_pages)
                }
                (_, existed) => {
                    let change = existed.map_or(Change::Added, |_| Change::Changed);
                    (change, view, id(view, number)?, &new_pages)
                }
            };
            Some(ObjectChange {
                object: id.to_string(),
                change,
                description: Description::of(&view, id, pages),
            })
        })
        .collect()
}

/// The object of this number in `view`, if it is in use.
fn id(view: View<'_>, number: u32) -> Option<ObjectId> {
    match view.entry(number)? {
        Entry::Free { .. } => None,
        Entry::InFile { generation, .. } => Some(ObjectId { number, generation }),
        Entry::InStream { .. } => Some(ObjectId {
            number,
            generation: 0,
        }),
    }
}

/// Reads an object for showing; a damaged one is shown as such.
fn read(view: &View<'_>, id: ObjectId) -> Option<Object> {
    view.get(id).ok()
}
