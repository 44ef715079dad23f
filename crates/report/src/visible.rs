//! Text from files, shown to people: no character may act on the terminal or reorder the line.

/// `text` with control characters and bidirectional overrides written as `\u{…}`.
///
/// File names, names in certificates and values in errors come from outside; a terminal would obey
/// escape sequences in them, and an override could turn a name around.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if acts(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn vietnamese_stays_and_escapes_do_not() {
        assert_eq!(
            visible("Công văn số 05 – Đỗ Thị Ệch"),
            "Công văn số 05 – Đỗ Thị Ệch"
        );
        assert_eq!(
            visible("a\u{1b}[2Jb\u{202e}c\n"),
            r"a\u{1b}[2Jb\u{202e}c\u{a}"
        );
    }
}
