//! Whether algorithms and keys count, and since when not any more (EN 319 102-1, 5.2.8.4.3).
//!
//! Each object is judged on its own: a certificate, a list, an answer, a token, the signature.

use pki::DigestAlgorithm;
use pki::path::Chain;
use pki::signature::VerifiedWith;
use time::UtcDateTime;

use super::super::policy::{End, Policy};
use super::super::verdict::{Reason, SubIndication, WeakAlgorithm, Weight};
use super::cause::{Cause, Matter};
use super::poe::Object;
use super::revocation::Link;

/// One use of an algorithm.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// What it protects, as it can be proven to exist.
    pub(super) object: Object,
    /// The code of the reason why it does not count.
    code: &'static str,
    /// What it protects, for people.
    place: Option<String>,
    algorithm: String,
    key: Option<String>,
    end: End,
}

impl Use {
    /// A signature value, by algorithm and key.
    pub(super) fn value(
        object: Object,
        code: &'static str,
        place: Option<String>,
        with: VerifiedWith,
        policy: &Policy,
    ) -> Self {
        Self {
            object,
            code,
            place,
            algorithm: with.algorithm.to_string(),
            key: Some(with.key.to_string()),
            end: policy.algorithms.end_of(with),
        }
    }

    /// A digest.
    pub(super) fn digest(
        object: Object,
        code: &'static str,
        algorithm: DigestAlgorithm,
        policy: &Policy,
    ) -> Self {
        Self {
            object,
            code,
            place: None,
            algorithm: algorithm.to_string(),
            key: None,
            end: policy.algorithms.end_of_digest(algorithm),
        }
    }

    /// Why it does not count at `at`, if it does not.
    pub(super) fn check(&self, policy: &Policy, at: UtcDateTime) -> Option<Cause> {
        let end = policy.algorithms.binding(self.end);
        if end.allows(at) {
            return None;
        }
        let cause = Cause::new(
            SubIndication::CryptoConstraintsFailureNoPoe,
            self.reason(self.code),
        );
        Some(cause.about(Matter::Algorithm {
            object: self.object,
            end,
        }))
    }

    /// The end that decides.
    pub(super) fn binding_end(&self, policy: &Policy) -> End {
        policy.algorithms.binding(self.end)
    }

    /// That its end is only a forecast, but one that has passed.
    pub(super) fn forecast(&self, policy: &Policy, at: UtcDateTime) -> Option<Reason> {
        let passed = policy.algorithms.is_forecast(self.end) && !self.end.allows(at);
        passed.then(|| self.reason("verdict-algorithm-forecast").note())
    }

    /// For the list of weak algorithms, if its end has passed at `at`.
    pub(super) fn weak(&self, at: UtcDateTime) -> Option<WeakAlgorithm> {
        if self.end.allows(at) {
            return None;
        }
        let key = self.key.as_ref();
        Some(WeakAlgorithm {
            object: self.place.clone().unwrap_or_default(),
            algorithm: match key {
                Some(key) => format!("{} ({key})", self.algorithm),
                None => self.algorithm.clone(),
            },
            ended_at: match self.end {
                End::At(end) => Some(end),
                End::Never | End::None => None,
            },
        })
    }

    fn reason(&self, code: &str) -> Reason {
        let mut reason = Reason::new(code, Weight::Note).value("algorithm", &self.algorithm);
        if let Some(key) = &self.key {
            reason = reason.value("key", key);
        }
        if let End::At(end) = self.end {
            reason = reason.value("ended", crate::encoding::to_rfc3339(end));
        }
        reason.place.clone_from(&self.place);
        reason
    }
}

/// The algorithms of a chain below its anchor, and of the revocation data that decided.
pub(super) fn of_chain(chain: &Chain, links: &[Link], policy: &Policy) -> Vec<Use> {
    let mut uses = Vec::new();
    for (link, position) in links.iter().zip(0..) {
        let object = Object::Evidence(link.certificate.sha256_fingerprint());
        let subject = link.certificate.to_string();
        let issuer = chain.issuer_of(position);
        let with = issuer.and_then(|issuer| {
            let algorithm =
                pki::SignatureAlgorithm::from_identifier(link.certificate.signature_algorithm());
            Some(VerifiedWith {
                algorithm: algorithm.ok()?,
                key: issuer.public_key().kind(),
            })
        });
        uses.extend(with.map(|with| {
            let place = Some(subject.clone());
            Use::value(object, "verdict-weak-certificate", place, with, policy)
        }));
        for source in link.used().iter().flat_map(|used| &used.sources) {
            let object = Object::Evidence(source.sha256);
            let place = Some(subject.clone());
            let code = "verdict-weak-revocation";
            uses.push(Use::value(object, code, place, source.verified, policy));
        }
    }
    uses
}
