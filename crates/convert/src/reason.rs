//! Why a file is not let in.

use serde::Serialize;

/// One reason; a file may have many.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum Reason {
    /// The content is of a type that is not taken.
    #[serde(rename = "convert-wrong-type")]
    WrongType {
        /// What it is, as far as known: `xls`, `rtf`, `html` …; `unknown`.
        found: String,
    },
    /// The package or a part that must be read is damaged.
    #[serde(rename = "convert-broken")]
    Broken {
        /// The part.
        part: String,
        /// What is wrong with it.
        problem: String,
    },
    /// It carries macros or other programs.
    #[serde(rename = "convert-macros")]
    Macros {
        /// The part that has them.
        part: String,
    },
    /// It carries controls that run code (`ActiveX`).
    #[serde(rename = "convert-active-control")]
    ActiveControl {
        /// The part.
        part: String,
    },
    /// It is protected by a password or by rights management.
    #[serde(rename = "convert-encrypted")]
    Encrypted,
    /// It loads something from outside when it is opened.
    #[serde(rename = "convert-external")]
    External {
        /// The part that refers to it.
        part: String,
        /// What it refers to.
        target: String,
    },
    /// Its template lies on another machine.
    #[serde(rename = "convert-remote-template")]
    RemoteTemplate {
        /// Where.
        target: String,
    },
    /// A field or link that fetches from another file or program (DDE, LINK, `INCLUDETEXT`).
    #[serde(rename = "convert-linked-object")]
    LinkedObject {
        /// The part.
        part: String,
        /// What it says.
        target: String,
    },
    /// A program is embedded in it.
    #[serde(rename = "convert-executable")]
    Executable {
        /// The part or the name of the embedded file.
        part: String,
    },
    /// Its parts unpack to more than is read.
    #[serde(rename = "convert-too-large")]
    TooLarge {
        /// What is too large.
        part: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A part unpacks to an absurd multiple of its size.
    #[serde(rename = "convert-bomb")]
    Bomb {
        /// The part.
        part: String,
        /// The ratio beyond which nothing honest goes.
        limit: u64,
    },
    /// It has more parts than are read.
    #[serde(rename = "convert-too-many-parts")]
    TooManyParts {
        /// The limit.
        limit: u64,
    },
    /// Packages lie in packages in packages.
    #[serde(rename = "convert-nested")]
    Nested {
        /// The part that is too deep.
        part: String,
        /// The deepest level that is read.
        limit: u64,
    },
    /// The PDF cannot be read or had to be repaired.
    #[serde(rename = "convert-pdf-damaged")]
    PdfDamaged {
        /// The code of the error.
        cause: String,
    },
    /// The PDF has no page.
    #[serde(rename = "convert-pdf-empty")]
    PdfEmpty,
    /// The PDF carries JavaScript.
    #[serde(rename = "convert-pdf-script")]
    PdfScript {
        /// The object.
        object: String,
    },
    /// The PDF carries an action other than going to a page or to a web address.
    #[serde(rename = "convert-pdf-action")]
    PdfAction {
        /// Its type, such as `Launch`.
        action: String,
        /// The object.
        object: String,
    },
    /// The PDF acts by itself when it is opened, shown or touched (`/AA`).
    #[serde(rename = "convert-pdf-trigger")]
    PdfTrigger {
        /// The object.
        object: String,
    },
    /// The PDF is an XFA form, which is drawn from XML.
    #[serde(rename = "convert-pdf-xfa")]
    PdfXfa,
    /// The PDF has layers that are hidden or shown by rule.
    #[serde(rename = "convert-pdf-layer")]
    PdfLayer {
        /// The layer's name.
        layer: String,
    },
    /// A font is not embedded: what is read depends on the reader's machine.
    #[serde(rename = "convert-pdf-font")]
    PdfFont {
        /// The font's name.
        font: String,
    },
    /// The PDF takes content from another file.
    #[serde(rename = "convert-pdf-external")]
    PdfExternal {
        /// The object.
        object: String,
    },
    /// The PDF carries film, sound, 3D or other media.
    #[serde(rename = "convert-pdf-media")]
    PdfMedia {
        /// The type of annotation.
        media: String,
        /// The object.
        object: String,
    },
    /// The PDF has more objects than are read.
    #[serde(rename = "convert-pdf-too-large")]
    PdfTooLarge {
        /// The limit.
        limit: u64,
    },
}

