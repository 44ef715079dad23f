//! Codes of events and the values of their sentences, for the catalogue of the edge.

use time::UtcDateTime;

use super::Event;
use crate::outgoing::Status;
use crate::vietnam::{self, written};

impl Event {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "story-drafted",
        "story-version-added",
        "story-fields-changed",
        "story-attachment-added",
        "story-attachment-removed",
        "story-opinion-asked",
        "story-opinion-given",
        "story-forwarded",
        "story-returned",
        "story-form-approved",
        "story-signed",
        "story-time-stamped",
        "story-approved",
        "story-numbered",
        "story-number-voided",
        "story-issued",
        "story-sent",
        "story-delivered",
        "story-accepted-there",
        "story-refused-there",
        "story-printed",
        "story-paper-sent",
        "story-affected",
        "story-withdrawn",
        "story-destroyed-there",
        "story-arrived",
        "story-verified",
        "story-acknowledged",
        "story-registered",
        "story-refused",
        "story-handed",
        "story-evidence-added",
        "story-read",
    ];

    /// A name that stays the same, for catalogues and programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Drafted => "story-drafted",
            Self::VersionAdded { .. } => "story-version-added",
            Self::FieldsChanged { .. } => "story-fields-changed",
            Self::AttachmentAdded { .. } => "story-attachment-added",
            Self::AttachmentRemoved { .. } => "story-attachment-removed",
            Self::OpinionAsked { .. } => "story-opinion-asked",
            Self::OpinionGiven { .. } => "story-opinion-given",
            Self::Forwarded { .. } => "story-forwarded",
            Self::Returned { .. } => "story-returned",
            Self::FormApproved { .. } => "story-form-approved",
            Self::Signed { .. } => "story-signed",
            Self::TimeStamped { .. } => "story-time-stamped",
            Self::Approved { .. } => "story-approved",
            Self::Numbered { .. } => "story-numbered",
            Self::NumberVoided { .. } => "story-number-voided",
            Self::Issued => "story-issued",
            Self::Sent { .. } => "story-sent",
            Self::Delivered { .. } => "story-delivered",
            Self::AcceptedThere { .. } => "story-accepted-there",
            Self::RefusedThere { .. } => "story-refused-there",
            Self::Printed { .. } => "story-printed",
            Self::PaperSent { .. } => "story-paper-sent",
            Self::Affected { .. } => "story-affected",
            Self::Withdrawn { .. } => "story-withdrawn",
            Self::DestroyedThere { .. } => "story-destroyed-there",
            Self::Arrived { .. } => "story-arrived",
            Self::Verified { .. } => "story-verified",
            Self::Acknowledged => "story-acknowledged",
            Self::Registered { .. } => "story-registered",
            Self::Refused { .. } => "story-refused",
            Self::Handed { .. } => "story-handed",
            Self::EvidenceAdded => "story-evidence-added",
            Self::Read => "story-read",
        }
    }

    /// The values of its sentence. What may be missing is an empty text; the fields of
    /// [`Event::FieldsChanged`] have their names in [`crate::field::FieldSet`].
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::VersionAdded { version, file } => {
                vec![("version", version.to_string()), ("file", file.clone())]
            }
            Self::FieldsChanged { fields } => {
                let tags: Vec<&str> = fields.iter().map(|tag| tag.code()).collect();
                vec![("fields", tags.join(", "))]
            }
            Self::AttachmentAdded { title } | Self::AttachmentRemoved { title } => {
                vec![("title", title.clone())]
            }
            Self::OpinionAsked { unit } => vec![("unit", unit.clone())],
            Self::OpinionGiven { opinion } => vec![("opinion", opinion.clone())],
            Self::Forwarded { to, opinion } => vec![status(*to), given("opinion", opinion)],
            Self::FormApproved { opinion } | Self::Approved { opinion } => {
                vec![given("opinion", opinion)]
            }
            Self::Returned { to, reason } => vec![status(*to), ("reason", reason.clone())],
            Self::Withdrawn { reason } => vec![("reason", reason.clone())],
            Self::Signed {
                role, certificate, ..
            } => vec![
                ("signature-role", role.code().to_owned()),
                ("certificate", certificate.clone()),
            ],
            Self::TimeStamped { time } => vec![("time", moment(*time))],
            Self::Numbered { number, issued, .. } => {
                vec![("number", number.to_string()), ("issued", written(*issued))]
            }
            Self::NumberVoided { number, reason } => {
                vec![("number", number.to_string()), ("reason", reason.clone())]
            }
            Self::Printed { recipient, copies } => {
                vec![
                    ("recipient", recipient.clone()),
                    ("copies", copies.to_string()),
                ]
            }
            Self::PaperSent { recipient } => vec![("recipient", recipient.clone())],
            Self::Affected { relation, by } => vec![
                ("relation-kind", relation.code().to_owned()),
                ("by", by.clone()),
            ],
            Self::Drafted
            | Self::Issued
            | Self::Acknowledged
            | Self::EvidenceAdded
            | Self::Read => Vec::new(),
            _ => self.values_of_exchange(),
        }
    }

    /// What happens between agencies.
    fn values_of_exchange(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Sent { to, channel } => {
                vec![("to", to.clone()), ("channel", channel.code().to_owned())]
            }
            Self::Delivered { to } | Self::DestroyedThere { to } | Self::Handed { to } => {
                vec![("to", to.clone())]
            }
            Self::AcceptedThere { to, number } => {
                let number = number.map(|number| number.value().to_string());
                vec![("to", to.clone()), ("number", number.unwrap_or_default())]
            }
            Self::RefusedThere { to, reason } => {
                vec![("to", to.clone()), ("reason", reason.clone())]
            }
            Self::Arrived { from, channel } => {
                vec![
                    ("from", from.clone()),
                    ("channel", channel.code().to_owned()),
                ]
            }
            Self::Verified { signatures } => vec![("signatures", signatures.code().to_owned())],
            Self::Registered { number, worth } => vec![
                ("number", number.value().to_string()),
                ("worth", worth.code().to_owned()),
            ],
            Self::Refused { kind, reason } => {
                vec![
                    ("refusal", kind.code().to_owned()),
                    ("reason", reason.clone()),
                ]
            }
            _ => Vec::new(),
        }
    }
}

fn status(to: Status) -> (&'static str, String) {
    ("outgoing-status", to.code().to_owned())
}

fn given(name: &'static str, text: &Option<String>) -> (&'static str, String) {
    (name, text.clone().unwrap_or_default())
}

/// A moment as people write it, in Vietnam time.
fn moment(at: UtcDateTime) -> String {
    let local = vietnam::local(at);
    let (hour, minute, second) = local.to_hms();
    format!(
        "{hour:02}:{minute:02}:{second:02} {}",
        written(local.date())
    )
}
