//! The rules by which facts are decided upon: versioned data, read from TOML.
//!
//! What no policy can change is not here: broken integrity, changes that are not permitted,
//! anomalous coverage and unknown revocation never pass. `docs/validation-policy.md` explains every
//! key.

mod algorithms;
mod error;

use pki::extension::KeyUsage;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use time::{Duration, UtcDateTime};

pub use algorithms::{AfterUpdate, Algorithms, End};
pub use error::PolicyError;

use super::changes::Permitted;
use crate::kind::{KindRule, SubjectKind};

/// The version of the form of policy files.
const SCHEMA: u32 = 1;

/// The policies that come with the program, the default first: name and text.
const BUILT_IN: [(&str, &str); 2] = [
    (
        "strict",
        include_str!("../../../../../profiles/validation/strict.toml"),
    ),
    (
        "eu",
        include_str!("../../../../../profiles/validation/eu.toml"),
    ),
];

/// The rules by which facts are decided upon.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// The version of the form of the file.
    pub schema: u32,
    /// Its name, shown in every report.
    pub name: String,
    /// Its version, shown in every report.
    pub version: String,
    /// What it is based on.
    pub sources: Vec<String>,
    /// How far revocation data may be from the future, clocks not being equal.
    #[serde(rename = "future-tolerance-seconds", deserialize_with = "seconds")]
    pub future_tolerance: Duration,
    /// Which algorithms count, and until when.
    pub algorithms: Algorithms,
    /// Of which certificates the revocation must be known.
    pub revocation: RevocationRules,
    /// How fresh knowledge of revocation must be.
    pub freshness: FreshnessRules,
    /// Which certificates may sign documents.
    pub signer: SignerRules,
    /// What may be changed after signing.
    pub changes: ChangeRules,
    /// Which attributes a signature must have.
    pub attributes: AttributeRules,
    /// What is asked of time stamps.
    pub time_stamps: TimestampRules,
    /// How persons, organisations and devices are told apart; not part of the file.
    #[serde(skip)]
    pub kinds: Vec<KindRule>,
}

/// What to do with a kind of certificate that says of itself that it needs no revocation check.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Exemption {
    /// Its revocation must be known all the same.
    Check,
    /// Its revocation need not be known.
    Exempt,
}

/// Of which certificates the revocation must be known: of all but these.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RevocationRules {
    /// Certificates with `validityAssured-short-term` (EN 319 412-1, 5.2).
    pub short_term: Exemption,
    /// Certificates with `noRevAvail` (RFC 9608).
    pub no_rev_avail: Exemption,
}

/// How fresh knowledge of revocation must be (EN 319 102-1, 5.2.5).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Freshness {
    /// Issued at the time in question or later.
    AfterSigning,
    /// Newer information was not yet due at the time in question.
    Current,
    /// Any age will do.
    Ignore,
}

/// How fresh knowledge of revocation must be, by whose certificate it is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FreshnessRules {
    /// The signer, where no time stamp proves the time of signing: at the time of validation.
    pub signer: Freshness,
    /// The signer, where one does: at that time.
    pub stamped_signer: Freshness,
    /// The authorities above the signer, at the same time as the signer.
    pub authorities: Freshness,
    /// A time-stamp authority and those above it, at the stamped time.
    pub time_stamp_authorities: Freshness,
    /// Without a time stamp: how old knowledge on the signer may be before this is told.
    pub warn_after_hours: Option<u32>,
}

/// Which certificates may sign documents.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignerRules {
    /// One of these usages must be allowed, if the certificate limits them.
    #[serde(deserialize_with = "usages")]
    pub key_usage: Vec<KeyUsage>,
    /// One of these purposes, dotted, must be named, if the certificate names any.
    pub purposes: Vec<String>,
    /// The kinds of subject that may sign; empty for all.
    pub kinds: Vec<SubjectKind>,
}

/// What may be changed after signing.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChangeRules {
    /// What may be changed where the signatures say nothing about it.
    pub undeclared: Undeclared,
}

/// What may be changed where the signatures say nothing about it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Undeclared {
    /// Validation data and document time stamps only.
    NoChanges,
    /// Filling in forms and signing too.
    FormFillingAndSigning,
}

impl From<Undeclared> for Permitted {
    fn from(undeclared: Undeclared) -> Self {
        match undeclared {
            Undeclared::NoChanges => Self::NoChanges,
            Undeclared::FormFillingAndSigning => Self::FormFillingAndSigning,
        }
    }
}

