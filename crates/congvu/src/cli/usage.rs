//! A wrong command line, explained in our words instead of the parser's English ones.

use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;
use crate::exit::Outcome;

/// Prints help or version; a reader that has gone away is no failure.
pub(super) fn show_help(text: &clap::Error) -> Outcome {
    match write!(io::stdout().lock(), "{}", text.render()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Outcome::Unknown,
        _ => Outcome::Passed,
    }
}

/// Our error for one of the parser's.
pub(super) fn explain(error: &clap::Error) -> Error {
    let argument = || text(error, ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => Error::UnknownArgument {
            argument: argument(),
        },
        ErrorKind::MissingRequiredArgument => Error::MissingArgument {
            arguments: argument(),
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Error::MissingArgument {
                arguments: "LỆNH".to_owned(),
            }
        }
        ErrorKind::InvalidSubcommand => Error::UnknownCommand {
            command: text(error, ContextKind::InvalidSubcommand),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Error::InvalidValue {
            argument: argument(),
            value: text(error, ContextKind::InvalidValue),
            allowed: allowed(error),
        },
        ErrorKind::ArgumentConflict => Error::Conflict {
            argument: argument(),
            other: text(error, ContextKind::PriorArg),
        },
        _ => Error::Usage {
            message: error.to_string().trim_end().to_owned(),
        },
    }
}

/// The values that would have been right: a list, or what the value's own parser said.
fn allowed(error: &clap::Error) -> String {
    let listed = text(error, ContextKind::ValidValue);
    if listed.is_empty() {
        std::error::Error::source(error)
            .map(ToString::to_string)
            .unwrap_or_default()
    } else {
        listed
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}
