//! What is proposed is what signing does; what a person corrects is kept and checked.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{facts, finish, open, sample, sign};
use layout::number::{self, NumberPlaces};
use layout::propose::{Confidence, Item, Place, Severity};
use layout::survey::Survey;
use layout::{Form, Profile, Proposal, Role, propose};
use pdf::{Dictionary, Object, Stream, Update};

fn survey(bytes: Vec<u8>) -> Survey {
    Survey::of(&open(bytes), None).unwrap()
}

fn proposal(bytes: Vec<u8>) -> Proposal {
    let profile = Profile::named("nd30").unwrap();
    propose(&survey(bytes), &profile, Form::Document).unwrap()
}

fn of<'a>(proposal: &'a Proposal, name: &str) -> &'a Place {
    let mut places = proposal.places.iter();
    places.find(|place| place.item.name() == name).unwrap()
}

fn index(proposal: &Proposal, name: &str) -> usize {
    let mut places = proposal.places.iter();
    places.position(|place| place.item.name() == name).unwrap()
}

fn remarks(proposal: &Proposal, bytes: Vec<u8>) -> Vec<(usize, Severity, &'static str)> {
    let profile = Profile::named("nd30").unwrap();
    let remarks = proposal.check(&survey(bytes), &profile);
    remarks
        .into_iter()
        .map(|remark| (remark.place, remark.severity, remark.code))
        .collect()
}

#[test]
fn every_place_of_the_samples_is_found_and_stands_the_check() {
    for (name, signer) in [
        ("cong-van.pdf", "Trần Thị Thu Thử"),
        ("quyet-dinh.pdf", "Nguyễn Văn Bình An"),
        ("ke-hoach.pdf", "Nguyễn Văn Bình An"),
        ("bao-cao.pdf", "Trần Thị Thu Thử"),
    ] {
        let found = proposal(sample(name));
        for place in &found.places {
            assert_eq!(place.confidence, Confidence::Found, "{name}: {place:?}");
        }
        let wanted = Item::Signer {
            name: Some(signer.to_owned()),
        };
        assert_eq!(of(&found, "signer").item, wanted, "{name}");
        assert_eq!(remarks(&found, sample(name)), [], "{name}");
    }
    let profile = Profile::named("nd30").unwrap();
    let annex = survey(sample("ke-hoach-phu-luc.pdf"));
    let annex = propose(&annex, &profile, Form::Annex).unwrap();
    assert_eq!(annex.places[0].confidence, Confidence::Rule);
}

