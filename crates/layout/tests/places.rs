//! Places: by hand, in corners, beside signatures; several signers; what is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{facts, open, sample, sign};
use layout::Role;
use layout::survey::Survey;
use layout::zones::Zone;
use proptest::prelude::*;
use stamp::geometry::{Area, Mm};

fn areas(bytes: &[u8]) -> Vec<(usize, Area)> {
    let survey = Survey::of(&open(bytes.to_vec()), None).unwrap();
    survey.occupied().iter().map(|o| (o.page, o.area)).collect()
}

fn mm(area: &Area) -> [f64; 4] {
    [area.x, area.y, area.width, area.height].map(|points| Mm::from_points(points).0.round())
}

#[test]
fn a_place_in_millimetres_is_kept_exactly() {
    let who = facts("Nguyễn Thị Mẫu");
    let (bytes, placed) = sign(
        sample("cong-van.pdf"),
        ("nd30", Role::Organisation),
        "1:20,245",
        &who,
    )
    .unwrap();
    assert_eq!(mm(&placed.area), [20.0, 245.0, 36.0, 36.0]);
    assert_eq!(mm(&areas(&bytes)[0].1), [20.0, 245.0, 36.0, 36.0]);
    // In a box the stamp stands in the middle; a seal keeps its true size.
    let boxed = "1:20,240,60x50mm";
    let (_, placed) = sign(
        sample("cong-van.pdf"),
        ("nd30", Role::Organisation),
        boxed,
        &who,
    )
    .unwrap();
    assert_eq!(mm(&placed.area), [32.0, 247.0, 36.0, 36.0]);
    // A signature shrinks into its box.
    let (_, placed) = sign(
        sample("cong-van.pdf"),
        ("nd30", Role::Signer),
        "1:20,245,23x30",
        &who,
    )
    .unwrap();
    assert_eq!(mm(&placed.area), [20.0, 255.0, 23.0, 10.0]);
}

/// A place whose upper left corner is that of an area.
fn on(area: &Area) -> String {
    let [x, y, ..] = mm(area);
    format!("1:{x},{y}")
}

#[test]
fn what_must_stay_readable_is_never_covered() {
    let who = facts("Nguyễn Thị Mẫu");
    let zones = Survey::of(&open(sample("cong-van.pdf")), None)
        .unwrap()
        .zones(0)
        .unwrap();
    let zone = |wanted: Zone| {
        let found = zones.regions.iter().find(|region| region.zone == wanted);
        on(&found.unwrap().area)
    };
    for (place, code) in [
        (zone(Zone::Number) + ",14x7", "layout-covers-number"),
        (zone(Zone::Date) + ",14x7", "layout-covers-date"),
        (zone(Zone::Body) + ",14x7", "layout-covers-body"),
        (zone(Zone::Recipients) + ",14x7", "layout-covers-recipients"),
        ("1:205,250".to_owned(), "layout-off-page"),
        ("2:20,20".to_owned(), "layout-no-such-page"),
        ("below:nobody".to_owned(), "layout-no-such-signature"),
    ] {
        let done = sign(sample("cong-van.pdf"), ("nd30", Role::Signer), &place, &who);
        let error = done.map(|_| ()).unwrap_err();
        assert_eq!(error.code(), code, "{place}: {error}");
    }
    let small = "1:20,245,30x30";
    let done = sign(
        sample("cong-van.pdf"),
        ("nd30", Role::Organisation),
        small,
        &who,
    );
    assert_eq!(
        done.map(|_| ()).unwrap_err().code(),
        "layout-room-too-small"
    );
}

#[test]
fn signatures_stand_beside_each_other() {
    let who = facts("Nguyễn Thị Mẫu");
    let rules = ("nd30", Role::Signer);
    let (bytes, first) = sign(sample("cong-van.pdf"), rules, "1:80,240,30x13", &who).unwrap();
    let (bytes, right) = sign(bytes, rules, "right-of:signer-0", &who).unwrap();
    assert!(right.area.x > first.area.right());
    let (_, below) = sign(bytes.clone(), rules, "below:signer-0", &who).unwrap();
    assert!(below.area.y > first.area.bottom());
    let (_, above) = sign(bytes.clone(), rules, "above:signer-0", &who).unwrap();
    assert!(above.area.bottom() < first.area.y);
    let (_, seal) = sign(
        bytes,
        ("nd30", Role::Organisation),
        "left-third-of:signer-0",
        &who,
    )
    .unwrap();
    assert!(seal.area.overlaps(&first.area) && seal.area.x < first.area.x);
}

#[test]
fn signers_of_one_name_share_the_room_without_overlapping() {
    let mut bytes = sample("cong-van.pdf");
    for _ in 0..3 {
        let who = facts("Nguyễn Thị Mẫu");
        let (next, _) = sign(bytes, ("quang-ninh", Role::Signer), "auto", &who).unwrap();
        bytes = next;
    }
    let areas = areas(&bytes);
    assert_eq!(areas.len(), 3);
    for (index, (_, area)) in areas.iter().enumerate() {
        for (_, other) in &areas[..index] {
            assert!(!area.overlaps(other), "{area:?} {other:?}");
        }
    }
}

