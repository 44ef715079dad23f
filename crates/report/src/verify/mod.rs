//! The verdict on a file, as people and machines get it: one structure, two forms.
//!
//! Sentences come from the catalogue by code; what the signature is worth was decided in
//! [`ades::validate`].

mod card;
mod text;

use ades::validate::{
    Changes, Coverage, Elements, Integrity, PolicyName, Reason, SignatureKind, SignatureVerdict,
    SignerIdentity, SubIndication, TimeSource, Verdict, Weight,
};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::catalogue::{Catalogue, Lang};
use crate::problem::{ErrorReport, Problem};
use crate::trust::TrustReport;

pub use self::card::{Card, CardLine, cards};
pub use ades::validate::{Element, Indication};

/// All that is reported about one file.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// The name it was asked for by.
    pub file: String,
    /// Its SHA-256, hexadecimal; none if it could not be read.
    pub sha256: Option<String>,
    /// The status of the worst signature; none without signatures.
    pub indication: Option<Indication>,
    /// Its cause.
    pub sub_indication: Option<SubIndication>,
    /// The time for which it was decided.
    #[serde(with = "crate::moment::rfc3339")]
    pub validation_time: UtcDateTime,
    /// By which policy.
    pub policy: PolicyName,
    /// With how much trust.
    pub trust: TrustReport,
    /// Whether the file's structure had to be reconstructed.
    pub repaired: bool,
    /// Each signature, oldest first.
    pub signatures: Vec<SignatureReport>,
    /// What there is to say about the file as a whole, the gravest first.
    pub reasons: Vec<ReasonReport>,
    /// Why nothing could be told.
    pub error: Option<ErrorReport>,
}

/// All that is reported about one signature.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(
    missing_docs,
    reason = "the fields are those of ades::validate::SignatureVerdict"
)]
pub struct SignatureReport {
    pub field: Option<String>,
    pub kind: SignatureKind,
    pub format: Option<String>,
    pub level: Option<String>,
    pub indication: Indication,
    pub sub_indication: Option<SubIndication>,
    pub integrity: Integrity,
    pub covers: Option<Coverage>,
    pub changes_after: Option<Changes>,
    #[serde(with = "crate::moment::rfc3339_option")]
    pub signing_time: Option<UtcDateTime>,
    pub time_source: Option<TimeSource>,
    pub signer: Option<SignerIdentity>,
    pub elements: Elements,
    pub chain: Vec<String>,
    pub reasons: Vec<ReasonReport>,
}

/// One reason, with its sentence.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReasonReport {
    /// The stable code.
    pub code: String,
    /// How much it weighs.
    pub weight: Weight,
    /// The sentence.
    pub text: String,
    /// What it is about.
    #[serde(rename = "where")]
    pub place: Option<String>,
}

/// What every file of one run is judged by.
#[derive(Clone, Debug)]
pub struct Basis {
    /// The time for which is decided.
    pub at: UtcDateTime,
    /// The policy.
    pub policy: PolicyName,
    /// The trust.
    pub trust: TrustReport,
    /// The language of the sentences.
    pub lang: Lang,
}

impl FileReport {
    /// The report of a verdict on `file`.
    #[must_use]
    pub fn of(file: String, sha256: String, verdict: Verdict, basis: &Basis) -> Self {
        Self {
            file,
            sha256: Some(sha256),
            indication: verdict.indication,
            sub_indication: verdict.sub_indication,
            validation_time: verdict.validation_time,
            policy: verdict.policy,
            trust: basis.trust.clone(),
            repaired: verdict.repaired,
            signatures: (verdict.signatures.into_iter())
                .map(|signature| SignatureReport::of(signature, basis.lang))
                .collect(),
            reasons: (verdict.reasons.into_iter())
                .map(|reason| ReasonReport::of(reason, basis.lang))
                .collect(),
            error: None,
        }
    }

    /// The report on a file about which nothing could be told.
    #[must_use]
    pub fn failed(file: String, problem: &Problem, basis: &Basis) -> Self {
        Self {
            file,
            sha256: None,
            indication: None,
            sub_indication: None,
            validation_time: basis.at,
            policy: basis.policy.clone(),
            trust: basis.trust.clone(),
            repaired: false,
            signatures: Vec::new(),
            reasons: Vec::new(),
            error: Some(ErrorReport::of(problem, basis.lang)),
        }
    }
}

impl SignatureReport {
    fn of(verdict: SignatureVerdict, lang: Lang) -> Self {
        Self {
            field: verdict.field,
            kind: verdict.kind,
            format: verdict.format,
            level: verdict.level,
            indication: verdict.indication,
            sub_indication: verdict.sub_indication,
            integrity: verdict.integrity,
            covers: verdict.covers,
            changes_after: verdict.changes_after,
            signing_time: verdict.signing_time,
            time_source: verdict.time_source,
            signer: verdict.signer,
            elements: verdict.elements,
            chain: (verdict.chain.into_iter())
                .map(|link| link.subject)
                .collect(),
            reasons: verdict
                .reasons
                .into_iter()
                .map(|reason| ReasonReport::of(reason, lang))
                .collect(),
        }
    }
}

impl ReasonReport {
    fn of(reason: Reason, lang: Lang) -> Self {
        let values: Vec<_> = reason
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        let text = Catalogue::shared()
            .sentence(&reason.code, lang, &values)
            .text;
        Self {
            code: reason.code,
            weight: reason.weight,
            text,
            place: reason.place,
        }
    }
}
