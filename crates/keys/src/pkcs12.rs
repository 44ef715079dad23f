//! A key in a PKCS#12 file (RFC 7292), opened in memory and used by a constant-time library.
//!
//! Modern protection (PBES2) and the legacy ones (3DES, RC2-40, SHA-1 MAC) are read; every other
//! one is refused by name. A wrong password is told apart from a damaged file: with a MAC by the
//! MAC, and if that fails by whether the password still decrypts the content. A Vietnamese password
//! opens the file however its marks were composed.
//!
//! Not here: writing such files (only the test authority makes them), and reading from disk. Nor is
//! a value verified: the library does so for RSA, and whoever puts a signature together does it with
//! the certificate.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{self as lc, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair as _};
use p12_keystore::error::Error as Pkcs12Error;
use p12_keystore::{Pkcs12Archive, PrivateKeyBag};
use pki::{DigestAlgorithm, SignatureAlgorithm};

use crate::ber;
use crate::der_edit::{Outline, pkcs8_rsa_bits};
use crate::identity::{Certificate, issuers};
use crate::public_key::{MIN_RSA_BITS, PublicKey};
use crate::spelling::spellings;
use crate::{KeyError, KeySummary, PrivateKey, hex};

/// Files above this size in bytes are not key files.
const MAX_FILE: usize = 16 * 1024 * 1024;

/// A private key that came out of a PKCS#12 file.
pub struct Pkcs12Key {
    secret: Arc<Secret>,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    algorithms: Vec<SignatureAlgorithm>,
    summary: KeySummary,
}

/// Opens a file that holds one key with its certificate.
///
/// # Errors
/// The `Pkcs12…` variants of [`KeyError`] for the file, the others for the key in it;
/// [`KeyError::SeveralKeys`] lists the keys if there is a choice, see [`open_named`].
pub fn open(bytes: &[u8], password: &str) -> Result<Pkcs12Key, KeyError> {
    select(&decode(bytes, password)?, None)
}

/// Opens a file and takes the key that `name` names, see [`KeySummary::is_named`].
///
/// # Errors
/// As [`open`], and [`KeyError::NoSuchKey`].
pub fn open_named(bytes: &[u8], password: &str, name: &str) -> Result<Pkcs12Key, KeyError> {
    select(&decode(bytes, password)?, Some(name))
}

impl Pkcs12Key {
    /// How the key is named in the file, and its certificate.
    #[must_use]
    pub fn summary(&self) -> &KeySummary {
        &self.summary
    }
}

impl PrivateKey for Pkcs12Key {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        &self.algorithms
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.secret.sign(algorithm, message)
    }

    fn sign_ahead(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        handed_over: &mut dyn FnMut(),
    ) -> Result<Vec<u8>, KeyError> {
        handed_over();
        self.sign(algorithm, message)
    }
}

impl fmt::Debug for Pkcs12Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pkcs12Key")
            .field("summary", &self.summary)
            .finish_non_exhaustive()
    }
}

fn decode(bytes: &[u8], password: &str) -> Result<Pkcs12Archive, KeyError> {
    if bytes.len() > MAX_FILE {
        return Err(damaged("larger than any key file"));
    }
    let Err(error) = Outline::read(bytes) else {
        return try_spellings(bytes, password, Pkcs12Archive::from_pkcs12);
    };
    let der = ber::to_der(bytes).ok_or_else(|| damaged(&error))?;
    try_spellings(&der, password, open_ber_content)
}

/// Opens a file whose outside has been brought into DER. The MAC speaks for the content as it was
/// written, so it is checked before the content is brought into DER too; it has been if the trouble
/// is another one.
fn open_ber_content(der: &[u8], password: &str) -> Result<Pkcs12Archive, Pkcs12Error> {
    match Pkcs12Archive::from_pkcs12(der, password) {
        Err(error @ Pkcs12Error::DerError(_)) => {
            let bare = Outline::read(der)?.bare_der().ok_or(error)?;
            Pkcs12Archive::from_pkcs12(&bare, password)
        }
        result => result,
    }
}

fn try_spellings(
    der: &[u8],
    password: &str,
    open: fn(&[u8], &str) -> Result<Pkcs12Archive, Pkcs12Error>,
) -> Result<Pkcs12Archive, KeyError> {
    let outline = Outline::read(der).map_err(|error| damaged(&error))?;
    for spelling in spellings(password) {
        match open(der, &spelling) {
            Ok(archive) => return Ok(archive),
            Err(error) => match classify(&error, &outline, &spelling) {
                KeyError::Pkcs12WrongPassword => {}
                other => return Err(other),
            },
        }
    }
    Err(KeyError::Pkcs12WrongPassword)
}

