//! The head of the first page: number line and date line, and where the heading ends.

use stamp::geometry::{Area, Mm, Size};

use super::{Cell, Zone};
use crate::text::{Line, PageText, Word};

/// Number and date stand in this upper share of the first page.
pub(super) const SHARE_OF_PAGE: f64 = 0.45;
/// The number and the notation are no farther apart than this.
const WIDEST_BLANK: Mm = Mm(50.0);
/// Body text begins at most this far from the left margin, its indent included; headings are
/// centred.
const INDENT: Mm = Mm(20.0);
/// A page number alone stands within this distance of the upper edge.
const PAGE_NUMBER: Mm = Mm(25.0);

/// Room left in a line for what is not known yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blank {
    /// Left end on the sheet.
    pub left: f64,
    /// Right end on the sheet.
    pub right: f64,
    /// The line's baseline, from the upper edge of the sheet.
    pub baseline: f64,
    /// The line's font size, in points.
    pub size: f64,
}

impl Blank {
    /// Its width in points.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// The number line, such as `Số:      /QĐ-TTYT`.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberLine {
    /// From the word to the end of the notation.
    pub area: Area,
    /// The room for the number, if it is not written yet.
    pub blank: Option<Blank>,
}

/// The date line, such as `Bình Minh, ngày    tháng    năm 2026`.
#[derive(Clone, Debug, PartialEq)]
pub struct DateLine {
    /// From the place to the year.
    pub area: Area,
    /// The room for the day, if it is not written yet.
    pub day: Option<Blank>,
    /// The room for the month, if it is not written yet.
    pub month: Option<Blank>,
}

/// Finds the number line among the words and marks them.
pub(super) fn number(line: &Line, taken: &mut [Option<Zone>]) -> Option<NumberLine> {
    let start = line.words.iter().position(|word| {
        let text = word.text.as_str();
        text.starts_with("Số:") || text.starts_with("SỐ:")
    })?;
    let words = line.words.get(start..)?;
    let notation = words.iter().position(|word| word.text.contains('/'))?;
    let words = words.get(..=notation)?;
    let too_wide = words.windows(2).any(|pair| match pair {
        [left, right] => right.area.x - left.area.right() > WIDEST_BLANK.points(),
        _ => false,
    });
    if too_wide {
        return None;
    }
    mark_words(taken, start, start + notation + 1, Zone::Number);
    let area = around(words)?;
    // Letters between the colon and the slash: the number, or dots that stand for it.
    let letters = || words.iter().flat_map(|word| &word.letters);
    let colon = letters().find(|letter| letter.text == ":")?;
    let slash =
        letters().find(|letter| letter.text.starts_with('/') && letter.left >= colon.right)?;
    let between = letters().filter(|l| l.left >= colon.right && l.right <= slash.left);
    let written = between
        .flat_map(|letter| letter.text.chars())
        .any(char::is_alphanumeric);
    let blank = (!written).then(|| blank(line, colon.right, slash.left));
    Some(NumberLine { area, blank })
}

