//! The verdict on signatures, as cards of a page.

use report::verify::{Card, Element, Indication as Worth};

use crate::views::signatures::{Cause, ElementView, Indication, SignatureCard, SignaturesView};

/// The cards of a tab or a page.
pub(super) fn view(cards: Vec<Card>) -> SignaturesView {
    SignaturesView {
        cards: cards.into_iter().map(card).collect(),
        ..SignaturesView::default()
    }
}

/// The same where they cannot be read now.
pub(super) fn away() -> SignaturesView {
    SignaturesView {
        away: true,
        ..SignaturesView::default()
    }
}

pub(super) fn card(card: Card) -> SignatureCard {
    let lines = card.lines.into_iter().map(|line| ElementView {
        label: line.label,
        state: line.evidence,
        mark: match line.state {
            Element::Passed => Indication::Passed,
            Element::Failed => Indication::Failed,
            Element::Unknown => Indication::Open,
        },
        evidence: Vec::new(),
    });
    SignatureCard {
        title: card.title,
        indication: indication(card.indication),
        cause: card.cause.map(|text| Cause {
            text: upper_first(&text),
            hint: card.hint.unwrap_or_default(),
        }),
        elements: lines.collect(),
        notes: card.reasons.iter().map(|it| upper_first(it)).collect(),
    }
}

/// What a signature is worth, as pages mark it.
pub(super) fn indication(worth: Worth) -> Indication {
    match worth {
        Worth::TotalPassed => Indication::Passed,
        Worth::TotalFailed => Indication::Failed,
        Worth::Indeterminate => Indication::Open,
    }
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
