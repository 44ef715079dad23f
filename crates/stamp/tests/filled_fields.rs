//! Fields for number, day and month: made empty, filled later, shown with their own font.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{finish, open, sample, write};
use pdf::Update;
use stamp::field::{self, Alignment, TextField};
use stamp::font::Face;
use stamp::{Conformance, Error};

fn prepared() -> Vec<u8> {
    let mut update = Update::new(open(sample("cong-van.pdf"))).unwrap();
    let page = update.document().latest().pages().unwrap()[0].clone();
    for (name, x, face) in [
        (field::NUMBER, 150.0, Face::Regular),
        (field::DAY, 390.0, Face::Italic),
        (field::MONTH, 445.0, Face::Italic),
    ] {
        let area = TextField::area_on_line(x, 26.0, 800.0, face, 13.0).unwrap();
        let field = TextField {
            name,
            description: "Số văn bản",
            area,
            size: 13.0,
            face,
            alignment: Alignment::Centre,
        };
        field::prepare_text_field(&mut update, &page, &field, &Conformance::default()).unwrap();
        let twice = field::prepare_text_field(&mut update, &page, &field, &Conformance::default());
        assert!(matches!(twice, Err(Error::FieldExists(_))));
    }
    finish(update)
}

#[test]
fn a_later_revision_fills_them_in() {
    let bytes = prepared();
    let empty = write(&bytes);
    empty.check();
    let before = empty.text();
    let mut update = Update::new(open(bytes)).unwrap();
    assert_eq!(field::is_empty(&update, field::NUMBER).unwrap(), Some(true));
    assert_eq!(field::is_empty(&update, "other").unwrap(), None);
    for (name, text) in [
        (field::NUMBER, "521"),
        (field::DAY, "21"),
        (field::MONTH, "11"),
    ] {
        field::fill_text_field(&mut update, name, text, &Conformance::default()).unwrap();
    }
    assert_eq!(
        field::is_empty(&update, field::NUMBER).unwrap(),
        Some(false)
    );
    let file = write(&finish(update));
    file.check();
    let text = file.text();
    let line = |text: &str| {
        text.lines()
            .any(|line| line.split_whitespace().eq(["521", "21", "11"]))
    };
    assert!(!line(&before) && line(&text), "{text}");
    let fonts = file.run("pdffonts", &[], &[]);
    assert!(fonts.contains("+LiberationSerif-Italic"), "{fonts}");
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let mut update = Update::new(open(prepared())).unwrap();
    let plain = Conformance::default();
    let missing = field::fill_text_field(&mut update, "other", "1", &plain).unwrap_err();
    assert_eq!(missing.code(), "stamp-no-such-field");
    let long = "5".repeat(60);
    let wide = field::fill_text_field(&mut update, field::NUMBER, &long, &plain).unwrap_err();
    assert_eq!(wide.code(), "stamp-text-too-wide");
    let strange = field::fill_text_field(&mut update, field::NUMBER, "五", &plain).unwrap_err();
    assert_eq!(strange.code(), "stamp-unsupported-letters");
    // Longer than the room at full size, but readable when smaller.
    field::fill_text_field(&mut update, field::NUMBER, "12345a", &plain).unwrap();
}
