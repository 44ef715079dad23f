//! Lengths, areas on a page as its reader sees it, and the way back to the page's own coordinates.
//!
//! Regulations speak of a sheet of paper: millimetres from its top left corner, upright. A PDF page
//! has its origin wherever its boxes say, its y axis upwards, and may be turned by `/Rotate`
//! (ISO 32000-2, 7.7.3.3 and 8.3.2.3). [`Sheet`] is the only place that knows both.

/// Points (1/72 inch) in a millimetre.
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// A length in millimetres, as regulations and people give it.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Mm(pub f64);

impl Mm {
    /// The same length in points.
    #[must_use]
    pub fn points(self) -> f64 {
        self.0 * POINTS_PER_MM
    }

    /// A length in points as millimetres.
    #[must_use]
    pub fn from_points(points: f64) -> Self {
        Self(points / POINTS_PER_MM)
    }
}

/// A width and a height in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Points from left to right.
    pub width: f64,
    /// Points from top to bottom.
    pub height: f64,
}

impl Size {
    /// A size in points.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }

    /// A size in millimetres.
    #[must_use]
    pub fn mm(width: Mm, height: Mm) -> Self {
        Self::new(width.points(), height.points())
    }

    /// The size with both sides multiplied.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self::new(self.width * factor, self.height * factor)
    }

    /// The factor, at most 1, by which this must shrink to lie within `limit`.
    #[must_use]
    pub fn shrink_to(self, limit: Self) -> f64 {
        let horizontal = limit.width / self.width;
        let vertical = limit.height / self.height;
        horizontal.min(vertical).min(1.0)
    }
}

/// A rectangle on the page as its reader sees it: points, x rightwards and y **downwards** from the
/// top left corner of the sheet (or of the stamp).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Distance of the left side from the left edge.
    pub x: f64,
    /// Distance of the upper side from the upper edge.
    pub y: f64,
    /// Points from left to right.
    pub width: f64,
    /// Points from top to bottom.
    pub height: f64,
}

impl Area {
    /// An area in points.
    #[must_use]
    pub fn new(x: f64, y: f64, size: Size) -> Self {
        Self {
            x,
            y,
            width: size.width,
            height: size.height,
        }
    }

    /// The area between two corners, given in any order.
    #[must_use]
    pub fn between(x1: f64, y1: f64, x2: f64, y2: f64) -> Self {
        let size = Size::new((x2 - x1).abs(), (y2 - y1).abs());
        Self::new(x1.min(x2), y1.min(y2), size)
    }

    /// An area in millimetres.
    #[must_use]
    pub fn mm(x: Mm, y: Mm, width: Mm, height: Mm) -> Self {
        Self::new(x.points(), y.points(), Size::mm(width, height))
    }

    /// Its size.
    #[must_use]
    pub fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// The x of its right side.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The y of its lower side.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The x and y of its centre.
    #[must_use]
    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// The same area moved.
    #[must_use]
    pub fn moved(&self, dx: f64, dy: f64) -> Self {
        Self::new(self.x + dx, self.y + dy, self.size())
    }

    /// The area grown by `margin` on every side (shrunk, if negative).
    #[must_use]
    pub fn grown(&self, margin: f64) -> Self {
        let size = Size::new(
            (self.width + 2.0 * margin).max(0.0),
            (self.height + 2.0 * margin).max(0.0),
        );
        Self::new(self.x - margin, self.y - margin, size)
    }

    /// The smallest area around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::between(
            self.x.min(other.x),
            self.y.min(other.y),
            self.right().max(other.right()),
            self.bottom().max(other.bottom()),
        )
    }

    /// Whether the two share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether `other` lies within, a hundredth of a point of rounding allowed.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        const ROUNDING: f64 = 0.01;
        self.x <= other.x + ROUNDING
            && self.y <= other.y + ROUNDING
            && self.right() + ROUNDING >= other.right()
            && self.bottom() + ROUNDING >= other.bottom()
    }
}

/// A page seen as a sheet of paper: its visible box and how it is turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    crop: pdf::Rect,
    rotate: u16,
    /// Points in a unit of the page (`/UserUnit`).
    unit: f64,
}

impl Sheet {
    /// The sheet of a page whose visible box is `crop` and whose `/Rotate` is `rotate` degrees
    /// clockwise (other than multiples of 90 count as 0, as readers treat them).
    #[must_use]
    pub fn new(crop: pdf::Rect, rotate: u16) -> Self {
        let rotate = rotate % 360;
        Self {
            crop,
            rotate: if rotate.is_multiple_of(90) { rotate } else { 0 },
            unit: 1.0,
        }
    }

