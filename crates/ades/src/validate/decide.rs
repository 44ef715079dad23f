//! From facts to the verdict: pure, total, and the same for ever (EN 319 102-1, 5.3 and 5.5).
//!
//! The order decides what a verdict is called: format, then digest and signature value, then what
//! came after, then algorithms, then trust. A broken digest is told even where nobody is trusted,
//! and nothing that could not be computed counts as passed.
//!
//! Not here yet: embedded revocation data, archive time stamps and past validation (5.6).

use pki::trust::Anchors;
use pki::{Certificate, DigestAlgorithm};
use time::UtcDateTime;

use super::changes::{ChangeFacts, Permitted};
use super::cms_facts::{Binding, CmsFacts, ValueCheck};
use super::elements::{chain, elements, identity};
use super::evidence::Evidence;
use super::facts::{Changes, Coverage, DocumentFacts, SignatureFacts, SignatureKind};
use super::finding::Code;
use super::grade::{grade, is_baseline};
use super::policy::Policy;
use super::proof::{certificates, document_timestamps, is_weak, is_weak_digest, proven_time};
use super::signer_path::{Judged, Objection, Trusting};
use super::timestamp::TimestampFacts;
use super::verdict::{
    Conclusion, Indication, Integrity, PolicyName, Process, Reason, SignatureVerdict,
    SubIndication, TimeSource, TimestampKind, TimestampVerdict, Trust, Verdict, Weight,
};
use crate::signer_check::check_use;

/// Codes of reasons that arise here; others are those of [`super::Code`], [`pki::path::PathError`]
/// and [`pdf::compare::Reason`].
pub const CODES: &[&str] = &[
    "verdict-digest-differs",
    "verdict-digest-not-computed",
    "verdict-value-wrong",
    "verdict-value-not-verified",
    "verdict-changed-after",
    "verdict-annotated-after",
    "verdict-forbidden-after",
    "verdict-changes-not-judged",
    "verdict-weak-digest",
    "verdict-weak-key",
    "verdict-no-anchors",
    "verdict-before-validity",
    "verdict-revoked",
    "verdict-suspended",
    "verdict-revocation-unknown",
    "verdict-certificate-use",
    "verdict-timestamp-unusable",
    "verdict-timestamp-untrusted",
];

/// Changes named in a verdict, the worst; the others are among the facts.
const MOST_NAMED: usize = 10;

/// Decides what may be believed of a document's signatures at the time `at`.
#[must_use]
pub fn decide(
    facts: &DocumentFacts,
    anchors: &Anchors,
    evidence: &Evidence,
    policy: &Policy,
    at: UtcDateTime,
) -> Verdict {
    let trusting = Trusting {
        anchors,
        evidence,
        policy,
        at,
    };
    let stamps = document_timestamps(facts, trusting);
    let signatures: Vec<SignatureVerdict> = facts
        .signatures
        .iter()
        .map(|signature| Decision::new(signature, &facts.changes, trusting).verdict(&stamps))
        .collect();
    let worst = signatures.iter().min_by_key(|verdict| verdict.indication);
    let worst = worst.map(|verdict| (verdict.indication, verdict.sub_indication));
    let worst = match &facts.problem {
        Some(_) => Some((Indication::TotalFailed, Some(SubIndication::FormatFailure))),
        None => worst,
    };
    Verdict {
        indication: worst.map(|(indication, _)| indication),
        sub_indication: worst.and_then(|(_, cause)| cause),
        validation_time: at,
        policy: PolicyName {
            name: policy.name.clone(),
            version: policy.version.clone(),
        },
        trust: Trust {
            anchors: anchors.iter().count(),
            newest: anchors.iter().map(|anchor| anchor.trusted_from).max(),
        },
        repaired: facts.repaired.is_some(),
        signatures,
        reasons: file_reasons(facts),
    }
}

