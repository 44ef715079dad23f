//! BER to DER, as far as PKCS#12 files need it (X.690, 8 and 10).
//!
//! Firefox and what shares its library write lengths as "until the end mark" and strings in pieces.
//! Here lengths become definite and strings whole; nothing is sorted or otherwise made canonical.

/// Deeper nesting is not a key file.
const MAX_DEPTH: usize = 32;

const OBJECT_IDENTIFIER: u8 = 0x06;
const OCTET_STRING: u8 = 0x04;
const CONSTRUCTED_OCTET_STRING: u8 = 0x24;
const SEQUENCE: u8 = 0x30;
const IMPLICIT: u8 = 0x80;
const CONSTRUCTED_IMPLICIT: u8 = 0xa0;
const CONSTRUCTED: u8 = 0x20;

/// The one value that `bytes` consist of, with definite lengths; `None` if they are not BER.
pub(crate) fn to_der(bytes: &[u8]) -> Option<Vec<u8>> {
    let (value, rest) = read(bytes, MAX_DEPTH)?;
    rest.is_empty().then(|| value.encode())
}

struct Value {
    tag: u8,
    content: Vec<u8>,
}

impl Value {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.tag];
        let length = self.content.len();
        match u8::try_from(length) {
            Ok(short) if short < 0x80 => bytes.push(short),
            _ => {
                let digits = length.to_be_bytes();
                let zeros = digits.iter().take_while(|digit| **digit == 0).count();
                let digits = digits.get(zeros..).unwrap_or_default();
                bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or(0x7f));
                bytes.extend(digits);
            }
        }
        bytes.extend(&self.content);
        bytes
    }
}

/// One value, and what follows it.
fn read(bytes: &[u8], depth: usize) -> Option<(Value, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&length, rest) = rest.split_first()?;
    // Tags of more than one byte do not occur here.
    if depth == 0 || tag & 0x1f == 0x1f {
        return None;
    }
    let constructed = tag & CONSTRUCTED != 0;
    if length == 0x80 {
        let (children, rest) = constructed.then(|| until_mark(rest, depth)).flatten()?;
        return Some((join(tag, children), rest));
    }
    let (length, rest) = definite(length, rest)?;
    let (content, rest) = rest.split_at_checked(length)?;
    let value = if constructed {
        join(tag, all(content, depth)?)
    } else {
        Value {
            tag,
            content: content.to_vec(),
        }
    };
    Some((value, rest))
}

/// A definite length (X.690, 8.1.3), and what follows it.
fn definite(first: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let length = digits.iter().try_fold(0_usize, |length, digit| {
        length.checked_mul(256)?.checked_add(usize::from(*digit))
    })?;
    Some((length, rest))
}

/// The values up to the end mark, and what follows it.
fn until_mark(mut bytes: &[u8], depth: usize) -> Option<(Vec<Value>, &[u8])> {
    let mut children = Vec::new();
    loop {
        if let Some(rest) = bytes.strip_prefix(&[0, 0]) {
            return Some((children, rest));
        }
        let (child, rest) = read(bytes, depth - 1)?;
        children.push(child);
        bytes = rest;
    }
}

fn all(mut bytes: &[u8], depth: usize) -> Option<Vec<Value>> {
    let mut children = Vec::new();
    while !bytes.is_empty() {
        let (child, rest) = read(bytes, depth - 1)?;
        children.push(child);
        bytes = rest;
    }
    Some(children)
}

/// A constructed value; strings in pieces become one piece.
fn join(tag: u8, mut children: Vec<Value>) -> Value {
    if tag == CONSTRUCTED_OCTET_STRING {
        return Value {
            tag: OCTET_STRING,
            content: children
                .into_iter()
                .flat_map(|piece| piece.content)
                .collect(),
        };
    }
    if tag == SEQUENCE {
        join_encrypted_content(&mut children);
    }
    // Whether [0] is a string in pieces only its sequence tells; a single one is left for that.
    Value {
        tag,
        content: children.iter().flat_map(Value::encode).collect(),
    }
}

/// `EncryptedContentInfo ::= SEQUENCE { OID, AlgorithmIdentifier, [0] IMPLICIT OCTET STRING }`
/// (RFC 5652, 6.1) is the one place where a string in pieces hides behind another tag.
fn join_encrypted_content(children: &mut [Value]) {
    if let [first, second, third] = children
        && (first.tag, second.tag, third.tag) == (OBJECT_IDENTIFIER, SEQUENCE, CONSTRUCTED_IMPLICIT)
        && let Some(pieces) = all(&third.content, MAX_DEPTH)
        && pieces.iter().all(|piece| piece.tag == OCTET_STRING)
    {
        third.tag = IMPLICIT;
        third.content = pieces.into_iter().flat_map(|piece| piece.content).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::to_der;

    #[test]
    fn lengths_become_definite_and_strings_whole() {
        let ber = [
            0x30, 0x80, 0x24, 0x80, 4, 1, 7, 4, 2, 8, 9, 0, 0, 2, 0x81, 1, 5, 0, 0,
        ];
        assert_eq!(to_der(&ber).unwrap(), [0x30, 8, 4, 3, 7, 8, 9, 2, 1, 5]);
        let encrypted = [
            0x30, 0x80, 6, 1, 1, 0x30, 0, 0xa0, 0x80, 4, 1, 7, 4, 1, 8, 0, 0, 0, 0,
        ];
        assert_eq!(
            to_der(&encrypted).unwrap(),
            [0x30, 9, 6, 1, 1, 0x30, 0, 0x80, 2, 7, 8]
        );
    }

    #[test]
    fn long_strings_get_long_lengths() {
        for length in [127_usize, 128, 255, 256, 70_000] {
            let mut ber = vec![0x24, 0x80, 0x04, 0x84];
            ber.extend(u32::try_from(length).unwrap().to_be_bytes());
            ber.extend(vec![1; length]);
            ber.extend([0, 0]);
            let der = to_der(&ber).unwrap();
            assert_eq!(to_der(&der).unwrap(), der);
            assert!(der.ends_with(&vec![1; length]) && der.len() <= length + 5);
        }
    }

    #[test]
    fn what_is_not_ber_is_refused() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x80, 0],
            &[0x04, 0x80, 0, 0],
            &[0x30, 2, 2, 1],
            &[0x30, 0, 0],
            &[0x1f, 1, 0],
            &[0x04, 0xff, 1, 2, 3],
            &[0x30; 200],
            &[0x30, 0x80].repeat(100),
        ] {
            assert!(to_der(bytes).is_none(), "{bytes:?}");
        }
    }
}
