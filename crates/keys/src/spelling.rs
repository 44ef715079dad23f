//! The ways in which keyboards write one and the same Vietnamese password.
//!
//! "ậ" is one character, or "a" with two marks, or "â" with a mark: input methods differ, and the
//! file was locked with the bytes of one of them. Only for files, which count no tries; a token's
//! PIN is given exactly as typed.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The tone marks of Vietnamese, which stay apart in the mixed spelling.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// `password` as it is, then its other spellings, each once.
pub(crate) fn spellings(password: &str) -> Vec<Zeroizing<String>> {
    let composed: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
    let mut all = vec![Zeroizing::new(password.to_owned())];
    for other in [
        composed.clone(),
        Zeroizing::new(password.nfd().collect()),
        mixed(&composed),
    ] {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

/// Letters composed, tones apart, as in the Windows code page 1258.
fn mixed(composed: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(composed.len() * 2));
    for letter in composed.chars() {
        let parts = || std::iter::once(letter).nfd();
        text.extend(parts().filter(|part| !TONES.contains(part)).nfc());
        text.extend(parts().filter(|part| TONES.contains(part)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn every_spelling_leads_to_every_other() {
        let composed = "mật khẩu Đỗ";
        let apart = "ma\u{323}\u{302}t kha\u{302}\u{309}u Đo\u{302}\u{303}";
        let mixed = "mâ\u{323}t khâ\u{309}u Đô\u{303}";
        for typed in [composed, apart, mixed] {
            let all = spellings(typed);
            assert_eq!(all.len(), 3);
            assert_eq!(all[0].as_str(), typed);
            for wanted in [composed, apart, mixed] {
                assert!(
                    all.iter().any(|one| one.as_str() == wanted),
                    "{typed} {wanted}"
                );
            }
        }
        assert_eq!(spellings("plain 123").len(), 1);
    }
}
