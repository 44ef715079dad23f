//! Which parts of an object are encrypted (ISO 32000-2, 7.6.2).
//!
//! The ciphers are in [`crate::crypt`]; here is only what they apply to.

use crate::crypt::SecurityHandler;
use crate::error::Error;
use crate::object::{Dictionary, Object, ObjectId};

/// Decrypts every string inside the object `id`, but not the `/Contents` of a signature.
pub(crate) fn strings(
    handler: &SecurityHandler,
    id: ObjectId,
    object: &mut Object,
) -> Result<(), Error> {
    match object {
        Object::String(string) => {
            string.bytes = handler.decrypt_string(id, &string.bytes)?;
        }
        Object::Array(items) => {
            for item in items {
                strings(handler, id, item)?;
            }
        }
        Object::Dictionary(dictionary) => {
            let signature = is_signature(dictionary);
            for (key, value) in dictionary.iter_mut() {
                if !(signature && key == "Contents") {
                    strings(handler, id, value)?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// A dictionary whose `/Contents` is a signature value: only those have a byte range (12.8.1).
pub(crate) fn is_signature(dictionary: &Dictionary) -> bool {
    let hexadecimal = dictionary
        .get("Contents")
        .and_then(Object::as_string)
        .is_some_and(|contents| contents.hexadecimal);
    hexadecimal && dictionary.get("ByteRange").is_some()
}
