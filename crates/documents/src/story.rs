//! What can happen to a document, as a closed list, so that its history reads as a story.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần I, mục III: drafts, opinions, approvals of content and
//! form, and every other act are kept with the document. Each member has the values that its
//! sentence needs; the sentences stand in the catalogue of the edge under [`Event::code`]. The
//! audit record of an act is another thing and written by another crate.

use serde::{Deserialize, Serialize};
use time::{Date, UtcDateTime};

use crate::coded::coded;
use crate::field::Tag;
use crate::incoming::{Channel, RefusalKind, Signatures, Worth};
use crate::number::{FullNumber, Number};
use crate::outgoing::Status;
use crate::relation::RelationKind;
use crate::signer::Capacity;

mod explain;

/// Something that happened, and who did it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Told {
    /// When.
    #[serde(with = "crate::json::instant")]
    pub at: UtcDateTime,
    /// Who; none for what the system did by itself.
    pub by: Option<Teller>,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// Who did something, as they were called at that time.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Teller {
    /// The account.
    pub account: String,
    /// The name.
    pub name: String,
    /// The title in which they acted.
    pub title: String,
}

coded! {
    /// In which role a signature was made.
    pub enum SignatureRole as "signature-role" {
        /// Ký nháy.
        Initials = "initials",
        /// Ký ban hành.
        Signer = "signer",
        /// Ký số của cơ quan.
        Organisation = "organisation",
        /// Ký số của cơ quan trên tài liệu kèm theo.
        Attachment = "attachment",
    }
}

/// What happened.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    tag = "event"
)]
pub enum Event {
    /// The draft was begun.
    Drafted,
    /// A file became the next version of the text.
    VersionAdded {
        /// The version, from 1.
        version: u32,
        /// The name of the file.
        file: String,
    },
    /// Fields were filled in or changed.
    FieldsChanged {
        /// Which.
        fields: Vec<Tag>,
    },
    /// An attachment was added.
    AttachmentAdded {
        /// Its title.
        title: String,
    },
    /// An attachment was taken away.
    AttachmentRemoved {
        /// Its title.
        title: String,
    },
    /// The opinion of a unit was asked (D17).
    OpinionAsked {
        /// The unit.
        unit: String,
    },
    /// An opinion was given.
    OpinionGiven {
        /// The opinion.
        opinion: String,
    },
    /// It went on to a step.
    Forwarded {
        /// The step.
        to: Status,
        /// An opinion on the way.
        opinion: Option<String>,
    },
    /// It was returned.
    Returned {
        /// To which step.
        to: Status,
        /// Why.
        reason: String,
    },
    /// The form was approved.
    FormApproved {
        /// With this opinion.
        opinion: Option<String>,
    },
    /// It was signed.
    Signed {
        /// In which role.
        role: SignatureRole,
        /// In which capacity, for a person.
        capacity: Option<Capacity>,
        /// The name in the certificate.
        certificate: String,
    },
    /// The time stamp of a signature came in.
    TimeStamped {
        /// The time that it proves.
        #[serde(with = "crate::json::instant")]
        time: UtcDateTime,
    },
    /// The head approved what a deputy signed.
    Approved {
        /// With this opinion.
        opinion: Option<String>,
    },
    /// Number and date were given.
    Numbered {
        /// Number and notation.
        number: FullNumber,
        /// Date of issue.
        #[serde(with = "crate::json::day")]
        issued: Date,
        /// By how many days late.
        late: Option<u32>,
    },
    /// The number became void.
    NumberVoided {
        /// Number and notation.
        number: FullNumber,
        /// Why.
        reason: String,
    },
    /// It was issued.
    Issued,
    /// It was sent to a recipient.
    Sent {
        /// To whom.
        to: String,
        /// How.
        channel: Channel,
    },
    /// The recipient's system has it.
    Delivered {
        /// To whom.
        to: String,
    },
    /// The recipient accepted and registered it.
    AcceptedThere {
        /// By whom.
        to: String,
        /// The recipient's arrival number.
        number: Option<Number>,
    },
    /// The recipient refused it.
    RefusedThere {
        /// By whom.
        to: String,
        /// Why.
        reason: String,
    },
    /// Copies were printed (D12).
    Printed {
        /// For whom.
        recipient: String,
        /// How many.
        copies: u32,
    },
    /// The paper that had to follow was sent (D15).
    PaperSent {
        /// To whom.
        recipient: String,
    },
    /// Another document bears on this one.
    Affected {
        /// How.
        relation: RelationKind,
        /// Number and notation of the other.
        by: String,
    },
    /// It was withdrawn by its issuer.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// A recipient confirmed that the withdrawn document is destroyed there.
    DestroyedThere {
        /// By whom.
        to: String,
    },
    /// It arrived.
    Arrived {
        /// From whom.
        from: String,
        /// How.
        channel: Channel,
    },
    /// Its signatures were verified.
    Verified {
        /// With this outcome.
        signatures: Signatures,
    },
    /// Its receipt was acknowledged to the sender.
    Acknowledged,
    /// It was accepted and registered.
    Registered {
        /// The arrival number.
        number: Number,
        /// What it is worth here.
        worth: Worth,
    },
    /// It was refused.
    Refused {
        /// What for.
        kind: RefusalKind,
        /// Why, in words.
        reason: String,
    },
    /// It was handed to a unit or person.
    Handed {
        /// To whom.
        to: String,
    },
    /// Evidence was added, so that its signatures stay verifiable.
    EvidenceAdded,
    /// It was read or downloaded by somebody.
    Read,
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;

    #[test]
    fn what_happened_is_kept_as_flat_json_under_its_code() {
        let told = Told {
            at: utc_datetime!(2026-11-21 01:30:00),
            by: Some(Teller {
                account: "1".to_owned(),
                name: "Lê Thị Mẫu".to_owned(),
                title: "Văn thư".to_owned(),
            }),
            event: Event::Numbered {
                number: "5/QĐ-UBND".parse().unwrap(),
                issued: date!(2026 - 11 - 21),
                late: None,
            },
        };
        let json = serde_json::to_value(&told).unwrap();
        assert_eq!(json["event"], "numbered");
        assert_eq!(json["number"], "05/QĐ-UBND");
        assert_eq!(json["issued"], "2026-11-21");
        assert_eq!(json["at"], 1_795_224_600_000_i64);
        assert_eq!(serde_json::from_value::<Told>(json).unwrap(), told);
        assert!(serde_json::from_str::<Event>(r#"{"event":"lost"}"#).is_err());
    }

    #[test]
    fn the_code_of_an_event_is_its_name_in_json() {
        let events = [
            Event::Drafted,
            Event::Returned {
                to: Status::Draft,
                reason: "thiếu căn cứ".to_owned(),
            },
            Event::Signed {
                role: SignatureRole::Initials,
                capacity: None,
                certificate: "A".to_owned(),
            },
            Event::TimeStamped {
                time: utc_datetime!(2026-11-21 01:30:00),
            },
            Event::AcceptedThere {
                to: "Sở Y tế (mẫu thử)".to_owned(),
                number: None,
            },
            Event::Registered {
                number: Number::new(7).unwrap(),
                worth: Worth::ForInformation,
            },
            Event::Refused {
                kind: RefusalKind::Duplicate,
                reason: "đã nhận".to_owned(),
            },
            Event::EvidenceAdded,
        ];
        for event in events {
            let json = serde_json::to_value(&event).unwrap();
            let name = json["event"].as_str().unwrap().to_owned();
            assert_eq!(event.code(), format!("story-{name}"));
            assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
        }
    }
}
