//! Why mail was not handed over.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;

use lettre::transport::smtp;

/// Longest words of a server that are kept, characters.
const LONGEST: usize = 300;

/// Why mail was not handed over.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Mail cannot be addressed to this, or come from it.
    #[error("`{address}` is no mail address")]
    Address {
        /// What was given.
        address: String,
    },
    /// The server is on another machine, and the connection would not be encrypted.
    #[error("the connection to {host} would not be encrypted")]
    NotEncrypted {
        /// The server.
        host: String,
    },
    /// A name without a password, or a password without a name.
    #[error("user and password_file belong together")]
    HalfSignIn,
    /// A file that the configuration names cannot be read.
    #[error("{path}: {cause}")]
    FileUnreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: String,
    },
    /// The file of authorities holds no certificates.
    #[error("{path}: {cause}")]
    Authorities {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: String,
    },
    /// No connection, or it broke.
    #[error("cannot speak to {server}: {cause}")]
    Unreachable {
        /// The server.
        server: String,
        /// What the system said.
        cause: String,
    },
    /// The server took too long.
    #[error("{server} did not answer within {seconds} s")]
    Timeout {
        /// The server.
        server: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// No encrypted connection to the server that was meant.
    #[error("TLS with {server}: {cause}")]
    Tls {
        /// The server.
        server: String,
        /// What the TLS library said.
        cause: String,
    },
    /// The server does not let us in.
    #[error("{server} does not let us in: {words}")]
    SignIn {
        /// The server.
        server: String,
        /// What it said.
        words: String,
    },
    /// The server will not take this letter, now or later.
    #[error("{server} refused it: {words}")]
    Refused {
        /// The server.
        server: String,
        /// Its code and words.
        words: String,
    },
    /// The server does not take it now.
    #[error("{server} does not take it now: {words}")]
    Deferred {
        /// The server.
        server: String,
        /// Its code and words.
        words: String,
    },
    /// The letter is larger than what is handed over.
    #[error("the message has {size} bytes where {limit} are taken")]
    TooLarge {
        /// Its size, bytes.
        size: u64,
        /// The limit, bytes.
        limit: u64,
    },
    /// The letter cannot be written down.
    #[error("the message cannot be written: {cause}")]
    Unwritable {
        /// Why not.
        cause: String,
    },
}

impl Error {
    /// All codes of [`Self::code`].
    pub const CODES: &'static [&'static str] = &[
        "mail-address",
        "mail-not-encrypted",
        "mail-half-sign-in",
        "mail-file-unreadable",
        "mail-authorities",
        "mail-unreachable",
        "mail-timeout",
        "mail-tls",
        "mail-sign-in",
        "mail-refused",
        "mail-deferred",
        "mail-too-large",
        "mail-unwritable",
    ];

    /// A stable name for the cause.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "mail-address",
            Self::NotEncrypted { .. } => "mail-not-encrypted",
            Self::HalfSignIn => "mail-half-sign-in",
            Self::FileUnreadable { .. } => "mail-file-unreadable",
            Self::Authorities { .. } => "mail-authorities",
            Self::Unreachable { .. } => "mail-unreachable",
            Self::Timeout { .. } => "mail-timeout",
            Self::Tls { .. } => "mail-tls",
            Self::SignIn { .. } => "mail-sign-in",
            Self::Refused { .. } => "mail-refused",
            Self::Deferred { .. } => "mail-deferred",
            Self::TooLarge { .. } => "mail-too-large",
            Self::Unwritable { .. } => "mail-unwritable",
        }
    }

    /// Whether a later attempt may succeed without anybody changing the letter: the server is down,
    /// or the configuration is wrong and may be mended.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        !matches!(
            self,
            Self::Address { .. }
                | Self::Refused { .. }
                | Self::TooLarge { .. }
                | Self::Unwritable { .. }
        )
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let with = |server: &String, name, value: &String| {
            vec![("server", server.clone()), (name, value.clone())]
        };
        match self {
            Self::Address { address } => vec![("address", address.clone())],
            Self::NotEncrypted { host } => vec![("host", host.clone())],
            Self::HalfSignIn => Vec::new(),
            Self::FileUnreadable { path, cause } | Self::Authorities { path, cause } => vec![
                ("path", path.display().to_string()),
                ("cause", cause.clone()),
            ],
            Self::Unreachable { server, cause } | Self::Tls { server, cause } => {
                with(server, "cause", cause)
            }
            Self::Timeout { server, seconds } => with(server, "seconds", &seconds.to_string()),
            Self::SignIn { server, words }
            | Self::Refused { server, words }
            | Self::Deferred { server, words } => with(server, "words", words),
            Self::TooLarge { size, limit } => {
                vec![("size", size.to_string()), ("limit", limit.to_string())]
            }
            Self::Unwritable { cause } => vec![("cause", cause.clone())],
        }
    }
}

/// What the library says, or the server's code and words: one line, cut off.
pub(super) fn words(error: &smtp::Error) -> String {
    let mut said = error.status().map(|it| it.to_string()).unwrap_or_default();
    match error.source() {
        Some(source) => {
            said.push(' ');
            said.push_str(&source.to_string());
        }
        None if said.is_empty() => said = error.to_string(),
        None => {}
    }
    let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let visible = line.chars().filter(|it| !it.is_control());
    visible.take(LONGEST).collect()
}

/// What an answer to a command of the letter means.
pub(super) fn of_letter(server: &str, error: &smtp::Error) -> Error {
    let (server, words) = (server.to_owned(), words(error));
    if error.is_permanent() {
        return Error::Refused { server, words };
    }
    if error.is_transient() {
        return Error::Deferred { server, words };
    }
    of_connection(&server, error)
}

/// What a failure before the letter means.
pub(super) fn of_connection(server: &str, error: &smtp::Error) -> Error {
    let (server, said) = (server.to_owned(), words(error));
    match error.status() {
        Some(_) => Error::Deferred {
            server,
            words: said,
        },
        None if error.is_tls() || is_of_tls(error) => Error::Tls {
            server,
            cause: said,
        },
        None => Error::Unreachable {
            server,
            cause: said,
        },
    }
}

/// Whether the TLS library is behind it, which speaks through the connection's own errors.
fn is_of_tls(error: &smtp::Error) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        let inner = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if cause.is::<rustls::Error>() || inner.is_some_and(|it| it.is::<rustls::Error>()) {
            return true;
        }
        next = cause.source();
    }
    false
}
