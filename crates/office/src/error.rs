//! Why an act was not done.

use std::path::PathBuf;

use access::{Denial, NoActor};

/// Why an act was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configuration cannot be.
    #[error("configuration: {0}")]
    Config(String),
    /// A file with a secret cannot be read.
    #[error("{path}: {cause}")]
    SecretUnreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// The key of second factors is not there, and secrets are sealed under it.
    #[error("the key of second factors {path} is not there")]
    FactorKeyMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file of the key of second factors holds none.
    #[error("{path} holds no key of second factors")]
    FactorKeyDamaged {
        /// Which.
        path: PathBuf,
    },
    /// The secret of somebody's second factor cannot be opened with the key that is there: it was
    /// sealed with another, or for another account, or is damaged.
    #[error("the second factor of account {account} cannot be opened with {path}")]
    FactorUnreadable {
        /// Whose.
        account: String,
        /// The file of the key.
        path: PathBuf,
    },
    /// There is no such thing, or none that this person may know of.
    #[error("there is no such thing here")]
    NotFound,
    /// This person acts in no appointment that is in force.
    #[error(transparent)]
    NotActing(#[from] NoActor),
    /// This person may not do it.
    #[error(transparent)]
    Denied(Denial),
    /// What was entered cannot be accepted: everything that is wrong with it.
    #[error("{} things are wrong with what was entered", .0.len())]
    Invalid(Vec<Fault>),
    /// Somebody else was first: what was shown is no longer so.
    #[error("somebody else changed it meanwhile")]
    Stale,
    /// The file has no field for the number: it was not prepared before its first signature.
    #[error("the file has no field for its number")]
    NoNumberField,
    /// The route does not let it be done now.
    #[error(transparent)]
    Refused(#[from] process::Refusal),
    /// No such route is published.
    #[error("route {code} {version} is not known")]
    NoRoute {
        /// Its code.
        code: String,
        /// Its version.
        version: u32,
    },
    /// The act is done with a signature, and in no other way.
    #[error("this act needs a signature")]
    SignatureNeeded,
    /// The certificate is not enrolled for this person, or no more.
    #[error("the certificate is not enrolled for this person")]
    NotEnrolled,
    /// The document waits for no signature here.
    #[error("there is nothing to sign here")]
    NothingToSign,
    /// A signature of the document waits for its time stamp.
    #[error("a signature waits for its time stamp")]
    AwaitingStamp,
    /// An annex of the document could not be signed for the organisation.
    #[error("an annex of it was not signed")]
    AttachmentUnsealed,
    /// Somebody else is about to sign the document.
    #[error("somebody else is about to sign it")]
    BeingSigned,
    /// The request was answered already, or has expired.
    #[error("the request was answered already, or has expired")]
    RequestSpent,
    /// The desk agent or the person at it refused.
    #[error("the desk refused: {code}")]
    AgentRefused {
        /// The agent's code.
        code: String,
        /// The agent's sentence, Vietnamese.
        message: String,
    },
    /// The protocol of desk agents.
    #[error(transparent)]
    Agent(#[from] agent_protocol::Error),
    /// No service of time stamps is configured.
    #[error("no service of time stamps is configured")]
    NoTimeStampService,
    /// Signatures of the file do not hold.
    #[error("{} signatures do not hold", .fields.len())]
    SignaturesFail {
        /// Their fields.
        fields: Vec<String>,
    },
    /// Signatures of files beside the document do not hold.
    #[error("signatures of {} files beside the document do not hold", .files.len())]
    AnnexesFail {
        /// The names of the files.
        files: Vec<String>,
    },
    /// The sender has withdrawn the document over the system already.
    #[error("its sender has withdrawn it already")]
    Recalled {
        /// The day, as it is written.
        day: String,
    },
    /// The sender has withdrawn the document: its files are not given away any more.
    #[error("its sender has withdrawn it, and its files are given to nobody")]
    OutOfUse {
        /// The day, as it is written.
        day: String,
    },
    /// It was noted before that the sender withdrew the document by letter.
    #[error("it was noted before that its sender withdrew it by {basis}")]
    RecalledByLetter {
        /// The day of the note, as it is written.
        day: String,
        /// The letter.
        basis: String,
    },
    /// The rules of documents and numbers.
    #[error(transparent)]
    Documents(#[from] documents::Error),
    /// The file cannot be converted.
    #[error(transparent)]
    Convert(#[from] convert::Refused),
    /// A temporary file could not be used.
    #[error("temporary file: {0}")]
    Temporary(std::io::Error),
    /// The system gives no random numbers.
    #[error("no random numbers")]
    NoRandomness,
    /// Name or password is wrong, or the account is locked: it is not said which.
    #[error("not signed in")]
    SignInRefused,
    /// The person works nowhere any more.
    #[error("the account has no appointment that is in force")]
    NoAppointment,
    /// The password was chosen by somebody else.
    #[error("the password has to be changed first")]
    PasswordChangeNeeded,
    /// The certificate is in another's name, or another's already.
    #[error("the certificate of {subject} is another's")]
    NotOwnCertificate {
        /// In whose name it is.
        subject: String,
    },
    /// The certificate is enrolled already.
    #[error("the certificate is enrolled already")]
    AlreadyEnrolled,
    /// The signature could not be made, or the certificate may not sign.
    #[error(transparent)]
    Signing(#[from] ades::Error),
    /// The stamp or the number could not be placed.
    #[error(transparent)]
    Layout(#[from] layout::Error),
    /// The picture of a stamp cannot be used.
    #[error(transparent)]
    Image(#[from] stamp::Error),
    /// The file cannot be read as PDF.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// A certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] pki::Error),
    /// The trust folder cannot be used.
    #[error(transparent)]
    Trust(#[from] trust::Error),
    /// The store.
    #[error(transparent)]
    Store(store::Error),
    /// A record could not be written as JSON, or one of ours not read.
    #[error("record: {0}")]
    Json(#[from] serde_json::Error),
    /// The audit record could not be made.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// The end of the audit chain cannot be read.
    #[error("the end of the audit chain is damaged")]
    AuditHead,
    /// A job of a kind that this program does not know.
    #[error("no job is called {kind}")]
    UnknownJob {
        /// Its kind.
        kind: String,
    },
    /// Evidence cannot make the file provable for longer.
    #[error("evidence does not help signature {field}")]
    NotExtendable {
        /// The field of the signature that is in the way, where one is.
        field: String,
    },
    /// The server's own key cannot be used.
    #[error(transparent)]
    Key(#[from] keys::KeyError),
    /// No key of the server itself is configured.
    #[error("no key of the server itself is configured")]
    NoDeviceKey,
    /// No server that takes mail is configured.
    #[error("no server that takes mail is configured")]
    NoMailServer,
    /// The bytes are no signed package, or none can be made.
    #[error(transparent)]
    Package(#[from] ades::asic::Error),
    /// Mail was not handed over.
    #[error(transparent)]
    Mail(#[from] transport::mail::Error),
    /// Another checkpoint of that day lies outside already.
    #[error("another checkpoint of {day} lies outside already")]
    CheckpointDiffers {
        /// The day.
        day: String,
    },
    /// A backup was not made or not restored.
    #[error(transparent)]
    Safekeeping(#[from] crate::safekeeping::Trouble),
    /// Work on another thread was cut short.
    #[error("interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// One thing that is wrong with what was entered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The field of the form; empty for the form as a whole.
    pub field: String,
    /// The stable code of the sentence.
    pub code: String,
    /// The values of the sentence.
    pub values: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault of a field.
    #[must_use]
    pub fn new(field: &str, code: &str, values: Vec<(&'static str, String)>) -> Self {
        Self {
            field: field.to_owned(),
            code: code.to_owned(),
            values,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Stale { .. } => Self::Stale,
            error if error.is_conflict() => Self::Stale,
            error => Self::Store(error),
        }
    }
}

impl Error {
    /// Whether no more could be written, since a disk is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Store(error) => error.is_full(),
            Self::Temporary(error) => store::is_full(error),
            _ => false,
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            _ if self.is_full() => "store-no-space",
            Self::Config(_) => "office-config",
            Self::SecretUnreadable { .. } => "office-secret-unreadable",
            Self::FactorKeyMissing { .. } => "office-factor-key-missing",
            Self::FactorKeyDamaged { .. } => "office-factor-key-damaged",
            Self::FactorUnreadable { .. } => "office-factor-unreadable",
            Self::NotFound => "office-not-found",
            Self::NotActing(reason) => reason.code(),
            Self::Denied(denial) => denial.code(),
            Self::Invalid(_) => "office-invalid",
            Self::Stale => "office-stale",
            Self::NoNumberField => "office-no-number-field",
            Self::Refused(refusal) => refusal.code(),
            Self::NoRoute { .. } => "office-no-route",
            Self::SignatureNeeded => "office-signature-needed",
            Self::NotEnrolled => "office-not-enrolled",
            Self::NothingToSign => "office-nothing-to-sign",
            Self::AwaitingStamp => "office-awaiting-stamp",
            Self::AttachmentUnsealed => "office-attachment-unsealed",
            Self::BeingSigned => "office-being-signed",
            Self::RequestSpent => "office-request-spent",
            Self::AgentRefused { .. } => "office-agent-refused",
            Self::Agent(error) => error.code(),
            Self::NoTimeStampService => "office-no-time-stamp-service",
            Self::SignaturesFail { .. } => "office-signatures-fail",
            Self::AnnexesFail { .. } => "office-annexes-fail",
            Self::Recalled { .. } => "office-recalled",
            Self::OutOfUse { .. } => "office-out-of-use",
            Self::RecalledByLetter { .. } => "office-recalled-by-letter",
            Self::Documents(error) => error.code(),
            Self::Convert(error) => error.code(),
            Self::Temporary(_) => "office-temporary",
            Self::NoRandomness => "office-no-randomness",
            Self::SignInRefused => "office-sign-in-refused",
            Self::NoAppointment => "office-no-appointment",
            Self::PasswordChangeNeeded => "office-password-change-needed",
            Self::NotOwnCertificate { .. } => "office-not-own-certificate",
            Self::AlreadyEnrolled => "office-already-enrolled",
            Self::Signing(error) => error.code(),
            Self::Layout(error) => error.code(),
            Self::Image(error) => error.code(),
            Self::Pdf(error) => error.code(),
            Self::Certificate(error) => error.code(),
            Self::Trust(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Json(_) => "office-json",
            Self::Audit(_) => "office-audit",
            Self::AuditHead => "office-audit-head",
            Self::NotExtendable { .. } => "office-not-extendable",
            Self::Key(error) => error.code(),
            Self::NoDeviceKey => "office-no-device-key",
            Self::NoMailServer => "office-no-mail-server",
            Self::Package(error) => error.code(),
            Self::Mail(error) => error.code(),
            Self::CheckpointDiffers { .. } => "office-checkpoint-differs",
            Self::UnknownJob { .. } => "office-unknown-job",
            Self::Safekeeping(trouble) => trouble.code(),
            Self::Interrupted(_) => "office-interrupted",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Config(reason) => vec![("reason", reason.clone())],
            Self::SecretUnreadable { path, cause } => vec![
                ("path", path.display().to_string()),
                ("reason", cause.to_string()),
            ],
            Self::FactorKeyMissing { path } | Self::FactorKeyDamaged { path } => {
                vec![("path", path.display().to_string())]
            }
            Self::FactorUnreadable { account, path } => vec![
                ("account", account.clone()),
                ("path", path.display().to_string()),
            ],
            Self::NotActing(reason) => reason.values(),
            Self::NotOwnCertificate { subject } => vec![("subject", subject.clone())],
            Self::Denied(denial) => denial.values(),
            Self::Refused(refusal) => refusal.values(),
            Self::NoRoute { code, version } => {
                vec![("code", code.clone()), ("version", version.to_string())]
            }
            Self::AgentRefused { code, message } => {
                vec![("code", code.clone()), ("message", message.clone())]
            }
            Self::Agent(error) => error.values(),
            Self::SignaturesFail { fields } => vec![("fields", fields.join(", "))],
            Self::AnnexesFail { files } => vec![("files", files.join(", "))],
            Self::Recalled { day } | Self::OutOfUse { day } => vec![("day", day.clone())],
            Self::RecalledByLetter { day, basis } => {
                vec![("day", day.clone()), ("basis", basis.clone())]
            }
            Self::Documents(error) => vec![("reason", error.to_string())],
            Self::Convert(error) => error.values(),
            Self::Temporary(cause) => vec![("reason", cause.to_string())],
            Self::Signing(error) => error.values(),
            Self::Layout(error) => error.values(),
            Self::Image(error) => error.values(),
            Self::Pdf(error) => error.values(),
            Self::Certificate(error) => error.values(),
            Self::Trust(error) => error.values(),
            Self::Store(error) => error.values(),
            Self::Safekeeping(trouble) => trouble.values(),
            Self::Json(error) => vec![("reason", error.to_string())],
            Self::Interrupted(error) => vec![("reason", error.to_string())],
            Self::Audit(error) => vec![("reason", error.to_string())],
            Self::NotExtendable { field } => vec![("field", field.clone())],
            Self::Key(error) => error.values(),
            Self::Package(error) => error.values(),
            Self::Mail(error) => error.values(),
            Self::CheckpointDiffers { day } => vec![("day", day.clone())],
            Self::UnknownJob { kind } => vec![("kind", kind.clone())],
            Self::NoDeviceKey
            | Self::NoMailServer
            | Self::NotFound
            | Self::Invalid(_)
            | Self::Stale
            | Self::SignatureNeeded
            | Self::NoRandomness
            | Self::SignInRefused
            | Self::NoAppointment
            | Self::PasswordChangeNeeded
            | Self::AlreadyEnrolled
            | Self::NotEnrolled
            | Self::NothingToSign
            | Self::AwaitingStamp
            | Self::AttachmentUnsealed
            | Self::BeingSigned
            | Self::RequestSpent
            | Self::NoTimeStampService
            | Self::NoNumberField
            | Self::AuditHead => Vec::new(),
        }
    }
}
