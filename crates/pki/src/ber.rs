//! From BER to DER, as far as signed messages need it (X.690, 8.1.3.6 and 8.7.3).
//!
//! Some signature programs and time-stamp servers write CMS with indefinite lengths and octet
//! strings in pieces. [`normalize`] gives every element a definite length and joins the pieces.
//! Elements that are already definite throughout are copied byte for byte: certificates and signed
//! attributes, over which signatures were made, stay as they are. Nothing is sorted or shortened,
//! so the result is what our readers accept, not necessarily strict DER.

use crate::{Error, encode};

/// Elements nested deeper than this are refused; real messages nest some twenty levels.
const MAXIMUM_DEPTH: usize = 64;

/// The identifier octet of an OCTET STRING in pieces.
const CONSTRUCTED_OCTET_STRING: u8 = 0x24;

/// One element with definite lengths throughout.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Normalized {
    /// The element.
    pub der: Vec<u8>,
    /// How many octets of the input it came from; what follows was not looked at.
    pub length: usize,
    /// Whether anything had to be changed.
    pub changed: bool,
}

/// Gives the first element in `bytes` definite lengths throughout.
///
/// # Errors
/// [`Error::Invalid`] for what is no BER, [`Error::LimitReached`] for too deep a nesting.
pub fn normalize(bytes: &[u8]) -> Result<Normalized, Error> {
    let header = Header::read(bytes)?;
    let (element, rest) = element(&header, 0)?;
    let length = bytes.len() - rest.len();
    Ok(Normalized {
        changed: element.is_some(),
        der: match element {
            Some(rewritten) => rewritten,
            None => bytes.get(..length).unwrap_or_default().to_vec(),
        },
        length,
    })
}

/// How many octets the first element in `bytes` takes. One of definite length is not looked into.
///
/// # Errors
/// As [`normalize`].
pub fn element_length(bytes: &[u8]) -> Result<usize, Error> {
    let header = Header::read(bytes)?;
    let rest = match header.length {
        Some(length) => header.rest.get(length..).ok_or_else(truncated)?,
        None => element(&header, 0)?.1,
    };
    Ok(bytes.len() - rest.len())
}

/// Like [`normalize`], for bytes that hold nothing but `object`.
pub(crate) fn normalize_all(bytes: &[u8], object: &'static str) -> Result<Vec<u8>, Error> {
    let normalized = normalize(bytes)?;
    if normalized.length == bytes.len() {
        return Ok(normalized.der);
    }
    Err(Error::Invalid {
        object,
        reason: "something follows it",
    })
}

/// The first octets of an element.
struct Header<'a> {
    identifier: &'a [u8],
    /// `None` is the indefinite form.
    length: Option<usize>,
    /// Everything after the length octets.
    rest: &'a [u8],
}

impl<'a> Header<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::parse(bytes).ok_or(Error::Invalid {
            object: "BER element",
            reason: "the tag or length cannot be read",
        })
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut size = 1;
        if bytes.first()? & 0x1F == 0x1F {
            // A tag number of several octets: all but the last have the highest bit set.
            let more = bytes.iter().skip(1).take_while(|octet| **octet >= 0x80);
            size = more.count().checked_add(2)?;
        }
        let (identifier, after) = bytes.split_at_checked(size)?;
        let (first, rest) = after.split_first()?;
        let (length, rest) = match *first {
            short @ ..0x80 => (Some(usize::from(short)), rest),
            0x80 => (None, rest),
            long => {
                let (octets, rest) = rest.split_at_checked(usize::from(long & 0x7F))?;
                let mut length = 0usize;
                for octet in octets {
                    length = length.checked_mul(256)?.checked_add(usize::from(*octet))?;
                }
                (Some(length), rest)
            }
        };
        Some(Self {
            identifier,
            length,
            rest,
        })
    }

    fn is_constructed(&self) -> bool {
        self.identifier
            .first()
            .is_some_and(|octet| octet & 0x20 != 0)
    }
}

/// An element rewritten, or `None` if it can stay as it is; and the octets after it.
type Rewritten<'a> = (Option<Vec<u8>>, &'a [u8]);