fn classify(error: &Pkcs12Error, outline: &Outline<'_>, password: &str) -> KeyError {
    match error {
        Pkcs12Error::MacError(_) if decrypts_only_with(outline, password) => {
            KeyError::Pkcs12Altered
        }
        Pkcs12Error::MacError(_) => KeyError::Pkcs12WrongPassword,
        Pkcs12Error::UnsupportedContentType
        | Pkcs12Error::UnsupportedCertificateType
        | Pkcs12Error::UnsupportedEncryptionScheme
        | Pkcs12Error::UnsupportedMacAlgorithm
        | Pkcs12Error::InvalidParameters
        | Pkcs12Error::InvalidVersion => KeyError::Pkcs12Unsupported {
            reason: error.to_string(),
        },
        // Without a MAC a wrong password shows as padding or content that makes no sense.
        _ if !outline.has_mac() => KeyError::Pkcs12WrongPassword,
        _ => damaged(error),
    }
}

/// Whether the content decrypts with this password and not with another one: then the password is
/// right although the MAC is not.
fn decrypts_only_with(outline: &Outline<'_>, password: &str) -> bool {
    let Some(bare) = outline.bare_der() else {
        return false;
    };
    let another = format!("{password}.");
    Pkcs12Archive::from_pkcs12(&bare, password).is_ok()
        && Pkcs12Archive::from_pkcs12(&bare, &another).is_err()
}

fn damaged(reason: &(impl ToString + ?Sized)) -> KeyError {
    KeyError::Pkcs12Damaged {
        reason: reason.to_string(),
    }
}

/// One key with one certificate that holds its public half.
struct Candidate {
    secret: Arc<Secret>,
    certificate: Certificate,
    summary: KeySummary,
}

fn select(archive: &Pkcs12Archive, name: Option<&str>) -> Result<Pkcs12Key, KeyError> {
    let certificates = archive
        .certs
        .iter()
        .map(|bag| {
            Ok((
                Certificate::from_der(bag.cert.as_der())?,
                bag.local_key_id.as_deref(),
            ))
        })
        .collect::<Result<Vec<_>, KeyError>>()?;
    let mut keys: Vec<&PrivateKeyBag> = Vec::new();
    for bag in &archive.keys {
        if keys.iter().all(|known| known.key != bag.key) {
            keys.push(bag);
        }
    }
    let first = keys.first().ok_or(KeyError::NoKey)?;
    let lonely = KeyError::NoCertificate {
        key: Box::new(summarise(first)),
    };
    let mut candidates = Vec::new();
    let mut failure = None;
    for bag in keys {
        match pair(bag, &certificates) {
            Ok(pairs) => candidates.extend(pairs),
            Err(error) => failure = Some(error),
        }
    }
    if candidates.is_empty() {
        return Err(failure.unwrap_or(lonely));
    }
    let chosen = choose(candidates, name)?;
    let certificates: Vec<Certificate> = certificates.into_iter().map(|(cert, _)| cert).collect();
    finish(chosen, &certificates)
}

fn finish(chosen: Candidate, certificates: &[Certificate]) -> Result<Pkcs12Key, KeyError> {
    let algorithms = PublicKey::new(chosen.certificate.public_key_info())?
        .algorithms()
        .into_iter()
        .filter(|algorithm| chosen.secret.supports(*algorithm))
        .collect();
    Ok(Pkcs12Key {
        chain: issuers(&chosen.certificate, certificates),
        certificate: chosen.certificate.der,
        secret: chosen.secret,
        summary: chosen.summary,
        algorithms,
    })
}

fn choose(mut candidates: Vec<Candidate>, name: Option<&str>) -> Result<Candidate, KeyError> {
    let all = summaries(&candidates);
    if let Some(name) = name {
        candidates.retain(|candidate| candidate.summary.is_named(name));
    }
    match (candidates.pop(), candidates.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            candidates.push(last);
            Err(KeyError::SeveralKeys {
                keys: summaries(&candidates),
            })
        }
        (None, _) => Err(KeyError::NoSuchKey {
            wanted: name.unwrap_or_default().to_owned(),
            present: all,
        }),
    }
}

fn summaries(candidates: &[Candidate]) -> Vec<KeySummary> {
    candidates
        .iter()
        .map(|candidate| candidate.summary.clone())
        .collect()
}

