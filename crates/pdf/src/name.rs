//! Names (ISO 32000-2, 7.3.5), held without memory of their own where they are short.
//!
//! Half of a parsed document is names, nearly all of a few letters: one allocation for each would
//! take longer than parsing them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Longer names are kept elsewhere; with this one a name is as large as a vector.
const SHORT: usize = 22;

/// A name object, without its slash (ISO 32000-2, 7.3.5).
#[derive(Clone)]
pub struct Name(Bytes);

#[derive(Clone)]
enum Bytes {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Box<[u8]>),
}

impl Name {
    /// A name from its bytes, escapes already resolved.
    #[must_use]
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        let from = bytes.as_ref();
        let mut bytes = [0; SHORT];
        let room = bytes
            .get_mut(..from.len())
            .zip(u8::try_from(from.len()).ok());
        let Some((room, length)) = room else {
            return Self(Bytes::Long(from.into()));
        };
        room.copy_from_slice(from);
        Self(Bytes::Short { length, bytes })
    }

    /// The bytes of the name.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Bytes::Long(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", String::from_utf8_lossy(self.as_bytes()))
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Name {}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_length_keep_their_bytes() {
        for length in [0, 1, SHORT - 1, SHORT, SHORT + 1, 127, 300] {
            let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
            assert_eq!(Name::new(&bytes).as_bytes(), bytes);
            assert_eq!(Name::new(&bytes), Name::new(&bytes));
            assert!(Name::new(&bytes) < Name::new([bytes.as_slice(), &[0]].concat()));
        }
        assert_eq!(size_of::<Name>(), size_of::<Vec<u8>>());
    }
}
