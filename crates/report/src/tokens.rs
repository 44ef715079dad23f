//! The tokens that a PKCS#11 module sees, for people who must choose one.

use std::fmt::Write as _;

use keys::KeySummary;
use keys::pkcs11::{Library, TokenContents, TokenInfo};
use serde::Serialize;

use crate::catalogue::{Catalogue, Lang};

/// A module, its tokens and what they show without a PIN.
#[derive(Clone, Debug, Serialize)]
pub struct TokenList {
    /// The module's file, as it was asked for.
    pub module: String,
    /// What the module says of itself.
    pub library: Library,
    /// The tokens.
    pub tokens: Vec<TokenReport>,
}

/// One token.
#[derive(Clone, Debug, Serialize)]
pub struct TokenReport {
    /// The token and the state of its PIN.
    #[serde(flatten)]
    pub token: TokenInfo,
    /// Its certificates but for issuers', and keys without one.
    pub keys: Vec<KeyReport>,
}

/// One certificate or key.
#[derive(Clone, Debug, Serialize)]
pub struct KeyReport {
    /// What selects it in a command.
    pub uri: String,
    /// What it is.
    #[serde(flatten)]
    pub key: KeySummary,
}

impl TokenList {
    /// The list of what `module` sees.
    #[must_use]
    pub fn of(module: String, library: Library, tokens: Vec<TokenContents>) -> Self {
        let tokens = tokens.into_iter().map(|contents| {
            let keys = contents.keys.iter().map(|key| KeyReport {
                uri: contents.uri(key).to_string(),
                key: key.clone(),
            });
            TokenReport {
                keys: keys.collect(),
                token: contents.token,
            }
        });
        Self {
            tokens: tokens.collect(),
            module,
            library,
        }
    }

    /// The list for people.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut text = Text {
            lang,
            text: String::new(),
        };
        let library = &self.library;
        text.line(
            0,
            "tokens-module",
            &[
                ("module", self.module.clone()),
                ("description", library.description.clone()),
                ("version", library.version.clone()),
                ("manufacturer", library.manufacturer.clone()),
            ],
        );
        if self.tokens.is_empty() {
            text.line(0, "tokens-none", &[]);
        }
        for token in &self.tokens {
            token.to_text(&mut text);
        }
        text.text
    }
}

impl TokenReport {
    fn to_text(&self, text: &mut Text) {
        let token = &self.token;
        text.line(
            0,
            "tokens-token",
            &[
                ("label", quoted(&token.label)),
                ("model", token.model.clone()),
                ("manufacturer", token.manufacturer.clone()),
                ("serial", token.serial.clone()),
                ("slot", token.slot_id.to_string()),
            ],
        );
        if let Some(code) = pin(token) {
            text.line(1, code, &[]);
        }
        if token.pin_pad {
            text.line(1, "tokens-pin-pad", &[]);
        }
        if self.keys.is_empty() {
            text.line(1, "tokens-empty", &[]);
        }
        for report in &self.keys {
            report.to_text(text);
        }
    }
}

impl KeyReport {
    fn to_text(&self, text: &mut Text) {
        let key = &self.key;
        match &key.subject {
            Some(subject) => {
                let until = key.not_after.as_deref().unwrap_or("?");
                let values = [
                    ("subject", subject.clone()),
                    ("until", day(until, text.lang)),
                ];
                text.line(1, "tokens-certificate", &values);
            }
            None => {
                let label = quoted(key.label.as_deref().unwrap_or_default());
                text.line(1, "tokens-key", &[("label", label)]);
            }
        }
        text.line(2, "tokens-uri", &[("uri", self.uri.clone())]);
    }
}

/// What there is to say about the PIN; nothing if all is well.
fn pin(token: &TokenInfo) -> Option<&'static str> {
    if token.pin_locked {
        Some("tokens-pin-locked")
    } else if !token.pin_initialized || token.pin_to_be_changed {
        Some("tokens-pin-unset")
    } else if token.pin_final_try {
        Some("tokens-pin-final")
    } else if token.pin_count_low {
        Some("tokens-pin-low")
    } else {
        None
    }
}

/// A name in quotation marks, which also keep it from being taken for a word of the catalogue.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// The day of an RFC 3339 time: day/month/year in Vietnamese.
fn day(time: &str, lang: Lang) -> String {
    let date = time.split_once('T').map_or(time, |(date, _)| date);
    let mut parts: Vec<&str> = date.split('-').collect();
    match lang {
        Lang::Vi => {
            parts.reverse();
            parts.join("/")
        }
        Lang::En => date.to_owned(),
    }
}

struct Text {
    lang: Lang,
    text: String,
}

impl Text {
    fn line(&mut self, indent: usize, code: &str, values: &[(&str, String)]) {
        let sentence = Catalogue::shared().sentence(code, self.lang, values);
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.text,
            "{:indent$}{}",
            "",
            sentence.text,
            indent = indent * 2
        );
    }
}

#[cfg(test)]
mod tests {
    use super::day;
    use crate::Lang;

    #[test]
    fn days_are_written_as_their_readers_do() {
        assert_eq!(day("2026-12-01T03:04:05Z", Lang::Vi), "01/12/2026");
        assert_eq!(day("2026-12-01T03:04:05Z", Lang::En), "2026-12-01");
    }
}
