//! What speaks against the boxes that a person has put somewhere.

use serde::Serialize;
use stamp::geometry::{Area, Mm, Size};

use super::{Item, Place, Proposal};
use crate::Error;
use crate::place::off_page;
use crate::profile::{Anchor, Profile, Role, Soft};
use crate::survey::Survey;

/// The least box of a stamp.
const LEAST_STAMP: (Mm, Mm) = (Mm(8.0), Mm(4.0));
/// The least box of a field, in points: two figures, and a line of small letters.
const LEAST_FIELD: Size = Size {
    width: 11.0,
    height: 8.0,
};
/// Boxes may touch by so many points: those of letters are larger than the letters.
const TOUCH: f64 = 0.5;

/// Whether a remark must be heeded.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The signature could not be made there.
    Refused,
    /// It can, but it is unusual.
    Warning,
}

/// What speaks against a box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Remark {
    /// Which of [`Proposal::places`].
    pub place: usize,
    /// Whether it must be heeded.
    pub severity: Severity,
    /// A code with a sentence in the catalogue: one of [`Remark::CODES`] or of [`Error::CODES`].
    pub code: &'static str,
    /// Its values.
    pub values: Vec<(&'static str, String)>,
}

impl Remark {
    /// The codes that are no errors'.
    pub const CODES: &[&str] = &["layout-boxes-overlap", "layout-box-unsound"];

    fn of(place: usize, severity: Severity, error: &Error) -> Self {
        Self {
            place,
            severity,
            code: error.code(),
            values: error.values(),
        }
    }
}

impl Proposal {
    /// Looks at every box: on its page, large enough, off what must not be covered, off each
    /// other. None means that all can be used.
    #[must_use]
    pub fn check(&self, survey: &Survey, profile: &Profile) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (index, place) in self.places.iter().enumerate() {
            match alone(survey, profile, place) {
                Some(Problem::Unsound) => remarks.push(Remark {
                    place: index,
                    severity: Severity::Refused,
                    code: "layout-box-unsound",
                    values: vec![("item", place.item.name().to_owned())],
                }),
                Some(Problem::Error(severity, error)) => {
                    remarks.push(Remark::of(index, severity, &error));
                }
                None => {}
            }
            let covered = self.over(index, place, profile);
            remarks.extend(covered.map(|other| Remark {
                place: index,
                severity: Severity::Warning,
                code: "layout-boxes-overlap",
                values: vec![
                    ("item", place.item.name().to_owned()),
                    ("other", other.item.name().to_owned()),
                ],
            }));
        }
        remarks
    }

    /// A place before this one whose box it lies over.
    fn over(&self, index: usize, place: &Place, profile: &Profile) -> Option<&Place> {
        let frame = place.frame?;
        let area = frame.area().grown(-TOUCH);
        let seal = profile.role(Role::Organisation).anchor == Anchor::LeftThirdOfSigner;
        let belong = |a: &Item, b: &Item| {
            let pair =
                |a: &Item, b: &Item| matches!((a, b), (Item::Signer { .. }, Item::Organisation));
            seal && (pair(a, b) || pair(b, a))
        };
        let mut before = self.places.iter().take(index);
        before.find(|other| {
            let over = other
                .frame
                .is_some_and(|other| other.page == frame.page && other.area().overlaps(&area));
            over && !belong(&other.item, &place.item)
        })
    }
}

enum Problem {
    Unsound,
    Error(Severity, Error),
}

/// What is wrong with one box, others apart.
fn alone(survey: &Survey, profile: &Profile, place: &Place) -> Option<Problem> {
    let frame = place.frame?;
    if !frame.is_sound() {
        return Some(Problem::Unsound);
    }
    let refused = |error| Some(Problem::Error(Severity::Refused, error));
    let pages = survey.sheets().len();
    let index = frame.page.checked_sub(1);
    let Some((page, sheet)) = index.and_then(|i| Some((i, survey.sheets().get(i)?.area()))) else {
        return refused(Error::NoSuchPage {
            page: frame.page,
            pages,
        });
    };
    let area = frame.area();
    if !sheet.contains(&area) {
        return refused(off_page(&area, page, &sheet));
    }
    let least = match place.item.role() {
        Some(_) => Size::mm(LEAST_STAMP.0, LEAST_STAMP.1),
        None => LEAST_FIELD,
    };
    if area.width < least.width || area.height < least.height {
        return refused(Error::RoomTooSmall {
            role: place.item.name(),
            width: Mm::from_points(least.width).0,
            height: Mm::from_points(least.height).0,
        });
    }
    covers(survey, profile, place, page, &area)
}

/// What the box lies over on its page.
fn covers(
    survey: &Survey,
    profile: &Profile,
    place: &Place,
    page: usize,
    area: &Area,
) -> Option<Problem> {
    const ANY: [Soft; 3] = [Soft::Title, Soft::Name, Soft::Heading];
    let role = place.item.role();
    let seal = role.is_some_and(|role| profile.role(role).anchor == Anchor::LeftThirdOfSigner);
    let field = survey.occupied().iter().find(|occupied| {
        let over = occupied.page == page && occupied.area.grown(-TOUCH).overlaps(area);
        over && !(seal && occupied.signature)
    });
    if let Some(occupied) = field {
        let error = Error::CoversField {
            field: occupied.field.clone(),
            page: page.saturating_add(1),
        };
        return Some(Problem::Error(Severity::Refused, error));
    }
    let may_touch = role.map_or(&[][..], |role| profile.role(role).may_touch.as_slice());
    let zones = survey.zones(page).ok()?;
    let touched = zones.regions.iter().filter(|region| {
        let over = region.area.grown(-TOUCH).overlaps(area);
        // A field lies in its own line.
        let own = role.is_none() && !shows_text(survey, page, area);
        over && !own && !region.zone.touchable(may_touch)
    });
    let worst = touched.min_by_key(|region| region.zone.touchable(&ANY))?;
    let severity = match role.is_some() && !worst.zone.touchable(&ANY) {
        true => Severity::Refused,
        false => Severity::Warning,
    };
    let error = Error::CoversText {
        zone: worst.zone.name(),
        text: worst.text.clone(),
        page: page.saturating_add(1),
    };
    Some(Problem::Error(severity, error))
}

/// Whether letters that say something lie under the box; dots and spaces stand for what is
/// filled in.
fn shows_text(survey: &Survey, page: usize, area: &Area) -> bool {
    let inner = area.grown(-TOUCH);
    survey.words(page).any(|word| {
        let mut letters = word.letters.iter();
        word.area.overlaps(&inner)
            && letters.any(|letter| {
                let says = letter.text.chars().any(char::is_alphanumeric);
                says && letter.left < inner.right() && letter.right > inner.x
            })
    })
}
