//! `SignerInfo`: one signature, and what it was made over (RFC 5652, 5.3 and 5.4).
//!
//! ```text
//! SignerInfo ::= SEQUENCE {
//!     version, sid, digestAlgorithm, signedAttrs [0] IMPLICIT SET OF OPTIONAL,
//!     signatureAlgorithm, signature OCTET STRING, unsignedAttrs [1] IMPLICIT SET OF OPTIONAL }
//! ```

use der::Decode as _;
use spki::AlgorithmIdentifierOwned;

use super::signed_data::attribute_set;
use super::tlv::{self, Element, context};
use super::{Attribute, CmsError, SignedAttributes};

/// How the signer's certificate is named (RFC 5652, 5.3). It is a hint: the binding is the
/// signing-certificate attribute.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignerId {
    /// By issuer and serial number.
    IssuerAndSerial {
        /// The issuer's name, DER.
        issuer: Vec<u8>,
        /// The serial number, the value octets of the integer.
        serial: Vec<u8>,
    },
    /// By subject key identifier.
    SubjectKeyId(Vec<u8>),
}

/// A parsed `SignerInfo`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignerInfo {
    /// Which certificate the signer names.
    pub id: SignerId,
    /// The digest algorithm over the content.
    pub digest_algorithm: AlgorithmIdentifierOwned,
    /// The signed attributes.
    pub signed_attributes: Vec<Attribute>,
    /// The signature algorithm.
    pub signature_algorithm: AlgorithmIdentifierOwned,
    /// The signature value.
    pub signature: Vec<u8>,
    /// The unsigned attributes.
    pub unsigned_attributes: Vec<Attribute>,
    /// `signedAttrs` as found, its context tag included.
    signed_attributes_found: Option<Vec<u8>>,
}

impl SignerInfo {
    pub(super) fn parse(element: &Element<'_>) -> Result<Self, CmsError> {
        if element.tag != tlv::SEQUENCE {
            return Err(CmsError::Unexpected {
                offset: element.value_offset,
                expected: tlv::SEQUENCE,
                found: element.tag,
            });
        }
        let mut reader = element.contents();
        reader.expect(tlv::INTEGER)?;
        let id = SignerId::parse(&reader.any()?)?;
        let digest_algorithm = algorithm(&reader.expect(tlv::SEQUENCE)?)?;
        let signed = reader.optional(context(0))?;
        let signature_algorithm = algorithm(&reader.expect(tlv::SEQUENCE)?)?;
        let signature = reader.expect(tlv::OCTET_STRING)?.value.to_vec();
        let unsigned = reader.optional(context(1))?;
        reader.finish()?;
        Ok(Self {
            id,
            digest_algorithm,
            signed_attributes: signed.as_ref().map_or(Ok(Vec::new()), attribute_set)?,
            signature_algorithm,
            signature,
            unsigned_attributes: unsigned.as_ref().map_or(Ok(Vec::new()), attribute_set)?,
            signed_attributes_found: signed.map(|set| set.whole.to_vec()),
        })
    }

    /// What the signature value was made over: the signed attributes as found, with the tag of
    /// `SET OF` in place of their context tag (RFC 5652, 5.4).
    ///
    /// `None` when there are no signed attributes; then the content itself was signed.
    #[must_use]
    pub fn signed_message(&self) -> Option<Vec<u8>> {
        let mut message = self.signed_attributes_found.clone()?;
        *message.first_mut()? = tlv::SET;
        Some(message)
    }

    /// The signed attributes, understood.
    ///
    /// # Errors
    /// When one that must be single is repeated or one is malformed.
    pub fn attributes(&self) -> Result<SignedAttributes, CmsError> {
        SignedAttributes::read(&self.signed_attributes)
    }
}

impl SignerId {
    fn parse(element: &Element<'_>) -> Result<Self, CmsError> {
        match element.tag {
            tlv::SEQUENCE => {
                let mut reader = element.contents();
                let issuer = reader.expect(tlv::SEQUENCE)?.whole.to_vec();
                let serial = reader.expect(tlv::INTEGER)?.value.to_vec();
                reader.finish()?;
                Ok(Self::IssuerAndSerial { issuer, serial })
            }
            // `[0] IMPLICIT OCTET STRING` is primitive.
            0x80 => Ok(Self::SubjectKeyId(element.value.to_vec())),
            found => Err(CmsError::Unexpected {
                offset: element.value_offset,
                expected: tlv::SEQUENCE,
                found,
            }),
        }
    }
}

/// An `AlgorithmIdentifier`.
fn algorithm(element: &Element<'_>) -> Result<AlgorithmIdentifierOwned, CmsError> {
    AlgorithmIdentifierOwned::from_der(element.whole).map_err(|_| CmsError::Malformed {
        offset: element.value_offset,
    })
}
