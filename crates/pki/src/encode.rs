//! Writing DER by hand (X.690, 8 and 10): for the small structures of this crate, of signature
//! formats and of the test authority.
//!
//! Every function returns one complete element. Nothing here fails: a caller that puts the wrong
//! thing together gets well-formed DER of the wrong type.

use const_oid::ObjectIdentifier;
use der::Encode;
use time::UtcDateTime;

/// An element with this identifier octet (low tag numbers only) and these contents.
#[must_use]
pub fn element(identifier: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![identifier];
    bytes.extend(length(content.len()));
    bytes.extend_from_slice(content);
    bytes
}

/// The length octets for contents of this many octets.
#[must_use]
pub fn length(octets: usize) -> Vec<u8> {
    match u8::try_from(octets) {
        Ok(short) if short < 0x80 => vec![short],
        _ => {
            let length = octets.to_be_bytes();
            let significant = length.iter().skip_while(|octet| **octet == 0);
            let mut bytes: Vec<u8> = significant.copied().collect();
            bytes.insert(0, 0x80 | u8::try_from(bytes.len()).unwrap_or(0x7F));
            bytes
        }
    }
}

/// A SEQUENCE of these elements.
#[must_use]
pub fn sequence<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    element(0x30, &concat(parts))
}

/// A SET OF these elements, in the order DER demands.
#[must_use]
pub fn set_of<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    element(0x31, &sorted(parts))
}

/// Elements in the order of a DER SET OF, without the set around them.
#[must_use]
pub fn sorted<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    parts.sort_unstable();
    parts.concat()
}

/// The elements one after the other.
#[must_use]
pub fn concat<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    parts.concat()
}

/// `[number]` constructed, around these contents: EXPLICIT, or IMPLICIT over a constructed type.
#[must_use]
pub fn constructed(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xA0 | (number & 0x1F), content)
}

/// `[number]` primitive: IMPLICIT over a primitive type.
#[must_use]
pub fn primitive(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | (number & 0x1F), content)
}

/// A non-negative INTEGER from its big-endian octets.
#[must_use]
pub fn unsigned(octets: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = octets.iter().copied().skip_while(|o| *o == 0).collect();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    element(0x02, &content)
}

/// A small non-negative INTEGER.
#[must_use]
pub fn integer(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// An ENUMERATED value.
#[must_use]
pub fn enumerated(value: u8) -> Vec<u8> {
    element(0x0A, &[value])
}

/// A BOOLEAN.
#[must_use]
pub fn boolean(value: bool) -> Vec<u8> {
    element(0x01, &[if value { 0xFF } else { 0 }])
}

/// NULL.
#[must_use]
pub fn null() -> Vec<u8> {
    element(0x05, &[])
}

/// An OBJECT IDENTIFIER.
#[must_use]
pub fn oid(value: ObjectIdentifier) -> Vec<u8> {
    element(0x06, value.as_bytes())
}

/// An OCTET STRING.
#[must_use]
pub fn octet_string(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

/// A BIT STRING of whole octets.
#[must_use]
pub fn bit_string(content: &[u8]) -> Vec<u8> {
    element(0x03, &concat(&[&[0], content]))
}

/// A `UTF8String`.
#[must_use]
pub fn utf8(text: &str) -> Vec<u8> {
    element(0x0C, text.as_bytes())
}

/// A `PrintableString`; the caller sees to its alphabet.
#[must_use]
pub fn printable(text: &str) -> Vec<u8> {
    element(0x13, text.as_bytes())
}

/// An `IA5String`; the caller sees to its alphabet.
#[must_use]
pub fn ia5(text: &str) -> Vec<u8> {
    element(0x16, text.as_bytes())
}

/// A `GeneralizedTime` in whole seconds.
#[must_use]
pub fn generalized_time(at: UtcDateTime) -> Vec<u8> {
    let text = format!("{:04}{}", at.year(), month_to_second(at));
    element(0x18, text.as_bytes())
}

/// A `Time` of a certificate or CRL: `UTCTime` up to 2049, `GeneralizedTime` later (RFC 5280,
/// 4.1.2.5).
#[must_use]
pub fn time(at: UtcDateTime) -> Vec<u8> {
    if (1950..2050).contains(&at.year()) {
        let text = format!("{:02}{}", at.year().rem_euclid(100), month_to_second(at));
        element(0x17, text.as_bytes())
    } else {
        generalized_time(at)
    }
}

/// Any value that can encode itself, for example an `AlgorithmIdentifier`.
///
/// # Errors
/// Lengths beyond what the encoder supports (256 MiB).
pub fn value(value: &impl Encode) -> Result<Vec<u8>, crate::Error> {
    value
        .to_der()
        .map_err(crate::Error::malformed("value to encode"))
}

/// The PEM text of `content` under `label` (RFC 7468).
#[must_use]
pub fn pem(label: &str, content: &[u8]) -> String {
    der::pem::encode_string(label, der::pem::LineEnding::LF, content).unwrap_or_default()
}

fn month_to_second(at: UtcDateTime) -> String {
    format!(
        "{:02}{:02}{:02}{:02}{:02}Z",
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}
