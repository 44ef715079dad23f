//! No person at all: answers and PINs from a file. For the demonstration and for tests.
//!
//! The agent says so when it starts, in `/status` and in every answer, and a server outside the
//! demonstration refuses such an agent.

use std::collections::BTreeMap;
use std::path::Path;

use keys::Pin;
use serde::Deserialize;

use super::{Confirm, Matter, Question, Stop};
use crate::Error;

/// What the file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Answers {
    /// Whether pairings are confirmed.
    pairing: bool,
    /// Whether signatures and enrolments are confirmed.
    signing: bool,
    /// The PIN of every token and the password of every file.
    pin: Option<String>,
    /// Those that differ, by label of the token or name of the file.
    #[serde(default)]
    pins: BTreeMap<String, String>,
}

/// Answers from a file.
pub struct Unattended(Answers);

impl Unattended {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let unusable = |cause: String| Error::Config {
            path: path.display().to_string(),
            cause,
        };
        let text = std::fs::read_to_string(path).map_err(|cause| unusable(cause.to_string()))?;
        // What is wrong is named without the line, which may hold a PIN.
        toml::from_str(&text)
            .map(Self)
            .map_err(|cause| unusable(cause.message().to_owned()))
    }
}

impl std::fmt::Debug for Unattended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unattended")
    }
}

impl Confirm for Unattended {
    fn is_unattended(&self) -> bool {
        true
    }

    fn agrees(&self, question: &Question, _stop: &Stop) -> bool {
        match question.matter {
            Matter::Pairing => self.0.pairing,
            Matter::Signing | Matter::Possession => self.0.signing,
            Matter::Secret => false,
        }
    }

    fn secret(&self, question: &Question, _stop: &Stop) -> Option<Pin> {
        let own = question
            .place
            .as_ref()
            .and_then(|place| self.0.pins.get(place));
        own.or(self.0.pin.as_ref()).cloned().map(Pin::new)
    }

    fn tell(&self, _text: &str) {}
}
