//! Number and date given after the leader has signed (S16).
//!
//! Before the first signature, [`prepare`] makes form fields in the room that the document leaves
//! for number, day and month; the agency's revision fills them ([`fill`]) and its signature locks
//! them. A file that was signed without such fields gets a number block instead: a signature whose
//! appearance is the number and the date ([`add_block`]), before that of the seal.

use std::sync::Arc;

use pdf::{ObjectId, Update};
use stamp::field::{self, Alignment, TextField};
use stamp::geometry::{Area, Size};
use stamp::{Conformance, Stamp, TextLine};
use time::Date;

use crate::Error;
use crate::error::Missing;
use crate::place::PlaceSpec;
use crate::profile::{FieldFont, Profile};
use crate::survey::Survey;
use crate::zones::{Blank, PageZones};

/// A field narrower than this, in points, cannot hold two figures.
const NARROWEST: f64 = 11.0;

/// Where number, day and month go; `Auto` is the room that the document leaves for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberPlaces {
    /// The number.
    pub number: PlaceSpec,
    /// The day of issue.
    pub day: PlaceSpec,
    /// The month of issue.
    pub month: PlaceSpec,
}

impl NumberPlaces {
    /// Reads the two places of the command line: `auto` or `PAGE:X,Y,WxH` for the number; `auto`
    /// or two such places with a `+` between for day and month.
    ///
    /// # Errors
    /// [`Error::PlaceSyntax`].
    pub fn parse(number: &str, date: &str) -> Result<Self, Error> {
        let (day, month) = match date.split_once('+') {
            Some((day, month)) => (boxed(day)?, boxed(month)?),
            None if date.trim() == "auto" => (PlaceSpec::Auto, PlaceSpec::Auto),
            None => {
                return Err(Error::PlaceSyntax {
                    spec: date.to_owned(),
                    reason: "day and month need a place each: PAGE:X,Y,WxH+PAGE:X,Y,WxH",
                });
            }
        };
        Ok(Self {
            number: boxed(number)?,
            day,
            month,
        })
    }
}

/// A field needs a box; a corner or a side is no place for it.
fn boxed(text: &str) -> Result<PlaceSpec, Error> {
    match PlaceSpec::parse(text)? {
        spec @ (PlaceSpec::Auto | PlaceSpec::At { size: Some(_), .. }) => Ok(spec),
        _ => Err(Error::PlaceSyntax {
            spec: text.to_owned(),
            reason: "a field is placed as PAGE:X,Y,WxH or auto",
        }),
    }
}

/// Which fields were made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Prepared {
    /// The number's.
    pub number: Option<ObjectId>,
    /// The day's; none where the document shows a day already.
    pub day: Option<ObjectId>,
    /// The month's; none where the document shows a month already.
    pub month: Option<ObjectId>,
}

/// Makes the fields, empty, with a font that can show any later value. What the document shows
/// already gets no field.
///
/// # Errors
/// [`Error::PlaceNotFound`] if the document has no number line, or nothing is left to fill in;
/// [`Error::OffPage`]; what the form of the file says.
pub fn prepare(
    update: &mut Update,
    profile: &Profile,
    places: &NumberPlaces,
    password: Option<&[u8]>,
) -> Result<Prepared, Error> {
    let document = Arc::clone(update.document());
    let survey = Survey::of(&document, password)?;
    let first = survey.zones(0)?;
    let found = Found::on(&first);
    let conformance = Conformance::of(&document.latest());
    let pages = document.latest().pages()?;
    let mut make = |name, description, spec: &PlaceSpec, blank: Option<Blank>, font: FieldFont| {
        let Some((index, area)) = resolve(spec, blank, font, &survey)? else {
            return Ok(None);
        };
        let page = pages.get(index).ok_or(Error::NoSuchPage {
            page: index + 1,
            pages: pages.len(),
        })?;
        let field = TextField {
            name,
            description,
            area,
            size: font.size,
            face: font.face,
            alignment: Alignment::Centre,
        };
        Ok::<_, Error>(Some(field::prepare_text_field(
            update,
            page,
            &field,
            &conformance,
        )?))
    };
    let fonts = &profile.fields;
    let made = Prepared {
        number: make(
            field::NUMBER,
            "Số văn bản",
            &places.number,
            found.number,
            fonts.number,
        )?,
        day: make(
            field::DAY,
            "Ngày ban hành",
            &places.day,
            found.day,
            fonts.day,
        )?,
        month: make(
            field::MONTH,
            "Tháng ban hành",
            &places.month,
            found.month,
            fonts.month,
        )?,
    };
    match made == Prepared::default() {
        true => Err(NOTHING_TO_FILL),
        false => Ok(made),
    }
}