/// What can be done about a reason.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// The file is refused; its author must make another.
    Refuse,
    /// Printing the file anew to PDF takes it away, and nothing that is seen changes.
    Flatten,
}

impl Reason {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "convert-wrong-type",
        "convert-broken",
        "convert-macros",
        "convert-active-control",
        "convert-encrypted",
        "convert-external",
        "convert-remote-template",
        "convert-linked-object",
        "convert-executable",
        "convert-too-large",
        "convert-bomb",
        "convert-too-many-parts",
        "convert-nested",
        "convert-pdf-damaged",
        "convert-pdf-empty",
        "convert-pdf-script",
        "convert-pdf-action",
        "convert-pdf-trigger",
        "convert-pdf-xfa",
        "convert-pdf-layer",
        "convert-pdf-font",
        "convert-pdf-external",
        "convert-pdf-media",
        "convert-pdf-too-large",
    ];

    /// A stable name of the kind of reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongType { .. } => "convert-wrong-type",
            Self::Broken { .. } => "convert-broken",
            Self::Macros { .. } => "convert-macros",
            Self::ActiveControl { .. } => "convert-active-control",
            Self::Encrypted => "convert-encrypted",
            Self::External { .. } => "convert-external",
            Self::RemoteTemplate { .. } => "convert-remote-template",
            Self::LinkedObject { .. } => "convert-linked-object",
            Self::Executable { .. } => "convert-executable",
            Self::TooLarge { .. } => "convert-too-large",
            Self::Bomb { .. } => "convert-bomb",
            Self::TooManyParts { .. } => "convert-too-many-parts",
            Self::Nested { .. } => "convert-nested",
            Self::PdfDamaged { .. } => "convert-pdf-damaged",
            Self::PdfEmpty => "convert-pdf-empty",
            Self::PdfScript { .. } => "convert-pdf-script",
            Self::PdfAction { .. } => "convert-pdf-action",
            Self::PdfTrigger { .. } => "convert-pdf-trigger",
            Self::PdfXfa => "convert-pdf-xfa",
            Self::PdfLayer { .. } => "convert-pdf-layer",
            Self::PdfFont { .. } => "convert-pdf-font",
            Self::PdfExternal { .. } => "convert-pdf-external",
            Self::PdfMedia { .. } => "convert-pdf-media",
            Self::PdfTooLarge { .. } => "convert-pdf-too-large",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Encrypted | Self::PdfEmpty | Self::PdfXfa => Vec::new(),
            Self::WrongType { found } => vec![("found", found.clone())],
            Self::Broken { part, problem } => {
                vec![("part", part.clone()), ("problem", problem.clone())]
            }
            Self::Macros { part } | Self::ActiveControl { part } | Self::Executable { part } => {
                vec![("part", part.clone())]
            }
            Self::External { part, target } | Self::LinkedObject { part, target } => {
                vec![("part", part.clone()), ("target", target.clone())]
            }
            Self::RemoteTemplate { target } => vec![("target", target.clone())],
            Self::TooLarge { part, limit }
            | Self::Bomb { part, limit }
            | Self::Nested { part, limit } => {
                vec![("part", part.clone()), ("limit", limit.to_string())]
            }
            Self::TooManyParts { limit } | Self::PdfTooLarge { limit } => {
                vec![("limit", limit.to_string())]
            }
            Self::PdfDamaged { cause } => vec![("cause", cause.clone())],
            Self::PdfScript { object }
            | Self::PdfTrigger { object }
            | Self::PdfExternal { object } => {
                vec![("object", object.clone())]
            }
            Self::PdfAction { action, object } => {
                vec![("action", action.clone()), ("object", object.clone())]
            }
            Self::PdfLayer { layer } => vec![("layer", layer.clone())],
            Self::PdfFont { font } => vec![("font", font.clone())],
            Self::PdfMedia { media, object } => {
                vec![("media", media.clone()), ("object", object.clone())]
            }
        }
    }

    /// Whether printing the file anew would help.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::PdfScript { .. }
            | Self::PdfAction { .. }
            | Self::PdfTrigger { .. }
            | Self::PdfXfa
            | Self::PdfLayer { .. }
            | Self::PdfFont { .. }
            | Self::PdfMedia { .. } => Remedy::Flatten,
            _ => Remedy::Refuse,
        }
    }
}

/// A value for people: no control characters, not endlessly long.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 120;
    let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut short: String = text.chars().take(LONGEST).map(clean).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
