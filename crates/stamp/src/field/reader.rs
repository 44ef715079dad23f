//! A field's font as it stands in the file, so that a value can be drawn with it.
//!
//! The codes and widths are read back from the file, not made again: the field may have been
//! prepared by another version of this program, with another version of the typeface.

use std::collections::BTreeMap;

use pdf::{Dictionary, Object, ObjectId, Update};

use crate::Error;

/// The most glyphs that are read from a font.
const MOST_GLYPHS: usize = 70_000;

/// Codes, widths and heights of an embedded font, for a size of one point.
#[derive(Debug)]
pub(super) struct EmbeddedFont {
    codes: BTreeMap<char, u16>,
    widths: Vec<f64>,
    pub(super) ascent: f64,
    pub(super) descent: f64,
}

impl EmbeddedFont {
    /// Reads a font as [`crate::font::subset::Subset::embed`] writes it; `None` if it is another.
    pub(super) fn read(update: &Update, font: ObjectId) -> Result<Option<Self>, Error> {
        let font = update.get(font)?;
        let Some(font) = font.as_dictionary() else {
            return Ok(None);
        };
        let map = text(update, font)?;
        let descendants = update.lookup(font, "DescendantFonts")?;
        let first = descendants.as_array().and_then(<[Object]>::first);
        let descendant = update.resolve(first.unwrap_or(&Object::Null))?;
        let Some(descendant) = descendant.as_dictionary() else {
            return Ok(None);
        };
        let descriptor = update.lookup(descendant, "FontDescriptor")?;
        let height = |key: &str| Some(descriptor.as_dictionary()?.get(key)?.as_number()? / 1000.0);
        let (Some(map), Some(ascent), Some(descent)) = (map, height("Ascent"), height("Descent"))
        else {
            return Ok(None);
        };
        let widths = update.lookup(descendant, "W")?;
        let Some([_, Object::Array(widths)]) = widths.as_array() else {
            return Ok(None);
        };
        let widths = widths.iter().take(MOST_GLYPHS);
        Ok(Some(Self {
            codes: codes(&map),
            widths: widths
                .map(|width| width.as_number().unwrap_or(0.0) / 1000.0)
                .collect(),
            ascent,
            descent: -descent,
        }))
    }

    /// The codes of a text and its width at a size of one point.
    pub(super) fn encode(&self, text: &str) -> Result<(Vec<u8>, f64), Error> {
        let missing: String = text
            .chars()
            .filter(|c| !self.codes.contains_key(c))
            .collect();
        if !missing.is_empty() {
            return Err(Error::UnsupportedLetters {
                missing,
                text: text.to_owned(),
            });
        }
        let mut codes = Vec::new();
        let mut width = 0.0;
        for code in text.chars().filter_map(|letter| self.codes.get(&letter)) {
            codes.extend(code.to_be_bytes());
            width += self.widths.get(usize::from(*code)).unwrap_or(&0.0);
        }
        Ok((codes, width))
    }
}

/// The character map of the font.
fn text(update: &Update, font: &Dictionary) -> Result<Option<String>, Error> {
    let map = update.lookup(font, "ToUnicode")?;
    let Some(stream) = map.as_stream() else {
        return Ok(None);
    };
    let bytes = update.document().latest().stream_data(stream)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The entries of `bfchar` blocks, from letters to codes.
fn codes(map: &str) -> BTreeMap<char, u16> {
    let mut codes = BTreeMap::new();
    for line in map.lines().take(MOST_GLYPHS) {
        let Some((code, unicode)) = line.trim().split_once("> <") else {
            continue;
        };
        let code = u16::from_str_radix(code.trim_start_matches('<'), 16);
        let unit = u32::from_str_radix(unicode.trim_end_matches('>'), 16);
        if let (Ok(code), Some(letter)) = (code, unit.ok().and_then(char::from_u32)) {
            codes.insert(letter, code);
        }
    }
    codes
}
