//! A time-stamp token: `SignedData` around `TSTInfo` (RFC 3161, 2.4.2; RFC 5816).

use time::UtcDateTime;

use super::{Request, TimeStampInfo, TokenError};
use crate::embedded::Embedded;
use crate::signature::VerifiedWith;
use crate::signed_data::{SignedData, SignerInfo};
use crate::{Certificate, DigestAlgorithm, ess, oid};

/// A token as read. It proves nothing before [`Token::verify_signature`], the check of its imprint
/// and a path to a trusted authority.
#[derive(Clone, Debug)]
pub struct Token {
    der: Vec<u8>,
    info: TimeStampInfo,
    content: Vec<u8>,
    signer: SignerInfo,
    certificates: Vec<Certificate>,
    embedded: Embedded,
}

/// Who made a token, and with what.
#[derive(Clone, Debug)]
pub struct Authority {
    /// The certificate of the authority.
    pub certificate: Certificate,
    /// Algorithm and key of the token's signature.
    pub verified: VerifiedWith,
    /// The weakest digest by which the token is bound to the certificate.
    pub binding: DigestAlgorithm,
}

impl Token {
    /// Reads a token: a `ContentInfo`. Bytes after it are an error.
    ///
    /// # Errors
    /// [`TokenError::Unreadable`], [`TokenError::NotATimeStamp`], [`TokenError::UnknownVersion`],
    /// [`TokenError::SignerCount`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, TokenError> {
        let data = SignedData::from_der(bytes)?;
        let mut embedded = Embedded::of_message(&data);
        let Some(content) = data.content.filter(|_| data.content_type == oid::TST_INFO) else {
            return Err(TokenError::NotATimeStamp);
        };
        let info = TimeStampInfo::from_der(&content)?;
        if info.version != 1 {
            return Err(TokenError::UnknownVersion {
                version: info.version,
            });
        }
        let count = data.signers.len();
        let mut signers = data.signers.into_iter();
        let (Some(signer), None) = (signers.next(), signers.next()) else {
            return Err(TokenError::SignerCount { count });
        };
        embedded.take_attributes(&signer.unsigned_attributes);
        Ok(Self {
            der: bytes.to_vec(),
            info,
            content,
            signer,
            certificates: data.certificates,
            embedded,
        })
    }

    /// The token as found: what goes into a document.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What was signed.
    #[must_use]
    pub fn info(&self) -> &TimeStampInfo {
        &self.info
    }

    /// The stamped time.
    #[must_use]
    pub fn gen_time(&self) -> UtcDateTime {
        self.info.time
    }

    /// The certificates inside.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Certificates, revocation lists and answers inside, in the message and in its attributes.
    #[must_use]
    pub fn embedded(&self) -> &Embedded {
        &self.embedded
    }

    /// The signer's part of the token, with its unsigned attributes.
    #[must_use]
    pub fn signer(&self) -> &SignerInfo {
        &self.signer
    }

    /// Checks that this token answers `request`: imprint, nonce, policy.
    ///
    /// # Errors
    /// [`TokenError::ImprintDiffers`], [`TokenError::NonceDiffers`], [`TokenError::PolicyDiffers`].
    pub fn check(&self, request: &Request) -> Result<(), TokenError> {
        if !self.info.imprint.matches(&request.imprint) {
            return Err(TokenError::ImprintDiffers);
        }
        if request.nonce.is_some() && self.info.nonce != request.nonce {
            return Err(TokenError::NonceDiffers);
        }
        if request
            .policy
            .is_some_and(|asked| asked != self.info.policy)
        {
            return Err(TokenError::PolicyDiffers {
                found: self.info.policy.to_string(),
            });
        }
        Ok(())
    }

    /// Checks that this token is over `data`.
    ///
    /// # Errors
    /// [`TokenError::ImprintDiffers`]; [`TokenError::Unreadable`] for an imprint with an unknown
    /// digest or of the wrong length.
    pub fn check_imprint(&self, data: &[u8]) -> Result<(), TokenError> {
        let digest = self.info.imprint.digest()?;
        if digest.digest(data) == self.info.imprint.value {
            Ok(())
        } else {
            Err(TokenError::ImprintDiffers)
        }
    }

    /// Verifies the authority's signature, that it is bound to the authority's certificate, and
    /// that the certificate is solely for time stamping. The certificate is looked for in the
    /// token and among `candidates`.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn verify_signature(&self, candidates: &[Certificate]) -> Result<Authority, TokenError> {
        let (certificate, binding) = self.find_certificate(candidates)?;
        let digest = self.signer.digest()?.digest(&self.content);
        let verified = self
            .signer
            .verify(certificate, oid::TST_INFO, &digest)
            .map_err(TokenError::Signature)?;
        check_purpose(certificate)?;
        Ok(Authority {
            certificate: certificate.clone(),
            verified,
            binding,
        })
    }

    /// Checks that the stamped time lies within the validity of the authority's certificate.
    ///
    /// # Errors
    /// [`TokenError::CertificateNotValid`].
    pub fn check_validity(&self, authority: &Certificate) -> Result<(), TokenError> {
        let at = self.gen_time();
        if (authority.not_before()..=authority.not_after()).contains(&at) {
            return Ok(());
        }
        Err(TokenError::CertificateNotValid {
            at,
            from: authority.not_before(),
            until: authority.not_after(),
        })
    }

    /// The certificate that the signer's identifier names and the ESS attribute is bound to, and
    /// the weakest digest of that attribute.
    fn find_certificate<'a>(
        &'a self,
        candidates: &'a [Certificate],
    ) -> Result<(&'a Certificate, DigestAlgorithm), TokenError> {
        let attributes = self.signer.signed_attributes.as_ref();
        let ids = ess::certificate_ids(attributes.ok_or(TokenError::NotBound)?)?;
        let digests = ids.iter().flatten().map(|id| id.digest);
        let Some(weakest) = digests.min_by_key(|digest| digest.length()) else {
            return Err(TokenError::NotBound);
        };
        // Every attribute, version 1 or 2, must name the signer's certificate first.
        let is_bound = |certificate: &Certificate| {
            ids.iter().all(|attribute| {
                attribute.first().is_some_and(|id| {
                    id.hash_matches(certificate) && id.issuer_serial_matches(certificate)
                })
            })
        };
        let mut named = self
            .certificates
            .iter()
            .chain(candidates)
            .filter(|certificate| self.signer.identifier.names(certificate))
            .peekable();
        if named.peek().is_none() {
            return Err(TokenError::NoCertificate);
        }
        let bound = named.find(|certificate| is_bound(certificate));
        let bound = bound.ok_or(TokenError::BoundToAnother)?;
        Ok((bound, weakest))
    }
}

/// Exactly one purpose, time stamping, marked critical (RFC 3161, 2.3).
fn check_purpose(certificate: &Certificate) -> Result<(), TokenError> {
    let sole = certificate.extended_key_usage() == Some(&[oid::KP_TIME_STAMPING]);
    let critical = certificate
        .extension(oid::EXTENDED_KEY_USAGE)
        .is_some_and(|extension| extension.critical);
    if sole && critical {
        Ok(())
    } else {
        Err(TokenError::NotForTimeStamping)
    }
}
