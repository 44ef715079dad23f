//! Facts of one CMS signature: who made it, over what, and whether the arithmetic holds.
//!
//! The certificate that the signature is verified with is the one that the signing-certificate
//! attribute names; the signer's identifier in CMS is only a hint (RFC 5035, 1). Whether that
//! certificate is to be trusted is decided elsewhere.

use pki::signature::{self, VerifiedWith};
use pki::signed_data::{SignedData, SignerInfo};
use pki::{Certificate, DigestAlgorithm, SignatureAlgorithm, oid};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::archive_timestamp::ArchiveTimestampFacts;
use super::finding::{Code, Finding};
use super::signature_policy::SignaturePolicyFacts;
use super::timestamp::TimestampFacts;
use crate::cms::SignedAttributes;
use crate::cms::attributes::{AttributeError, SIGNATURE_TIMESTAMP};
use crate::encoding::{hex, hex_list, rfc3339_option};

/// Signature time stamps read per signature; more than a handful serve no purpose.
const MOST_TIMESTAMPS: usize = 16;

/// What was read about a CMS signature.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CmsFacts {
    /// The digest algorithm, if we know it.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The signature algorithm as named, dotted.
    pub signature_algorithm: String,
    /// The digest of the signed bytes as computed here; empty if it was not.
    #[serde(with = "hex")]
    pub content_digest: Vec<u8>,
    /// Whether that is the digest that was signed; `None` if it was not computed.
    pub digest_matches: Option<bool>,
    /// Whether the value is over the content itself, there being no signed attributes.
    pub value_over_content: bool,
    /// Whether the signature value holds.
    pub value: ValueCheck,
    /// How the signature is bound to the certificate.
    pub binding: Binding,
    /// DER of the signer's certificate; empty if it is not there.
    #[serde(with = "hex")]
    pub signer: Vec<u8>,
    /// The certificates in the signature, DER, the signer's among them.
    #[serde(with = "hex_list")]
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists in the signature, DER.
    #[serde(with = "hex_list")]
    pub lists: Vec<Vec<u8>>,
    /// OCSP answers in the signature, DER of the whole `OCSPResponse`.
    #[serde(with = "hex_list")]
    pub answers: Vec<Vec<u8>>,
    /// The digest algorithm that binds the certificate, where an attribute does.
    pub binding_digest: Option<DigestAlgorithm>,
    /// The claimed time in the signed attributes.
    #[serde(with = "rfc3339_option")]
    pub signing_time: Option<UtcDateTime>,
    /// The policy under which it says it was made.
    pub policy: Option<SignaturePolicyFacts>,
    /// The commitments that the signer makes, dotted.
    pub commitments: Vec<String>,
    /// Whether the signer claims or certifies a role.
    pub has_role: bool,
    /// Time stamps over the content, made before the signature.
    pub content_timestamps: Vec<TimestampFacts>,
    /// Time stamps over the signature value.
    pub timestamps: Vec<TimestampFacts>,
    /// Archive time stamps.
    pub archive_timestamps: Vec<ArchiveTimestampFacts>,
    /// How many signatures over this signature there are; they are not judged.
    pub counter_signatures: usize,
}

/// Whether a signature value holds.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum ValueCheck {
    /// It does.
    Verified {
        /// With what.
        with: VerifiedWith,
    },
    /// It does not.
    Wrong,
    /// It could not be tried.
    NotVerified {
        /// Why, as a code.
        cause: String,
    },
}

/// How a signature is bound to its certificate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// By signing-certificate-v2.
    Version2,
    /// By the first version of that attribute, with SHA-1.
    Version1,
    /// Not at all: only by the signer's identifier, which anybody could exchange.
    Absent,
    /// By an attribute that names none of the certificates at hand.
    Broken,
}

/// What the signature is over.
pub(super) enum Content<'a> {
    /// Bytes outside, by their digest with the signature's own algorithm; for a signature without
    /// signed attributes the bytes themselves are needed.
    Detached {
        digest: Option<Vec<u8>>,
        bytes: &'a dyn Fn() -> Option<Vec<u8>>,
    },
    /// The SHA-1 of bytes outside, which is the content inside (`adbe.pkcs7.sha1`).
    Sha1Inside { digest: Option<Vec<u8>> },
}

/// The parsed signature between the two passes: its digest algorithm must be known before the
/// file is hashed.
pub(super) struct ParsedCms {
    data: SignedData,
}

impl ParsedCms {
    /// Reads `SignedData` that fills `der`.
    pub(super) fn parse(der: &[u8]) -> Result<Self, Finding> {
        let data = SignedData::from_der(der).map_err(|error| {
            let code = match error {
                pki::Error::NotDer { .. } => Code::CmsNotDer,
                _ => Code::CmsMalformed,
            };
            Finding::caused(code, error.code(), error.values())
        })?;
        Ok(Self { data })
    }

