//! What can go wrong at the edge: arguments, files, terminal.

use std::io;

use report::Coded;

/// Why a command could not do its work, before or after the engine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("unknown argument {argument}")]
    UnknownArgument { argument: String },
    #[error("missing: {arguments}")]
    MissingArgument { arguments: String },
    #[error("{argument}: {value} is not a valid value")]
    InvalidValue {
        argument: String,
        value: String,
        allowed: String,
    },
    #[error("unknown command {command}")]
    UnknownCommand { command: String },
    #[error("{argument} cannot be used together with {other}")]
    Conflict { argument: String, other: String },
    #[error("{message}")]
    Usage { message: String },

    #[error("{path} not found")]
    InputMissing { path: String },
    #[error("{path} is a directory")]
    InputDirectory { path: String },
    #[error("cannot read {path}: {cause}")]
    InputUnreadable { path: String, cause: io::Error },
    #[error("empty: 0 bytes")]
    InputEmpty,
    #[error("not UTF-8 text")]
    InputNotText,
    #[error("changed by another program while it was being read")]
    InputChanged,
    #[error("a file of another kind: {kind}")]
    FileKind { kind: &'static str },
    #[error("larger than {limit} bytes")]
    SignatureTooLarge { limit: u64 },
    #[error("content is given for {count} files")]
    ContentForSeveral { count: usize },
    #[error("cannot read the content: {0}")]
    ContentUnreadable(Box<Error>),
    #[error("content is given for a document that has its own")]
    ContentForDocument,
    #[error("standard input named more than once")]
    StdinTwice,

    #[error("{path} exists")]
    OutputExists { path: String },
    #[error("{path} is the input itself")]
    OutputIsInput { path: String },
    #[error("no folder {path}")]
    OutputFolderMissing { path: String },
    #[error("cannot write in {path}: {cause}")]
    OutputNotWritable { path: String, cause: io::Error },
    #[error("no space left to write {path}")]
    OutputDiskFull { path: String },
    #[error("cannot write {path}: {cause}")]
    OutputFailed { path: String, cause: io::Error },
    #[error("{count} inputs but {path} is not a folder")]
    OutputNotAFolder { path: String, count: usize },
    #[error("two inputs are named {name}")]
    OutputSameName { name: String },
    #[error("standard input has no name for a file in {path}")]
    OutputNameNeeded { path: String },

    #[error("no {path}")]
    AuditMissing { path: String },
    #[error("cannot read {path}: {cause}")]
    AuditUnreadable { path: String, cause: io::Error },
    #[error("{path} holds no record, and no checkpoint says that there was one")]
    AuditEmpty { path: String },

    #[error("no terminal to ask for the secret on")]
    SecretNoTerminal {
        option: &'static str,
        variable: &'static str,
    },
    #[error("cannot read the secret from {path}: {cause}")]
    SecretFile { path: String, cause: io::Error },
    #[error("cancelled")]
    SecretCancelled,
    #[error("empty secret")]
    SecretEmpty,

    #[error("cannot read the key {path}: {cause}")]
    KeyUnreadable { path: String, cause: io::Error },
    #[error("cannot read the certificates {path}: {cause}")]
    CertificateUnreadable { path: String, cause: io::Error },
    #[error("cannot read the image {path}: {cause}")]
    ImageUnreadable { path: String, cause: io::Error },
    #[error("cannot read {path}: {cause}")]
    EvidenceUnreadable { path: String, cause: io::Error },
    #[error("{path} is unusable: {error}")]
    EvidenceUnusable { path: String, error: pki::Error },
    #[error("cannot read the policy {path}: {cause}")]
    PolicyUnreadable { path: String, cause: io::Error },
    #[error("a report file for {count} inputs")]
    ReportForSeveral { count: usize },
    #[error("{path}: the form of the report is not known")]
    ReportFormUnknown { path: String },
    #[error("not signed")]
    NotSigned,
    #[error("the signature {field} cannot be kept valid any more: {cause}")]
    Unfit { field: String, cause: String },
    #[error("signed already")]
    SignedAlready,
    #[error("the system gives no randomness")]
    NoRandomness,
    #[error("started by a person: {cause}")]
    NotForPeople { cause: io::Error },

    #[error("{tool} is not installed")]
    ToolMissing { tool: String },
    #[error("{tool}: {said}")]
    ToolFailed { tool: String, said: String },
    #[error("no test authority at {path}")]
    NotAnAuthority { path: String },
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: String, cause: io::Error },
}