const NOTHING_TO_FILL: Error = Error::PlaceNotFound {
    what: Missing::NumberRoom,
};

/// Fills in the fields that the document has, and gives their names, for the lock of the agency's
/// signature. None means that the document was signed without fields: see [`add_block`].
///
/// # Errors
/// [`Error::AlreadyFilled`] if a field has another value; what cannot be written.
pub fn fill(update: &mut Update, number: &str, date: Date) -> Result<Vec<String>, Error> {
    let conformance = Conformance::of(&update.document().latest());
    let mut filled = Vec::new();
    for (name, value) in values(number, date) {
        match field::is_empty(update, name)? {
            None => continue,
            Some(false) => {
                return Err(Error::AlreadyFilled {
                    field: name.to_owned(),
                });
            }
            Some(true) => field::fill_text_field(update, name, &value, &conformance)?,
        }
        filled.push(name.to_owned());
    }
    Ok(filled)
}

/// A number block that has been drawn.
#[derive(Clone, Debug)]
pub struct NumberBlock {
    /// The form `XObject` in the update.
    pub appearance: ObjectId,
    /// The page, from 0.
    pub page: usize,
    /// The page object.
    pub page_id: ObjectId,
    /// The widget's rectangle, in the page's own coordinates.
    pub rect: pdf::Rect,
}

/// Draws number, day and month into the room that the document leaves for them, as the appearance
/// of a signature of its own.
///
/// # Errors
/// [`Error::PlaceNotFound`] if the document leaves no room.
pub fn add_block(
    update: &mut Update,
    profile: &Profile,
    number: &str,
    date: Date,
    password: Option<&[u8]>,
) -> Result<NumberBlock, Error> {
    let document = Arc::clone(update.document());
    let zones = Survey::of(&document, password)?.zones(0)?;
    let found = Found::on(&zones);
    let fonts = &profile.fields;
    let [number, day, month] = values(number, date).map(|(_, value)| value);
    let mut pieces = Vec::new();
    for (text, blank, font) in [
        (number, found.number, fonts.number),
        (day, found.day, fonts.day),
        (month, found.month, fonts.month),
    ] {
        if let Some(blank) = blank {
            pieces.push(Piece::set(text, &blank, font)?);
        }
    }
    let area = pieces
        .iter()
        .map(|piece| piece.area)
        .reduce(|a, b| a.union(&b));
    let area = area.ok_or(NOTHING_TO_FILL)?;
    let stamp = Stamp {
        size: area.size(),
        images: Vec::new(),
        lines: pieces.into_iter().map(|piece| piece.line(&area)).collect(),
    };
    let pages = document.latest().pages()?;
    let page = pages.first().ok_or(NOTHING_TO_FILL)?;
    let conformance = Conformance::of(&document.latest());
    let appearance = stamp::draw(update, &stamp, zones.sheet.rotate(), &conformance)?;
    Ok(NumberBlock {
        appearance,
        page: 0,
        page_id: page.id,
        rect: zones.sheet.to_page(&area),
    })
}

/// Where the fields of number, day and month would be made: page and area; none where the
/// document leaves no room.
pub(crate) fn areas(
    survey: &Survey,
    profile: &Profile,
) -> Result<[Option<(usize, Area)>; 3], Error> {
    let found = Found::on(&survey.zones(0)?);
    let fonts = &profile.fields;
    let auto = PlaceSpec::Auto;
    Ok([
        resolve(&auto, found.number, fonts.number, survey)?,
        resolve(&auto, found.day, fonts.day, survey)?,
        resolve(&auto, found.month, fonts.month, survey)?,
    ])
}

/// The room that the first page leaves.
struct Found {
    number: Option<Blank>,
    day: Option<Blank>,
    month: Option<Blank>,
}

