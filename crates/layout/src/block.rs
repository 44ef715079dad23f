//! A stamp before it has a place: its image and lines, and the shapes they can take together.

use std::sync::Arc;

use stamp::font::Metrics;
use stamp::geometry::{Area, Mm, Size};
use stamp::{Image, PlacedImage, Stamp, TextLine};

use crate::Error;
use crate::profile::{ImageRule, ImageSize, RoleRules, Side, TextStyle};

/// From baseline to baseline, as a share of the size.
const LEADING: f64 = 1.2;
/// Between image and text. Under an image, wider gaps are tried too, so that the text can
/// pass the line of a name that stands there.
const GAP: Mm = Mm(1.5);
const WIDER_GAPS: [Mm; 3] = [Mm(5.0), Mm(9.0), Mm(13.0)];
/// Lines are broken at this width beside an image, if the profile does not say.
const WIDTH_BESIDE: Mm = Mm(60.0);
/// Lines under or over an image may be this much wider than it.
const WIDER_BELOW: Mm = Mm(26.0);
/// Lines without an image are broken at this width.
const WIDTH_ALONE: Mm = Mm(80.0);
/// An image whose stated size is off the profile's by more than this factor was not scanned at
/// its true size; programs write 72 or 96 dpi into files without meaning it.
const PLAUSIBLE: f64 = 1.5;

/// What a stamp shows.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    image: Option<(Picture, Size)>,
    lines: Vec<String>,
    style: TextStyle,
    sides: Vec<Side>,
    text_width: Option<f64>,
    /// Whether the image may be made smaller.
    shrinks: bool,
}

/// An image, or only the room for one that is not at hand yet.
type Picture = Option<Arc<Image>>;

/// Image and text put together, measured from the upper left corner of both.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) stamp: Stamp,
    /// The box of the image's ink.
    pub(crate) ink: Option<Area>,
    /// The box of the text.
    pub(crate) text: Option<Area>,
}

impl Shape {
    /// The same in the middle of a larger stamp.
    pub(crate) fn padded_to(&self, size: Size) -> Self {
        let dx = (size.width - self.stamp.size.width) / 2.0;
        let dy = (size.height - self.stamp.size.height) / 2.0;
        let mut padded = self.clone();
        padded.stamp.size = size;
        for placed in &mut padded.stamp.images {
            placed.area = placed.area.moved(dx, dy);
        }
        for line in &mut padded.stamp.lines {
            line.x += dx;
            line.baseline += dy;
        }
        padded.ink = self.ink.map(|ink| ink.moved(dx, dy));
        padded.text = self.text.map(|text| text.moved(dx, dy));
        padded
    }
}

impl Block {
    pub(crate) fn new(
        rules: &RoleRules,
        image: Option<Arc<Image>>,
        lines: Vec<String>,
        style: TextStyle,
    ) -> Self {
        let sized = image.map(|image| {
            let size = image_size(&image, rules);
            (Some(image), size)
        });
        Self::sized(rules, sized, lines, style)
    }

    /// A stamp whose image is not known yet: the most room that the profile gives it.
    pub(crate) fn without_image(rules: &RoleRules, lines: Vec<String>, style: TextStyle) -> Self {
        let room = (rules.image != ImageRule::None).then_some((None, rules.size));
        Self::sized(rules, room, lines, style)
    }

    fn sized(
        rules: &RoleRules,
        image: Option<(Picture, Size)>,
        lines: Vec<String>,
        style: TextStyle,
    ) -> Self {
        Self {
            image,
            lines,
            style,
            sides: rules.text_sides.clone(),
            text_width: rules.text_width,
            shrinks: rules.image_size == ImageSize::Fit,
        }
    }

    /// Its shapes, best first. `limit` is the room: an image that may shrink does so to fit.
    pub(crate) fn shapes(&self, limit: Option<Size>) -> Result<Vec<Shape>, Error> {
        let metrics = self.style.face.metrics()?;
        let Some((image, size)) = &self.image else {
            let width = self.text_width.unwrap_or(WIDTH_ALONE.points());
            let text = Paragraph::set(&self.lines, width, self.style, &metrics)?;
            return Ok(vec![text.alone()]);
        };
        if self.lines.is_empty() {
            let size = self.fitted(*size, limit, Size::default());
            return Ok(vec![image_alone(image, size)]);
        }
        let mut shapes = Vec::new();
        for side in &self.sides {
            let width = self.text_width.unwrap_or_else(|| match side {
                Side::Left | Side::Right => WIDTH_BESIDE.points(),
                Side::Below | Side::Above => size.width + WIDER_BELOW.points(),
            });
            let text = Paragraph::set(&self.lines, width, self.style, &metrics)?;
            let taken = match side {
                Side::Left | Side::Right => Size::default(),
                Side::Below | Side::Above => Size::new(0.0, text.size.height + GAP.points()),
            };
            let size = self.fitted(*size, limit, taken);
            shapes.push(text.beside(image, size, *side, GAP));
            if *side == Side::Below && limit.is_none() {
                shapes.extend(WIDER_GAPS.map(|gap| text.beside(image, size, *side, gap)));
            }
        }
        Ok(shapes)
    }

