//! Form fields for what is known only after the first signature: number, day and month (S16).
//!
//! They are made before the first signature, with a font that can show any later value, and are
//! filled in the agency's revision: a new `/V` and a new appearance, nothing else, so that readers
//! judge the change as form filling (ISO 32000-2, 12.7.4.3 and 12.8.2.2). Locking them is the
//! signature's job.

use pdf::{Dictionary, Object, ObjectId, PdfString, Update};

use crate::appearance::{calibrated, form};
use crate::conformance::Conformance;
use crate::content::{Content, number};
use crate::font::subset::Subset;
use crate::font::{Face, prepare};
use crate::geometry::{Area, Sheet, Size};
use crate::{Error, letters};

mod acroform;
mod reader;

use reader::EmbeddedFont;

/// The field of the document's number.
pub const NUMBER: &str = "congvu-number";
/// The field of the day of issue.
pub const DAY: &str = "congvu-day";
/// The field of the month of issue.
pub const MONTH: &str = "congvu-month";

/// Text smaller than this cannot be read on paper.
const SMALLEST: f64 = 6.0;
/// Field flags: no spell checking, no scrolling beyond the box (table 231).
const FLAGS: i64 = (1 << 22) | (1 << 23);
/// Annotation flag: printed (table 167).
const PRINT: i64 = 1 << 2;

/// How a value stands in its field (`/Q`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Alignment {
    /// From the left side.
    Left,
    /// In the middle.
    #[default]
    Centre,
    /// To the right side.
    Right,
}

/// A text field to be made.
#[derive(Clone, Debug)]
pub struct TextField<'a> {
    /// Its name, without full stops (12.7.4.2).
    pub name: &'a str,
    /// What it is, for people (`/TU`).
    pub description: &'a str,
    /// Where it stands on the sheet. The baseline is that of a line of text in the middle.
    pub area: Area,
    /// Points.
    pub size: f64,
    /// Face of the embedded typeface.
    pub face: Face,
    /// How a value stands in it.
    pub alignment: Alignment,
}

impl TextField<'_> {
    /// The height that a field needs for its baseline to be `baseline` points below `y`.
    ///
    /// # Errors
    /// [`Error::Font`].
    pub fn area_on_line(
        x: f64,
        width: f64,
        baseline: f64,
        face: Face,
        size: f64,
    ) -> Result<Area, Error> {
        let metrics = face.metrics()?;
        let (ascent, descent) = (metrics.ascent() * size, metrics.descent() * size);
        Ok(Area::new(
            x,
            baseline - ascent,
            Size::new(width, ascent + descent),
        ))
    }
}

/// Adds an empty text field to the page and to the form of the document.
///
/// # Errors
/// [`Error::FieldExists`]; a wrapped error if the file forbids new fields, or what is wrong with
/// its form.
pub fn prepare_text_field(
    update: &mut Update,
    page: &pdf::Page,
    field: &TextField<'_>,
    conformance: &Conformance,
) -> Result<ObjectId, Error> {
    update.check_may_create_fields()?;
    if acroform::find(update, field.name)?.is_some() {
        return Err(Error::FieldExists(field.name.to_owned()));
    }
    let sheet = Sheet::of(page);
    let font_name = font_name(field.face);
    let font = match acroform::font(update, font_name)? {
        Some(font) => font,
        None => Subset::new(field.face, letters::required())?.embed(update, conformance)?,
    };
    let resources = Dictionary::new().with("Font", Dictionary::new().with(font_name, font));
    let empty = form(
        field.area.size(),
        sheet.rotate(),
        resources,
        b"/Tx BMC\nEMC\n",
    );
    let appearance = update.add(empty);
    let quadding = match field.alignment {
        Alignment::Left => 0,
        Alignment::Centre => 1,
        Alignment::Right => 2,
    };
    let mut widget = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Tx"))
        .with("T", PdfString::text(field.name))
        .with("TU", PdfString::text(field.description))
        .with("Ff", Object::Integer(FLAGS))
        .with("F", Object::Integer(PRINT))
        .with("P", page.id)
        .with("Rect", sheet.to_page(&field.area).to_array())
        .with("DA", PdfString::literal(default_appearance(field)))
        .with("Q", Object::Integer(quadding))
        .with("AP", Dictionary::new().with("N", appearance));
    if sheet.rotate() != 0 {
        let turn = Object::Integer(i64::from(sheet.rotate()));
        widget.set("MK", Dictionary::new().with("R", turn));
    }
    let widget = update.add(widget);
    acroform::add_field(update, widget, font_name, font, conformance)?;
    acroform::add_annotation(update, page.id, widget)?;
    Ok(widget)
}

/// Whether the document has a field of that name that is still empty; `None` if it has none.
///
/// # Errors
/// What is wrong with the file's form.
pub fn is_empty(update: &Update, name: &str) -> Result<Option<bool>, Error> {
    let found = acroform::find(update, name)?;
    Ok(found.map(|(_, field)| {
        let value = field.get("V").and_then(Object::as_string);
        value.is_none_or(|value| value.bytes.is_empty())
    }))
}

