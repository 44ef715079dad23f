//! `ASCIIHexDecode` and `ASCII85Decode` (ISO 32000-2, 7.4.2 and 7.4.3).

use crate::error::Error;
use crate::lexer::{hex_digit, is_space};

/// Pairs of hexadecimal digits up to `>`.
pub(super) fn decode_hex(data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut decoded = Vec::with_capacity(data.len() / 2);
    let mut high = None;
    for byte in data.iter().copied().take_while(|byte| *byte != b'>') {
        if is_space(byte) {
            continue;
        }
        let digit = hex_digit(byte).ok_or(Error::BadStreamData {
            filter: "ASCIIHexDecode",
            reason: "a byte is not a hexadecimal digit",
        })?;
        match high.take() {
            None => high = Some(digit),
            Some(high) => decoded.push(high << 4 | digit),
        }
    }
    decoded.extend(high.map(|high| high << 4));
    Ok(decoded)
}

/// Groups of five base-85 digits up to `~>`; `z` stands for four zero bytes.
pub(super) fn decode_85(data: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let bad = |reason| Error::BadStreamData {
        filter: "ASCII85Decode",
        reason,
    };
    let mut decoded = Vec::with_capacity(data.len() / 5 * 4);
    let mut group = Vec::with_capacity(5);
    let data = data.strip_prefix(b"<~").unwrap_or(data);
    for byte in data.iter().copied().take_while(|byte| *byte != b'~') {
        match byte {
            b'z' if group.is_empty() => decoded.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ if is_space(byte) => {}
            _ => return Err(bad("a byte is not a base-85 digit")),
        }
        if group.len() == 5 {
            let value = value_85(&group).ok_or(bad("a group is larger than four bytes"))?;
            decoded.extend(value.to_be_bytes());
            group.clear();
        }
        if decoded.len() > limit {
            return Err(Error::StreamTooLarge { limit });
        }
    }
    if group.len() > 1 {
        let bytes = group.len() - 1;
        group.resize(5, 84);
        let value = value_85(&group).ok_or(bad("a group is larger than four bytes"))?;
        decoded.extend(value.to_be_bytes().into_iter().take(bytes));
    }
    Ok(decoded)
}

fn value_85(group: &[u8]) -> Option<u32> {
    group.iter().try_fold(0_u32, |value, digit| {
        value.checked_mul(85)?.checked_add(u32::from(*digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_with_an_odd_end() {
        assert_eq!(decode_hex(b"48 65 6c6C 6f7>ignored").unwrap(), b"Hellop");
        assert_eq!(decode_hex(b"4g").unwrap_err().code(), "pdf-bad-stream-data");
    }

    #[test]
    fn base_85_with_short_groups() {
        assert_eq!(
            decode_85(b"87cURD]i,\"Ebo80~>", 100).unwrap(),
            b"Hello World!"
        );
        assert_eq!(
            decode_85(b"87cUR D]i,\"Ebo7~>", 100).unwrap(),
            b"Hello World"
        );
        assert_eq!(decode_85(b"z~>", 100).unwrap(), [0; 4]);
        assert_eq!(
            decode_85(b"uuuuu~>", 100).unwrap_err().code(),
            "pdf-bad-stream-data"
        );
        assert_eq!(
            decode_85(b"zzz~>", 8).unwrap_err().code(),
            "pdf-stream-too-large"
        );
    }
}
