//! Signed and unsigned attributes of a signer (RFC 5652, 11; EN 319 122-1, 5).

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use pki::DigestAlgorithm;
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

use super::signed_data::{elements, object_identifier};
use super::signing_certificate::{
    self, CertificateReference, SIGNING_CERTIFICATE_V1, SIGNING_CERTIFICATE_V2,
};
use super::tlv::{self, Element};
use super::{CmsError, SignerInfo};

/// `id-contentType` (RFC 5652, 11.1).
pub const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
/// `id-messageDigest` (RFC 5652, 11.2).
pub const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// `id-signingTime` (RFC 5652, 11.3).
pub const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
/// `id-aa-CMSAlgorithmProtection` (RFC 6211, 2).
pub const ALGORITHM_PROTECTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");
/// `id-aa-signatureTimeStampToken` (RFC 3161, appendix A).
pub const SIGNATURE_TIMESTAMP: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// An attribute: its type and its values as found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// The attribute's type.
    pub oid: ObjectIdentifier,
    /// The values, each one whole element.
    pub values: Vec<Vec<u8>>,
}

impl Attribute {
    pub(super) fn parse(element: &Element<'_>) -> Result<Self, CmsError> {
        let mut reader = element.contents();
        let oid = object_identifier(&reader.expect(tlv::OBJECT_IDENTIFIER)?)?;
        let values = elements(&reader.expect(tlv::SET)?, "attribute values")?
            .iter()
            .map(|value| value.whole.to_vec())
            .collect();
        reader.finish()?;
        Ok(Self { oid, values })
    }

    /// DER of an attribute with one value.
    pub(super) fn write(oid: &ObjectIdentifier, value: &[u8]) -> Vec<u8> {
        let oid = tlv::write(tlv::OBJECT_IDENTIFIER, oid.as_bytes());
        let values = tlv::write(tlv::SET, value);
        tlv::write(tlv::SEQUENCE, &[oid, values].concat())
    }
}

/// The signed attributes that we know, each read once.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SignedAttributes {
    /// The content type.
    pub content_type: Option<ObjectIdentifier>,
    /// The digest of the content.
    pub message_digest: Option<Vec<u8>>,
    /// The claimed time: forbidden in PAdES, required in CAdES.
    pub signing_time: Option<UtcDateTime>,
    /// The certificates named by signing-certificate-v2.
    pub signing_certificate_v2: Option<Vec<CertificateReference>>,
    /// The certificates named by the version 1 attribute.
    pub signing_certificate_v1: Option<Vec<CertificateReference>>,
    /// The algorithms that the signer fixed.
    pub algorithm_protection: Option<AlgorithmProtection>,
    /// All other attributes.
    pub others: Vec<ObjectIdentifier>,
}

/// `CMSAlgorithmProtection`: the algorithms, protected by the signature (RFC 6211, 2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AlgorithmProtection {
    /// The digest algorithm.
    pub digest: AlgorithmIdentifierOwned,
    /// The signature algorithm.
    pub signature: Option<AlgorithmIdentifierOwned>,
}

impl AlgorithmProtection {
    /// Whether the signer uses the algorithms that it fixed (RFC 6211, 2).
    #[must_use]
    pub fn agrees_with(&self, signer: &SignerInfo) -> bool {
        // Null and absent parameters of a digest mean the same (RFC 5754, 2).
        self.digest.oid == signer.digest_algorithm.oid
            && self
                .signature
                .as_ref()
                .is_none_or(|signature| *signature == signer.signature_algorithm)
    }

    fn read(value: &[u8]) -> Result<Self, CmsError> {
        let mut outer = tlv::Reader::new(value);
        let mut reader = outer.expect(tlv::SEQUENCE)?.contents();
        outer.finish()?;
        let digest = algorithm(reader.expect(tlv::SEQUENCE)?.whole)?;
        let signature = match reader.optional(tlv::context(1))? {
            // `[1] IMPLICIT AlgorithmIdentifier`: a sequence under another tag.
            Some(element) => Some(algorithm(&tlv::write(tlv::SEQUENCE, element.value))?),
            None => None,
        };
        Ok(Self { digest, signature })
    }
}

impl SignedAttributes {
    /// Reads the attributes we know and lists the others.
    ///
    /// # Errors
    /// [`CmsError::RepeatedAttribute`] when a single attribute is repeated (RFC 5652, 11), or the
    /// place where a value is malformed.
    pub(super) fn read(attributes: &[Attribute]) -> Result<Self, CmsError> {
        let mut read = Self::default();
        for attribute in attributes {
            let known = read.take(attribute)?;
            if !known {
                read.others.push(attribute.oid);
            }
        }
        Ok(read)
    }

    /// The certificates that the signer names, by whichever version stands there.
    #[must_use]
    pub fn certificate_references(&self) -> Option<&[CertificateReference]> {
        self.signing_certificate_v2
            .as_deref()
            .or(self.signing_certificate_v1.as_deref())
    }

