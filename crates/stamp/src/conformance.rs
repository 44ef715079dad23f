//! What a file's standard of archiving allows in an appended stamp (ISO 19005, PDF/A).
//!
//! A signed PDF/A must stay PDF/A; `docs/pdfa.md` lists all that this means. Rules used here: part 1 has no transparency (6.4) and wants a `/CIDSet` (6.3.5);
//! device colours need a matching output intent (part 1 6.2.3, part 2 6.2.4.3), so where it is not
//! RGB a calibrated space takes their place; with transparency parts 2 and 3 want an output intent
//! or a blending space in every page (6.2.10), and pages are not changed, so without one there is
//! no soft mask.

use pdf::{Dictionary, Object, View};

/// What an appended stamp must keep to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Conformance {
    /// The part of PDF/A, if the file claims one.
    part: Option<u8>,
    /// Components of the output intent's profile: 1 grey, 3 RGB, 4 CMYK.
    intent: Option<i64>,
}

impl Conformance {
    /// Reads what the file claims. A damaged claim counts as none: this is about what to write,
    /// not about whether the claim is true.
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let Ok(catalog) = view.catalog() else {
            return Self::default();
        };
        Self {
            part: pdf::conformance(view)
                .ok()
                .flatten()
                .map(|claim| claim.part),
            intent: intent(view, &catalog),
        }
    }

    /// A file that claims this part of PDF/A and has an output intent of so many components.
    #[must_use]
    pub fn pdf_a(part: u8, intent: Option<i64>) -> Self {
        Self {
            part: Some(part),
            intent,
        }
    }

    /// The part of PDF/A the file claims.
    #[must_use]
    pub fn part(&self) -> Option<u8> {
        self.part
    }

    pub(crate) fn wants_cid_set(&self) -> bool {
        self.part == Some(1)
    }

    pub(crate) fn allows_soft_mask(&self) -> bool {
        match self.part {
            Some(1) => false,
            Some(_) => self.intent.is_some(),
            None => true,
        }
    }

    /// Whether plain RGB may be used.
    fn allows_device_rgb(&self) -> bool {
        self.part.is_none() || self.intent == Some(3)
    }

    /// The colour space for RGB values: the device's, or a calibrated one with the primaries, the
    /// white point and about the gamma of sRGB (ISO 32000-2, 8.6.5.3).
    pub(crate) fn colour_space(&self) -> Object {
        if self.allows_device_rgb() {
            return Object::name("DeviceRGB");
        }
        let numbers =
            |values: &[f64]| Object::Array(values.iter().copied().map(Object::Real).collect());
        let matrix = [
            0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505,
        ];
        let parameters = Dictionary::new()
            .with("WhitePoint", numbers(&[0.9505, 1.0, 1.089]))
            .with("Gamma", numbers(&[2.2, 2.2, 2.2]))
            .with("Matrix", numbers(&matrix));
        Object::Array(vec![Object::name("CalRGB"), parameters.into()])
    }
}

fn intent(view: &View<'_>, catalog: &Dictionary) -> Option<i64> {
    let intents = view.lookup(catalog, "OutputIntents").ok()?;
    for intent in intents.as_array()? {
        let intent = view.resolve(intent).ok()?;
        let profile = view
            .lookup(intent.as_dictionary()?, "DestOutputProfile")
            .ok();
        let components =
            profile.and_then(|profile| view.lookup(profile.as_dictionary()?, "N").ok());
        if let Some(count) = components.and_then(|n| n.as_integer()) {
            return Some(count);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparency_and_colours_follow_the_part_and_its_intent() {
        let plain = Conformance::default();
        assert!(plain.allows_soft_mask() && plain.allows_device_rgb());
        let first = Conformance::pdf_a(1, Some(3));
        assert!(!first.allows_soft_mask() && first.allows_device_rgb() && first.wants_cid_set());
        let second = Conformance::pdf_a(2, Some(4));
        assert!(second.allows_soft_mask() && !second.allows_device_rgb());
        assert!(!Conformance::pdf_a(3, None).allows_soft_mask());
    }
}