    fn fitted(&self, size: Size, limit: Option<Size>, taken: Size) -> Size {
        let Some(limit) = limit.filter(|_| self.shrinks) else {
            return size;
        };
        let left = Size::new(
            (limit.width - taken.width).max(Mm(8.0).points()),
            (limit.height - taken.height).max(Mm(4.0).points()),
        );
        size.scaled(size.shrink_to(left))
    }
}

/// The size of an image on paper under the rules of a role.
fn image_size(image: &Image, rules: &RoleRules) -> Size {
    let by_profile = {
        let width = rules.size.width;
        let natural = Size::new(width, width * image.aspect());
        natural.scaled(natural.shrink_to(rules.size))
    };
    let stated = image.physical_size();
    match rules.image_size {
        ImageSize::True => {
            let plausible = |size: &Size| {
                let factor = size.width / by_profile.width;
                (1.0 / PLAUSIBLE..=PLAUSIBLE).contains(&factor)
            };
            stated.filter(plausible).unwrap_or(by_profile)
        }
        ImageSize::Fit => {
            let natural = stated.unwrap_or(by_profile);
            natural.scaled(natural.shrink_to(rules.size))
        }
    }
}

fn image_alone(image: &Picture, size: Size) -> Shape {
    let area = Area::new(0.0, 0.0, size);
    let stamp = Stamp {
        size,
        images: placed(image, area),
        lines: Vec::new(),
    };
    Shape {
        ink: stamp.ink().or(Some(area)),
        stamp,
        text: None,
    }
}

fn placed(image: &Picture, area: Area) -> Vec<PlacedImage> {
    let image = image.as_ref().map(|image| PlacedImage {
        image: Arc::clone(image),
        area,
    });
    image.into_iter().collect()
}

/// Lines of text broken to a width.
struct Paragraph {
    size: Size,
    /// Text and width of each line.
    lines: Vec<(String, f64)>,
    style: TextStyle,
    ascent: f64,
}

impl Paragraph {
    fn set(
        lines: &[String],
        width: f64,
        style: TextStyle,
        metrics: &Metrics,
    ) -> Result<Self, Error> {
        let mut broken = Vec::new();
        for line in lines {
            let mut current = String::new();
            for word in line.split_whitespace() {
                let longer = match current.is_empty() {
                    true => word.to_owned(),
                    false => format!("{current} {word}"),
                };
                if !current.is_empty() && metrics.width(&longer, style.size)? > width {
                    broken.push(std::mem::replace(&mut current, word.to_owned()));
                } else {
                    current = longer;
                }
            }
            broken.push(current);
        }
        let mut measured = Vec::new();
        for line in broken {
            let width = metrics.width(&line, style.size)?;
            measured.push((line, width));
        }
        let widest = measured.iter().map(|(_, width)| *width).fold(0.0, f64::max);
        let (ascent, descent) = (
            metrics.ascent() * style.size,
            metrics.descent() * style.size,
        );
        let steps = measured.iter().skip(1).map(|_| LEADING * style.size);
        let height = ascent + descent + steps.sum::<f64>();
        Ok(Self {
            size: Size::new(widest, height),
            lines: measured,
            style,
            ascent,
        })
    }

    fn alone(&self) -> Shape {
        let area = Area::new(0.0, 0.0, self.size);
        Shape {
            stamp: Stamp {
                size: self.size,
                images: Vec::new(),
                lines: self.draw(&area, false),
            },
            ink: None,
            text: Some(area),
        }
    }

    fn beside(&self, image: &Picture, size: Size, side: Side, gap: Mm) -> Shape {
        let gap = gap.points();
        let whole = match side {
            Side::Left | Side::Right => Size::new(
                size.width + gap + self.size.width,
                size.height.max(self.size.height),
            ),
            Side::Below | Side::Above => Size::new(
                size.width.max(self.size.width),
                size.height + gap + self.size.height,
            ),
        };
        let middle = |inner: f64, outer: f64| (outer - inner) / 2.0;
        let across = |inner: Size| middle(inner.width, whole.width);
        let down = |inner: Size| middle(inner.height, whole.height);
        let (image_at, text_at) = match side {
            Side::Right => ((0.0, down(size)), (size.width + gap, down(self.size))),
            Side::Left => ((self.size.width + gap, down(size)), (0.0, down(self.size))),
            Side::Below => ((across(size), 0.0), (across(self.size), size.height + gap)),
            Side::Above => (
                (across(size), self.size.height + gap),
                (across(self.size), 0.0),
            ),
        };
        let text = Area::new(text_at.0, text_at.1, self.size);
        let room = Area::new(image_at.0, image_at.1, size);
        let stamp = Stamp {
            size: whole,
            images: placed(image, room),
            lines: self.draw(&text, matches!(side, Side::Below | Side::Above)),
        };
        Shape {
            ink: stamp.ink().or(Some(room)),
            stamp,
            text: Some(text),
        }
    }

    fn draw(&self, area: &Area, centred: bool) -> Vec<TextLine> {
        let mut baseline = area.y + self.ascent;
        let mut lines = Vec::new();
        for (text, width) in &self.lines {
            let indent = match centred {
                true => (area.width - width) / 2.0,
                false => 0.0,
            };
            lines.push(TextLine {
                text: text.clone(),
                face: self.style.face,
                size: self.style.size,
                colour: self.style.colour,
                x: area.x + indent,
                baseline,
            });
            baseline += LEADING * self.style.size;
        }
        lines
    }
}
