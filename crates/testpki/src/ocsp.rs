//! The OCSP responder (RFC 6960): a delegated one per authority, which need not be checked itself.

use pki::ocsp::{CertificateId, Request};
use pki::revocation::Reason;
use pki::{encode, oid};
use time::{Duration, UtcDateTime};

use crate::authority::{Credential, lost};
use crate::certificate::{extension, signed_parts};
use crate::key::Key;
use crate::{Authority, Ca, Error};

/// How long an answer speaks for the present.
const LIFETIME: Duration = Duration::HOUR;

/// What is wrong with an answer of the OCSP responder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OcspFault {
    /// Another nonce than asked for.
    WrongNonce,
    /// Signed by the responder of another authority.
    WrongResponder,
    /// The signature value is wrong.
    WrongSignature,
    /// "Try later".
    TryLater,
}

/// The contents of a successful answer to be signed.
#[derive(Clone, Debug)]
pub struct AnswerContents {
    /// The `ResponderID`.
    pub responder: Vec<u8>,
    /// When it is signed.
    pub produced_at: UtcDateTime,
    /// Each about one certificate, see [`single_answer`].
    pub singles: Vec<Vec<u8>>,
    /// Each an `Extension` of the whole answer.
    pub extensions: Vec<Vec<u8>>,
    /// Certificates to be put beside it, in DER.
    pub certificates: Vec<Vec<u8>>,
}

impl AnswerContents {
    /// The complete `OCSPResponse` in DER.
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn sign(&self, key: &Key) -> Result<Vec<u8>, Error> {
        Ok(self.around(signed_parts(self.data(), key)?))
    }

    /// `tbsResponseData`.
    fn data(&self) -> Vec<u8> {
        let mut parts = vec![
            self.responder.clone(),
            encode::generalized_time(self.produced_at),
            encode::sequence(&self.singles),
        ];
        if !self.extensions.is_empty() {
            let extensions = encode::sequence(&self.extensions);
            parts.push(encode::constructed(1, &extensions));
        }
        encode::sequence(&parts)
    }

    /// The response around data, algorithm and signature value.
    fn around(&self, mut parts: Vec<Vec<u8>>) -> Vec<u8> {
        if !self.certificates.is_empty() {
            let certificates = encode::sequence(&self.certificates);
            parts.push(encode::constructed(0, &certificates));
        }
        let inside = encode::sequence(&[
            encode::oid(oid::OCSP_BASIC),
            encode::octet_string(&encode::sequence(&parts)),
        ]);
        encode::sequence(&[encode::enumerated(0), encode::constructed(0, &inside)])
    }
}

/// What is said about one certificate: `status` is a `CertStatus`, each of `extensions` an
/// `Extension`.
///
/// # Errors
/// [`Error::Pki`].
pub fn single_answer(
    certificate: &CertificateId,
    status: Vec<u8>,
    this_update: UtcDateTime,
    next_update: Option<UtcDateTime>,
    extensions: &[Vec<u8>],
) -> Result<Vec<u8>, Error> {
    let mut parts = vec![
        certificate.to_der()?,
        status,
        encode::generalized_time(this_update),
    ];
    parts.extend(next_update.map(|next| encode::constructed(0, &encode::generalized_time(next))));
    if !extensions.is_empty() {
        parts.push(encode::constructed(1, &encode::sequence(extensions)));
    }
    Ok(encode::sequence(&parts))
}

