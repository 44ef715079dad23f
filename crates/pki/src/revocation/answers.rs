//! What OCSP answers say of a certificate (RFC 6960, 3.2 and 4.2.2.2).

use super::RevocationError;
use super::signer::{MAXIMUM_TRIES, worse};
use super::statement::{Kind, Question, Source, Statement};
use crate::extension::Extension;
use crate::ocsp::{BasicResponse, Response, ResponseStatus};
use crate::signature::VerifiedWith;
use crate::{Certificate, oid};

/// What `response` says.
pub(super) fn statement(
    question: Question<'_>,
    response: &Response,
) -> Result<Statement, RevocationError> {
    let basic = match (response.status(), response.basic()) {
        (ResponseStatus::Successful, Some(basic)) => basic,
        (status, _) => {
            return Err(RevocationError::Refused {
                status: status.name(),
            });
        }
    };
    let (certificate, issuer) = (question.certificate, question.issuer);
    let single = basic
        .responses
        .iter()
        .filter(|single| single.certificate.identifies(certificate, issuer))
        .max_by_key(|single| single.this_update)
        .ok_or(RevocationError::NotAbout)?;
    check_critical(&basic.extensions)?;
    check_critical(&single.extensions)?;
    let hash = single.certificate_hash.as_ref();
    let hash_matches = hash.and_then(|hash| hash.is_of(certificate));
    if hash_matches == Some(false) {
        return Err(RevocationError::NotAbout);
    }
    question.check_time(single.this_update)?;
    question.check_time(basic.produced_at)?;
    let (signer, verified) = signer(question, basic)?;
    let signer_is_issuer = signer == *issuer;
    Ok(Statement {
        status: single.status,
        this_update: single.this_update,
        next_update: single.next_update,
        produced_at: basic.produced_at,
        kind: Kind::Answer,
        sources: vec![Source {
            sha256: response.sha256(),
            verified,
        }],
        signer_is_issuer,
        no_check: !signer_is_issuer && signer.extension(oid::OCSP_NO_CHECK).is_some(),
        signer,
        reaches_back_to: single.archive_cutoff,
        cert_hash_matches: hash_matches == Some(true),
    })
}

/// Who signed, if they may speak for the issuer: the issuer's own key, or a certificate that the
/// issuer certified for this purpose with the same key. The responder is found by the identifier in
/// the answer, among the certificates inside and the candidates.
fn signer(
    question: Question<'_>,
    basic: &BasicResponse,
) -> Result<(Certificate, VerifiedWith), RevocationError> {
    let mut failure = RevocationError::NoSigner;
    let given = basic.certificates.iter().chain(question.candidates);
    for certificate in std::iter::once(question.issuer)
        .chain(given.filter(|given| *given != question.issuer))
        .filter(|given| basic.responder.names(given))
        .take(MAXIMUM_TRIES)
    {
        match check(question.issuer, certificate, basic) {
            Ok(verified) => return Ok((certificate.clone(), verified)),
            Err(error) => failure = worse(failure, error),
        }
    }
    Err(failure)
}

fn check(
    issuer: &Certificate,
    signer: &Certificate,
    basic: &BasicResponse,
) -> Result<VerifiedWith, RevocationError> {
    let refused = |reason| RevocationError::NotAuthorized {
        signer: signer.to_string(),
        reason,
    };
    if !(signer.not_before()..=signer.not_after()).contains(&basic.produced_at) {
        return Err(refused(
            "its certificate was not valid when the answer was made",
        ));
    }
    if signer != issuer {
        check_delegate(signer, issuer).map_err(refused)?;
    }
    basic
        .verify_signed_by(signer.public_key())
        .map_err(RevocationError::Signature)
}

/// A delegate must be certified for this purpose by the issuer itself, with the key that signed the
/// certificate in question (RFC 6960, 4.2.2.2).
fn check_delegate(delegate: &Certificate, issuer: &Certificate) -> Result<(), &'static str> {
    if !delegate.issuer().matches(issuer.subject()) {
        return Err("it was not certified by the issuer of the certificate");
    }
    let purposes = delegate.extended_key_usage().unwrap_or_default();
    if !purposes.contains(&oid::KP_OCSP_SIGNING) {
        return Err("its certificate is not for OCSP signing");
    }
    delegate
        .verify_signed_by(issuer.public_key())
        .map(|_| ())
        .map_err(|_| "its certificate is not signed by the issuer's key")
}

fn check_critical(extensions: &[Extension]) -> Result<(), RevocationError> {
    let known = [
        oid::OCSP_NONCE,
        oid::OCSP_ARCHIVE_CUTOFF,
        oid::OCSP_CERT_HASH,
    ];
    let unknown = extensions
        .iter()
        .find(|extension| extension.critical && !known.contains(&extension.oid));
    match unknown {
        Some(extension) => Err(RevocationError::UnknownCriticalExtension {
            extension: extension.oid,
        }),
        None => Ok(()),
    }
}
