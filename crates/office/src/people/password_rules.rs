//! Which passwords are taken: long ones that nobody guesses at once (NIST SP 800-63B-4, 3.1.1).
//!
//! Length is what counts; no rule asks for signs or figures, and no password grows old by itself.

use documents::fold;

use crate::Fault;

/// Characters at least.
pub(super) const LEAST: usize = 12;
/// Characters at most: more is no password but a mistake.
const MOST: usize = 200;
/// Different characters at least.
const DIFFERENT: usize = 5;

/// Words that come first when somebody guesses, folded.
const GUESSED: &[&str] = &[
    "matkhau", "password", "123456", "abcdef", "qwerty", "asdfgh", "congvu", "vanthu", "admin",
    "iloveyou", "111111", "vietnam",
];

/// What is wrong with a new password of the account `login` of the person `name`.
pub(crate) fn faults(field: &str, new: &str, login: &str, name: &str) -> Vec<Fault> {
    let length = new.chars().count();
    let fault = |code: &str, values| vec![Fault::new(field, code, values)];
    if length < LEAST {
        return fault("password-short", vec![("least", LEAST.to_string())]);
    }
    if length > MOST {
        return fault("password-long", vec![("most", MOST.to_string())]);
    }
    let mut letters: Vec<char> = new.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let rest = without_guessed(new, login, name);
    if letters.len() < DIFFERENT || rest.chars().count() < LEAST / 2 {
        return fault("password-guessed", Vec::new());
    }
    Vec::new()
}

/// What is left of a password once everything that is tried first is taken out of it.
fn without_guessed(new: &str, login: &str, name: &str) -> String {
    let letters = |text: &str| -> String {
        let folded = fold(text);
        folded.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let mut rest = letters(new);
    let own = [letters(login), letters(name)];
    for word in GUESSED
        .iter()
        .copied()
        .chain(own.iter().map(String::as_str))
    {
        if word.len() > 3 {
            rest = rest.replace(word, "");
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(new: &str) -> Option<String> {
        let found = faults("new", new, "lan.nguyen", "Nguyễn Thị Lan");
        found.into_iter().next().map(|it| it.code)
    }

    #[test]
    fn long_sentences_are_taken_and_guesses_are_not() {
        assert_eq!(code("sáng nay trời mưa to"), None);
        assert_eq!(code("ngắn quá"), Some("password-short".to_owned()));
        assert_eq!(code(&"dài ".repeat(60)), Some("password-long".to_owned()));
        for guess in [
            "aaaaaaaaaaaa",
            "matkhau123456",
            "Mật khẩu 2026",
            "NguyenThiLan2026",
            "lan.nguyen 2026",
        ] {
            assert_eq!(code(guess), Some("password-guessed".to_owned()), "{guess}");
        }
    }
}
