//! Why the agent refuses something, or does not start.
//!
//! Sentences are in `crates/report/catalogue/agent.toml`. [`refusal`] turns an error into what a
//! page shows.

use std::io;

use agent_protocol::message::Refusal;
use keys::KeyError;
use report::{Catalogue, Coded, Lang};

/// Why the agent refuses something, or does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request was sent to another name than ours: somebody's name server points at us.
    #[error("the request is for the host {host:?}")]
    Host {
        /// The name.
        host: String,
    },
    /// The request has no origin, or one that no page of a server can have.
    #[error("the origin {origin:?} is not accepted")]
    Origin {
        /// The origin.
        origin: String,
    },
    /// The origin is not paired.
    #[error("the origin {origin} is not paired")]
    NotPaired {
        /// The origin.
        origin: String,
    },
    /// The browser says that no script of a page sent this.
    #[error("the request was not sent by a script of a page")]
    NotFromPage,
    /// The message is not declared as JSON.
    #[error("the message is not JSON")]
    MediaType,
    /// The message is too large.
    #[error("the message is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// There is nothing under this address.
    #[error("nothing at {path}")]
    NoSuchPath {
        /// The address.
        path: String,
    },
    /// Too many requests.
    #[error("too many requests; try again in {seconds} s")]
    TooMany {
        /// When to try again.
        seconds: u64,
    },
    /// The person is being asked something already.
    #[error("the person is being asked something already")]
    Busy,
    /// The request, or a document in it, was asked for before.
    #[error("the request {request} was used before")]
    Replayed {
        /// The request or item.
        request: String,
    },
    /// No pairing is waiting under this offer.
    #[error("no pairing is waiting for a confirmation")]
    OfferUnknown,
    /// The person said no.
    #[error("the person refused")]
    Declined,
    /// The page went away or cancelled, or the time was over.
    #[error("cancelled, or the time was over")]
    Cancelled,
    /// The message does not hold.
    #[error(transparent)]
    Protocol(#[from] agent_protocol::Error),
    /// What is to be signed is not a document's signed attributes.
    #[error("not signed attributes of a document: {reason}")]
    NotAttributes {
        /// What is wrong.
        reason: &'static str,
    },
    /// The attributes are for content with another digest than announced.
    #[error("the attributes hold another digest than announced")]
    DigestDiffers,
    /// The attributes name another certificate than the one to sign with.
    #[error("the attributes name another certificate")]
    AttributesOfAnother,
    /// An algorithm that no signature is made with.
    #[error("nothing is signed with {algorithm}")]
    Algorithm {
        /// The algorithm.
        algorithm: String,
    },
    /// The certificate is at none of the places known.
    #[error("no certificate {fingerprint} here")]
    CertificateAbsent {
        /// Its SHA-256 fingerprint.
        fingerprint: String,
    },
    /// The key that was opened has another certificate.
    #[error("the key has another certificate than asked for")]
    CertificateOther,
    /// Not done after an earlier document failed.
    #[error("not done after an earlier failure ({because})")]
    NotDone {
        /// The code of that failure.
        because: &'static str,
    },
    /// This PIN was wrong before; it was not tried again.
    #[error("this PIN was wrong before and was not tried again")]
    PinKnownWrong,
    /// The key itself.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key's file cannot be read.
    #[error("cannot read the key file {path}: {cause}")]
    KeyFile {
        /// The file.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// The configuration cannot be used.
    #[error("the configuration {path} cannot be used: {cause}")]
    Config {
        /// The file.
        path: String,
        /// Why.
        cause: String,
    },
    /// The agent's own data cannot be read or written.
    #[error("the data {path} cannot be used: {cause}")]
    Data {
        /// The file.
        path: String,
        /// Why.
        cause: String,
    },
    /// Another agent uses the folder.
    #[error("another agent uses the folder {path}")]
    DataInUse {
        /// The folder.
        path: String,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        cause: io::Error,
    },
    /// The address is reachable from other machines.
    #[error("{address} is not on this machine only")]
    NotLoopback {
        /// The address.
        address: String,
    },
    /// There is neither a terminal nor a program for dialogues.
    #[error("nobody can be asked: no terminal and no zenity")]
    NoPerson,
    /// The pairing named on the command line does not exist.
    #[error("no pairing {wanted:?}")]
    NoSuchPairing {
        /// What was asked for.
        wanted: String,
    },
    /// The command for the child process, started by a person.
    #[error("started by a person: {cause}")]
    NotForPeople {
        /// Why it ended.
        cause: io::Error,
    },
    /// The work was cut off inside the agent.
    #[error("the work was cut off: {reason}")]
    Internal {
        /// What is known.
        reason: String,
    },
}

impl Error {
    /// All codes of our own that [`Coded::code`] can return.
    pub const CODES: &[&str] = &[
        "agent-host",
        "agent-origin",
        "agent-not-paired",
        "agent-not-from-page",
        "agent-media-type",
        "agent-too-large",
        "agent-no-such-path",
        "agent-too-many",
        "agent-busy",
        "agent-replayed",
        "agent-offer-unknown",
        "agent-declined",
        "agent-cancelled",
        "agent-not-attributes",
        "agent-digest-differs",
        "agent-attributes-of-another",
        "agent-algorithm",
        "agent-certificate-absent",
        "agent-certificate-other",
        "agent-not-done",
        "agent-pin-known-wrong",
        "agent-key-file",
        "agent-config",
        "agent-data",
        "agent-data-in-use",
        "agent-listen",
        "agent-not-loopback",
        "agent-no-person",
        "agent-no-such-pairing",
        "agent-not-for-people",
        "agent-internal",
    ];
}

impl Coded for Error {
    fn code(&self) -> &'static str {
        match self {
            Self::Host { .. } => "agent-host",
            Self::Origin { .. } => "agent-origin",
            Self::NotPaired { .. } => "agent-not-paired",
            Self::NotFromPage => "agent-not-from-page",
            Self::MediaType => "agent-media-type",
            Self::TooLarge { .. } => "agent-too-large",
            Self::NoSuchPath { .. } => "agent-no-such-path",
            Self::TooMany { .. } => "agent-too-many",
            Self::Busy => "agent-busy",
            Self::Replayed { .. } => "agent-replayed",
            Self::OfferUnknown => "agent-offer-unknown",
            Self::Declined => "agent-declined",
            Self::Cancelled => "agent-cancelled",
            Self::Protocol(error) => error.code(),
            Self::NotAttributes { .. } => "agent-not-attributes",
            Self::DigestDiffers => "agent-digest-differs",
            Self::AttributesOfAnother => "agent-attributes-of-another",
            Self::Algorithm { .. } => "agent-algorithm",
            Self::CertificateAbsent { .. } => "agent-certificate-absent",
            Self::CertificateOther => "agent-certificate-other",
            Self::NotDone { .. } => "agent-not-done",
            Self::PinKnownWrong => "agent-pin-known-wrong",
            Self::Key(error) => error.code(),
            Self::KeyFile { .. } => "agent-key-file",
            Self::Config { .. } => "agent-config",
            Self::Data { .. } => "agent-data",
            Self::DataInUse { .. } => "agent-data-in-use",
            Self::Listen { .. } => "agent-listen",
            Self::NotLoopback { .. } => "agent-not-loopback",
            Self::NoPerson => "agent-no-person",
            Self::NoSuchPairing { .. } => "agent-no-such-pairing",
            Self::NotForPeople { .. } => "agent-not-for-people",
            Self::Internal { .. } => "agent-internal",
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Host { host } => vec![("host", host.clone())],
            Self::Origin { origin } | Self::NotPaired { origin } => {
                vec![("origin", origin.clone())]
            }
            Self::TooLarge { limit } => vec![("limit", limit.to_string())],
            Self::NoSuchPath { path } | Self::DataInUse { path } => vec![("path", path.clone())],
            Self::TooMany { seconds } => vec![("seconds", seconds.to_string())],
            Self::Replayed { request } => vec![("request", request.clone())],
            Self::Protocol(error) => error.values(),
            Self::NotAttributes { reason } => vec![("reason", (*reason).to_owned())],
            Self::Algorithm { algorithm } => vec![("algorithm", algorithm.clone())],
            Self::CertificateAbsent { fingerprint } => {
                vec![("fingerprint", fingerprint.clone())]
            }
            Self::NotDone { because } => vec![("because", (*because).to_owned())],
            Self::Key(error) => error.values(),
            Self::KeyFile { path, cause } => {
                vec![("path", path.clone()), ("cause", cause.to_string())]
            }
            Self::Config { path, cause } | Self::Data { path, cause } => {
                vec![("path", path.clone()), ("cause", cause.clone())]
            }
            Self::Listen { address, cause } => {
                vec![("address", address.clone()), ("cause", cause.to_string())]
            }
            Self::NotLoopback { address } => vec![("address", address.clone())],
            Self::NoSuchPairing { wanted } => vec![("wanted", wanted.clone())],
            Self::NotForPeople { cause } => vec![("cause", cause.to_string())],
            Self::Internal { reason } => vec![("reason", reason.clone())],
            Self::NotFromPage
            | Self::MediaType
            | Self::Busy
            | Self::OfferUnknown
            | Self::Declined
            | Self::Cancelled
            | Self::DigestDiffers
            | Self::AttributesOfAnother
            | Self::CertificateOther
            | Self::PinKnownWrong
            | Self::NoPerson => Vec::new(),
        }
    }
}

/// The error as a page shows it. Where the usual hint speaks of a command line, the catalogue has
/// another one for pages.
pub(crate) fn refusal(error: &Error) -> Refusal {
    let catalogue = Catalogue::shared();
    let sentence = catalogue.sentence(error.code(), Lang::Vi, &error.values());
    let on_pages = format!("agent-hint-{}", error.code());
    let hint = if catalogue.knows(&on_pages) {
        Some(catalogue.label(&on_pages, Lang::Vi))
    } else {
        sentence.hint
    };
    Refusal {
        code: error.code().to_owned(),
        message: sentence.text,
        hint,
    }
}

#[cfg(test)]
mod tests {
    use report::Catalogue;

    use super::Error;

    #[test]
    fn every_code_has_a_sentence_with_values_it_has() {
        let source = include_str!("error.rs");
        for code in Error::CODES {
            assert!(Catalogue::shared().knows(code), "no sentence for {code}");
            for name in Catalogue::shared().placeholders(code) {
                assert!(
                    source.contains(&format!("(\"{name}\",")),
                    "{code}: no value {name}"
                );
            }
        }
    }
}
