//! Where everything goes that is put on a document later, for a person to look at and to correct.
//!
//! [`propose`] finds the places for number, date, initials, signers and seal as the signing
//! itself would, before there is an image or a certificate; each with how sure it is or why there
//! is none. The office shows them over the pages, a person drags them, [`Proposal::check`] says
//! what speaks against the corrected ones, and [`Proposal::place_for`] and
//! [`Proposal::number_places`] hand them to [`crate::visible::add`] and [`crate::number::prepare`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stamp::geometry::Area;
use time::macros::utc_datetime;

use crate::block::Block;
use crate::facts::Facts;
use crate::faults::Form;
use crate::frame::Frame;
use crate::number::{self, NumberPlaces};
use crate::place::{PlaceSpec, Wish, place};
use crate::profile::{Anchor, Profile, Role};
use crate::survey::Survey;
use crate::{CopyKind, Error};

mod check;

pub use check::{Remark, Severity};

/// What goes somewhere.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "kebab-case")]
pub enum Item {
    /// The field of the number.
    Number,
    /// The field of the day.
    Day,
    /// The field of the month.
    Month,
    /// The initials of drafter or unit head.
    Initials,
    /// The signature of a person.
    Signer {
        /// The name that stands under it.
        name: Option<String>,
    },
    /// The seal of the agency.
    Organisation,
    /// The agency's lines on a separate annex.
    Attachment,
}

impl Item {
    /// The role that signs there; none for fields.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Number | Self::Day | Self::Month => None,
            Self::Initials => Some(Role::Initials),
            Self::Signer { .. } => Some(Role::Signer),
            Self::Organisation => Some(Role::Organisation),
            Self::Attachment => Some(Role::Attachment),
        }
    }

    /// A stable name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Day => "day",
            Self::Month => "month",
            Self::Initials => "initials",
            Self::Signer { .. } => "signer",
            Self::Organisation => "organisation",
            Self::Attachment => "attachment",
        }
    }
}

/// How a place was come by.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The document's text shows it.
    Found,
    /// The profile says it, whatever the text shows.
    Rule,
    /// A person put it there.
    Given,
    /// There is none; see why.
    Missing,
}

/// Why there is no place: a code with a sentence in the catalogue.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The code of an [`Error`].
    pub code: String,
    /// Its values.
    pub values: BTreeMap<String, String>,
}