/// What a missing attribute means.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing can be concluded.
    Fail,
    /// It is told and changes nothing.
    Warn,
}

/// Which attributes a signature must have.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AttributeRules {
    /// One that binds the signature to its certificate, in signatures older than the baseline
    /// profiles too; in these it must be there anyway.
    pub signing_certificate: Level,
    /// The signature policies, dotted, that a signature may name; `["any"]` for all.
    pub signature_policies: Vec<String>,
}

/// What is asked of time stamps.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TimestampRules {
    /// How long after the claimed time the first time stamp may be; any time if not given.
    pub delay_hours: Option<u32>,
}

impl Policy {
    /// The latest moment of which evidence for the time `at` may be, clocks not being equal.
    #[must_use]
    pub fn tolerated(&self, at: UtcDateTime) -> UtcDateTime {
        at.checked_add(self.future_tolerance).unwrap_or(at)
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// [`PolicyError`] for a file that is not of the form, or names what is not known here.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text).map_err(|error| PolicyError::Malformed {
            reason: error.to_string(),
        })?;
        if policy.schema != SCHEMA {
            return Err(PolicyError::Schema {
                found: policy.schema,
            });
        }
        policy.algorithms.lint()?;
        for purpose in &policy.signer.purposes {
            identifier(purpose)?;
        }
        for named in &policy.attributes.signature_policies {
            if named != Self::ANY {
                identifier(named)?;
            }
        }
        Ok(policy)
    }

    /// The policy of this name that comes with the program.
    ///
    /// # Errors
    /// [`PolicyError::Unknown`].
    pub fn named(name: &str) -> Result<Self, PolicyError> {
        let found = BUILT_IN.iter().find(|(known, _)| *known == name);
        let (_, text) = found.ok_or_else(|| PolicyError::Unknown {
            name: name.to_owned(),
            known: Self::names().collect::<Vec<_>>().join(", "),
        })?;
        Self::parse(text)
    }

    /// The names that [`Self::named`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Whether signatures may name this signature policy.
    #[must_use]
    pub fn accepts_signature_policy(&self, dotted: &str) -> bool {
        let accepted = &self.attributes.signature_policies;
        accepted
            .iter()
            .any(|known| known == Self::ANY || known == dotted)
    }

    /// In lists of signature policies: all of them.
    const ANY: &str = "any";
}

impl Default for Policy {
    /// The strict one.
    fn default() -> Self {
        // Part of the program and read by a test; were it unreadable, nothing could pass.
        Self::named("strict").unwrap_or_else(|_| Self::refusing())
    }
}

impl Policy {
    /// By which nothing passes.
    fn refusing() -> Self {
        Self {
            schema: SCHEMA,
            name: "refusing".to_owned(),
            version: String::new(),
            sources: Vec::new(),
            future_tolerance: Duration::ZERO,
            algorithms: Algorithms::default(),
            revocation: RevocationRules {
                short_term: Exemption::Check,
                no_rev_avail: Exemption::Check,
            },
            freshness: FreshnessRules {
                signer: Freshness::AfterSigning,
                stamped_signer: Freshness::AfterSigning,
                authorities: Freshness::AfterSigning,
                time_stamp_authorities: Freshness::AfterSigning,
                warn_after_hours: None,
            },
            signer: SignerRules {
                key_usage: Vec::new(),
                purposes: Vec::new(),
                kinds: Vec::new(),
            },
            changes: ChangeRules {
                undeclared: Undeclared::NoChanges,
            },
            attributes: AttributeRules {
                signing_certificate: Level::Fail,
                signature_policies: Vec::new(),
            },
            time_stamps: TimestampRules { delay_hours: None },
            kinds: Vec::new(),
        }
    }
}

fn identifier(dotted: &str) -> Result<(), PolicyError> {
    dotted
        .parse::<der::asn1::ObjectIdentifier>()
        .map(|_| ())
        .map_err(|_| PolicyError::Identifier {
            value: dotted.to_owned(),
        })
}

fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u32::deserialize(from).map(|seconds| Duration::seconds(seconds.into()))
}

fn usages<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<KeyUsage>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names
        .iter()
        .map(|name| match name.as_str() {
            "digitalSignature" => Ok(KeyUsage::DIGITAL_SIGNATURE),
            "nonRepudiation" => Ok(KeyUsage::NON_REPUDIATION),
            other => Err(D::Error::custom(format!("unknown key usage {other:?}"))),
        })
        .collect()
}
