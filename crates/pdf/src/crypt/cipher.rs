//! The ciphers of the security handlers and the key of a single object (ISO 32000-2, 7.6.3.2).

use aes::cipher::block_padding::{NoPadding, Pkcs7};
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit, StreamCipher};
use aes::{Aes128, Aes256};
use md5::{Digest, Md5};
use rc4::Rc4;

use crate::{Error, ObjectId};

/// How strings and streams are encrypted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Method {
    /// Not at all.
    Identity,
    /// RC4 with a key per object (`V2`).
    Rc4,
    /// AES-128-CBC with a key per object (`AESV2`).
    Aes128,
    /// AES-256-CBC with the file's key (`AESV3`).
    Aes256,
}

/// Encrypts the data of object `id`; the AES methods put `iv` before the result.
pub(super) fn encrypt(
    method: Method,
    file_key: &[u8],
    id: ObjectId,
    mut data: Vec<u8>,
    iv: [u8; 16],
) -> Result<Vec<u8>, Error> {
    let key = object_key(method, file_key, id);
    let encrypted = match method {
        Method::Identity => return Ok(data),
        Method::Rc4 => {
            rc4(&key, &mut data);
            return Ok(data);
        }
        Method::Aes128 => cbc::Encryptor::<Aes128>::new_from_slices(&key, &iv)
            .map(|cipher| cipher.encrypt_padded_vec::<Pkcs7>(&data)),
        Method::Aes256 => cbc::Encryptor::<Aes256>::new_from_slices(&key, &iv)
            .map(|cipher| cipher.encrypt_padded_vec::<Pkcs7>(&data)),
    };
    let encrypted = encrypted.map_err(|_| Error::EncryptionDamaged { entry: "Length" })?;
    Ok([iv.as_slice(), &encrypted].concat())
}

/// Decrypts the data of object `id`; `None` if their length does not fit the cipher.
///
/// Wrong padding is passed over and the bytes kept, as other readers do: it protects nothing, and
/// some writers got it wrong.
pub(super) fn decrypt(
    method: Method,
    file_key: &[u8],
    id: ObjectId,
    mut data: Vec<u8>,
) -> Option<Vec<u8>> {
    let key = object_key(method, file_key, id);
    match method {
        Method::Identity => Some(data),
        Method::Rc4 => {
            rc4(&key, &mut data);
            Some(data)
        }
        // Not even an initialisation vector: what some writers make of an empty string.
        Method::Aes128 | Method::Aes256 if data.is_empty() => Some(data),
        Method::Aes128 | Method::Aes256 => {
            let (iv, data) = data.split_at_checked(16)?;
            let mut plain = aes_cbc_decrypt(&key, iv, data)?;
            remove_padding(&mut plain);
            Some(plain)
        }
    }
}

/// AES-CBC of whole blocks without padding; the key's length chooses between AES-128 and AES-256.
pub(super) fn aes_cbc_decrypt(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => cbc::Decryptor::<Aes128>::new_from_slices(key, iv)
            .ok()?
            .decrypt_padded_vec::<NoPadding>(data)
            .ok(),
        _ => cbc::Decryptor::<Aes256>::new_from_slices(key, iv)
            .ok()?
            .decrypt_padded_vec::<NoPadding>(data)
            .ok(),
    }
}

/// AES-128-CBC of whole blocks without padding.
pub(super) fn aes128_cbc_encrypt(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let cipher = cbc::Encryptor::<Aes128>::new_from_slices(key, iv).ok()?;
    Some(cipher.encrypt_padded_vec::<NoPadding>(data))
}

/// RC4 in place. A key RC4 cannot take (empty) leaves the data; callers keep keys of 5 to 16 bytes.
pub(super) fn rc4(key: &[u8], data: &mut [u8]) {
    if let Ok(mut cipher) = Rc4::new_from_slice(key) {
        cipher.apply_keystream(data);
    }
}

/// Algorithm 1: the key of one object, from the file's key and the object's name.
fn object_key(method: Method, file_key: &[u8], id: ObjectId) -> Vec<u8> {
    if matches!(method, Method::Identity | Method::Aes256) {
        return file_key.to_vec();
    }
    let [number @ .., _] = id.number.to_le_bytes();
    let mut hash = Md5::new();
    hash.update(file_key);
    hash.update(number);
    hash.update(id.generation.to_le_bytes());
    if method == Method::Aes128 {
        hash.update(b"sAlT");
    }
    let mut key = hash.finalize().to_vec();
    key.truncate(file_key.len().saturating_add(5));
    key
}

fn remove_padding(plain: &mut Vec<u8>) {
    let Some(&last) = plain.last() else { return };
    let count = usize::from(last);
    let Some(rest) = plain.len().checked_sub(count) else {
        return;
    };
    let padding = plain.get(rest..).unwrap_or_default();
    if (1..=16).contains(&count) && padding.iter().all(|byte| *byte == last) {
        plain.truncate(rest);
    }
}
