//! An appended revision whose placeholder waits for its contents, as it stands in saved states.

use std::sync::Arc;

use pdf::{Appended, ReadAt, SignatureGap};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::encoding::hex;

/// What all states know of the file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Revision {
    /// The field that holds the signature or time stamp.
    field: String,
    /// The length of the document that this is appended to.
    base_length: u64,
    /// What is appended, the placeholder still empty.
    #[serde(with = "hex")]
    tail: Vec<u8>,
    /// The placeholder in the whole file.
    #[serde(with = "gap")]
    gap: SignatureGap,
}

impl Revision {
    /// Keeps what `appended` adds to its document.
    pub(super) fn new(appended: &Appended, field: String) -> Result<Self, Error> {
        let gap = appended.signature().ok_or(pdf::Error::NoSignature)?;
        Ok(Self {
            field,
            base_length: appended.base().len(),
            tail: appended.tail().to_vec(),
            gap: gap.clone(),
        })
    }

    pub(super) fn field(&self) -> &str {
        &self.field
    }

    /// The document with this revision behind it and `der` in the placeholder.
    pub(super) fn complete(self, base: Arc<dyn ReadAt>, der: &[u8]) -> Result<Appended, Error> {
        if base.len() != self.base_length {
            return Err(Error::OtherDocument {
                expected: self.base_length,
                found: base.len(),
            });
        }
        let mut appended = Appended::from_parts(base, self.tail, Some(self.gap))?;
        match appended.fill_contents(der) {
            Err(pdf::Error::ContentsTooLarge { needed, available }) => {
                Err(Error::PlaceholderTooSmall {
                    needed,
                    capacity: available,
                })
            }
            other => Ok(other.map(|()| appended)?),
        }
    }
}

/// How the place of the placeholder stands in a saved state.
mod gap {
    use pdf::SignatureGap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize, Serialize)]
    struct Saved {
        start: u64,
        end: u64,
        byte_range: [u64; 4],
    }

    pub(super) fn serialize<S: Serializer>(gap: &SignatureGap, to: S) -> Result<S::Ok, S::Error> {
        let saved = Saved {
            start: gap.contents.start,
            end: gap.contents.end,
            byte_range: gap.byte_range,
        };
        saved.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<SignatureGap, D::Error> {
        let saved = Saved::deserialize(from)?;
        Ok(SignatureGap {
            contents: saved.start..saved.end,
            byte_range: saved.byte_range,
        })
    }
}
