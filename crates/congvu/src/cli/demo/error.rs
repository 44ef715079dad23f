//! Why the demonstration cannot start.

use std::io;

use report::Coded;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("cannot use {path}: {cause}")]
    Folder { path: String, cause: io::Error },
    #[error("{path} holds something that is no demonstration")]
    NotOurs { path: String },
    #[error("another demonstration uses {path}")]
    InUse { path: String },
    #[error("{path} cannot be understood: {reason}")]
    Memory { path: String, reason: String },
    #[error("{listen} is no address of this machine")]
    NotLoopback { listen: String },
    #[error("no port is free")]
    NoPort,
    #[error("the port {port}, which was chosen at the first start, is used by another program")]
    PortTaken { port: u16 },
    #[error("no program {path}")]
    AgentMissing { path: String },
    #[error("the desk agent of {name} does not answer")]
    AgentSilent { name: String, log: String },
    #[error("the desk agent of {name} refused: {said}")]
    AgentRefused { name: String, said: String },
    #[error("the test authority has no {id}")]
    NoSubscriber { id: String },
    #[error("nobody called {id} was founded")]
    NoPerson { id: String },
}

impl Error {
    /// All codes of [`Coded::code`].
    #[cfg(test)]
    const CODES: &'static [&'static str] = &[
        "demo-folder",
        "demo-not-ours",
        "demo-in-use",
        "demo-memory",
        "demo-not-loopback",
        "demo-no-port",
        "demo-port-taken",
        "demo-agent-missing",
        "demo-agent-silent",
        "demo-agent-refused",
        "demo-no-subscriber",
        "demo-no-person",
    ];
}

impl Coded for Error {
    fn code(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "demo-folder",
            Self::NotOurs { .. } => "demo-not-ours",
            Self::InUse { .. } => "demo-in-use",
            Self::Memory { .. } => "demo-memory",
            Self::NotLoopback { .. } => "demo-not-loopback",
            Self::NoPort => "demo-no-port",
            Self::PortTaken { .. } => "demo-port-taken",
            Self::AgentMissing { .. } => "demo-agent-missing",
            Self::AgentSilent { .. } => "demo-agent-silent",
            Self::AgentRefused { .. } => "demo-agent-refused",
            Self::NoSubscriber { .. } => "demo-no-subscriber",
            Self::NoPerson { .. } => "demo-no-person",
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Folder { path, cause } => {
                vec![("path", path.clone()), ("cause", cause.to_string())]
            }
            Self::NotOurs { path } | Self::InUse { path } | Self::AgentMissing { path } => {
                vec![("path", path.clone())]
            }
            Self::Memory { path, reason } => {
                vec![("path", path.clone()), ("reason", reason.clone())]
            }
            Self::NotLoopback { listen } => vec![("listen", listen.clone())],
            Self::NoPort => Vec::new(),
            Self::PortTaken { port } => vec![("port", port.to_string())],
            Self::AgentSilent { name, log } => {
                vec![("name", name.clone()), ("log", log.clone())]
            }
            Self::AgentRefused { name, said } => {
                vec![("name", name.clone()), ("said", said.clone())]
            }
            Self::NoSubscriber { id } | Self::NoPerson { id } => vec![("id", id.clone())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Error;
    use crate::error::assert_sentences;

    #[test]
    fn every_code_has_a_sentence_with_values_it_has() {
        assert_sentences(Error::CODES, include_str!("error.rs"));
    }
}
