//! SHA-256 of a certificate, as people write it.

use std::fmt;
use std::str::FromStr;

use pki::Certificate;

/// The SHA-256 fingerprint of a certificate.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// That of `certificate`.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        Self(certificate.sha256_fingerprint())
    }
}

/// 64 hexadecimal digits; spaces, colons and letter case do not matter.
impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let mut digits = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != ':')
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            let mut next = || digits.next().flatten().ok_or(NotAFingerprint);
            *byte = next()? << 4 | next()?;
        }
        match digits.next() {
            None => Ok(Self(bytes)),
            Some(_) => Err(NotAFingerprint),
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is not a SHA-256 fingerprint.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a SHA-256 fingerprint: 64 hexadecimal digits are expected")]
pub struct NotAFingerprint;

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn it_is_read_as_people_write_it() {
        let plain: Fingerprint = "00ff".repeat(16).parse().unwrap();
        let spaced: Fingerprint = "00:FF ".repeat(16).parse().unwrap();
        assert_eq!(plain, spaced);
        assert_eq!(plain.to_string(), "00ff".repeat(16));
    }

    #[test]
    fn nothing_shorter_longer_or_else_is_one() {
        for text in [
            "",
            "00ff",
            &"0".repeat(63),
            &"0".repeat(65),
            &"g".repeat(64),
        ] {
            assert!(text.parse::<Fingerprint>().is_err(), "{text}");
        }
    }
}
