//! CMS `SignedData` (RFC 5652, 5), read without losing a byte of what was signed.
//!
//! Signed attributes are verified over the bytes as found, never re-encoded. Building is the
//! business of the signature formats; which attributes must be there, too.

use const_oid::ObjectIdentifier;
use der::{Reader, SliceReader, Tag};
use spki::AlgorithmIdentifierOwned;

use crate::asn1::{Element, constructed, primitive};
use crate::signature::VerifiedWith;
use crate::{
    Certificate, CertificateReader, DigestAlgorithm, Error, Name, SignatureAlgorithm, ber, oid,
    signature,
};

/// A `SignedData` as found.
#[derive(Clone, Debug)]
pub struct SignedData {
    /// The version field.
    pub version: u8,
    /// `eContentType`.
    pub content_type: ObjectIdentifier,
    /// `eContent`: the contents of its octet string; `None` if detached.
    pub content: Option<Vec<u8>>,
    /// Certificates that could be read, in the order found.
    pub certificates: Vec<Certificate>,
    /// Elements among the certificates that are no readable X.509 certificates, as encoded.
    pub other_certificates: Vec<Vec<u8>>,
    /// `crls`: revocation lists and other revocation information, as encoded.
    pub revocation: Vec<Vec<u8>>,
    /// The signers.
    pub signers: Vec<SignerInfo>,
    /// Whether it was written in BER with indefinite lengths.
    pub was_ber: bool,
}

/// A `SignerInfo` (RFC 5652, 5.3).
#[derive(Clone, Debug)]
pub struct SignerInfo {
    /// Who signed, by name and number or by key.
    pub identifier: SignerIdentifier,
    /// `digestAlgorithm`.
    pub digest_algorithm: AlgorithmIdentifierOwned,
    /// The signed attributes; `None` if the content itself is signed.
    pub signed_attributes: Option<Attributes>,
    /// `signatureAlgorithm`.
    pub signature_algorithm: AlgorithmIdentifierOwned,
    /// The signature value.
    pub signature: Vec<u8>,
    /// The unsigned attributes.
    pub unsigned_attributes: Attributes,
    /// Everything before the unsigned attributes, as found: what an archive time stamp is over
    /// (EN 319 122-1, 5.5.3).
    pub signed_fields: Vec<u8>,
}

/// How a `SignerInfo` names its signer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignerIdentifier {
    /// By issuer and serial number of the certificate.
    IssuerAndSerial {
        /// The issuer's name.
        issuer: Name,
        /// The serial number, as [`Certificate::serial`].
        serial: Vec<u8>,
    },
    /// By the certificate's subject key identifier.
    KeyIdentifier(Vec<u8>),
}

/// A set of attributes with its bytes as found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Attributes {
    /// The contents of the set, as found.
    content: Vec<u8>,
    all: Vec<Attribute>,
}

/// One attribute.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// Which attribute.
    pub oid: ObjectIdentifier,
    /// Its values, as encoded.
    pub values: Vec<Vec<u8>>,
}

/// Why a signer's signature does not hold.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// The algorithms cannot be verified here, or the signature value is wrong.
    #[error(transparent)]
    Signature(#[from] Error),
    /// The message-digest attribute is missing or there twice.
    #[error("there is not exactly one message-digest attribute")]
    NoMessageDigest,
    /// The digest of the content is not the one that was signed.
    #[error("the content was changed: its digest is not the signed one")]
    DigestDiffers,
    /// The content-type attribute is missing or names another type than the content has.
    #[error("the content-type attribute does not name the type of the content")]
    ContentTypeDiffers,
}

impl SignedData {
    /// Reads a file of a signature: PEM, or as [`Self::from_der`].
    ///
    /// # Errors
    /// [`Error::Pem`], and those of [`Self::from_der`].
    pub fn load(bytes: &[u8]) -> Result<Self, Error> {
        match crate::load::first_pem_block(bytes, &["PKCS7", "CMS", "PKCS #7 SIGNED DATA"])? {
            Some(content) => Self::from_der(&content),
            None => Self::from_der(bytes),
        }
    }