impl Error {
    /// All codes of [`Coded::code`].
    #[cfg(test)]
    pub(crate) const CODES: &'static [&'static str] = &[
        "cli-unknown-argument",
        "cli-missing-argument",
        "cli-invalid-value",
        "cli-unknown-command",
        "cli-conflict",
        "cli-usage",
        "cli-input-missing",
        "cli-input-directory",
        "cli-input-unreadable",
        "cli-input-empty",
        "cli-input-not-text",
        "cli-input-changed",
        "cli-file-kind",
        "cli-signature-too-large",
        "cli-content-for-several",
        "cli-content-for-document",
        "cli-content-unreadable",
        "cli-stdin-twice",
        "cli-output-exists",
        "cli-output-is-input",
        "cli-output-folder-missing",
        "cli-output-not-writable",
        "cli-output-disk-full",
        "cli-output-failed",
        "cli-output-not-a-folder",
        "cli-output-same-name",
        "cli-output-name-needed",
        "cli-audit-missing",
        "cli-audit-unreadable",
        "cli-audit-empty",
        "cli-secret-no-terminal",
        "cli-secret-file",
        "cli-secret-cancelled",
        "cli-secret-empty",
        "cli-key-unreadable",
        "cli-certificate-unreadable",
        "cli-image-unreadable",
        "cli-evidence-unreadable",
        "cli-evidence-unusable",
        "cli-policy-unreadable",
        "cli-report-for-several",
        "cli-report-form-unknown",
        "cli-not-signed",
        "cli-unfit",
        "cli-signed-already",
        "cli-no-randomness",
        "cli-not-for-people",
        "cli-tool-missing",
        "cli-tool-failed",
        "cli-not-an-authority",
        "cli-listen",
    ];
}

