//! Digest and signature algorithms we create and recognise, and their `AlgorithmIdentifier`s
//! (RFC 4055, RFC 5754, RFC 5758).
//!
//! Parameters are written as the state's viewers expect them (an explicit NULL for RSA) and read
//! a little more freely. RSASSA-PSS is accepted in one form only: MGF1 over the same digest, a salt
//! as long as the digest, trailer field 1.

use std::fmt;

use const_oid::ObjectIdentifier;
use der::{Any, Encode, Reader, Tag};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use spki::AlgorithmIdentifierOwned;

use crate::asn1::{Element, constructed};
use crate::{Error, oid};

/// A digest algorithm.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DigestAlgorithm {
    /// SHA-1: never created, only recognised.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestAlgorithm {
    /// The digest of `data`.
    #[must_use]
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1::Sha1::digest(data).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(data).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(data).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(data).to_vec(),
        }
    }

    /// Length of the digest in bytes.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The object identifier of this digest.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => oid::SHA_1,
            Self::Sha256 => oid::SHA_256,
            Self::Sha384 => oid::SHA_384,
            Self::Sha512 => oid::SHA_512,
        }
    }

    /// The digest with this object identifier.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] for any other identifier.
    pub fn from_oid(oid: ObjectIdentifier) -> Result<Self, Error> {
        [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|digest| digest.oid() == oid)
            .ok_or(Error::UnsupportedAlgorithm { oid })
    }

    /// The `AlgorithmIdentifier` of this digest, with NULL parameters for widest acceptance.
    #[must_use]
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned {
            oid: self.oid(),
            parameters: Some(Any::null()),
        }
    }

    /// The digest named by an `AlgorithmIdentifier`; parameters must be absent or NULL.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::UnsupportedParameters`].
    pub fn from_identifier(identifier: &AlgorithmIdentifierOwned) -> Result<Self, Error> {
        let digest = Self::from_oid(identifier.oid)?;
        absent_or_null(identifier)?;
        Ok(digest)
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// A signature algorithm together with its digest.
///
/// RSASSA-PSS is always used with MGF1 over the same digest and a salt as long as the digest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017, 8.1).
    RsaPss(DigestAlgorithm),
    /// ECDSA on the curve of the key, the value as DER `ECDSA-Sig-Value` (RFC 3279, 2.2.3).
    Ecdsa(DigestAlgorithm),
}

impl SignatureAlgorithm {
    /// The digest this algorithm is combined with.
    #[must_use]
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss(digest) | Self::Ecdsa(digest) => digest,
        }
    }

    /// The `AlgorithmIdentifier` of this signature algorithm.
    ///
    /// RSA PKCS#1 v1.5 carries an explicit NULL, ECDSA no parameters, RSASSA-PSS its full
    /// parameters.
    #[must_use]
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        match self {
            Self::RsaPkcs1(digest) => AlgorithmIdentifierOwned {
                oid: match digest {
                    DigestAlgorithm::Sha1 => oid::SHA_1_WITH_RSA,
                    DigestAlgorithm::Sha256 => oid::SHA_256_WITH_RSA,
                    DigestAlgorithm::Sha384 => oid::SHA_384_WITH_RSA,
                    DigestAlgorithm::Sha512 => oid::SHA_512_WITH_RSA,
                },
                parameters: Some(Any::null()),
            },
            Self::RsaPss(digest) => AlgorithmIdentifierOwned {
                oid: oid::RSASSA_PSS,
                parameters: pss_parameters(digest).ok(),
            },
            Self::Ecdsa(digest) => AlgorithmIdentifierOwned {
                oid: match digest {
                    DigestAlgorithm::Sha1 => oid::ECDSA_WITH_SHA_1,
                    DigestAlgorithm::Sha256 => oid::ECDSA_WITH_SHA_256,
                    DigestAlgorithm::Sha384 => oid::ECDSA_WITH_SHA_384,
                    DigestAlgorithm::Sha512 => oid::ECDSA_WITH_SHA_512,
                },
                parameters: None,
            },
        }
    }

    /// The algorithm named by an `AlgorithmIdentifier` that says everything by itself, as in a
    /// certificate, a CRL or an OCSP response.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::UnsupportedParameters`].
    pub fn from_identifier(identifier: &AlgorithmIdentifierOwned) -> Result<Self, Error> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        let algorithm = match identifier.oid {
            oid::SHA_1_WITH_RSA | oid::SHA_1_WITH_RSA_OIW => Self::RsaPkcs1(Sha1),
            oid::SHA_256_WITH_RSA => Self::RsaPkcs1(Sha256),
            oid::SHA_384_WITH_RSA => Self::RsaPkcs1(Sha384),
            oid::SHA_512_WITH_RSA => Self::RsaPkcs1(Sha512),
            oid::ECDSA_WITH_SHA_1 => Self::Ecdsa(Sha1),
            oid::ECDSA_WITH_SHA_256 => Self::Ecdsa(Sha256),
            oid::ECDSA_WITH_SHA_384 => Self::Ecdsa(Sha384),
            oid::ECDSA_WITH_SHA_512 => Self::Ecdsa(Sha512),
            oid::RSASSA_PSS => return pss_from_parameters(identifier).map(Self::RsaPss),
            other => return Err(Error::UnsupportedAlgorithm { oid: other }),
        };
        absent_or_null(identifier)?;
        Ok(algorithm)
    }

    /// The algorithm of a CMS `SignerInfo` (RFC 5652, 5.3), where `signatureAlgorithm` may name
    /// only the kind of key and leave the digest to `digestAlgorithm`.
    ///
    /// A signature algorithm that names another digest than `digest` is refused: the two fields
    /// must speak of one and the same.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::UnsupportedParameters`].
    pub fn from_signer_info(
        identifier: &AlgorithmIdentifierOwned,
        digest: DigestAlgorithm,
    ) -> Result<Self, Error> {
        let algorithm = match identifier.oid {
            oid::RSA_ENCRYPTION => {
                absent_or_null(identifier)?;
                Self::RsaPkcs1(digest)
            }
            oid::EC_PUBLIC_KEY => Self::Ecdsa(digest),
            _ => Self::from_identifier(identifier)?,
        };
        if algorithm.digest() != digest {
            return Err(Error::UnsupportedParameters {
                oid: identifier.oid,
                reason: "the signature and the signer's digest algorithm differ",
            });
        }
        Ok(algorithm)
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(digest) => write!(f, "RSA PKCS#1 v1.5 with {digest}"),
            Self::RsaPss(digest) => write!(f, "RSA-PSS with {digest}"),
            Self::Ecdsa(digest) => write!(f, "ECDSA with {digest}"),
        }
    }
}

