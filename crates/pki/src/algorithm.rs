//! Digest and signature algorithms we create and recognise, and their `AlgorithmIdentifier`s
//! (RFC 4055, RFC 5754, RFC 5758, RFC 8410, RFC 8702, RFC 9688).
//!
//! Parameters are written as the state's viewers expect them (an explicit NULL for RSA) and read
//! a little more freely. Which of them signatures are made with is decided where keys are: SHA-2 from
//! 256 bits, and RSASSA-PSS in one form only.

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
    /// SHA-224: never created, only recognised, as are those below.
    Sha224,
    /// SHA3-224.
    #[serde(rename = "sha3-224")]
    Sha3_224,
    /// SHA3-256.
    #[serde(rename = "sha3-256")]
    Sha3_256,
    /// SHA3-384.
    #[serde(rename = "sha3-384")]
    Sha3_384,
    /// SHA3-512.
    #[serde(rename = "sha3-512")]
    Sha3_512,
}

impl DigestAlgorithm {
    const ALL: [Self; 9] = [
        Self::Sha1,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha224,
        Self::Sha3_224,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
    ];

    /// The digest of `data`.
    #[must_use]
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1::Sha1::digest(data).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(data).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(data).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(data).to_vec(),
            Self::Sha224 => sha2::Sha224::digest(data).to_vec(),
            Self::Sha3_224 => sha3::Sha3_224::digest(data).to_vec(),
            Self::Sha3_256 => sha3::Sha3_256::digest(data).to_vec(),
            Self::Sha3_384 => sha3::Sha3_384::digest(data).to_vec(),
            Self::Sha3_512 => sha3::Sha3_512::digest(data).to_vec(),
        }
    }

    /// Length of the digest in bytes.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 | Self::Sha3_224 => 28,
            Self::Sha256 | Self::Sha3_256 => 32,
            Self::Sha384 | Self::Sha3_384 => 48,
            Self::Sha512 | Self::Sha3_512 => 64,
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
            Self::Sha224 => oid::SHA_224,
            Self::Sha3_224 => oid::SHA3_224,
            Self::Sha3_256 => oid::SHA3_256,
            Self::Sha3_384 => oid::SHA3_384,
            Self::Sha3_512 => oid::SHA3_512,
        }
    }

    /// The digest with this object identifier.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] for any other identifier.
    pub fn from_oid(oid: ObjectIdentifier) -> Result<Self, Error> {
        Self::ALL
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
            Self::Sha224 => "SHA-224",
            Self::Sha3_224 => "SHA3-224",
            Self::Sha3_256 => "SHA3-256",
            Self::Sha3_384 => "SHA3-384",
            Self::Sha3_512 => "SHA3-512",
        })
    }
}

/// A signature algorithm together with its digest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017, 8.1) in the form we create: MGF1 over the same digest, a salt as long
    /// as the digest.
    RsaPss(DigestAlgorithm),
    /// RSASSA-PSS in any other form: never created, only recognised.
    RsaPssOther {
        /// The digest of the message.
        digest: DigestAlgorithm,
        /// The digest of MGF1.
        mask: DigestAlgorithm,
        /// The length of the salt in bytes.
        salt: u16,
    },
    /// ECDSA on the curve of the key, the value as DER `ECDSA-Sig-Value` (RFC 3279, 2.2.3).
    Ecdsa(DigestAlgorithm),
    /// `EdDSA` (RFC 8032) on Ed25519, which has SHA-512 inside: never created, only recognised.
    EdDsa,
}

/// Identifiers of RSASSA-PKCS1-v1_5, one for each digest.
const RSA: [(ObjectIdentifier, DigestAlgorithm); 9] = [
    (oid::SHA_1_WITH_RSA, DigestAlgorithm::Sha1),
    (oid::SHA_224_WITH_RSA, DigestAlgorithm::Sha224),
    (oid::SHA_256_WITH_RSA, DigestAlgorithm::Sha256),
    (oid::SHA_384_WITH_RSA, DigestAlgorithm::Sha384),
    (oid::SHA_512_WITH_RSA, DigestAlgorithm::Sha512),
    (oid::SHA3_224_WITH_RSA, DigestAlgorithm::Sha3_224),
    (oid::SHA3_256_WITH_RSA, DigestAlgorithm::Sha3_256),
    (oid::SHA3_384_WITH_RSA, DigestAlgorithm::Sha3_384),
    (oid::SHA3_512_WITH_RSA, DigestAlgorithm::Sha3_512),
];

/// Identifiers of ECDSA, one for each digest.
const ECDSA: [(ObjectIdentifier, DigestAlgorithm); 9] = [
    (oid::ECDSA_WITH_SHA_1, DigestAlgorithm::Sha1),
    (oid::ECDSA_WITH_SHA_224, DigestAlgorithm::Sha224),
    (oid::ECDSA_WITH_SHA_256, DigestAlgorithm::Sha256),
    (oid::ECDSA_WITH_SHA_384, DigestAlgorithm::Sha384),
    (oid::ECDSA_WITH_SHA_512, DigestAlgorithm::Sha512),
    (oid::ECDSA_WITH_SHA3_224, DigestAlgorithm::Sha3_224),
    (oid::ECDSA_WITH_SHA3_256, DigestAlgorithm::Sha3_256),
    (oid::ECDSA_WITH_SHA3_384, DigestAlgorithm::Sha3_384),
    (oid::ECDSA_WITH_SHA3_512, DigestAlgorithm::Sha3_512),
];

