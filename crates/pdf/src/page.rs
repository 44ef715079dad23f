//! Pages (ISO 32000-2, 7.7.3).

use std::sync::Arc;

use crate::error::Error;
use crate::map::Set;
use crate::object::{Dictionary, Object, ObjectId};
use crate::rect::Rect;
use crate::view::View;

/// What a page gets that says nothing of its size: US Letter, as other readers do.
const DEFAULT_BOX: Rect = Rect {
    left: 0.0,
    bottom: 0.0,
    right: 612.0,
    top: 792.0,
};

/// One page.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// Its place in the document, from 0.
    pub index: usize,
    /// The page object.
    pub id: ObjectId,
    /// `/MediaBox`, in points before `/UserUnit`.
    pub media_box: Rect,
    /// `/CropBox` inside the media box: what is shown.
    pub crop_box: Rect,
    /// Clockwise turn when shown: 0, 90, 180 or 270 degrees.
    pub rotate: u16,
    /// The page dictionary, without what it inherits.
    pub dictionary: Dictionary,
}

impl View<'_> {
    /// The pages in their order.
    ///
    /// # Errors
    /// [`Error::TreeLoop`], [`Error::TreeTooDeep`], [`Error::TooManyPages`],
    /// [`Error::NotIndirect`] for what a page tree must not be; what is wrong with its objects.
    pub fn pages(&self) -> Result<Arc<[Page]>, Error> {
        let read = || self.read_pages();
        self.document().pages_of(self.revision(), read)
    }

    fn read_pages(&self) -> Result<Vec<Page>, Error> {
        let root = self.catalog()?.get("Pages").and_then(Object::as_reference);
        let root = root.ok_or(Error::NotIndirect {
            what: "the page tree",
        })?;
        let mut walk = Walk {
            view: *self,
            seen: Set::default(),
            pages: Vec::new(),
        };
        walk.node(root, &Inherited::default(), 0)?;
        Ok(walk.pages)
    }
}

/// Attributes that nodes of the page tree hand down (7.7.3.4).
#[derive(Clone, Default)]
struct Inherited {
    media_box: Option<Rect>,
    crop_box: Option<Rect>,
    rotate: Option<i64>,
}

struct Walk<'a> {
    view: View<'a>,
    seen: Set<ObjectId>,
    pages: Vec<Page>,
}

impl Walk<'_> {
    fn node(&mut self, id: ObjectId, from: &Inherited, depth: usize) -> Result<(), Error> {
        let limits = self.view.document().limits();
        if depth > limits.tree_depth {
            return Err(Error::TreeTooDeep {
                tree: "page",
                limit: limits.tree_depth,
            });
        }
        if !self.seen.insert(id) {
            return Err(Error::TreeLoop { tree: "page", id });
        }
        let node = match self.view.get(id)? {
            Object::Dictionary(node) => node,
            // A reference to a missing page stands for no page.
            Object::Null => return Ok(()),
            _ => {
                return Err(Error::WrongType {
                    what: "a page",
                    expected: "a dictionary",
                });
            }
        };
        let inherited = self.inherit(&node, from)?;
        match self.view.lookup(&node, "Kids")? {
            Object::Array(kids) if !is_page(&node) => {
                for kid in kids {
                    let kid = match kid {
                        Object::Reference(kid) => kid,
                        Object::Null => continue,
                        _ => return Err(Error::NotIndirect { what: "a page" }),
                    };
                    self.node(kid, &inherited, depth + 1)?;
                }
                Ok(())
            }
            _ if self.pages.len() >= limits.pages => Err(Error::TooManyPages {
                limit: limits.pages,
            }),
            _ => {
                let page = page(self.pages.len(), id, node, &inherited);
                self.pages.push(page);
                Ok(())
            }
        }
    }

    fn inherit(&self, node: &Dictionary, from: &Inherited) -> Result<Inherited, Error> {
        Ok(Inherited {
            media_box: self.view.rect(node, "MediaBox")?.or(from.media_box),
            crop_box: self.view.rect(node, "CropBox")?.or(from.crop_box),
            rotate: self
                .view
                .lookup(node, "Rotate")?
                .as_integer()
                .or(from.rotate),
        })
    }
}

fn is_page(node: &Dictionary) -> bool {
    node.get("Type")
        .and_then(Object::as_name)
        .is_some_and(|name| name == "Page")
}

fn page(index: usize, id: ObjectId, dictionary: Dictionary, inherited: &Inherited) -> Page {
    let media_box = inherited
        .media_box
        .filter(|rect| !rect.is_empty())
        .unwrap_or(DEFAULT_BOX);
    let crop_box = inherited
        .crop_box
        .map(|rect| rect.intersection(&media_box))
        .filter(|rect| !rect.is_empty())
        .unwrap_or(media_box);
    let quarters = inherited
        .rotate
        .unwrap_or_default()
        .div_euclid(90)
        .rem_euclid(4);
    let rotate = u16::try_from(quarters).unwrap_or_default() * 90;
    Page {
        index,
        id,
        media_box,
        crop_box,
        rotate,
        dictionary,
    }
}

impl View<'_> {
    /// A rectangle of a dictionary; none if it is not four numbers.
    pub(crate) fn rect(&self, dictionary: &Dictionary, key: &str) -> Result<Option<Rect>, Error> {
        let elsewhere;
        let value = match dictionary.get(key) {
            Some(Object::Reference(_)) => {
                elsewhere = self.lookup(dictionary, key)?;
                Some(&elsewhere)
            }
            here => here,
        };
        let Some([x1, y1, x2, y2, ..]) = value.and_then(Object::as_array) else {
            return Ok(None);
        };
        let number = |item: &Object| match item {
            Object::Reference(_) => Ok(self.resolve(item)?.as_number()),
            here => Ok(here.as_number()),
        };
        let numbers = (number(x1)?, number(y1)?, number(x2)?, number(y2)?);
        Ok(match numbers {
            (Some(x1), Some(y1), Some(x2), Some(y2)) => Some(Rect::between(x1, y1, x2, y2)),
            _ => None,
        })
    }
}