#[test]
fn a_stamp_fills_the_field_that_waits_for_it() {
    let who = facts("Trần Thị Thu Thử");
    // An empty field, and one that a true-size seal does not fit into.
    let (bytes, field) = sign(
        sample("cong-van.pdf"),
        ("nd30", Role::Signer),
        "1:20,245,30x13",
        &who,
    )
    .unwrap();
    let (_, inside) = sign(
        bytes.clone(),
        ("tay-son", Role::Organisation),
        "in:signer-0",
        &who,
    )
    .map_err(|error| error.code())
    .map_or_else(|code| (code, None), |(_, placed)| ("", Some(placed)));
    assert!(inside.is_none(), "four lines do not fit");
    let (_, inside) = sign(bytes, ("nd30", Role::Signer), "in:signer-0", &who).unwrap();
    assert_eq!(mm(&inside.area), mm(&field.area));
}

/// A page with two signers beside each other, in a font that is not embedded.
fn joint_document() -> Vec<u8> {
    let document = open(sample("cong-van.pdf"));
    let page = document.latest().pages().unwrap()[0].clone();
    let mut update = pdf::Update::new(document).unwrap();
    let font = pdf::Dictionary::new()
        .with("Type", pdf::Object::name("Font"))
        .with("Subtype", pdf::Object::name("Type1"))
        .with("BaseFont", pdf::Object::name("Times-Roman"));
    let fonts = pdf::Dictionary::new().with("A", font);
    let content =
        b"BT /A 13 Tf 110 400 Td (DIRECTOR OF HEALTH) Tj 220 0 Td (DIRECTOR OF SCHOOLS) Tj \
        -210 -90 Td (Tran Thi Thu) Tj 225 0 Td (Nguyen Van Binh) Tj ET";
    let content = update.add(pdf::Stream::new(pdf::Dictionary::new(), content.to_vec()));
    let mut dictionary = page.dictionary.clone();
    dictionary.set("Contents", content);
    dictionary.set("Resources", pdf::Dictionary::new().with("Font", fonts));
    update.set(page.id, dictionary);
    common::finish(update)
}

#[test]
fn each_of_two_agencies_signs_and_seals_in_its_own_block() {
    let mut bytes = joint_document();
    for signer in ["Nguyen Van Binh", "Tran Thi Thu"] {
        let done = sign(bytes, ("nd30", Role::Signer), "auto", &facts(signer)).unwrap();
        bytes = done.0;
    }
    let (bytes, left) = sign(bytes, ("nd30", Role::Organisation), "auto", &facts("")).unwrap();
    let (bytes, right) = sign(bytes, ("nd30", Role::Organisation), "auto", &facts("")).unwrap();
    let areas = areas(&bytes);
    let [second, first] = [areas[0].1, areas[1].1];
    assert!(first.right() < second.x, "{first:?} {second:?}");
    assert!(left.area.overlaps(&first) && !left.area.overlaps(&second));
    assert!(right.area.overlaps(&second) && !right.area.overlaps(&first));
}

#[test]
fn a_seal_goes_with_the_ink_of_a_signature_not_with_its_box() {
    // The signer's stamp is wider than its ink: text stands right of the image.
    let who = facts("Nguyễn Thị Mẫu");
    let (bytes, signer) = sign(
        sample("cong-van.pdf"),
        ("tay-son", Role::Signer),
        "auto",
        &who,
    )
    .unwrap();
    let survey = Survey::of(&open(bytes.clone()), None).unwrap();
    let ink = survey.ink(&survey.occupied()[0]);
    assert!(
        ink.width < signer.area.width / 2.0,
        "{ink:?} in {:?}",
        signer.area
    );
    let (_, seal) = sign(bytes, ("nd30", Role::Organisation), "auto", &who).unwrap();
    let covered = (seal.area.right() - ink.x) / ink.width;
    assert!((0.24..0.51).contains(&covered), "covers {covered}");
}

#[test]
fn a_document_without_text_can_be_signed_by_hand_only() {
    let who = facts("Ai Đó");
    let blank = {
        let document = open(sample("cong-van.pdf"));
        let page = document.latest().pages().unwrap()[0].clone();
        let mut update = pdf::Update::new(document).unwrap();
        let mut dictionary = page.dictionary.clone();
        dictionary.remove("Contents");
        update.set(page.id, dictionary);
        common::finish(update)
    };
    let error = sign(blank.clone(), ("nd30", Role::Signer), "auto", &who)
        .map(|_| ())
        .unwrap_err();
    assert_eq!(error.code(), "layout-no-signer-place");
    sign(blank.clone(), ("nd30", Role::Signer), "1:120,200", &who).unwrap();
    // A scan sealed in its corner needs no text.
    sign(blank, ("tt01", Role::Incoming), "auto", &who).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn stamps_never_leave_the_page_nor_overlap(
        places in prop::collection::vec((0_usize..4, 0_u32..220, 0_u32..300), 1..5),
    ) {
        let roles = [Role::Initials, Role::Signer, Role::Organisation, Role::Copy];
        let sheet = Area::mm(Mm(0.0), Mm(0.0), Mm(210.02), Mm(297.01));
        let who = facts("Nguyễn Thị Mẫu");
        let mut bytes = sample("cong-van.pdf");
        let mut standing: Vec<Area> = Vec::new();
        for (role, x, y) in places {
            let (role, place) = (roles[role], format!("1:{x},{y}"));
            let Ok((next, placed)) = sign(bytes.clone(), ("tt01", role), &place, &who) else {
                continue;
            };
            bytes = next;
            let area = placed.area;
            prop_assert!(sheet.contains(&area), "{area:?}");
            let covered = standing.iter().filter(|it| area.grown(-1.0).overlaps(it)).count();
            // The seal stands on the left third of one signature (Nghị định 30, Điều 33).
            let may_cover = usize::from(role == Role::Organisation);
            prop_assert!(covered <= may_cover, "{role:?} {area:?} over {standing:?}");
            standing.push(area);
        }
    }
}