    /// The digest algorithm of the only signer, if there is one and we know it.
    pub(super) fn digest_algorithm(&self) -> Option<DigestAlgorithm> {
        match self.data.signers.as_slice() {
            [signer] => signer.digest().ok(),
            _ => None,
        }
    }

    /// Whether the structure has content of its own.
    pub(super) fn has_content(&self) -> bool {
        self.data.content.is_some()
    }

    /// Judges the signature. Nothing is judged when there is not exactly one signer.
    pub(super) fn facts(
        &self,
        content: &Content<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<CmsFacts> {
        let [signer] = self.data.signers.as_slice() else {
            let count = self.data.signers.len();
            findings.push(Finding::new(Code::SignerCount).with("count", count));
            return None;
        };
        for other in &self.data.other_certificates {
            // Attribute certificates and other formats have context tags; they are not X.509.
            if other.first() == Some(&0x30) {
                findings.push(Finding::new(Code::CertificateUnreadable));
            }
        }
        let judge = Judge {
            data: &self.data,
            signer,
            findings,
        };
        Some(judge.facts(content))
    }
}

struct Judge<'a> {
    data: &'a SignedData,
    signer: &'a SignerInfo,
    findings: &'a mut Vec<Finding>,
}

impl Judge<'_> {
    fn facts(mut self, content: &Content<'_>) -> CmsFacts {
        let attributes = self.attributes();
        let (binding, certificate) = self.certificate(attributes.as_ref());
        let (content_digest, digest_matches) = self.digest(attributes.as_ref(), content);
        let value = match &certificate {
            Some(certificate) => self.value(certificate, content),
            None => {
                self.findings.push(Finding::new(Code::CertificateMissing));
                ValueCheck::NotVerified {
                    cause: Code::CertificateMissing.as_str().to_owned(),
                }
            }
        };
        CmsFacts {
            digest_algorithm: self.digest_algorithm(),
            signature_algorithm: self.signer.signature_algorithm.oid.to_string(),
            content_digest: content_digest.unwrap_or_default(),
            digest_matches,
            value_over_content: self.signer.signed_attributes.is_none(),
            value,
            binding,
            signer: certificate.map_or_else(Vec::new, |found| found.der().to_vec()),
            certificates: self
                .data
                .certificates
                .iter()
                .map(|certificate| certificate.der().to_vec())
                .collect(),
            lists: Vec::new(),
            answers: Vec::new(),
            binding_digest: attributes
                .as_ref()
                .and_then(|found| found.signing_certificate.as_ref())
                .and_then(|binding| Some(binding.ids.first()?.digest)),
            signing_time: attributes.and_then(|attributes| attributes.signing_time),
            policy: None,
            commitments: Vec::new(),
            has_role: false,
            content_timestamps: Vec::new(),
            timestamps: self.timestamps(),
            archive_timestamps: Vec::new(),
            counter_signatures: 0,
        }
    }

    fn digest_algorithm(&mut self) -> Option<DigestAlgorithm> {
        match self.signer.digest() {
            Ok(algorithm) => Some(algorithm),
            Err(error) => {
                let named = &self.signer.digest_algorithm;
                let code = match SignatureAlgorithm::from_identifier(named) {
                    Ok(_) => Code::DigestAlgorithmWrong,
                    Err(_) => Code::AlgorithmUnsupported,
                };
                self.findings
                    .push(Finding::caused(code, error.code(), error.values()));
                None
            }
        }
    }

    /// The signed attributes; none if there are none or one is not as it must be.
    fn attributes(&mut self) -> Option<SignedAttributes> {
        let Some(found) = &self.signer.signed_attributes else {
            self.findings.push(Finding::new(Code::NoSignedAttributes));
            return None;
        };
        let attributes = match SignedAttributes::read(found) {
            Ok(attributes) => attributes,
            Err(error) => {
                let code = match error {
                    AttributeError::Repeated(_) => Code::AttributeRepeated,
                    AttributeError::Malformed(_) => Code::AttributeMalformed,
                };
                self.findings
                    .push(Finding::new(code).with("attribute", error.oid()));
                return None;
            }
        };
        for (oid, present) in [
            (oid::CONTENT_TYPE, attributes.content_type.is_some()),
            (oid::MESSAGE_DIGEST, attributes.message_digest.is_some()),
        ] {
            if !present {
                self.findings
                    .push(Finding::new(Code::AttributeMissing).with("attribute", oid));
            }
        }
        if let Some(found) = attributes.content_type
            && found != self.data.content_type
        {
            self.findings
                .push(Finding::new(Code::ContentTypeWrong).with("found", found));
        }
        if let Some(protection) = &attributes.algorithm_protection
            && !protection.agrees_with(self.signer)
        {
            self.findings.push(Finding::new(Code::AlgorithmProtection));
        }
        Some(attributes)
    }

    /// The signer's certificate, by the attribute that binds it, else by the identifier.
    fn certificate(
        &mut self,
        attributes: Option<&SignedAttributes>,
    ) -> (Binding, Option<Certificate>) {
        let named = || {
            let mut all = self.data.certificates.iter();
            all.find(|found| self.signer.identifier.names(found))
                .cloned()
        };
        let Some(binding) = attributes.and_then(|found| found.signing_certificate.as_ref()) else {
            let found = named();
            self.findings.push(Finding::new(Code::NotBound));
            return (Binding::Absent, found);
        };
        let id = binding.ids.first();
        let bound = id.and_then(|id| {
            let mut all = self.data.certificates.iter();
            all.find(|found| id.hash_matches(found))
        });
        let Some(bound) = bound else {
            let found = named();
            self.findings.push(Finding::new(Code::BoundToAnother));
            return (Binding::Broken, found);
        };
        // A wrong hint is worth a warning only (EN 319 102-1, 5.2.3.4).
        if !id.is_some_and(|id| id.issuer_serial_matches(bound))
            || !self.signer.identifier.names(bound)
        {
            self.findings.push(Finding::new(Code::BindingHintDiffers));
        }
        if binding.version_2 {
            (Binding::Version2, Some(bound.clone()))
        } else {
            self.findings.push(Finding::new(Code::BoundBySha1));
            (Binding::Version1, Some(bound.clone()))
        }
    }

    /// The computed digest, and whether it is the signed one.
    fn digest(
        &self,
        attributes: Option<&SignedAttributes>,
        content: &Content<'_>,
    ) -> (Option<Vec<u8>>, Option<bool>) {
        let signed = attributes.and_then(|attributes| attributes.message_digest.as_ref());
        match content {
            Content::Detached { digest, .. } => {
                let matches = match (digest, signed) {
                    (Some(computed), Some(signed)) => Some(computed == signed),
                    // Without signed attributes the value itself is over the bytes.
                    _ => None,
                };
                (digest.clone(), matches)
            }
            Content::Sha1Inside { digest } => {
                let inside = self.data.content.as_ref();
                let outer = match (digest, inside) {
                    (Some(computed), Some(inside)) => Some(computed == inside),
                    _ => None,
                };
                let inner = match (inside, signed, self.signer.digest()) {
                    (Some(inside), Some(signed), Ok(algorithm)) => {
                        Some(algorithm.digest(inside) == *signed)
                    }
                    // Without signed attributes the value is over the content inside.
                    (Some(_), None, _) if self.signer.signed_attributes.is_none() => Some(true),
                    _ => None,
                };
                let matches = outer.zip(inner).map(|(outer, inner)| outer && inner);
                (digest.clone(), matches)
            }
        }
    }

    fn value(&self, certificate: &Certificate, content: &Content<'_>) -> ValueCheck {
        let message = match (&self.signer.signed_attributes, content) {
            (Some(attributes), _) => Some(attributes.to_be_signed()),
            (None, Content::Detached { bytes, .. }) => bytes(),
            (None, Content::Sha1Inside { .. }) => self.data.content.clone(),
        };
        let Some(message) = message else {
            return ValueCheck::NotVerified {
                cause: Code::Limit.as_str().to_owned(),
            };
        };
        let verified = self.signer.algorithm().and_then(|algorithm| {
            let key = certificate.public_key();
            signature::verify_with(key, algorithm, &message, &self.signer.signature)
        });
        match verified {
            Ok(with) => ValueCheck::Verified { with },
            Err(pki::Error::BadSignature | pki::Error::KeyMismatch { .. }) => ValueCheck::Wrong,
            Err(error) => ValueCheck::NotVerified {
                cause: error.code().to_owned(),
            },
        }
    }

    fn timestamps(&mut self) -> Vec<TimestampFacts> {
        let tokens: Vec<&[u8]> = self
            .signer
            .unsigned_attributes
            .values(SIGNATURE_TIMESTAMP)
            .collect();
        if tokens.len() > MOST_TIMESTAMPS {
            self.findings
                .push(Finding::new(Code::Limit).with("timestamps", tokens.len()));
        }
        tokens
            .into_iter()
            .take(MOST_TIMESTAMPS)
            .map(|token| {
                let digest =
                    |algorithm: DigestAlgorithm| Some(algorithm.digest(&self.signer.signature));
                TimestampFacts::read(token, digest, &self.data.certificates)
            })
            .collect()
    }
}
