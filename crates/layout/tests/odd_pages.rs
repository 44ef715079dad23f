//! Pages that are turned, boxed, enlarged, or use fonts they do not embed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{blue, facts, finish, open, red, sample, sign, write};
use layout::Role;
use layout::text::Reader;
use pdf::{Dictionary, Object, Rect, Stream, Update};
use stamp::geometry::Area;

/// The sample with its content drawn through `matrix`, and other entries in the page.
fn redrawn(matrix: &str, media: Rect, change: impl Fn(&mut Dictionary)) -> Vec<u8> {
    let document = open(sample("cong-van.pdf"));
    let page = document.latest().pages().unwrap()[0].clone();
    let mut update = Update::new(document).unwrap();
    let prolog = format!("q {matrix} cm ").into_bytes();
    let before = update.add(Stream::new(Dictionary::new(), prolog));
    let after = update.add(Stream::new(Dictionary::new(), b" Q".to_vec()));
    let content = page.dictionary.get("Contents").unwrap().clone();
    let mut dictionary = page.dictionary.clone();
    dictionary.set("Contents", vec![before.into(), content, after.into()]);
    dictionary.set("MediaBox", media.to_array());
    dictionary.remove("CropBox");
    change(&mut dictionary);
    update.set(page.id, dictionary);
    finish(update)
}

/// Signs and seals, and gives the boxes of ink and seal as they are seen.
fn issue(bytes: Vec<u8>, name: &str) -> (Area, Area) {
    let who = facts("Trần Thị Thu Thử");
    let (signed, _) = sign(bytes, ("nd30", Role::Signer), "auto", &who).unwrap();
    let ink = write(&signed, name).box_of(0, blue).unwrap();
    let (sealed, _) = sign(signed, ("nd30", Role::Organisation), "auto", &who).unwrap();
    let file = write(&sealed, name);
    file.check();
    (ink, file.box_of(0, red).unwrap())
}

#[test]
fn a_turned_page_is_signed_as_it_is_read() {
    let (ink, seal) = issue(sample("cong-van.pdf"), "upright");
    let a4 = (595.304, 841.89);
    for (rotate, matrix, media) in [
        (90, format!("0 1 -1 0 {} 0", a4.1), (a4.1, a4.0)),
        (180, format!("-1 0 0 -1 {} {}", a4.0, a4.1), a4),
        (270, format!("0 -1 1 0 0 {}", a4.0), (a4.1, a4.0)),
    ] {
        let media = Rect::between(0.0, 0.0, media.0, media.1);
        let turned = redrawn(&matrix, media, |page| {
            page.set("Rotate", Object::Integer(rotate))
        });
        let (turned_ink, turned_seal) = issue(turned, "turned");
        for (turned, upright) in [(turned_ink, ink), (turned_seal, seal)] {
            let near = (turned.x - upright.x).abs() < 1.5 && (turned.y - upright.y).abs() < 1.5;
            let same = (turned.width - upright.width).abs() < 1.5;
            assert!(near && same, "{rotate}: {turned:?} {upright:?}");
        }
    }
}

#[test]
fn a_page_with_its_origin_elsewhere_is_signed_in_the_same_place() {
    let (ink, seal) = issue(sample("cong-van.pdf"), "upright");
    let media = Rect::between(-200.0, 300.0, 395.304, 1141.89);
    let moved = redrawn("1 0 0 1 -200 300", media, |_| {});
    let (moved_ink, moved_seal) = issue(moved, "moved");
    assert!((moved_ink.x - ink.x).abs() < 1.0 && (moved_ink.y - ink.y).abs() < 1.0);
    assert!((moved_seal.x - seal.x).abs() < 1.0 && (moved_seal.y - seal.y).abs() < 1.0);
}

#[test]
fn text_in_fonts_that_are_not_embedded_is_found() {
    let document = open(sample("cong-van.pdf"));
    let page = document.latest().pages().unwrap()[0].clone();
    let mut update = Update::new(document).unwrap();
    let font = |subtype: &str, base: &str| {
        Dictionary::new()
            .with("Type", Object::name("Font"))
            .with("Subtype", Object::name(subtype))
            .with("BaseFont", Object::name(base))
            .with("Encoding", Object::name("WinAnsiEncoding"))
    };
    let fonts = Dictionary::new()
        .with("A", font("Type1", "Helvetica"))
        .with("B", font("TrueType", "TimesNewRomanPSMT"));
    let content = b"BT /A 14 Tf 80 700 Td (Decision) Tj /B 14 Tf 0 -40 Td (Article) Tj ET".to_vec();
    let content = update.add(Stream::new(Dictionary::new(), content));
    let mut dictionary = page.dictionary.clone();
    dictionary.set("Contents", content);
    dictionary.set("Resources", Dictionary::new().with("Font", fonts));
    update.set(page.id, dictionary);
    let reader = Reader::open(&open(finish(update)), None).unwrap();
    let lines = reader.page(0).unwrap().lines;
    let texts: Vec<String> = lines.iter().map(layout::text::Line::text).collect();
    assert_eq!(texts, ["Decision", "Article"]);
    assert!((lines[0].words[0].area.x - 80.0).abs() < 0.1);
}

#[test]
fn a_page_that_draws_endlessly_is_refused_at_once() {
    let document = open(sample("cong-van.pdf"));
    let page = document.latest().pages().unwrap()[0].clone();
    let mut update = Update::new(document).unwrap();
    let form = |resources: Dictionary, content: &[u8]| {
        let dictionary = Dictionary::new()
            .with("Type", Object::name("XObject"))
            .with("Subtype", Object::name("Form"))
            .with("BBox", Rect::between(0.0, 0.0, 100.0, 100.0).to_array())
            .with("Resources", resources);
        Stream::new(dictionary, content.to_vec())
    };
    let mut inner = update.add(form(Dictionary::new(), b"0 0 m 9 9 l S "));
    for _ in 0..12 {
        let named = Dictionary::new().with("XObject", Dictionary::new().with("F", inner));
        inner = update.add(form(named, &b"/F Do ".repeat(10)));
    }
    let mut dictionary = page.dictionary.clone();
    let named = Dictionary::new().with("XObject", Dictionary::new().with("F", inner));
    let content = update.add(Stream::new(Dictionary::new(), b"/F Do".to_vec()));
    dictionary.set("Contents", content);
    dictionary.set("Resources", named);
    update.set(page.id, dictionary);
    let bytes = finish(update);
    let reader = Reader::open(&open(bytes.clone()), None).unwrap();
    assert_eq!(reader.page(0).unwrap_err().code(), "layout-text-unreadable");
    let who = facts("Trần Thị Thu Thử");
    let done = sign(bytes.clone(), ("nd30", Role::Signer), "auto", &who).map(|_| ());
    assert_eq!(done.unwrap_err().code(), "layout-no-signer-place");
    sign(bytes, ("nd30", Role::Signer), "1:100,100", &who).unwrap();
}
