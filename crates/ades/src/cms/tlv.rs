//! Tag, length, value: the layer of ASN.1 that must not lose a byte (X.690, 8.1).
//!
//! Signed attributes are hashed and certificates compared as they stand in the file, so this
//! reader hands out spans and never re-encodes. Sets may be unsorted and lengths longer than need
//! be: other signers write such things, and a digest over the found bytes is right all the same.
//! Indefinite lengths are named by an error of their own. What the values mean is not known here.

use super::CmsError;

/// `OCTET STRING`.
pub(crate) const OCTET_STRING: u8 = 0x04;
/// `INTEGER`.
pub(crate) const INTEGER: u8 = 0x02;
/// `OBJECT IDENTIFIER`.
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
/// `SEQUENCE` and `SEQUENCE OF`.
pub(crate) const SEQUENCE: u8 = 0x30;
/// `SET` and `SET OF`.
pub(crate) const SET: u8 = 0x31;

/// A constructed context-specific tag.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// One element with the bytes it was written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Element<'a> {
    /// The identifier octet.
    pub(crate) tag: u8,
    /// Identifier, length and value.
    pub(crate) whole: &'a [u8],
    /// The value alone.
    pub(crate) value: &'a [u8],
    /// Where the value begins in the outermost input.
    pub(crate) value_offset: usize,
}

impl<'a> Element<'a> {
    /// A reader over the elements inside.
    pub(crate) fn contents(&self) -> Reader<'a> {
        Reader {
            rest: self.value,
            offset: self.value_offset,
        }
    }
}

/// Reads elements one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader over `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            offset: 0,
        }
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// How many bytes were read, counted from the outermost input.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, CmsError> {
        let malformed = CmsError::Malformed {
            offset: self.offset,
        };
        let (&tag, after_tag) = self.rest.split_first().ok_or(malformed.clone())?;
        // Tag numbers above 30 occur nowhere in CMS.
        if tag & 0x1f == 0x1f {
            return Err(malformed);
        }
        let (length, after_length) = match length(after_tag) {
            Ok(Some(found)) => found,
            Ok(None) => {
                return Err(CmsError::IndefiniteLength {
                    offset: self.offset,
                });
            }
            Err(()) => return Err(malformed),
        };
        let (value, rest) = after_length
            .split_at_checked(length)
            .ok_or(malformed.clone())?;
        let header = self.rest.len() - after_length.len();
        let whole = self.rest.get(..header + length).ok_or(malformed)?;
        let value_offset = self.offset + header;
        self.rest = rest;
        self.offset = value_offset + length;
        Ok(Element {
            tag,
            whole,
            value,
            value_offset,
        })
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, CmsError> {
        let offset = self.offset;
        let element = self.any()?;
        if element.tag != tag {
            return Err(CmsError::Unexpected {
                offset,
                expected: tag,
                found: element.tag,
            });
        }
        Ok(element)
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, CmsError> {
        match self.rest.first() {
            Some(&found) if found == tag => self.any().map(Some),
            _ => Ok(None),
        }
    }

    /// Refuses bytes that nobody asked for.
    pub(crate) fn finish(&self) -> Result<(), CmsError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(CmsError::Malformed {
                offset: self.offset,
            })
        }
    }
}

/// The length octets: the length and what follows them, or `None` for the indefinite form.
fn length(bytes: &[u8]) -> Result<Option<(usize, &[u8])>, ()> {
    let (&first, rest) = bytes.split_first().ok_or(())?;
    match first {
        0x80 => Ok(None),
        0..0x80 => Ok(Some((usize::from(first), rest))),
        _ => {
            let count = usize::from(first & 0x7f);
            // Four octets hold any length that fits into a file we accept.
            if count > 4 {
                return Err(());
            }
            let (octets, rest) = rest.split_at_checked(count).ok_or(())?;
            let length = octets
                .iter()
                .fold(0_usize, |sum, octet| (sum << 8) | usize::from(*octet));
            Ok(Some((length, rest)))
        }
    }
}

/// Writes one element: `tag`, the shortest length, `value`.
pub(crate) fn write(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = value.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let octets: Vec<u8> = length
                .to_be_bytes()
                .into_iter()
                .skip_while(|octet| *octet == 0)
                .collect();
            // A usize has at most eight octets.
            out.push(0x80 | u8::try_from(octets.len()).unwrap_or(8));
            out.extend(octets);
        }
    }
    out.extend_from_slice(value);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let value = vec![7; length];
            let encoded = write(OCTET_STRING, &value);
            let mut reader = Reader::new(&encoded);
            let element = reader.expect(OCTET_STRING).unwrap();
            assert_eq!(element.value, value);
            assert_eq!(element.whole, encoded);
            assert!(reader.finish().is_ok());
        }
    }

    #[test]
    fn an_indefinite_length_has_its_own_error() {
        let error = Reader::new(&[0x30, 0x80, 0, 0]).any().unwrap_err();
        assert_eq!(error, CmsError::IndefiniteLength { offset: 0 });
    }

    #[test]
    fn a_length_beyond_the_end_is_malformed() {
        for bytes in [
            &[0x30][..],
            &[0x30, 5, 1],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x30, 0x85, 0, 0, 0, 0, 1, 0],
            &[0x3f, 0x81, 1, 0],
        ] {
            let error = Reader::new(bytes).any().unwrap_err();
            assert_eq!(error, CmsError::Malformed { offset: 0 });
        }
    }
}
