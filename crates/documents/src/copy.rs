//! Kinds of copies: sao y, trích sao, sao lục (Nghị định 30/2020/NĐ-CP, Điều 3 and Điều 25).
//!
//! The three share one sequence of numbers, apart from that of documents: `01/SY-UBND`,
//! `02/TrS-UBND`, `03/SL-UBND`. Making a copy is no job of this crate yet.

use crate::Error;
use crate::coded::coded;
use crate::document_type::Catalogue;
use crate::notation::Notation;
use crate::number::{FullNumber, Number};

coded! {
    /// A kind of copy.
    pub enum CopyKind {
        /// Sao y: a full copy of an original.
        Full = "full",
        /// Trích sao: a copy of a part.
        Extract = "extract",
        /// Sao lục: a full copy of a full copy.
        OfCopy = "of-copy",
    }
}

impl CopyKind {
    /// The number of a copy made by an agency.
    ///
    /// # Errors
    /// [`Error::NotANotation`] if the agency's abbreviation cannot stand in a notation.
    pub fn number(
        self,
        number: Number,
        agency: &str,
        catalogue: &Catalogue,
    ) -> Result<FullNumber, Error> {
        let notation = Notation::of_parts(&[&catalogue.copy(self).abbreviation, agency])?;
        Ok(FullNumber::new(number, notation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_numbered_in_one_sequence_with_their_kind() {
        let catalogue = Catalogue::built_in().unwrap();
        let numbers = [CopyKind::Full, CopyKind::Extract, CopyKind::OfCopy];
        let written: Vec<String> = (1..)
            .zip(numbers)
            .map(|(value, kind)| {
                let number = Number::new(value).unwrap();
                kind.number(number, "UBND", &catalogue).unwrap().to_string()
            })
            .collect();
        assert_eq!(written, ["01/SY-UBND", "02/TrS-UBND", "03/SL-UBND"]);
    }
}
