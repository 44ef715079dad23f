//! What changed between revisions, and how much of it a signature tolerates (ISO 32000-2,
//! 12.8.2.2 and 12.8.2.4).
//!
//! A whitelist: a change counts as harmless only if a rule knows it, everything else is
//! [`ChangeClass::NotPermitted`]. The rules work on the reference graph: an object that changed in
//! place passes only if **every** reference that led to it in the older revision is one through
//! which a rule approved the change, so that nothing is smuggled into one place by way of another.
//! New objects need no approval of their own: they can only be reached through approved changes.
//!
//! Says nothing of signature values and byte ranges, and does not ask who was allowed to do what:
//! the caller compares [`Comparison::class`] with what the signatures permit ([`permission`]).

mod approval;
mod judge;
mod lock;
mod reason;
mod rules;
mod same;
mod state;
mod unlisted;
mod walk;

use serde::Serialize;

use crate::document::Document;
use crate::error::Error;
use crate::object::ObjectId;
use crate::reach::Cache;
use crate::rect::Rect;
use judge::Judge;
use state::State;

pub use lock::{FieldLock, Permission, locks, permission};
pub use reason::Reason;
pub(crate) use same::has_duplicates;
pub(crate) use state::ambiguous;

/// How far a change goes, the worse the greater.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeClass {
    /// Nothing that a reader could notice.
    None,
    /// Validation data, document time stamps, metadata: allowed whatever a signature says.
    LtvData,
    /// Fields filled in, signature fields made and signed.
    FormFillingAndSigning,
    /// Comments and other annotations.
    Annotations,
    /// Anything else.
    NotPermitted,
}

/// One change and its judgement.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The revision that made it, counted from 0.
    pub revision: usize,
    /// The object changed, as `12 0`; none for the trailer and for the file as such.
    #[serde(serialize_with = "object_id")]
    pub object: Option<ObjectId>,
    /// The index of the page where it shows, if it shows on one.
    pub page: Option<usize>,
    /// Where on the page, in its coordinates, if it is something new to be seen there.
    pub area: Option<Rect>,
    /// How far it goes.
    pub class: ChangeClass,
    /// What it is.
    pub reason: Reason,
    /// The key, field name or error that explains it; empty if nothing has to be explained.
    pub detail: String,
}

/// All changes over some revisions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// The worst class among them.
    pub class: ChangeClass,
    /// The changes in the order of the revisions.
    pub changes: Vec<Change>,
    /// What the signatures permit in each revision that was looked at, from the first one on.
    #[serde(skip)]
    permissions: Vec<(usize, Option<Permission>)>,
    /// Objects of which readers may take different things, by the revision that made them so: a
    /// key stands twice in the catalog, the form, a page or a field. Those of the oldest revision
    /// looked at include all before it.
    #[serde(skip)]
    pub ambiguous: Vec<(usize, ObjectId)>,
    /// Pages, page trees and catalogs of the oldest revision looked at that nothing refers to: a
    /// second document may have been prepared in the first.
    #[serde(skip)]
    pub prepared: Vec<ObjectId>,
}

impl Comparison {
    /// The worst class of the changes after a revision: what came after one of several signatures,
    /// from a single comparison.
    #[must_use]
    pub fn class_after(&self, revision: usize) -> ChangeClass {
        let after = self.changes.iter().filter(|it| it.revision > revision);
        let class = after.map(|change| change.class).max();
        class.unwrap_or(ChangeClass::None)
    }

    /// What the signatures of a revision permit together ([`permission`]); none if they say
    /// nothing, or if the revision was not looked at.
    #[must_use]
    pub fn permission_at(&self, revision: usize) -> Option<Permission> {
        let found = self.permissions.iter().find(|(at, _)| *at == revision)?;
        found.1
    }
}

/// Judges every step from revision `from` to revision `to`, both counted from 0.
///
/// The locks of all signatures in the older revision of a step are respected ([`locks`]).
///
/// # Errors
/// Only what the medium says. Whatever else goes wrong is a finding: the change is not permitted.
pub fn compare(document: &Document, from: usize, to: usize) -> Result<Comparison, Error> {
    let mut changes = Vec::new();
    let mut permissions = Vec::new();
    let mut cache = Cache::default();
    let mut old: Option<State<'_>> = None;
    let mut ambiguous = Vec::new();
    let mut prepared = Vec::new();
    let mut compared = 0_usize;
    for revision in from..=to {
        let Some(view) = document.at(revision) else {
            break;
        };
        compared = compared.saturating_add(view.objects().count());
        if compared > document.limits().compared {
            let error = Error::TooMuchCompared {
                limit: document.limits().compared,
            };
            changes.push(Change {
                revision,
                object: None,
                page: None,
                area: None,
                class: ChangeClass::NotPermitted,
                reason: Reason::Unreadable,
                detail: error.code().to_owned(),
            });
            break;
        }
        let new = State::new(view, &mut cache)?;
        permissions.push((revision, new.restrictions.permission));
        let odd = new.ambiguous(old.is_none());
        ambiguous.extend(odd.into_iter().map(|id| (revision, id)));
        if old.is_none() {
            prepared = new.prepared()?;
        }
        if let Some(old) = old {
            changes.extend(Judge::new(&old, &new).judge()?);
        }
        old = Some(new);
    }
    let class = changes.iter().map(|change: &Change| change.class).max();
    Ok(Comparison {
        class: class.unwrap_or(ChangeClass::None),
        changes,
        permissions,
        ambiguous,
        prepared,
    })
}

/// What can be said of a revision that nothing follows: what its signatures permit, and which of
/// its objects are ambiguous. Its objects are not walked.
///
/// # Errors
/// As [`compare`].
pub fn at_rest(document: &Document, revision: usize) -> Result<Comparison, Error> {
    let seen = document.at(revision).map(state::glance).transpose()?;
    let (permission, ambiguous) = seen.unwrap_or_default();
    let ambiguous = ambiguous.into_iter().map(|id| (revision, id));
    Ok(Comparison {
        class: ChangeClass::None,
        changes: Vec::new(),
        permissions: vec![(revision, permission)],
        ambiguous: ambiguous.collect(),
        prepared: Vec::new(),
    })
}

#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
fn object_id<S: serde::Serializer>(id: &Option<ObjectId>, out: S) -> Result<S::Ok, S::Error> {
    id.map(|id| id.to_string()).serialize(out)
}
