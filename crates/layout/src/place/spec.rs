//! Places as people write them: a corner, millimetres on a page, or beside a signature.

use std::fmt;
use std::str::FromStr;

use stamp::geometry::Mm;

use crate::Error;

/// The farthest that a distance may be, in millimetres; the side of the largest PDF page.
const FARTHEST: f64 = 5080.0;

/// Where somebody wants a stamp.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum PlaceSpec {
    /// Where the profile says.
    #[default]
    Auto,
    /// In a corner of a page.
    Corner {
        /// The page.
        page: PageRef,
        /// The corner.
        corner: Corner,
    },
    /// At a distance from the upper left corner of the page as it is read.
    At {
        /// The page.
        page: PageRef,
        /// From the left edge.
        x: Mm,
        /// From the upper edge.
        y: Mm,
        /// Width and height; the stamp's own if not given.
        size: Option<(Mm, Mm)>,
    },
    /// Beside an earlier signature, or in an empty signature field.
    Relative {
        /// On which side.
        relation: Relation,
        /// The name of its field.
        field: String,
    },
}

/// A page of the document.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum PageRef {
    /// The first page.
    #[default]
    First,
    /// The last page.
    Last,
    /// The page of this number, counted from 1.
    Number(usize),
}

/// A corner of a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Corner {
    /// Upper left.
    TopLeft,
    /// Upper right.
    TopRight,
    /// Lower left.
    BottomLeft,
    /// Lower right.
    BottomRight,
}

/// A side of an earlier signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Relation {
    /// Over the left third of its ink, centres level, as a seal stands.
    LeftThirdOf,
    /// Left of it.
    LeftOf,
    /// Right of it.
    RightOf,
    /// Over it, without touching.
    Above,
    /// Under it.
    Below,
    /// In it, for a field that waits for its signature.
    In,
}

const CORNERS: [(&str, Corner); 4] = [
    ("top-left", Corner::TopLeft),
    ("top-right", Corner::TopRight),
    ("bottom-left", Corner::BottomLeft),
    ("bottom-right", Corner::BottomRight),
];

const RELATIONS: [(&str, Relation); 6] = [
    ("left-third-of", Relation::LeftThirdOf),
    ("left-of", Relation::LeftOf),
    ("right-of", Relation::RightOf),
    ("above", Relation::Above),
    ("below", Relation::Below),
    ("in", Relation::In),
];

impl PlaceSpec {
    /// Reads a place: `auto`, `top-right`, `last:bottom-left`, `1:20,30`, `1:20,30,60x20`,
    /// `left-third-of:FIELD`, `right-of:FIELD`, `in:FIELD` …; distances in millimetres from the upper left
    /// corner.
    ///
    /// # Errors
    /// [`Error::PlaceSyntax`] saying what was expected.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Parser { text }.place()
    }
}

impl FromStr for PlaceSpec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for PlaceSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Corner { page, corner } => {
                let name = CORNERS.iter().find(|(_, known)| known == corner);
                write!(f, "{page}:{}", name.map_or("", |(name, _)| name))
            }
            Self::At { page, x, y, size } => {
                write!(f, "{page}:{},{}", x.0, y.0)?;
                match size {
                    Some((width, height)) => write!(f, ",{}x{}", width.0, height.0),
                    None => Ok(()),
                }
            }
            Self::Relative { relation, field } => {
                let name = RELATIONS.iter().find(|(_, known)| known == relation);
                write!(f, "{}:{field}", name.map_or("", |(name, _)| name))
            }
        }
    }
}