    /// The sheet of a page.
    #[must_use]
    pub fn of(page: &pdf::Page) -> Self {
        let unit = page
            .dictionary
            .get("UserUnit")
            .and_then(pdf::Object::as_number);
        Self {
            unit: unit.filter(|unit| *unit > 0.0).unwrap_or(1.0),
            ..Self::new(page.crop_box, page.rotate)
        }
    }

    /// The turn of the page in degrees clockwise: 0, 90, 180 or 270.
    #[must_use]
    pub fn rotate(&self) -> u16 {
        self.rotate
    }

    /// Width and height as the reader sees them.
    #[must_use]
    pub fn size(&self) -> Size {
        let width = self.crop.width() * self.unit;
        let height = self.crop.height() * self.unit;
        match self.rotate {
            90 | 270 => Size::new(height, width),
            _ => Size::new(width, height),
        }
    }

    /// The whole sheet.
    #[must_use]
    pub fn area(&self) -> Area {
        Area::new(0.0, 0.0, self.size())
    }

    /// An area of the sheet in the page's own coordinates.
    #[must_use]
    pub fn to_page(&self, area: &Area) -> pdf::Rect {
        let (x1, y1) = self.point_to_page(area.x, area.y);
        let (x2, y2) = self.point_to_page(area.right(), area.bottom());
        pdf::Rect::between(x1, y1, x2, y2)
    }

    /// A rectangle in the page's own coordinates as an area of the sheet.
    #[must_use]
    pub fn to_sheet(&self, rect: &pdf::Rect) -> Area {
        let (x1, y1) = self.point_to_sheet(rect.left, rect.bottom);
        let (x2, y2) = self.point_to_sheet(rect.right, rect.top);
        Area::between(x1, y1, x2, y2)
    }

    /// A point of the sheet in the page's own coordinates.
    fn point_to_page(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = (x / self.unit, y / self.unit);
        let crop = &self.crop;
        match self.rotate {
            90 => (crop.left + y, crop.bottom + x),
            180 => (crop.right - x, crop.bottom + y),
            270 => (crop.right - y, crop.top - x),
            _ => (crop.left + x, crop.top - y),
        }
    }

    /// A point in the page's own coordinates on the sheet.
    #[must_use]
    pub fn point_to_sheet(&self, x: f64, y: f64) -> (f64, f64) {
        let crop = &self.crop;
        let (right, down) = match self.rotate {
            90 => (y - crop.bottom, x - crop.left),
            180 => (crop.right - x, y - crop.bottom),
            270 => (crop.top - y, crop.right - x),
            _ => (x - crop.left, crop.top - y),
        };
        (right * self.unit, down * self.unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CROP: pdf::Rect = pdf::Rect {
        left: 10.0,
        bottom: 20.0,
        right: 605.0,
        top: 862.0,
    };

    #[test]
    fn millimetres_are_points() {
        assert!((Mm(210.0).points() - 595.275_590).abs() < 1e-5);
        assert!((Mm::from_points(72.0).0 - 25.4).abs() < 1e-9);
    }

    #[test]
    fn a_page_turned_clockwise_shows_its_left_side_on_top() {
        let sheet = Sheet::new(CROP, 90);
        assert_eq!(sheet.size(), Size::new(842.0, 595.0));
        // The reader's top left corner is the page's lower left one.
        let corner = sheet.to_page(&Area::new(0.0, 0.0, Size::new(30.0, 10.0)));
        assert_eq!((corner.left, corner.bottom), (10.0, 20.0));
        assert_eq!((corner.right, corner.top), (20.0, 50.0));
    }

    proptest! {
        #[test]
        fn sheet_and_page_coordinates_are_inverse(
            quarter in 0_u16..4, x in 0.0..500.0, y in 0.0..500.0, w in 1.0..90.0, h in 1.0..90.0,
        ) {
            let sheet = Sheet::new(CROP, quarter * 90);
            let area = Area::new(x, y, Size::new(w, h));
            let back = sheet.to_sheet(&sheet.to_page(&area));
            prop_assert!((back.x - x).abs() < 1e-9 && (back.y - y).abs() < 1e-9);
            prop_assert!((back.width - w).abs() < 1e-9 && (back.height - h).abs() < 1e-9);
        }
    }
}
