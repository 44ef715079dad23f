//! What a stamp shows, and its form `XObject` (ISO 32000-2, 12.5.5 and 8.10).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pdf::{Dictionary, Object, ObjectId, Stream, Update};

use crate::Error;
use crate::compress;
use crate::conformance::Conformance;
use crate::content::Content;
use crate::font::subset::Subset;
use crate::font::{Face, prepare};
use crate::geometry::{Area, Size};
use crate::image::Image;

/// The name of the calibrated colour space among the resources.
const COLOUR_SPACE: &str = "Cs0";

/// An image and where it stands on the stamp.
#[derive(Clone, Debug)]
pub struct PlacedImage {
    /// The image; it fills its area.
    pub image: Arc<Image>,
    /// On the stamp, from its upper left corner.
    pub area: Area,
}

/// A line of text and where it stands on the stamp.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// The text; composed (NFC) when drawn.
    pub text: String,
    /// Face of the embedded typeface.
    pub face: Face,
    /// Points.
    pub size: f64,
    /// Red, green, blue.
    pub colour: [u8; 3],
    /// Distance of the text from the left side of the stamp.
    pub x: f64,
    /// Distance of the baseline from the upper side of the stamp.
    pub baseline: f64,
}

/// A visible signature: images under lines of text, on a transparent ground.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    /// Width and height, as the reader sees them.
    pub size: Size,
    /// Drawn first, in this order.
    pub images: Vec<PlacedImage>,
    /// Drawn over the images.
    pub lines: Vec<TextLine>,
}

impl Stamp {
    /// The box of the ink: around all that is not transparent in the images.
    #[must_use]
    pub fn ink(&self) -> Option<Area> {
        let boxes = self
            .images
            .iter()
            .map(|placed| placed.image.ink_in(&placed.area));
        boxes.reduce(|all, next| all.union(&next))
    }
}

/// Adds the stamp to the update as a form `XObject`, with its images and a subset of each font.
///
/// `rotate` is the page's turn in degrees clockwise; the form's matrix turns the stamp back, so
/// that it stands upright for the reader.
///
/// # Errors
/// [`Error::UnsupportedLetters`] when a line has a character that the font lacks.
pub fn draw(
    update: &mut Update,
    stamp: &Stamp,
    rotate: u16,
    conformance: &Conformance,
) -> Result<ObjectId, Error> {
    let mut content = Content::default();
    let images = draw_images(update, stamp, conformance, &mut content);
    let fonts = draw_lines(update, stamp, conformance, &mut content)?;
    let mut resources = Dictionary::new();
    if !images.is_empty() {
        resources.set("XObject", images);
    }
    if !fonts.is_empty() {
        resources.set("Font", fonts);
    }
    if calibrated(conformance).is_some() {
        let spaces = Dictionary::new().with(COLOUR_SPACE, conformance.colour_space());
        resources.set("ColorSpace", spaces);
    }
    let form = form(stamp.size, rotate, resources, &content.into_bytes());
    Ok(update.add(form))
}

/// A form `XObject` of that size, turned against the page's turn.
pub(crate) fn form(size: Size, rotate: u16, resources: Dictionary, content: &[u8]) -> Stream {
    let numbers =
        |values: &[f64]| Object::Array(values.iter().copied().map(Object::Real).collect());
    let mut dictionary = Dictionary::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("FormType", Object::Integer(1))
        .with("BBox", numbers(&[0.0, 0.0, size.width, size.height]))
        .with("Resources", resources);
    if let Some(matrix) = matrix(size, rotate) {
        dictionary.set("Matrix", numbers(&matrix));
    }
    compress::stream(dictionary, content)
}

/// Turns counter-clockwise by what the page is turned clockwise, and keeps the lower left corner
/// of the result at the origin.
fn matrix(size: Size, rotate: u16) -> Option<[f64; 6]> {
    match rotate {
        90 => Some([0.0, 1.0, -1.0, 0.0, size.height, 0.0]),
        180 => Some([-1.0, 0.0, 0.0, -1.0, size.width, size.height]),
        270 => Some([0.0, -1.0, 1.0, 0.0, 0.0, size.width]),
        _ => None,
    }
}

/// The colour space to name before each colour, where plain RGB may not be used.
pub(crate) fn calibrated(conformance: &Conformance) -> Option<&'static str> {
    let device = conformance.colour_space().as_name().is_some();
    (!device).then_some(COLOUR_SPACE)
}

fn draw_images(
    update: &mut Update,
    stamp: &Stamp,
    conformance: &Conformance,
    content: &mut Content,
) -> Dictionary {
    let mut resources = Dictionary::new();
    for (number, placed) in stamp.images.iter().enumerate() {
        let name = format!("Im{number}");
        resources.set(&name, placed.image.embed(update, conformance));
        let area = &placed.area;
        let bottom = stamp.size.height - area.bottom();
        content.line("q");
        content.numbers(&[area.width, 0.0, 0.0, area.height, area.x, bottom], "cm");
        content.line(&format!("/{name} Do"));
        content.line("Q");
    }
    resources
}

fn draw_lines(
    update: &mut Update,
    stamp: &Stamp,
    conformance: &Conformance,
    content: &mut Content,
) -> Result<Dictionary, Error> {
    let mut letters: BTreeMap<Face, BTreeSet<char>> = BTreeMap::new();
    for line in &stamp.lines {
        letters
            .entry(line.face)
            .or_default()
            .extend(prepare(&line.text).chars());
    }
    let mut resources = Dictionary::new();
    let mut subsets = BTreeMap::new();
    for (face, letters) in letters {
        let name = format!("F{}", subsets.len());
        let subset = Subset::new(face, letters)?;
        resources.set(&name, subset.embed(update, conformance)?);
        subsets.insert(face, (name, subset));
    }
    for line in &stamp.lines {
        let Some((name, subset)) = subsets.get(&line.face) else {
            continue;
        };
        content.line("BT");
        content.fill_colour(line.colour, calibrated(conformance));
        content.line(&format!("/{name} {} Tf", crate::content::number(line.size)));
        let y = stamp.size.height - line.baseline;
        content.numbers(&[line.x, y], "Td");
        content.show(&subset.encode(&line.text)?);
        content.line("ET");
    }
    Ok(resources)
}
