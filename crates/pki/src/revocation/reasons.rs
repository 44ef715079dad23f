//! Sets of reasons (`ReasonFlags`, RFC 5280, 4.2.1.13).

/// Reasons for which a list contains revocations.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Reasons {
    /// Bit 1 (keyCompromise) to bit 8 (aACompromise) of the standard; bit 0 is unused there.
    bits: u16,
}

impl Reasons {
    /// None at all.
    pub const NONE: Self = Self { bits: 0 };
    /// Every reason there is.
    pub const ALL: Self = Self { bits: 0x01FE };

    /// Reads the contents of a BIT STRING; bits the standard does not know are dropped.
    #[must_use]
    pub(crate) fn from_bits(content: &[u8]) -> Self {
        let octet = |position| u16::from(content.get(position).copied().unwrap_or(0));
        // The first octet counts unused bits; the standard's bit 0 is the highest of the second.
        let bits = (octet(1) << 8 | octet(2)).reverse_bits();
        Self { bits }.and(Self::ALL)
    }

    /// Those in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            bits: self.bits & other.bits,
        }
    }

    /// Those in one of the sets.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            bits: self.bits | other.bits,
        }
    }

    /// Whether all of `other` are in this set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.and(other) == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_highest() {
        // keyCompromise and cACompromise.
        let some = Reasons::from_bits(&[5, 0b0110_0000]);
        assert_eq!(some.bits, 0b110);
        // The others, aACompromise in the second octet.
        let rest = Reasons::from_bits(&[7, 0b0001_1111, 0b1000_0000]);
        assert_eq!(some.or(rest), Reasons::ALL);
        assert_eq!(some.and(rest), Reasons::NONE);
        assert!(Reasons::ALL.contains(some) && !some.contains(rest));
        // Bit 0 and bits beyond the eighth mean nothing.
        assert_eq!(Reasons::from_bits(&[0, 0x80, 0x7F]), Reasons::NONE);
        assert_eq!(Reasons::from_bits(&[]), Reasons::NONE);
    }
}
