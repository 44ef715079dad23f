//! The catalogue of sentences: a code, in two languages, with an optional hint what to do.
//!
//! The text lies in `catalogue/*.toml`, one table per code. `{name}` in a sentence is replaced by
//! the value of that name. An unknown code is shown as itself rather than hidden; the tests see to it
//! that no code of ours is unknown.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::moment;
use crate::visible::visible;

/// The language of messages and reports.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Lang {
    /// Vietnamese, the default.
    #[default]
    Vi,
    /// English.
    En,
}

/// What is said about one code: one sentence, and where there is something to do, a hint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sentence {
    /// What happened.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// All sentences, by code.
#[derive(Debug)]
pub struct Catalogue {
    entries: BTreeMap<String, Entry>,
}

/// The files, each with the sentences for one crate.
const FILES: &[&str] = &[
    include_str!("../catalogue/access.toml"),
    include_str!("../catalogue/ades.toml"),
    include_str!("../catalogue/agent.toml"),
    include_str!("../catalogue/asic.toml"),
    include_str!("../catalogue/audit.toml"),
    include_str!("../catalogue/cert.toml"),
    include_str!("../catalogue/changes.toml"),
    include_str!("../catalogue/cli.toml"),
    include_str!("../catalogue/convert.toml"),
    include_str!("../catalogue/demo.toml"),
    include_str!("../catalogue/doctor.toml"),
    include_str!("../catalogue/documents.toml"),
    include_str!("../catalogue/extend.toml"),
    include_str!("../catalogue/faults.toml"),
    include_str!("../catalogue/inspect.toml"),
    include_str!("../catalogue/keys.toml"),
    include_str!("../catalogue/labels.toml"),
    include_str!("../catalogue/layout.toml"),
    include_str!("../catalogue/mail.toml"),
    include_str!("../catalogue/notices.toml"),
    include_str!("../catalogue/office-people.toml"),
    include_str!("../catalogue/office.toml"),
    include_str!("../catalogue/page.toml"),
    include_str!("../catalogue/pdf.toml"),
    include_str!("../catalogue/pki.toml"),
    include_str!("../catalogue/process.toml"),
    include_str!("../catalogue/safekeeping.toml"),
    include_str!("../catalogue/serve.toml"),
    include_str!("../catalogue/server.toml"),
    include_str!("../catalogue/sign.toml"),
    include_str!("../catalogue/stamp.toml"),
    include_str!("../catalogue/terms.toml"),
    include_str!("../catalogue/testpki.toml"),
    include_str!("../catalogue/tokens.toml"),
    include_str!("../catalogue/transport.toml"),
    include_str!("../catalogue/trust.toml"),
    include_str!("../catalogue/verdict.toml"),
];

/// One table of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    vi: String,
    en: String,
    vi_hint: Option<String>,
    en_hint: Option<String>,
}

impl Catalogue {
    /// The catalogue this program was built with.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Catalogue> = OnceLock::new();
        // The files are part of the program and parsed by a test: an unreadable one cannot be
        // shipped, and without its sentences every code is still shown.
        let files = (FILES.iter()).map(|file| toml::from_str(file).unwrap_or_default());
        SHARED.get_or_init(|| Self {
            entries: files.flat_map(|file: BTreeMap<_, _>| file).collect(),
        })
    }

    /// Whether there is a sentence for `code`.
    #[must_use]
    pub fn knows(&self, code: &str) -> bool {
        self.entries.contains_key(code)
    }

    /// The codes, sorted.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The names in braces in the sentences and hints of `code`, in both languages.
    #[must_use]
    pub fn placeholders(&self, code: &str) -> Vec<&str> {
        let Some(entry) = self.entries.get(code) else {
            return Vec::new();
        };
        let texts = [
            Some(&entry.vi),
            Some(&entry.en),
            entry.vi_hint.as_ref(),
            entry.en_hint.as_ref(),
        ];
        let mut names: Vec<_> = texts
            .into_iter()
            .flatten()
            .flat_map(|text| names_in(text))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The sentence for `code` with `values` filled in; the code itself when there is none.
    #[must_use]
    pub fn sentence(&self, code: &str, lang: Lang, values: &[(&str, String)]) -> Sentence {
        let Some(entry) = self.entries.get(code) else {
            return Sentence {
                text: unknown(code, values),
                hint: None,
            };
        };
        let (text, hint) = match lang {
            Lang::Vi => (&entry.vi, &entry.vi_hint),
            Lang::En => (&entry.en, &entry.en_hint),
        };
        let values: Vec<_> = values
            .iter()
            .map(|(name, value)| (*name, self.term(name, value, lang)))
            .collect();
        Sentence {
            text: fill(text, &values),
            hint: hint.as_ref().map(|hint| fill(hint, &values)),
        }
    }

    /// A value in the language of the sentence, where it is a word that the catalogue has; of a
    /// list, each word. Times are written for people.
    fn term(&self, name: &str, value: &str, lang: Lang) -> String {
        if AS_TYPED.contains(&name) {
            return value.to_owned();
        }
        if let Some(time) = moment::parse(value) {
            return moment::moment(time);
        }
        let word = |word: &str| {
            let entry = (self.entries.get(&format!("term-{name}-{word}")))
                .or_else(|| self.entries.get(&format!("term-{word}")))?;
            Some(match lang {
                Lang::Vi => entry.vi.as_str(),
                Lang::En => entry.en.as_str(),
            })
        };
        let words: Vec<_> = value
            .split(", ")
            .map(|part| word(part).unwrap_or(part))
            .collect();
        words.join(", ")
    }

    /// The sentence for a fixed label without values.
    #[must_use]
    pub fn label(&self, code: &str, lang: Lang) -> String {
        self.sentence(code, lang, &[]).text
    }
}

