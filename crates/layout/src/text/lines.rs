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

#[cfg(test)]
mod tests {
    use super::*;

    /// Glyphs of `text` side by side from `x` on, each half as wide as the size.
    fn run(text: &str, x: f64) -> Vec<Glyph> {
        let letters = text.chars().zip(0_i32..);
        letters
            .map(|(letter, place)| Glyph {
                text: letter.to_string(),
                left: x + f64::from(place) * 5.0,
                right: x + f64::from(place + 1) * 5.0,
                baseline: 100.0,
                size: 10.0,
            })
            .collect()
    }

    fn text(glyphs: Vec<Glyph>) -> String {
        let lines: Vec<String> = build(glyphs).iter().map(Line::text).collect();
        lines.join("|")
    }

    #[test]
    fn a_font_switched_in_mid_word_does_not_part_the_word() {
        // "CHỦ TỊCH" whose letters with marks come from another font, drawn after the others.
        let mut glyphs = run("CH", 0.0);
        glyphs.extend(run("T", 18.0));
        glyphs.extend(run("CH", 28.0));
        glyphs.extend(run("Ủ", 10.0));
        glyphs.extend(run("Ị", 23.0));
        assert_eq!(text(glyphs), "CHỦ TỊCH");
    }

    #[test]
    fn marks_drawn_apart_are_composed() {
        let mut glyphs = run("a", 0.0);
        glyphs.extend(run("\u{302}", 0.5));
        glyphs.extend(run("\u{301}", 0.5));
        glyphs.extend(run("n", 5.0));
        assert_eq!(text(glyphs), "ấn");
    }

    #[test]
    fn letters_drawn_twice_to_look_bold_are_read_once() {
        let mut glyphs = run("Số", 0.0);
        glyphs.extend(run("Số", 0.3));
        assert_eq!(text(glyphs), "Số");
    }

    #[test]
    fn baselines_make_lines() {
        let mut glyphs = run("hai", 0.0);
        for glyph in &mut glyphs {
            glyph.baseline = 115.0;
        }
        glyphs.extend(run("một", 0.0));
        assert_eq!(text(glyphs), "một|hai");
    }
}
