//! Sizes of letters (Phụ lục I).

use std::collections::BTreeMap;

use stamp::geometry::Area;

use super::fault::Fault;
use super::{Found, Pages};
use crate::text::{PageText, Word};
use crate::zones::{PageZones, Zone};

/// A third of a point is a matter of rounding.
const ROUNDING: f64 = 0.34;
/// A word's box is so many times as high as its letters' size.
const BOX: f64 = 0.97;

/// Bounds of a zone's size; what has none in the regulation is not checked.
fn bounds(zone: Zone) -> Option<(f64, f64)> {
    match zone {
        Zone::Number => Some((13.0, 13.0)),
        Zone::Date | Zone::Body | Zone::Title | Zone::Name => Some((13.0, 14.0)),
        Zone::Recipients => Some((11.0, 12.0)),
        Zone::Heading => Some((12.0, 14.0)),
    }
}

/// One fault a zone, of the size that most of its letters off the bounds have.
pub(super) fn check(pages: &Pages, found: &mut Found) {
    let mut off: BTreeMap<&'static str, Wrong> = BTreeMap::new();
    let mut letters: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (page, (text, zones)) in pages.texts.iter().zip(&pages.zones).enumerate() {
        for word in text.lines.iter().flat_map(|line| &line.words) {
            let Some(zone) = zone_of(zones, word).filter(|zone| counts(*zone, word, text)) else {
                continue;
            };
            let Some((least, most)) = bounds(zone) else {
                continue;
            };
            let size = word.area.height / BOX;
            let count = word.letters.len();
            *letters.entry(zone.name()).or_default() += count;
            if (least - ROUNDING..=most + ROUNDING).contains(&size) {
                continue;
            }
            let wrong = off.entry(zone.name()).or_insert(Wrong {
                size,
                least,
                most,
                page,
                area: word.area,
                letters: 0,
            });
            wrong.letters += count;
        }
    }
    for (part, wrong) in off {
        // Footnotes, exponents and table notes are smaller by right.
        let all = letters.get(part).copied().unwrap_or_default();
        if wrong.letters.saturating_mul(4) < all {
            continue;
        }
        let fault = Fault::Size {
            part,
            found: wrong.size,
            least: wrong.least,
            most: wrong.most,
        };
        found.at(fault, wrong.page, &wrong.area);
    }
}

/// Letters of a zone that are off its bounds, and the first of them.
struct Wrong {
    size: f64,
    least: f64,
    most: f64,
    page: usize,
    area: Area,
    letters: usize,
}

/// Tables, on lying pages mostly, have sizes of their own; page numbers are no heading.
fn counts(zone: Zone, word: &Word, text: &PageText) -> bool {
    let size = text.sheet.size();
    let figures = word.text.chars().all(|c| c.is_ascii_digit());
    size.width < size.height && !(zone == Zone::Heading && figures)
}

fn zone_of(zones: &PageZones, word: &Word) -> Option<Zone> {
    let (x, y) = word.area.centre();
    let inside =
        |area: &Area| (area.x..=area.right()).contains(&x) && (area.y..=area.bottom()).contains(&y);
    let mut regions = zones.regions.iter();
    regions
        .find(|region| inside(&region.area))
        .map(|region| region.zone)
}
