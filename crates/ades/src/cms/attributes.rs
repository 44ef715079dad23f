//! Signed attributes of CAdES and PAdES (RFC 5652, 11; EN 319 122-1, 5).

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use pki::ess::CertificateId;
use pki::signed_data::{Attribute, Attributes, SignerInfo};
use pki::{Certificate, DigestAlgorithm, encode, ess, oid};
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

/// `id-aa-CMSAlgorithmProtection` (RFC 6211, 2).
pub const ALGORITHM_PROTECTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");
/// `id-aa-signatureTimeStampToken` (RFC 3161, appendix A).
pub const SIGNATURE_TIMESTAMP: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
/// `id-aa-ets-contentTimestamp`, a signed attribute (EN 319 122-1, 5.2.8).
pub const CONTENT_TIMESTAMP: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.20");
/// `id-aa-ets-commitmentType`, a signed attribute (EN 319 122-1, 5.2.3).
pub const COMMITMENT_TYPE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.16");
/// `id-aa-ets-sigPolicyId`, a signed attribute (EN 319 122-1, 5.2.9).
pub const SIGNATURE_POLICY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.15");
/// `id-aa-ets-sigPolicyStore`, an unsigned attribute (EN 319 122-1, 5.2.10).
pub const SIGNATURE_POLICY_STORE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("0.4.0.19122.1.3");
/// `id-aa-ets-signerAttr`, a signed attribute (EN 319 122-1, 5.2.6).
pub const SIGNER_ATTRIBUTES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.18");
/// `id-aa-ets-signerAttrV2`, a signed attribute (EN 319 122-1, 5.2.6).
pub const SIGNER_ATTRIBUTES_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.19122.1.1");
/// `id-countersignature`, an unsigned attribute (RFC 5652, 11.4).
pub const COUNTER_SIGNATURE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.6");
/// `id-aa-ets-archiveTimestampV3`, an unsigned attribute (EN 319 122-1, 5.5.3).
pub const ARCHIVE_TIMESTAMP_V3: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1733.2.4");
/// `id-aa-ets-archiveTimestampV2`, an unsigned attribute (EN 319 122-1, A.2.4).
pub const ARCHIVE_TIMESTAMP_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.48");
/// `id-aa-ATSHashIndex-v3`, an unsigned attribute of the archive time stamp (EN 319 122-1, 5.5.2).
pub const ATS_HASH_INDEX_V3: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.19122.1.5");

/// An attribute that breaks its definition.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributeError {
    /// It may stand once with one value, and does not (RFC 5652, 11).
    #[error("attribute {0} must stand once with one value")]
    Repeated(ObjectIdentifier),
    /// Its value is not of its type.
    #[error("attribute {0} is malformed")]
    Malformed(ObjectIdentifier),
}

impl AttributeError {
    /// The attribute.
    #[must_use]
    pub fn oid(&self) -> ObjectIdentifier {
        match self {
            Self::Repeated(oid) | Self::Malformed(oid) => *oid,
        }
    }
}

/// The signed attributes that the baseline knows, each read once.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SignedAttributes {
    /// The content type.
    pub content_type: Option<ObjectIdentifier>,
    /// The digest of the content.
    pub message_digest: Option<Vec<u8>>,
    /// The claimed time: forbidden in PAdES, required in CAdES.
    pub signing_time: Option<UtcDateTime>,
    /// The certificates named by a signing-certificate attribute.
    pub signing_certificate: Option<SigningCertificate>,
    /// The algorithms that the signer fixed.
    pub algorithm_protection: Option<AlgorithmProtection>,
    /// The types of all other attributes.
    pub others: Vec<ObjectIdentifier>,
}

/// The signing-certificate attributes (RFC 5035, 3 and 4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SigningCertificate {
    /// Whether all are of version 2; version 1 knows SHA-1 only.
    pub version_2: bool,
    /// What each attribute names as the signer's certificate: the first that it lists. There
    /// should be one attribute of either version (EN 319 122-1, 5.2.2).
    pub ids: Vec<CertificateId>,
}

impl SigningCertificate {
    fn read(attributes: &Attributes) -> Result<Option<Self>, AttributeError> {
        let versions = [oid::SIGNING_CERTIFICATE_V2, oid::SIGNING_CERTIFICATE];
        let mut present = attributes
            .iter()
            .map(|attribute| attribute.oid)
            .filter(|oid| versions.contains(oid));
        let Some(oid) = present.next() else {
            return Ok(None);
        };
        let malformed = AttributeError::Malformed(oid);
        let lists = ess::certificate_ids(attributes).map_err(|_| malformed.clone())?;
        let ids: Option<Vec<CertificateId>> = lists
            .into_iter()
            .map(|ids| ids.into_iter().next())
            .collect();
        let ids = ids.filter(|ids| !ids.is_empty()).ok_or(malformed)?;
        let version_2 = oid == oid::SIGNING_CERTIFICATE_V2 && present.all(|other| other == oid);
        Ok(Some(Self { version_2, ids }))
    }

    /// Whether every attribute names `certificate`, by its digest.
    #[must_use]
    pub fn names(&self, certificate: &Certificate) -> bool {
        self.ids.iter().all(|id| id.hash_matches(certificate))
    }
}

