//! What is asked for when a PDF is to be signed.

use pdf::compare::FieldLock;
use pdf::{ObjectId, Rect};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::size::DEFAULT_TIMESTAMP_CAPACITY;
use crate::CheckedSigner;

/// The level of a baseline signature when it is made (EN 319 142-1, 6).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Level {
    /// Signature and signer's certificate; the time is the signer's claim.
    #[serde(rename = "B-B")]
    BB,
    /// And a time stamp over the signature value.
    #[serde(rename = "B-T")]
    BT,
}

/// Where the signature goes.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldTarget {
    /// A new field.
    New {
        /// Its name, without a dot; `None` takes the first free `SignatureN`.
        name: Option<String>,
        /// The page of its widget, from 0.
        page: usize,
        /// Where on the page; `None` makes an invisible signature.
        rect: Option<Rect>,
    },
    /// An empty signature field with this fully qualified name.
    Existing(String),
}

/// What a certification signature still allows (ISO 32000-2, 12.8.2.2).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocMdp {
    /// Nothing.
    NoChanges,
    /// Filling in forms and signing.
    FillForms,
    /// And annotations.
    Annotate,
}

impl DocMdp {
    /// The `/P` of the transform parameters.
    #[must_use]
    pub fn level(self) -> i64 {
        match self {
            Self::NoChanges => 1,
            Self::FillForms => 2,
            Self::Annotate => 3,
        }
    }

    /// The permission that a `/P` names.
    #[must_use]
    pub fn from_level(level: i64) -> Option<Self> {
        [Self::NoChanges, Self::FillForms, Self::Annotate]
            .into_iter()
            .find(|permission| permission.level() == level)
    }
}

/// All that [`super::prepare()`] needs to know.
#[derive(Clone, Debug)]
pub struct SigningRequest {
    /// Who signs, already checked.
    pub signer: CheckedSigner,
    /// The level to reach.
    pub level: Level,
    /// Where the signature goes.
    pub field: FieldTarget,
    /// The appearance, a form `XObject` added to the same update.
    pub appearance: Option<ObjectId>,
    /// The time that `/M` claims.
    pub claimed_time: UtcDateTime,
    /// Why it is signed.
    pub reason: Option<String>,
    /// Where it is signed.
    pub location: Option<String>,
    /// How to reach the signer.
    pub contact: Option<String>,
    /// Fields to lock with this signature.
    pub lock: Option<FieldLock>,
    /// Makes this a certification signature, which must be the document's first.
    pub certify: Option<DocMdp>,
    /// Bytes kept for the time-stamp token; unused at level B-B.
    pub timestamp_capacity: usize,
}

impl SigningRequest {
    /// An invisible signature on the first page, nothing locked.
    #[must_use]
    pub fn new(signer: CheckedSigner, level: Level, claimed_time: UtcDateTime) -> Self {
        Self {
            signer,
            level,
            field: FieldTarget::New {
                name: None,
                page: 0,
                rect: None,
            },
            appearance: None,
            claimed_time,
            reason: None,
            location: None,
            contact: None,
            lock: None,
            certify: None,
            timestamp_capacity: DEFAULT_TIMESTAMP_CAPACITY,
        }
    }
}
