//! Why there is no chain: which certificate, and what is wrong with it.

use const_oid::ObjectIdentifier;
use time::UtcDateTime;

use crate::certificate::Defect;
use crate::{Certificate, Error};

/// A chain does not hold.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("certificate {subject}: {fault}")]
pub struct PathError {
    /// The subject of the certificate at fault, after RFC 4514.
    pub subject: String,
    /// Its serial number, hexadecimal.
    pub serial: String,
    /// What is wrong with it.
    pub fault: Box<Fault>,
}

/// What is wrong with a certificate in a chain.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The certificate of its issuer was not found.
    #[error("the certificate of its issuer {issuer} was not found")]
    IssuerNotFound {
        /// The issuer.
        issuer: String,
    },
    /// It is the end of the chain, but no trust anchor.
    #[error("it issued itself and is no trust anchor")]
    NotAnAnchor,
    /// The issuer's signature on it is wrong.
    #[error("its signature by {issuer} does not hold: {cause}")]
    Signature {
        /// The issuer.
        issuer: String,
        /// What is wrong with the signature.
        cause: Error,
    },
    /// It is not valid yet.
    #[error("it is valid from {from} only, not at {at}")]
    NotYetValid {
        /// First moment of validity.
        from: UtcDateTime,
        /// The moment in question.
        at: UtcDateTime,
    },
    /// It is not valid any more.
    #[error("it was valid until {until} only, not at {at}")]
    Expired {
        /// Last moment of validity.
        until: UtcDateTime,
        /// The moment in question.
        at: UtcDateTime,
    },
    /// It is an anchor, but was not trusted at that moment.
    #[error("it is trusted from {from} until {until}, not at {at}")]
    AnchorNotTrusted {
        /// Since when it is trusted.
        from: UtcDateTime,
        /// Until when.
        until: UtcDateTime,
        /// The moment in question.
        at: UtcDateTime,
    },
    /// It issued another certificate without being an authority.
    #[error("it is not the certificate of an authority")]
    NotAnAuthority,
    /// Its key may not sign certificates.
    #[error("its key may not sign certificates")]
    MayNotSignCertificates,
    /// More authorities below it than it allows.
    #[error("it allows only {limit} further authorities below it")]
    PathTooLong {
        /// How many it allows.
        limit: u32,
    },
    /// A critical extension that is not processed.
    #[error("it has the critical extension {0}, which is not known")]
    UnprocessedExtension(ObjectIdentifier),
    /// The path is valid for none of the policies wanted.
    #[error("the chain is valid for none of the policies wanted")]
    NoValidPolicy,
    /// It maps anyPolicy, or to it.
    #[error("it maps the policy anyPolicy, which is not allowed")]
    MapsAnyPolicy,
    /// It has a name that an authority above it excludes.
    #[error("an authority above it excludes its name {name}")]
    NameExcluded {
        /// The name.
        name: String,
    },
    /// It has a name outside those that an authority above it may certify.
    #[error("its name {name} is outside what an authority above it may certify")]
    NameNotPermitted {
        /// The name.
        name: String,
    },
    /// It has a name of a form that an authority above it restricts, and that cannot be compared.
    #[error("its name {name} cannot be compared with what an authority above it may certify")]
    NameUnclear {
        /// The name.
        name: String,
    },
    /// It breaks RFC 5280 itself.
    #[error("it breaks the rules for certificates: {0:?}")]
    Defective(Defect),
    /// The search, or the comparison of names, was given up.
    #[error("the check of its chain was given up after {limit} steps")]
    LimitReached {
        /// How many possible issuers were tried, or names compared.
        limit: usize,
    },
}

impl PathError {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "path-issuer-not-found",
        "path-not-an-anchor",
        "path-signature",
        "path-algorithm-unsupported",
        "path-not-yet-valid",
        "path-expired",
        "path-anchor-not-trusted",
        "path-not-an-authority",
        "path-may-not-sign-certificates",
        "path-too-long",
        "path-critical-extension",
        "path-no-valid-policy",
        "path-maps-any-policy",
        "path-name-excluded",
        "path-name-not-permitted",
        "path-name-unclear",
        "path-defective",
        "path-limit",
    ];

    pub(super) fn new(certificate: &Certificate, fault: Fault) -> Self {
        Self {
            subject: certificate.to_string(),
            serial: certificate.serial_hex(),
            fault: Box::new(fault),
        }
    }

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &*self.fault {
            Fault::IssuerNotFound { .. } => "path-issuer-not-found",
            Fault::NotAnAnchor => "path-not-an-anchor",
            Fault::Signature { cause, .. } if *cause == Error::BadSignature => "path-signature",
            Fault::Signature { .. } => "path-algorithm-unsupported",
            Fault::NotYetValid { .. } => "path-not-yet-valid",
            Fault::Expired { .. } => "path-expired",
            Fault::AnchorNotTrusted { .. } => "path-anchor-not-trusted",
            Fault::NotAnAuthority => "path-not-an-authority",
            Fault::MayNotSignCertificates => "path-may-not-sign-certificates",
            Fault::PathTooLong { .. } => "path-too-long",
            Fault::UnprocessedExtension(_) => "path-critical-extension",
            Fault::NoValidPolicy => "path-no-valid-policy",
            Fault::MapsAnyPolicy => "path-maps-any-policy",
            Fault::NameExcluded { .. } => "path-name-excluded",
            Fault::NameNotPermitted { .. } => "path-name-not-permitted",
            Fault::NameUnclear { .. } => "path-name-unclear",
            Fault::Defective(_) => "path-defective",
            Fault::LimitReached { .. } => "path-limit",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("subject", self.subject.clone()),
            ("serial", self.serial.clone()),
        ];
        match &*self.fault {
            Fault::IssuerNotFound { issuer } => values.push(("issuer", issuer.clone())),
            Fault::Signature { issuer, cause } => {
                values.push(("issuer", issuer.clone()));
                values.push(("reason", cause.to_string()));
            }
            Fault::NotYetValid { from, at } => {
                values.push(("from", from.to_string()));
                values.push(("time", at.to_string()));
            }
            Fault::Expired { until, at } => {
                values.push(("until", until.to_string()));
                values.push(("time", at.to_string()));
            }
            Fault::AnchorNotTrusted { from, until, at } => {
                values.push(("from", from.to_string()));
                values.push(("until", until.to_string()));
                values.push(("time", at.to_string()));
            }
            Fault::PathTooLong { limit } => values.push(("limit", limit.to_string())),
            Fault::UnprocessedExtension(extension) => {
                values.push(("extension", extension.to_string()));
            }
            Fault::NameExcluded { name }
            | Fault::NameNotPermitted { name }
            | Fault::NameUnclear { name } => values.push(("name", name.clone())),
            Fault::Defective(defect) => values.push(("reason", format!("{defect:?}"))),
            Fault::LimitReached { limit } => values.push(("limit", limit.to_string())),
            Fault::NotAnAnchor
            | Fault::NotAnAuthority
            | Fault::MayNotSignCertificates
            | Fault::NoValidPolicy
            | Fault::MapsAnyPolicy => {}
        }
        values
    }
}
