//! Which part of a page is what: number, date, body, recipients, title and name of signers.
//!
//! After Nghị định 30/2020, Phụ lục I (ô 1 to 14), found in the text layer by words and position.
//! It serves to put stamps and fields in their places and to keep them off what they must never
//! cover. What is not recognised counts as body, which no stamp may cover. A page without text
//! has no zones.

use stamp::geometry::{Area, Mm, Sheet};

use crate::profile::Soft;
use crate::text::{Line, PageText, Word, join};

mod blocks;
mod head;

pub use blocks::SignatureBlock;
pub use head::{Blank, DateLine, NumberLine};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Zone {
    /// National title, agency, kind and subject of the document; page numbers.
    Heading,
    /// The number line (ô 3).
    Number,
    /// Place and date (ô 4).
    Date,
    /// The content (ô 6), and whatever is not recognised.
    Body,
    /// Nơi nhận (ô 9b).
    Recipients,
    /// Authority and title of a signer (ô 7a).
    Title,
    /// Name of a signer (ô 7b).
    Name,
}

impl Zone {
    /// Whether a stamp with that permission may touch it. Number, date, body and recipients have
    /// no permission to match.
    #[must_use]
    pub fn touchable(self, may_touch: &[Soft]) -> bool {
        match self {
            Self::Heading => may_touch.contains(&Soft::Heading),
            Self::Title => may_touch.contains(&Soft::Title),
            Self::Name => may_touch.contains(&Soft::Name),
            Self::Number | Self::Date | Self::Body | Self::Recipients => false,
        }
    }

    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Number => "number",
            Self::Date => "date",
            Self::Body => "body",
            Self::Recipients => "recipients",
            Self::Title => "title",
            Self::Name => "name",
        }
    }
}

/// A piece of text and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// What it is.
    pub zone: Zone,
    /// Where it stands on the sheet.
    pub area: Area,
    /// What it says.
    pub text: String,
}

/// The zones of one page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageZones {
    /// The sheet.
    pub sheet: Sheet,
    /// Every piece of text, from top to bottom.
    pub regions: Vec<Region>,
    /// The number line; only looked for on the first page.
    pub number: Option<NumberLine>,
    /// The date line; only looked for on the first page.
    pub date: Option<DateLine>,
    /// Places where people sign, from top to bottom.
    pub blocks: Vec<SignatureBlock>,
}

/// Words of a line that stand together: a column's part of it.
#[derive(Clone, Debug)]
struct Cell {
    text: String,
    area: Area,
    size: f64,
    zone: Option<Zone>,
}

impl Cell {
    fn new(words: &[Word], size: f64, zone: Option<Zone>) -> Option<Self> {
        let area = words
            .iter()
            .map(|word| word.area)
            .reduce(|a, b| a.union(&b))?;
        Some(Self {
            text: join(words),
            area,
            size,
            zone,
        })
    }
}

impl PageZones {
    /// Finds the zones of a page.
    #[must_use]
    pub fn find(page: &PageText, is_first: bool) -> Self {
        let mut zones = Self {
            sheet: page.sheet,
            regions: Vec::new(),
            number: None,
            date: None,
            blocks: Vec::new(),
        };
        let mut cells = Vec::new();
        let head_end = page.sheet.size().height * head::SHARE_OF_PAGE;
        for line in &page.lines {
            let in_head = is_first && line.baseline < head_end;
            zones.read_line(line, in_head, &mut cells);
        }
        head::mark(&mut cells, page, is_first, zones.head_bottom());
        mark_recipients(&mut cells, page.sheet.size().width);
        zones.blocks = blocks::find(&mut cells);
        zones.regions = cells
            .into_iter()
            .map(|cell| Region {
                zone: cell.zone.unwrap_or(Zone::Body),
                area: cell.area,
                text: cell.text,
            })
            .collect();
        zones
    }

    /// The last piece of body that stands above the first signer's title or the recipients.
    #[must_use]
    pub fn end_of_body(&self) -> Option<&Region> {
        let ends = |region: &&Region| matches!(region.zone, Zone::Title | Zone::Recipients);
        let end = self.regions.iter().filter(ends).map(|region| region.area.y);
        let end = end.fold(f64::INFINITY, f64::min);
        let body = self
            .regions
            .iter()
            .filter(|region| region.zone == Zone::Body);
        body.filter(|region| region.area.y < end).max_by(|a, b| {
            let place = |region: &Region| (region.area.y, region.area.x);
            place(a)
                .partial_cmp(&place(b))
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    }

    fn head_bottom(&self) -> f64 {
        let number = self.number.as_ref().map(|line| line.area.bottom());
        let date = self.date.as_ref().map(|line| line.area.bottom());
        number.into_iter().chain(date).fold(0.0, f64::max)
    }

    /// Takes number and date out of a line and cuts the rest into cells.
    fn read_line(&mut self, line: &Line, in_head: bool, cells: &mut Vec<Cell>) {
        let mut taken: Vec<Option<Zone>> = vec![None; line.words.len()];
        if in_head && self.number.is_none() {
            self.number = head::number(line, &mut taken);
        }
        if in_head && self.date.is_none() {
            self.date = head::date(line, &mut taken);
        }
        let mut current: Vec<Word> = Vec::new();
        let mut zone = None;
        for (word, taken) in line.words.iter().zip(taken) {
            let gap = current
                .last()
                .map_or(0.0, |last| word.area.x - last.area.right());
            let apart = taken.is_none() && gap > COLUMN_GAP * line.size;
            if taken != zone || apart {
                cells.extend(Cell::new(&current, line.size, zone));
                current.clear();
            }
            zone = taken;
            current.push(word.clone());
        }
        cells.extend(Cell::new(&current, line.size, zone));
    }
}

/// Words farther apart than this many sizes stand in different columns; justified text stretches
/// a space to about one size at most.
pub(crate) const COLUMN_GAP: f64 = 1.6;

/// Marks "Nơi nhận:" and the list under it, in the left half of the page.
fn mark_recipients(cells: &mut [Cell], page_width: f64) {
    let heading = |cell: &Cell| cell.zone.is_none() && cell.text.starts_with("Nơi nhận");
    let Some(first) = cells.iter().position(heading) else {
        return;
    };
    let mut bottom = None;
    for cell in cells.iter_mut().skip(first) {
        let in_column = cell.zone.is_none() && cell.area.x < page_width / 2.0;
        let near = bottom.is_none_or(|bottom| cell.area.y - bottom < LIST_GAP.points());
        // A cell that reaches across the page is text that follows, not the list.
        if in_column && near && cell.area.right() < page_width * 0.7 {
            cell.zone = Some(Zone::Recipients);
            bottom = Some(cell.area.bottom());
        }
    }
}

/// Lines of the list of recipients are no farther apart.
const LIST_GAP: Mm = Mm(8.0);

#[cfg(test)]
mod tests;
