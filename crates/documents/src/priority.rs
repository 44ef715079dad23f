//! Urgency and levels of secrecy of a document.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục I (ô 10b) and the field Priority of Phụ lục VI; the figures are
//! those of the exchange between agencies. State secrets have levels too, but no document of any
//! level may enter the system (S18): [`refuse_secret`] is the one place that says so.

use crate::coded::coded;
use crate::{Error, fold};

coded! {
    /// How urgent a document is; a greater one goes first (D7).
    pub enum Urgency as "urgency" {
        /// Thường.
        Normal = "normal",
        /// Khẩn.
        Urgent = "urgent",
        /// Thượng khẩn.
        VeryUrgent = "very-urgent",
        /// Hỏa tốc.
        Express = "express",
    }
}

coded! {
    /// The level of a state secret.
    pub enum Secrecy as "secrecy" {
        /// Mật.
        Secret = "secret",
        /// Tối mật.
        TopSecret = "top-secret",
        /// Tuyệt mật.
        MostSecret = "most-secret",
    }
}

impl Urgency {
    /// The figure of the field Priority.
    #[must_use]
    pub fn figure(self) -> u8 {
        match self {
            Self::Normal => 0,
            Self::Urgent => 1,
            Self::VeryUrgent => 2,
            Self::Express => 3,
        }
    }

    /// The urgency of that figure.
    #[must_use]
    pub fn of_figure(figure: u8) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|urgency| urgency.figure() == figure)
    }

    /// Whether it is sent right after signing and handled right after arrival.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        self != Self::Normal
    }

    /// The urgency that a person's words mean: "Hoả tốc", "khan".
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        match fold(words).as_str() {
            "" | "thuong" | "binh thuong" => Some(Self::Normal),
            "khan" => Some(Self::Urgent),
            "thuong khan" => Some(Self::VeryUrgent),
            "hoa toc" => Some(Self::Express),
            _ => None,
        }
    }
}

impl Secrecy {
    /// The level that a person's words mean: "Tối mật", "TUYET MAT".
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        match fold(words).as_str() {
            "mat" => Some(Self::Secret),
            "toi mat" => Some(Self::TopSecret),
            "tuyet mat" => Some(Self::MostSecret),
            _ => None,
        }
    }
}

/// Refuses a document that has any level of secrecy.
///
/// # Errors
/// [`Error::StateSecret`].
pub fn refuse_secret(level: Option<Secrecy>) -> Result<(), Error> {
    match level {
        Some(level) => Err(Error::StateSecret { level }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_has_the_figures_of_the_exchange_and_an_order() {
        for urgency in Urgency::ALL.iter().copied() {
            assert_eq!(Urgency::of_figure(urgency.figure()), Some(urgency));
            assert_eq!(Urgency::from_code(urgency.code()).unwrap(), urgency);
        }
        assert_eq!(Urgency::of_figure(9), None);
        assert!(Urgency::Express > Urgency::VeryUrgent && !Urgency::Normal.is_urgent());
        assert_eq!(Urgency::of_words("Hoả tốc"), Some(Urgency::Express));
        assert_eq!(Urgency::of_words("mật"), None);
        assert_eq!(
            serde_json::to_string(&Urgency::VeryUrgent).unwrap(),
            "\"very-urgent\""
        );
    }

    #[test]
    fn every_level_of_secrecy_is_refused() {
        assert!(refuse_secret(None).is_ok());
        for (words, level) in [
            ("Mật", Secrecy::Secret),
            ("TỐI MẬT", Secrecy::TopSecret),
            ("tuyet mat", Secrecy::MostSecret),
        ] {
            assert_eq!(Secrecy::of_words(words), Some(level));
            let error = refuse_secret(Some(level)).unwrap_err();
            assert_eq!(error.code(), "document-state-secret");
            assert_eq!(error, Error::StateSecret { level });
        }
        assert_eq!(Secrecy::of_words("thường"), None);
    }
}
