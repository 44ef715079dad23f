//! Enhanced Security Services: the attribute that binds a signature to one certificate
//! (RFC 2634, 5.4 for version 1; RFC 5035 for version 2).

use der::{Reader, Tag};

use crate::asn1::{Element, constructed};
use crate::extension::GeneralName;
use crate::signed_data::Attributes;
use crate::{Certificate, DigestAlgorithm, Error, encode, oid};

/// An `ESSCertID` or `ESSCertIDv2`: which certificate belongs to the signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateId {
    /// The digest over the certificate; always SHA-1 in version 1.
    pub digest: DigestAlgorithm,
    /// The digest value.
    pub hash: Vec<u8>,
    /// Issuer and serial number, if given.
    pub issuer_serial: Option<IssuerSerial>,
}

/// `IssuerSerial` of RFC 5035; empty if it could not be read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct IssuerSerial {
    /// The issuer's names; normally one directory name.
    pub issuer: Vec<GeneralName>,
    /// The serial number, as [`Certificate::serial`].
    pub serial: Vec<u8>,
}

/// The certificate identifiers in the signing-certificate attributes of a signer, version 2
/// before version 1. The first of each attribute is the signer's own.
///
/// # Errors
/// [`Error::Malformed`]; [`Error::UnsupportedAlgorithm`] for an unknown digest.
pub fn certificate_ids(attributes: &Attributes) -> Result<Vec<Vec<CertificateId>>, Error> {
    let mut found = Vec::new();
    for value in attributes.values(oid::SIGNING_CERTIFICATE_V2) {
        found.push(parse(value, true)?);
    }
    for value in attributes.values(oid::SIGNING_CERTIFICATE) {
        found.push(parse(value, false)?);
    }
    Ok(found)
}

/// The value of a signing-certificate-v2 attribute that names `certificate` only, with issuer and
/// serial number.
///
/// The digest algorithm is written only if it is not the default, SHA-256 (DER).
///
/// # Errors
/// Never in practice; see [`encode::value`].
pub fn signing_certificate_v2(
    certificate: &Certificate,
    digest: DigestAlgorithm,
) -> Result<Vec<u8>, Error> {
    let directory_name = encode::constructed(4, certificate.issuer().der());
    let serial = encode::element(0x02, certificate.serial());
    let issuer_serial = encode::sequence(&[encode::sequence(&[directory_name]), serial]);
    let hash = encode::octet_string(&digest.digest(certificate.der()));
    let mut parts = Vec::new();
    if digest != DigestAlgorithm::Sha256 {
        parts.push(encode::value(&digest.identifier())?);
    }
    parts.extend([hash, issuer_serial]);
    let id = encode::sequence(&parts);
    Ok(encode::sequence(&[encode::sequence(&[id])]))
}

impl CertificateId {
    /// Whether the digest is that of `certificate`.
    #[must_use]
    pub fn hash_matches(&self, certificate: &Certificate) -> bool {
        self.digest.digest(certificate.der()) == self.hash
    }

    /// Whether issuer and serial number, if given, are those of `certificate`.
    #[must_use]
    pub fn issuer_serial_matches(&self, certificate: &Certificate) -> bool {
        self.issuer_serial.as_ref().is_none_or(|stated| {
            stated.serial == certificate.serial()
                && stated.issuer.iter().any(|name| match name {
                    GeneralName::Directory(name) => name.matches(certificate.issuer()),
                    _ => false,
                })
        })
    }

    fn parse(element: &Element<'_>, version_2: bool) -> Result<Self, Error> {
        let malformed = Error::malformed("signing-certificate attribute");
        let mut reader = element.sequence().map_err(&malformed)?;
        let mut digest = DigestAlgorithm::Sha1;
        if version_2 {
            digest = match Element::optional(&mut reader, Tag::Sequence).map_err(&malformed)? {
                Some(identifier) => {
                    DigestAlgorithm::from_identifier(&identifier.decode().map_err(&malformed)?)?
                }
                None => DigestAlgorithm::Sha256,
            };
        }
        let hash = Element::expect(&mut reader, Tag::OctetString).map_err(&malformed)?;
        // Only a hint: one that cannot be read matches nothing.
        let issuer_serial = Element::optional(&mut reader, Tag::Sequence)
            .map_err(&malformed)?
            .map(|element| IssuerSerial::parse(&element).unwrap_or_default());
        reader.finish().map_err(&malformed)?;
        Ok(Self {
            digest,
            hash: hash.content.to_vec(),
            issuer_serial,
        })
    }
}

impl IssuerSerial {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let issuer = GeneralName::parse_children(&Element::expect(&mut reader, Tag::Sequence)?)?;
        let serial = Element::next(&mut reader)?.integer()?.to_vec();
        // An attribute certificate's issuerUID; never seen with signatures.
        Element::optional(&mut reader, constructed(0))?;
        reader.finish()?;
        Ok(Self { issuer, serial })
    }
}

fn parse(value: &[u8], version_2: bool) -> Result<Vec<CertificateId>, Error> {
    let malformed = Error::malformed("signing-certificate attribute");
    let mut reader = Element::only(value)
        .and_then(|element| element.sequence())
        .map_err(&malformed)?;
    let certificates = Element::expect(&mut reader, Tag::Sequence)
        .and_then(|element| element.children())
        .map_err(&malformed)?;
    certificates
        .iter()
        .map(|element| CertificateId::parse(element, version_2))
        .collect()
}