#[test]
fn it_goes_to_the_browser_and_comes_back() {
    let found = proposal(sample("cong-van.pdf"));
    let text = serde_json::to_string(&found).unwrap();
    assert!(
        text.contains(r#"{"item":"number","frame":{"page":1,"x":"#),
        "{text}"
    );
    assert!(
        text.contains(r#"{"item":"signer","name":"Trần Thị Thu Thử""#),
        "{text}"
    );
    let back: Proposal = serde_json::from_str(&text).unwrap();
    assert_eq!(back.places.len(), found.places.len());
    for (a, b) in back.places.iter().zip(&found.places) {
        assert_eq!(a.item, b.item);
        let (a, b) = (a.frame.unwrap(), b.frame.unwrap());
        assert!((a.x - b.x).abs() < 1e-6 && (a.height - b.height).abs() < 1e-6);
    }
}

#[test]
fn fields_and_signatures_stand_where_the_boxes_are() {
    let mut corrected = proposal(sample("cong-van.pdf"));
    let signer = index(&corrected, "signer");
    let frame = corrected.places[signer].frame.as_mut().unwrap();
    frame.x -= 20.0;
    frame.y += 3.0;
    let wanted = *frame;
    let profile = Profile::named("nd30").unwrap();

    let mut update = Update::new(open(sample("cong-van.pdf"))).unwrap();
    let places = corrected.number_places();
    let made = number::prepare(&mut update, &profile, &places, None).unwrap();
    assert!(made.number.is_some() && made.day.is_some() && made.month.is_some());
    let prepared = finish(update);
    let survey = survey(prepared.clone());
    let area = survey.occupied()[0].area;
    let number = of(&corrected, "number").frame.unwrap();
    assert!((area.x - number.x).abs() < 0.1 && (area.width - number.width).abs() < 0.1);

    let who = facts("Trần Thị Thu Thử");
    let place = corrected.place_for(Role::Signer, Some("Trần Thị Thu Thử"), &profile);
    let role = ("nd30", Role::Signer);
    let (signed, placed) = sign(prepared, role, &place.to_string(), &who).unwrap();
    assert!(
        wanted.area().grown(0.1).contains(&placed.area),
        "{placed:?}"
    );
    let off = placed.area.centre().0 - wanted.area().centre().0;
    assert!(off.abs() < 0.1, "it is in the middle of its box");

    // The seal lies over the signature on purpose, also when a person has put it there.
    let seal = corrected.place_for(Role::Organisation, None, &profile);
    let role = ("nd30", Role::Organisation);
    let (_, placed) = sign(signed, role, &seal.to_string(), &who).unwrap();
    let wanted = of(&corrected, "organisation").frame.unwrap().area();
    assert!(wanted.grown(0.1).contains(&placed.area), "{placed:?}");
}

#[test]
fn the_proposed_seal_is_where_the_seal_will_be() {
    let found = proposal(sample("quyet-dinh.pdf"));
    let who = facts("Nguyễn Văn Bình An");
    let signed = sign(
        sample("quyet-dinh.pdf"),
        ("nd30", Role::Signer),
        "auto",
        &who,
    );
    let role = ("nd30", Role::Organisation);
    let (_, placed) = sign(signed.unwrap().0, role, "auto", &who).unwrap();
    let proposed = of(&found, "organisation").frame.unwrap().area().centre();
    let real = placed.area.centre();
    let off = (proposed.0 - real.0).hypot(proposed.1 - real.1);
    assert!(off < 40.0, "{off}");
}

#[test]
fn boxes_that_cannot_be_are_refused_and_odd_ones_remarked() {
    let good = proposal(sample("cong-van.pdf"));
    let signer = index(&good, "signer");
    let moved = |change: &dyn Fn(&mut layout::Frame)| {
        let mut changed = good.clone();
        change(changed.places[signer].frame.as_mut().unwrap());
        let mut found = remarks(&changed, sample("cong-van.pdf"));
        found.retain(|(_, _, code)| *code != "layout-boxes-overlap");
        found
    };
    let refused = |code| vec![(signer, Severity::Refused, code)];
    assert_eq!(moved(&|f| f.x = -5.0), refused("layout-off-page"));
    assert_eq!(moved(&|f| f.page = 9), refused("layout-no-such-page"));
    assert_eq!(moved(&|f| f.page = 0), refused("layout-no-such-page"));
    assert_eq!(moved(&|f| f.height = 2.0), refused("layout-room-too-small"));
    assert_eq!(
        moved(&|f| f.width = f64::NAN),
        refused("layout-box-unsound")
    );
    assert_eq!(moved(&|f| f.y = 400.0), refused("layout-covers-body"));
    let heading = moved(&|f| (f.x, f.y, f.height) = (320.0, 55.0, 30.0));
    assert_eq!(
        heading,
        [(signer, Severity::Warning, "layout-covers-heading")]
    );

    let mut over = good.clone();
    let initials = index(&good, "initials");
    over.places[signer].frame = over.places[initials].frame;
    let found = remarks(&over, sample("cong-van.pdf"));
    let overlap = (signer, Severity::Warning, "layout-boxes-overlap");
    assert!(found.contains(&overlap), "{found:?}");
}

#[test]
fn what_is_not_found_says_why_and_stays_automatic() {
    let document = open(sample("cong-van.pdf"));
    let mut page = document.latest().pages().unwrap()[0].clone();
    let mut update = Update::new(document).unwrap();
    page.dictionary.remove("Contents");
    update.set(page.id, page.dictionary.clone());
    let found = proposal(finish(update));
    let why = |name: &str| of(&found, name).why.clone().unwrap().code;
    assert_eq!(why("number"), "layout-no-number-room");
    assert_eq!(why("signer"), "layout-no-signer-place");
    assert_eq!(why("organisation"), "layout-no-signer-place");
    assert_eq!(found.number_places(), NumberPlaces::default());
}

/// A page whose words switch fonts inside: letters with marks come from a second font and are
/// drawn before all others, as office programs do when a font lacks them.
fn switching() -> Vec<u8> {
    let lines: [(f64, f64, &str); 8] = [
        (85.0, 780.0, "ỦY BAN NHÂN DÂN XÃ"),
        (300.0, 780.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
        (100.0, 740.0, "Số:          /QĐ-UBND"),
        (300.0, 740.0, "An Thử, ngày       tháng       năm 2026"),
        (
            85.0,
            640.0,
            "Điều một của văn bản này nói rằng mọi chữ đều phải đọc được",
        ),
        (85.0, 400.0, "Nơi nhận:"),
        (380.0, 400.0, "CHỦ TỊCH"),
        (370.0, 300.0, "Lê Thị Ánh Thử"),
    ];
    let marked: Vec<char> = {
        let all = lines.iter().flat_map(|(_, _, text)| text.chars());
        let mut marked: Vec<char> = all.filter(|c| !c.is_ascii()).collect();
        marked.sort_unstable();
        marked.dedup();
        marked
    };
    let (mut first, mut second) = (String::new(), String::new());
    for (x, y, text) in lines {
        for (at, letter) in (0_u32..).zip(text.chars()) {
            let x = x + f64::from(at) * 6.5;
            match marked.iter().position(|m| *m == letter) {
                Some(code) => first += &format!("1 0 0 1 {x} {y} Tm <{:02x}> Tj\n", code + 1),
                None => {
                    let code = u32::from(letter);
                    second += &format!("1 0 0 1 {x} {y} Tm <{code:02x}> Tj\n");
                }
            }
        }
    }
    let content = format!("BT /F2 13 Tf\n{first}/F1 13 Tf\n{second}ET");
    let mapped: String = (1..)
        .zip(&marked)
        .map(|(code, letter)| format!("<{code:02x}> <{:04x}>\n", u32::from(*letter)))
        .collect();
    let cmap = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange {} beginbfchar\n{mapped}endbfchar endcmap end end",
        marked.len()
    );
    let document = open(sample("cong-van.pdf"));
    let mut page = document.latest().pages().unwrap()[0].clone();
    let mut update = Update::new(document).unwrap();
    let font = || {
        let widths: Vec<Object> = (0..256).map(|_| Object::Integer(500)).collect();
        Dictionary::new()
            .with("Type", Object::name("Font"))
            .with("Subtype", Object::name("TrueType"))
            .with("BaseFont", Object::name("TimesNewRoman"))
            .with("Encoding", Object::name("WinAnsiEncoding"))
            .with("FirstChar", Object::Integer(0))
            .with("LastChar", Object::Integer(255))
            .with("Widths", widths)
    };
    let cmap = update.add(Stream::new(Dictionary::new(), cmap.into_bytes()));
    let fonts = Dictionary::new()
        .with("F1", font())
        .with("F2", font().with("ToUnicode", cmap));
    let content = update.add(Stream::new(Dictionary::new(), content.into_bytes()));
    page.dictionary.set("Contents", content);
    page.dictionary
        .set("Resources", Dictionary::new().with("Font", fonts));
    update.set(page.id, page.dictionary.clone());
    finish(update)
}

#[test]
fn places_are_found_where_fonts_switch_inside_words() {
    let found = proposal(switching());
    for place in &found.places {
        assert_eq!(place.confidence, Confidence::Found, "{place:?}");
    }
    let wanted = Item::Signer {
        name: Some("Lê Thị Ánh Thử".to_owned()),
    };
    assert_eq!(of(&found, "signer").item, wanted);
    let number = of(&found, "number").frame.unwrap();
    // Between the colon and the stroke.
    assert!((number.x - (100.0 + 3.0 * 6.5)).abs() < 1.0, "{number:?}");
    assert!(
        (number.x + number.width - (100.0 + 13.0 * 6.5)).abs() < 1.0,
        "{number:?}"
    );
    let signer = of(&found, "signer").frame.unwrap().area().centre();
    assert!((signer.0 - (370.0 + 7.0 * 6.5)).abs() < 2.0, "{signer:?}");
}
