//! The verdict on each signature as a page shows it: a headline, its cause, five lines (V1).

use ades::validate::{Element, Indication, Weight};
use serde::Deserialize;

use super::SignatureReport;
use crate::catalogue::Lang;
use crate::say::Say;

/// One signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Card {
    /// Which one: its number and its field.
    pub title: String,
    /// What it is worth.
    pub indication: Indication,
    /// Why it is less than valid.
    pub cause: Option<String>,
    /// What to do about that.
    pub hint: Option<String>,
    /// The five elements.
    pub lines: Vec<CardLine>,
    /// Everything else there is to say, the gravest first.
    pub reasons: Vec<String>,
}

/// One element.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CardLine {
    /// Which.
    pub label: String,
    /// How it stands.
    pub state: Element,
    /// The evidence.
    pub evidence: String,
}

/// The cards of a report that was kept as JSON; none when it cannot be read.
#[must_use]
pub fn cards(report: &str, lang: Lang) -> Option<Vec<Card>> {
    #[derive(Deserialize)]
    struct Kept {
        signatures: Vec<SignatureReport>,
    }
    let kept: Kept = serde_json::from_str(report).ok()?;
    let numbered = kept.signatures.iter().zip(1..);
    Some(numbered.map(|(it, number)| it.card(number, lang)).collect())
}

impl SignatureReport {
    /// The signature as a page shows it; `number` counts those of the file from 1.
    #[must_use]
    pub fn card(&self, number: usize, lang: Lang) -> Card {
        let say = Say { lang };
        let cause = self.cause(&say);
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|reason| reason.weight != Weight::Failure);
        Card {
            title: self.title(number, &say),
            indication: self.indication,
            hint: cause.as_ref().and_then(|(_, hint)| hint.clone()),
            cause: cause.map(|(text, _)| text),
            lines: (self.elements(&say).into_iter())
                .map(|(label, state, evidence)| CardLine {
                    label: say.label(label),
                    state,
                    evidence,
                })
                .collect(),
            reasons: reasons.iter().map(|it| it.text.clone()).collect(),
        }
    }
}
