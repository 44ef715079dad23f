//! The file key of the AES-256 handlers, revisions 5 and 6 (ISO 32000-2, 7.6.4.3.3).

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::cipher;
use super::key::{Entries, Opened};
use crate::Error;

/// Algorithm 2.A: the file key if `password` is the owner's (or the user's), else `None`.
pub(super) fn open(
    entries: &Entries<'_>,
    password: &[u8],
    as_owner: bool,
) -> Result<Option<Opened>, Error> {
    // The owner's hashes also cover the 48 bytes of `/U`, so that both belong together.
    let (entry, name, bound, wrapped) = match as_owner {
        true => (entries.owner, "O", entries.user, entries.owner_key),
        false => (entries.user, "U", [].as_slice(), entries.user_key),
    };
    let damaged = Error::EncryptionDamaged { entry: name };
    let Some((expected, validation_salt, key_salt)) = split(entry) else {
        return Err(damaged);
    };
    let hash = |salt| hash(entries.revision, password, salt, bound);
    if hash(validation_salt).as_deref() != Some(expected) {
        return Ok(None);
    }
    let key = hash(key_salt)
        .and_then(|wrapping| cipher::aes_cbc_decrypt(&wrapping, &[0; 16], wrapped))
        .ok_or(damaged)?;
    Ok(Some(Opened {
        confirmed_permissions: confirmed_permissions(entries, &key),
        key,
        as_owner,
    }))
}

/// `/O` and `/U` are a hash of 32 bytes, a validation salt and a key salt of 8 bytes each.
fn split(entry: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (hash, salts) = entry.split_at_checked(32)?;
    let (validation, key) = salts.split_at_checked(8)?;
    Some((hash, validation, key))
}

fn hash(revision: i64, password: &[u8], salt: &[u8], bound: &[u8]) -> Option<Vec<u8>> {
    let first = Sha256::digest([password, salt, bound].concat()).to_vec();
    match revision {
        5 => Some(first),
        _ => hardened(first, password, bound),
    }
}

/// Algorithm 2.B, the slow hash of revision 6.
fn hardened(mut key: Vec<u8>, password: &[u8], bound: &[u8]) -> Option<Vec<u8>> {
    let mut round: u32 = 0;
    loop {
        let repeated = [password, &key, bound].concat().repeat(64);
        let encrypted = cipher::aes128_cbc_encrypt(key.get(..16)?, key.get(16..32)?, &repeated)?;
        // The first 16 bytes as a number modulo 3: 256 is 1 modulo 3, so the sum of bytes will do.
        let sum: u32 = encrypted.iter().take(16).map(|byte| u32::from(*byte)).sum();
        key = match sum % 3 {
            0 => Sha256::digest(&encrypted).to_vec(),
            1 => Sha384::digest(&encrypted).to_vec(),
            _ => Sha512::digest(&encrypted).to_vec(),
        };
        round = round.saturating_add(1);
        let last = u32::from(*encrypted.last()?);
        if round >= 64 && last <= round.saturating_sub(32) {
            key.truncate(32);
            return Some(key);
        }
    }
}

/// Algorithm 13: `/Perms` repeats `/P` under the file key. Only what both allow is allowed, and
/// nothing if it does not decrypt to what it should: then somebody has edited the dictionary.
fn confirmed_permissions(entries: &Entries<'_>, key: &[u8]) -> u32 {
    if entries.revision < 6 {
        return u32::MAX;
    }
    // One block in ECB mode is the same as CBC with a zero initialisation vector.
    let plain = cipher::aes_cbc_decrypt(key, &[0; 16], entries.encrypted_permissions);
    match plain.as_deref() {
        Some([a, b, c, d, _, _, _, _, _, b'a', b'd', b'b', ..]) => {
            u32::from_le_bytes([*a, *b, *c, *d])
        }
        _ => 0,
    }
}
