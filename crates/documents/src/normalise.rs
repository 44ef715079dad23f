//! Text as people enter it, made fit to be kept: NFC, trimmed, without characters nobody can see.
//!
//! Texts come from forms, spreadsheets and mail. What is stored is composed (NFC) and has no space
//! at its ends. Control characters, and the marks that turn the direction of text and can make a
//! number read backwards, are refused, not dropped: somebody should look at where they come from.

use unicode_normalization::UnicodeNormalization;

use crate::Error;

/// Characters in one entered text at most; a limit against mistakes, not a rule.
const LONGEST: usize = 100_000;

/// Normalises a text of one line, such as a subject.
///
/// # Errors
/// [`Error::ControlCharacter`], a line break among them; [`Error::TextTooLong`].
pub fn line(text: &str) -> Result<String, Error> {
    clean(text.trim(), |_| false)
}

/// Normalises a text of several lines, such as an opinion. Line ends become `\n`.
///
/// # Errors
/// [`Error::ControlCharacter`], [`Error::TextTooLong`].
pub fn paragraphs(text: &str) -> Result<String, Error> {
    let text = text.replace("\r\n", "\n");
    clean(text.trim(), |c| matches!(c, '\n' | '\t'))
}

fn clean(text: &str, allowed: impl Fn(char) -> bool) -> Result<String, Error> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(Error::TextTooLong {
            length,
            longest: LONGEST,
        });
    }
    let refused =
        |c: char| !allowed(c) && (c.is_control() || turns_direction(c) || c == '\u{FEFF}');
    match text.chars().enumerate().find(|(_, c)| refused(*c)) {
        Some((position, character)) => Err(Error::ControlCharacter {
            character: u32::from(character),
            position: position + 1,
        }),
        None => Ok(text.nfc().collect()),
    }
}

/// Embeddings, overrides and isolates of direction (UAX #9), and the line separators.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_composed_and_trimmed() {
        let decomposed: String = "  Về việc ký số \n".nfd().collect();
        assert_eq!(line(&decomposed).unwrap(), "Về việc ký số");
        assert_eq!(
            paragraphs("Đồng ý.\r\n\tĐề nghị bổ sung. ").unwrap(),
            "Đồng ý.\n\tĐề nghị bổ sung."
        );
        assert_eq!(line("   ").unwrap(), "");
    }

    #[test]
    fn what_nobody_can_see_is_refused_with_its_place() {
        for text in ["a\u{0}b", "a\u{1B}b", "a\u{202E}b", "a\nb", "a\u{2028}b"] {
            let error = line(text).unwrap_err();
            assert_eq!(error.code(), "text-control-character");
            assert!(
                matches!(error, Error::ControlCharacter { position: 2, .. }),
                "{error}"
            );
        }
        assert_eq!(
            paragraphs("a\u{7}b").unwrap_err().code(),
            "text-control-character"
        );
        assert_eq!(
            line(&"a".repeat(LONGEST + 1)).unwrap_err().code(),
            "text-too-long"
        );
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in any::<String>()) {
            if let Ok(once) = paragraphs(&text) {
                prop_assert_eq!(paragraphs(&once).unwrap(), once);
            }
        }
    }
}
