//! The standard security handler: encrypted PDF files (ISO 32000-2, 7.6).
//!
//! A [`SecurityHandler`] is opened once from the `/Encrypt` dictionary and a password. From then
//! on it turns single strings and streams into plain bytes and back. All kinds in use are read and
//! written: RC4 of 40 to 128 bits (V 1, 2), crypt filters with RC4, AES-128 or no encryption
//! (V 4), AES-256 (V 5, revisions 5 and 6).
//!
//! Not its job: knowing *which* objects are encrypted. Strings inside object streams, the
//! `/Encrypt` dictionary itself, cross-reference streams and the `/Contents` of a signature are
//! not, and whoever reads or writes them leaves them alone. Public-key handlers are refused. The
//! ciphers give privacy, never integrity: nothing here says that a file is unchanged.

mod cipher;
mod key;
mod key256;
mod password;
mod permissions;

use std::collections::BTreeMap;
use std::fmt;

pub use permissions::Permissions;

use crate::{Dictionary, Error, Name, Object, ObjectId};
use cipher::Method;

/// The key and the rules of one encrypted file.
#[derive(Clone)]
pub struct SecurityHandler {
    key: Vec<u8>,
    filters: Filters,
    encrypt_metadata: bool,
    permissions: Permissions,
}

/// The crypt filters of the file (7.6.6). V 1 and 2 know one method for everything.
#[derive(Clone, Debug)]
struct Filters {
    strings: Method,
    streams: Method,
    embedded_files: Method,
    named: BTreeMap<Name, Method>,
}

impl SecurityHandler {
    /// Opens the file's encryption with `password`, tried as owner password first and as user
    /// password then; `None` is the empty password that most restricted files open with.
    ///
    /// `encrypt` is the `/Encrypt` dictionary with its values resolved and not decrypted,
    /// `file_id` the first element of `/ID` (empty if the file has none). The password may be
    /// UTF-8 or whatever bytes the file was made with; both readings are tried.
    ///
    /// # Errors
    /// [`Error::PasswordRequired`] without a password that the file needs, [`Error::PasswordWrong`]
    /// with one that does not open it, [`Error::EncryptionUnsupported`] for other handlers and
    /// versions, [`Error::EncryptionDamaged`] when an entry is missing or malformed.
    pub fn open(
        encrypt: &Dictionary,
        file_id: &[u8],
        password: Option<&[u8]>,
    ) -> Result<Self, Error> {
        let entries = key::Entries::read(encrypt, file_id)?;
        let filters = Filters::read(encrypt, entries.version)?;
        let opened = key::open(&entries, password.unwrap_or_default())?.ok_or(match password {
            None => Error::PasswordRequired,
            Some(_) => Error::PasswordWrong,
        })?;
        let permissions = Permissions::new(
            entries.permissions & opened.confirmed_permissions,
            entries.revision,
            opened.as_owner,
        );
        Ok(Self {
            key: opened.key,
            filters,
            encrypt_metadata: entries.encrypt_metadata,
            permissions,
        })
    }

