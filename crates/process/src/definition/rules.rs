//! Guards and effects: what must be so before an action, and what follows from it.
//!
//! Both are closed: a route chooses among them and adds none. What a guard means is decided by the
//! engine where the document's own history tells it, else by the office's facts; effects are carried
//! out by the office in the transaction of the action, or from its outbox.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::vocabulary::{Notice, Slot, as_text};
use crate::reading::Vocabulary;

/// What must be so before an action is done.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "String", try_from = "String")]
pub enum Guard {
    /// There is a PDF of the draft, and the drafter has seen it.
    FileReady,
    /// The slot is signed in the current version of the file, and the signature is stored.
    SlotSigned(Slot),
    /// Every signature in the file was verified and holds.
    AllSignaturesValid,
    /// Every signature that was made has its time stamp; before a new one, those that were made so far.
    TimestampPresent,
    /// Nobody has signed this version of the file.
    NothingSigned,
    /// Number and date are given.
    NumberAllocated,
    /// The fields owed up to this step are filled in.
    FieldsComplete,
    /// Places for number, date, signature and seal are chosen.
    PlacesChosen,
    /// The chosen signer signs in the head's place, so that the head approves (S8).
    SignerIsDeputy,
    /// The chosen signer is the head.
    SignerIsHead,
    /// The head signed or approved.
    ApprovedByHead,
    /// No unit that was asked for its opinion still owes it.
    NoOpenOpinionRequests,
    /// Recipients are named.
    RecipientsNamed,
    /// The one who acts is recorded as keeper of the agency's token.
    OrganisationTokenHeld,
    /// The issue date is the day on which the agency seals (S16).
    IssueDateIsSealDate,
}

impl Guard {
    /// All guards.
    pub const ALL: [Self; 17] = [
        Self::FileReady,
        Self::SlotSigned(Slot::Initials),
        Self::SlotSigned(Slot::Signer),
        Self::SlotSigned(Slot::Organisation),
        Self::AllSignaturesValid,
        Self::TimestampPresent,
        Self::NothingSigned,
        Self::NumberAllocated,
        Self::FieldsComplete,
        Self::PlacesChosen,
        Self::SignerIsDeputy,
        Self::SignerIsHead,
        Self::ApprovedByHead,
        Self::NoOpenOpinionRequests,
        Self::RecipientsNamed,
        Self::OrganisationTokenHeld,
        Self::IssueDateIsSealDate,
    ];

    /// Its name, without the slot.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FileReady => "file-ready",
            Self::SlotSigned(_) => "slot-signed",
            Self::AllSignaturesValid => "all-signatures-valid",
            Self::TimestampPresent => "timestamp-present",
            Self::NothingSigned => "nothing-signed",
            Self::NumberAllocated => "number-allocated",
            Self::FieldsComplete => "fields-complete",
            Self::PlacesChosen => "places-chosen",
            Self::SignerIsDeputy => "signer-is-deputy",
            Self::SignerIsHead => "signer-is-head",
            Self::ApprovedByHead => "approved-by-head",
            Self::NoOpenOpinionRequests => "no-open-opinion-requests",
            Self::RecipientsNamed => "recipients-named",
            Self::OrganisationTokenHeld => "organisation-token-held",
            Self::IssueDateIsSealDate => "issue-date-is-seal-date",
        }
    }

    /// Whether it tells two ways apart, so that an action without it is another's case and no
    /// refusal.
    #[must_use]
    pub fn is_branch(self) -> bool {
        matches!(self, Self::SignerIsDeputy | Self::SignerIsHead)
    }

    /// Whether it speaks of the signature that the action itself makes: it cannot hold before.
    pub(crate) fn comes_with(self, slot: Slot) -> bool {
        self == Self::SlotSigned(slot)
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SlotSigned(slot) => write!(f, "{}({slot})", self.name()),
            _ => f.write_str(self.name()),
        }
    }
}

impl Vocabulary for Guard {
    const WHAT: &'static str = "guard";

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.to_string() == name)
    }

    fn known() -> Vec<String> {
        Self::ALL.iter().map(Self::to_string).collect()
    }
}

as_text!(Guard);

/// A numbering book, by its code.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Book(pub String);

