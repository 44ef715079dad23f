//! The verdict as a page of its own (HTML), to hand over or print on A4.
//!
//! Nothing is loaded from elsewhere: the page reads the same in ten years.

use ades::validate::{
    ChainLink, Conclusion, Element, Indication, RevocationStatus, RevocationVerdict, TimestampKind,
    TimestampVerdict, Verdict, Weight,
};
use askama::Template;

use crate::catalogue::Lang;
use crate::moment::moment;
use crate::numbers::hexadecimal;
use crate::say::Say;
use crate::verify::{FileReport, ReasonReport, SignatureReport};

/// What the template shows.
#[derive(Template)]
#[template(path = "verify.html")]
struct Page<'a> {
    report: &'a FileReport,
    say: Say,
    cards: Vec<Card<'a>>,
}

/// One signature.
struct Card<'a> {
    title: String,
    form: String,
    class: &'static str,
    headline: String,
    cause: Option<(String, Option<String>)>,
    elements: Vec<Line>,
    reasons: &'a [ReasonReport],
    chain: Vec<Link>,
    revocation: Vec<Line>,
    timestamps: Vec<Line>,
}

/// A line with its mark: an element, a time stamp, the standing of a certificate.
struct Line {
    class: &'static str,
    mark: char,
    label: String,
    state: String,
    evidence: String,
}

/// A certificate of the chain.
struct Link {
    subject: String,
    validity: String,
    sha256: String,
}

/// The report on one file as an HTML page.
#[must_use]
pub fn to_html(report: &FileReport, verdict: &Verdict, lang: Lang) -> String {
    let say = Say { lang };
    let cards = (report.signatures.iter())
        .zip(&verdict.signatures)
        .zip(1_usize..)
        .map(|((shown, decided), number)| Card {
            title: shown.title(number, &say),
            form: shown.form(),
            class: class(shown.indication),
            headline: shown.headline(&say),
            cause: shown.cause(&say),
            elements: elements(shown, &say),
            reasons: &shown.reasons,
            chain: decided
                .chain
                .iter()
                .map(|link| Link::of(link, &say))
                .collect(),
            revocation: decided
                .revocation
                .iter()
                .map(|one| standing(one, &say))
                .collect(),
            timestamps: decided
                .timestamps
                .iter()
                .map(|one| timestamp(one, &say))
                .collect(),
        })
        .collect();
    // The template writes into memory, which cannot fail.
    Page { report, say, cards }.render().unwrap_or_default()
}

impl Page<'_> {
    fn validation_time(&self) -> String {
        moment(self.report.validation_time)
    }

    fn lang(&self) -> &'static str {
        match self.say.lang {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    fn sha256(&self) -> &str {
        self.report.sha256.as_deref().unwrap_or_default()
    }
}

impl Link {
    fn of(link: &ChainLink, say: &Say) -> Self {
        let validity = [
            ("from", moment(link.not_before)),
            ("until", moment(link.not_after)),
        ];
        Self {
            subject: link.subject.clone(),
            validity: say.text("validity-from-to", &validity),
            sha256: hexadecimal(&link.sha256),
        }
    }
}

fn elements(report: &SignatureReport, say: &Say) -> Vec<Line> {
    let line = |(code, element, evidence)| {
        let (class, mark, state) = match element {
            Element::Passed => ("passed", '✓', "element-passed"),
            Element::Failed => ("failed", '✗', "element-failed"),
            Element::Unknown => ("unknown", '?', "element-unknown"),
        };
        Line {
            class,
            mark,
            label: say.label(code),
            state: say.label(state),
            evidence,
        }
    };
    report.elements(say).into_iter().map(line).collect()
}

fn standing(found: &RevocationVerdict, say: &Say) -> Line {
    let (class, mark, state) = match found.status {
        RevocationStatus::Good => ("passed", '✓', "page-not-revoked"),
        RevocationStatus::Revoked => ("failed", '✗', "page-revoked"),
        RevocationStatus::Suspended => ("failed", '✗', "page-suspended"),
        RevocationStatus::Unknown => ("unknown", '?', "page-revocation-unknown"),
    };
    let since = found
        .since
        .map(|since| say.text("page-since", &[("time", moment(since))]));
    let known = found.this_update.map(|time| {
        let signer = found.signer.clone().unwrap_or_default();
        say.text("page-known", &[("time", moment(time)), ("signer", signer)])
    });
    Line {
        class,
        mark,
        label: found.subject.clone(),
        state: say.label(state),
        evidence: since
            .into_iter()
            .chain(known)
            .collect::<Vec<_>>()
            .join("; "),
    }
}

fn timestamp(found: &TimestampVerdict, say: &Say) -> Line {
    let label = match found.kind {
        TimestampKind::Signature => "page-timestamp-signature",
        TimestampKind::Content => "page-timestamp-content",
        TimestampKind::Document => "page-timestamp-document",
        TimestampKind::Archive => "page-timestamp-archive",
    };
    let (class, mark, state) = match found.indication {
        Conclusion::Passed => ("passed", '✓', "element-passed"),
        Conclusion::Failed => ("failed", '✗', "element-failed"),
        Conclusion::Indeterminate => ("unknown", '?', "element-unknown"),
    };
    let parts = found
        .time
        .map(moment)
        .into_iter()
        .chain(found.authority.clone());
    Line {
        class,
        mark,
        label: say.label(label),
        state: say.label(state),
        evidence: parts.collect::<Vec<_>>().join("; "),
    }
}

fn class(indication: Indication) -> &'static str {
    match indication {
        Indication::TotalPassed => "passed",
        Indication::TotalFailed => "failed",
        Indication::Indeterminate => "unknown",
    }
}

/// The mark before a reason.
fn weight(reason: &ReasonReport) -> char {
    match reason.weight {
        Weight::Failure => '✗',
        Weight::Doubt => '?',
        Weight::Note => '–',
    }
}
