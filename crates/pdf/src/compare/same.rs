//! Whether two objects say the same, however they are written.

use crate::cursor::read_range;
use crate::error::Error;
use crate::object::{Dictionary, Object, Stream, StreamData};
use crate::view::View;

/// Whether two objects say the same. References are the same if they name the same object: what
/// became of that one is a question of its own.
pub(super) fn same(a: &Object, b: &Object) -> bool {
    match (a, b) {
        // Writing a string in hexadecimal does not change it.
        (Object::String(a), Object::String(b)) => a.bytes == b.bytes,
        (Object::Array(a), Object::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Object::Dictionary(a), Object::Dictionary(b)) => same_dictionary(a, b, &[]),
        // Nor does a decimal point.
        (Object::Integer(_), Object::Real(_)) | (Object::Real(_), Object::Integer(_)) => {
            a.as_number() == b.as_number()
        }
        _ => a == b,
    }
}

/// Whether two dictionaries say the same in all keys but those of `except`.
pub(super) fn same_dictionary(a: &Dictionary, b: &Dictionary, except: &[&str]) -> bool {
    different_key(a, b, except).is_none()
}

/// A key in which one widespread program leaves its version, wherever it passes.
const SIGNATURE_OF_A_PROGRAM: &str = "ITXT";

/// The first key, but for those of `except`, whose value is not the same in both dictionaries.
pub(super) fn different_key(a: &Dictionary, b: &Dictionary, except: &[&str]) -> Option<String> {
    // The values of a repeated key are not all known, so such a dictionary is like no other.
    if let Some(repeated) = a.duplicate_keys().iter().chain(b.duplicate_keys()).next() {
        return Some(String::from_utf8_lossy(repeated.as_bytes()).into_owned());
    }
    let keys = a.iter().chain(b.iter()).map(|(key, _)| key.as_bytes());
    // A name that is not UTF-8 is looked up by its bytes, which `get` cannot take: it is found
    // by walking instead.
    let value = |dictionary: &Dictionary, key: &[u8]| {
        dictionary
            .iter()
            .find(|(name, _)| name.as_bytes() == key)
            .map(|(_, value)| value.clone())
    };
    let except = except.iter().chain([&SIGNATURE_OF_A_PROGRAM]);
    keys.filter(|key| !except.clone().any(|name| name.as_bytes() == *key))
        .find(|key| {
            !same(
                &value(a, key).unwrap_or_default(),
                &value(b, key).unwrap_or_default(),
            )
        })
        .map(|key| String::from_utf8_lossy(key).into_owned())
}

/// Whether two indirect objects say the same; of streams their data count too.
pub(super) fn same_object(
    old: View<'_>,
    a: &Object,
    new: View<'_>,
    b: &Object,
) -> Result<bool, Error> {
    let (Object::Stream(a), Object::Stream(b)) = (a, b) else {
        return Ok(same(a, b));
    };
    if !same_dictionary(&a.dictionary, &b.dictionary, &["Length"]) {
        return Ok(false);
    }
    if a.data == b.data || same_bytes(old, a, b)? {
        return Ok(true);
    }
    Ok(old.document().encryption().is_some()
        && old.raw_stream_data(a)? == new.raw_stream_data(b)?)
}

/// Whether the data are the same bytes in the file, compared block by block.
fn same_bytes(view: View<'_>, a: &Stream, b: &Stream) -> Result<bool, Error> {
    const BLOCK: u64 = 64 << 10;
    let (StreamData::InFile { range: a, .. }, StreamData::InFile { range: b, .. }) =
        (&a.data, &b.data)
    else {
        return Ok(false);
    };
    if a.end - a.start != b.end - b.start || view.document().encryption().is_some() {
        return Ok(false);
    }
    let source = view.document().metered();
    let (mut a, mut b) = (a.clone(), b.clone());
    while a.start < a.end {
        let step = BLOCK.min(a.end - a.start);
        if read_range(source, a.start..a.start + step)?
            != read_range(source, b.start..b.start + step)?
        {
            return Ok(false);
        }
        a.start += step;
        b.start += step;
    }
    Ok(true)
}

/// Whether a dictionary anywhere in the object has a key twice.
pub(crate) fn has_duplicates(object: &Object) -> bool {
    let dictionary = match object {
        Object::Array(items) => return items.iter().any(has_duplicates),
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dictionary,
        _ => return false,
    };
    !dictionary.duplicate_keys().is_empty()
        || dictionary.iter().any(|(_, value)| has_duplicates(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::PdfString;

    #[test]
    fn the_way_of_writing_does_not_matter() {
        let hexadecimal = PdfString {
            bytes: b"abc".to_vec(),
            hexadecimal: true,
        };
        assert!(same(&hexadecimal.into(), &PdfString::literal("abc").into()));
        assert!(same(&Object::Integer(612), &Object::Real(612.0)));
        let a = Dictionary::new().with("A", 1_i64).with("B", Object::Null);
        let b = Dictionary::new().with("C", 2_i64).with("A", 1_i64);
        assert_eq!(different_key(&a, &b, &[]).as_deref(), Some("C"));
        assert!(same_dictionary(&a, &b, &["C"]));
    }
}
