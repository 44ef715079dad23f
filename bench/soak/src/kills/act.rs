//! The acts in the middle of which the program is killed.

use std::time::Duration;

/// What is under way when the program is killed.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) enum Act {
    Draft,
    Upload,
    AskOpinion,
    GiveOpinion,
    Submit,
    PrepareInitials,
    CompleteInitials,
    ApproveFormat,
    PrepareSign,
    CompleteSign,
    Approve,
    Number,
    PrepareSeal,
    CompleteSeal,
    Issue,
    Return,
    Sending,
    Judging,
    Accept,
    Refuse,
    Start,
    Recovery,
}

impl Act {
    /// All, in the order of a document's way; each has its share of the kills.
    pub(crate) const ALL: [Self; 22] = [
        Self::Draft,
        Self::Upload,
        Self::AskOpinion,
        Self::GiveOpinion,
        Self::Submit,
        Self::PrepareInitials,
        Self::CompleteInitials,
        Self::ApproveFormat,
        Self::PrepareSign,
        Self::CompleteSign,
        Self::Approve,
        Self::Number,
        Self::PrepareSeal,
        Self::CompleteSeal,
        Self::Issue,
        Self::Return,
        Self::Sending,
        Self::Judging,
        Self::Accept,
        Self::Refuse,
        Self::Start,
        Self::Recovery,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Draft => "beginning a draft",
            Self::Upload => "uploading its file",
            Self::AskOpinion => "asking an opinion",
            Self::GiveOpinion => "giving an opinion",
            Self::Submit => "submitting",
            Self::PrepareInitials => "initials, prepare",
            Self::CompleteInitials => "initials, complete",
            Self::ApproveFormat => "approving the format",
            Self::PrepareSign => "signature, prepare",
            Self::CompleteSign => "signature, complete",
            Self::Approve => "approving what a deputy signed",
            Self::Number => "numbering",
            Self::PrepareSeal => "seal, prepare",
            Self::CompleteSeal => "seal, complete",
            Self::Issue => "issuing",
            Self::Return => "returning",
            Self::Sending => "sending (job)",
            Self::Judging => "judging an arrival (job)",
            Self::Accept => "accepting",
            Self::Refuse => "refusing",
            Self::Start => "starting",
            Self::Recovery => "jobs after a start",
        }
    }

    /// The act whose beginning is awaited before the kill; none for what begins with the start.
    pub(crate) fn awaited(self) -> Option<Self> {
        match self {
            Self::Sending | Self::Judging => Some(Self::Issue),
            Self::Start | Self::Recovery => None,
            other => Some(other),
        }
    }

    /// How long after the awaited beginning the moment begins, for what follows from an act.
    pub(crate) fn ahead(self, usual: Duration) -> Duration {
        match self {
            Self::Sending => usual.mul_f64(0.9),
            Self::Judging => usual,
            _ => Duration::ZERO,
        }
    }
}
