//! What can be wrong with a chain, each with its place.

use serde::Serialize;

use crate::error::Error;

/// What is wrong, and where.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Contradiction {
    /// A line is no entry, or is spelled otherwise than it was written.
    Unreadable {
        /// The record that should stand there.
        seq: u64,
        /// What is wrong with it.
        cause: Error,
    },
    /// A record is not what its digest was taken of.
    Changed {
        /// The record that should stand there.
        seq: u64,
        /// What of it.
        part: Part,
    },
    /// A record does not follow from the one before.
    ChainBroken {
        /// The record.
        seq: u64,
    },
    /// Records are not there.
    Missing {
        /// The first of them.
        seq: u64,
        /// The last of them.
        to: u64,
    },
    /// A record stands in another's place, or a second time.
    Order {
        /// The record that should stand there.
        seq: u64,
        /// The one that does.
        found: u64,
    },
    /// A record is older than the one before.
    Time {
        /// The record.
        seq: u64,
    },
    /// A record of another agency.
    OtherAgency {
        /// Its place.
        seq: u64,
        /// The other agency.
        found: String,
    },
    /// The records agree with each other but not with what was attested.
    CheckpointDisagrees {
        /// The first record that may be the one that changed.
        seq: u64,
        /// The last record of the checkpoint.
        to: u64,
        /// The day of the checkpoint.
        day: String,
    },
    /// A checkpoint of another agency's chain.
    CheckpointOfAnother {
        /// The first record it is not an answer for.
        seq: u64,
        /// The other agency.
        found: String,
        /// The day of the checkpoint.
        day: String,
    },
}

/// A part of an entry.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The record or its digest.
    Record,
    /// Personal data beside it, by name.
    Opening(String),
}

impl Contradiction {
    /// Every code.
    pub const CODES: &[&str] = &[
        "audit-record-unreadable",
        "audit-record-changed",
        "audit-opening-changed",
        "audit-chain-broken",
        "audit-record-missing",
        "audit-order",
        "audit-time",
        "audit-other-agency",
        "audit-checkpoint-disagrees",
        "audit-checkpoint-of-another",
    ];

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "audit-record-unreadable",
            Self::Changed {
                part: Part::Record, ..
            } => "audit-record-changed",
            Self::Changed {
                part: Part::Opening(_),
                ..
            } => "audit-opening-changed",
            Self::ChainBroken { .. } => "audit-chain-broken",
            Self::Missing { .. } => "audit-record-missing",
            Self::Order { .. } => "audit-order",
            Self::Time { .. } => "audit-time",
            Self::OtherAgency { .. } => "audit-other-agency",
            Self::CheckpointDisagrees { .. } => "audit-checkpoint-disagrees",
            Self::CheckpointOfAnother { .. } => "audit-checkpoint-of-another",
        }
    }

    /// The first record that is in doubt.
    #[must_use]
    pub fn seq(&self) -> u64 {
        match self {
            Self::Unreadable { seq, .. }
            | Self::Changed { seq, .. }
            | Self::ChainBroken { seq }
            | Self::Missing { seq, .. }
            | Self::Order { seq, .. }
            | Self::Time { seq }
            | Self::OtherAgency { seq, .. }
            | Self::CheckpointDisagrees { seq, .. }
            | Self::CheckpointOfAnother { seq, .. } => *seq,
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![("seq", self.seq().to_string())];
        match self {
            Self::Unreadable { cause, .. } => values.push(("cause", cause.code().to_owned())),
            Self::Changed {
                part: Part::Opening(name),
                ..
            } => values.push(("name", name.clone())),
            Self::Missing { to, .. } => values.push(("to", to.to_string())),
            Self::Order { found, .. } => values.push(("found", found.to_string())),
            Self::OtherAgency { found, .. } => values.push(("found", found.clone())),
            Self::CheckpointDisagrees { to, day, .. } => {
                values.push(("to", to.to_string()));
                values.push(("day", day.clone()));
            }
            Self::CheckpointOfAnother { found, day, .. } => {
                values.push(("found", found.clone()));
                values.push(("day", day.clone()));
            }
            Self::Changed { .. } | Self::ChainBroken { .. } | Self::Time { .. } => {}
        }
        values
    }
}
