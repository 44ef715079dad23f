//! How one document bears on another: it answers, corrects, amends, replaces or withdraws it.
//!
//! Nghị định 30/2020/NĐ-CP, Điều 18: wrong content is amended or replaced by a document of equal
//! form; wrong form or procedure is corrected (đính chính) by a công văn; a withdrawn document is
//! frozen here and destroyed by those who received it. What is sent to them is the exchange's job.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::Error;
use crate::coded::coded;
use crate::document_type::DocumentType;

coded! {
    /// What a document does to another.
    pub enum RelationKind as "relation-kind" {
        /// Trả lời.
        RepliesTo = "replies-to",
        /// Đính chính: corrects form or procedure.
        Corrects = "corrects",
        /// Sửa đổi, bổ sung: amends the content.
        Amends = "amends",
        /// Thay thế.
        Replaces = "replaces",
        /// Thu hồi.
        Withdraws = "withdraws",
    }
}

coded! {
    /// Why a relation is not possible.
    pub enum WhyNot {
        /// A document cannot bear on itself.
        Itself = "relation-itself",
        /// Only a công văn corrects (Điều 18).
        NotALetter = "relation-not-a-letter",
        /// Only a document of equal form amends or replaces (Điều 18).
        OtherForm = "relation-other-form",
        /// The other document has not been issued.
        NotIssued = "relation-not-issued",
        /// The other document is withdrawn already.
        Withdrawn = "relation-withdrawn",
        /// Only the agency that issued a document changes it.
        NotOurs = "relation-not-ours",
    }
}

/// The document that another bears on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Target {
    /// Its record here, if there is one.
    pub document: Option<String>,
    /// Number and notation as written on it.
    pub number: Option<String>,
    /// Its date of issue.
    #[serde(default, with = "crate::json::day::option")]
    pub issued: Option<Date>,
    /// Who issued it.
    pub organ: String,
}

/// That a document bears on another.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Relation {
    /// How.
    pub kind: RelationKind,
    /// On which.
    pub target: Target,
}

/// What has to be known of the other document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TargetFacts<'a> {
    /// Its type.
    pub kind: &'a str,
    /// How far it has got.
    pub standing: Standing,
    /// Whose it is.
    pub origin: Origin,
}

/// How far the other document has got.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// Not issued yet.
    Unissued,
    /// In force.
    Issued,
    /// Withdrawn.
    Withdrawn,
}

/// Whose document it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// The very document that is to bear on it.
    Itself,
    /// Of the same agency.
    Ours,
    /// Of another agency.
    Elsewhere,
}

/// Whether a document of the type `by` may bear on that one in that way.
///
/// # Errors
/// [`Error::Relation`] with the reason.
pub fn check(kind: RelationKind, by: &DocumentType, target: &TargetFacts<'_>) -> Result<(), Error> {
    match why_not(kind, by, target) {
        Some(why) => Err(Error::Relation {
            relation: kind,
            why,
        }),
        None => Ok(()),
    }
}

fn why_not(kind: RelationKind, by: &DocumentType, target: &TargetFacts<'_>) -> Option<WhyNot> {
    if target.origin == Origin::Itself {
        return Some(WhyNot::Itself);
    }
    if target.standing == Standing::Unissued {
        return Some(WhyNot::NotIssued);
    }
    if kind == RelationKind::RepliesTo {
        return None;
    }
    if target.origin == Origin::Elsewhere {
        return Some(WhyNot::NotOurs);
    }
    let replaces = kind == RelationKind::Replaces;
    // What was withdrawn may still be followed by a document in its place.
    if target.standing == Standing::Withdrawn && !replaces {
        return Some(WhyNot::Withdrawn);
    }
    match kind {
        RelationKind::Corrects if !by.is_letter() => Some(WhyNot::NotALetter),
        RelationKind::Amends | RelationKind::Replaces if by.code != target.kind => {
            Some(WhyNot::OtherForm)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document_type::Catalogue;

    const DECISION: TargetFacts<'_> = TargetFacts {
        kind: "quyet-dinh",
        standing: Standing::Issued,
        origin: Origin::Ours,
    };

    fn verdict(kind: RelationKind, by: &str, target: TargetFacts<'_>) -> Result<(), &'static str> {
        let catalogue = Catalogue::built_in().unwrap();
        check(kind, catalogue.get(by).unwrap(), &target).map_err(|error| error.code())
    }

    #[test]
    fn a_letter_corrects_and_an_equal_form_changes() {
        use RelationKind::{Amends, Corrects, Replaces, RepliesTo, Withdraws};
        for (kind, by, expected) in [
            (Corrects, "cong-van", Ok(())),
            (Corrects, "quyet-dinh", Err("relation-not-a-letter")),
            (Amends, "quyet-dinh", Ok(())),
            (Amends, "cong-van", Err("relation-other-form")),
            (Replaces, "quyet-dinh", Ok(())),
            (Replaces, "thong-bao", Err("relation-other-form")),
            (Withdraws, "cong-van", Ok(())),
            (RepliesTo, "bao-cao", Ok(())),
        ] {
            assert_eq!(verdict(kind, by, DECISION), expected, "{kind} by {by}");
        }
    }

    #[test]
    fn only_issued_documents_of_our_own_are_changed() {
        let with = |standing, origin| TargetFacts {
            standing,
            origin,
            ..DECISION
        };
        let letter = "cong-van";
        let draft = with(Standing::Unissued, Origin::Ours);
        assert_eq!(
            verdict(RelationKind::Corrects, letter, draft),
            Err("relation-not-issued")
        );
        let theirs = with(Standing::Issued, Origin::Elsewhere);
        assert_eq!(
            verdict(RelationKind::Withdraws, letter, theirs),
            Err("relation-not-ours")
        );
        assert_eq!(verdict(RelationKind::RepliesTo, letter, theirs), Ok(()));
        let itself = with(Standing::Issued, Origin::Itself);
        assert_eq!(
            verdict(RelationKind::RepliesTo, letter, itself),
            Err("relation-itself")
        );
    }

    #[test]
    fn a_withdrawn_document_is_only_replaced() {
        let gone = TargetFacts {
            standing: Standing::Withdrawn,
            ..DECISION
        };
        assert_eq!(
            verdict(RelationKind::Withdraws, "cong-van", gone),
            Err("relation-withdrawn")
        );
        assert_eq!(verdict(RelationKind::Replaces, "quyet-dinh", gone), Ok(()));
    }
}
