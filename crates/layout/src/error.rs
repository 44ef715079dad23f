//! What can go wrong between a profile and a place on a page.

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
    /// Reading the file failed.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// Making the stamp failed.
    #[error(transparent)]
    Stamp(#[from] stamp::Error),
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
            Self::Pdf(error) => error.values(),
            Self::Stamp(error) => error.values(),
        }
    }
}

fn list(findings: &[Finding]) -> String {
    let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
