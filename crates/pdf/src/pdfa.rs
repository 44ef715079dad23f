//! What a file claims about PDF/A (ISO 19005) in its XMP metadata.
//!
//! A claim, no proof: whether the file keeps to the standard is for a validator. What is appended
//! to a file must keep to what it claims; the rules for that are in `docs/pdfa.md`.

use serde::Serialize;

use crate::{Error, Object, View};

/// The namespace of the PDF/A identification schema (ISO 19005-1, 6.7.11).
const NAMESPACE: &str = "http://www.aiim.org/pdfa/ns/id/";

/// A claim to conform to PDF/A.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct PdfA {
    /// The part of ISO 19005, 1 to 4.
    pub part: u8,
    /// The level; part 4 knows a form without one.
    pub level: Option<PdfALevel>,
}

/// The levels of the parts of PDF/A.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PdfALevel {
    /// A: tagged, with text in Unicode.
    Accessible,
    /// B: looks the same everywhere.
    Basic,
    /// U: text in Unicode (parts 2 and 3).
    Unicode,
    /// E: for engineering (part 4).
    Engineering,
    /// F: with any files attached (part 4).
    Files,
}

/// Reads what the document claims; none if it claims nothing that can be understood.
///
/// # Errors
/// What is wrong with the catalog or the metadata stream.
pub fn conformance(view: &View<'_>) -> Result<Option<PdfA>, Error> {
    let catalog = view.catalog()?;
    let Object::Stream(metadata) = view.lookup(&catalog, "Metadata")? else {
        return Ok(None);
    };
    Ok(claim(&text(&view.stream_data(&metadata)?)))
}

/// XMP is UTF-8 as a rule, and may be UTF-16 behind its mark (XMP part 1, 7.3).
fn text(bytes: &[u8]) -> String {
    let units = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2);
        let units = units.filter_map(|pair| Some(read(pair.try_into().ok()?)));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn claim(xmp: &str) -> Option<PdfA> {
    let prefix = prefix(xmp)?;
    let part = property(xmp, prefix, "part")?.parse().ok()?;
    let level = match property(xmp, prefix, "conformance") {
        Some("A") => Some(PdfALevel::Accessible),
        Some("B") => Some(PdfALevel::Basic),
        Some("U") => Some(PdfALevel::Unicode),
        Some("E") => Some(PdfALevel::Engineering),
        Some("F") => Some(PdfALevel::Files),
        _ => None,
    };
    (1..=4).contains(&part).then_some(PdfA { part, level })
}

/// The prefix bound to the namespace: `x` of `xmlns:x="http://…"`. It is `pdfaid` in practice, as
/// part 1 demands.
fn prefix(xmp: &str) -> Option<&str> {
    let before = xmp.get(..xmp.find(NAMESPACE)?)?;
    let before = before.trim_end_matches(['"', '\'']).trim_end();
    let before = before.strip_suffix('=')?.trim_end();
    let (_, prefix) = before.rsplit_once("xmlns:")?;
    (!prefix.is_empty() && !prefix.contains(char::is_whitespace)).then_some(prefix)
}

/// The value of a property, written as an attribute or as an element (XMP part 1, 7.9.2.2).
fn property<'a>(xmp: &'a str, prefix: &str, name: &str) -> Option<&'a str> {
    let name = format!("{prefix}:{name}");
    xmp.match_indices(&name).find_map(|(at, _)| {
        let rest = xmp.get(at..)?.strip_prefix(&name)?.trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value.get(1..)?.split(quote).next().map(str::trim);
        }
        let value = rest.strip_prefix('>')?;
        value.split('<').next().map(str::trim)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASIC: PdfA = PdfA {
        part: 2,
        level: Some(PdfALevel::Basic),
    };

    #[test]
    fn elements_attributes_and_other_prefixes_are_read() {
        let elements = "<rdf:Description xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
            <pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
        assert_eq!(claim(elements), Some(BASIC));
        let attributes = "<rdf:Description pdfaid:conformance='B' pdfaid:part='2' \
            xmlns:pdfaid = 'http://www.aiim.org/pdfa/ns/id/'/>";
        assert_eq!(claim(attributes), Some(BASIC));
        let other = elements.replace("pdfaid", "a");
        assert_eq!(claim(&other), Some(BASIC));
        let fourth = "<x xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"4\"/>";
        let expected = PdfA {
            part: 4,
            level: None,
        };
        assert_eq!(claim(fourth), Some(expected));
    }

    #[test]
    fn no_claim_is_none() {
        assert_eq!(claim(""), None);
        assert_eq!(claim("<pdfaid:part>2</pdfaid:part>"), None);
        let namespace = "<x xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"";
        assert_eq!(claim(namespace), None);
        assert_eq!(claim(&format!("{namespace} pdfaid:part=\"9\"")), None);
    }

    #[test]
    fn utf_16_is_understood() {
        let mut bytes = vec![0xfe, 0xff];
        bytes.extend("số".encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(text(&bytes), "số");
    }
}
