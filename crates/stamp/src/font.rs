//! The embedded typeface: Liberation Serif in three faces, its metrics and its subsets.
//!
//! Nghị định 30/2020 asks for Times New Roman; Liberation Serif has the same widths and may be
//! shipped. The build script found the files and checked that no Vietnamese letter is missing.
//! A text is brought to NFC first, so each letter with its marks is one glyph and no shaping is
//! needed.

use unicode_normalization::UnicodeNormalization;

use crate::Error;

mod embed;
pub mod subset;

/// One face of the typeface.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Face {
    /// Upright, normal weight.
    #[default]
    Regular,
    /// Upright, bold.
    Bold,
    /// Italic, normal weight.
    Italic,
}

impl Face {
    /// The name the face gives itself in a PDF.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Regular => "LiberationSerif",
            Self::Bold => "LiberationSerif-Bold",
            Self::Italic => "LiberationSerif-Italic",
        }
    }

    /// The whole font file.
    #[must_use]
    pub fn data(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!(env!("CONGVU_FONT_REGULAR")),
            Self::Bold => include_bytes!(env!("CONGVU_FONT_BOLD")),
            Self::Italic => include_bytes!(env!("CONGVU_FONT_ITALIC")),
        }
    }

    /// The metrics of the face.
    ///
    /// # Errors
    /// [`Error::Font`] when the file embedded at build time is damaged.
    pub fn metrics(self) -> Result<Metrics, Error> {
        let face = ttf_parser::Face::parse(self.data(), 0)
            .map_err(|error| Error::Font(error.to_string()))?;
        Ok(Metrics { face })
    }
}

/// Widths and heights of a face, for a size of one point unless said otherwise.
#[derive(Clone, Debug)]
pub struct Metrics {
    face: ttf_parser::Face<'static>,
}

impl Metrics {
    /// Points that `text` takes at `size` points.
    ///
    /// # Errors
    /// [`Error::UnsupportedLetters`] when a character has no glyph.
    pub fn width(&self, text: &str, size: f64) -> Result<f64, Error> {
        let text = prepare(text);
        let mut units = 0.0;
        for letter in text.chars() {
            let glyph = self.glyph(letter, &text)?;
            units += f64::from(self.face.glyph_hor_advance(glyph).unwrap_or(0));
        }
        Ok(units * size / self.units_per_em())
    }

    /// How far letters rise above the baseline, marks on capitals included.
    #[must_use]
    pub fn ascent(&self) -> f64 {
        f64::from(self.face.ascender()) / self.units_per_em()
    }

    /// How far letters reach below the baseline, as a positive number.
    #[must_use]
    pub fn descent(&self) -> f64 {
        -f64::from(self.face.descender()) / self.units_per_em()
    }

    /// The height of a capital without marks.
    #[must_use]
    pub fn capital_height(&self) -> f64 {
        f64::from(self.face.capital_height().unwrap_or(0)) / self.units_per_em()
    }

    fn units_per_em(&self) -> f64 {
        f64::from(self.face.units_per_em())
    }

    fn glyph(&self, letter: char, text: &str) -> Result<ttf_parser::GlyphId, Error> {
        self.face.glyph_index(letter).ok_or_else(|| {
            let missing = text.chars().filter(|c| self.face.glyph_index(*c).is_none());
            Error::UnsupportedLetters {
                missing: missing.collect(),
                text: text.to_owned(),
            }
        })
    }
}

/// Text as it is drawn and stored: composed letters, single spaces, no control characters.
#[must_use]
pub fn prepare(text: &str) -> String {
    let spaced: String = text
        .nfc()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters;

    #[test]
    fn the_alphabet_has_134_letters_beyond_ascii() {
        let all: std::collections::BTreeSet<char> = letters::vietnamese().collect();
        assert_eq!(all.len(), 134);
        assert!(all.iter().all(|letter| !letter.is_ascii()));
    }

    #[test]
    fn every_face_shows_every_letter() {
        for face in [Face::Regular, Face::Bold, Face::Italic] {
            let metrics = face.metrics().unwrap();
            let text: String = letters::required().collect();
            assert!(metrics.width(&text, 10.0).unwrap() > 1000.0, "{face:?}");
        }
    }

    #[test]
    fn decomposed_text_is_as_wide_as_composed() {
        let metrics = Face::Regular.metrics().unwrap();
        let composed = metrics.width("Nguyễn Thị Hằng", 10.0).unwrap();
        let decomposed: String = "Nguyễn Thị Hằng".nfd().collect();
        assert_ne!(decomposed, "Nguyễn Thị Hằng");
        assert!((metrics.width(&decomposed, 10.0).unwrap() - composed).abs() < 1e-9);
    }

    #[test]
    fn a_letter_of_another_script_is_refused_by_name() {
        let metrics = Face::Regular.metrics().unwrap();
        let error = metrics.width("số 五", 10.0).unwrap_err();
        assert_eq!(error.code(), "stamp-unsupported-letters");
        assert!(error.to_string().contains('五'));
    }
}
