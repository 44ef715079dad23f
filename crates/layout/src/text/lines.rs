//! From glyphs to words and lines.

use stamp::geometry::Area;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::glyphs::Glyph;
use super::{Letter, Line, Word};

/// Glyphs belong to one line if their baselines differ by less than this share of the size.
const SAME_LINE: f64 = 0.35;
/// A gap wider than this share of the size parts two words; a space is 0.25 wide, and justified
/// text does not stretch letters.
const WORD_GAP: f64 = 0.15;
/// The same letter drawn again so near is one letter made bold.
const OVERPRINT: f64 = 0.12;
/// Where letters reach, as shares of the size, for lack of the font's own measures.
const ASCENT: f64 = 0.75;
const DESCENT: f64 = 0.22;

/// Lines from top to bottom, words from left to right.
pub(super) fn build(glyphs: Vec<Glyph>) -> Vec<Line> {
    let mut glyphs = with_marks(glyphs);
    glyphs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if on_row(row, &glyph) => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    rows.into_iter().filter_map(line).collect()
}

/// Combining marks drawn as glyphs of their own join the letter drawn just before them.
fn with_marks(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut joined: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let mark = glyph.text.chars().all(is_combining_mark) && !glyph.text.is_empty();
        match joined.last_mut() {
            Some(letter) if mark => letter.text.push_str(&glyph.text),
            _ => joined.push(glyph),
        }
    }
    joined
}

fn on_row(row: &[Glyph], glyph: &Glyph) -> bool {
    row.last().is_some_and(|last| {
        let tolerance = SAME_LINE * last.size.min(glyph.size);
        (glyph.baseline - last.baseline).abs() < tolerance
    })
}

fn line(mut row: Vec<Glyph>) -> Option<Line> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    row.dedup_by(|next, first| {
        next.text == first.text && (next.left - first.left).abs() < OVERPRINT * first.size
    });
    let size = row.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
    let baseline = row.first()?.baseline;
    let mut words: Vec<Vec<Glyph>> = Vec::new();
    let mut parted = true;
    for glyph in row {
        if glyph.text.trim().is_empty() {
            parted = true;
            continue;
        }
        match words.last_mut() {
            Some(word) if !parted && touches(word, &glyph) => word.push(glyph),
            _ => words.push(vec![glyph]),
        }
        parted = false;
    }
    let words: Vec<Word> = words
        .into_iter()
        .filter_map(|glyphs| word(&glyphs))
        .collect();
    (!words.is_empty()).then_some(Line {
        baseline,
        size,
        words,
    })
}

fn touches(word: &[Glyph], glyph: &Glyph) -> bool {
    word.last().is_some_and(|last| {
        let gap = glyph.left - last.right;
        gap < WORD_GAP * last.size.max(glyph.size)
    })
}

fn word(glyphs: &[Glyph]) -> Option<Word> {
    let first = glyphs.first()?;
    let size = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
    let right = glyphs
        .iter()
        .map(|glyph| glyph.right)
        .fold(first.right, f64::max);
    let text: String = glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
    Some(Word {
        text: text.nfc().collect(),
        area: Area::between(
            first.left,
            first.baseline - ASCENT * size,
            right,
            first.baseline + DESCENT * size,
        ),
        letters: glyphs
            .iter()
            .map(|glyph| Letter {
                text: glyph.text.clone(),
                left: glyph.left,
                right: glyph.right,
            })
            .collect(),
    })
}