impl Authority {
    /// Answers an OCSP request (`application/ocsp-request`) at the moment `at`: good, revoked, or
    /// unknown for certificates that were not issued here. Unreadable requests get an answer that
    /// says so.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn handle_ocsp(&self, request: &[u8], at: UtcDateTime) -> Result<Vec<u8>, Error> {
        self.respond(request, at, None)
    }

    /// Answers like [`Self::handle_ocsp`], but wrongly.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn handle_ocsp_wrongly(
        &self,
        request: &[u8],
        at: UtcDateTime,
        fault: OcspFault,
    ) -> Result<Vec<u8>, Error> {
        self.respond(request, at, Some(fault))
    }

    fn respond(
        &self,
        request: &[u8],
        at: UtcDateTime,
        fault: Option<OcspFault>,
    ) -> Result<Vec<u8>, Error> {
        if fault == Some(OcspFault::TryLater) {
            return Ok(failure(3));
        }
        let Ok(mut request) = Request::from_der(request) else {
            return Ok(failure(1));
        };
        let Some(ca) = request
            .certificates
            .first()
            .and_then(|first| self.issuer_named(first))
        else {
            return Ok(failure(6));
        };
        if fault == Some(OcspFault::WrongNonce) {
            request.nonce = Some(vec![0; 32]);
        }
        let speaker = match (fault, ca) {
            (Some(OcspFault::WrongResponder), Ca::Government) => Ca::Public,
            (Some(OcspFault::WrongResponder), _) => Ca::Government,
            _ => ca,
        };
        let responder = self.responders.get(&speaker).ok_or_else(lost)?;
        let answer = self.contents(&request, ca, responder, at)?;
        let mut parts = signed_parts(answer.data(), &responder.key)?;
        if fault == Some(OcspFault::WrongSignature)
            && let Some(last) = parts.last_mut().and_then(|value| value.last_mut())
        {
            *last ^= 1;
        }
        Ok(answer.around(parts))
    }

    fn contents(
        &self,
        request: &Request,
        ca: Ca,
        responder: &Credential,
        at: UtcDateTime,
    ) -> Result<AnswerContents, Error> {
        let singles: Result<_, _> = request
            .certificates
            .iter()
            .map(|certificate| self.single(certificate, ca, at))
            .collect();
        let key_hash = responder.certificate().public_key().sha1_identifier();
        let nonce = request
            .nonce
            .iter()
            .map(|nonce| extension(oid::OCSP_NONCE, false, &encode::octet_string(nonce)));
        Ok(AnswerContents {
            responder: encode::constructed(2, &encode::octet_string(&key_hash)),
            produced_at: at,
            singles: singles?,
            extensions: nonce.collect(),
            certificates: vec![responder.certificate().der().to_vec()],
        })
    }

    fn single(
        &self,
        certificate: &CertificateId,
        ca: Ca,
        at: UtcDateTime,
    ) -> Result<Vec<u8>, Error> {
        let record = self.records.iter().find(|record| {
            record.issuer == ca
                && record.serial.0 == certificate.serial
                && self.issuer_named(certificate) == Some(ca)
        });
        let status = match record.map(|record| record.revoked) {
            None => encode::primitive(2, &[]),
            Some(Some((since, reason))) if since <= at => revoked(since, reason),
            Some(_) => encode::primitive(0, &[]),
        };
        let next = at.checked_add(LIFETIME).ok_or(Error::Date)?;
        let cutoff = self.remembers_since().map(|since| {
            let value = encode::generalized_time(since);
            extension(oid::OCSP_ARCHIVE_CUTOFF, false, &value)
        });
        let extensions: Vec<_> = cutoff.into_iter().collect();
        single_answer(certificate, status, at, Some(next), &extensions)
    }

    fn issuer_named(&self, certificate: &CertificateId) -> Option<Ca> {
        self.authorities
            .iter()
            .find(|(_, credential)| certificate.names_issuer(credential.certificate()))
            .map(|(ca, _)| *ca)
    }
}

fn revoked(since: UtcDateTime, reason: Reason) -> Vec<u8> {
    let reason = encode::constructed(0, &encode::enumerated(reason.number()));
    let parts = [encode::generalized_time(since), reason];
    encode::constructed(1, &encode::concat(&parts))
}

/// An answer without contents.
fn failure(status: u8) -> Vec<u8> {
    encode::sequence(&[encode::enumerated(status)])
}