/// Values that a person typed or is told to type.
const AS_TYPED: &[&str] = &["allowed", "value"];

/// A code without a sentence, still with all that is known.
fn unknown(code: &str, values: &[(&str, String)]) -> String {
    values.iter().fold(code.to_owned(), |text, (name, value)| {
        format!("{text} {name}={}", visible(value))
    })
}

/// Replaces every `{name}`; a name without a value stays as it is.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = next_name(rest) {
        filled.push_str(before);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(&visible(value)),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn names_in(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((_, name, after)) = next_name(rest) {
        names.push(name);
        rest = after;
    }
    names
}

/// The text before the next `{name}`, the name, and the text behind it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_reads_and_every_sentence_has_both_languages() {
        for (code, entry) in read() {
            assert!(
                !entry.vi.trim().is_empty() && !entry.en.trim().is_empty(),
                "{code}"
            );
            assert_eq!(
                entry.vi_hint.is_some(),
                entry.en_hint.is_some(),
                "{code}: hints"
            );
            assert_eq!(sorted(&entry.vi), sorted(&entry.en), "{code}: placeholders");
        }
    }

    #[test]
    fn what_is_to_be_typed_is_not_rewritten() {
        let catalogue = Catalogue::shared();
        let time = "2026-11-21T08:00:00+07:00";
        let told = |name| catalogue.term(name, time, Lang::Vi);
        assert_eq!(told("allowed"), time);
        assert_ne!(told("since"), time);
        let reason = [("reason", "keyCompromise".to_owned())];
        let revoked = catalogue.sentence("unsettled-revoked", Lang::Vi, &reason);
        assert!(!revoked.text.contains("(("), "{}", revoked.text);
    }

    #[test]
    fn sentences_are_composed_unicode_without_a_full_stop() {
        for (code, entry) in read() {
            for text in [&entry.vi, &entry.en] {
                assert!(!text.ends_with('.'), "{code}: {text}");
                let marks = text.chars().any(|c| ('\u{300}'..='\u{36f}').contains(&c));
                assert!(!marks, "{code} is not NFC: {text}");
            }
        }
    }

    #[test]
    fn values_are_filled_in_and_made_visible() {
        let values = [("path", "a\u{7}".to_owned())];
        assert_eq!(
            fill("tệp `{path}` và {other}", &values),
            r"tệp `a\u{7}` và {other}"
        );
    }

    #[test]
    fn words_among_the_values_are_translated() {
        let values = [
            ("expected", "person, organization".to_owned()),
            ("found", "device".to_owned()),
        ];
        let said = Catalogue::shared()
            .sentence("signer-wrong-kind", Lang::Vi, &values)
            .text;
        assert_eq!(
            said,
            "chứng thư thuộc loại thiết bị, ở đây cần loại cá nhân, cơ quan, tổ chức"
        );
    }

    #[test]
    fn an_unknown_code_is_shown() {
        let sentence = Catalogue::shared().sentence("no-such", Lang::Vi, &[("at", "7".to_owned())]);
        assert_eq!(sentence.text, "no-such at=7");
    }

    fn read() -> BTreeMap<String, Entry> {
        let mut all = BTreeMap::new();
        for file in FILES {
            for (code, entry) in toml::from_str::<BTreeMap<_, _>>(file).unwrap() {
                assert!(all.insert(code, entry).is_none(), "a code stands twice");
            }
        }
        all
    }

    fn sorted(text: &str) -> Vec<&str> {
        let mut names = names_in(text);
        names.sort_unstable();
        names.dedup();
        names
    }
}
