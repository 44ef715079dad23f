//! What can go wrong on the way to a service.

/// Why an answer could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is not an absolute http or https URL.
    #[error("`{url}` is not an http or https address")]
    BadUrl {
        /// The address as given.
        url: String,
    },
    /// No connection: name unknown, refused, reset before an answer.
    #[error("cannot connect to {url}: {cause}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system said.
        cause: String,
    },
    /// The service took longer than the caller's patience.
    #[error("{url} did not answer within {seconds} s")]
    Timeout {
        /// The address.
        url: String,
        /// The patience, seconds.
        seconds: u64,
    },
    /// The TLS handshake failed.
    #[error("TLS with {url}: {cause}")]
    Tls {
        /// The address.
        url: String,
        /// What the TLS library said.
        cause: String,
    },
    /// An HTTP status other than 200.
    #[error("{url} answered with HTTP status {status}")]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
    },
    /// The answer is of another media type.
    #[error("{url} sent `{found}` instead of `{expected}`")]
    ContentType {
        /// The address.
        url: String,
        /// The media type of the answer, empty when it names none.
        found: String,
        /// The media type that was asked for.
        expected: &'static str,
    },
    /// The answer is larger than allowed.
    #[error("the answer of {url} is larger than {limit} bytes")]
    TooLarge {
        /// The address.
        url: String,
        /// The limit, bytes.
        limit: u64,
    },
}

impl Error {
    /// All codes of [`Self::code`].
    pub const CODES: &'static [&'static str] = &[
        "transport-bad-url",
        "transport-unreachable",
        "transport-timeout",
        "transport-tls",
        "transport-status",
        "transport-content-type",
        "transport-too-large",
    ];

    /// A stable name for the cause.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "transport-bad-url",
            Self::Unreachable { .. } => "transport-unreachable",
            Self::Timeout { .. } => "transport-timeout",
            Self::Tls { .. } => "transport-tls",
            Self::Status { .. } => "transport-status",
            Self::ContentType { .. } => "transport-content-type",
            Self::TooLarge { .. } => "transport-too-large",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BadUrl { url } => vec![("url", url.clone())],
            Self::Unreachable { url, cause } | Self::Tls { url, cause } => {
                vec![("url", url.clone()), ("cause", cause.clone())]
            }
            Self::Timeout { url, seconds } => {
                vec![("url", url.clone()), ("seconds", seconds.to_string())]
            }
            Self::Status { url, status } => {
                vec![("url", url.clone()), ("status", status.to_string())]
            }
            Self::ContentType {
                url,
                found,
                expected,
            } => vec![
                ("url", url.clone()),
                ("found", found.clone()),
                ("expected", (*expected).to_owned()),
            ],
            Self::TooLarge { url, limit } => {
                vec![("url", url.clone()), ("limit", limit.to_string())]
            }
        }
    }
}
