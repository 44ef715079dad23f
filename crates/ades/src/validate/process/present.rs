//! The verdict as data: what was found, object by object.

use pki::Certificate;
use pki::path::Chain;
use pki::revocation::Kind;

use super::super::policy::Policy;
use super::super::verdict::{
    ChainLink, Conclusion, Indication, RevocationSource, RevocationStatus, RevocationVerdict,
    SignatureVerdict, SignerIdentity, SubIndication, TimeSource, TimestampVerdict,
};
use super::cause::Cause;
use super::certificate::Checked;
use super::elements::elements;
use super::level::level;
use super::poe::digest;
use super::revocation::{Link, Standing};
use super::signature::{Case, Outcome, claimed};
use super::timestamp::Stamp;
use crate::kind::subject_kind;
use crate::validate::facts::{Changes, SignatureFacts};
use crate::validate::grade::is_baseline;

/// The verdict on a signature.
pub(super) fn verdict(case: Case<'_>, outcome: Outcome) -> SignatureVerdict {
    let sub_indication = outcome.causes.first().map(|cause| cause.sub);
    let (signing_time, time_source) = match outcome.proven {
        Some((time, source)) => (Some(time), Some(source)),
        None => {
            let claimed = claimed(case.facts);
            (claimed, claimed.map(|_| TimeSource::Claimed))
        }
    };
    let at = case.knowledge.at;
    let uses = outcome.uses.iter().chain(&outcome.checked.uses);
    let weak: Vec<_> = uses.filter_map(|used| used.weak(at)).collect();
    let elements = elements(case.facts, &outcome);
    let level = level(case, &outcome).map(str::to_owned);
    let retry_at = outcome
        .causes
        .iter()
        .filter_map(|cause| cause.retry_at)
        .max();
    let leaf = outcome.leaf.as_ref();
    let causes = outcome.causes.into_iter().map(|cause: Cause| cause.reason);
    let mut reasons: Vec<_> = causes.chain(outcome.notes).collect();
    reasons.sort_by_key(|reason| reason.weight);
    let mut told = Vec::new();
    reasons.retain(|reason| {
        let is_new = !told.contains(reason);
        told.extend(is_new.then(|| reason.clone()));
        is_new
    });
    SignatureVerdict {
        field: case.facts.field.clone(),
        kind: case.facts.kind,
        format: format(case.facts),
        level,
        // Nothing spoke against it, and everything that must hold was computed.
        indication: sub_indication.map_or(Indication::TotalPassed, SubIndication::indication),
        sub_indication,
        integrity: outcome.integrity,
        covers: case.facts.range.as_ref().map(|range| range.coverage),
        changes_after: changes_after(case.facts),
        signing_time,
        time_source,
        signer: leaf.map(|leaf| identity(leaf, case.knowledge.policy)),
        elements,
        process: outcome.process,
        best_signature_time: Some(outcome.proven.map_or(at, |(time, _)| time)),
        timestamps: timestamps(case),
        chain: chain(outcome.checked.chain.as_ref()),
        revocation: revocation(&outcome.checked),
        weak,
        retry_at: retry_at.map(|retry| retry.max(at)),
        reasons,
    }
}

fn timestamps(case: Case<'_>) -> Vec<TimestampVerdict> {
    let inside = (case.stamps.content.iter())
        .chain(&case.stamps.signature)
        .chain(&case.stamps.archive);
    let own = case.own_stamp().into_iter();
    own.chain(inside)
        .chain(case.covering())
        .map(timestamp)
        .collect()
}

fn timestamp(stamp: &Stamp<'_>) -> TimestampVerdict {
    let sub_indication = stamp.causes.first().map(|cause| cause.sub);
    let causes = stamp.causes.iter().map(|cause| cause.reason.clone());
    TimestampVerdict {
        kind: stamp.kind,
        sha256: digest(&stamp.facts.token).to_vec(),
        time: stamp.facts.time,
        indication: match sub_indication.map(SubIndication::indication) {
            None | Some(Indication::TotalPassed) => Conclusion::Passed,
            Some(Indication::Indeterminate) => Conclusion::Indeterminate,
            Some(Indication::TotalFailed) => Conclusion::Failed,
        },
        sub_indication,
        authority: stamp.authority.as_ref().map(ToString::to_string),
        chain: chain(stamp.checked.chain.as_ref()),
        revocation: revocation(&stamp.checked),
        reasons: causes.chain(stamp.notes.iter().cloned()).collect(),
    }
}

fn format(facts: &SignatureFacts) -> Option<String> {
    let Some(dictionary) = &facts.dictionary else {
        let name = match is_baseline(facts) {
            true => "CAdES",
            false => "CMS",
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

fn changes_after(facts: &SignatureFacts) -> Option<Changes> {
    let later = facts.range.as_ref()?.later;
    (later != Changes::NotJudged).then_some(later)
}

/// The certificates from the leaf to the anchor.
fn chain(chain: Option<&Chain>) -> Vec<ChainLink> {
    let Some(chain) = chain else {
        return Vec::new();
    };
    let anchor = &chain.anchor().certificate;
    let mut links: Vec<_> = chain.certificates().iter().map(link).collect();
    if chain.certificates().last() != Some(anchor) {
        links.push(link(anchor));
    }
    links
}

fn link(certificate: &Certificate) -> ChainLink {
    ChainLink {
        subject: certificate.to_string(),
        sha256: certificate.sha256_fingerprint().to_vec(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        der: certificate.der().to_vec(),
    }
}

fn revocation(checked: &Checked) -> Vec<RevocationVerdict> {
    checked.links.iter().map(standing).collect()
}

fn standing(link: &Link) -> RevocationVerdict {
    let (status, since, reason) = match link.standing {
        Standing::Good | Standing::Exempt => (RevocationStatus::Good, None, None),
        Standing::Unknown => (RevocationStatus::Unknown, None, None),
        Standing::Revoked { since, reason } => (
            RevocationStatus::Revoked,
            Some(since),
            Some(reason.to_string()),
        ),
        Standing::Suspended { since } => (RevocationStatus::Suspended, Some(since), None),
    };
    let used = link.used();
    let sources = used.into_iter().flat_map(|used| &used.sources);
    RevocationVerdict {
        subject: link.certificate.to_string(),
        sha256: link.certificate.sha256_fingerprint().to_vec(),
        status,
        since,
        reason,
        source: used.map(|used| match used.kind {
            Kind::List => RevocationSource::List,
            Kind::Answer => RevocationSource::Answer,
        }),
        this_update: used.map(|used| used.this_update),
        next_update: used.and_then(|used| used.next_update),
        signer: used.map(|used| used.signer.to_string()),
        sources: sources.map(|source| source.sha256.to_vec()).collect(),
    }
}

/// Who the certificate says signed.
fn identity(leaf: &Certificate, policy: &Policy) -> SignerIdentity {
    SignerIdentity {
        name: leaf.common_name(),
        organization: leaf.organization(),
        email: leaf.email(),
        kind: subject_kind(leaf, &policy.kinds),
        issuer: leaf.issuer().to_string(),
        serial: leaf.serial_hex(),
        not_before: leaf.not_before(),
        not_after: leaf.not_after(),
    }
}