fn with_digest(
    table: &[(ObjectIdentifier, DigestAlgorithm)],
    digest: DigestAlgorithm,
) -> Option<ObjectIdentifier> {
    let mut found = table.iter().filter(|(_, of)| *of == digest);
    found.next().map(|(oid, _)| *oid)
}

fn digest_of(
    table: &[(ObjectIdentifier, DigestAlgorithm)],
    oid: ObjectIdentifier,
) -> Option<DigestAlgorithm> {
    let mut found = table.iter().filter(|(known, _)| *known == oid);
    found.next().map(|(_, digest)| *digest)
}

impl SignatureAlgorithm {
    /// The digest this algorithm is combined with.
    #[must_use]
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(digest)
            | Self::RsaPss(digest)
            | Self::RsaPssOther { digest, .. }
            | Self::Ecdsa(digest) => digest,
            Self::EdDsa => DigestAlgorithm::Sha512,
        }
    }

    /// The `AlgorithmIdentifier` of this signature algorithm.
    ///
    /// RSA PKCS#1 v1.5 carries an explicit NULL, ECDSA no parameters, RSASSA-PSS its full
    /// parameters.
    #[must_use]
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        let (oid, parameters) = match self {
            Self::RsaPkcs1(digest) => (with_digest(&RSA, digest), Some(Any::null())),
            Self::RsaPss(digest) => {
                let salt = u16::try_from(digest.length()).unwrap_or(u16::MAX);
                (
                    Some(oid::RSASSA_PSS),
                    pss_parameters(digest, digest, salt).ok(),
                )
            }
            Self::RsaPssOther { digest, mask, salt } => (
                Some(oid::RSASSA_PSS),
                pss_parameters(digest, mask, salt).ok(),
            ),
            Self::Ecdsa(digest) => (with_digest(&ECDSA, digest), None),
            Self::EdDsa => (Some(oid::ED_25519), None),
        };
        AlgorithmIdentifierOwned {
            // Both tables have every digest.
            oid: oid.unwrap_or(oid::RSA_ENCRYPTION),
            parameters,
        }
    }

    /// The algorithm named by an `AlgorithmIdentifier` that says everything by itself, as in a
    /// certificate, a CRL or an OCSP response.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::UnsupportedParameters`].
    pub fn from_identifier(identifier: &AlgorithmIdentifierOwned) -> Result<Self, Error> {
        let rsa = digest_of(&RSA, identifier.oid).map(Self::RsaPkcs1);
        let named = rsa.or(digest_of(&ECDSA, identifier.oid).map(Self::Ecdsa));
        let algorithm = match (named, identifier.oid) {
            (Some(named), _) => named,
            (None, oid::SHA_1_WITH_RSA_OIW) => Self::RsaPkcs1(DigestAlgorithm::Sha1),
            (None, oid::ED_25519) => Self::EdDsa,
            (None, oid::RSASSA_PSS) => return pss_from_parameters(identifier),
            (None, oid) => return Err(Error::UnsupportedAlgorithm { oid }),
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
            Self::RsaPssOther { digest, mask, salt } => write!(
                f,
                "RSA-PSS with {digest}, MGF1 with {mask} and {salt} octets of salt"
            ),
            Self::Ecdsa(digest) => write!(f, "ECDSA with {digest}"),
            Self::EdDsa => f.write_str("EdDSA"),
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

/// `RSASSA-PSS-params` (RFC 4055, 3.1); what is a default there must not be written.
fn pss_parameters(
    digest: DigestAlgorithm,
    mask_digest: DigestAlgorithm,
    salt_length: u16,
) -> der::Result<Any> {
    let hash = digest.identifier().to_der()?;
    let mut function = oid::MGF_1.to_der()?;
    function.extend(mask_digest.identifier().to_der()?);
    let mask = Any::new(Tag::Sequence, function)?.to_der()?;
    let salt = salt_length.to_der()?;
    let mut fields = Vec::new();
    let parts = [
        (0, hash, digest != DigestAlgorithm::Sha1),
        (1, mask, mask_digest != DigestAlgorithm::Sha1),
        (2, salt, salt_length != 20),
    ];
    for (number, value, _) in parts.into_iter().filter(|(_, _, written)| *written) {
        fields.extend(Any::new(constructed(number), value)?.to_der()?);
    }
    Any::new(Tag::Sequence, fields)
}

fn pss_from_parameters(identifier: &AlgorithmIdentifierOwned) -> Result<SignatureAlgorithm, Error> {
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
    if fields.trailer != 1 {
        return Err(refuse("the trailer field is not 1"));
    }
    let salt = fields.salt;
    if mask == digest && usize::from(salt) == digest.length() {
        return Ok(SignatureAlgorithm::RsaPss(digest));
    }
    Ok(SignatureAlgorithm::RsaPssOther { digest, mask, salt })
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
