//! From a password to the file's key (ISO 32000-2, 7.6.4.3 and 7.6.4.4).
//!
//! Revisions 2 to 4 here; the AES-256 handlers in [`super::key256`].

use md5::{Digest, Md5};

use super::{cipher, key256, password};
use crate::{Dictionary, Error, Name, Object};

/// The entries of the `/Encrypt` dictionary that the key depends on (Tables 20 and 21).
pub(super) struct Entries<'a> {
    pub(super) version: i64,
    pub(super) revision: i64,
    pub(super) permissions: u32,
    pub(super) encrypt_metadata: bool,
    pub(super) owner: &'a [u8],
    pub(super) user: &'a [u8],
    pub(super) owner_key: &'a [u8],
    pub(super) user_key: &'a [u8],
    pub(super) encrypted_permissions: &'a [u8],
    /// Key lengths in bytes to try, the likely one first.
    lengths: Vec<usize>,
    file_id: &'a [u8],
}

/// A password that fits.
pub(super) struct Opened {
    pub(super) key: Vec<u8>,
    pub(super) as_owner: bool,
    /// Those bits of `/P` that the file's encrypted copy confirms; all where there is no copy.
    pub(super) confirmed_permissions: u32,
}

/// Finds the file's key, `None` if the password fits neither the owner nor the user.
pub(super) fn open(entries: &Entries<'_>, password: &[u8]) -> Result<Option<Opened>, Error> {
    if entries.version == 5 {
        let forms = password::unicode_forms(password);
        return first_of(&forms, |form, as_owner| {
            key256::open(entries, form, as_owner)
        });
    }
    let forms = password::legacy_forms(password);
    first_of(&forms, |form, as_owner| {
        Ok(entries.lengths.iter().find_map(|length| {
            let key = match as_owner {
                true => owner_key(entries, form, *length),
                false => user_key(entries, form, *length),
            }?;
            Some(Opened {
                key,
                as_owner,
                confirmed_permissions: u32::MAX,
            })
        }))
    })
}

impl<'a> Entries<'a> {
    pub(super) fn read(encrypt: &'a Dictionary, file_id: &'a [u8]) -> Result<Self, Error> {
        let integer = |key| encrypt.get(key).and_then(Object::as_integer);
        let version = integer("V").unwrap_or(0);
        let revision = integer("R").unwrap_or(0);
        let filter = encrypt.get("Filter").and_then(Object::as_name);
        let supported = matches!((version, revision), (1 | 2, 2 | 3) | (4, 4) | (5, 5 | 6));
        if !supported || filter.is_none_or(|filter| filter != "Standard") {
            return Err(Error::EncryptionUnsupported {
                filter: filter.map(Name::to_string).unwrap_or_default(),
                version,
                revision,
            });
        }
        let string = |entry, length| {
            match encrypt.get(entry).and_then(Object::as_string) {
                // Some writers pad `O` and `U` of revision 5 and 6 to 127 bytes.
                Some(string) => string.bytes.get(..length).ok_or(()),
                None => Err(()),
            }
            .map_err(|()| Error::EncryptionDamaged { entry })
        };
        let long = version == 5;
        let short_or_long = if long { 48 } else { 32 };
        Ok(Self {
            version,
            revision,
            permissions: permissions(integer("P"))?,
            encrypt_metadata: version < 4
                || encrypt.get("EncryptMetadata").and_then(Object::as_bool) != Some(false),
            owner: string("O", short_or_long)?,
            user: string("U", short_or_long)?,
            owner_key: if long { string("OE", 32)? } else { &[] },
            user_key: if long { string("UE", 32)? } else { &[] },
            encrypted_permissions: if revision == 6 {
                string("Perms", 16)?
            } else {
                &[]
            },
            lengths: key_lengths(version, integer("Length")),
            file_id,
        })
    }
}

/// Tries every reading of the password as the owner's, then as the user's.
fn first_of(
    forms: &[Vec<u8>],
    attempt: impl Fn(&[u8], bool) -> Result<Option<Opened>, Error>,
) -> Result<Option<Opened>, Error> {
    for as_owner in [true, false] {
        for form in forms {
            if let Some(opened) = attempt(form, as_owner)? {
                return Ok(Some(opened));
            }
        }
    }
    Ok(None)
}