/// What there is to say about the file as a whole.
fn file_reasons(facts: &DocumentFacts) -> Vec<Reason> {
    let problem = facts.problem.iter().map(|found| (found, Weight::Failure));
    let remarks = facts.remarks.iter().map(|found| (found, Weight::Note));
    problem
        .chain(remarks)
        .map(|(finding, weight)| {
            let mut reason = Reason::new(finding.code.as_str(), weight);
            reason.values.clone_from(&finding.values);
            reason
        })
        .collect()
}

/// The decision on one signature as it forms.
struct Decision<'a> {
    facts: &'a SignatureFacts,
    changes: &'a [ChangeFacts],
    trusting: Trusting<'a>,
    causes: Vec<SubIndication>,
    reasons: Vec<Reason>,
}

impl<'a> Decision<'a> {
    fn new(facts: &'a SignatureFacts, changes: &'a [ChangeFacts], trusting: Trusting<'a>) -> Self {
        Self {
            facts,
            changes,
            trusting,
            causes: Vec::new(),
            reasons: Vec::new(),
        }
    }

    fn verdict(mut self, stamps: &[(usize, UtcDateTime)]) -> SignatureVerdict {
        self.findings(true);
        let integrity = self.integrity();
        self.changes();
        self.findings(false);
        self.algorithms();
        let (proven, source) = self.proven(stamps);
        let leaf = self.leaf();
        let judged = leaf.as_ref().map(|leaf| {
            let proven = proven.unwrap_or(self.trusting.at);
            self.trusting.judge(leaf, &self.inside(), proven)
        });
        let kind_fits = leaf.as_ref().map(|leaf| self.certificate_use(leaf));
        let elements = elements(
            self.facts,
            judged.as_ref(),
            kind_fits,
            integrity,
            proven.is_some(),
        );
        let chain = judged.as_ref().map(chain).unwrap_or_default();
        if let Some(judged) = judged {
            self.take(judged);
        }
        let (signing_time, time_source) = match proven {
            Some(time) => (Some(time), source),
            None => {
                let claimed = self.claimed();
                (claimed, claimed.map(|_| TimeSource::Claimed))
            }
        };
        let sub_indication = self.causes.first().copied();
        self.reasons.sort_by_key(|reason| reason.weight);
        SignatureVerdict {
            field: self.facts.field.clone(),
            kind: self.facts.kind,
            format: self.format(),
            level: self.level(stamps),
            // Nothing spoke against it, and everything that must hold was computed.
            indication: sub_indication.map_or(Indication::TotalPassed, SubIndication::indication),
            sub_indication,
            integrity,
            covers: self.facts.range.as_ref().map(|range| range.coverage),
            changes_after: self.changes_after(),
            signing_time,
            time_source,
            signer: leaf.map(|leaf| identity(&leaf, self.trusting.policy)),
            elements,
            process: match proven {
                Some(_) => Process::LongTerm,
                None => Process::Basic,
            },
            best_signature_time: Some(proven.unwrap_or(self.trusting.at)),
            timestamps: self.timestamps(),
            chain,
            revocation: Vec::new(),
            weak: Vec::new(),
            retry_at: None,
            reasons: self.reasons,
        }
    }

    fn object(&mut self, cause: SubIndication, mut reason: Reason) {
        reason.weight = match cause.indication() {
            Indication::TotalFailed => Weight::Failure,
            _ => Weight::Doubt,
        };
        self.causes.push(cause);
        self.reasons.push(reason);
    }

    fn take(&mut self, judged: Judged) {
        for Objection { cause, reason } in judged.objections {
            self.object(cause, reason);
        }
        self.reasons.extend(judged.notes);
    }

    /// Findings that are failures of format come first, all others after the digest.
    fn findings(&mut self, format: bool) {
        let facts = self.facts;
        for finding in &facts.findings {
            let cause = grade(finding.code, facts);
            if (cause == Some(SubIndication::FormatFailure)) != format {
                continue;
            }
            let mut reason = Reason::new(finding.code.as_str(), Weight::Note);
            reason.values.clone_from(&finding.values);
            match cause {
                Some(cause) => self.object(cause, reason),
                None => self.reasons.push(reason),
            }
        }
    }