/// Finds the date line among the words and marks them.
pub(super) fn date(line: &Line, taken: &mut [Option<Zone>]) -> Option<DateLine> {
    let position = |text: &str, from: usize| {
        let rest = line.words.get(from..)?;
        let found = rest
            .iter()
            .position(|word| word.text.to_lowercase() == text)?;
        Some(from + found)
    };
    let day = position("ngày", 0)?;
    let month = position("tháng", day)?;
    let year = position("năm", month)?;
    let mut start = day;
    while let Some(before) = start.checked_sub(1) {
        let (Some(left), Some(right)) = (line.words.get(before), line.words.get(start)) else {
            break;
        };
        let number = taken.get(before).is_none_or(Option::is_some);
        if number || right.area.x - left.area.right() > super::COLUMN_GAP * line.size {
            break;
        }
        start = before;
    }
    // "(Kèm theo Kế hoạch số … ngày …)" on an annex is another document's date, left unfilled.
    let cites = |word: &Word| word.text.contains('/') || word.text.starts_with('(');
    if line.words.get(start..day)?.iter().any(cites) {
        return None;
    }
    let figures = |word: &Word| word.text.starts_with(|c: char| c.is_ascii_digit());
    let end = if line.words.get(year + 1).is_some_and(figures) {
        year + 2
    } else {
        year + 1
    };
    // "Từ ngày … tháng … năm 2026, văn bản …" is running text.
    if let (Some(last), Some(next)) = (line.words.get(end - 1), line.words.get(end))
        && next.area.x - last.area.right() < super::COLUMN_GAP * line.size
    {
        return None;
    }
    mark_words(taken, start, end, Zone::Date);
    let room = |from: usize, to: usize| {
        let between = line.words.get(from + 1..to)?;
        let written = between.iter().flat_map(|word| word.text.chars());
        let (left, right) = (line.words.get(from)?, line.words.get(to)?);
        (!written.into_iter().any(char::is_alphanumeric))
            .then(|| blank(line, left.area.right(), right.area.x))
    };
    Some(DateLine {
        area: around(line.words.get(start..end)?)?,
        day: room(day, month),
        month: room(month, year),
    })
}

/// Marks headings: what stands above number and date, and what follows them until the body
/// begins. On other pages only the page number.
pub(super) fn mark(cells: &mut [Cell], page: &PageText, is_first: bool, head_bottom: f64) {
    let body = match is_first {
        true => body_start(page, head_bottom.max(national_title_bottom(page))),
        false => 0.0,
    };
    for cell in cells.iter_mut().filter(|cell| cell.zone.is_none()) {
        let figures = cell.text.chars().all(|c| c.is_ascii_digit());
        let page_number = figures && cell.area.bottom() < PAGE_NUMBER.points();
        if page_number || cell.area.y < body {
            cell.zone = Some(Zone::Heading);
        }
    }
}

/// Where the first line of the body begins, from the upper edge.
fn body_start(page: &PageText, head_bottom: f64) -> f64 {
    let size: Size = page.sheet.size();
    let long = |line: &&Line| line.words.len() >= 6;
    let margin = page
        .lines
        .iter()
        .filter(long)
        .filter_map(|line| line.words.first());
    let margin = margin
        .map(|word| word.area.x)
        .fold(size.width / 2.0, f64::min);
    let is_body = |line: &&Line| {
        let (Some(first), Some(last)) = (line.words.first(), line.words.last()) else {
            return false;
        };
        let below = first.area.y >= head_bottom;
        let at_margin = first.area.x - margin < INDENT.points();
        let reaches_over = last.area.right() > size.width * 0.55;
        let addressed = line.text().starts_with("Kính gửi");
        below && (addressed || (at_margin && reaches_over))
    };
    let first = page.lines.iter().find(is_body);
    first
        .and_then(|line| line.words.first())
        .map_or(head_bottom, |word| word.area.y)
}

/// The lower side of "CỘNG HÒA … Độc lập - Tự do - Hạnh phúc", 0 if it is not there.
fn national_title_bottom(page: &PageText) -> f64 {
    let motto = page
        .lines
        .iter()
        .find(|line| line.text().contains("Tự do - Hạnh phúc"));
    let word = motto.and_then(|line| line.words.first());
    word.map_or(0.0, |word| word.area.bottom())
}

fn blank(line: &Line, left: f64, right: f64) -> Blank {
    Blank {
        left,
        right,
        baseline: line.baseline,
        size: line.size,
    }
}

fn around(words: &[Word]) -> Option<Area> {
    words
        .iter()
        .map(|word| word.area)
        .reduce(|a, b| a.union(&b))
}

fn mark_words(taken: &mut [Option<Zone>], start: usize, end: usize, zone: Zone) {
    if let Some(words) = taken.get_mut(start..end.min(taken.len())) {
        words.fill(Some(zone));
    }
}