impl fmt::Display for PageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First => f.write_str("1"),
            Self::Last => f.write_str("last"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl PageRef {
    /// The page's index in a document of so many pages.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`].
    pub fn index(self, pages: usize) -> Result<usize, Error> {
        let number = match self {
            Self::First => 1,
            Self::Last => pages,
            Self::Number(number) => number,
        };
        match number.checked_sub(1) {
            Some(index) if index < pages => Ok(index),
            _ => Err(Error::NoSuchPage {
                page: number,
                pages,
            }),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
}

impl Parser<'_> {
    fn place(&self) -> Result<PlaceSpec, Error> {
        let text = self.text.trim();
        if text == "auto" {
            return Ok(PlaceSpec::Auto);
        }
        let (before, after) = match text.split_once(':') {
            Some((before, after)) => (Some(before), after),
            None => (None, text),
        };
        if let Some((_, relation)) = RELATIONS.iter().find(|(name, _)| before == Some(*name)) {
            if after.is_empty() {
                return Err(self.error("the name of a signature field must follow the colon"));
            }
            return Ok(PlaceSpec::Relative {
                relation: *relation,
                field: after.to_owned(),
            });
        }
        let page = before.map_or(Ok(PageRef::First), |page| self.page(page))?;
        if let Some((_, corner)) = CORNERS.iter().find(|(name, _)| *name == after) {
            return Ok(PlaceSpec::Corner {
                page,
                corner: *corner,
            });
        }
        if before.is_none() {
            return Err(self.error("expected auto, a corner, PAGE:X,Y[,WxH] or RELATION:FIELD"));
        }
        self.distances(page, after)
    }

    fn page(&self, text: &str) -> Result<PageRef, Error> {
        match text {
            "first" => Ok(PageRef::First),
            "last" => Ok(PageRef::Last),
            number => match number.parse() {
                Ok(number) if number > 0 => Ok(PageRef::Number(number)),
                _ => Err(self.error("before the colon stands a page number from 1, first or last")),
            },
        }
    }

    fn distances(&self, page: PageRef, text: &str) -> Result<PlaceSpec, Error> {
        let parts: Vec<&str> = text.trim_end_matches("mm").split(',').collect();
        let (x, y, size) = match parts.as_slice() {
            [x, y] => (x, y, None),
            [x, y, size] => {
                let Some((width, height)) = size.split_once('x') else {
                    return Err(self.error("the size is written WIDTHxHEIGHT, such as 60x20"));
                };
                let (width, height) = (self.mm(width)?, self.mm(height)?);
                if width.0 <= 0.0 || height.0 <= 0.0 {
                    return Err(self.error("width and height must be more than 0"));
                }
                (x, y, Some((width, height)))
            }
            _ => return Err(self.error("expected X,Y or X,Y,WIDTHxHEIGHT in millimetres")),
        };
        Ok(PlaceSpec::At {
            page,
            x: self.mm(x)?,
            y: self.mm(y)?,
            size,
        })
    }

    fn mm(&self, text: &str) -> Result<Mm, Error> {
        let number = text.trim().parse().ok();
        match number.filter(|value: &f64| (0.0..=FARTHEST).contains(value)) {
            Some(value) => Ok(Mm(value)),
            None => Err(self.error("distances are numbers of millimetres, 0 or more")),
        }
    }

    fn error(&self, reason: &'static str) -> Error {
        Error::PlaceSyntax {
            spec: self.text.to_owned(),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_written_again() {
        for text in [
            "auto",
            "1:top-right",
            "last:bottom-left",
            "3:20,30.5",
            "1:20,30,60x20",
            "left-third-of:Ký số 1",
            "right-of:Signature:2",
            "in:Signature1",
        ] {
            let place = PlaceSpec::parse(text).unwrap();
            assert_eq!(place.to_string(), text);
        }
        assert_eq!(
            PlaceSpec::parse("top-right").unwrap(),
            PlaceSpec::parse("first:top-right").unwrap()
        );
        assert_eq!(
            PlaceSpec::parse("1:20,30,60x20mm").unwrap(),
            PlaceSpec::parse("1: 20, 30, 60x20").unwrap()
        );
    }

    #[test]
    fn nonsense_is_refused_with_what_was_expected() {
        for text in [
            "",
            "top-middle",
            "0:top-left",
            "x:20,30",
            "1:20",
            "1:20,30,60",
            "1:-5,30",
            "1:20,NaN",
            "1:20,30,0x20",
            "below:",
            "1:1e9,3",
        ] {
            let error = PlaceSpec::parse(text).unwrap_err();
            assert_eq!(error.code(), "layout-place-syntax", "{text}");
        }
    }

    #[test]
    fn a_page_must_exist() {
        assert_eq!(PageRef::Last.index(3).unwrap(), 2);
        assert!(PageRef::Number(4).index(3).is_err());
        assert!(PageRef::Last.index(0).is_err());
    }
}
