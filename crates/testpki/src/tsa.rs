//! The time-stamp authority (RFC 3161), which can also misbehave on demand.

use const_oid::ObjectIdentifier as Oid;
use pki::tsp::{Failure, Request};
use pki::{Certificate, encode, ess, oid};
use time::UtcDateTime;

use crate::authority::{Credential, Stamping, lost};
use crate::key::random;
use crate::{Authority, Ca, Error};

/// Under the number reserved for documentation (RFC 5612).
const POLICY: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.2.1");

/// What is wrong with an answer of the time-stamp authority.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// Another nonce than asked for.
    WrongNonce,
    /// No nonce, although one was asked for.
    NoNonce,
    /// The digest of something else.
    WrongImprint,
    /// Signed with a certificate that has expired.
    ExpiredCertificate,
    /// Signed with a certificate whose purpose is not critical.
    LooseCertificate,
    /// No certificate inside, although it was asked for.
    NoCertificate,
    /// The signature value is wrong.
    WrongSignature,
    /// Refused: the time source is not available.
    Rejection,
    /// Bytes that are no answer at all.
    Garbage,
}

impl Authority {
    /// Answers a time-stamp request (`application/timestamp-query`) at the moment `at`. A request
    /// that cannot be served gets an answer that says so.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::State`].
    pub fn handle_tsp(&self, request: &[u8], at: UtcDateTime) -> Result<Vec<u8>, Error> {
        self.answer(request, at, None)
    }

    /// Answers like [`Self::handle_tsp`], but wrongly.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::State`].
    pub fn handle_tsp_wrongly(
        &self,
        request: &[u8],
        at: UtcDateTime,
        fault: Fault,
    ) -> Result<Vec<u8>, Error> {
        self.answer(request, at, Some(fault))
    }

    fn answer(
        &self,
        request: &[u8],
        at: UtcDateTime,
        fault: Option<Fault>,
    ) -> Result<Vec<u8>, Error> {
        match fault {
            Some(Fault::Rejection) => return Ok(refusal(Failure::TimeNotAvailable)),
            Some(Fault::Garbage) => return Ok(b"<html>502 Bad Gateway</html>".to_vec()),
            _ => {}
        }
        let Ok(mut request) = Request::from_der(request) else {
            return Ok(refusal(Failure::BadDataFormat));
        };
        if request.imprint.digest().is_err() {
            return Ok(refusal(Failure::BadAlgorithm));
        }
        if request.policy.is_some_and(|policy| policy != POLICY) {
            return Ok(refusal(Failure::UnacceptedPolicy));
        }
        match fault {
            Some(Fault::WrongNonce) => request.nonce = Some(vec![42]),
            Some(Fault::NoNonce) => request.nonce = None,
            Some(Fault::NoCertificate) => request.certificate_wanted = false,
            Some(Fault::WrongImprint) => {
                request.imprint.value.reverse();
            }
            _ => {}
        }
        let stamping = self.stamping.as_ref().ok_or_else(lost)?;
        let mut token = self.token(&request, at, signer(stamping, fault))?;
        if let (Some(Fault::WrongSignature), Some(last)) = (fault, token.last_mut()) {
            *last ^= 1;
        }
        let granted = encode::sequence(&[encode::integer(0)]);
        Ok(encode::sequence(&[granted, token]))
    }

    fn token(
        &self,
        request: &Request,
        at: UtcDateTime,
        signer: &Credential,
    ) -> Result<Vec<u8>, Error> {
        let info = info(request, at)?;
        let mut certificates = Vec::new();
        if request.certificate_wanted {
            certificates = vec![
                signer.certificate().der(),
                self.certificate(Ca::Government)?.der(),
            ];
        }
        let content = encode::constructed(0, &encode::octet_string(&info));
        let digest = signer.key.algorithm().signature().digest();
        let mut parts = vec![
            encode::integer(3),
            encode::set_of(&[encode::value(&digest.identifier())?]),
            encode::sequence(&[encode::oid(oid::TST_INFO), content]),
        ];
        if !certificates.is_empty() {
            parts.push(encode::constructed(0, &encode::sorted(&certificates)));
        }
        parts.push(encode::set_of(&[signer_info(&info, at, signer)?]));
        Ok(encode::sequence(&[
            encode::oid(oid::SIGNED_DATA),
            encode::constructed(0, &encode::sequence(&parts)),
        ]))
    }
}

fn signer(stamping: &Stamping, fault: Option<Fault>) -> &Credential {
    match fault {
        Some(Fault::ExpiredCertificate) => &stamping.expired,
        Some(Fault::LooseCertificate) => &stamping.loose,
        _ => &stamping.good,
    }
}

/// `TSTInfo`, accurate to one second.
fn info(request: &Request, at: UtcDateTime) -> Result<Vec<u8>, Error> {
    let serial: [u8; 8] = random()?;
    let mut parts = vec![
        encode::integer(1),
        encode::oid(POLICY),
        request.imprint.to_der()?,
        encode::unsigned(&serial),
        encode::generalized_time(at),
        encode::sequence(&[encode::integer(1)]),
    ];
    if let Some(nonce) = &request.nonce {
        parts.push(encode::element(0x02, nonce));
    }
    Ok(encode::sequence(&parts))
}

fn signer_info(info: &[u8], at: UtcDateTime, signer: &Credential) -> Result<Vec<u8>, Error> {
    let digest = signer.key.algorithm().signature().digest();
    let certificate: &Certificate = signer.certificate();
    let binding = ess::signing_certificate_v2(certificate, digest)?;
    let attributes = encode::sorted(&[
        attribute(oid::CONTENT_TYPE, encode::oid(oid::TST_INFO)),
        attribute(oid::SIGNING_TIME, encode::time(at)),
        attribute(
            oid::MESSAGE_DIGEST,
            encode::octet_string(&digest.digest(info)),
        ),
        attribute(oid::SIGNING_CERTIFICATE_V2, binding),
    ]);
    let value = signer.key.sign(&encode::element(0x31, &attributes))?;
    let algorithm = signer.key.algorithm().signature().identifier();
    Ok(encode::sequence(&[
        encode::integer(1),
        encode::sequence(&[
            certificate.issuer().der().to_vec(),
            encode::element(0x02, certificate.serial()),
        ]),
        encode::value(&digest.identifier())?,
        encode::constructed(0, &attributes),
        encode::value(&algorithm)?,
        encode::octet_string(&value),
    ]))
}

fn attribute(id: Oid, value: Vec<u8>) -> Vec<u8> {
    encode::sequence(&[encode::oid(id), encode::set_of(&[value])])
}

/// An answer that grants nothing and says why.
fn refusal(failure: Failure) -> Vec<u8> {
    let bit = failure.bit();
    let mut bits = vec![0u8; bit / 8 + 1];
    if let Some(last) = bits.last_mut() {
        *last = 0x80 >> (bit % 8);
    }
    let unused = u8::try_from(7 - bit % 8).unwrap_or(0);
    bits.insert(0, unused);
    let text = encode::sequence(&[encode::utf8("refused by the test authority")]);
    let status = encode::sequence(&[encode::integer(2), text, encode::element(0x03, &bits)]);
    encode::sequence(&[status])
}
