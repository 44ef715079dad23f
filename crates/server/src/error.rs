//! What can go wrong with a request. How it is shown is [`crate::problem`]'s job, in one place.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
pub use office::Fault;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing lies at this address, or nothing this person may know of.
    #[error("nothing lies at this address")]
    NotFound,
    /// The address knows no such method.
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// A program has shown no key that is good.
    #[error("no key that is good")]
    TokenNeeded,
    /// A parameter of the address is none that is known.
    #[error("the parameter {name} cannot be read")]
    Parameter {
        /// Which.
        name: &'static str,
    },
    /// The password has to be changed first.
    #[error("the password has to be changed first")]
    PasswordChangeNeeded,
    /// The request was started by a page of somebody else.
    #[error("the request came from another site ({origin})")]
    CrossSite {
        /// What the browser said about its origin.
        origin: String,
    },
    /// Too many requests from one address.
    #[error("too many requests, try again in {seconds} s")]
    TooManyRequests {
        /// How long to wait.
        seconds: u64,
    },
    /// More bytes than are accepted.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// How many are.
        limit: u64,
    },
    /// More files than are accepted.
    #[error("more than {limit} files")]
    TooManyFiles {
        /// How many are.
        limit: usize,
    },
    /// The request is not what the page sends.
    #[error("the request is malformed: {cause}")]
    Malformed {
        /// What is wrong with it, for the log.
        cause: String,
    },
    /// The page took too long.
    #[error("no answer within {seconds} s")]
    TimedOut {
        /// How long it was given.
        seconds: u64,
    },
    /// The office refused; the sentence is that of its code.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// Something we rely on did not answer or is full.
    #[error("unavailable: {cause}")]
    Unavailable {
        /// What failed, for the log.
        cause: String,
    },
    /// There is no room left on a disk.
    #[error("no space: {cause}")]
    NoSpace {
        /// What failed, for the log.
        cause: String,
    },
    /// Our own mistake.
    #[error("unexpected: {cause}")]
    Unexpected {
        /// What failed, for the log.
        cause: String,
    },
}

/// A refusal by the office, as a code of the catalogue with its values.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The code.
    pub code: String,
    /// The values of its sentence.
    pub values: Vec<(&'static str, String)>,
    /// What kind of refusal it is.
    pub kind: RefusalKind,
    /// Everything that is wrong with what was entered, each at its field; a page shows the first.
    pub faults: Vec<Fault>,
}

/// Kinds of refusals, each with its HTTP status.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RefusalKind {
    /// The person may not do this; that it exists is no secret.
    Denied,
    /// Somebody else was first, or the state has moved on.
    Conflict,
    /// What was sent cannot be accepted.
    Invalid,
}

impl Error {
    /// The code, stable, under which the sentence lies in the catalogue.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NotFound => "server-not-found",
            Self::MethodNotAllowed => "server-method-not-allowed",
            Self::SignInNeeded => "server-sign-in-needed",
            Self::TokenNeeded => "server-token-needed",
            Self::Parameter { .. } => "server-parameter",
            Self::PasswordChangeNeeded => "server-password-change-needed",
            Self::CrossSite { .. } => "server-cross-site",
            Self::TooManyRequests { .. } => "server-too-many-requests",
            Self::TooLarge { .. } => "server-too-large",
            Self::TooManyFiles { .. } => "server-too-many-files",
            Self::Malformed { .. } => "server-malformed",
            Self::TimedOut { .. } => "server-timed-out",
            Self::Refused(refusal) => &refusal.code,
            Self::Unavailable { .. } => "server-unavailable",
            Self::NoSpace { .. } => "server-no-space",
            Self::Unexpected { .. } => "server-unexpected",
        }
    }

    /// The values of the sentence. Causes are for the log only.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooManyRequests { seconds } | Self::TimedOut { seconds } => {
                vec![("seconds", seconds.to_string())]
            }
            Self::TooLarge { limit } => vec![("size", crate::words::size(*limit))],
            Self::TooManyFiles { limit } => vec![("limit", limit.to_string())],
            Self::Parameter { name } => vec![("name", (*name).to_owned())],
            Self::Refused(refusal) => refusal.values.clone(),
            _ => Vec::new(),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignInNeeded | Self::TokenNeeded => StatusCode::UNAUTHORIZED,
            Self::PasswordChangeNeeded | Self::CrossSite { .. } => StatusCode::FORBIDDEN,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge { .. } | Self::TooManyFiles { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Malformed { .. } | Self::Parameter { .. } => StatusCode::BAD_REQUEST,
            Self::Refused(refusal) => match refusal.kind {
                RefusalKind::Denied => StatusCode::FORBIDDEN,
                RefusalKind::Conflict => StatusCode::CONFLICT,
                RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::TimedOut { .. } | Self::Unavailable { .. } | Self::NoSpace { .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Unexpected { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What a part of a page is made of; none where it cannot be read now, which that part then says
/// while the rest of the page stands.
///
/// # Errors
/// Every other error.
pub(crate) fn unless_away<T>(read: Result<T, impl Into<Error>>) -> Result<Option<T>, Error> {
    match read.map_err(Into::into) {
        Ok(read) => Ok(Some(read)),
        Err(Error::Unavailable { cause }) => {
            tracing::error!(cause, "a page goes without a part");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Leaves the error in the response, where [`crate::problem`] finds it.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Unexpected {
            cause: format!("template: {error}"),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        let cause = error.to_string();
        match office::is_full(&error) {
            true => Self::NoSpace { cause },
            false => Self::Unavailable { cause },
        }
    }
}

/// Every code of this crate, for the test that holds the catalogue complete.
#[cfg(test)]
pub(crate) const CODES: &[&str] = &[
    "server-not-found",
    "server-method-not-allowed",
    "server-sign-in-needed",
    "server-token-needed",
    "server-parameter",
    "server-not-a-day",
    "server-one-recipient",
    "server-password-change-needed",
    "server-cross-site",
    "server-too-many-requests",
    "server-too-large",
    "server-too-many-files",
    "server-malformed",
    "server-timed-out",
    "server-unavailable",
    "server-no-space",
    "server-unexpected",
];

#[cfg(test)]
mod tests {
    use report::catalogue::Catalogue;

    #[test]
    fn every_code_has_its_sentence() {
        for code in super::CODES {
            assert!(Catalogue::shared().knows(code), "{code}");
        }
    }
}