    /// Digest and signature value (EN 319 102-1, 5.2.7). What was not computed is not passed.
    fn integrity(&mut self) -> Integrity {
        let (digest, value) = match (&self.facts.cms, &self.facts.document_timestamp) {
            (Some(cms), _) => (digest_of(cms), cms.value.clone()),
            (None, Some(stamp)) => (stamp.imprint_matches, value_of(stamp)),
            (None, None) => (
                None,
                ValueCheck::NotVerified {
                    cause: String::new(),
                },
            ),
        };
        if digest == Some(false) {
            let reason = Reason::new("verdict-digest-differs", Weight::Failure);
            self.object(SubIndication::HashFailure, reason);
        }
        if value == ValueCheck::Wrong {
            let reason = Reason::new("verdict-value-wrong", Weight::Failure);
            self.object(SubIndication::SigCryptoFailure, reason);
        }
        if digest.is_none() {
            let reason = Reason::new("verdict-digest-not-computed", Weight::Failure);
            self.object(self.no_digest(), reason);
        }
        if let ValueCheck::NotVerified { cause } = &value {
            let reason = Reason::new("verdict-value-not-verified", Weight::Doubt)
                .value("cause", cause.clone());
            self.object(self.not_verified(), reason);
        }
        match (digest, value) {
            (Some(false), _) | (_, ValueCheck::Wrong) => Integrity::Broken,
            (Some(true), ValueCheck::Verified { .. }) => Integrity::Intact,
            _ => Integrity::Unknown,
        }
    }

    /// Why there is no digest: no content, an algorithm we do not have, or else no sound format.
    fn no_digest(&self) -> SubIndication {
        let found = |code| self.facts.findings.iter().any(|found| found.code == code);
        if found(Code::ContentMissing) {
            SubIndication::SignedDataNotFound
        } else if found(Code::AlgorithmUnsupported) {
            SubIndication::CryptoConstraintsFailureNoPoe
        } else {
            SubIndication::FormatFailure
        }
    }

    /// Why a value could not be tried: no certificate, or an algorithm we do not have.
    fn not_verified(&self) -> SubIndication {
        match self.leaf() {
            None => SubIndication::NoSigningCertificateFound,
            Some(_) => SubIndication::CryptoConstraintsFailureNoPoe,
        }
    }

    /// What later revisions changed must have been judged, and permitted.
    fn changes(&mut self) {
        let Some(range) = &self.facts.range else {
            return;
        };
        if range.coverage == Coverage::Anomalous {
            return;
        }
        let (cause, code) = match (range.later, range.permits) {
            (Changes::None | Changes::LtvData, _)
            | (Changes::FormFillingAndSigning, None | Some(Permitted::FormFillingAndSigning))
            | (
                Changes::FormFillingAndSigning | Changes::Annotations,
                Some(Permitted::Annotations),
            ) => {
                return;
            }
            (Changes::Annotations, None) => (
                SubIndication::SigConstraintsFailure,
                "verdict-annotated-after",
            ),
            (Changes::FormFillingAndSigning | Changes::Annotations, Some(_)) => {
                (SubIndication::FormatFailure, "verdict-forbidden-after")
            }
            (Changes::NotPermitted, _) => (SubIndication::FormatFailure, "verdict-changed-after"),
            (Changes::NotJudged, _) => (
                SubIndication::SigConstraintsFailure,
                "verdict-changes-not-judged",
            ),
        };
        self.object(cause, Reason::new(code, Weight::Doubt));
        self.worst_changes(range.later, range.revision);
    }

    /// The changes that decided, where there is something to point at.
    fn worst_changes(&mut self, class: Changes, signed: Option<usize>) {
        let after = |change: &&ChangeFacts| signed < Some(change.revision);
        let worst = self.changes.iter().filter(|change| change.class == class);
        for change in worst.filter(after).take(MOST_NAMED) {
            let mut reason = Reason::new(&change.code, Weight::Note)
                .value("revision", (change.revision + 1).to_string())
                .value("detail", change.detail.clone());
            if let Some(page) = change.page {
                reason = reason.value("page", (page + 1).to_string());
            }
            reason.place.clone_from(&change.object);
            self.reasons.push(reason);
        }
    }

