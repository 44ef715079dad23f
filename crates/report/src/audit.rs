//! What the verification of an audit log found (`congvu audit verify`).

use std::fmt::Write as _;

use ::audit::{Contradiction, Verification};
use serde::Serialize;

use crate::catalogue::{Catalogue, Lang};
use crate::problem::Failure;

/// The result for one agency's log.
#[derive(Clone, Debug, Serialize)]
pub struct AuditReport {
    /// Whose log it is.
    pub agency: Option<String>,
    /// How many records there are.
    pub records: u64,
    /// The last record up to which nothing contradicts; 0 for none.
    pub intact_to: u64,
    /// The last record up to which checkpoints agree; 0 for none.
    pub covered_to: u64,
    /// The records that agree but that no checkpoint covers.
    pub unprotected: Option<Stretch>,
    /// The checkpoints it was held against.
    pub checkpoints: CheckpointCopies,
    /// The first contradiction.
    pub contradiction: Option<ContradictionReport>,
    /// Checkpoints that could not be read.
    pub unreadable: Vec<Failure>,
}

/// Records from one number to another.
#[derive(Clone, Debug, Serialize)]
pub struct Stretch {
    /// The first.
    pub from: u64,
    /// The last.
    pub to: u64,
}

/// The checkpoints used.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CheckpointCopies {
    /// How many were read.
    pub read: u64,
    /// How many agree, of those that count for protection.
    pub agreeing: u64,
    /// Of those read, how many have a signature file beside them; signatures are not checked here.
    pub with_signature: u64,
    /// Whether copies kept outside were given; otherwise the export's own were used.
    pub outside: bool,
}

/// A contradiction, with its sentence.
#[derive(Clone, Debug, Serialize)]
pub struct ContradictionReport {
    /// The stable code.
    pub code: &'static str,
    /// The first record in doubt.
    pub seq: u64,
    /// The sentence.
    pub message: String,
}

impl AuditReport {
    /// The report of `found`.
    #[must_use]
    pub fn of(
        found: &Verification,
        checkpoints: CheckpointCopies,
        unreadable: Vec<Failure>,
        lang: Lang,
    ) -> Self {
        Self {
            agency: found.agency.clone(),
            records: found.lines,
            intact_to: found.intact_to,
            covered_to: found.covered_to,
            unprotected: found.tail.map(|(from, to)| Stretch { from, to }),
            checkpoints,
            contradiction: (found.contradiction.as_ref())
                .map(|it| ContradictionReport::of(it, lang)),
            unreadable,
        }
    }

    /// The report for people.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let mut line = |code: &str, values: &[(&str, String)]| {
            let said = Catalogue::shared().sentence(code, lang, values);
            let _ = writeln!(text, "{}", said.text);
            if let Some(hint) = said.hint {
                let label = Catalogue::shared().label("label-hint", lang);
                let _ = writeln!(text, "{label}: {hint}");
            }
        };
        let seq = |seq: u64| ("seq", seq.to_string());
        let agency = self.agency.clone().unwrap_or_else(|| "?".to_owned());
        let lines = self.records.to_string();
        line("audit-agency", &[("agency", agency), ("lines", lines)]);
        match self.intact_to {
            0 => line("audit-intact-nothing", &[]),
            to => line("audit-intact-to", &[seq(to)]),
        }
        let agreeing = ("count", self.checkpoints.agreeing.to_string());
        match self.covered_to {
            0 => line("audit-covered-nothing", &[]),
            to => line("audit-covered", &[seq(to), agreeing]),
        }
        if let Some(Stretch { from, to }) = self.unprotected {
            let values = [("from", from.to_string()), ("to", to.to_string())];
            line("audit-tail", &values);
        }
        if let Some(found) = &self.contradiction {
            line("audit-contradiction", &[("text", found.message.clone())]);
            line("audit-after", &[seq(found.seq)]);
        }
        if !self.checkpoints.outside && self.checkpoints.read > 0 {
            line("audit-own-checkpoints", &[]);
        }
        if self.checkpoints.read > 0 {
            let all = ("all", self.checkpoints.read.to_string());
            let signed = ("signed", self.checkpoints.with_signature.to_string());
            line("audit-signatures-unchecked", &[signed, all]);
        }
        text
    }
}

impl ContradictionReport {
    fn of(found: &Contradiction, lang: Lang) -> Self {
        let values: Vec<_> = (found.values().into_iter())
            .map(|(name, value)| match name {
                "day" => (name, for_people(&value)),
                _ => (name, value),
            })
            .collect();
        Self {
            code: found.code(),
            seq: found.seq(),
            message: Catalogue::shared()
                .sentence(found.code(), lang, &values)
                .text,
        }
    }
}

/// `21/11/2026` of `2026-11-21`.
fn for_people(day: &str) -> String {
    day.rsplit('-').collect::<Vec<_>>().join("/")
}
