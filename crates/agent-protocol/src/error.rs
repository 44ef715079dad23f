//! Why a message is not accepted. Sentences for people are at the edge, by [`Error::code`].

use time::UtcDateTime;

/// Why a message is not accepted.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system gives no randomness.
    #[error("the system gives no randomness")]
    NoRandomness,
    /// The kept key is not one.
    #[error("the key of the channel cannot be read")]
    ChannelKey,
    /// The message is not what it should be.
    #[error("the message cannot be read: {reason}")]
    Malformed {
        /// What the reader says.
        reason: String,
    },
    /// A field holds more than it may, or what it must not.
    #[error("the field {field} is empty, too long or holds what it must not")]
    Field {
        /// Which.
        field: &'static str,
    },
    /// The other side speaks another version.
    #[error("the other side speaks protocol {theirs}, we speak {ours}")]
    Version {
        /// Theirs.
        theirs: u32,
        /// Ours.
        ours: u32,
    },
    /// The envelope was not made by the key that was pinned, or was changed.
    #[error("the message does not come from the other side of this pairing, or was changed")]
    ProofWrong,
    /// The message is for another server or pairing.
    #[error("the message belongs to another pairing")]
    OtherPairing,
    /// The message answers another request.
    #[error("the answer is to another request")]
    OtherRequest,
    /// The time of the message is over.
    #[error("the message was good until {until}")]
    Expired {
        /// Until when it was good.
        until: UtcDateTime,
    },
    /// The message is from the future, or would be good for too long.
    #[error("the message claims to be good from {from} until {until}")]
    Validity {
        /// When it was made.
        from: UtcDateTime,
        /// Until when it would be good.
        until: UtcDateTime,
    },
    /// The pairing's number is not the one that was promised: somebody stands in between.
    #[error("the pairing was tampered with")]
    PairingForged,
    /// The agent confirms without a person.
    #[error("the agent runs unattended")]
    Unattended,
    /// The certificate is not the one asked for.
    #[error("the certificate is not the one asked for")]
    OtherCertificate,
    /// The signature value does not hold.
    #[error("the signature value does not hold: {cause}")]
    Value {
        /// Why.
        cause: pki::Error,
    },
    /// The answer does not have one outcome for each document.
    #[error("the answer does not fit the documents asked for")]
    ItemsDiffer,
}

impl Error {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "agent-no-randomness",
        "agent-channel-key",
        "agent-message-malformed",
        "agent-field",
        "agent-version",
        "agent-proof-wrong",
        "agent-other-pairing",
        "agent-other-request",
        "agent-expired",
        "agent-validity",
        "agent-pairing-forged",
        "agent-unattended",
        "agent-other-certificate",
        "agent-value-wrong",
        "agent-items-differ",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRandomness => "agent-no-randomness",
            Self::ChannelKey => "agent-channel-key",
            Self::Malformed { .. } => "agent-message-malformed",
            Self::Field { .. } => "agent-field",
            Self::Version { .. } => "agent-version",
            Self::ProofWrong => "agent-proof-wrong",
            Self::OtherPairing => "agent-other-pairing",
            Self::OtherRequest => "agent-other-request",
            Self::Expired { .. } => "agent-expired",
            Self::Validity { .. } => "agent-validity",
            Self::PairingForged => "agent-pairing-forged",
            Self::Unattended => "agent-unattended",
            Self::OtherCertificate => "agent-other-certificate",
            Self::Value { .. } => "agent-value-wrong",
            Self::ItemsDiffer => "agent-items-differ",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Malformed { reason } => vec![("reason", reason.clone())],
            Self::Field { field } => vec![("field", (*field).to_owned())],
            Self::Version { theirs, ours } => {
                vec![("theirs", theirs.to_string()), ("ours", ours.to_string())]
            }
            Self::Expired { until } => vec![("until", rfc3339(*until))],
            Self::Validity { from, until } => {
                vec![("from", rfc3339(*from)), ("until", rfc3339(*until))]
            }
            Self::Value { cause } => vec![("cause", cause.to_string())],
            Self::NoRandomness
            | Self::ChannelKey
            | Self::ProofWrong
            | Self::OtherPairing
            | Self::OtherRequest
            | Self::PairingForged
            | Self::Unattended
            | Self::OtherCertificate
            | Self::ItemsDiffer => Vec::new(),
        }
    }

    pub(crate) fn malformed(cause: &serde_json::Error) -> Self {
        Self::Malformed {
            reason: cause.to_string(),
        }
    }
}

fn rfc3339(time: UtcDateTime) -> String {
    time.format(&time::format_description::well_known::Rfc3339)
        .unwrap_or_else(|_| time.to_string())
}
