//! Rectangles in the coordinates of a page (ISO 32000-2, 7.9.5).

use serde::Serialize;

use crate::Object;

/// A rectangle in points, its corners in order: left ≤ right, bottom ≤ top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
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

    /// Whether there is no area.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // Written so that a width that is not a number counts as none.
        !(self.width() > 0.0 && self.height() > 0.0)
    }

    /// What both have in common; empty if they do not meet.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (left, bottom) = (self.left.max(other.left), self.bottom.max(other.bottom));
        Self {
            left,
            bottom,
            right: self.right.min(other.right).max(left),
            top: self.top.min(other.top).max(bottom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_may_come_in_any_order() {
        let rect = Rect::between(10.0, 20.0, 0.0, 5.0);
        assert_eq!(rect, Rect::between(0.0, 5.0, 10.0, 20.0));
        assert_eq!((rect.width(), rect.height()), (10.0, 15.0));
    }

    #[test]
    fn rectangles_apart_have_an_empty_intersection() {
        let (a, b) = (
            Rect::between(0.0, 0.0, 2.0, 2.0),
            Rect::between(3.0, 1.0, 4.0, 4.0),
        );
        assert!(a.intersection(&b).is_empty());
        assert!(Rect::between(f64::NAN, 0.0, f64::NAN, 1.0).is_empty());
        let meeting = a.intersection(&Rect::between(1.0, 1.0, 9.0, 9.0));
        assert_eq!(meeting, Rect::between(1.0, 1.0, 2.0, 2.0));
    }
}
