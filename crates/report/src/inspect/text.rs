//! The inspection as text.

use std::fmt::Write as _;

use ades::validate::{Coverage, SignatureKind};
use pdf::XrefStyle;

use super::{Change, InspectedSignature, Inspection, Kind, ObjectChange, RevisionReport};
use crate::catalogue::{Catalogue, Lang};
use crate::moment::moment;
use crate::numbers::grouped;
use crate::say::Say;
use crate::visible::visible;

/// Objects listed per revision; the machine-readable form has all.
const LISTED: usize = 60;

impl Inspection {
    /// The inspection for people.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let say = Say { lang };
        let facts = &self.facts;
        let pages = self
            .pages
            .map_or_else(|| "?".to_owned(), |pages| pages.to_string());
        say.entry(
            &mut text,
            0,
            "inspect-file",
            &[
                ("file", self.file.clone()),
                ("version", facts.version.clone()),
                ("bytes", grouped(facts.length, lang)),
                ("pages", pages),
                ("revisions", self.revisions.len().to_string()),
            ],
        );
        self.remarks(&mut text, &say);
        for revision in &self.revisions {
            revision.to_text(&mut text, &say);
            self.signers_of(revision.number, &mut text, &say);
        }
        let unplaced = self
            .signatures
            .iter()
            .flatten()
            .filter(|one| one.revision.is_none());
        for signature in unplaced {
            signature.to_text(&mut text, &say);
        }
        text
    }

    /// The signatures over the file as it stood after this revision.
    fn signers_of(&self, revision: usize, text: &mut String, say: &Say) {
        let signatures = self.signatures.iter().flatten();
        for signature in signatures.filter(|one| one.revision == Some(revision)) {
            signature.to_text(text, say);
        }
    }

    /// What is unusual about the file as such, one line each.
    fn remarks(&self, text: &mut String, say: &Say) {
        let facts = &self.facts;
        if facts.encrypted {
            say.entry(text, 1, "inspect-encrypted", &[]);
        }
        if facts.linearized {
            say.entry(text, 1, "inspect-linearized", &[]);
        }
        if facts.hybrid {
            say.entry(text, 1, "inspect-hybrid", &[]);
        }
        if let Some(repair) = &facts.repaired {
            let reason = Catalogue::shared()
                .sentence(repair.code, say.lang, &[])
                .text;
            let reason = if reason.contains('{') {
                repair.reason.clone()
            } else {
                reason
            };
            say.entry(text, 1, "inspect-repaired", &[("reason", reason)]);
        }
        if facts.header_offset > 0 {
            let bytes = grouped(facts.header_offset, say.lang);
            say.entry(text, 1, "inspect-header-offset", &[("bytes", bytes)]);
        }
        if facts.trailing_bytes > 0 {
            let bytes = grouped(facts.trailing_bytes, say.lang);
            say.entry(text, 1, "inspect-trailing", &[("bytes", bytes)]);
        }
    }
}

impl InspectedSignature {
    fn to_text(&self, text: &mut String, say: &Say) {
        let unknown = || "?".to_owned();
        let code = match self.kind {
            SignatureKind::Signature => "inspect-signature",
            SignatureKind::DocumentTimestamp => "inspect-document-timestamp",
        };
        say.entry(
            text,
            1,
            code,
            &[
                ("field", self.field.clone().unwrap_or_else(unknown)),
                ("signer", self.signer.clone().unwrap_or_else(unknown)),
                ("time", self.time.map_or_else(unknown, moment)),
                ("form", self.form.clone().unwrap_or_else(unknown)),
            ],
        );
        if self.covers == Some(Coverage::Anomalous) {
            say.entry(text, 2, "inspect-anomalous", &[]);
        }
    }
}

impl RevisionReport {
    fn to_text(&self, text: &mut String, say: &Say) {
        let style = match self.cross_references {
            XrefStyle::Table => "xref-table",
            XrefStyle::Stream => "xref-stream",
            XrefStyle::Hybrid => "xref-hybrid",
        };
        text.push('\n');
        say.entry(
            text,
            0,
            "inspect-revision",
            &[
                ("number", self.number.to_string()),
                ("start", grouped(self.bytes.start, say.lang)),
                ("end", grouped(self.bytes.end, say.lang)),
                ("style", say.label(style)),
                ("count", self.count.to_string()),
            ],
        );
        for change in self.changes.iter().take(LISTED) {
            change.to_text(text, say);
        }
        let more = self.changes.len().saturating_sub(LISTED);
        if more > 0 {
            say.entry(text, 1, "inspect-more", &[("count", more.to_string())]);
        }
        if !self.conflicts.is_empty() {
            let objects: Vec<_> = self.conflicts.iter().map(ToString::to_string).collect();
            say.entry(
                text,
                1,
                "inspect-conflicts",
                &[("objects", objects.join(", "))],
            );
        }
    }
}

impl ObjectChange {
    fn to_text(&self, text: &mut String, say: &Say) {
        let change = say.label(match self.change {
            Change::Added => "change-added",
            Change::Changed => "change-changed",
            Change::Deleted => "change-deleted",
        });
        let mut what = say.label(self.description.kind.code());
        match self.description.page {
            Some(page) if self.description.kind == Kind::Page => {
                let _ = write!(what, " {page}");
            }
            Some(page) => {
                let page = say.text("object-on-page", &[("page", page.to_string())]);
                let _ = write!(what, ", {page}");
            }
            None => {}
        }
        if let Some(detail) = &self.description.detail {
            let _ = write!(what, " ({})", visible(detail));
        }
        let _ = writeln!(text, "  {change:<8}{:<10}{what}", self.object);
    }
}