/// `/P` is a signed 32-bit integer; some writers store it unsigned.
fn permissions(value: Option<i64>) -> Result<u32, Error> {
    let value = value.ok_or(Error::EncryptionDamaged { entry: "P" })?;
    let signed = i32::try_from(value).map(i32::cast_unsigned);
    signed
        .or_else(|_| u32::try_from(value))
        .map_err(|_| Error::EncryptionDamaged { entry: "P" })
}

/// `/Length` is in bits; V 1 has no choice, V 4 writers mean 128 whatever they wrote.
fn key_lengths(version: i64, length: Option<i64>) -> Vec<usize> {
    let stated = length.and_then(|bits| usize::try_from(bits).ok());
    // A few writers state bytes.
    let bytes = stated.map(|value| if value < 40 { value } else { value / 8 });
    let bytes = bytes.filter(|bytes| (5..=16).contains(bytes));
    let mut lengths = match version {
        1 => vec![5],
        4 => vec![16],
        _ => vec![],
    };
    lengths.extend(bytes);
    if lengths.is_empty() {
        lengths.push(5);
    }
    lengths.dedup();
    lengths
}

/// Algorithms 2, 6: the key from the user password, if `/U` confirms it.
fn user_key(entries: &Entries<'_>, password: &[u8], length: usize) -> Option<Vec<u8>> {
    key_from_padded(entries, &pad(password), length)
}

fn key_from_padded(entries: &Entries<'_>, padded: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut hash = Md5::new();
    hash.update(padded);
    hash.update(entries.owner);
    hash.update(entries.permissions.to_le_bytes());
    hash.update(entries.file_id);
    if entries.revision >= 4 && !entries.encrypt_metadata {
        hash.update([0xff; 4]);
    }
    let key = stretch(entries, hash.finalize().to_vec(), length, length);
    let expected = match entries.revision {
        2 => 32,
        _ => 16,
    };
    let confirmation = user_entry(entries, &key);
    (confirmation.get(..expected) == entries.user.get(..expected)).then_some(key)
}

/// Algorithms 4 and 5: what `/U` must be for this key.
fn user_entry(entries: &Entries<'_>, key: &[u8]) -> Vec<u8> {
    if entries.revision == 2 {
        let mut value = PADDING.to_vec();
        cipher::rc4(key, &mut value);
        return value;
    }
    let mut hash = Md5::new();
    hash.update(PADDING);
    hash.update(entries.file_id);
    let mut value = hash.finalize().to_vec();
    for round in 0..20 {
        cipher::rc4(&xored(key, round), &mut value);
    }
    value
}

/// Algorithm 7: `/O` holds the user password under a key made from the owner password.
fn owner_key(entries: &Entries<'_>, password: &[u8], length: usize) -> Option<Vec<u8>> {
    let first = Md5::digest(pad(password)).to_vec();
    let key = stretch(entries, first, 16, length);
    let mut user_password = entries.owner.to_vec();
    if entries.revision == 2 {
        cipher::rc4(&key, &mut user_password);
    } else {
        for round in (0..20).rev() {
            cipher::rc4(&xored(&key, round), &mut user_password);
        }
    }
    key_from_padded(entries, &user_password, length)
}

/// From revision 3 on, MD5 is repeated 50 times over the first `input` bytes; the first `length`
/// bytes of the result are the key.
fn stretch(entries: &Entries<'_>, mut hash: Vec<u8>, input: usize, length: usize) -> Vec<u8> {
    if entries.revision >= 3 {
        for _ in 0..50 {
            hash.truncate(input);
            hash = Md5::digest(&hash).to_vec();
        }
    }
    hash.truncate(length);
    hash
}

fn xored(key: &[u8], round: u8) -> Vec<u8> {
    key.iter().map(|byte| byte ^ round).collect()
}

/// The first 32 bytes of the password followed by the standard's padding.
fn pad(password: &[u8]) -> Vec<u8> {
    password.iter().chain(&PADDING).copied().take(32).collect()
}

/// 7.6.4.3.2, step a.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
