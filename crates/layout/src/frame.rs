//! A rectangle on a page as it is exchanged with whoever draws it, such as a browser.

use serde::{Deserialize, Serialize};
use stamp::geometry::{Area, Mm, Size};

use crate::place::{PageRef, PlaceSpec};

/// A rectangle on a page as it is read (turned by `/Rotate`, cropped), in points from the upper
/// left corner of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// The page, counted from 1.
    pub page: usize,
    /// From the left edge.
    pub x: f64,
    /// From the upper edge.
    pub y: f64,
    /// Points from left to right.
    pub width: f64,
    /// Points from top to bottom.
    pub height: f64,
}

impl Frame {
    /// The frame around an area of the page with that index.
    #[must_use]
    pub fn new(index: usize, area: &Area) -> Self {
        Self {
            page: index.saturating_add(1),
            x: area.x,
            y: area.y,
            width: area.width,
            height: area.height,
        }
    }

    /// The area on its page.
    #[must_use]
    pub fn area(&self) -> Area {
        Area::new(self.x, self.y, Size::new(self.width, self.height))
    }

    /// Whether every number is one, and width and height are more than 0.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let finite = [self.x, self.y, self.width, self.height]
            .iter()
            .all(|number| number.is_finite());
        finite && self.width > 0.0 && self.height > 0.0
    }

    /// The place that says exactly this.
    #[must_use]
    pub fn place(&self) -> PlaceSpec {
        PlaceSpec::At {
            page: PageRef::Number(self.page),
            x: Mm::from_points(self.x),
            y: Mm::from_points(self.y),
            size: Some((Mm::from_points(self.width), Mm::from_points(self.height))),
        }
    }
}
