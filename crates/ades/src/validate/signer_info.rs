//! Facts of one `SignerInfo` (RFC 5652, 5.3; EN 319 102-1, 5.2.3 and 5.2.7).
//!
//! The certificate that the signature is verified with is the one that the signing-certificate
//! attribute names; the signer's identifier in CMS is only a hint (RFC 5035, 1). Whether that
//! certificate is to be trusted is decided elsewhere.

use pki::embedded::Embedded;
use pki::signature;
use pki::signed_data::{Attributes, SignedData, SignerInfo};
use pki::{Certificate, DigestAlgorithm, SignatureAlgorithm, oid};

use super::archive_timestamp;
use super::cms_facts::{Binding, CmsFacts, ValueCheck};
use super::content::Content;
use super::finding::{Code, Finding};
use super::signature_policy::{self, SignaturePolicyFacts};
use super::store::Elsewhere;
use super::timestamp::TimestampFacts;
use crate::cms::SignedAttributes;
use crate::cms::attributes::{
    AttributeError, COMMITMENT_TYPE, CONTENT_TIMESTAMP, COUNTER_SIGNATURE, SIGNATURE_TIMESTAMP,
    SIGNER_ATTRIBUTES, SIGNER_ATTRIBUTES_V2,
};

/// Time stamps of one kind read per signature; more than a handful serve no purpose.
const MOST_TIMESTAMPS: usize = 16;

