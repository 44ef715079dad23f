//! Private keys of the test authority and of its subscribers.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use pki::{DigestAlgorithm, SignatureAlgorithm};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::hex::Bytes;

/// Kinds and sizes of keys that can be generated.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyAlgorithm {
    /// RSA with 2048 bits.
    Rsa2048,
    /// RSA with 3072 bits.
    Rsa3072,
    /// RSA with 4096 bits.
    Rsa4096,
    /// Elliptic curve P-256.
    P256,
    /// Elliptic curve P-384.
    P384,
    /// Elliptic curve P-521.
    P521,
}

impl KeyAlgorithm {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Rsa2048,
        Self::Rsa3072,
        Self::Rsa4096,
        Self::P256,
        Self::P384,
        Self::P521,
    ];

    /// The signature algorithm that this authority uses with such a key.
    #[must_use]
    pub fn signature(self) -> SignatureAlgorithm {
        match self {
            Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096 => {
                SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)
            }
            Self::P256 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            Self::P384 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            Self::P521 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512),
        }
    }

    /// `Err` with the RSA size, `Ok` with the curve.
    fn curve(self) -> Result<&'static EcdsaSigningAlgorithm, KeySize> {
        match self {
            Self::Rsa2048 => Err(KeySize::Rsa2048),
            Self::Rsa3072 => Err(KeySize::Rsa3072),
            Self::Rsa4096 => Err(KeySize::Rsa4096),
            Self::P256 => Ok(&ECDSA_P256_SHA256_ASN1_SIGNING),
            Self::P384 => Ok(&ECDSA_P384_SHA384_ASN1_SIGNING),
            Self::P521 => Ok(&ECDSA_P521_SHA512_ASN1_SIGNING),
        }
    }
}

/// A private key, kept in the clear.
#[derive(Clone, Deserialize, Serialize)]
pub struct Key {
    algorithm: KeyAlgorithm,
    pkcs8: Bytes,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({:?})", self.algorithm)
    }
}

impl Key {
    /// Generates a key.
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn generate(algorithm: KeyAlgorithm) -> Result<Self, Error> {
        let failed = |_| Error::Crypto {
            action: "generating a key",
        };
        let pkcs8 = match algorithm.curve() {
            Ok(curve) => EcdsaKeyPair::generate(curve)
                .and_then(|pair| pair.to_pkcs8v1())
                .map_err(failed)?
                .as_ref()
                .to_vec(),
            Err(size) => {
                let pair = RsaKeyPair::generate(size).map_err(failed)?;
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
                der.as_ref().to_vec()
            }
        };
        Ok(Self {
            algorithm,
            pkcs8: Bytes(pkcs8),
        })
    }

    /// Its kind and size.
    #[must_use]
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The key as unencrypted PKCS#8 DER.
    #[must_use]
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8.0
    }

    /// The key as unencrypted PKCS#8 PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pki::encode::pem("PRIVATE KEY", self.pkcs8())
    }

    /// The public key as DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn public_key(&self) -> Result<Vec<u8>, Error> {
        let der: Result<PublicKeyX509Der<'_>, _> = match self.algorithm.curve() {
            Ok(curve) => self.elliptic(curve)?.public_key().as_der(),
            Err(_) => self.rsa()?.public_key().as_der(),
        };
        der.map(|der| der.as_ref().to_vec())
            .map_err(|_| Error::Crypto {
                action: "encoding a public key",
            })
    }

    /// Signs `message` with [`KeyAlgorithm::signature`].
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.sign_with(self.algorithm.signature(), message)
    }

    /// Signs `message`. An elliptic curve key signs with the digest of its own size only.
    ///
    /// # Errors
    /// [`Error::Crypto`], also for an algorithm that the key has not.
    pub fn sign_with(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let failed = || Error::Crypto { action: "signing" };
        if let Ok(curve) = self.algorithm.curve() {
            if algorithm != self.algorithm.signature() {
                return Err(failed());
            }
            return self
                .elliptic(curve)?
                .sign(&SystemRandom::new(), message)
                .map(|value| value.as_ref().to_vec())
                .map_err(|_| failed());
        }
        let pair = self.rsa()?;
        let mut value = vec![0; pair.public_modulus_len()];
        let encoding = rsa_encoding(algorithm).ok_or_else(failed)?;
        pair.sign(encoding, &SystemRandom::new(), message, &mut value)
            .map_err(|_| failed())?;
        Ok(value)
    }

    fn elliptic(&self, curve: &'static EcdsaSigningAlgorithm) -> Result<EcdsaKeyPair, Error> {
        EcdsaKeyPair::from_pkcs8(curve, self.pkcs8()).map_err(|_| Error::Crypto {
            action: "reading a key",
        })
    }

    fn rsa(&self) -> Result<RsaKeyPair, Error> {
        RsaKeyPair::from_pkcs8(self.pkcs8()).map_err(|_| Error::Crypto {
            action: "reading a key",
        })
    }
}

fn rsa_encoding(algorithm: SignatureAlgorithm) -> Option<&'static dyn RsaEncoding> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha256) => Some(&RSA_PKCS1_SHA256),
        SignatureAlgorithm::RsaPkcs1(Sha384) => Some(&RSA_PKCS1_SHA384),
        SignatureAlgorithm::RsaPkcs1(Sha512) => Some(&RSA_PKCS1_SHA512),
        SignatureAlgorithm::RsaPss(Sha256) => Some(&RSA_PSS_SHA256),
        SignatureAlgorithm::RsaPss(Sha384) => Some(&RSA_PSS_SHA384),
        SignatureAlgorithm::RsaPss(Sha512) => Some(&RSA_PSS_SHA512),
        _ => None,
    }
}

/// Unpredictable octets.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut octets = [0; N];
    aws_lc_rs::rand::fill(&mut octets).map_err(|_| Error::Crypto {
        action: "drawing randomness",
    })?;
    Ok(octets)
}
