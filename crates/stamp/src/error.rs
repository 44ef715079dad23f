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
    /// An image is not a PNG file, or is damaged.
    #[error("the image is not a readable PNG file: {0}")]
    ImageFormat(String),
    /// An image has more pixels than any stamp needs.
    #[error("the image has {width} x {height} pixels, more than {most} in all")]
    ImageTooLarge {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
        /// The most pixels an image may have.
        most: u64,
    },
    /// An image is transparent everywhere.
    #[error("the image shows nothing: every pixel is transparent")]
    ImageBlank,
    /// No form field has this name.
    #[error("there is no form field {0:?}")]
    NoSuchField(String),
    /// A form field of this name exists already.
    #[error("there is a form field {0:?} already")]
    FieldExists(String),
    /// A form field is not one that holds text, or lacks what is needed to fill it.
    #[error("form field {name:?} cannot be filled: {reason}")]
    UnfillableField {
        /// Its full name.
        name: String,
        /// What it lacks.
        reason: &'static str,
    },
    /// A text does not fit into its field in any size that can be read.
    #[error("{text:?} does not fit into form field {name:?}, {width:.1} points wide")]
    TextTooWide {
        /// The field's full name.
        name: String,
        /// The text.
        text: String,
        /// Points from left to right.
        width: f64,
    },
    /// Reading or changing the file failed.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
}

impl Error {
    /// Every code that [`Self::code`] can give, those of wrapped errors apart.
    pub const CODES: &[&str] = &[
        "stamp-font",
        "stamp-unsupported-letters",
        "stamp-image-format",
        "stamp-image-too-large",
        "stamp-image-blank",
        "stamp-no-such-field",
        "stamp-field-exists",
        "stamp-unfillable-field",
        "stamp-text-too-wide",
    ];

    /// A stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Font(_) => "stamp-font",
            Self::UnsupportedLetters { .. } => "stamp-unsupported-letters",
            Self::ImageFormat(_) => "stamp-image-format",
            Self::ImageTooLarge { .. } => "stamp-image-too-large",
            Self::ImageBlank => "stamp-image-blank",
            Self::NoSuchField(_) => "stamp-no-such-field",
            Self::FieldExists(_) => "stamp-field-exists",
            Self::UnfillableField { .. } => "stamp-unfillable-field",
            Self::TextTooWide { .. } => "stamp-text-too-wide",
            Self::Pdf(error) => error.code(),
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Font(reason) | Self::ImageFormat(reason) => vec![("reason", reason.clone())],
            Self::ImageTooLarge {
                width,
                height,
                most,
            } => vec![
                ("width", width.to_string()),
                ("height", height.to_string()),
                ("most", most.to_string()),
            ],
            Self::ImageBlank => Vec::new(),
            Self::NoSuchField(name) | Self::FieldExists(name) => vec![("field", name.clone())],
            Self::UnfillableField { name, reason } => {
                vec![("field", name.clone()), ("reason", (*reason).to_owned())]
            }
            Self::TextTooWide { name, text, width } => vec![
                ("field", name.clone()),
                ("text", text.clone()),
                ("width", format!("{width:.1}")),
            ],
            Self::Pdf(error) => error.values(),
            Self::UnsupportedLetters { missing, text } => {
                vec![("letters", missing.clone()), ("text", text.clone())]
            }
        }
    }
}
