//! Paper, margins, page numbers (Phụ lục I, Phần I, mục I).

use stamp::geometry::{Area, Mm, Size};

use super::fault::{Fault, Measure};
use super::{Form, Found, Pages};
use crate::text::{Line, PageText, Word};

/// A4, in millimetres.
const A4: (f64, f64) = (210.0, 297.0);
/// So many millimetres off are a matter of rounding.
const ROUNDING: f64 = 1.0;
const LEFT: (f64, f64) = (30.0, 35.0);
const RIGHT: (f64, f64) = (15.0, 20.0);
const TOP: (f64, f64) = (20.0, 25.0);
const BOTTOM: (f64, f64) = (20.0, 25.0);
/// The first line may begin lower than the margin: spacing before paragraphs and in tables.
const TOP_SPACING: f64 = 5.0;
/// A line of so many words is running text.
const LONG_LINE: usize = 8;
/// With so many lines, the fullest of justified text reaches both margins.
const ENOUGH_LINES: usize = 5;
/// A page number in the middle is no farther from it.
const MIDDLE: Mm = Mm(12.0);

/// A4, upright or lying.
pub(super) fn sizes(pages: &Pages, found: &mut Found) {
    for (index, page) in pages.texts.iter().enumerate() {
        let size = page.sheet.size();
        let (width, height) = millimetres(size);
        let near = |a: f64, b: f64| (a - b).abs() <= ROUNDING;
        let upright = near(width, A4.0) && near(height, A4.1);
        let lying = near(width, A4.1) && near(height, A4.0);
        if !upright && !lying {
            let fault = Fault::PaperSize { width, height };
            found.at(fault, index, &page.sheet.area());
        }
    }
}

/// A margin outside its bounds.
#[derive(Clone, Copy)]
struct Off {
    /// Millimetres.
    found: f64,
    /// How far outside.
    by: f64,
    page: usize,
    /// The strip of the page that is the margin.
    strip: Area,
}

/// Margins of upright pages; each side is told once, where it is worst.
pub(super) fn margins(pages: &Pages, form: Form, found: &mut Found) {
    let sides = [
        (Measure::Left, LEFT),
        (Measure::Right, RIGHT),
        (Measure::Top, TOP),
        (Measure::Bottom, BOTTOM),
    ];
    let mut worst: [Option<Off>; 4] = [None; 4];
    for (index, page) in pages.texts.iter().enumerate() {
        let size = page.sheet.size();
        if size.width > size.height || page.lines.is_empty() {
            continue;
        }
        for (slot, off) in worst.iter_mut().zip(of_page(page, index, form)) {
            let Some(off) = off else { continue };
            if slot.is_none_or(|known| off.by > known.by) {
                *slot = Some(off);
            }
        }
    }
    for ((side, (least, most)), slot) in sides.into_iter().zip(worst) {
        let Some(off) = slot else { continue };
        let fault = Fault::Margin {
            side,
            found: off.found,
            least,
            most,
        };
        found.at(fault, off.page, &off.strip);
    }
}

/// The margins of a page that are outside their bounds: left, right, top, bottom.
fn of_page(page: &PageText, index: usize, form: Form) -> [Option<Off>; 4] {
    let sheet = page.sheet.area();
    let long = |line: &&Line| line.words.len() >= LONG_LINE;
    let enough = page.lines.iter().filter(long).count() >= ENOUGH_LINES;
    let words = || page.lines.iter().flat_map(|line| &line.words);
    let left = words()
        .map(|word| word.area.x)
        .fold(sheet.right(), f64::min);
    let right = words().map(|word| word.area.right()).fold(0.0, f64::max);
    let bottom = words().map(|word| word.area.bottom()).fold(0.0, f64::max);
    let text = page.lines.iter().find(|line| !is_page_number(line));
    let top = text
        .and_then(|line| line.words.first())
        .map(|word| word.area.y);
    let strip = |x: f64, y: f64, to_x: f64, to_y: f64| Area::between(x, y, to_x, to_y);
    let off = |points: f64, (least, most): (f64, f64), strip: Area| {
        let found = Mm::from_points(points).0;
        let by = (least - ROUNDING - found).max(found - most - ROUNDING);
        (by > 0.0).then_some(Off {
            found,
            by,
            page: index,
            strip,
        })
    };
    // Too few lines, and none of them need reach a margin; the last page ends where it ends.
    let at_most = |most: f64, known: bool| if known { most } else { f64::INFINITY };
    let first = index == 0;
    let top_most = at_most(TOP.1 + TOP_SPACING, form == Form::Document);
    [
        off(
            left,
            (LEFT.0, at_most(LEFT.1, enough)),
            strip(0.0, 0.0, left, sheet.bottom()),
        ),
        off(
            sheet.right() - right,
            (RIGHT.0, at_most(RIGHT.1, enough)),
            strip(right, 0.0, sheet.right(), sheet.bottom()),
        ),
        top.filter(|_| first).and_then(|top| {
            let margin = strip(0.0, 0.0, sheet.right(), top);
            off(top, (TOP.0, top_most), margin)
        }),
        off(
            sheet.bottom() - bottom,
            (BOTTOM.0, f64::INFINITY),
            strip(0.0, bottom, sheet.right(), sheet.bottom()),
        ),
    ]
}

/// Arabic, in the middle of the top margin, not on the first page (Phần I, mục I.7).
pub(super) fn page_numbers(pages: &Pages, found: &mut Found) {
    for (index, page) in pages.texts.iter().enumerate() {
        let shown = number_of(page);
        match (index, shown) {
            (0, Some(word)) => found.at(Fault::PageNumberShown, 0, &word.area),
            (0, None) | (_, Some(_)) => {}
            (_, None) => {
                let sheet = page.sheet.area();
                let margin = Area::new(0.0, 0.0, Size::new(sheet.width, Mm(TOP.0).points()));
                let page = index.saturating_add(1);
                found.at(Fault::PageNumberMissing { page }, index, &margin);
            }
        }
    }
}

fn number_of(page: &PageText) -> Option<&Word> {
    let first = page.lines.first().filter(|line| is_page_number(line))?;
    let word = first.words.first()?;
    let middle = page.sheet.area().centre().0;
    let centred = (word.area.centre().0 - middle).abs() < MIDDLE.points();
    (centred && word.area.bottom() < Mm(TOP.1).points()).then_some(word)
}

fn is_page_number(line: &Line) -> bool {
    match line.words.as_slice() {
        [word] => !word.text.is_empty() && word.text.chars().all(|c| c.is_ascii_digit()),
        _ => false,
    }
}

fn millimetres(size: Size) -> (f64, f64) {
    (
        Mm::from_points(size.width).0,
        Mm::from_points(size.height).0,
    )
}