fn absent_or_null(identifier: &AlgorithmIdentifierOwned) -> Result<(), Error> {
    match &identifier.parameters {
        None => Ok(()),
        Some(any) if any.is_null() => Ok(()),
        Some(_) => Err(Error::UnsupportedParameters {
            oid: identifier.oid,
            reason: "parameters must be absent or NULL",
        }),
    }
}

/// `RSASSA-PSS-params` (RFC 4055, 3.1) for the one form we use.
fn pss_parameters(digest: DigestAlgorithm) -> der::Result<Any> {
    let hash = digest.identifier().to_der()?;
    let mut mask = oid::MGF_1.to_der()?;
    mask.extend_from_slice(&hash);
    let mask = Any::new(Tag::Sequence, mask)?.to_der()?;
    let salt = u8::try_from(digest.length())?.to_der()?;
    let mut fields = Vec::new();
    for (number, value) in [(0, hash), (1, mask), (2, salt)] {
        fields.extend(Any::new(constructed(number), value)?.to_der()?);
    }
    Any::new(Tag::Sequence, fields)
}

fn pss_from_parameters(identifier: &AlgorithmIdentifierOwned) -> Result<DigestAlgorithm, Error> {
    let refuse = |reason| Error::UnsupportedParameters {
        oid: oid::RSASSA_PSS,
        reason,
    };
    let Some(parameters) = &identifier.parameters else {
        return Err(refuse("no parameters, so SHA-1 by default"));
    };
    let bytes = parameters
        .to_der()
        .map_err(Error::malformed("RSASSA-PSS parameters"))?;
    let fields = pss_fields(&bytes).map_err(Error::malformed("RSASSA-PSS parameters"))?;
    let digest = match &fields.hash {
        Some(hash) => DigestAlgorithm::from_identifier(hash)?,
        None => DigestAlgorithm::Sha1,
    };
    let mask = match &fields.mask {
        Some((function, hash)) if *function == oid::MGF_1 => {
            DigestAlgorithm::from_identifier(hash)?
        }
        Some(_) => return Err(refuse("the mask generation function is not MGF1")),
        None => DigestAlgorithm::Sha1,
    };
    if mask != digest {
        return Err(refuse("MGF1 uses another digest than the message"));
    }
    if usize::from(fields.salt) != digest.length() {
        return Err(refuse("the salt is not as long as the digest"));
    }
    if fields.trailer != 1 {
        return Err(refuse("the trailer field is not 1"));
    }
    Ok(digest)
}

struct PssFields {
    hash: Option<AlgorithmIdentifierOwned>,
    mask: Option<(ObjectIdentifier, AlgorithmIdentifierOwned)>,
    salt: u16,
    trailer: u16,
}

fn pss_fields(bytes: &[u8]) -> der::Result<PssFields> {
    let mut fields = PssFields {
        hash: None,
        mask: None,
        salt: 20,
        trailer: 1,
    };
    let mut reader = Element::only(bytes)?.sequence()?;
    if let Some(field) = Element::optional(&mut reader, constructed(0))? {
        fields.hash = Some(Element::only(field.content)?.decode()?);
    }
    if let Some(field) = Element::optional(&mut reader, constructed(1))? {
        let mut inner = Element::only(field.content)?.sequence()?;
        fields.mask = Some((inner.decode()?, inner.decode()?));
        inner.finish()?;
    }
    if let Some(field) = Element::optional(&mut reader, constructed(2))? {
        fields.salt = Element::only(field.content)?.decode()?;
    }
    if let Some(field) = Element::optional(&mut reader, constructed(3))? {
        fields.trailer = Element::only(field.content)?.decode()?;
    }
    reader.finish()?;
    Ok(fields)
}