    /// What the file allows to whoever opened it.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        self.permissions
    }

    /// Decrypts a string of the object `id`.
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`] when the length does not fit the cipher.
    pub fn decrypt_string(&self, id: ObjectId, data: &[u8]) -> Result<Vec<u8>, Error> {
        self.decrypt(self.filters.strings, id, data.to_vec())
    }

    /// Decrypts the data of the stream `id`, which stay encoded by the stream's other filters.
    ///
    /// `dictionary` is the stream's, its `/Filter` and `/DecodeParms` resolved: they may name
    /// another crypt filter (7.6.6), and metadata may be exempt.
    ///
    /// # Errors
    /// As [`Self::decrypt_string`], and [`Error::EncryptionDamaged`] for an unknown crypt filter.
    pub fn decrypt_stream(
        &self,
        id: ObjectId,
        dictionary: &Dictionary,
        data: Vec<u8>,
    ) -> Result<Vec<u8>, Error> {
        self.decrypt(self.stream_method(dictionary)?, id, data)
    }

    /// Encrypts a string of the object `id`. `iv` is used by the AES methods and must be new for
    /// every string and stream.
    ///
    /// # Errors
    /// [`Error::EncryptionDamaged`] if the file's key does not fit its cipher.
    pub fn encrypt_string(
        &self,
        id: ObjectId,
        data: &[u8],
        iv: [u8; 16],
    ) -> Result<Vec<u8>, Error> {
        cipher::encrypt(self.filters.strings, &self.key, id, data.to_vec(), iv)
    }

    /// Encrypts the encoded data of the stream `id`; the counterpart of [`Self::decrypt_stream`].
    ///
    /// # Errors
    /// As [`Self::encrypt_string`], and for an unknown crypt filter.
    pub fn encrypt_stream(
        &self,
        id: ObjectId,
        dictionary: &Dictionary,
        data: Vec<u8>,
        iv: [u8; 16],
    ) -> Result<Vec<u8>, Error> {
        let method = self.stream_method(dictionary)?;
        cipher::encrypt(method, &self.key, id, data, iv)
    }

    fn decrypt(&self, method: Method, id: ObjectId, data: Vec<u8>) -> Result<Vec<u8>, Error> {
        let length = data.len();
        cipher::decrypt(method, &self.key, id, data).ok_or(Error::DecryptionFailed { id, length })
    }

    fn stream_method(&self, dictionary: &Dictionary) -> Result<Method, Error> {
        let kind = dictionary.get("Type").and_then(Object::as_name);
        // A cross-reference stream is read before the key is known (7.5.8.2).
        if kind.is_some_and(|kind| kind == "XRef") {
            return Ok(Method::Identity);
        }
        if let Some(name) = own_crypt_filter(dictionary) {
            return self.filters.find(&name);
        }
        Ok(match kind {
            Some(kind) if kind == "Metadata" && !self.encrypt_metadata => Method::Identity,
            Some(kind) if kind == "EmbeddedFile" => self.filters.embedded_files,
            _ => self.filters.streams,
        })
    }
}

/// Keeps the key out of logs.
impl fmt::Debug for SecurityHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecurityHandler")
            .field("filters", &self.filters)
            .field("encrypt_metadata", &self.encrypt_metadata)
            .field("permissions", &self.permissions)
            .finish_non_exhaustive()
    }
}

impl Filters {
    fn read(encrypt: &Dictionary, version: i64) -> Result<Self, Error> {
        if version < 4 {
            return Ok(Self {
                strings: Method::Rc4,
                streams: Method::Rc4,
                embedded_files: Method::Rc4,
                named: BTreeMap::new(),
            });
        }
        let mut filters = Self {
            strings: Method::Identity,
            streams: Method::Identity,
            embedded_files: Method::Identity,
            named: BTreeMap::new(),
        };
        let listed = encrypt.get("CF").and_then(Object::as_dictionary);
        for (name, filter) in listed.iter().flat_map(|filters| filters.iter()) {
            filters.named.insert(name.clone(), method_of(filter)?);
        }
        filters.streams = filters.default_for(encrypt, "StmF")?;
        filters.strings = filters.default_for(encrypt, "StrF")?;
        filters.embedded_files = match encrypt.get("EFF") {
            Some(_) => filters.default_for(encrypt, "EFF")?,
            None => filters.streams,
        };
        Ok(filters)
    }

    fn default_for(&self, encrypt: &Dictionary, entry: &str) -> Result<Method, Error> {
        match encrypt.get(entry).and_then(Object::as_name) {
            Some(name) => self.find(name),
            None => Ok(Method::Identity),
        }
    }

    fn find(&self, name: &Name) -> Result<Method, Error> {
        if name == "Identity" {
            return Ok(Method::Identity);
        }
        let found = self.named.get(name).copied();
        found.ok_or(Error::EncryptionDamaged { entry: "CF" })
    }
}

/// The method of one crypt filter dictionary (Table 25).
fn method_of(filter: &Object) -> Result<Method, Error> {
    let method = filter
        .as_dictionary()
        .and_then(|filter| filter.get("CFM"))
        .and_then(Object::as_name);
    match method.map(Name::as_bytes) {
        None | Some(b"None") => Ok(Method::Identity),
        Some(b"V2") => Ok(Method::Rc4),
        Some(b"AESV2") => Ok(Method::Aes128),
        Some(b"AESV3") => Ok(Method::Aes256),
        Some(_) => Err(Error::EncryptionDamaged { entry: "CFM" }),
    }
}

/// The crypt filter that a stream names for itself, `Identity` if it names none (7.4.10). It can
/// only stand first, since it is applied to the stored bytes.
fn own_crypt_filter(dictionary: &Dictionary) -> Option<Name> {
    let first = |key: &str| match dictionary.get(key) {
        Some(Object::Array(items)) => items.first(),
        other => other,
    };
    let filter = first("Filter").and_then(Object::as_name)?;
    if filter != "Crypt" {
        return None;
    }
    let named = first("DecodeParms")
        .and_then(Object::as_dictionary)
        .and_then(|parameters| parameters.get("Name"))
        .and_then(Object::as_name);
    Some(named.cloned().unwrap_or_else(|| Name::new("Identity")))
}

#[cfg(test)]
mod tests;
