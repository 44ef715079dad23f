//! Zones of made-up pages.

use super::*;

fn word(text: &str, x: f64, baseline: f64, size: f64) -> Word {
    let letters: Vec<crate::text::Letter> = text
        .chars()
        .zip(0_i32..)
        .map(|(letter, place)| crate::text::Letter {
            text: letter.to_string(),
            left: x + f64::from(place) * size / 2.0,
            right: x + f64::from(place + 1) * size / 2.0,
        })
        .collect();
    let right = letters.last().unwrap().right;
    Word {
        text: text.to_owned(),
        area: Area::between(x, baseline - 0.75 * size, right, baseline + 0.22 * size),
        letters,
    }
}

/// A line of words with single spaces, from runs of text at given places.
fn line(baseline: f64, runs: &[(f64, &str)]) -> Line {
    let size = 13.0;
    let mut words = Vec::new();
    for (x, text) in runs {
        let mut x = *x;
        for part in text.split(' ') {
            words.push(word(part, x, baseline, size));
            x = words.last().unwrap().area.right() + size / 4.0;
        }
    }
    Line {
        baseline,
        size,
        words,
    }
}

fn page(lines: Vec<Line>) -> PageText {
    let a4 = pdf::Rect::between(0.0, 0.0, 595.0, 842.0);
    PageText {
        sheet: Sheet::new(a4, 0),
        lines,
    }
}

fn zone_of(zones: &PageZones, text: &str) -> Zone {
    let region = zones
        .regions
        .iter()
        .find(|region| region.text.contains(text));
    region.unwrap_or_else(|| panic!("{text} is lost")).zone
}

#[test]
fn a_decision_is_taken_apart() {
    let body = "thường xuyên rà soát chứng thư số của viên chức mỗi quý một lần nữa";
    let zones = PageZones::find(
        &page(vec![
            line(
                70.0,
                &[
                    (85.0, "TRUNG TÂM Y TẾ"),
                    (280.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
                ],
            ),
            line(
                100.0,
                &[
                    (100.0, "Số:"),
                    (160.0, "/QĐ-TTYT"),
                    (300.0, "Hà Mẫu, ngày"),
                    (420.0, "tháng"),
                    (490.0, "năm 2026"),
                ],
            ),
            line(140.0, &[(240.0, "QUYẾT ĐỊNH")]),
            line(180.0, &[(85.0, body)]),
            line(200.0, &[(85.0, body)]),
            line(300.0, &[(85.0, "Nơi nhận:"), (380.0, "KT. GIÁM ĐỐC")]),
            line(315.0, &[(85.0, "- Như trên;"), (370.0, "PHÓ GIÁM ĐỐC")]),
            line(330.0, &[(85.0, "- Lưu: VT.")]),
            line(410.0, &[(375.0, "Trần Văn Thử")]),
        ]),
        true,
    );
    let blank = zones.number.as_ref().unwrap().blank.unwrap();
    assert!(
        (blank.left - 119.5).abs() < 0.1 && (blank.right - 160.0).abs() < 0.1,
        "{blank:?}"
    );
    let date = zones.date.as_ref().unwrap();
    assert!(date.day.is_some() && date.month.is_some());
    assert!(date.area.x < 301.0, "the place belongs to the date");
    assert_eq!(zone_of(&zones, "TRUNG TÂM"), Zone::Heading);
    assert_eq!(zone_of(&zones, "QUYẾT ĐỊNH"), Zone::Heading);
    assert_eq!(zone_of(&zones, "thường xuyên"), Zone::Body);
    assert_eq!(zone_of(&zones, "- Lưu"), Zone::Recipients);
    assert_eq!(zone_of(&zones, "KT. GIÁM"), Zone::Title);
    assert_eq!(zone_of(&zones, "PHÓ GIÁM"), Zone::Title);
    assert_eq!(zone_of(&zones, "Trần Văn"), Zone::Name);
    let [block] = zones.blocks.as_slice() else {
        panic!("one signer: {:?}", zones.blocks);
    };
    assert!(block.is_of("TRẦN VĂN THỬ") && !block.is_of("Văn Thử B"));
    assert!((zones.end_of_body().unwrap().area.bottom() - 202.86).abs() < 0.1);
}

#[test]
fn a_number_that_is_written_leaves_no_blank() {
    for text in ["Số: 521/QĐ-TTYT", "Số:521/QĐ-TTYT", "Số: 521 /QĐ-TTYT"] {
        let zones = PageZones::find(&page(vec![line(100.0, &[(100.0, text)])]), true);
        assert_eq!(zones.number.unwrap().blank, None, "{text}");
    }
    for text in ["Số: /QĐ-TTYT", "Số: ……/QĐ-TTYT", "Số:....../QĐ-TTYT"] {
        let zones = PageZones::find(&page(vec![line(100.0, &[(100.0, text)])]), true);
        assert!(zones.number.unwrap().blank.is_some(), "{text}");
    }
}

#[test]
fn two_signers_beside_each_other_have_a_block_each() {
    let zones = PageZones::find(
        &page(vec![
            line(600.0, &[(90.0, "GIÁM ĐỐC SỞ"), (380.0, "CHỦ TỊCH XÃ")]),
            line(690.0, &[(95.0, "Lê Thị Thử"), (385.0, "Trần Văn Mẫu")]),
        ]),
        false,
    );
    assert_eq!(zones.blocks.len(), 2);
    assert!(!zones.blocks[0].room().overlaps(&zones.blocks[1].room()));
}
