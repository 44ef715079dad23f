//! Which algorithms and keys count, and until when (TS 119 312).
//!
//! An end is the last moment at which *new* material counts. Older material counts as long as it is
//! proven to have existed by then.

use std::collections::BTreeMap;

use pki::signature::VerifiedWith;
use pki::{Curve, DigestAlgorithm, KeyKind, SignatureAlgorithm};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use time::{Date, Month, Time, UtcDateTime};

use super::PolicyError;

/// Digests that a policy may name, as they are displayed, in small letters.
const DIGESTS: &[&str] = &[
    "md5",
    "sha-1",
    "ripemd-160",
    "whirlpool",
    "sha-224",
    "sha-256",
    "sha-384",
    "sha-512",
    "sha3-256",
    "sha3-384",
    "sha3-512",
];

/// Signature schemes that a policy may name.
const SCHEMES: &[&str] = &["rsa-pkcs1", "rsa-pss", "ecdsa", "eddsa", "dsa"];

/// Curves that a policy may name, as they are displayed.
const CURVES: &[&str] = &[
    "P-256",
    "P-384",
    "P-521",
    "brainpoolP256r1",
    "brainpoolP384r1",
    "brainpoolP512r1",
    "Ed25519",
    "Ed448",
];

/// Until when something counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum End {
    /// It never did.
    Never,
    /// Until this moment.
    At(UtcDateTime),
    /// No end is known.
    None,
}

impl End {
    /// Whether new material of the time `at` counts.
    #[must_use]
    pub fn allows(self, at: UtcDateTime) -> bool {
        match self {
            Self::Never => false,
            Self::At(end) => at <= end,
            Self::None => true,
        }
    }
}

/// What an end means that lies behind the day on which the list was made.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum AfterUpdate {
    /// It is an end like any other.
    #[default]
    Fail,
    /// It is a forecast: told, and changes nothing until a newer list confirms it.
    Warn,
}

/// Which algorithms and keys count, and until when.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Algorithms {
    /// The list it follows, shown in reports.
    pub suite: String,
    /// The day on which that list was made.
    #[serde(deserialize_with = "day")]
    pub updated: Option<UtcDateTime>,
    /// What an end after that day means.
    pub ends_after_update: AfterUpdate,
    /// The curves that count.
    pub curves: Vec<String>,
    digests: BTreeMap<String, Until>,
    keys: Vec<KeyRule>,
}

/// Keys of a scheme, from a size on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct KeyRule {
    scheme: String,
    bits: u32,
    until: Until,
}

/// A date as a policy writes it, or `no-end`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
struct Until(String);

impl Until {
    fn end(&self) -> Result<End, PolicyError> {
        if self.0 == "no-end" {
            return Ok(End::None);
        }
        parse_day(&self.0)
            .map(End::At)
            .ok_or_else(|| PolicyError::Date {
                value: self.0.clone(),
            })
    }
}

impl Algorithms {
    /// Until when a digest counts.
    #[must_use]
    pub fn end_of_digest(&self, digest: DigestAlgorithm) -> End {
        let until = self.digests.get(&digest.to_string().to_lowercase());
        until.map_or(End::Never, |until| until.end().unwrap_or(End::Never))
    }

    /// Until when a signature counts that was verified so: its digest, its scheme and its key.
    #[must_use]
    pub fn end_of(&self, with: VerifiedWith) -> End {
        let digest = self.end_of_digest(with.algorithm.digest());
        digest.min(self.end_of_key(with))
    }

    /// Whether an end is one that may be passed over, since it is only a forecast.
    #[must_use]
    pub fn is_forecast(&self, end: End) -> bool {
        match end {
            End::At(end) => {
                self.ends_after_update == AfterUpdate::Warn
                    && self.updated.is_some_and(|updated| updated < end)
            }
            End::Never | End::None => false,
        }
    }

    /// The end that decides: a forecast is none.
    #[must_use]
    pub fn binding(&self, end: End) -> End {
        match self.is_forecast(end) {
            true => End::None,
            false => end,
        }
    }

    /// The same for a digest, whatever stands in the file: for tests of ageing, and for whoever
    /// must follow a newer decision before the list is renewed.
    pub fn set_digest_end(&mut self, digest: DigestAlgorithm, end: Date) {
        let name = digest.to_string().to_lowercase();
        self.digests.insert(name, Until(end.to_string()));
    }

    fn end_of_key(&self, with: VerifiedWith) -> End {
        let scheme = match with.algorithm {
            SignatureAlgorithm::RsaPkcs1(_) => "rsa-pkcs1",
            SignatureAlgorithm::RsaPss(_) | SignatureAlgorithm::RsaPssOther { .. } => "rsa-pss",
            SignatureAlgorithm::Ecdsa(_) => "ecdsa",
            SignatureAlgorithm::EdDsa => "eddsa",
        };
        let bits = match with.key {
            KeyKind::Rsa { bits } => bits,
            KeyKind::Ec { curve } if self.has(curve) => bits_of(curve),
            KeyKind::Ec { .. } | KeyKind::Other => return End::Never,
        };
        let fitting = self.keys.iter();
        let fitting = fitting.filter(|rule| rule.scheme == scheme && rule.bits <= bits);
        let rule = fitting.max_by_key(|rule| rule.bits);
        rule.map_or(End::Never, |rule| rule.until.end().unwrap_or(End::Never))
    }

    fn has(&self, curve: Curve) -> bool {
        let name = curve.to_string();
        self.curves.contains(&name)
    }

    pub(super) fn lint(&self) -> Result<(), PolicyError> {
        let unknown = |name: &str| PolicyError::Algorithm {
            name: name.to_owned(),
        };
        for (name, until) in &self.digests {
            if !DIGESTS.contains(&name.as_str()) {
                return Err(unknown(name));
            }
            until.end()?;
        }
        for rule in &self.keys {
            if !SCHEMES.contains(&rule.scheme.as_str()) {
                return Err(unknown(&rule.scheme));
            }
            rule.until.end()?;
        }
        let strange = |curve: &&String| !CURVES.contains(&curve.as_str());
        self.curves
            .iter()
            .find(strange)
            .map_or(Ok(()), |curve| Err(unknown(curve)))
    }
}

fn bits_of(curve: Curve) -> u32 {
    match curve {
        Curve::P256 | Curve::Ed25519 => 256,
        Curve::P384 => 384,
        Curve::P521 => 521,
    }
}

/// The beginning of a day written as `2029-01-01`.
fn parse_day(text: &str) -> Option<UtcDateTime> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    Some(UtcDateTime::new(date, Time::MIDNIGHT))
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<UtcDateTime>, D::Error> {
    let text = String::deserialize(from)?;
    match parse_day(&text) {
        Some(day) => Ok(Some(day)),
        None => Err(D::Error::custom(format!("{text:?} is no date"))),
    }
}
