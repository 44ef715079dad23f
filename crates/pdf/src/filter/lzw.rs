//! `LZWDecode` (ISO 32000-2, 7.4.4.2).

use crate::error::Error;

const CLEAR: u16 = 256;
const END: u16 = 257;
const FIRST: u16 = 258;
const MOST: usize = 4096;

/// Expands `data`; with `early_change` the code length grows one code early, the usual way.
pub(super) fn decode(data: &[u8], early_change: bool, limit: usize) -> Result<Vec<u8>, Error> {
    let mut bits = Bits {
        data: data.iter(),
        buffer: 0,
        held: 0,
    };
    let mut table = Table::default();
    let mut decoded = Vec::new();
    let mut previous = None;
    while let Some(code) = bits.take(table.width(early_change)) {
        match code {
            CLEAR => {
                table = Table::default();
                previous = None;
                continue;
            }
            END => break,
            _ => {}
        }
        let start = decoded.len();
        if usize::from(code) < table.next() {
            table.expand(code, &mut decoded);
        } else if let Some(previous) = previous {
            // The code being defined right now: its string begins with its own last byte.
            table.expand(previous, &mut decoded);
            decoded.extend(decoded.get(start).copied());
        } else {
            return Err(Error::BadStreamData {
                filter: "LZWDecode",
                reason: "a code is used before it is defined",
            });
        }
        if decoded.len() > limit {
            return Err(Error::StreamTooLarge { limit });
        }
        if let (Some(previous), Some(first)) = (previous, decoded.get(start)) {
            table.add(previous, *first);
        }
        previous = Some(code);
    }
    Ok(decoded)
}

/// Strings by code: each is another code's string and one more byte.
#[derive(Default)]
struct Table {
    strings: Vec<(u16, u8)>,
}

impl Table {
    /// The code that comes next.
    fn next(&self) -> usize {
        usize::from(FIRST) + self.strings.len()
    }

    fn width(&self, early_change: bool) -> u32 {
        match self.next() + usize::from(early_change) {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        }
    }

    fn add(&mut self, prefix: u16, byte: u8) {
        if self.next() < MOST {
            self.strings.push((prefix, byte));
        }
    }

    fn expand(&self, code: u16, decoded: &mut Vec<u8>) {
        let start = decoded.len();
        let mut code = code;
        // A prefix is always older than its string, so this ends.
        while let Some((prefix, byte)) = code
            .checked_sub(FIRST)
            .and_then(|index| self.strings.get(usize::from(index)))
        {
            decoded.push(*byte);
            code = *prefix;
        }
        decoded.extend(u8::try_from(code));
        if let Some(string) = decoded.get_mut(start..) {
            string.reverse();
        }
    }
}

/// Codes of 9 to 12 bits, high bit first.
struct Bits<'a> {
    data: std::slice::Iter<'a, u8>,
    buffer: u32,
    held: u32,
}

impl Bits<'_> {
    fn take(&mut self, width: u32) -> Option<u16> {
        while self.held < width {
            self.buffer = self.buffer << 8 | u32::from(*self.data.next()?);
            self.held += 8;
        }
        self.held -= width;
        let code = self.buffer >> self.held;
        self.buffer &= (1 << self.held) - 1;
        u16::try_from(code).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard() {
        // ISO 32000-2, 7.4.4.2, example 1.
        let encoded = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        let decoded = decode(&encoded, true, 100).unwrap();
        assert_eq!(decoded, [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(
            decode(&encoded, true, 9).unwrap_err().code(),
            "pdf-stream-too-large"
        );
    }

    #[test]
    fn a_code_from_nowhere_is_an_error() {
        assert_eq!(
            decode(&[0xff, 0xff], true, 100).unwrap_err().code(),
            "pdf-bad-stream-data"
        );
    }
}
