//! A PIN or password: wiped when dropped, never shown.

use std::fmt;

use zeroize::Zeroizing;

/// A PIN for a token or the password of a key file.
///
/// Its memory is wiped on drop, and `Debug` says nothing about it, not even its length.
#[derive(Clone, Eq, PartialEq)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes over a secret; the caller's own copies are the caller's to wipe.
    #[must_use]
    pub fn new(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// The secret itself, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pin(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::Pin;

    #[test]
    fn debug_output_hides_the_pin() {
        let shown = format!("{:?}", Pin::new("12345678".to_owned()));
        assert!(!shown.contains("1234"), "{shown}");
    }
}
