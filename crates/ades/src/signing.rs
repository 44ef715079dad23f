//! The part of signing that all formats share, as resumable states (EN 319 122-1, 5).
//!
//! [`ToBeSigned`] holds the signed attributes; whoever has the key signs [`ToBeSigned::bytes`]. The
//! value turns it into a [`SignedValue`], which may take a time stamp and becomes `SignedData`.
//! Every state can be serialised and taken up again elsewhere. Where the signature goes, a PDF or
//! a file of its own, is not known here.

use keys::PrivateKey;
use pki::{Certificate, SignatureAlgorithm};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::Error;
use crate::cms::attributes::NewAttributes;
use crate::cms::build::NewSignedData;
use crate::encoding::{certificate, certificate_list, hex};
use crate::signer_check::{KnownRevocation, Requirement, check_signer};
use crate::timestamp::PendingTimestamp;

/// Who signs, and how.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signer {
    #[serde(with = "certificate")]
    certificate: Certificate,
    #[serde(with = "certificate_list")]
    chain: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
}

impl Signer {
    /// A signer with this certificate (DER), the certificates of its issuers as far as known, in
    /// any order, and this algorithm.
    ///
    /// Certificates that are no issuers of the signer's are left out.
    ///
    /// # Errors
    /// When the signer's certificate cannot be read, or the algorithm uses SHA-1.
    pub fn new(
        certificate: &[u8],
        chain: &[Vec<u8>],
        algorithm: SignatureAlgorithm,
    ) -> Result<Self, Error> {
        if algorithm.digest() == pki::DigestAlgorithm::Sha1 {
            return Err(Error::WeakAlgorithm(algorithm));
        }
        let certificate = Certificate::from_der(certificate)?;
        Ok(Self {
            chain: issuers(&certificate, chain),
            certificate,
            algorithm,
        })
    }

    /// The signer that `key` speaks for, with the first algorithm it offers.
    ///
    /// # Errors
    /// As [`Self::new`], and when the key offers no algorithm.
    pub fn of_key(key: &dyn PrivateKey) -> Result<Self, Error> {
        let algorithm = key.algorithms().first().ok_or(Error::NoAlgorithm)?;
        Self::new(key.certificate(), key.chain(), *algorithm)
    }

    /// Makes sure that the certificate may sign at the time `at`, see [`check_signer`].
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason.
    pub fn check(
        self,
        at: UtcDateTime,
        revocation: &KnownRevocation,
        requirement: Requirement<'_>,
    ) -> Result<CheckedSigner, Error> {
        check_signer(&self.certificate, at, revocation, requirement)?;
        Ok(CheckedSigner(self))
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The issuers' certificates.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// How the signature value will be made.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }
}

/// A signer whose certificate was found fit to sign. Only [`Signer::check`] makes one.
#[derive(Clone, Debug)]
pub struct CheckedSigner(Signer);

impl CheckedSigner {
    /// Who signs, and how.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.0
    }
}

/// What the key has to sign.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ToBeSigned {
    signer: Signer,
    #[serde(with = "hex")]
    attributes: Vec<u8>,
}

impl ToBeSigned {
    /// Signed attributes over content with this digest (by the signer's algorithm).
    ///
    /// `signing_time` is the claimed time of CAdES; PAdES forbids it (EN 319 142-1, 6.3).
    pub(crate) fn new(
        signer: Signer,
        content_digest: &[u8],
        signing_time: Option<UtcDateTime>,
    ) -> Result<Self, Error> {
        let attributes = NewAttributes {
            message_digest: content_digest,
            signing_time,
            certificate: &signer.certificate,
            digest: signer.algorithm.digest(),
        }
        .to_der()?;
        Ok(Self { signer, attributes })
    }

    /// The message to sign (not its digest).
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.attributes
    }

    /// The digest of the message, for a key that signs digests.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        self.signer.algorithm.digest().digest(&self.attributes)
    }

    /// How to sign it.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.signer.algorithm
    }

    /// Who is to sign.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Takes the signature value, which must verify with the signer's certificate: a token that
    /// holds another key than its certificate says is found here, not by the recipient.
    ///
    /// # Errors
    /// [`Error::SignatureValue`] when it does not verify.
    pub fn with_signature(self, value: Vec<u8>) -> Result<SignedValue, Error> {
        pki::signature::verify_with(
            self.signer.certificate.public_key(),
            self.signer.algorithm,
            &self.attributes,
            &value,
        )
        .map_err(Error::SignatureValue)?;
        Ok(SignedValue {
            signed: self,
            value,
            timestamp: None,
        })
    }
}

/// A signature value over signed attributes, with or without its time stamp.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignedValue {
    signed: ToBeSigned,
    #[serde(with = "hex")]
    value: Vec<u8>,
    timestamp: Option<Timestamp>,
}

/// A time-stamp token in a saved state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Timestamp {
    #[serde(with = "hex")]
    token: Vec<u8>,
}

impl SignedValue {
    /// The signature value, which is what a signature time stamp covers.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Who signed, and how.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signed.signer
    }

    /// Whether a time stamp is in.
    #[must_use]
    pub fn has_timestamp(&self) -> bool {
        self.timestamp.is_some()
    }

    /// Asks for a time stamp over the value. `nonce` is fresh randomness, 8 bytes or more.
    ///
    /// # Errors
    /// When the request cannot be encoded.
    pub fn request_timestamp(&self, nonce: &[u8]) -> Result<PendingTimestamp, Error> {
        PendingTimestamp::new(&self.value, nonce)
    }

    /// Adds the time stamp that an authority answered with.
    ///
    /// # Errors
    /// [`Error::Timestamp`] when the answer is a refusal, or its token is not for this request,
    /// not over this value, or not signed by a time-stamp authority.
    pub fn add_timestamp(
        &mut self,
        pending: &PendingTimestamp,
        response: &[u8],
    ) -> Result<(), Error> {
        let token = pending.accept(response)?;
        token.check_imprint(&self.value)?;
        self.timestamp = Some(Timestamp {
            token: token.der().to_vec(),
        });
        Ok(())
    }

    /// A value of the right length and nothing else, to see how large the signature will be.
    pub(crate) fn for_size(signed: ToBeSigned, value: Vec<u8>) -> Self {
        Self {
            signed,
            value,
            timestamp: None,
        }
    }

    /// The signature as `SignedData`, DER.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let signer = &self.signed.signer;
        let der = NewSignedData {
            signer: &signer.certificate,
            chain: &signer.chain,
            algorithm: signer.algorithm,
            signed_attributes: &self.signed.attributes,
            signature: &self.value,
            timestamp: self.timestamp.as_ref().map(|stamp| stamp.token.as_slice()),
        }
        .to_der()?;
        Ok(der)
    }
}

/// Those of `candidates` that are the issuer of `certificate`, its issuer, and so on.
fn issuers(certificate: &Certificate, candidates: &[Vec<u8>]) -> Vec<Certificate> {
    let mut left: Vec<Certificate> = candidates
        .iter()
        .filter_map(|der| Certificate::from_der(der).ok())
        .filter(|candidate| candidate != certificate)
        .collect();
    let mut wanted = vec![certificate.issuer().clone()];
    let mut found = Vec::new();
    while let Some(name) = wanted.pop() {
        let (issuers, others): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|candidate| candidate.subject().matches(&name));
        left = others;
        wanted.extend(issuers.iter().map(|issuer| issuer.issuer().clone()));
        found.extend(issuers);
    }
    found
}