impl Coded for Error {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownArgument { .. } => "cli-unknown-argument",
            Self::MissingArgument { .. } => "cli-missing-argument",
            Self::InvalidValue { .. } => "cli-invalid-value",
            Self::UnknownCommand { .. } => "cli-unknown-command",
            Self::Conflict { .. } => "cli-conflict",
            Self::Usage { .. } => "cli-usage",
            Self::InputMissing { .. } => "cli-input-missing",
            Self::InputDirectory { .. } => "cli-input-directory",
            Self::InputUnreadable { .. } => "cli-input-unreadable",
            Self::InputEmpty => "cli-input-empty",
            Self::InputNotText => "cli-input-not-text",
            Self::InputChanged => "cli-input-changed",
            Self::FileKind { .. } => "cli-file-kind",
            Self::SignatureTooLarge { .. } => "cli-signature-too-large",
            Self::ContentForSeveral { .. } => "cli-content-for-several",
            Self::ContentForDocument => "cli-content-for-document",
            Self::ContentUnreadable(_) => "cli-content-unreadable",
            Self::StdinTwice => "cli-stdin-twice",
            Self::OutputExists { .. } => "cli-output-exists",
            Self::OutputIsInput { .. } => "cli-output-is-input",
            Self::OutputFolderMissing { .. } => "cli-output-folder-missing",
            Self::OutputNotWritable { .. } => "cli-output-not-writable",
            Self::OutputDiskFull { .. } => "cli-output-disk-full",
            Self::OutputFailed { .. } => "cli-output-failed",
            Self::OutputNotAFolder { .. } => "cli-output-not-a-folder",
            Self::OutputSameName { .. } => "cli-output-same-name",
            Self::OutputNameNeeded { .. } => "cli-output-name-needed",
            Self::AuditMissing { .. } => "cli-audit-missing",
            Self::AuditUnreadable { .. } => "cli-audit-unreadable",
            Self::AuditEmpty { .. } => "cli-audit-empty",
            Self::SecretNoTerminal { .. } => "cli-secret-no-terminal",
            Self::SecretFile { .. } => "cli-secret-file",
            Self::SecretCancelled => "cli-secret-cancelled",
            Self::SecretEmpty => "cli-secret-empty",
            Self::KeyUnreadable { .. } => "cli-key-unreadable",
            Self::CertificateUnreadable { .. } => "cli-certificate-unreadable",
            Self::ImageUnreadable { .. } => "cli-image-unreadable",
            Self::EvidenceUnreadable { .. } => "cli-evidence-unreadable",
            Self::EvidenceUnusable { .. } => "cli-evidence-unusable",
            Self::PolicyUnreadable { .. } => "cli-policy-unreadable",
            Self::ReportForSeveral { .. } => "cli-report-for-several",
            Self::ReportFormUnknown { .. } => "cli-report-form-unknown",
            Self::NotSigned => "cli-not-signed",
            Self::Unfit { .. } => "cli-unfit",
            Self::SignedAlready => "cli-signed-already",
            Self::NoRandomness => "cli-no-randomness",
            Self::NotForPeople { .. } => "cli-not-for-people",
            Self::ToolMissing { .. } => "cli-tool-missing",
            Self::ToolFailed { .. } => "cli-tool-failed",
            Self::NotAnAuthority { .. } => "cli-not-an-authority",
            Self::Listen { .. } => "cli-listen",
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownArgument { argument } => vec![("argument", argument.clone())],
            Self::MissingArgument { arguments } => vec![("arguments", arguments.clone())],
            Self::InvalidValue {
                argument,
                value,
                allowed,
            } => vec![
                ("argument", argument.clone()),
                ("value", value.clone()),
                ("allowed", allowed.clone()),
            ],
            Self::UnknownCommand { command } => vec![("command", command.clone())],
            Self::Conflict { argument, other } => {
                vec![("argument", argument.clone()), ("other", other.clone())]
            }
            Self::Usage { message } => vec![("message", message.clone())],
            Self::InputMissing { path }
            | Self::InputDirectory { path }
            | Self::AuditMissing { path }
            | Self::AuditEmpty { path }
            | Self::OutputExists { path }
            | Self::OutputIsInput { path }
            | Self::OutputFolderMissing { path }
            | Self::OutputDiskFull { path }
            | Self::NotAnAuthority { path }
            | Self::ReportFormUnknown { path }
            | Self::OutputNameNeeded { path } => vec![("path", path.clone())],
            Self::InputUnreadable { path, cause }
            | Self::AuditUnreadable { path, cause }
            | Self::OutputNotWritable { path, cause }
            | Self::OutputFailed { path, cause }
            | Self::EvidenceUnreadable { path, cause }
            | Self::PolicyUnreadable { path, cause }
            | Self::KeyUnreadable { path, cause }
            | Self::CertificateUnreadable { path, cause }
            | Self::ImageUnreadable { path, cause }
            | Self::SecretFile { path, cause } => {
                vec![("path", path.clone()), ("cause", cause.to_string())]
            }
            Self::OutputNotAFolder { path, count } => {
                vec![("path", path.clone()), ("count", count.to_string())]
            }
            Self::FileKind { kind } => vec![("kind", (*kind).to_owned())],
            Self::SignatureTooLarge { limit } => vec![("limit", (limit >> 20).to_string())],
            Self::ContentUnreadable(cause) => vec![("cause", cause.to_string())],
            Self::ContentForSeveral { count } => vec![("count", count.to_string())],
            Self::ReportForSeveral { count } => vec![("count", count.to_string())],
            Self::Unfit { field, cause } => {
                vec![("field", field.clone()), ("cause", cause.clone())]
            }
            Self::OutputSameName { name } => vec![("name", name.clone())],
            Self::SecretNoTerminal { option, variable } => {
                vec![
                    ("option", (*option).to_owned()),
                    ("variable", (*variable).to_owned()),
                ]
            }
            Self::ToolMissing { tool } => vec![("tool", tool.clone())],
            Self::ToolFailed { tool, said } => vec![("tool", tool.clone()), ("said", said.clone())],
            Self::Listen { address, cause } => {
                vec![("address", address.clone()), ("cause", cause.to_string())]
            }
            Self::EvidenceUnusable { path, error } => {
                vec![("path", path.clone()), ("cause", error.to_string())]
            }
            Self::NotForPeople { cause } => vec![("cause", cause.to_string())],
            Self::InputEmpty
            | Self::InputNotText
            | Self::InputChanged
            | Self::ContentForDocument
            | Self::StdinTwice
            | Self::SecretCancelled
            | Self::SecretEmpty
            | Self::NotSigned
            | Self::SignedAlready
            | Self::NoRandomness => Vec::new(),
        }
    }
}

/// Every code has a sentence, and every value of it is one that `source` gives.
#[cfg(test)]
pub(crate) fn assert_sentences(codes: &[&str], source: &str) {
    let catalogue = report::Catalogue::shared();
    for code in codes {
        assert!(catalogue.knows(code), "no sentence for {code}");
        for name in catalogue.placeholders(code) {
            let value = format!("(\"{name}\",");
            assert!(source.contains(&value), "{code}: no value {name}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn every_code_has_a_sentence_with_values_it_has() {
        super::assert_sentences(Error::CODES, include_str!("error.rs"));
    }
}