/// What follows from an action.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "String", try_from = "String")]
pub enum Effect {
    /// The one who signs the slot is asked to.
    RequestSignature(Slot),
    /// The next number of the book, and the date, are given to the document.
    AllocateNumber(Book),
    /// The number is the document's no more. Whether the book keeps it reserved for this document or
    /// voids it with the reason is the book's rule.
    ReleaseNumber,
    /// It is entered in the register of outgoing documents.
    RegisterOutgoing,
    /// A new version of the file is begun, without the signatures made at or after the step that is
    /// returned to. The old version stays.
    NewVersion,
    /// Somebody is told.
    Notify(Notice),
    /// It is sent to its recipients.
    EnqueueSend,
    /// The recipients are told that it is withdrawn.
    EnqueueRecall,
    /// Working time counts from now.
    StartClock,
    /// Working time stops counting.
    PauseClock,
    /// Document and metadata can no more be changed (Nghị định 30/2020, Phụ lục VI: thu hồi).
    FreezeDocument,
    /// The units named by the command are asked for their opinion (D17).
    AskOpinions,
    /// The opinion of the units named by the command is kept.
    RecordOpinion,
    /// Units that have not answered are asked no more.
    CloseOpinionRequests,
}

impl Effect {
    const PLAIN: [Self; 11] = [
        Self::ReleaseNumber,
        Self::RegisterOutgoing,
        Self::NewVersion,
        Self::EnqueueSend,
        Self::EnqueueRecall,
        Self::StartClock,
        Self::PauseClock,
        Self::FreezeDocument,
        Self::AskOpinions,
        Self::RecordOpinion,
        Self::CloseOpinionRequests,
    ];

    /// Its name, without what is in brackets.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::RequestSignature(_) => "request-signature",
            Self::AllocateNumber(_) => "allocate-number",
            Self::ReleaseNumber => "release-number",
            Self::RegisterOutgoing => "register-outgoing",
            Self::NewVersion => "new-version",
            Self::Notify(_) => "notify",
            Self::EnqueueSend => "enqueue-send",
            Self::EnqueueRecall => "enqueue-recall",
            Self::StartClock => "start-clock",
            Self::PauseClock => "pause-clock",
            Self::FreezeDocument => "freeze-document",
            Self::AskOpinions => "ask-opinions",
            Self::RecordOpinion => "record-opinion",
            Self::CloseOpinionRequests => "close-opinion-requests",
        }
    }

    /// Whether what it does cannot be undone.
    pub(crate) fn is_final(&self) -> bool {
        matches!(
            self,
            Self::AllocateNumber(_)
                | Self::RegisterOutgoing
                | Self::EnqueueSend
                | Self::EnqueueRecall
                | Self::FreezeDocument
        )
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::RequestSignature(slot) => write!(f, "({slot})"),
            Self::AllocateNumber(Book(book)) => write!(f, "({book})"),
            Self::Notify(notice) => write!(f, "({notice})"),
            _ => Ok(()),
        }
    }
}

impl Vocabulary for Effect {
    const WHAT: &'static str = "effect";

    fn named(name: &str) -> Option<Self> {
        let bracketed = name.strip_suffix(')').and_then(|name| name.split_once('('));
        match bracketed {
            Some(("request-signature", slot)) => Slot::named(slot).map(Self::RequestSignature),
            Some(("notify", notice)) => Notice::named(notice).map(Self::Notify),
            Some(("allocate-number", book)) => {
                super::is_id(book).then(|| Self::AllocateNumber(Book(book.to_owned())))
            }
            Some(_) => None,
            None => Self::PLAIN.into_iter().find(|it| it.name() == name),
        }
    }

    fn known() -> Vec<String> {
        let slots = Slot::ALL
            .iter()
            .map(|it| format!("request-signature({it})"));
        let notices = Notice::ALL.iter().map(|it| format!("notify({it})"));
        let plain = Self::PLAIN.iter().map(Self::to_string);
        (slots.chain(notices))
            .chain(["allocate-number(…)".to_owned()])
            .chain(plain)
            .collect()
    }
}

as_text!(Effect);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_and_effects_are_read_back_as_themselves() {
        for guard in Guard::ALL {
            assert_eq!(Guard::named(&guard.to_string()), Some(guard));
        }
        let known = Effect::known();
        for name in known.iter().filter(|name| !name.contains('…')) {
            assert_eq!(&Effect::named(name).unwrap().to_string(), name);
        }
        let book = Effect::AllocateNumber(Book("van-ban-di".to_owned()));
        assert_eq!(Effect::named("allocate-number(van-ban-di)"), Some(book));
    }

    #[test]
    fn other_names_are_refused() {
        for name in [
            "slot-signed",
            "slot-signed(clerk)",
            "Slot-Signed(signer)",
            "",
        ] {
            assert_eq!(Guard::named(name), None, "{name}");
        }
        for name in [
            "notify",
            "notify()",
            "notify(turn",
            "allocate-number",
            "allocate-number(Sổ đi)",
            "enqueue-send()",
            "run-script(x)",
        ] {
            assert_eq!(Effect::named(name), None, "{name}");
        }
    }
}
