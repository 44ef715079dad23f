//! The head of the first page: ô 1 to 5 and 9a of Phụ lục I.

use stamp::geometry::Area;

use super::fault::{Fault, Part};
use super::{Found, Pages};
use crate::text::{Line, PageText, Word, join};
use crate::zones::{COLUMN_GAP, PageZones, Region, Zone};

const NATIONAL_TITLE: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
/// The 29 types of Điều 7, but for the công văn, which shows no type, and the thư công.
const KINDS: [&str; 27] = [
    "NGHỊ QUYẾT",
    "QUYẾT ĐỊNH",
    "CHỈ THỊ",
    "QUY CHẾ",
    "QUY ĐỊNH",
    "THÔNG CÁO",
    "THÔNG BÁO",
    "HƯỚNG DẪN",
    "CHƯƠNG TRÌNH",
    "KẾ HOẠCH",
    "PHƯƠNG ÁN",
    "ĐỀ ÁN",
    "DỰ ÁN",
    "BÁO CÁO",
    "BIÊN BẢN",
    "TỜ TRÌNH",
    "HỢP ĐỒNG",
    "CÔNG ĐIỆN",
    "BẢN GHI NHỚ",
    "BẢN THỎA THUẬN",
    "GIẤY ỦY QUYỀN",
    "GIẤY MỜI",
    "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP",
    "PHIẾU GỬI",
    "PHIẾU CHUYỂN",
    "PHIẾU BÁO",
];
/// Types whose forms have no subject under them (mẫu 1.8 and 1.10, phiếu).
const WITHOUT_SUBJECT: [&str; 7] = [
    "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP",
    "GIẤY ỦY QUYỀN",
    "PHIẾU GỬI",
    "PHIẾU CHUYỂN",
    "PHIẾU BÁO",
    "CÔNG ĐIỆN",
];

pub(super) fn check(pages: &Pages, found: &mut Found) {
    let (Some(text), Some(zones)) = (pages.texts.first(), pages.zones.first()) else {
        return;
    };
    let has = |wanted: &str| text.lines.iter().any(|line| says(line, wanted));
    if !has(NATIONAL_TITLE) {
        found.add(Fault::Missing {
            part: Part::NationalTitle,
        });
    }
    if !has(MOTTO) {
        found.add(Fault::Missing { part: Part::Motto });
    }
    agency(zones, found);
    number(text, zones, found);
    date(text, zones, found);
    kind(zones, found);
}

/// Whether a line says it, whichever dash and however spelt (`HOÀ` and `HÒA` are both in use).
fn says(line: &Line, wanted: &str) -> bool {
    plain(&line.text()).contains(&plain(wanted))
}

fn plain(text: &str) -> String {
    let text = text.replace(['–', '—'], "-").replace("HOÀ", "HÒA");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Capitals in the left half, above the number line.
fn agency(zones: &PageZones, found: &mut Found) {
    let middle = zones.sheet.area().centre().0;
    let below = zones.number.as_ref().map(|line| line.area.y);
    let below = below.unwrap_or(zones.sheet.size().height * 0.2);
    let is_agency = |region: &&Region| {
        let left = region.area.centre().0 < middle && region.area.y < below;
        let heading = matches!(region.zone, Zone::Heading | Zone::Title);
        left && heading && is_capital(&region.text)
    };
    if !zones.regions.iter().any(|region| is_agency(&region)) {
        found.add(Fault::Missing { part: Part::Agency });
    }
}

fn is_capital(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 4 && letters().all(|c| !c.is_lowercase())
}

/// `Số: 05/BNV-VP`: no spaces in the notation, 0 before a number below 10.
fn number(text: &PageText, zones: &PageZones, found: &mut Found) {
    let Some(line) = &zones.number else {
        found.add(Fault::Missing { part: Part::Number });
        return;
    };
    let said = within(text, &line.area) + &behind(text, &line.area);
    let rest = said.strip_prefix("Số:").map(str::trim);
    let well = rest
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(number, notation)| {
            let number = number.trim_matches([' ', '.', '…', '_']);
            let figures = number.chars().all(|c| c.is_ascii_digit());
            let padded = number.len() != 1;
            let own = number.chars().next_back().is_none_or(char::is_alphanumeric);
            (figures || own) && padded && is_notation(notation)
        });
    if !well {
        found.at(Fault::NumberForm { text: said }, 0, &line.area);
    }
}

