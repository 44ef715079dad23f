//! Number and date: fields found, made and filled; a block where there were no fields.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{facts, finish, open, sample, sign, write};
use layout::number::{self, NumberPlaces};
use layout::{Profile, Role};
use pdf::Update;
use time::macros::date;

fn prepared(name: &str, places: &NumberPlaces) -> Vec<u8> {
    let profile = Profile::named("nd30").unwrap();
    let mut update = Update::new(open(sample(name))).unwrap();
    let made = number::prepare(&mut update, &profile, places, None).unwrap();
    assert!(made.number.is_some() && made.day.is_some() && made.month.is_some());
    finish(update)
}

#[test]
fn fields_stand_in_the_room_the_document_leaves() {
    for (name, notation) in [
        ("cong-van", "Số: 521 /UBND-VP"),
        ("quyet-dinh", "Số: 521 /QĐ-UBND"),
        ("ke-hoach", "Số: 521 /KH-UBND"),
        ("bao-cao", "Số: 521 /BC-UBND"),
    ] {
        let bytes = prepared(&format!("{name}.pdf"), &NumberPlaces::default());
        let (bytes, _) = sign(bytes, ("nd30", Role::Signer), "auto", &facts("")).unwrap();
        let mut update = Update::new(open(bytes)).unwrap();
        let filled = number::fill(&mut update, "521", date!(2026 - 11 - 21)).unwrap();
        assert_eq!(filled.len(), 3);
        let twice = number::fill(&mut update, "522", date!(2026 - 11 - 22)).unwrap_err();
        assert_eq!(twice.code(), "layout-already-filled");
        let file = write(&finish(update), &format!("number-{name}"));
        file.check();
        let text = file.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(notation), "{text}");
        assert!(text.contains("ngày 21 tháng 11 năm 2026"), "{text}");
    }
}

#[test]
fn fields_stand_where_the_user_says() {
    let places = NumberPlaces::parse("1:45,41,20x7", "1:120,60,8x7+1:140,60,8x7").unwrap();
    let bytes = prepared("cong-van.pdf", &places);
    let mut update = Update::new(open(bytes)).unwrap();
    number::fill(&mut update, "7", date!(2026 - 01 - 02)).unwrap();
    let text = write(&finish(update), "number-by-hand").text();
    assert!(
        text.contains("07") && text.contains("01") && text.contains("02"),
        "{text}"
    );
    let off = NumberPlaces::parse("1:205,41,20x7", "auto").unwrap();
    let mut update = Update::new(open(sample("cong-van.pdf"))).unwrap();
    let profile = Profile::named("nd30").unwrap();
    let error = number::prepare(&mut update, &profile, &off, None).unwrap_err();
    assert_eq!(error.code(), "layout-off-page");
}

#[test]
fn a_file_signed_without_fields_gets_a_block() {
    let unsigned = sample("quyet-dinh.pdf");
    let (bytes, _) = sign(unsigned, ("nd30", Role::Signer), "auto", &facts("")).unwrap();
    let mut update = Update::new(open(bytes)).unwrap();
    assert!(
        number::fill(&mut update, "521", date!(2026 - 11 - 21))
            .unwrap()
            .is_empty()
    );
    let profile = Profile::named("nd30").unwrap();
    let block =
        number::add_block(&mut update, &profile, "521", date!(2026 - 11 - 21), None).unwrap();
    common::show(&mut update, &block);
    let file = write(&finish(update), "number-block");
    file.check();
    let text = file.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Số: 521 /QĐ-UBND"), "{text}");
    assert!(text.contains("ngày 21 tháng 11 năm 2026"), "{text}");
}

#[test]
fn a_document_without_a_number_line_says_so() {
    let profile = Profile::named("nd30").unwrap();
    let mut update = Update::new(open(sample("ke-hoach-phu-luc.pdf"))).unwrap();
    let error = number::prepare(&mut update, &profile, &NumberPlaces::default(), None).unwrap_err();
    assert_eq!(error.code(), "layout-no-number-room");
}
