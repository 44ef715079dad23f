//! What can go wrong between a profile and a place on a page.

use std::fmt;

use crate::profile::Finding;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No built-in profile has this name.
    #[error("there is no profile {name:?}; known are {}", known.join(", "))]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A profile's text is not TOML, or has a name or value that does not exist.
    #[error("the profile cannot be read: {0}")]
    ProfileSyntax(String),
    /// A profile can be read but does not hold together; every fault is listed.
    #[error("profile {profile}: {}", list(findings))]
    ProfileRules {
        /// The profile's id.
        profile: String,
        /// What is wrong, and where.
        findings: Vec<Finding>,
    },
    /// A line of the stamp needs a fact that is not known.
    #[error("the stamp must show {fact}, which is not known")]
    MissingFact {
        /// The placeholder that has no value.
        fact: &'static str,
    },
    /// What stands on the pages cannot be read.
    #[error("the text of the document cannot be read: {0}")]
    TextUnreadable(String),
    /// The document has no such page.
    #[error("there is no page {page}; the document has {pages}")]
    NoSuchPage {
        /// The page, counted from 1.
        page: usize,
        /// How many there are.
        pages: usize,
    },
    /// A place is not written as it must be.
    #[error("place {spec:?} cannot be read: {reason}")]
    PlaceSyntax {
        /// What was written.
        spec: String,
        /// What was expected.
        reason: &'static str,
    },
    /// The document does not show where the stamp belongs.
    #[error("the document does not show {what}")]
    PlaceNotFound {
        /// What was looked for.
        what: Missing,
    },
    /// No visible signature has this field name.
    #[error("no visible signature is called {0:?}")]
    NoSuchSignature(String),
    /// The stamp would lie outside the page.
    #[error(
        "the stamp would leave page {page}: {width:.0} x {height:.0} mm at {x:.0}, {y:.0} mm on a \
         page of {page_width:.0} x {page_height:.0} mm"
    )]
    OffPage {
        /// The page, counted from 1.
        page: usize,
        /// Millimetres from the left edge.
        x: f64,
        /// Millimetres from the upper edge.
        y: f64,
        /// Millimetres.
        width: f64,
        /// Millimetres.
        height: f64,
        /// Millimetres.
        page_width: f64,
        /// Millimetres.
        page_height: f64,
    },
    /// The stamp would cover text that it must not.
    #[error("the stamp would cover the {zone} on page {page}: {text:?}")]
    CoversText {
        /// What the text is.
        zone: &'static str,
        /// What it says.
        text: String,
        /// The page, counted from 1.
        page: usize,
    },
    /// The stamp would cover another signature or a form field.
    #[error("the stamp would cover the field {field:?} on page {page}")]
    CoversField {
        /// The field's name.
        field: String,
        /// The page, counted from 1.
        page: usize,
    },
    /// The box given for the stamp is too small for it.
    #[error("the stamp of role {role} needs {width:.0} x {height:.0} mm")]
    RoomTooSmall {
        /// The role.
        role: &'static str,
        /// Millimetres.
        width: f64,
        /// Millimetres.
        height: f64,
    },
    /// The role's stamp shows an image, and none was given.
    #[error("the stamp of role {role} needs an image")]
    ImageMissing {
        /// The role.
        role: &'static str,
    },
    /// A field for number or date has its value already.
    #[error("the field {field:?} is filled in already")]
    AlreadyFilled {
        /// The field's name.
        field: String,
    },
    /// Reading the file failed.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// Making the stamp failed.
    #[error(transparent)]
    Stamp(#[from] stamp::Error),
}

/// What a document does not show.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Missing {
    /// Title and name of a signer.
    Signer,
    /// The end of the body.
    Body,
    /// Room for number and date.
    NumberRoom,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signer => "title and name of a signer with room between",
            Self::Body => "where the body ends",
            Self::NumberRoom => "room for number and date",
        })
    }
}

