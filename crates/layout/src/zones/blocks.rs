//! Where people sign: a title in capitals, room, a name under it (ô 7a, 7b, 7c).

use stamp::geometry::{Area, Mm};

use super::{Cell, Zone};

/// Title and name are centred on each other within this distance.
const SAME_COLUMN: Mm = Mm(20.0);
/// The room for a signature by hand is at least this high ...
const LEAST_ROOM: Mm = Mm(8.0);
/// ... and at most this.
const MOST_ROOM: Mm = Mm(70.0);
/// Lines of one title follow each other within this share of their size.
const LINE_GAP: f64 = 1.0;

/// A place where a person signs.
#[derive(Clone, Debug, PartialEq)]
pub struct SignatureBlock {
    /// The last line of the title.
    pub title: Area,
    /// The name.
    pub name: Area,
    /// What the name says.
    pub signer: String,
}

impl SignatureBlock {
    /// The room between title and name, as wide as the wider of the two.
    #[must_use]
    pub fn room(&self) -> Area {
        let left = self.title.x.min(self.name.x);
        let right = self.title.right().max(self.name.right());
        Area::between(left, self.title.bottom(), right, self.name.y)
    }

    /// Whether the name is that of `signer`, letter case and academic titles before it apart.
    #[must_use]
    pub fn is_of(&self, signer: &str) -> bool {
        let (here, wanted) = (fold(&self.signer), fold(signer));
        !wanted.is_empty() && (here == wanted || here.ends_with(&format!(" {wanted}")))
    }
}

/// Finds the blocks and marks their titles and names.
pub(super) fn find(cells: &mut [Cell]) -> Vec<SignatureBlock> {
    let mut blocks = Vec::new();
    for name in 0..cells.len() {
        let Some(block) = block_of(cells, name) else {
            continue;
        };
        mark(cells, name, &block);
        blocks.push(block);
    }
    blocks
}

/// The block whose name is the cell of that index.
fn block_of(cells: &[Cell], index: usize) -> Option<SignatureBlock> {
    let name = cells.get(index)?;
    if name.zone.is_some() || !is_name(&name.text) {
        return None;
    }
    // The nearest text above in the same column must be the title, with room between.
    let above = cells.iter().filter(|cell| {
        let overlaps = cell.area.x < name.area.right() && name.area.x < cell.area.right();
        overlaps && cell.area.bottom() <= name.area.y + 1.0
    });
    let title = above.max_by(|a, b| a.area.bottom().total_cmp(&b.area.bottom()))?;
    let room = name.area.y - title.area.bottom();
    let fits = (LEAST_ROOM.points()..=MOST_ROOM.points()).contains(&room);
    let free = matches!(title.zone, None | Some(Zone::Title));
    (free && fits && is_title(&title.text) && same_column(&title.area, &name.area)).then(|| {
        SignatureBlock {
            title: title.area,
            name: name.area,
            signer: name.text.clone(),
        }
    })
}

fn mark(cells: &mut [Cell], name: usize, block: &SignatureBlock) {
    if let Some(cell) = cells.get_mut(name) {
        cell.zone = Some(Zone::Name);
    }
    // From the last line of the title upwards, as long as lines follow closely.
    let mut top = block.title.bottom() + 0.1;
    for cell in cells.iter_mut().rev() {
        let close = top - cell.area.bottom() < LINE_GAP * cell.size && cell.area.y < top;
        let part = cell.zone.is_none() && is_title(&cell.text);
        if part && close && same_column(&cell.area, &block.title) {
            cell.zone = Some(Zone::Title);
            top = cell.area.y;
        }
    }
}

fn same_column(a: &Area, b: &Area) -> bool {
    (a.centre().0 - b.centre().0).abs() < SAME_COLUMN.points()
}

/// Capitals throughout, such as `KT. GIÁM ĐỐC`.
fn is_title(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() >= 4 && letters.clone().all(|c| !c.is_lowercase())
}

/// Two to seven words that each begin with a capital, such as `Trần Văn Thử`.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (2..=7).contains(&words.len())
        && words.iter().all(capital)
        && !text.ends_with([';', ':', ',', '.'])
        && !text.chars().any(|c| c.is_ascii_digit())
}

fn fold(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
