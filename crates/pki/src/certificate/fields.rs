//! The fields of a certificate, read by hand so that no octet of what was signed is lost.

use std::sync::OnceLock;

use const_oid::ObjectIdentifier;
use der::{Reader, Tag};
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

use super::Defect;
use crate::asn1::{Element, constructed, primitive};
use crate::extension::{
    self, AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, Extension, GeneralName,
    KeyUsage, NameConstraints, PolicyConstraints, PolicyMapping,
};
use crate::signature::{self, VerifiedWith};
use crate::{Error, Name, PublicKey, oid};

/// Everything in a certificate.
pub(super) struct Fields {
    pub(super) der: Vec<u8>,
    pub(super) tbs: Vec<u8>,
    pub(super) version: u8,
    pub(super) serial: Vec<u8>,
    pub(super) issuer: Name,
    pub(super) not_before: UtcDateTime,
    pub(super) not_after: UtcDateTime,
    pub(super) subject: Name,
    pub(super) public_key: PublicKey,
    pub(super) extensions: Vec<Extension>,
    pub(super) known: Known,
    pub(super) defects: Vec<Defect>,
    pub(super) signature_algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: Vec<u8>,
    pub(super) digest: OnceLock<[u8; 32]>,
    /// The first key that the signature was tried with, encoded, and the result. Issuers are asked
    /// about again and again, nearly always with the same key.
    verified: OnceLock<(Vec<u8>, Result<VerifiedWith, Error>)>,
}

/// The extensions we understand, decoded.
#[derive(Default)]
pub(super) struct Known {
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Option<Vec<ObjectIdentifier>>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) subject_key_identifier: Option<Vec<u8>>,
    pub(super) authority_key_identifier: AuthorityKeyIdentifier,
    pub(super) subject_alt_names: Vec<GeneralName>,
    pub(super) policies: Vec<ObjectIdentifier>,
    pub(super) policy_mappings: Vec<PolicyMapping>,
    pub(super) policy_constraints: PolicyConstraints,
    pub(super) inhibit_any_policy: Option<u32>,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) distribution_points: Vec<DistributionPoint>,
    pub(super) access: Vec<(ObjectIdentifier, String)>,
}

impl Fields {
    pub(super) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut outer = Element::only(bytes)?.sequence()?;
        let tbs = Element::expect(&mut outer, Tag::Sequence)?;
        let outer_algorithm = Element::expect(&mut outer, Tag::Sequence)?;
        let signature = Element::next(&mut outer)?.signature_value()?;
        outer.finish()?;

        let mut reader = tbs.reader()?;
        let version = match Element::optional(&mut reader, constructed(0))? {
            Some(version) => Element::only(version.content)?
                .decode::<u8>()?
                .saturating_add(1),
            None => 1,
        };
        let serial = Element::next(&mut reader)?.integer()?;
        let inner_algorithm = Element::expect(&mut reader, Tag::Sequence)?;
        let issuer = Element::next(&mut reader)?;
        let mut validity = Element::next(&mut reader)?.sequence()?;
        let not_before = Element::next(&mut validity)?.time()?;
        let not_after = Element::next(&mut validity)?.time()?;
        validity.finish()?;
        let subject = Element::next(&mut reader)?;
        let key = Element::next(&mut reader)?;
        // Unique identifiers: obsolete, skipped.
        Element::optional(&mut reader, primitive(1))?;
        Element::optional(&mut reader, primitive(2))?;
        let extensions = match Element::optional(&mut reader, constructed(3))? {
            Some(extensions) => Extension::parse_all(&Element::only(extensions.content)?)?,
            None => Vec::new(),
        };
        reader.finish()?;

        let mut defects = Vec::new();
        if inner_algorithm.whole != outer_algorithm.whole {
            defects.push(Defect::AlgorithmsDiffer);
        }
        let known = Known::collect(&extensions, &mut defects);
        Ok(Self {
            der: bytes.to_vec(),
            tbs: tbs.whole.to_vec(),
            version,
            serial: serial.to_vec(),
            issuer: Name::parse(issuer.whole)?,
            not_before,
            not_after,
            subject: Name::parse(subject.whole)?,
            public_key: PublicKey::parse(key.whole)?,
            extensions,
            known,
            defects,
            signature_algorithm: outer_algorithm.decode()?,
            signature: signature.to_vec(),
            digest: OnceLock::new(),
            verified: OnceLock::new(),
        })
    }

    /// Verifies the issuer's signature with this key.
    pub(super) fn verify(&self, key: &PublicKey) -> Result<VerifiedWith, Error> {
        let verify =
            || signature::verify(key, &self.signature_algorithm, &self.tbs, &self.signature);
        let first = || (key.der().to_vec(), verify());
        match self.verified.get_or_init(first) {
            (known, result) if known == key.der() => result.clone(),
            _ => verify(),
        }
    }
}

impl Known {
    fn collect(extensions: &[Extension], defects: &mut Vec<Defect>) -> Self {
        let mut known = Self::default();
        let mut seen: Vec<ObjectIdentifier> = Vec::new();
        for extension in extensions {
            if seen.contains(&extension.oid) {
                defects.push(Defect::RepeatedExtension(extension.oid));
                continue;
            }
            seen.push(extension.oid);
            if known.read(extension).is_err() {
                defects.push(Defect::MalformedExtension(extension.oid));
            }
        }
        known
    }

    fn read(&mut self, extension: &Extension) -> der::Result<()> {
        let value = extension.value.as_slice();
        match extension.oid {
            oid::KEY_USAGE => self.key_usage = Some(KeyUsage::parse(value)?),
            oid::EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(extension::extended_key_usage(value)?);
            }
            oid::BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(BasicConstraints::parse(value)?);
            }
            oid::SUBJECT_KEY_IDENTIFIER => {
                let element = Element::only(value)?;
                element.tag.assert_eq(Tag::OctetString)?;
                self.subject_key_identifier = Some(element.content.to_vec());
            }
            oid::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_identifier = AuthorityKeyIdentifier::parse(value)?;
            }
            oid::SUBJECT_ALT_NAME => self.subject_alt_names = extension::general_names(value)?,
            oid::CERTIFICATE_POLICIES => self.policies = extension::policies(value)?,
            oid::POLICY_MAPPINGS => self.policy_mappings = extension::policy_mappings(value)?,
            oid::POLICY_CONSTRAINTS => {
                self.policy_constraints = PolicyConstraints::parse(value)?;
            }
            oid::INHIBIT_ANY_POLICY => {
                self.inhibit_any_policy = Some(extension::inhibit_any_policy(value)?);
            }
            oid::NAME_CONSTRAINTS => self.name_constraints = Some(NameConstraints::parse(value)?),
            oid::CRL_DISTRIBUTION_POINTS => {
                self.distribution_points = DistributionPoint::parse_all(value)?;
            }
            oid::AUTHORITY_INFO_ACCESS => self.access = extension::access_urls(value)?,
            _ => {}
        }
        Ok(())
    }
}