    /// Reads a `ContentInfo` that holds a `SignedData`, in DER or, as some programs write it, in
    /// BER. Bytes after it are an error.
    ///
    /// # Errors
    /// [`Error::Malformed`], and those of [`ber::normalize`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_der_with(bytes, &mut CertificateReader::default())
    }

    /// As [`Self::from_der`], for one of several messages that bring the same certificates.
    ///
    /// # Errors
    /// As [`Self::from_der`].
    pub fn from_der_with(bytes: &[u8], reader: &mut CertificateReader) -> Result<Self, Error> {
        let malformed = Error::malformed("signed data");
        match Self::parse(bytes, reader).map_err(&malformed) {
            Err(Error::NotDer { .. }) => {
                let normalized = ber::normalize_all(bytes, "signed data")?;
                let mut data = Self::parse(&normalized, reader).map_err(malformed)?;
                data.was_ber = true;
                Ok(data)
            }
            result => result,
        }
    }

    fn parse(bytes: &[u8], known: &mut CertificateReader) -> der::Result<Self> {
        let mut content_info = Element::only(bytes)?.sequence()?;
        let kind: ObjectIdentifier = content_info.decode()?;
        if kind != oid::SIGNED_DATA {
            return Err(der::ErrorKind::OidUnknown { oid: kind }.into());
        }
        let wrapped = Element::expect(&mut content_info, constructed(0))?;
        content_info.finish()?;

        let mut reader = Element::only(wrapped.content)?.sequence()?;
        let version = reader.decode()?;
        Element::expect(&mut reader, Tag::Set)?; // digest algorithms: each signer names its own
        let (content_type, content) = encapsulated(&Element::next(&mut reader)?)?;
        let mut certificates = Vec::new();
        let mut other_certificates = Vec::new();
        if let Some(set) = Element::optional(&mut reader, constructed(0))? {
            for element in set.children()? {
                match known.read(element.whole) {
                    Ok(certificate) => certificates.push(certificate),
                    Err(_) => other_certificates.push(element.whole.to_vec()),
                }
            }
        }
        let revocation = match Element::optional(&mut reader, constructed(1))? {
            Some(set) => set.children()?,
            None => Vec::new(),
        };
        let signers = Element::expect(&mut reader, Tag::Set)?;
        reader.finish()?;
        let signers: der::Result<Vec<_>> =
            signers.children()?.iter().map(SignerInfo::parse).collect();
        Ok(Self {
            version,
            content_type,
            content,
            certificates,
            other_certificates,
            revocation: revocation.iter().map(|e| e.whole.to_vec()).collect(),
            signers: signers?,
            was_ber: false,
        })
    }
}

impl SignerInfo {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        Element::expect(&mut reader, Tag::Integer)?; // the version follows from the identifier
        let identifier = SignerIdentifier::parse(&Element::next(&mut reader)?)?;
        let digest_algorithm = reader.decode()?;
        let signed_attributes = Attributes::optional(&mut reader, 0)?;
        let signature_algorithm = reader.decode()?;
        let signature = Element::expect(&mut reader, Tag::OctetString)?;
        let rest = usize::try_from(reader.remaining_len())?;
        let signed_fields = element.content.len().checked_sub(rest);
        let unsigned_attributes = Attributes::optional(&mut reader, 1)?;
        reader.finish()?;
        Ok(Self {
            identifier,
            digest_algorithm,
            signed_attributes,
            signature_algorithm,
            signature: signature.content.to_vec(),
            unsigned_attributes: unsigned_attributes.unwrap_or_default(),
            signed_fields: (signed_fields.and_then(|length| element.content.get(..length)))
                .unwrap_or_default()
                .to_vec(),
        })
    }

    /// The digest algorithm of this signer.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::UnsupportedParameters`].
    pub fn digest(&self) -> Result<DigestAlgorithm, Error> {
        DigestAlgorithm::from_identifier(&self.digest_algorithm)
    }

    /// The signature algorithm of this signer.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::UnsupportedParameters`].
    pub fn algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        SignatureAlgorithm::from_signer_info(&self.signature_algorithm, self.digest()?)
    }

    /// Verifies that the owner of `certificate` signed content with this digest and type
    /// (RFC 5652, 5.4 and 5.6). `content_digest` is the digest with [`Self::digest`].
    ///
    /// The digest is compared before the value is verified, so that changed content is told from
    /// a wrong value. A signer without signed attributes is refused: its value is over the content
    /// itself.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn verify(
        &self,
        certificate: &Certificate,
        content_type: ObjectIdentifier,
        content_digest: &[u8],
    ) -> Result<VerifiedWith, SignerError> {
        let attributes = self
            .signed_attributes
            .as_ref()
            .ok_or(SignerError::NoMessageDigest)?;
        let digest = attributes
            .message_digest()
            .ok_or(SignerError::NoMessageDigest)?;
        if digest != content_digest {
            return Err(SignerError::DigestDiffers);
        }
        if attributes.content_type() != Some(content_type) {
            return Err(SignerError::ContentTypeDiffers);
        }
        self.verify_value(certificate, &attributes.to_be_signed())
    }

    fn verify_value(
        &self,
        certificate: &Certificate,
        message: &[u8],
    ) -> Result<VerifiedWith, SignerError> {
        let key = certificate.public_key();
        Ok(signature::verify_with(
            key,
            self.algorithm()?,
            message,
            &self.signature,
        )?)
    }
}

