//! A part of a face: the glyphs of some letters, numbered anew from 1.
//!
//! How a subset is written into a PDF is in `embed.rs`.

use std::collections::{BTreeMap, BTreeSet};

use subsetter::GlyphRemapper;

use super::{Face, prepare};
use crate::Error;

/// A part of a face: the glyphs of some letters, numbered anew from 1.
#[derive(Clone, Debug)]
pub struct Subset {
    pub(super) face: Face,
    /// The glyph of each letter in the subset.
    pub(super) glyphs: BTreeMap<char, u16>,
    /// The font file of the subset.
    pub(super) data: Vec<u8>,
}

impl Subset {
    /// The subset of `face` with the letters of `text`.
    ///
    /// # Errors
    /// [`Error::UnsupportedLetters`] when a character has no glyph.
    pub fn new(face: Face, text: impl IntoIterator<Item = char>) -> Result<Self, Error> {
        let metrics = face.metrics()?;
        let letters: BTreeSet<char> = text.into_iter().collect();
        let all: String = letters.iter().collect();
        let mut remapper = GlyphRemapper::new();
        let mut glyphs = BTreeMap::new();
        for letter in letters {
            let glyph = metrics.glyph(letter, &all)?;
            glyphs.insert(letter, remapper.remap(glyph.0));
        }
        let data = subsetter::subset(face.data(), 0, &remapper)
            .map_err(|error| Error::Font(error.to_string()))?;
        Ok(Self { face, glyphs, data })
    }

    /// The codes that show `text`, two bytes a glyph.
    ///
    /// # Errors
    /// [`Error::UnsupportedLetters`] when the text has a letter that the subset lacks.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>, Error> {
        let text = prepare(text);
        let mut codes = Vec::new();
        for letter in text.chars() {
            let glyph = self.glyphs.get(&letter).ok_or_else(|| {
                let missing = text.chars().filter(|c| !self.glyphs.contains_key(c));
                Error::UnsupportedLetters {
                    missing: missing.collect(),
                    text: text.clone(),
                }
            })?;
            codes.extend(glyph.to_be_bytes());
        }
        Ok(codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subset_holds_only_what_was_asked() {
        let subset = Subset::new(Face::Regular, "Số 521".chars()).unwrap();
        assert!(subset.data.len() < Face::Regular.data().len() / 10);
        assert_eq!(subset.encode("52").unwrap().len(), 4);
        assert!(subset.encode("9").is_err());
    }
}