impl Why {
    fn of(error: &Error) -> Self {
        let values = error.values().into_iter();
        Self {
            code: error.code().to_owned(),
            values: values
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

/// A place for one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What goes there.
    #[serde(flatten)]
    pub item: Item,
    /// Where; none if it could not be found.
    pub frame: Option<Frame>,
    /// How it was come by.
    pub confidence: Confidence,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// The sheet of a page, in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// The places of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The sheets, as they are read.
    pub pages: Vec<Paper>,
    /// The places.
    pub places: Vec<Place>,
}

/// Finds the places of a document that is not signed yet.
///
/// # Errors
/// What is wrong with the file; that a place is not found is no error but said in the proposal.
pub fn propose(survey: &Survey, profile: &Profile, form: Form) -> Result<Proposal, Error> {
    let mut places = Vec::new();
    match form {
        Form::Annex => places.push(stamp(survey, profile, Item::Attachment)),
        Form::Document => {
            places.extend(fields(survey, profile)?);
            places.push(stamp(survey, profile, Item::Initials));
            for name in signers(survey)? {
                places.push(stamp(survey, profile, Item::Signer { name }));
            }
            places.push(stamp(survey, profile, Item::Organisation));
        }
    }
    let sizes = survey.sheets().iter().map(|sheet| sheet.size());
    let pages = sizes.map(|size| Paper {
        width: size.width,
        height: size.height,
    });
    Ok(Proposal {
        pages: pages.collect(),
        places,
    })
}

impl Proposal {
    /// Where the stamp of a role goes, a signer's by their name if there are several. Without a
    /// box it is where the profile says.
    ///
    /// A box around lines of text is as wide as stand-ins for the lines: only its corner holds.
    #[must_use]
    pub fn place_for(&self, role: Role, signer: Option<&str>, profile: &Profile) -> PlaceSpec {
        let of_role = || {
            let places = self.places.iter();
            places.filter(move |place| place.item.role() == Some(role))
        };
        let named = of_role().find(|place| match (&place.item, signer) {
            (Item::Signer { name: Some(name) }, Some(signer)) => same_name(name, signer),
            _ => false,
        });
        let frame = named
            .or_else(|| of_role().next())
            .and_then(|place| place.frame);
        let Some(frame) = frame else {
            return PlaceSpec::Auto;
        };
        match frame.place() {
            PlaceSpec::At { page, x, y, .. } if !profile.role(role).lines.is_empty() => {
                PlaceSpec::At {
                    page,
                    x,
                    y,
                    size: None,
                }
            }
            place => place,
        }
    }

    /// As [`Self::place_for`], but only where a person put it, and there with the stamp's own size: a
    /// seal is as large as its picture. Anything else is looked for when the stamp is drawn, beside
    /// what stands there by then.
    #[must_use]
    pub fn given_place_for(
        &self,
        role: Role,
        signer: Option<&str>,
        profile: &Profile,
    ) -> PlaceSpec {
        let given = self.places.iter();
        let given = given.filter(|place| place.confidence == Confidence::Given);
        let given = Self {
            pages: self.pages.clone(),
            places: given.cloned().collect(),
        };
        match given.place_for(role, signer, profile) {
            PlaceSpec::At { page, x, y, .. } => PlaceSpec::At {
                page,
                x,
                y,
                size: None,
            },
            place => place,
        }
    }

    /// Where the fields of number, day and month go; `Auto` for what has no box.
    #[must_use]
    pub fn number_places(&self) -> NumberPlaces {
        let of = |item: &Item| {
            let place = self.places.iter().find(|place| place.item == *item);
            let frame = place.and_then(|place| place.frame);
            frame.map_or(PlaceSpec::Auto, |frame| frame.place())
        };
        NumberPlaces {
            number: of(&Item::Number),
            day: of(&Item::Day),
            month: of(&Item::Month),
        }
    }
}

fn same_name(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").to_lowercase()
    };
    let (a, b) = (plain(a), plain(b));
    a == b || a.ends_with(&format!(" {b}"))
}

fn fields(survey: &Survey, profile: &Profile) -> Result<Vec<Place>, Error> {
    let areas = number::areas(survey, profile)?;
    let items = [Item::Number, Item::Day, Item::Month];
    let missing = Error::PlaceNotFound {
        what: crate::Missing::NumberRoom,
    };
    let place = |(item, found): (Item, Option<(usize, Area)>)| match found {
        Some((page, area)) => Place {
            item,
            frame: Some(Frame::new(page, &area)),
            confidence: Confidence::Found,
            why: None,
        },
        None => absent(item, &missing),
    };
    Ok(items.into_iter().zip(areas).map(place).collect())
}

fn absent(item: Item, error: &Error) -> Place {
    Place {
        item,
        frame: None,
        confidence: Confidence::Missing,
        why: Some(Why::of(error)),
    }
}

/// The names in the signature blocks, in the order of the pages; one without a name if there are
/// no blocks.
fn signers(survey: &Survey) -> Result<Vec<Option<String>>, Error> {
    let mut names = Vec::new();
    for page in survey.searched_pages() {
        let blocks = survey.zones(page)?.blocks;
        names.extend(blocks.into_iter().map(|block| Some(block.signer)));
    }
    if names.is_empty() {
        names.push(None);
    }
    Ok(names)
}

/// The place that the stamp would be given if it were drawn now.
fn stamp(survey: &Survey, profile: &Profile, item: Item) -> Place {
    let Some(role) = item.role() else {
        return absent(
            item,
            &Error::PlaceNotFound {
                what: crate::Missing::NumberRoom,
            },
        );
    };
    let signer = match &item {
        Item::Signer { name } => name.clone(),
        _ => None,
    };
    let rules = profile.role(role);
    let lines = profile.lines(role, &stand_ins(signer.as_deref()));
    let block = Block::without_image(rules, lines.unwrap_or_default(), profile.text);
    let wish = Wish {
        role,
        rules,
        block: &block,
        signer: signer.as_deref(),
    };
    match place(survey, &wish, &PlaceSpec::Auto) {
        Ok(placement) => Place {
            item,
            frame: Some(Frame::new(placement.page, &placement.area)),
            confidence: confidence(survey, rules.anchor),
            why: None,
        },
        Err(error) => absent(item, &error),
    }
}

fn confidence(survey: &Survey, anchor: Anchor) -> Confidence {
    let has_number = || survey.zones(0).is_ok_and(|zones| zones.number.is_some());
    match anchor {
        Anchor::TopLeft | Anchor::TopRight => Confidence::Rule,
        Anchor::MarginUnderNumber if !has_number() => Confidence::Rule,
        _ => Confidence::Found,
    }
}

/// As long as such texts are; what is really shown comes with the signature.
fn stand_ins(signer: Option<&str>) -> Facts {
    let text = |text: &str| Some(text.to_owned());
    Facts {
        signer: text(signer.unwrap_or("Nguyễn Hoàng Phương Anh")),
        title: text("Phó Chủ tịch Ủy ban nhân dân xã"),
        email: text("nguyenhoangphuonganh@xa.gov.vn"),
        organization: text("Ủy ban nhân dân xã"),
        time: Some(utc_datetime!(2026-12-28 08:30:00)),
        number: text("1000/QĐ-UBND"),
        copy_kind: Some(CopyKind::OfCopy),
    }
}