/// Gives a text field its value and draws it.
///
/// # Errors
/// [`Error::NoSuchField`], [`Error::UnfillableField`] for fields that were not made here,
/// [`Error::UnsupportedLetters`], [`Error::TextTooWide`].
pub fn fill_text_field(
    update: &mut Update,
    name: &str,
    text: &str,
    conformance: &Conformance,
) -> Result<(), Error> {
    let (id, mut field) =
        acroform::find(update, name)?.ok_or_else(|| Error::NoSuchField(name.to_owned()))?;
    let unfillable = |reason| Error::UnfillableField {
        name: name.to_owned(),
        reason,
    };
    if field
        .get("FT")
        .and_then(Object::as_name)
        .is_none_or(|kind| *kind != "Tx")
    {
        return Err(unfillable("it is no text field"));
    }
    let text = prepare(text);
    let (font_name, size) = field
        .get("DA")
        .and_then(Object::as_string)
        .and_then(|da| parse_default_appearance(&da.to_text()))
        .ok_or_else(|| unfillable("it has no font of its own"))?;
    let font = acroform::font(update, &font_name)?
        .ok_or_else(|| unfillable("its font is not in the file"))?;
    let embedded =
        EmbeddedFont::read(update, font)?.ok_or_else(|| unfillable("its font cannot be read"))?;
    let place = Place::of(update, &field)?.ok_or_else(|| unfillable("it has no place"))?;
    let content = draw(
        &embedded,
        &place,
        name,
        &text,
        (&font_name, size),
        conformance,
    )?;
    let mut resources = Dictionary::new().with("Font", Dictionary::new().with(&font_name, font));
    if let Some(space) = calibrated(conformance) {
        resources.set(
            "ColorSpace",
            Dictionary::new().with(space, conformance.colour_space()),
        );
    }
    let drawn = form(place.size, place.rotate, resources, &content.into_bytes());
    let drawn = update.add(drawn);
    field.set("V", PdfString::text(&text));
    field.set("AP", Dictionary::new().with("N", drawn));
    update.set(id, field);
    Ok(())
}

/// Size, turn and alignment of a field.
struct Place {
    size: Size,
    rotate: u16,
    alignment: i64,
}

impl Place {
    fn of(update: &Update, field: &Dictionary) -> Result<Option<Self>, Error> {
        let rect = update.lookup(field, "Rect")?;
        let Some(rect) = rect.as_array().and_then(pdf::Rect::from_array) else {
            return Ok(None);
        };
        let look = update.lookup(field, "MK")?;
        let turn = look
            .as_dictionary()
            .and_then(|look| look.get("R")?.as_integer());
        let rotate = u16::try_from(turn.unwrap_or(0)).unwrap_or(0);
        let size = match rotate {
            90 | 270 => Size::new(rect.height(), rect.width()),
            _ => Size::new(rect.width(), rect.height()),
        };
        let alignment = field.get("Q").and_then(Object::as_integer).unwrap_or(0);
        Ok(Some(Self {
            size,
            rotate,
            alignment,
        }))
    }
}

fn draw(
    font: &EmbeddedFont,
    place: &Place,
    name: &str,
    text: &str,
    (font_name, size): (&str, f64),
    conformance: &Conformance,
) -> Result<Content, Error> {
    let (codes, width) = font.encode(text)?;
    let fitting = size.min(place.size.width / width.max(f64::MIN_POSITIVE));
    if fitting < SMALLEST {
        return Err(Error::TextTooWide {
            name: name.to_owned(),
            text: text.to_owned(),
            width: place.size.width,
        });
    }
    let room = place.size.width - width * fitting;
    let x = match place.alignment {
        0 => 0.0,
        1 => room / 2.0,
        _ => room,
    };
    // The line of the full size, so that a longer value keeps to the line of the document.
    let middle = (place.size.height - (font.ascent + font.descent) * size) / 2.0;
    let mut content = Content::default();
    content.line("/Tx BMC\nq\nBT");
    content.fill_colour([0, 0, 0], calibrated(conformance));
    content.line(&format!("/{font_name} {} Tf", number(fitting)));
    content.numbers(&[x, middle + font.descent * size], "Td");
    content.show(&codes);
    content.line("ET\nQ\nEMC");
    Ok(content)
}

fn font_name(face: Face) -> &'static str {
    match face {
        Face::Regular => "CongVuR",
        Face::Bold => "CongVuB",
        Face::Italic => "CongVuI",
    }
}

fn default_appearance(field: &TextField<'_>) -> String {
    format!("/{} {} Tf 0 g", font_name(field.face), number(field.size))
}

/// Font and size of a default appearance string (12.7.4.3).
fn parse_default_appearance(text: &str) -> Option<(String, f64)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [font, size, _] = words.windows(3).find(|w| w.last() == Some(&"Tf"))? else {
        return None;
    };
    let size: f64 = size.parse().ok()?;
    let known = size.is_finite() && size > 0.0;
    known.then_some((font.strip_prefix('/')?.to_owned(), size))
}