    fn changes_after(&self) -> Option<Changes> {
        let later = self.facts.range.as_ref()?.later;
        (later != Changes::NotJudged).then_some(later)
    }

    fn algorithms(&mut self) {
        let digest = self.facts.cms.as_ref().and_then(|cms| cms.digest_algorithm);
        if let Some(digest) =
            digest.filter(|digest| is_weak_digest(*digest, self.trusting.policy, self.trusting.at))
        {
            let reason = Reason::new("verdict-weak-digest", Weight::Doubt)
                .value("algorithm", digest.to_string());
            self.object(SubIndication::CryptoConstraintsFailureNoPoe, reason);
        }
        let with = match (&self.facts.cms, &self.facts.document_timestamp) {
            (Some(cms), _) => match cms.value {
                ValueCheck::Verified { with } => Some(with),
                _ => None,
            },
            (None, Some(stamp)) => stamp.verified,
            (None, None) => None,
        };
        if let Some(with) =
            with.filter(|with| is_weak(*with, self.trusting.policy, self.trusting.at))
        {
            let reason = Reason::new("verdict-weak-key", Weight::Doubt)
                .value("algorithm", with.algorithm.to_string())
                .value("key", with.key.to_string());
            self.object(SubIndication::CryptoConstraintsFailureNoPoe, reason);
        }
    }

    /// The earliest time for which a trusted time stamp proves the signature, and which one.
    fn proven(
        &mut self,
        stamps: &[(usize, UtcDateTime)],
    ) -> (Option<UtcDateTime>, Option<TimeSource>) {
        if self.facts.kind == SignatureKind::DocumentTimestamp {
            let stamp = self.facts.document_timestamp.as_ref();
            let time = stamp.and_then(|stamp| proven_time(stamp, self.trusting).ok());
            return (time, time.map(|_| TimeSource::DocumentTimestamp));
        }
        let mut found: Option<(UtcDateTime, TimeSource)> = None;
        let mut earlier = |time: UtcDateTime, source: TimeSource| {
            if found.is_none_or(|(known, _)| time < known) {
                found = Some((time, source));
            }
        };
        let inside = self.facts.cms.iter().flat_map(|cms| &cms.timestamps);
        for stamp in inside {
            match proven_time(stamp, self.trusting) {
                Ok(time) => earlier(time, TimeSource::SignatureTimestamp),
                Err(causes) => self.reasons.extend(causes),
            }
        }
        let own = self.facts.range.as_ref().and_then(|range| range.revision);
        for (revision, time) in stamps {
            if own.is_some_and(|own| own < *revision) {
                earlier(*time, TimeSource::DocumentTimestamp);
            }
        }
        found.unzip()
    }

    fn timestamps(&self) -> Vec<TimestampVerdict> {
        let inside = self.facts.cms.iter().flat_map(|cms| &cms.timestamps);
        let inside = inside.map(|stamp| (TimestampKind::Signature, stamp));
        let whole = self.facts.document_timestamp.iter();
        let whole = whole.map(|stamp| (TimestampKind::Document, stamp));
        let verdict = |(kind, stamp)| timestamp_verdict(kind, stamp, self.trusting);
        inside.chain(whole).map(verdict).collect()
    }

    fn claimed(&self) -> Option<UtcDateTime> {
        let dictionary = self.facts.dictionary.as_ref();
        let cms = self.facts.cms.as_ref();
        dictionary
            .and_then(|dictionary| dictionary.claimed_time)
            .or_else(|| cms.and_then(|cms| cms.signing_time))
    }

    fn leaf(&self) -> Option<Certificate> {
        let der = match (&self.facts.cms, &self.facts.document_timestamp) {
            (Some(cms), _) => &cms.signer,
            (None, Some(stamp)) => &stamp.authority,
            (None, None) => return None,
        };
        Certificate::from_der(der).ok()
    }

