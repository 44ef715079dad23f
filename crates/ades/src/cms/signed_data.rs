//! `SignedData`, read with its original bytes kept (RFC 5652, 5.1).
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }
//! SignedData ::= SEQUENCE {
//!     version, digestAlgorithms SET OF, encapContentInfo,
//!     certificates [0] IMPLICIT SET OF OPTIONAL, crls [1] IMPLICIT SET OF OPTIONAL,
//!     signerInfos SET OF }
//! ```
//!
//! Not its job: deciding whether the certificates are certificates, or which one signed.

use der::asn1::ObjectIdentifier;

use super::signer_info::SignerInfo;
use super::tlv::{self, Element, Reader, context};
use super::{CmsError, attributes};

/// `id-signedData` (RFC 5652, 5.1).
pub const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// `id-data` (RFC 5652, 4).
pub const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// `id-ri-ocsp-response`: a whole `OCSPResponse` among the revocation data (RFC 5940, 2.1).
const ID_RI_OCSP_RESPONSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.16.2");

/// Certificates, revocation lists or signers beyond this many are refused: a real signature has
/// under ten of each, the largest archive signatures seen have under a hundred.
const MOST_ITEMS: usize = 512;

/// A parsed `SignedData`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedData {
    /// The content type that is signed.
    pub content_type: ObjectIdentifier,
    /// The content, when it is inside (never in PAdES).
    pub content: Option<Vec<u8>>,
    /// The X.509 certificates, each as found, in the order of the file.
    pub certificates: Vec<Vec<u8>>,
    /// The revocation lists, each as found.
    pub crls: Vec<Vec<u8>>,
    /// The OCSP responses (RFC 5940), each as found.
    pub ocsp_responses: Vec<Vec<u8>>,
    /// The signers.
    pub signers: Vec<SignerInfo>,
    /// Length of the whole structure in bytes; anything behind it is padding.
    pub length: usize,
}

impl SignedData {
    /// Reads a `ContentInfo` holding `SignedData` from the beginning of `bytes`.
    ///
    /// Bytes behind it are left alone: the placeholder of a PDF signature is longer than what was
    /// put into it. [`Self::length`] says where it ended.
    ///
    /// # Errors
    /// [`CmsError`] naming the byte where the structure departs from RFC 5652.
    pub fn parse(bytes: &[u8]) -> Result<Self, CmsError> {
        let mut outer = Reader::new(bytes);
        let content_info = outer.expect(tlv::SEQUENCE)?;
        let length = outer.offset();

        let mut reader = content_info.contents();
        let content_type = object_identifier(&reader.expect(tlv::OBJECT_IDENTIFIER)?)?;
        if content_type != ID_SIGNED_DATA {
            return Err(CmsError::NotSignedData(content_type));
        }
        let explicit = reader.expect(context(0))?;
        reader.finish()?;
        let mut reader = explicit.contents();
        let signed_data = reader.expect(tlv::SEQUENCE)?;
        reader.finish()?;
        Self::parse_body(&signed_data, length)
    }

    /// The only signer.
    ///
    /// # Errors
    /// [`CmsError::SignerCount`] when there is none or more than one.
    pub fn signer(&self) -> Result<&SignerInfo, CmsError> {
        match self.signers.as_slice() {
            [signer] => Ok(signer),
            signers => Err(CmsError::SignerCount(signers.len())),
        }
    }

    fn parse_body(signed_data: &Element<'_>, length: usize) -> Result<Self, CmsError> {
        let mut reader = signed_data.contents();
        reader.expect(tlv::INTEGER)?;
        reader.expect(tlv::SET)?;

        let mut content_info = reader.expect(tlv::SEQUENCE)?.contents();
        let content_type = object_identifier(&content_info.expect(tlv::OBJECT_IDENTIFIER)?)?;
        let content = match content_info.optional(context(0))? {
            Some(explicit) => Some(encapsulated(&explicit)?),
            None => None,
        };
        content_info.finish()?;

        let certificates = match reader.optional(context(0))? {
            Some(set) => certificates(&set)?,
            None => Vec::new(),
        };
        let (crls, ocsp_responses) = match reader.optional(context(1))? {
            Some(set) => revocation_data(&set)?,
            None => Default::default(),
        };
        let signers = elements(&reader.expect(tlv::SET)?, "signers")?
            .iter()
            .map(SignerInfo::parse)
            .collect::<Result<_, _>>()?;
        reader.finish()?;
        Ok(Self {
            content_type,
            content,
            certificates,
            crls,
            ocsp_responses,
            signers,
            length,
        })
    }
}

/// The value of an `OBJECT IDENTIFIER`.
pub(crate) fn object_identifier(element: &Element<'_>) -> Result<ObjectIdentifier, CmsError> {
    ObjectIdentifier::from_bytes(element.value).map_err(|_| CmsError::Malformed {
        offset: element.value_offset,
    })
}

/// The elements of a set or sequence, of which there may be at most [`MOST_ITEMS`].
pub(crate) fn elements<'a>(
    set: &Element<'a>,
    what: &'static str,
) -> Result<Vec<Element<'a>>, CmsError> {
    let mut reader = set.contents();
    let mut found = Vec::new();
    while !reader.is_empty() {
        if found.len() == MOST_ITEMS {
            return Err(CmsError::Limit {
                what,
                limit: MOST_ITEMS,
            });
        }
        found.push(reader.any()?);
    }
    Ok(found)
}

/// `eContent`: an octet string for CMS; PKCS#7 allowed any type, whose value octets count
/// (RFC 5652, 5.2.1).
fn encapsulated(explicit: &Element<'_>) -> Result<Vec<u8>, CmsError> {
    let mut reader = explicit.contents();
    let content = reader.any()?;
    reader.finish()?;
    Ok(content.value.to_vec())
}

/// The X.509 certificates of a `CertificateSet`; attribute certificates and other formats have
/// context tags and no part in signing here (RFC 5652, 10.2.2).
fn certificates(set: &Element<'_>) -> Result<Vec<Vec<u8>>, CmsError> {
    Ok(elements(set, "certificates")?
        .iter()
        .filter(|element| element.tag == tlv::SEQUENCE)
        .map(|element| element.whole.to_vec())
        .collect())
}

/// Revocation lists, and OCSP responses in the form of RFC 5940.
#[expect(
    clippy::type_complexity,
    reason = "two lists of DER, named by the caller"
)]
fn revocation_data(set: &Element<'_>) -> Result<(Vec<Vec<u8>>, Vec<Vec<u8>>), CmsError> {
    let (mut crls, mut responses) = (Vec::new(), Vec::new());
    for element in elements(set, "revocation lists")? {
        if element.tag == tlv::SEQUENCE {
            crls.push(element.whole.to_vec());
        } else if element.tag == context(1) {
            let mut other = element.contents();
            let format = object_identifier(&other.expect(tlv::OBJECT_IDENTIFIER)?)?;
            if format == ID_RI_OCSP_RESPONSE {
                responses.push(other.any()?.whole.to_vec());
            }
        }
    }
    Ok((crls, responses))
}

/// The attributes of a set, for signers and their unsigned part.
pub(super) fn attribute_set(set: &Element<'_>) -> Result<Vec<attributes::Attribute>, CmsError> {
    elements(set, "attributes")?
        .iter()
        .map(attributes::Attribute::parse)
        .collect()
}