/// One signer and everything at hand to judge it.
pub(super) struct Judge<'a> {
    pub(super) data: &'a SignedData,
    /// The evidence in the message, without that in attributes.
    pub(super) embedded: &'a Embedded,
    pub(super) signer: &'a SignerInfo,
    pub(super) content: &'a Content,
    pub(super) elsewhere: &'a Elsewhere<'a>,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Judge<'_> {
    pub(super) fn facts(mut self) -> CmsFacts {
        let attributes = self.attributes();
        let (binding, certificate) = self.certificate(attributes.as_ref());
        let (content_digest, digest_matches) = self.digest(attributes.as_ref());
        if matches!(self.content, Content::Missing) {
            self.findings.push(Finding::new(Code::ContentMissing));
        }
        let value = match &certificate {
            Some(certificate) => self.value(certificate),
            None => {
                self.findings.push(Finding::new(Code::CertificateMissing));
                not_verified(Code::CertificateMissing)
            }
        };
        let embedded = self.evidence();
        CmsFacts {
            digest_algorithm: self.digest_algorithm(),
            signature_algorithm: self.signer.signature_algorithm.oid.to_string(),
            content_digest: content_digest.unwrap_or_default(),
            digest_matches,
            value_over_content: self.signer.signed_attributes.is_none(),
            value,
            binding,
            signer: certificate.map_or_else(Vec::new, |found| found.der().to_vec()),
            certificates: embedded.certificates,
            lists: embedded.lists,
            answers: embedded.answers,
            binding_digest: binding_digest(attributes.as_ref()),
            policy: self.policy(),
            commitments: signature_policy::commitments(self.signed(), COMMITMENT_TYPE),
            has_role: self.signed().is_some_and(|signed| {
                let roles = [SIGNER_ATTRIBUTES, SIGNER_ATTRIBUTES_V2];
                signed.iter().any(|found| roles.contains(&found.oid))
            }),
            signing_time: attributes.and_then(|attributes| attributes.signing_time),
            content_timestamps: self.content_timestamps(),
            timestamps: self.timestamps(),
            archive_timestamps: archive_timestamp::read(
                self.data,
                self.signer,
                self.content,
                MOST_TIMESTAMPS,
            ),
            counter_signatures: self
                .signer
                .unsigned_attributes
                .values(COUNTER_SIGNATURE)
                .count(),
        }
    }

    fn signed(&self) -> Option<&Attributes> {
        self.signer.signed_attributes.as_ref()
    }

    fn inside(&self) -> Option<&[u8]> {
        self.data.content.as_deref()
    }

    /// The digest on which the document rests: the weaker where there are two.
    fn digest_algorithm(&mut self) -> Option<DigestAlgorithm> {
        match self.signer.digest() {
            Ok(_) if matches!(self.content, Content::Sha1Inside(_)) => Some(DigestAlgorithm::Sha1),
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

    /// The signed attributes; none if there are none.
    fn attributes(&mut self) -> Option<SignedAttributes> {
        let Some(found) = &self.signer.signed_attributes else {
            self.findings.push(Finding::new(Code::NoSignedAttributes));
            return None;
        };
        let (attributes, errors) = SignedAttributes::read(found);
        for error in errors {
            let code = match error {
                AttributeError::Repeated(_) => Code::AttributeRepeated,
                AttributeError::Malformed(_) => Code::AttributeMalformed,
            };
            self.findings
                .push(Finding::new(code).with("attribute", error.oid()));
        }
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
        let find = |fits: &dyn Fn(&Certificate) -> bool| {
            let inside = self.data.certificates.iter();
            let mut all = inside.filter(|found| fits(found));
            all.next()
                .or_else(|| self.elsewhere.certificates().iter().find(|it| fits(it)))
                .cloned()
        };
        let named = || find(&|found| self.signer.identifier.names(found));
        let Some(binding) = attributes.and_then(|found| found.signing_certificate.as_ref()) else {
            let found = named();
            self.findings.push(Finding::new(Code::NotBound));
            return (Binding::Absent, found);
        };
        if binding.ids.len() > 1 {
            self.findings.push(Finding::new(Code::BindingRepeated));
        }
        let Some(bound) = find(&|found| binding.names(found)) else {
            let found = named();
            self.findings.push(Finding::new(Code::BoundToAnother));
            return (Binding::Broken, found);
        };
        // A wrong hint is worth a warning only (EN 319 102-1, 5.2.3.4).
        let mut ids = binding.ids.iter();
        if !ids.all(|id| id.issuer_serial_matches(&bound)) || !self.signer.identifier.names(&bound)
        {
            self.findings.push(Finding::new(Code::BindingHintDiffers));
        }
        if binding.version_2 {
            (Binding::Version2, Some(bound))
        } else {
            self.findings.push(Finding::new(Code::BoundBySha1));
            (Binding::Version1, Some(bound))
        }
    }

    /// The computed digest, and whether it is the signed one.
    fn digest(&self, attributes: Option<&SignedAttributes>) -> (Option<Vec<u8>>, Option<bool>) {
        let algorithm = self.signer.digest().ok();
        let inside = self.inside();
        let computed = algorithm.and_then(|found| self.content.digest(inside, found));
        let signed = attributes.and_then(|attributes| attributes.message_digest.as_ref());
        let own = match (&computed, signed) {
            (Some(computed), Some(signed)) => Some(computed == signed),
            _ => None,
        };
        let matches = match self.content.fits(inside, algorithm) {
            None => own,
            Some(Some(false)) => Some(false),
            // Without signed attributes the value itself is over the content.
            Some(fits) if self.signed().is_none() => fits,
            Some(Some(true)) => own,
            Some(None) => None,
        };
        (computed, matches)
    }

    fn value(&self, certificate: &Certificate) -> ValueCheck {
        let key = certificate.public_key();
        let value = &self.signer.signature;
        let algorithm = match self.signer.algorithm() {
            Ok(algorithm) => algorithm,
            Err(error) => return value_check(Err(error)),
        };
        let verified = match (self.signed(), self.content, self.inside()) {
            (Some(attributes), ..) => {
                signature::verify_with(key, algorithm, &attributes.to_be_signed(), value)
            }
            (None, Content::Outside(digests), _) => match digests.of(algorithm.digest()) {
                Some(digest) => signature::verify_digest(key, algorithm, digest, value),
                None => return not_verified(Code::Limit),
            },
            (None, Content::Inside(_) | Content::Sha1Inside(_), Some(inside)) => {
                signature::verify_with(key, algorithm, inside, value)
            }
            (None, ..) => return not_verified(Code::ContentMissing),
        };
        value_check(verified)
    }

    /// The evidence in the message and in this signer's attributes.
    fn evidence(&self) -> Embedded {
        let mut embedded = self.embedded.clone();
        if let Some(signed) = self.signed() {
            embedded.take_attributes(signed);
        }
        embedded.take_attributes(&self.signer.unsigned_attributes);
        embedded
    }

    fn policy(&mut self) -> Option<SignaturePolicyFacts> {
        let read = signature_policy::read(self.signed()?, &self.signer.unsigned_attributes);
        read.unwrap_or_else(|oid| {
            self.findings
                .push(Finding::new(Code::AttributeMalformed).with("attribute", oid));
            None
        })
    }

    /// Time stamps over the content, which prove that the signature came later.
    fn content_timestamps(&mut self) -> Vec<TimestampFacts> {
        let signed = self.signer.signed_attributes.iter();
        let tokens: Vec<&[u8]> = signed
            .flat_map(|signed| signed.values(CONTENT_TIMESTAMP))
            .collect();
        let inside = self.data.content.as_deref();
        let content = self.content;
        let digest = |algorithm| content.digest(inside, algorithm);
        self.stamps(&tokens, &digest)
    }

    /// Time stamps over the signature value.
    fn timestamps(&mut self) -> Vec<TimestampFacts> {
        let unsigned = &self.signer.unsigned_attributes;
        let tokens: Vec<&[u8]> = unsigned.values(SIGNATURE_TIMESTAMP).collect();
        let value = &self.signer.signature;
        self.stamps(&tokens, &|algorithm| Some(algorithm.digest(value)))
    }

    fn stamps(
        &mut self,
        tokens: &[&[u8]],
        digest: &dyn Fn(DigestAlgorithm) -> Option<Vec<u8>>,
    ) -> Vec<TimestampFacts> {
        if tokens.len() > MOST_TIMESTAMPS {
            self.findings
                .push(Finding::new(Code::Limit).with("timestamps", tokens.len()));
        }
        let tokens = tokens.iter().take(MOST_TIMESTAMPS);
        tokens
            .map(|token| {
                TimestampFacts::read(token, digest, &self.data.certificates, self.elsewhere)
            })
            .collect()
    }
}

fn binding_digest(attributes: Option<&SignedAttributes>) -> Option<DigestAlgorithm> {
    let binding = attributes?.signing_certificate.as_ref()?;
    let digests = binding.ids.iter().map(|id| id.digest);
    digests.min_by_key(|digest| digest.length())
}

pub(super) fn not_verified(code: Code) -> ValueCheck {
    ValueCheck::NotVerified {
        cause: code.as_str().to_owned(),
    }
}

pub(super) fn value_check(verified: Result<signature::VerifiedWith, pki::Error>) -> ValueCheck {
    match verified {
        Ok(with) => ValueCheck::Verified { with },
        Err(pki::Error::BadSignature | pki::Error::KeyMismatch { .. }) => ValueCheck::Wrong,
        Err(error) => ValueCheck::NotVerified {
            cause: error.code().to_owned(),
        },
    }
}
