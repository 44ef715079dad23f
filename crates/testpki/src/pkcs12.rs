//! Key files for subscribers (PKCS#12, RFC 7292).

use p12_keystore::{
    Certificate as KeystoreCertificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm,
    PrivateKey, PrivateKeyChain,
};
use pki::Certificate;

use crate::{Error, Key};

/// How a key file is encrypted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encryption {
    /// PBES2 with AES-256 and HMAC-SHA-256: today's files.
    Modern,
    /// Triple DES and HMAC-SHA-1: files of ten years ago, still common.
    TripleDes,
    /// 40-bit RC2 and HMAC-SHA-1: files of old browsers.
    Rc2,
}

/// A key file with the key, its certificate and the issuers' certificates.
///
/// # Errors
/// [`Error::Pkcs12`].
pub fn export(
    name: &str,
    key: &Key,
    certificate: &Certificate,
    chain: &[Certificate],
    password: &str,
    encryption: Encryption,
) -> Result<Vec<u8>, Error> {
    build(name, key, certificate, chain, password, encryption).map_err(|error| Error::Pkcs12 {
        reason: error.to_string(),
    })
}

fn build(
    name: &str,
    key: &Key,
    certificate: &Certificate,
    chain: &[Certificate],
    password: &str,
    encryption: Encryption,
) -> Result<Vec<u8>, p12_keystore::error::Error> {
    let certificates: Result<Vec<_>, _> = std::iter::once(certificate)
        .chain(chain)
        .map(|certificate| KeystoreCertificate::from_der(certificate.der()))
        .collect();
    let local_key = certificate.public_key().sha1_identifier();
    let chain = PrivateKeyChain::new(
        local_key.as_slice(),
        PrivateKey::from_der(key.pkcs8())?,
        certificates?,
    );
    let mut store = KeyStore::new();
    store.add_entry(name, KeyStoreEntry::PrivateKeyChain(chain));
    let (cipher, mac) = match encryption {
        Encryption::Modern => (
            EncryptionAlgorithm::PbeWithHmacSha256AndAes256,
            MacAlgorithm::HmacSha256,
        ),
        Encryption::TripleDes => (
            EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc,
            MacAlgorithm::HmacSha1,
        ),
        Encryption::Rc2 => (
            EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc,
            MacAlgorithm::HmacSha1,
        ),
    };
    store
        .writer(password)
        .encryption_algorithm(cipher)
        .mac_algorithm(mac)
        .write()
}
