//! Why a status is not passed: the cause by the standard, the reason for people, and what may still
//! make it good.

use pki::Certificate;
use pki::path::PathError;
use time::UtcDateTime;

use super::super::policy::End;
use super::super::verdict::{Indication, Reason, SubIndication, Weight};
use super::poe::Object;

/// One cause.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    pub(super) sub: SubIndication,
    pub(super) reason: Reason,
    pub(super) matter: Matter,
    /// When newer data are due that may settle it.
    pub(super) retry_at: Option<UtcDateTime>,
}

/// What may still make a cause good, with the values on which that depends.
#[derive(Clone, Debug)]
pub(super) enum Matter {
    /// Nothing.
    Other,
    /// The signature is older than this revocation or suspension. The issuer of the data on the
    /// leaf is at stake if it is an authority that was revoked.
    Revoked { since: UtcDateTime, is_leaf: bool },
    /// Revocation data were fresh at the time of signing.
    Stale,
    /// The signature was made while all certificates were valid.
    Bounds,
    /// The issuer of revocation data is proven to have been valid.
    RevocationBounds,
    /// The signature was made while the anchor was trusted.
    Sunset,
    /// The object is older than the end of its algorithm.
    Algorithm { object: Object, end: End },
}

/// Nobody can be named as the signer.
pub(super) fn no_certificate() -> Cause {
    let reason = Reason::new("sig-certificate-missing", Weight::Note);
    Cause::new(SubIndication::NoSigningCertificateFound, reason)
}

impl Cause {
    /// A cause that nothing makes good.
    pub(super) fn new(sub: SubIndication, reason: Reason) -> Self {
        Self {
            sub,
            reason: reason.weighing(sub),
            matter: Matter::Other,
            retry_at: None,
        }
    }

    /// The same cause, which newer data of this time may settle.
    pub(super) fn retrying(mut self, at: Option<UtcDateTime>) -> Self {
        self.retry_at = at;
        self
    }

    /// The same cause, which this may make good.
    pub(super) fn about(mut self, matter: Matter) -> Self {
        self.matter = matter;
        self
    }

    /// The same reason under another name of the standard.
    pub(super) fn turned(mut self, sub: SubIndication) -> Self {
        self.sub = sub;
        self.reason = self.reason.weighing(sub);
        self.matter = Matter::Other;
        self
    }

    /// What is left to say when the cause was made good.
    pub(super) fn settled(self) -> Reason {
        self.reason.note()
    }
}

impl Reason {
    /// A reason without values.
    pub(crate) fn new(code: &str, weight: Weight) -> Self {
        Self {
            code: code.to_owned(),
            weight,
            values: Vec::new(),
            place: None,
        }
    }

    /// A reason about a certificate.
    pub(super) fn on(code: &str, certificate: &Certificate) -> Self {
        let subject = certificate.to_string();
        let mut reason = Self::new(code, Weight::Note).value("subject", &subject);
        reason.place = Some(subject);
        reason
    }

    /// A reason that is an error of a path.
    pub(super) fn path(error: &PathError) -> Self {
        let mut reason = Self::new(error.code(), Weight::Note);
        for (name, value) in error.values() {
            reason = reason.value(name, value);
        }
        reason.place = Some(error.subject.clone());
        reason
    }

    /// The same reason with one more value.
    pub(super) fn value(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same reason, only worth knowing.
    pub(super) fn note(mut self) -> Self {
        self.weight = Weight::Note;
        self
    }

    fn weighing(mut self, sub: SubIndication) -> Self {
        self.weight = match sub.indication() {
            Indication::TotalFailed => Weight::Failure,
            _ => Weight::Doubt,
        };
        self
    }
}
