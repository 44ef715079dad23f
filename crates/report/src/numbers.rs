//! Numbers as people write them.

use crate::catalogue::Lang;

/// The digits of a digest: hexadecimal, small letters.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A whole number in groups of three: `20.511` in Vietnamese, `20,511` in English.
#[must_use]
pub fn grouped(number: u64, lang: Lang) -> String {
    let separator = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three() {
        assert_eq!(grouped(0, Lang::Vi), "0");
        assert_eq!(grouped(999, Lang::Vi), "999");
        assert_eq!(grouped(20_511, Lang::Vi), "20.511");
        assert_eq!(grouped(1_234_567, Lang::En), "1,234,567");
    }
}