    fn inside(&self) -> Vec<Certificate> {
        match (&self.facts.cms, &self.facts.document_timestamp) {
            (Some(cms), _) => certificates(&cms.certificates),
            (None, Some(stamp)) => certificates(&stamp.certificates),
            (None, None) => Vec::new(),
        }
    }

    /// Whether the certificate may sign documents at all (a policy constraint on the chain).
    fn certificate_use(&mut self, leaf: &Certificate) -> bool {
        if self.facts.kind == SignatureKind::DocumentTimestamp {
            // That it is for time stamping alone was checked with the token.
            return true;
        }
        match check_use(leaf) {
            Ok(()) => true,
            Err(refusal) => {
                let mut reason = Reason::new("verdict-certificate-use", Weight::Doubt)
                    .value("cause", refusal.code().to_owned());
                reason.place = Some(leaf.to_string());
                for (name, value) in refusal.values() {
                    reason = reason.value(name, value);
                }
                self.object(SubIndication::ChainConstraintsFailure, reason);
                false
            }
        }
    }

    fn format(&self) -> Option<String> {
        let Some(dictionary) = &self.facts.dictionary else {
            let name = if is_baseline(self.facts) {
                "CAdES"
            } else {
                "CMS"
            };
            return Some(name.to_owned());
        };
        let name = match dictionary.sub_filter.as_deref()? {
            "ETSI.CAdES.detached" => "PAdES",
            "ETSI.RFC3161" => "RFC 3161",
            "adbe.pkcs7.detached" | "adbe.pkcs7.sha1" => "PKCS#7",
            "adbe.x509.rsa_sha1" => "PKCS#1",
            _ => return None,
        };
        Some(name.to_owned())
    }

    /// B-T with a time stamp over this signature, trusted or not; else B-B.
    fn level(&self, stamps: &[(usize, UtcDateTime)]) -> Option<String> {
        let cms = self.facts.cms.as_ref()?;
        if !is_baseline(self.facts) || cms.binding == Binding::Absent {
            return None;
        }
        let own = self.facts.range.as_ref().and_then(|range| range.revision);
        let stamped = cms.timestamps.iter().any(TimestampFacts::is_sound)
            || stamps.iter().any(|(revision, _)| own < Some(*revision));
        Some(if stamped { "B-T" } else { "B-B" }.to_owned())
    }
}

fn timestamp_verdict(
    kind: TimestampKind,
    stamp: &TimestampFacts,
    trusting: Trusting<'_>,
) -> TimestampVerdict {
    let proven = proven_time(stamp, trusting);
    let authority = Certificate::from_der(&stamp.authority).ok();
    TimestampVerdict {
        kind,
        sha256: DigestAlgorithm::Sha256.digest(&stamp.token),
        time: stamp.time,
        indication: match proven {
            Ok(_) => Conclusion::Passed,
            Err(_) => Conclusion::Indeterminate,
        },
        sub_indication: None,
        authority: authority.map(|authority| authority.to_string()),
        chain: Vec::new(),
        revocation: Vec::new(),
        reasons: proven.err().unwrap_or_default(),
    }
}

/// Whether the content is what was signed; a value over the content itself says so alone.
fn digest_of(cms: &CmsFacts) -> Option<bool> {
    match (cms.digest_matches, &cms.value) {
        (None, ValueCheck::Verified { .. }) if cms.value_over_content => Some(true),
        (None, ValueCheck::Wrong) if cms.value_over_content => Some(false),
        (matches, _) => matches,
    }
}

fn value_of(stamp: &TimestampFacts) -> ValueCheck {
    match (stamp.verified, stamp.findings.first()) {
        (Some(with), _) => ValueCheck::Verified { with },
        (None, finding) => ValueCheck::NotVerified {
            cause: finding.map_or_else(String::new, |found| found.code.as_str().to_owned()),
        },
    }
}
