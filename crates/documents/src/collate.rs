//! The Vietnamese order of words and of people's names, as keys that compare byte by byte.
//!
//! Letters: a ă â b c d đ e ê … o ô ơ … u ư … y; tones after letters, syllable by syllable, as the
//! dictionaries do: không dấu, huyền, hỏi, ngã, sắc, nặng. "hoà" and "hòa" are one syllable. A key
//! has digits only, so that every database sorts it the same under any collation. People are sorted
//! by the given name, which stands last, then by the rest of the name from its beginning.

use unicode_normalization::UnicodeNormalization;

/// The letters in their order, with the four that Vietnamese has in foreign words only.
const LETTERS: [char; 33] = [
    'a', 'ă', 'â', 'b', 'c', 'd', 'đ', 'e', 'ê', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'ô', 'ơ', 'p', 'q', 'r', 's', 't', 'u', 'ư', 'v', 'w', 'x', 'y', 'z',
];
/// The tones in the order of the dictionaries: huyền, hỏi, ngã, sắc, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];
/// The end of a syllable's letters; less than every letter.
const END: &str = "00";
/// A letter of another script: its code point follows.
const FOREIGN: &str = "99";

/// The key that sorts words and titles.
#[must_use]
pub fn key(text: &str) -> String {
    let text = composed(text);
    syllables(&text).map(syllable_key).collect()
}

/// The key that sorts people: "Lê Thị An" stands before "Bùi Văn Bình".
#[must_use]
pub fn person_key(name: &str) -> String {
    let name = composed(name);
    let mut parts: Vec<&str> = syllables(&name).collect();
    let given = parts.pop();
    given.into_iter().chain(parts).map(syllable_key).collect()
}

/// Punctuation is told from letters in one form only: "≠" is "=" with a mark in the other.
fn composed(text: &str) -> String {
    text.nfc().collect()
}

fn syllables(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation())
        .filter(|syllable| !syllable.is_empty())
}

/// Two figures for each letter, then the tones.
fn syllable_key(syllable: &str) -> String {
    let mut letters = String::new();
    let mut tones = String::new();
    let without_tone = syllable.nfd().flat_map(char::to_lowercase).filter(|c| {
        match TONES.iter().position(|tone| tone == c) {
            Some(place) => {
                tones.push_str(&(place + 1).to_string());
                false
            }
            None => true,
        }
    });
    // The marks of ă, â, ê, ô, ơ and ư are composed again once the tone is out of the way.
    let composed: String = without_tone.collect::<String>().nfc().collect();
    for letter in composed.chars() {
        letters.push_str(&letter_key(letter));
    }
    format!("{letters}{END}{tones}0")
}

fn letter_key(letter: char) -> String {
    if let Some(place) = LETTERS.iter().position(|known| *known == letter) {
        return format!("{:02}", place + 20);
    }
    match letter.to_digit(10) {
        Some(figure) => format!("{:02}", figure + 10),
        None => format!("{FOREIGN}{:07}", u32::from(letter)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted<'a>(texts: &[&'a str], key: impl Fn(&str) -> String) -> Vec<&'a str> {
        let mut texts = texts.to_vec();
        texts.reverse();
        texts.sort_by_key(|text| key(text));
        texts
    }

    #[test]
    fn tones_follow_letters_in_the_order_of_the_dictionary() {
        let order = [
            "ma", "mà", "mả", "mã", "má", "mạ", "mai", "măng", "mâm", "mi",
        ];
        assert_eq!(sorted(&order, key), order);
    }

    #[test]
    fn letters_stand_in_the_order_of_the_alphabet() {
        let order = [
            "an", "ăn", "ân", "bê", "co", "da", "đa", "em", "êm", "go", "on", "ôn", "ơn", "phi",
            "qua", "um", "ưm", "xa", "y",
        ];
        assert_eq!(sorted(&order, key), order);
    }

    #[test]
    fn a_syllable_is_decided_before_the_next_begins() {
        let order = ["ba", "ba ba", "ba bị", "bà", "bà ba", "bà con", "ban"];
        assert_eq!(sorted(&order, key), order);
    }

    #[test]
    fn people_are_sorted_by_the_given_name_then_from_the_family_name() {
        let order = [
            "Lê Thị An",
            "Nguyễn Văn An",
            "Trần An",
            "Bùi Văn Bình",
            "Phạm Đức Dũng",
            "Hoàng Thị Đào",
            "Đỗ Thị Hà",
            "Vũ Hạ",
        ];
        assert_eq!(sorted(&order, person_key), order);
    }

    #[test]
    fn both_styles_of_tone_and_both_cases_are_equal() {
        assert_eq!(key("Hoà"), key("hòa"));
        assert_eq!(key("THUỶ"), key("thủy"));
        assert_ne!(key("hoa"), key("hòa"));
    }

    #[test]
    fn figures_stand_before_letters_and_other_scripts_after() {
        let order = ["12", "a", "z", "я"];
        assert_eq!(sorted(&order, key), order);
    }

    #[test]
    fn a_sign_that_decomposes_into_punctuation_has_one_key() {
        assert_eq!(key("a≠b"), key("a=\u{338}b"));
    }

    proptest! {
        #[test]
        fn keys_have_digits_only_and_do_not_depend_on_the_form(text in any::<String>()) {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            prop_assert!(key(&text).bytes().all(|b| b.is_ascii_digit()));
            prop_assert_eq!(key(&composed), key(&decomposed));
        }
    }
}
