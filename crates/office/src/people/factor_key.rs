//! The key under which the secrets of second factors lie in the database (AES-256-GCM).
//!
//! It is made once and kept in the data folder, outside the database: whoever has a copy of the
//! database alone can make nobody's codes. What is kept of a secret is the text
//! `sealed-1:KEY:HEX`, the name of the key, then nonce, ciphertext and tag; the account is bound to
//! it, so that a secret moved to another account's row does not open.
//!
//! Not here: when a key may be made (`factor_secrets`).

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use report::hexadecimal;

use crate::Error;
use crate::config::secret;

/// The file of the key, in the data folder.
pub(crate) const KEY_FILE: &str = "second-factor.key";

/// What a sealed secret begins with; no letter of Base32 is a small one.
const SEALED: &str = "sealed-1:";
const KEY_LEN: usize = 32;
/// Letters of the name of a key.
const NAME_LEN: usize = 16;

/// The key, with its name.
pub(super) struct FactorKey {
    name: String,
    key: RandomizedNonceKey,
    path: PathBuf,
}

/// Whether what is kept of a secret is sealed; an earlier program kept the secret itself.
pub(super) fn is_sealed(kept: &str) -> bool {
    kept.starts_with(SEALED)
}

impl FactorKey {
    /// The key in that file; none where there is no file.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Error> {
        let text = match secret(path) {
            Ok(text) => text,
            Err(Error::SecretUnreadable { cause, .. }) if cause.kind() == ErrorKind::NotFound => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let bytes = bytes(&text).filter(|it| it.len() == KEY_LEN);
        let bytes = bytes.ok_or_else(|| Error::FactorKeyDamaged {
            path: path.to_owned(),
        })?;
        Self::of(path, &bytes).map(Some)
    }

    /// A new key, in a file that only its owner reads; the one that is there where another process
    /// was first.
    pub(super) fn make(path: &Path) -> Result<Self, Error> {
        let mut new = [0; KEY_LEN];
        aws_lc_rs::rand::fill(&mut new).map_err(|_| Error::NoRandomness)?;
        let failed = |cause| Error::SecretUnreadable {
            path: path.to_owned(),
            cause,
        };
        let folder = path.parent().unwrap_or(Path::new("."));
        // Files that are made so are their owner's alone. It appears whole or not at all.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(hexadecimal(&new).as_bytes())
            .map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        match file.persist_noclobber(path) {
            Ok(_) => {}
            Err(lost) if lost.error.kind() == ErrorKind::AlreadyExists => {}
            Err(lost) => return Err(failed(lost.error)),
        }
        let folder = std::fs::File::open(folder).map_err(failed)?;
        folder.sync_all().map_err(failed)?;
        Self::read(path)?.ok_or_else(|| Error::FactorKeyMissing {
            path: path.to_owned(),
        })
    }

    fn of(path: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, bytes).map_err(|_| Error::NoRandomness)?;
        let digest = store::Digest::of(&[b"congvu second-factor key\0", bytes].concat());
        Ok(Self {
            name: digest.as_str().chars().take(NAME_LEN).collect(),
            key,
            path: path.to_owned(),
        })
    }

    /// What is kept of the secret of an account.
    pub(super) fn seal(&self, account: &str, secret: &str) -> Result<String, Error> {
        let mut sealed = secret.as_bytes().to_vec();
        let nonce = self
            .key
            .seal_in_place_append_tag(bound(account), &mut sealed);
        let nonce = nonce.map_err(|_| Error::NoRandomness)?;
        let (name, nonce) = (&self.name, hexadecimal(nonce.as_ref()));
        Ok(format!("{SEALED}{name}:{nonce}{}", hexadecimal(&sealed)))
    }

    /// Whether a sealed secret was sealed with this key, as far as its name tells.
    pub(super) fn is_of(&self, kept: &str) -> bool {
        let rest = kept.strip_prefix(SEALED);
        let name = rest.and_then(|rest| rest.split_once(':'));
        name.is_some_and(|(name, _)| name == self.name)
    }

    /// The secret of an account.
    pub(super) fn open(&self, account: &str, kept: &str) -> Result<String, Error> {
        let opened = self.is_of(kept).then(|| self.opened(account, kept));
        opened.flatten().ok_or_else(|| Error::FactorUnreadable {
            account: account.to_owned(),
            path: self.path.clone(),
        })
    }

    fn opened(&self, account: &str, kept: &str) -> Option<String> {
        let (_, sealed) = kept.strip_prefix(SEALED)?.split_once(':')?;
        let mut sealed = bytes(sealed)?;
        let (nonce, _) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let sealed = sealed.get_mut(NONCE_LEN..)?;
        let opened = self.key.open_in_place(nonce, bound(account), sealed).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}

/// What a sealed secret is bound to.
fn bound(account: &str) -> Aad<Vec<u8>> {
    Aad::from([b"congvu second factor of\0", account.as_bytes()].concat())
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |it: u8| {
        char::from(it)
            .to_digit(16)
            .and_then(|it| u8::try_from(it).ok())
    };
    let pairs = hex.as_bytes().chunks(2);
    let pair = |it: &[u8]| match it {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    pairs.map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "JBSWY3DPEHPK3PXP";

    fn key(folder: &Path) -> FactorKey {
        FactorKey::make(&folder.join(KEY_FILE)).unwrap()
    }

    #[test]
    fn a_secret_opens_for_its_account_under_its_key_alone() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (here, other) = (key(one.path()), key(two.path()));
        let kept = here.seal("a", SECRET).unwrap();
        assert!(is_sealed(&kept) && !is_sealed(SECRET) && !kept.contains(SECRET));
        assert_ne!(kept, here.seal("a", SECRET).unwrap());
        assert_eq!(here.open("a", &kept).unwrap(), SECRET);
        // The same key, read again.
        assert_eq!(key(one.path()).open("a", &kept).unwrap(), SECRET);
        let end = &kept[..kept.len() - 2];
        for (key, account, kept) in [
            (&here, "b", kept.as_str()),
            (&other, "a", &kept),
            (&here, "a", end),
            (&here, "a", "sealed-1:"),
            (&here, "a", &kept.replace(&here.name, &other.name)),
            (&other, "a", &kept.replace(&here.name, &other.name)),
        ] {
            let error = key.open(account, kept).unwrap_err();
            assert_eq!(error.code(), "office-factor-unreadable", "{kept}");
        }
    }

    #[test]
    fn its_file_is_its_owners_and_a_damaged_one_is_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE);
        assert!(FactorKey::read(&path).unwrap().is_none());
        let name = key(folder.path()).name;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(key(folder.path()).name, name, "it is not made anew");
        for text in ["", "00", "không phải khóa"] {
            std::fs::write(&path, text).unwrap();
            let error = FactorKey::read(&path).err().unwrap();
            assert_eq!(error.code(), "office-factor-key-damaged", "{text}");
        }
    }
}
