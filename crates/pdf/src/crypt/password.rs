//! The byte forms in which a password may have been used.

use unicode_normalization::UnicodeNormalization;

/// Readings of `password` for revisions 2 to 4, whose passwords are `PDFDocEncoding` (7.6.4.3.2).
///
/// Many writers took UTF-8 or the platform's bytes instead, so the given bytes are tried as well.
/// Latin-1 stands for `PDFDocEncoding`: they differ in a few punctuation marks only.
pub(super) fn legacy_forms(password: &[u8]) -> Vec<Vec<u8>> {
    let latin1 = std::str::from_utf8(password)
        .ok()
        .and_then(|text| text.chars().map(|c| u8::try_from(c).ok()).collect());
    distinct(Some(password.to_vec()), latin1)
}

/// Readings of `password` for revisions 5 and 6: UTF-8 prepared by `SASLprep`, at most 127 bytes
/// (7.6.4.3.3), and the given bytes for writers that left out the preparation.
pub(super) fn unicode_forms(password: &[u8]) -> Vec<Vec<u8>> {
    let prepared = std::str::from_utf8(password).ok().map(prepare);
    let mut forms = distinct(prepared.map(String::into_bytes), Some(password.to_vec()));
    for form in &mut forms {
        form.truncate(127);
    }
    forms
}

/// `SASLprep` (RFC 4013) without its prohibitions: a password that it forbids simply opens nothing.
fn prepare(text: &str) -> String {
    text.chars()
        .filter(|c| !mapped_to_nothing(*c))
        .map(|c| if is_other_space(c) { ' ' } else { c })
        .nfkc()
        .collect()
}

/// RFC 3454, table C.1.2.
fn is_other_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// RFC 3454, table B.1. U+200B is in both tables; RFC 4013 names the spaces first.
fn mapped_to_nothing(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180d}' | '\u{200c}' | '\u{200d}'
            | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

fn distinct(first: Option<Vec<u8>>, second: Option<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut forms: Vec<_> = first.into_iter().chain(second).collect();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        let composed = unicode_forms("Bí mật số 1".as_bytes());
        let decomposed = unicode_forms("Bi\u{301} ma\u{323}\u{302}t so\u{302}\u{301} 1".as_bytes());
        assert_eq!(composed.first(), decomposed.first());
    }

    #[test]
    fn soft_hyphens_vanish_and_odd_spaces_become_plain() {
        assert_eq!(prepare("I\u{ad}X\u{a0}a\u{aa}"), "IX aa");
    }

    #[test]
    fn a_latin_password_is_tried_in_one_byte_letters_too() {
        assert_eq!(legacy_forms("é".as_bytes()), [vec![0xc3, 0xa9], vec![0xe9]]);
        assert_eq!(legacy_forms(b"abc"), [b"abc".to_vec()]);
        assert_eq!(legacy_forms(&[0xff]), [vec![0xff]]);
    }
}
