//! What a certificate is to say: subject, kind, key, validity.

use const_oid::ObjectIdentifier as Oid;
use pki::extension::KeyUsage;
use pki::{encode, oid};
use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};

use crate::{Ca, Error, KeyAlgorithm};

/// What a certificate is to say.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Profile {
    /// Whose certificate.
    pub subject: Subject,
    /// For what.
    pub kind: Kind,
    /// With which kind of key.
    pub key: KeyAlgorithm,
    /// From which authority.
    pub issuer: Ca,
    /// For how long.
    pub validity: Validity,
}

/// The subject's name. `organization` must say "for testing".
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Subject {
    /// `CN`: the person, organisation or device.
    pub common_name: String,
    /// `title`: the office a person holds.
    pub title: Option<String>,
    /// `OU`, from the more general to the more specific.
    pub units: Vec<String>,
    /// `O`.
    pub organization: String,
    /// `L`.
    pub locality: Option<String>,
    /// E-mail address, in the alternative names.
    pub email: Option<String>,
}

/// Kinds of end-entity certificates.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A person.
    Person,
    /// An agency or organisation: its seal.
    Organization,
    /// A device, service or program.
    Device,
    /// A web server: the wrong kind to sign documents with.
    TlsServer,
    /// A time-stamp authority.
    TimeStamping,
    /// A time-stamp authority whose purpose is not marked critical: against RFC 3161.
    LooseTimeStamping,
    /// A delegated OCSP responder.
    OcspResponder,
}

/// When a certificate is valid, seen from the moment of its issue.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// From the day before, for five years, as the government's are.
    Current,
    /// From the day before, for this many days.
    Days(u32),
    /// Ended thirty days before, after one year.
    Expired,
    /// Begins thirty days later.
    NotYet,
}

impl Validity {
    /// First and last moment for a certificate issued at `at`.
    pub(crate) fn range(self, at: UtcDateTime) -> Result<(UtcDateTime, UtcDateTime), Error> {
        let (from, until) = match self {
            Self::Current => (-1, 5 * 365),
            Self::Days(days) => (-1, days.into()),
            Self::Expired => (-395, -30),
            Self::NotYet => (30, 395),
        };
        let day = |days| at.checked_add(Duration::days(days)).ok_or(Error::Date);
        Ok((day(from)?, day(until)?))
    }
}

impl Kind {
    pub(crate) fn key_usage(self) -> KeyUsage {
        match self {
            Self::Person | Self::Organization | Self::Device => {
                KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::NON_REPUDIATION)
            }
            Self::TlsServer => KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_ENCIPHERMENT),
            Self::TimeStamping | Self::LooseTimeStamping | Self::OcspResponder => {
                KeyUsage::DIGITAL_SIGNATURE
            }
        }
    }

    pub(crate) fn purposes(self) -> Vec<Oid> {
        match self {
            Self::Person | Self::Organization | Self::Device => {
                vec![oid::KP_CLIENT_AUTH, oid::KP_EMAIL_PROTECTION]
            }
            Self::TlsServer => vec![oid::KP_SERVER_AUTH],
            Self::TimeStamping | Self::LooseTimeStamping => vec![oid::KP_TIME_STAMPING],
            Self::OcspResponder => vec![oid::KP_OCSP_SIGNING],
        }
    }

    /// A policy that tells the kinds apart, under the number reserved for documentation
    /// (RFC 5612).
    pub(crate) fn policy(self) -> Option<Oid> {
        match self {
            Self::Person => Some(Oid::new_unwrap("1.3.6.1.4.1.32473.1.1")),
            Self::Organization => Some(Oid::new_unwrap("1.3.6.1.4.1.32473.1.2")),
            Self::Device => Some(Oid::new_unwrap("1.3.6.1.4.1.32473.1.3")),
            Self::TlsServer
            | Self::TimeStamping
            | Self::LooseTimeStamping
            | Self::OcspResponder => None,
        }
    }
}

impl Subject {
    /// A subject with only a common name, of the test authority itself.
    pub(crate) fn of_authority(common_name: &str) -> Self {
        Self {
            common_name: common_name.to_owned(),
            organization: "Cong Vu test authority (for testing)".to_owned(),
            ..Self::default()
        }
    }

    /// The name in DER: C, L, O, OU, title, CN, most general first.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let mut parts = vec![relative(oid::COUNTRY, &encode::printable("VN"))];
        let mut add = |kind, text: &str| parts.push(relative(kind, &encode::utf8(text)));
        if let Some(locality) = &self.locality {
            add(oid::LOCALITY, locality);
        }
        add(oid::ORGANIZATION, &self.organization);
        for unit in &self.units {
            add(oid::ORGANIZATIONAL_UNIT, unit);
        }
        if let Some(title) = &self.title {
            add(oid::TITLE, title);
        }
        add(oid::COMMON_NAME, &self.common_name);
        encode::sequence(&parts)
    }
}

fn relative(kind: Oid, value: &[u8]) -> Vec<u8> {
    encode::set_of(&[encode::sequence(&[encode::oid(kind).as_slice(), value])])
}
