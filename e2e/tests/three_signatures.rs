//! The issue of a real document: prepared, initialled and signed on tokens, numbered and sealed.
//!
//! Requirements S1 and S16: the leader signs before the number is given, and the number must not
//! break the leader's signature.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::OnceLock;

use e2e::certificates::certificates;
use e2e::inputs::Input;
use e2e::issue::{Issue, issue};
use e2e::judges::peer::{self, Change};
use e2e::judges::poppler::{self, Ink};
use e2e::judges::{pdfa, pyhanko};
use e2e::proof::{Case, demand_sound};
use e2e::tool;

/// The sample, issued once for all tests of this file.
fn issued() -> &'static Issue {
    static ISSUE: OnceLock<Issue> = OnceLock::new();
    ISSUE.get_or_init(|| issue(&tool::samples().join("cong-van.pdf")))
}

#[test]
fn every_state_is_sound_for_every_judge() {
    let issue = issued();
    let cases = [
        Case::new(&issue.initialled, 1)
            .from(&issue.prepared)
            .timestamped(),
        Case::new(&issue.signed, 2)
            .from(&issue.initialled)
            .timestamped(),
        Case::new(&issue.issued, 3)
            .from(&issue.signed)
            .timestamped(),
    ];
    demand_sound(&cases, &certificates().root());
}

#[test]
fn number_and_date_are_form_filling_and_locked_afterwards() {
    let issue = issued();
    let report = pyhanko::judge_one(&issue.issued, &certificates().root());
    let [initials, signer, organisation] = &report.signatures[..] else {
        panic!("{report:#?}");
    };
    for earlier in [initials, signer] {
        assert_eq!(
            earlier.modification.as_deref(),
            Some("FORM_FILLING"),
            "{earlier:#?}"
        );
        assert!(earlier.docmdp_ok, "{earlier:#?}");
        // Neither may forbid what the organisation still has to do.
        assert!(!earlier.transforms.contains_key("DocMDP"), "{earlier:#?}");
    }
    let lock = &organisation.transforms["FieldMDP"];
    assert_eq!(lock["Action"], "/Include", "{lock:?}");
    assert_eq!(lock["Fields"].as_array().unwrap().len(), 3, "{lock:?}");
}

#[test]
fn number_and_date_stand_on_their_lines() {
    let issue = issued();
    let text = poppler::text(&issue.issued, None);
    let line = text.lines().find(|line| line.contains("Số:")).unwrap();
    assert!(line.contains("521"), "{line}");
    assert!(line.contains("/UBND-VP"), "{line}");
    let squeezed = line.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed.contains("ngày 21 tháng 11 năm 2026"), "{squeezed}");

    let label = poppler::word(&issue.issued, 1, "Số:").unwrap();
    let symbol = poppler::word(&issue.issued, 1, "/UBND-VP").unwrap();
    let page = poppler::render(&issue.issued, 1, 150, None);
    let before = poppler::render(&issue.prepared, 1, 150, None);
    let between = poppler::Area {
        left: label.right,
        right: symbol.left,
        ..label
    };
    assert_eq!(
        before.ink_within(Ink::Black, &between),
        None,
        "blank before the number is given"
    );
    let number = page.ink_within(Ink::Black, &between).unwrap();
    assert!((number.bottom - page.ink_within(Ink::Black, &symbol).unwrap().bottom).abs() < 1.5);
}

#[test]
fn every_font_is_embedded() {
    let issue = issued();
    let fonts = poppler::fonts(&issue.issued);
    assert!(fonts.iter().all(|font| font.embedded), "{fonts:?}");
}

#[test]
fn pdf_a_stays_pdf_a() {
    for (input, part) in [(Input::PdfA1, 1), (Input::PdfA2, 2), (Input::PdfA3, 3)] {
        let issue = issue(&input.file());
        for file in [&issue.prepared, &issue.initialled, &issue.issued] {
            let violations = pdfa::violations(file, part);
            assert_eq!(
                violations,
                Vec::<String>::new(),
                "{input:?} {}",
                file.display()
            );
        }
    }
}

#[test]
fn later_changes_are_flagged() {
    let issue = issued();
    for change in [Change::Comment, Change::Page, Change::Field] {
        let changed = issue.place(&format!("{change:?}.pdf"));
        peer::change(change, &issue.issued, &changed);
        let report = pyhanko::judge_one(&changed, &certificates().root());
        let last = report.signatures.last().unwrap();
        assert!(!last.docmdp_ok, "{change:?}: {last:#?}");
    }
}
