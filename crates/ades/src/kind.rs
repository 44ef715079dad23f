//! Whose certificate it is: a person's, an organisation's, a device's (requirement V5).
//!
//! Authorities mark this each in their own way, and the position of an attribute in the name means
//! nothing. So the rules are data that the caller gives; none is compiled in. Whether the kind fits
//! what is being signed is for [`crate::check_signer`].

use pki::Certificate;
use serde::{Deserialize, Serialize};

/// Whose certificate it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A natural person.
    Person,
    /// An agency or another organisation.
    Organization,
    /// A device, service or piece of software.
    Device,
}

/// One rule: a certificate that meets all conditions is of this kind.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct KindRule {
    /// The kind that this rule tells.
    pub kind: SubjectKind,
    /// What must hold, all of it.
    #[serde(rename = "when")]
    pub conditions: Vec<Condition>,
}

/// A condition on one attribute of the subject's name, or on the certificate's policies.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "test")]
pub enum Condition {
    /// The attribute is there.
    Present {
        /// The attribute's type, dotted.
        attribute: String,
    },
    /// The attribute is not there.
    Absent {
        /// The attribute's type, dotted.
        attribute: String,
    },
    /// The attribute's value begins with this text, letters compared without case.
    Prefix {
        /// The attribute's type, dotted.
        attribute: String,
        /// The beginning of the value.
        value: String,
    },
    /// The attribute has this value, letters compared without case.
    Equals {
        /// The attribute's type, dotted.
        attribute: String,
        /// The value.
        value: String,
    },
    /// The certificate is issued under this policy.
    Policy {
        /// The policy, dotted.
        policy: String,
    },
}

/// The kind of `certificate` by the first rule that it meets; `None` when none speaks of it.
#[must_use]
pub fn subject_kind(certificate: &Certificate, rules: &[KindRule]) -> Option<SubjectKind> {
    rules
        .iter()
        .find(|rule| {
            rule.conditions
                .iter()
                .all(|condition| condition.holds(certificate))
        })
        .map(|rule| rule.kind)
}

impl Condition {
    fn holds(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Present { attribute } => value(certificate, attribute).is_some(),
            Self::Absent { attribute } => value(certificate, attribute).is_none(),
            Self::Prefix {
                attribute,
                value: prefix,
            } => value(certificate, attribute)
                .is_some_and(|found| found.to_lowercase().starts_with(&prefix.to_lowercase())),
            Self::Equals {
                attribute,
                value: wanted,
            } => value(certificate, attribute)
                .is_some_and(|found| found.to_lowercase() == wanted.to_lowercase()),
            Self::Policy { policy } => certificate
                .policies()
                .iter()
                .any(|found| found.to_string() == *policy),
        }
    }
}

/// The subject's attribute of this dotted type; a type that cannot be read is never there.
fn value(certificate: &Certificate, attribute: &str) -> Option<String> {
    certificate.attribute(attribute.parse().ok()?)
}
