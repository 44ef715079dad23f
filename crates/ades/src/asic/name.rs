//! Names of entries, and how a manifest refers to them (RFC 3986, 2.1).

use super::{Error, META, MIMETYPE};

/// Longest name of an entry, bytes: what file systems take.
const LONGEST: usize = 255;

/// Refuses a name that leads out of the container or that file systems read in different ways.
pub(super) fn check(name: &str) -> Result<(), Error> {
    let odd_piece = |piece: &str| piece.is_empty() || piece == "." || piece == "..";
    let odd = name.len() > LONGEST
        || name.contains(['\\', ':'])
        || name.chars().any(char::is_control)
        || name.split('/').any(odd_piece);
    match odd {
        true => Err(Error::Name {
            name: name.chars().take(LONGEST).collect(),
        }),
        false => Ok(()),
    }
}

/// Whether the entry belongs to the container itself and is no data object.
pub(super) fn is_own(name: &str) -> bool {
    name == MIMETYPE || is_meta(name)
}

/// Whether the entry lies where manifests and signatures do.
pub(super) fn is_meta(name: &str) -> bool {
    name.to_ascii_uppercase().starts_with(META)
}

/// How names are compared: on some systems two that differ in letter case are one file.
pub(super) fn key(name: &str) -> String {
    name.to_lowercase()
}

/// A name as a relative reference.
pub(super) fn to_uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The name that a relative reference means; none where it means no name.
pub(super) fn from_uri(uri: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut figure = || char::from(rest.next()?).to_digit(16);
        let value = figure()? * 16 + figure()?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_from_references() {
        for name in ["van-ban.json", "01-QĐ-UBND.pdf", "Phụ lục 1 (100%).pdf"] {
            let uri = to_uri(name);
            assert!(uri.is_ascii() && !uri.contains(' '), "{uri}");
            assert_eq!(from_uri(&uri).as_deref(), Some(name));
        }
        assert_eq!(from_uri("a%2"), None);
        assert_eq!(from_uri("%ff"), None);
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in [
            "../x", "a/../x", "/x", "a//b", "", "c:x", "a\\b", "a\0", "./a", "a/",
        ] {
            assert!(check(name).is_err(), "{name:?}");
        }
        assert_eq!(check("phu-luc/Bảng 1.pdf"), Ok(()));
    }
}
