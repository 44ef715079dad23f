//! Secrets: the PIN of a key and the password of a document.
//!
//! Taken from a file named on the command line, else from the environment, else asked on the
//! terminal without echo. Never an argument: arguments are visible to every user of the machine.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use token_host::terminal;
use zeroize::Zeroizing;

use crate::error::Error;

/// Longest secret read from a file, bytes.
const LONGEST: u64 = 4096;

/// Where to look for a secret, and what to ask when it is nowhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secret<'a> {
    pub(crate) file: Option<&'a PathBuf>,
    pub(crate) option: &'static str,
    pub(crate) variable: &'static str,
    pub(crate) prompt: &'a str,
}

impl Secret<'_> {
    /// The secret from the file or the environment; `None` when neither is given.
    pub(crate) fn given(&self) -> Result<Option<Zeroizing<String>>, Error> {
        if let Some(path) = self.file {
            let secret = first_line(path).map_err(|cause| Error::SecretFile {
                path: path.display().to_string(),
                cause,
            })?;
            return if secret.is_empty() {
                Err(Error::SecretEmpty)
            } else {
                Ok(Some(secret))
            };
        }
        Ok(std::env::var(self.variable)
            .ok()
            .filter(|value| !value.is_empty())
            .map(Zeroizing::new))
    }

    /// The secret, asked on the terminal when it is not given.
    pub(crate) fn obtain(&self) -> Result<Zeroizing<String>, Error> {
        if let Some(secret) = self.given()? {
            return Ok(secret);
        }
        let asked = terminal::silence()
            .and_then(|_silence| rpassword::prompt_password(format!("{}: ", self.prompt)));
        let secret = asked.map_err(|cause| match cause.kind() {
            io::ErrorKind::Interrupted => Error::SecretCancelled,
            _ => Error::SecretNoTerminal {
                option: self.option,
                variable: self.variable,
            },
        })?;
        let secret = Zeroizing::new(secret);
        if secret.is_empty() {
            Err(Error::SecretEmpty)
        } else {
            Ok(secret)
        }
    }
}

fn first_line(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    BufReader::new(File::open(path)?.take(LONGEST)).read_line(&mut line)?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}