    fn take(&mut self, attribute: &Attribute) -> Result<bool, CmsError> {
        let single = || match attribute.values.as_slice() {
            [value] => Ok(value.as_slice()),
            _ => Err(CmsError::RepeatedAttribute(attribute.oid)),
        };
        match attribute.oid {
            CONTENT_TYPE => {
                let element = whole(single()?, tlv::OBJECT_IDENTIFIER)?;
                set(
                    &mut self.content_type,
                    attribute,
                    object_identifier(&element)?,
                )?;
            }
            MESSAGE_DIGEST => {
                let digest = whole(single()?, tlv::OCTET_STRING)?.value.to_vec();
                set(&mut self.message_digest, attribute, digest)?;
            }
            SIGNING_TIME => set(&mut self.signing_time, attribute, read_time(single()?)?)?,
            SIGNING_CERTIFICATE_V2 => {
                let references = CertificateReference::read_v2(single()?)?;
                set(&mut self.signing_certificate_v2, attribute, references)?;
            }
            SIGNING_CERTIFICATE_V1 => {
                let references = CertificateReference::read_v1(single()?)?;
                set(&mut self.signing_certificate_v1, attribute, references)?;
            }
            ALGORITHM_PROTECTION => {
                let protection = AlgorithmProtection::read(single()?)?;
                set(&mut self.algorithm_protection, attribute, protection)?;
            }
            _ => return Ok(false),
        }
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
    /// The signer's certificate, DER.
    pub(crate) certificate: &'a [u8],
    /// The digest for the reference to the certificate.
    pub(crate) digest: DigestAlgorithm,
    /// DER of the issuer's name.
    pub(crate) issuer: &'a [u8],
    /// Value octets of the serial number.
    pub(crate) serial: &'a [u8],
}

impl NewAttributes<'_> {
    /// The attributes as DER `SET OF`: exactly what the signature value is made over.
    pub(crate) fn to_der(&self) -> Result<Vec<u8>, CmsError> {
        let content_type = tlv::write(
            tlv::OBJECT_IDENTIFIER,
            super::signed_data::ID_DATA.as_bytes(),
        );
        let mut attributes = vec![
            Attribute::write(&CONTENT_TYPE, &content_type),
            Attribute::write(
                &MESSAGE_DIGEST,
                &tlv::write(tlv::OCTET_STRING, self.message_digest),
            ),
            Attribute::write(
                &SIGNING_CERTIFICATE_V2,
                &signing_certificate::write_v2(
                    self.certificate,
                    self.digest,
                    self.issuer,
                    self.serial,
                ),
            ),
        ];
        if let Some(time) = self.signing_time {
            attributes.push(Attribute::write(&SIGNING_TIME, &write_time(time)?));
        }
        // DER sorts the elements of a set by their encoding (X.690, 11.6).
        attributes.sort();
        Ok(tlv::write(tlv::SET, &attributes.concat()))
    }
}

/// `Time ::= CHOICE { utcTime, generalizedTime }`, the first up to 2049 (RFC 5652, 11.3).
fn write_time(time: UtcDateTime) -> Result<Vec<u8>, CmsError> {
    use der::Encode as _;
    let seconds = u64::try_from(time.unix_timestamp()).unwrap_or(0);
    let date = der::DateTime::from_unix_duration(std::time::Duration::from_secs(seconds))?;
    let encoded = if date.year() < 2050 {
        der::asn1::UtcTime::from_date_time(date)?.to_der()?
    } else {
        der::asn1::GeneralizedTime::from_date_time(date).to_der()?
    };
    Ok(encoded)
}

fn read_time(value: &[u8]) -> Result<UtcDateTime, CmsError> {
    let malformed = CmsError::Malformed { offset: 0 };
    let time = x509_cert::time::Time::from_der(value).map_err(|_| malformed.clone())?;
    i64::try_from(time.to_unix_duration().as_secs())
        .ok()
        .and_then(|seconds| UtcDateTime::from_unix_timestamp(seconds).ok())
        .ok_or(malformed)
}

fn algorithm(der: &[u8]) -> Result<AlgorithmIdentifierOwned, CmsError> {
    AlgorithmIdentifierOwned::from_der(der).map_err(|_| CmsError::Malformed { offset: 0 })
}

/// The one element that fills `value`.
fn whole(value: &[u8], tag: u8) -> Result<Element<'_>, CmsError> {
    let mut reader = tlv::Reader::new(value);
    let element = reader.expect(tag)?;
    reader.finish()?;
    Ok(element)
}

/// Sets a value that may be set once.
fn set<T>(slot: &mut Option<T>, attribute: &Attribute, value: T) -> Result<(), CmsError> {
    match slot.replace(value) {
        Some(_) => Err(CmsError::RepeatedAttribute(attribute.oid)),
        None => Ok(()),
    }
}
