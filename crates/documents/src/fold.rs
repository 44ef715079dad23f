//! Folding of Vietnamese for search: one function for what is indexed and what is asked.
//!
//! "Quyết định", "quyet dinh" and "QUYẾT ĐỊNH", composed or decomposed, "hoà" and "hòa" all give
//! one key. Everything that is not a letter or a digit becomes a space, so that no search engine
//! sees an operator or glues `12/QĐ-UBND` into one word. Where letters with marks must stay
//! apart, compare the text itself; how names are sorted is the job of [`crate::collate`].

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key under which a text is indexed and sought: lower-case words without marks, `đ` as `d`,
/// one space between them.
///
/// Compatibility forms are taken apart too: text from a PDF has ligatures such as `ﬁ`.
///
/// ```
/// assert_eq!(documents::fold("Số 05/QĐ-UBND: Hoà Bình"), "so 05 qd ubnd hoa binh");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut between = false;
    let letters = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_combining_mark(*c));
    for letter in letters {
        if !letter.is_alphanumeric() {
            between = true;
            continue;
        }
        if between && !folded.is_empty() {
            folded.push(' ');
        }
        between = false;
        folded.push(if letter == 'đ' { 'd' } else { letter });
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_marks_and_d_with_stroke_fold_away() {
        for (text, key) in [
            ("Quyết định", "quyet dinh"),
            ("ĐƯỜNG", "duong"),
            ("hoà", "hoa"),
            ("hòa", "hoa"),
            ("thuỷ", "thuy"),
            ("12/QĐ-UBND", "12 qd ubnd"),
            ("a\"b", "a b"),
            ("  — Lưu: VT,\tVP. ", "luu vt vp"),
            ("ﬁle Ｎｏ．５", "file no 5"),
            ("", ""),
            ("…", ""),
        ] {
            assert_eq!(fold(text), key, "{text}");
        }
    }

    #[test]
    fn every_vietnamese_letter_folds_to_its_base() {
        let table = [
            ("aàảãáạăằẳẵắặâầẩẫấậ", 'a'),
            ("eèẻẽéẹêềểễếệ", 'e'),
            ("iìỉĩíị", 'i'),
            ("oòỏõóọôồổỗốộơờởỡớợ", 'o'),
            ("uùủũúụưừửữứự", 'u'),
            ("yỳỷỹýỵ", 'y'),
            ("dđ", 'd'),
        ];
        for (letters, base) in table {
            for letter in letters.chars().chain(letters.to_uppercase().chars()) {
                assert_eq!(fold(&letter.to_string()), base.to_string(), "{letter}");
            }
        }
    }

    proptest! {
        #[test]
        fn composed_and_decomposed_text_have_one_key(text in any::<String>()) {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&composed), fold(&text));
            prop_assert_eq!(fold(&decomposed), fold(&text));
        }

        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_key_has_words_and_single_spaces_only(text in any::<String>()) {
            let key = fold(&text);
            prop_assert!(key.chars().all(|c| c == ' ' || c.is_alphanumeric()));
            prop_assert!(!key.contains("  ") && key.trim() == key);
        }
    }
}
