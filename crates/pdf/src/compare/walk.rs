//! Steps from the trailer to an object that remember which references they took.

use crate::error::Error;
use crate::object::{Dictionary, Object, ObjectId};
use crate::reach::{Slot, join};
use crate::view::View;

/// An object, where it lies and how it was reached.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    view: View<'a>,
    /// The object itself.
    pub(super) object: Object,
    /// Its number, if it is an indirect object.
    pub(super) id: Option<ObjectId>,
    /// The place of the reference that led to it.
    pub(super) via: Option<Slot>,
    /// The place of the object: a slot inside its holder, or the start of an indirect object.
    here: Slot,
}

impl<'a> At<'a> {
    /// The trailer of a revision.
    pub(super) fn trailer(view: View<'a>) -> Self {
        Self {
            view,
            object: Object::Dictionary(view.trailer().clone()),
            id: None,
            via: None,
            here: Slot {
                holder: None,
                path: String::new(),
            },
        }
    }

    /// An indirect object, reached from nowhere.
    pub(super) fn object(view: View<'a>, id: ObjectId) -> Result<Self, Error> {
        Ok(Self {
            view,
            object: view.get(id)?,
            id: Some(id),
            via: None,
            here: Slot {
                holder: Some(id),
                path: String::new(),
            },
        })
    }

    /// The value of a key; null if there is none.
    pub(super) fn key(&self, key: &[u8]) -> Result<Self, Error> {
        let value = self
            .dictionary()
            .and_then(|dictionary| value(dictionary, key));
        let here = Slot {
            holder: self.here.holder,
            path: join(&self.here.path, key),
        };
        self.step(value.unwrap_or_default(), here)
    }

    /// The items of an array; none if it is no array.
    pub(super) fn items(&self) -> Result<Vec<Self>, Error> {
        let items = self.object.as_array().unwrap_or_default();
        items
            .iter()
            .map(|item| self.step(item.clone(), self.here.clone()))
            .collect()
    }

    /// The keys and values of a dictionary; none if it is no dictionary.
    pub(super) fn entries(&self) -> Result<Vec<(Vec<u8>, Self)>, Error> {
        let keys = self.dictionary().into_iter().flat_map(Dictionary::iter);
        keys.map(|(key, _)| Ok((key.as_bytes().to_vec(), self.key(key.as_bytes())?)))
            .collect()
    }

    /// The dictionary, if it is one and no stream.
    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        match &self.object {
            Object::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        self.object == Object::Null
    }

    fn step(&self, value: Object, here: Slot) -> Result<Self, Error> {
        match value {
            Object::Reference(id) => {
                let mut target = Self::object(self.view, id)?;
                target.via = Some(here);
                Ok(target)
            }
            object => Ok(Self {
                view: self.view,
                object,
                id: None,
                via: None,
                here,
            }),
        }
    }
}

/// The value of a key that need not be UTF-8.
fn value(dictionary: &Dictionary, key: &[u8]) -> Option<Object> {
    let found = dictionary.iter().find(|(name, _)| name.as_bytes() == key)?;
    Some(found.1.clone())
}