/// The certificates that hold the key's public half; if the file says which one is the key's
/// (localKeyId), only that.
fn pair(
    bag: &PrivateKeyBag,
    certificates: &[(Certificate, Option<&[u8]>)],
) -> Result<Vec<Candidate>, KeyError> {
    let secret = Arc::new(Secret::read(bag)?);
    let mut fitting: Vec<_> = certificates
        .iter()
        .filter(|(certificate, _)| secret.belongs_to(certificate))
        .collect();
    let marked = bag.local_key_id.as_ref().map(AsRef::<[u8]>::as_ref);
    if marked.is_some() && fitting.iter().any(|(_, id)| *id == marked) {
        fitting.retain(|(_, id)| *id == marked);
    }
    fitting.dedup_by(|one, other| one.0.der == other.0.der);
    Ok(fitting
        .into_iter()
        .map(|(certificate, _)| {
            let mut summary = summarise(bag);
            certificate.describe(&mut summary);
            Candidate {
                secret: Arc::clone(&secret),
                certificate: certificate.clone(),
                summary,
            }
        })
        .collect())
}

fn summarise(bag: &PrivateKeyBag) -> KeySummary {
    KeySummary {
        label: bag.friendly_name.clone(),
        id: bag.local_key_id.as_ref().map(|id| hex::encode(id.as_ref())),
        ..KeySummary::default()
    }
}

/// The private half. The library binds an EC key pair to one digest: the one fit for its curve.
enum Secret {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair, DigestAlgorithm),
}

const CURVES: [(&EcdsaSigningAlgorithm, DigestAlgorithm); 3] = [
    (&lc::ECDSA_P256_SHA256_ASN1_SIGNING, DigestAlgorithm::Sha256),
    (&lc::ECDSA_P384_SHA384_ASN1_SIGNING, DigestAlgorithm::Sha384),
    (&lc::ECDSA_P521_SHA512_ASN1_SIGNING, DigestAlgorithm::Sha512),
];

impl Secret {
    fn read(bag: &PrivateKeyBag) -> Result<Self, KeyError> {
        let pkcs8 = bag.key.as_der();
        let kind = bag.key.oid().to_string();
        match kind.as_str() {
            "1.2.840.113549.1.1.1" => {
                let bits = pkcs8_rsa_bits(pkcs8).map_err(|error| invalid(&error))?;
                if bits < MIN_RSA_BITS {
                    return Err(KeyError::RsaTooShort { bits });
                }
                RsaKeyPair::from_pkcs8(pkcs8)
                    .map(Self::Rsa)
                    .map_err(|error| invalid(&error))
            }
            "1.2.840.10045.2.1" => CURVES
                .iter()
                .find_map(|(algorithm, digest)| {
                    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8).ok()?;
                    Some(Self::Ec(pair, *digest))
                })
                .ok_or_else(|| KeyError::UnsupportedKey {
                    kind: "EC key on another curve than P-256, P-384, P-521".to_owned(),
                }),
            _ => Err(KeyError::UnsupportedKey { kind }),
        }
    }

    fn belongs_to(&self, certificate: &Certificate) -> bool {
        let public = match self {
            Self::Rsa(pair) => pair.public_key().as_ref(),
            Self::Ec(pair, _) => pair.public_key().as_ref(),
        };
        certificate.public_key_info().subject_public_key.raw_bytes() == public
    }

    fn supports(&self, algorithm: SignatureAlgorithm) -> bool {
        match self {
            Self::Rsa(_) => rsa_encoding(algorithm).is_some(),
            Self::Ec(_, digest) => algorithm == SignatureAlgorithm::Ecdsa(*digest),
        }
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        if !self.supports(algorithm) {
            return Err(KeyError::UnsupportedAlgorithm(algorithm));
        }
        let failed = |_| KeyError::SignFailed {
            reason: "the cryptographic library refused".to_owned(),
        };
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let encoding =
                    rsa_encoding(algorithm).ok_or(KeyError::UnsupportedAlgorithm(algorithm))?;
                let mut value = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut value)
                    .map_err(failed)?;
                Ok(value)
            }
            Self::Ec(pair, _) => {
                let value = pair.sign(&random, message).map_err(failed)?;
                Ok(value.as_ref().to_vec())
            }
        }
    }
}

fn rsa_encoding(algorithm: SignatureAlgorithm) -> Option<&'static lc::RsaSignatureEncoding> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use SignatureAlgorithm::{RsaPkcs1, RsaPss};
    Some(match algorithm {
        RsaPkcs1(Sha256) => &lc::RSA_PKCS1_SHA256,
        RsaPkcs1(Sha384) => &lc::RSA_PKCS1_SHA384,
        RsaPkcs1(Sha512) => &lc::RSA_PKCS1_SHA512,
        RsaPss(Sha256) => &lc::RSA_PSS_SHA256,
        RsaPss(Sha384) => &lc::RSA_PSS_SHA384,
        RsaPss(Sha512) => &lc::RSA_PSS_SHA512,
        _ => return None,
    })
}

fn invalid(reason: &(impl ToString + ?Sized)) -> KeyError {
    KeyError::InvalidKey {
        reason: reason.to_string(),
    }
}
