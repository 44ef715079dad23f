//! What can go wrong while a stamp is made.

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The embedded font itself cannot be read or subset; a fault of the build.
    #[error("the embedded font cannot be used: {0}")]
    Font(String),
    /// A text has characters that the embedded font cannot show.
    #[error("the font has no letter for {missing:?} in {text:?}")]
    UnsupportedLetters {
        /// The characters without a glyph.
        missing: String,
        /// The whole text.
        text: String,
    },
}

impl Error {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &["stamp-font", "stamp-unsupported-letters"];

    /// A stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Font(_) => "stamp-font",
            Self::UnsupportedLetters { .. } => "stamp-unsupported-letters",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Font(reason) => vec![("reason", reason.clone())],
            Self::UnsupportedLetters { missing, text } => {
                vec![("letters", missing.clone()), ("text", text.clone())]
            }
        }
    }
}