fn element<'a>(header: &Header<'a>, depth: usize) -> Result<Rewritten<'a>, Error> {
    if depth > MAXIMUM_DEPTH {
        return Err(Error::LimitReached {
            object: "nesting of BER elements",
            limit: MAXIMUM_DEPTH,
        });
    }
    let in_pieces = header.identifier == [CONSTRUCTED_OCTET_STRING];
    let (content, rest) = match header.length {
        Some(length) => {
            let (content, rest) = header.rest.split_at_checked(length).ok_or_else(truncated)?;
            if !header.is_constructed() {
                return Ok((None, rest));
            }
            let (content, changed) = definite(content, in_pieces, depth)?;
            if !changed && !in_pieces {
                return Ok((None, rest));
            }
            (content, rest)
        }
        None if header.is_constructed() => indefinite(header.rest, in_pieces, depth)?,
        None => {
            return Err(Error::Invalid {
                object: "BER element",
                reason: "a primitive element has no length",
            });
        }
    };
    let identifier: &[u8] = if in_pieces {
        &[0x04]
    } else {
        header.identifier
    };
    let rewritten = [
        identifier,
        encode::length(content.len()).as_slice(),
        &content,
    ]
    .concat();
    Ok((Some(rewritten), rest))
}

/// The contents of a constructed element of definite length, and whether anything changed.
fn definite(mut content: &[u8], pieces: bool, depth: usize) -> Result<(Vec<u8>, bool), Error> {
    let mut result = Vec::new();
    let mut changed = false;
    while !content.is_empty() {
        let header = Header::read(content)?;
        let (rest, rewritten) = child(&header, content, pieces, depth, &mut result)?;
        changed |= rewritten;
        content = rest;
    }
    Ok((result, changed))
}

/// The contents of a constructed element up to its end-of-contents octets, and what follows them.
fn indefinite(mut content: &[u8], pieces: bool, depth: usize) -> Result<(Vec<u8>, &[u8]), Error> {
    let mut result = Vec::new();
    loop {
        if let [0, 0, rest @ ..] = content {
            return Ok((result, rest));
        }
        if content.is_empty() {
            return Err(truncated());
        }
        let header = Header::read(content)?;
        (content, _) = child(&header, content, pieces, depth, &mut result)?;
    }
}

/// Appends one child, or of an octet string in pieces the contents of one piece.
fn child<'a>(
    header: &Header<'a>,
    whole: &'a [u8],
    pieces: bool,
    depth: usize,
    result: &mut Vec<u8>,
) -> Result<(&'a [u8], bool), Error> {
    let (rewritten, rest) = element(header, depth + 1)?;
    let changed = rewritten.is_some();
    let found = whole.get(..whole.len() - rest.len()).unwrap_or_default();
    let child = rewritten.as_deref().unwrap_or(found);
    if !pieces {
        result.extend_from_slice(child);
        return Ok((rest, changed));
    }
    let piece = Header::read(child)?;
    if piece.identifier != [0x04] {
        return Err(Error::Invalid {
            object: "BER element",
            reason: "an octet string has a piece of another type",
        });
    }
    result.extend_from_slice(piece.rest);
    Ok((rest, changed))
}

fn truncated() -> Error {
    Error::Invalid {
        object: "BER element",
        reason: "the contents end too early",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definite_elements_are_copied_as_they_are() {
        // A length of one octet more than need be stays.
        let odd = [0x30, 0x81, 0x05, 0x04, 0x03, 1, 2, 3];
        let normalized = normalize(&[&odd[..], &[0, 0]].concat()).unwrap();
        assert_eq!(normalized.der, odd);
        assert_eq!((normalized.length, normalized.changed), (8, false));
    }

    #[test]
    fn indefinite_lengths_and_pieces_disappear() {
        let inside = [0x30, 0x81, 0x01, 0x05];
        let ber = [
            &[
                0x30, 0x80, 0xA0, 0x80, 0x24, 0x80, 0x04, 1, 9, 0x24, 3, 0x04, 1, 8, 0, 0, 0, 0,
            ][..],
            &inside[..2],
            &[0x02, 0x05, 0x00, 0, 0, 7],
        ]
        .concat();
        let normalized = normalize(&ber).unwrap();
        let expected = [
            0x30, 11, 0xA0, 4, 0x04, 2, 9, 8, 0x30, 0x81, 0x02, 0x05, 0x00,
        ];
        assert_eq!(normalized.der, expected);
        assert_eq!(
            (normalized.length, normalized.changed),
            (ber.len() - 1, true)
        );
    }

    #[test]
    fn nonsense_and_depth_are_refused() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x80, 0],
            &[0x04, 0x80, 0, 0],
            &[0x30, 0x05, 1],
            &[0x24, 0x03, 0x02, 1, 1],
            &[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1],
            &[0x1F, 0xFF],
        ] {
            assert!(normalize(bytes).is_err(), "{bytes:02X?}");
        }
        let deep = [[0x30, 0x80]; 100].concat();
        assert_eq!(normalize(&deep).unwrap_err().code(), "pki-limit");
    }
}
