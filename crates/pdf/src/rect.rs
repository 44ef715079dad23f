//! Rectangles in the coordinates of a page (ISO 32000-2, 7.9.5).

use crate::Object;

/// A rectangle in points, its corners in order: left ≤ right, bottom ≤ top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The smaller x.
    pub left: f64,
    /// The smaller y.
    pub bottom: f64,
    /// The larger x.
    pub right: f64,
    /// The larger y.
    pub top: f64,
}

impl Rect {
    /// The rectangle between two opposite corners, given in any order.
    #[must_use]
    pub fn between(x1: f64, y1: f64, x2: f64, y2: f64) -> Self {
        Self {
            left: x1.min(x2),
            bottom: y1.min(y2),
            right: x1.max(x2),
            top: y1.max(y2),
        }
    }

    /// The rectangle of an array of four numbers, whose references are already resolved.
    #[must_use]
    pub fn from_array(items: &[Object]) -> Option<Self> {
        let [x1, y1, x2, y2] = items else {
            return None;
        };
        Some(Self::between(
            x1.as_number()?,
            y1.as_number()?,
            x2.as_number()?,
            y2.as_number()?,
        ))
    }

    /// The array to write for it.
    #[must_use]
    pub fn to_array(&self) -> Object {
        let sides = [self.left, self.bottom, self.right, self.top];
        Object::Array(sides.into_iter().map(Object::Real).collect())
    }

    /// Points from left to right.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Points from bottom to top.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.top - self.bottom
    }
}
