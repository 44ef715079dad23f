//! Stamps as poppler draws them: true size, upright, Vietnamese text, subset fonts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::sync::Arc;

use common::{finish, open, red, sample, show, write};
use pdf::{Object, Update};
use stamp::font::Face;
use stamp::geometry::{Area, Mm, Size};
use stamp::{Conformance, Image, PlacedImage, Stamp, TextLine, draw};

fn seal() -> Stamp {
    let image = Arc::new(Image::from_png(&sample("con-dau.png")).unwrap());
    let size = image.physical_size().unwrap();
    let line = |text: &str, row: f64| TextLine {
        text: text.to_owned(),
        face: Face::Regular,
        size: 10.0,
        colour: [0, 0, 0],
        x: size.width + 4.0,
        baseline: 40.0 + row * 12.0,
    };
    Stamp {
        size: Size::new(size.width + 200.0, size.height),
        images: vec![PlacedImage {
            image,
            area: Area::new(0.0, 0.0, size),
        }],
        lines: vec![
            line("Trung tâm Kiểm dịch y tế quốc tế (mẫu thử)", 0.0),
            line("Đường Nguyễn Thị Ẵm, Quỳnh Lưỡng", 1.0),
            line("2026-11-21T08:30:00+07:00", 2.0),
        ],
    }
}

fn stamped(bytes: Vec<u8>, area_at: (f64, f64), conformance: &Conformance) -> Vec<u8> {
    let mut update = Update::new(open(bytes)).unwrap();
    let stamp = seal();
    let rotate = update.document().latest().pages().unwrap()[0].rotate;
    let form = draw(&mut update, &stamp, rotate, conformance).unwrap();
    let area = Area::new(area_at.0, area_at.1, stamp.size);
    show(&mut update, 0, &area, form);
    finish(update)
}

fn assert_seal_at(found: &Area, x: f64, y: f64) {
    let expected = Size::mm(Mm(36.0), Mm(36.0));
    let near = |a: f64, b: f64| (a - b).abs() < 1.2;
    let right = near(found.x, x)
        && near(found.y, y)
        && near(found.width, expected.width)
        && near(found.height, expected.height);
    assert!(right, "{found:?} is not 36 mm at {x}, {y}");
}

#[test]
fn a_seal_has_its_true_size_and_its_text_can_be_found() {
    let file = write(&stamped(
        sample("cong-van.pdf"),
        (100.0, 600.0),
        &Conformance::default(),
    ));
    file.check();
    assert_seal_at(&file.render(0).box_of(red).unwrap(), 100.0, 600.0);
    let text = file.text();
    for line in [
        "Kiểm dịch y tế quốc tế",
        "Nguyễn Thị Ẵm, Quỳnh Lưỡng",
        "2026-11-21T08:30:00+07:00",
    ] {
        assert!(text.contains(line), "{line} is missing in {text}");
    }
    let fonts = file.run("pdffonts", &[], &[]);
    let ours = fonts
        .lines()
        .find(|l| l.contains("+LiberationSerif ") && l.contains("CID TrueType"));
    let ours = ours.unwrap_or_else(|| panic!("{fonts}"));
    assert!(
        ours.contains("Identity-H") && ours.contains("yes yes yes"),
        "{fonts}"
    );
}

#[test]
fn a_stamp_stands_upright_on_turned_pages() {
    for rotate in [90, 180, 270] {
        let document = open(sample("cong-van.pdf"));
        let page = document.latest().pages().unwrap()[0].clone();
        let mut update = Update::new(document).unwrap();
        update.set(
            page.id,
            page.dictionary
                .clone()
                .with("Rotate", Object::Integer(rotate)),
        );
        let turned = finish(update);
        let file = write(&stamped(turned, (150.0, 200.0), &Conformance::default()));
        assert_seal_at(&file.render(0).box_of(red).unwrap(), 150.0, 200.0);
        // Upright for the reader: the words of a line keep their order in the raster of the page.
        let words = file.run("pdftotext", &["-bbox"], &["-"]);
        let place = |word: &str| -> (f64, f64) {
            let line = words
                .lines()
                .find(|l| l.contains(&format!(">{word}<")))
                .unwrap();
            let number = |key: &str| -> f64 {
                line.split_once(key)
                    .unwrap()
                    .1
                    .split('"')
                    .nth(1)
                    .unwrap()
                    .parse()
                    .unwrap()
            };
            (number("xMin="), number("yMin="))
        };
        let (first, last) = (place("Đường"), place("Lưỡng"));
        assert!(
            last.0 > first.0 + 50.0 && (last.1 - first.1).abs() < 1.0,
            "{rotate}: {first:?} {last:?}"
        );
    }
}

#[test]
fn pdf_a_1_gets_a_mask_of_one_bit_and_looks_the_same() {
    let first = Conformance::pdf_a(1, Some(3));
    let bytes = stamped(sample("cong-van.pdf"), (100.0, 600.0), &first);
    let tail = &bytes[sample("cong-van.pdf").len()..];
    let has = |key: &[u8]| tail.windows(key.len()).any(|window| window == key);
    assert!(!has(b"/SMask") && has(b"/ImageMask true") && has(b"/CIDSet"));
    let file = write(&bytes);
    file.check();
    assert_seal_at(&file.render(0).box_of(red).unwrap(), 100.0, 600.0);
}

#[test]
fn colours_without_an_rgb_intent_are_calibrated() {
    let bytes = stamped(
        sample("cong-van.pdf"),
        (100.0, 600.0),
        &Conformance::pdf_a(2, Some(4)),
    );
    let tail = &bytes[sample("cong-van.pdf").len()..];
    let has = |key: &[u8]| tail.windows(key.len()).any(|window| window == key);
    assert!(has(b"/CalRGB") && !has(b"/DeviceRGB") && has(b"/SMask"));
    let file = write(&bytes);
    file.check();
    assert_seal_at(&file.render(0).box_of(red).unwrap(), 100.0, 600.0);
}
