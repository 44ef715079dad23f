//! Passwords: argon2id (RFC 9106), off the threads that answer pages.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use unicode_normalization::UnicodeNormalization as _;

use crate::Error;

/// What is verified where there is no account, so that it takes as long as where there is one.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// Letters of a password for once: none that is easily taken for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Twenty letters of 32 have 100 bits.
const GROUPS: usize = 4;
const GROUP: usize = 5;

/// The hash to keep.
pub(crate) async fn hash(password: &str) -> Result<String, Error> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || hash_now(&password)).await?
}

/// Whether `password` is the one of `hash`. Without a hash the answer is no and takes as long.
pub(crate) async fn verify(password: &str, hash: Option<&str>) -> Result<bool, Error> {
    let password = composed(password);
    let hash = hash.map(ToOwned::to_owned);
    let right = tokio::task::spawn_blocking(move || {
        let against = hash.as_deref().unwrap_or(&NOBODY);
        let same = Argon2::default().verify_password(password.as_bytes(), against);
        same.is_ok() && hash.is_some()
    });
    Ok(right.await?)
}

/// A password that is good until its first use.
pub(crate) fn for_once() -> Result<String, Error> {
    let mut random = [0; GROUPS * GROUP];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| Error::NoRandomness)?;
    let letters: Vec<char> = (random.iter())
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters
        .chunks(GROUP)
        .map(|it| it.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

fn hash_now(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(composed(password).as_bytes());
    Ok(hash.map_err(|_| Error::NoRandomness)?.to_string())
}

/// Keyboards write Vietnamese letters in one piece or in several; a password is the same in both.
fn composed(password: &str) -> String {
    password.nfc().collect()
}