impl Error {
    /// Every code that [`Self::code`] can give, those of wrapped errors apart.
    pub const CODES: &[&str] = &[
        "layout-unknown-profile",
        "layout-profile-syntax",
        "layout-profile-rules",
        "layout-missing-fact",
        "layout-text-unreadable",
        "layout-no-such-page",
        "layout-place-syntax",
        "layout-no-signer-place",
        "layout-no-body",
        "layout-no-number-room",
        "layout-no-such-signature",
        "layout-off-page",
        "layout-covers-number",
        "layout-covers-date",
        "layout-covers-body",
        "layout-covers-recipients",
        "layout-covers-signature",
        "layout-covers-heading",
        "layout-covers-field",
        "layout-room-too-small",
        "layout-image-missing",
        "layout-already-filled",
    ];

    /// A stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownProfile { .. } => "layout-unknown-profile",
            Self::ProfileSyntax(_) => "layout-profile-syntax",
            Self::ProfileRules { .. } => "layout-profile-rules",
            Self::MissingFact { .. } => "layout-missing-fact",
            Self::TextUnreadable(_) => "layout-text-unreadable",
            Self::NoSuchPage { .. } => "layout-no-such-page",
            Self::PlaceSyntax { .. } => "layout-place-syntax",
            Self::PlaceNotFound { what } => match what {
                Missing::Signer => "layout-no-signer-place",
                Missing::Body => "layout-no-body",
                Missing::NumberRoom => "layout-no-number-room",
            },
            Self::NoSuchSignature(_) => "layout-no-such-signature",
            Self::OffPage { .. } => "layout-off-page",
            Self::CoversText { zone, .. } => match *zone {
                "number" => "layout-covers-number",
                "date" => "layout-covers-date",
                "body" => "layout-covers-body",
                "recipients" => "layout-covers-recipients",
                "signature" => "layout-covers-signature",
                _ => "layout-covers-heading",
            },
            Self::CoversField { .. } => "layout-covers-field",
            Self::RoomTooSmall { .. } => "layout-room-too-small",
            Self::ImageMissing { .. } => "layout-image-missing",
            Self::AlreadyFilled { .. } => "layout-already-filled",
            Self::Pdf(error) => error.code(),
            Self::Stamp(error) => error.code(),
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownProfile { name, known } => {
                vec![("name", name.clone()), ("known", known.join(", "))]
            }
            Self::ProfileSyntax(reason) | Self::TextUnreadable(reason) => {
                vec![("reason", reason.clone())]
            }
            Self::ProfileRules { profile, findings } => {
                vec![("profile", profile.clone()), ("findings", list(findings))]
            }
            Self::MissingFact { fact } => vec![("fact", (*fact).to_owned())],
            Self::NoSuchPage { page, pages } => {
                vec![("page", page.to_string()), ("pages", pages.to_string())]
            }
            Self::PlaceSyntax { spec, reason } => {
                vec![("place", spec.clone()), ("reason", (*reason).to_owned())]
            }
            Self::PlaceNotFound { .. } => Vec::new(),
            Self::NoSuchSignature(field) => vec![("field", field.clone())],
            Self::OffPage {
                page,
                x,
                y,
                width,
                height,
                page_width,
                page_height,
            } => vec![
                ("page", page.to_string()),
                ("place", format!("{x:.0},{y:.0}")),
                ("size", format!("{width:.0}x{height:.0}")),
                ("page-size", format!("{page_width:.0}x{page_height:.0}")),
            ],
            Self::CoversText { text, page, .. } => {
                vec![("text", text.clone()), ("page", page.to_string())]
            }
            Self::CoversField { field, page } => {
                vec![("field", field.clone()), ("page", page.to_string())]
            }
            Self::RoomTooSmall {
                role,
                width,
                height,
            } => vec![
                ("role", (*role).to_owned()),
                ("size", format!("{:.0}x{:.0}", width.ceil(), height.ceil())),
            ],
            Self::ImageMissing { role } => vec![("role", (*role).to_owned())],
            Self::AlreadyFilled { field } => vec![("field", field.clone())],
            Self::Pdf(error) => error.values(),
            Self::Stamp(error) => error.values(),
        }
    }
}

fn list(findings: &[Finding]) -> String {
    let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
