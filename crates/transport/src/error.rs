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
    /// The address is of another kind: LDAP, a file, …
    #[error("`{url}` is an address of the kind {scheme}; only http and https are fetched")]
    Scheme {
        /// The address as given.
        url: String,
        /// Its scheme, in lower case.
        scheme: String,
    },
    /// The address carries a user name or a password.
    #[error("the address at {host} carries credentials")]
    Credentials {
        /// The host of the address; the rest is not repeated.
        host: String,
    },
    /// The host is on this machine, in a private network, or at an address of no host.
    #[error("{url} leads to {address}, which is not a public address")]
    LocalAddress {
        /// The address.
        url: String,
        /// Where its host is.
        address: String,
    },
    /// The port is neither 80 nor 443.
    #[error("{url} leads to port {port}")]
    Port {
        /// The address.
        url: String,
        /// Its port.
        port: u16,
    },
    /// A redirect that is not followed.
    #[error("{url} redirects to `{target}`, which is not followed")]
    Redirect {
        /// The address.
        url: String,
        /// Where it would lead.
        target: String,
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
    /// The answer is not what was asked for: not a list, an answer or a certificate.
    #[error("the answer of {url} cannot be used: {cause}")]
    Content {
        /// The address.
        url: String,
        /// What is wrong, as a code of `pki` or the status of an OCSP responder.
        cause: String,
    },
    /// As much was fetched for one file as is allowed.
    #[error("{url} was not asked: enough was fetched for this file")]
    Budget {
        /// The address.
        url: String,
    },
}

impl Error {
    /// All codes of [`Self::code`].
    pub const CODES: &'static [&'static str] = &[
        "transport-bad-url",
        "transport-scheme",
        "transport-credentials",
        "transport-local-address",
        "transport-port",
        "transport-redirect",
        "transport-unreachable",
        "transport-timeout",
        "transport-tls",
        "transport-status",
        "transport-content-type",
        "transport-too-large",
        "transport-content",
        "transport-budget",
    ];

    /// A stable name for the cause.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "transport-bad-url",
            Self::Scheme { .. } => "transport-scheme",
            Self::Credentials { .. } => "transport-credentials",
            Self::LocalAddress { .. } => "transport-local-address",
            Self::Port { .. } => "transport-port",
            Self::Redirect { .. } => "transport-redirect",
            Self::Unreachable { .. } => "transport-unreachable",
            Self::Timeout { .. } => "transport-timeout",
            Self::Tls { .. } => "transport-tls",
            Self::Status { .. } => "transport-status",
            Self::ContentType { .. } => "transport-content-type",
            Self::TooLarge { .. } => "transport-too-large",
            Self::Content { .. } => "transport-content",
            Self::Budget { .. } => "transport-budget",
        }
    }

    /// Whether a later attempt may succeed: the service is down, slow or out of order. Otherwise its
    /// address is one that is not asked.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::BadUrl { .. }
            | Self::Scheme { .. }
            | Self::Credentials { .. }
            | Self::LocalAddress { .. }
            | Self::Port { .. }
            | Self::Redirect { .. } => false,
            Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::Tls { .. }
            | Self::Status { .. }
            | Self::ContentType { .. }
            | Self::TooLarge { .. }
            | Self::Content { .. }
            | Self::Budget { .. } => true,
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let with = |url: &String, name, value: String| vec![("url", url.clone()), (name, value)];
        match self {
            Self::BadUrl { url } | Self::Budget { url } => vec![("url", url.clone())],
            Self::Credentials { host } => vec![("host", host.clone())],
            Self::Scheme { url, scheme } => with(url, "scheme", scheme.clone()),
            Self::LocalAddress { url, address } => with(url, "address", address.clone()),
            Self::Port { url, port } => with(url, "port", port.to_string()),
            Self::Redirect { url, target } => with(url, "target", target.clone()),
            Self::Unreachable { url, cause }
            | Self::Tls { url, cause }
            | Self::Content { url, cause } => with(url, "cause", cause.clone()),
            Self::Timeout { url, seconds } => with(url, "seconds", seconds.to_string()),
            Self::Status { url, status } => with(url, "status", status.to_string()),
            Self::TooLarge { url, limit } => with(url, "limit", limit.to_string()),
            Self::ContentType {
                url,
                found,
                expected,
            } => vec![
                ("url", url.clone()),
                ("found", found.clone()),
                ("expected", (*expected).to_owned()),
            ],
        }
    }
}