/// `CMSAlgorithmProtection`: the algorithms, protected by the signature (RFC 6211, 2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AlgorithmProtection {
    digest: AlgorithmIdentifierOwned,
    signature: Option<AlgorithmIdentifierOwned>,
}

impl AlgorithmProtection {
    /// Whether the signer uses the algorithms that it fixed.
    #[must_use]
    pub fn agrees_with(&self, signer: &SignerInfo) -> bool {
        // Null and absent parameters of a digest mean the same (RFC 5754, 2).
        self.digest.oid == signer.digest_algorithm.oid
            && self
                .signature
                .as_ref()
                .is_none_or(|signature| *signature == signer.signature_algorithm)
    }

    /// `SEQUENCE { digestAlgorithm, signatureAlgorithm [1] IMPLICIT OPTIONAL, mac [2] OPTIONAL }`.
    fn read(value: &[u8]) -> der::Result<Self> {
        let parts = Vec::<der::Any>::from_der(value)?;
        let mut read = None;
        let mut signature = None;
        for part in parts {
            match part.header().tag() {
                der::Tag::Sequence => read = Some(part.decode_as()?),
                tag if tag.number() == der::TagNumber(1) => {
                    let sequence = encode::element(0x30, part.value());
                    signature = Some(AlgorithmIdentifierOwned::from_der(&sequence)?);
                }
                _ => {}
            }
        }
        let digest = read.ok_or_else(|| der::Tag::Sequence.value_error())?;
        Ok(Self { digest, signature })
    }
}

impl SignedAttributes {
    /// Reads the attributes we know and lists the others; and gives those that are repeated or
    /// malformed.
    #[must_use]
    pub fn read(attributes: &Attributes) -> (Self, Vec<AttributeError>) {
        let mut read = Self::default();
        let mut errors = Vec::new();
        match SigningCertificate::read(attributes) {
            Ok(found) => read.signing_certificate = found,
            Err(error) => errors.push(error),
        }
        for attribute in attributes.iter() {
            match read.take(attribute) {
                Ok(true) => {}
                Ok(false) => read.others.push(attribute.oid),
                Err(error) => errors.push(error),
            }
        }
        (read, errors)
    }

    /// Takes a known attribute; `false` when it is unknown.
    fn take(&mut self, attribute: &Attribute) -> Result<bool, AttributeError> {
        let oid = attribute.oid;
        match oid {
            oid::CONTENT_TYPE => set(&mut self.content_type, attribute, |value| {
                ObjectIdentifier::from_der(value).ok()
            }),
            oid::MESSAGE_DIGEST => set(&mut self.message_digest, attribute, |value| {
                let digest = der::asn1::OctetString::from_der(value).ok()?;
                Some(digest.as_bytes().to_vec())
            }),
            oid::SIGNING_TIME => set(&mut self.signing_time, attribute, read_time),
            oid::SIGNING_CERTIFICATE | oid::SIGNING_CERTIFICATE_V2 => Ok(()),
            ALGORITHM_PROTECTION => set(&mut self.algorithm_protection, attribute, |value| {
                AlgorithmProtection::read(value).ok()
            }),
            _ => return Ok(false),
        }?;
        Ok(true)
    }
}

/// What goes into the signed attributes of a new signature.
#[derive(Clone, Debug)]
pub(crate) struct NewAttributes<'a> {
    /// The digest of the content.
    pub(crate) message_digest: &'a [u8],
    /// The claimed time, in CAdES only.
    pub(crate) signing_time: Option<UtcDateTime>,
    /// The signer's certificate.
    pub(crate) certificate: &'a Certificate,
    /// The digest for the reference to the certificate.
    pub(crate) digest: DigestAlgorithm,
}

impl NewAttributes<'_> {
    /// The attributes as DER `SET OF`: exactly what the signature value is made over.
    pub(crate) fn to_der(&self) -> Result<Vec<u8>, pki::Error> {
        let reference = ess::signing_certificate_v2(self.certificate, self.digest)?;
        let mut attributes = vec![
            attribute(oid::CONTENT_TYPE, &encode::oid(oid::DATA)),
            attribute(
                oid::MESSAGE_DIGEST,
                &encode::octet_string(self.message_digest),
            ),
            attribute(oid::SIGNING_CERTIFICATE_V2, &reference),
        ];
        if let Some(time) = self.signing_time {
            attributes.push(attribute(oid::SIGNING_TIME, &encode::time(time)));
        }
        Ok(encode::set_of(&attributes))
    }
}

/// DER of an attribute with one value.
pub(super) fn attribute(oid: ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    encode::sequence(&[encode::oid(oid), encode::set_of(&[value])])
}

fn read_time(value: &[u8]) -> Option<UtcDateTime> {
    let time = x509_cert::time::Time::from_der(value).ok()?;
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    UtcDateTime::from_unix_timestamp(seconds).ok()
}

/// Fills a slot that may be filled once, from an attribute that may have one value.
fn set<T>(
    slot: &mut Option<T>,
    attribute: &Attribute,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<(), AttributeError> {
    let [value] = attribute.values.as_slice() else {
        return Err(AttributeError::Repeated(attribute.oid));
    };
    let value = read(value).ok_or(AttributeError::Malformed(attribute.oid))?;
    match slot.replace(value) {
        Some(_) => Err(AttributeError::Repeated(attribute.oid)),
        None => Ok(()),
    }
}
