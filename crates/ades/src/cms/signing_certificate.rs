//! The signing-certificate attributes, which bind a signature to one certificate
//! (RFC 5035, 3 and 4; EN 319 122-1, 5.2.2).
//!
//! ```text
//! SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies … OPTIONAL }
//! ESSCertIDv2 ::= SEQUENCE {
//!     hashAlgorithm AlgorithmIdentifier DEFAULT {algorithm id-sha256},
//!     certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }
//! ESSCertID ::= SEQUENCE { certHash OCTET STRING -- SHA-1 --, issuerSerial OPTIONAL }
//! ```
//!
//! Version 1 is read and never written.

use der::asn1::ObjectIdentifier;
use pki::DigestAlgorithm;

use super::CmsError;
use super::signed_data::{elements, object_identifier};
use super::tlv::{self, Element, Reader};

/// `id-aa-signingCertificateV2` (RFC 5035, 3).
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// `id-aa-signingCertificate` (RFC 5035, 4).
pub const SIGNING_CERTIFICATE_V1: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");

/// One certificate named by its digest.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateReference {
    /// The digest algorithm, as written; SHA-256 when left out.
    pub digest_algorithm: ObjectIdentifier,
    /// The digest of the certificate's DER.
    pub digest: Vec<u8>,
    /// The certificate's issuer, DER of its `Name`, when given: a hint only.
    pub issuer: Option<Vec<u8>>,
    /// The certificate's serial number, value octets, when given: a hint only.
    pub serial: Option<Vec<u8>>,
}

impl CertificateReference {
    /// Whether this reference names `certificate` (DER).
    ///
    /// An algorithm that we do not know never matches.
    #[must_use]
    pub fn matches(&self, certificate: &[u8]) -> bool {
        DigestAlgorithm::from_oid(self.digest_algorithm)
            .is_ok_and(|algorithm| algorithm.digest(certificate) == self.digest)
    }

    /// Reads the value of a signing-certificate-v2 attribute.
    pub(super) fn read_v2(value: &[u8]) -> Result<Vec<Self>, CmsError> {
        certificate_ids(value)?.iter().map(Self::parse_v2).collect()
    }

    /// Reads the value of a version 1 signing-certificate attribute.
    pub(super) fn read_v1(value: &[u8]) -> Result<Vec<Self>, CmsError> {
        certificate_ids(value)?
            .iter()
            .map(|id| Self::parse_rest(id.contents(), DigestAlgorithm::Sha1.oid()))
            .collect()
    }

    fn parse_v2(id: &Element<'_>) -> Result<Self, CmsError> {
        let mut reader = id.contents();
        let algorithm = match reader.optional(tlv::SEQUENCE)? {
            Some(algorithm) => {
                object_identifier(&algorithm.contents().expect(tlv::OBJECT_IDENTIFIER)?)?
            }
            None => DigestAlgorithm::Sha256.oid(),
        };
        Self::parse_rest(reader, algorithm)
    }

    fn parse_rest(
        mut reader: Reader<'_>,
        digest_algorithm: ObjectIdentifier,
    ) -> Result<Self, CmsError> {
        let digest = reader.expect(tlv::OCTET_STRING)?.value.to_vec();
        let (issuer, serial) = match reader.optional(tlv::SEQUENCE)? {
            Some(issuer_serial) => issuer_and_serial(&issuer_serial)?,
            None => (None, None),
        };
        reader.finish()?;
        Ok(Self {
            digest_algorithm,
            digest,
            issuer,
            serial,
        })
    }
}

/// The value of a signing-certificate-v2 attribute that names `certificate`.
///
/// `issuer` is the DER of the issuer's `Name`, `serial` the value octets of the serial number.
pub(super) fn write_v2(
    certificate: &[u8],
    digest: DigestAlgorithm,
    issuer: &[u8],
    serial: &[u8],
) -> Vec<u8> {
    let mut id = Vec::new();
    // DER leaves out a value that equals its default (X.690, 11.5).
    if digest != DigestAlgorithm::Sha256 {
        let oid = tlv::write(tlv::OBJECT_IDENTIFIER, digest.oid().as_bytes());
        id.extend(tlv::write(tlv::SEQUENCE, &oid));
    }
    id.extend(tlv::write(tlv::OCTET_STRING, &digest.digest(certificate)));
    // IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }; a directoryName is [4].
    let names = tlv::write(tlv::SEQUENCE, &tlv::write(tlv::context(4), issuer));
    let issuer_serial = [names, tlv::write(tlv::INTEGER, serial)].concat();
    id.extend(tlv::write(tlv::SEQUENCE, &issuer_serial));

    let ids = tlv::write(tlv::SEQUENCE, &tlv::write(tlv::SEQUENCE, &id));
    tlv::write(tlv::SEQUENCE, &ids)
}

/// The `ESSCertID` elements of either attribute's value.
fn certificate_ids(value: &[u8]) -> Result<Vec<Element<'_>>, CmsError> {
    let mut outer = Reader::new(value);
    let sequence = outer.expect(tlv::SEQUENCE)?;
    outer.finish()?;
    let ids = sequence.contents().expect(tlv::SEQUENCE)?;
    let ids = elements(&ids, "certificate references")?;
    match ids.iter().find(|id| id.tag != tlv::SEQUENCE) {
        Some(id) => Err(CmsError::Unexpected {
            offset: id.value_offset,
            expected: tlv::SEQUENCE,
            found: id.tag,
        }),
        None => Ok(ids),
    }
}

/// The hint of an `IssuerSerial`; names other than a single directory name give no issuer.
#[expect(clippy::type_complexity, reason = "two optional byte strings")]
fn issuer_and_serial(
    element: &Element<'_>,
) -> Result<(Option<Vec<u8>>, Option<Vec<u8>>), CmsError> {
    let mut reader = element.contents();
    let names = elements(&reader.expect(tlv::SEQUENCE)?, "names")?;
    let serial = reader.expect(tlv::INTEGER)?.value.to_vec();
    let issuer = match names.as_slice() {
        [name] if name.tag == tlv::context(4) => Some(name.value.to_vec()),
        _ => None,
    };
    Ok((issuer, Some(serial)))
}