impl Found {
    fn on(zones: &PageZones) -> Self {
        let wide = |blank: &Blank| blank.width() >= NARROWEST;
        let date = zones.date.as_ref();
        Self {
            number: zones
                .number
                .as_ref()
                .and_then(|line| line.blank)
                .filter(wide),
            day: date.and_then(|line| line.day).filter(wide),
            month: date.and_then(|line| line.month).filter(wide),
        }
    }
}

/// The page and the area of a field; none where the document leaves no room.
fn resolve(
    spec: &PlaceSpec,
    blank: Option<Blank>,
    font: FieldFont,
    survey: &Survey,
) -> Result<Option<(usize, Area)>, Error> {
    let PlaceSpec::At {
        page,
        x,
        y,
        size: Some((width, height)),
    } = spec
    else {
        let Some(blank) = blank else { return Ok(None) };
        let area = TextField::area_on_line(
            blank.left,
            blank.width(),
            blank.baseline,
            font.face,
            font.size,
        )?;
        return Ok(Some((0, area)));
    };
    let page = page.index(survey.sheets().len())?;
    let area = Area::mm(*x, *y, *width, *height);
    let sheet = survey.sheets().get(page).map(|sheet| sheet.area());
    match sheet.filter(|sheet| !sheet.contains(&area)) {
        Some(sheet) => Err(crate::place::off_page(&area, page, &sheet)),
        None => Ok(Some((page, area))),
    }
}

/// Number, day and month as they are written: Nghị định 30/2020, Phụ lục I, puts a 0 before numbers
/// and days below 10 and before the months 1 and 2.
fn values(number: &str, date: Date) -> [(&'static str, String); 3] {
    let number = number.trim();
    let short = number.len() == 1 && number.chars().all(|c| c.is_ascii_digit());
    let month = u8::from(date.month());
    [
        (
            field::NUMBER,
            if short {
                format!("0{number}")
            } else {
                number.to_owned()
            },
        ),
        (field::DAY, format!("{:02}", date.day())),
        (
            field::MONTH,
            if month < 3 {
                format!("{month:02}")
            } else {
                month.to_string()
            },
        ),
    ]
}

/// A value in its blank.
struct Piece {
    text: String,
    font: FieldFont,
    size: f64,
    area: Area,
    baseline: f64,
}

impl Piece {
    fn set(text: String, blank: &Blank, font: FieldFont) -> Result<Self, Error> {
        let metrics = font.face.metrics()?;
        let width = metrics.width(&text, 1.0)?;
        let size = font.size.min(blank.width() / width.max(f64::MIN_POSITIVE));
        let left = blank.left + (blank.width() - width * size) / 2.0;
        let height = Size::new(width * size, (metrics.ascent() + metrics.descent()) * size);
        Ok(Self {
            text,
            font,
            size,
            area: Area::new(left, blank.baseline - metrics.ascent() * size, height),
            baseline: blank.baseline,
        })
    }

    fn line(self, whole: &Area) -> TextLine {
        TextLine {
            text: self.text,
            face: self.font.face,
            size: self.size,
            colour: [0, 0, 0],
            x: self.area.x - whole.x,
            baseline: self.baseline - whole.y,
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn small_numbers_are_padded_as_the_decree_says() {
        let text = |number, date| values(number, date).map(|(_, value)| value);
        assert_eq!(text("5", date!(2026 - 02 - 09)), ["05", "09", "02"]);
        assert_eq!(text("521", date!(2026 - 11 - 21)), ["521", "21", "11"]);
        assert_eq!(text("5a", date!(2026 - 03 - 10)), ["5a", "10", "3"]);
    }

    #[test]
    fn fields_need_boxes() {
        assert!(NumberPlaces::parse("auto", "auto").is_ok());
        let both = NumberPlaces::parse("1:40,50,20x6", "1:120,50,8x6+1:140,50,8x6");
        assert!(both.is_ok());
        for (number, date) in [
            ("top-left", "auto"),
            ("1:40,50", "auto"),
            ("auto", "1:1,1,9x9"),
        ] {
            let error = NumberPlaces::parse(number, date).unwrap_err();
            assert_eq!(error.code(), "layout-place-syntax");
        }
    }
}