/// Groups of letters and figures with hyphens or strokes between, such as `QĐ-UBND`.
fn is_notation(text: &str) -> bool {
    let group = |group: &str| !group.is_empty() && group.chars().all(char::is_alphanumeric);
    !text.is_empty() && text.split(['-', '/', '&', '.']).all(group)
}

/// `Hà Nội, ngày 05 tháng 02 năm 2026`: a place, a comma, 0 before days below 10 and months 1, 2.
fn date(text: &PageText, zones: &PageZones, found: &mut Found) {
    let Some(line) = &zones.date else {
        found.add(Fault::Missing { part: Part::Date });
        return;
    };
    let said = within(text, &line.area);
    let words: Vec<&str> = said.split(' ').collect();
    let after = |word: &str| {
        let at = words.iter().position(|w| w.to_lowercase() == word);
        at.and_then(|at| words.get(at.saturating_add(1))).copied()
    };
    let place = said.split_once(", ngày").map_or("", |(place, _)| place);
    let padded = |value: Option<&str>, from: u8| {
        let figures = value.filter(|v| v.chars().all(|c| c.is_ascii_digit()) && !v.is_empty());
        figures.is_none_or(|v| v.len() > 1 || v.parse().is_ok_and(|number: u8| number >= from))
    };
    let well = place.chars().next().is_some_and(char::is_uppercase)
        && padded(after("ngày"), 10)
        && padded(after("tháng"), 3);
    if !well {
        found.at(Fault::DateForm { text: said }, 0, &line.area);
    }
}

/// The words whose middle lies in the area.
fn within(text: &PageText, area: &Area) -> String {
    let inside = |word: &&Word| {
        let (x, y) = word.area.centre();
        (area.x..=area.right()).contains(&x) && (area.y..=area.bottom()).contains(&y)
    };
    let words = text.lines.iter().flat_map(|line| &line.words);
    join(&words.filter(inside).cloned().collect::<Vec<_>>())
}

/// What follows the area in its line without a column's gap: the rest of a notation with spaces.
fn behind(text: &PageText, area: &Area) -> String {
    let level = area.centre().1;
    let mut end = area.right();
    let mut rest = String::new();
    for line in &text.lines {
        for word in &line.words {
            let follows = (0.0..COLUMN_GAP * line.size).contains(&(word.area.x - end));
            if follows && (word.area.y..=word.area.bottom()).contains(&level) {
                rest.push(' ');
                rest.push_str(&word.text);
                end = word.area.right();
            }
        }
    }
    rest
}

/// A type with its subject, or V/v and Kính gửi.
fn kind(zones: &PageZones, found: &mut Found) {
    let starts = |wanted: &str| {
        let mut regions = zones.regions.iter();
        regions.find(|region| region.text.to_lowercase().starts_with(wanted))
    };
    if starts("v/v").is_some() || starts("về việc").is_some_and(|r| r.area.x < 200.0) {
        if starts("kính gửi").is_none() {
            found.add(Fault::Missing {
                part: Part::Salutation,
            });
        }
        return;
    }
    let kind = zones.regions.iter().enumerate().find(|(_, region)| {
        let text = region.text.trim_end_matches(':').trim();
        matches!(region.zone, Zone::Heading | Zone::Title) && KINDS.contains(&text)
    });
    let Some((index, kind)) = kind else {
        found.add(Fault::Missing { part: Part::Kind });
        return;
    };
    if WITHOUT_SUBJECT.contains(&kind.text.trim_end_matches(':')) {
        return;
    }
    let next = zones.regions.get(index.saturating_add(1));
    let is_subject = |region: &&Region| {
        let near = region.area.y - kind.area.bottom() < 3.0 * kind.area.height;
        near && region.zone == Zone::Heading && !is_capital(&region.text)
    };
    if next.filter(is_subject).is_none() {
        let fault = Fault::Missing {
            part: Part::Subject,
        };
        found.at(fault, 0, &kind.area);
    }
}