impl SignerIdentifier {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        if element.tag == primitive(0) {
            return Ok(Self::KeyIdentifier(element.content.to_vec()));
        }
        let mut reader = element.sequence()?;
        let issuer = Name::parse(Element::next(&mut reader)?.whole)?;
        let serial = Element::next(&mut reader)?.integer()?.to_vec();
        reader.finish()?;
        Ok(Self::IssuerAndSerial { issuer, serial })
    }

    /// Whether this names `certificate`.
    #[must_use]
    pub fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                certificate.serial() == serial && certificate.issuer().matches(issuer)
            }
            Self::KeyIdentifier(identifier) => {
                certificate.subject_key_id() == Some(identifier.as_slice())
            }
        }
    }
}

impl Attributes {
    /// Reads what a key is asked to sign: the DER of a SET OF attributes (RFC 5652, 5.4), and
    /// nothing after it.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::NotDer`].
    pub fn from_to_be_signed(bytes: &[u8]) -> Result<Self, Error> {
        let parse = || {
            let set = Element::only(bytes)?;
            set.tag.assert_eq(Tag::Set)?;
            Self::of(&set)
        };
        parse().map_err(Error::malformed("signed attributes"))
    }

    /// The octets of the message-digest attribute (RFC 5652, 11.2), if there is exactly one.
    #[must_use]
    pub fn message_digest(&self) -> Option<&[u8]> {
        let value = Element::only(self.single(oid::MESSAGE_DIGEST)?).ok()?;
        (value.tag == Tag::OctetString).then_some(value.content)
    }

    /// The identifier in the content-type attribute (RFC 5652, 11.1), if there is exactly one.
    #[must_use]
    pub fn content_type(&self) -> Option<ObjectIdentifier> {
        let value = Element::only(self.single(oid::CONTENT_TYPE)?).ok()?;
        value.decode().ok()
    }

    fn optional(reader: &mut SliceReader<'_>, number: u32) -> der::Result<Option<Self>> {
        let Some(set) = Element::optional(reader, constructed(number))? else {
            return Ok(None);
        };
        Self::of(&set).map(Some)
    }

    fn of(set: &Element<'_>) -> der::Result<Self> {
        let all: der::Result<Vec<_>> = set.children()?.iter().map(Attribute::parse).collect();
        Ok(Self {
            content: set.content.to_vec(),
            all: all?,
        })
    }

    /// All attributes, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.all.iter()
    }

    /// Whether there is no attribute.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The values of all attributes with this identifier.
    pub fn values(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &[u8]> {
        self.all
            .iter()
            .filter(move |attribute| attribute.oid == oid)
            .flat_map(|attribute| &attribute.values)
            .map(Vec::as_slice)
    }

    /// The value of the attribute with this identifier, if there is exactly one attribute with
    /// exactly one value.
    #[must_use]
    pub fn single(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
        let mut found = self.all.iter().filter(|attribute| attribute.oid == oid);
        match (found.next(), found.next()) {
            (Some(Attribute { values, .. }), None) if values.len() == 1 => {
                values.first().map(Vec::as_slice)
            }
            _ => None,
        }
    }

    /// What the signature value of signed attributes is over: the set as found, with the
    /// identifier octet of a SET OF (RFC 5652, 5.4).
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        crate::encode::element(0x31, &self.content)
    }
}

impl Attribute {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let oid = reader.decode()?;
        let values = Element::expect(&mut reader, Tag::Set)?.children()?;
        reader.finish()?;
        Ok(Self {
            oid,
            values: values.iter().map(|value| value.whole.to_vec()).collect(),
        })
    }
}

fn encapsulated(element: &Element<'_>) -> der::Result<(ObjectIdentifier, Option<Vec<u8>>)> {
    let mut reader = element.sequence()?;
    let content_type = reader.decode()?;
    let content = match Element::optional(&mut reader, constructed(0))? {
        Some(wrapped) => {
            let octets = Element::only(wrapped.content)?;
            octets.tag.assert_eq(Tag::OctetString)?;
            Some(octets.content.to_vec())
        }
        None => None,
    };
    reader.finish()?;
    Ok((content_type, content))
}
