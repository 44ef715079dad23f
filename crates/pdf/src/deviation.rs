//! Where a file leaves the syntax of ISO 32000 and readers must guess.
//!
//! Reading is tolerant, so that real files open; but what one reader tolerates another takes
//! differently, and attacks live on that difference. Whoever judges a signed file asks for this
//! list. It costs reading every object once.

use serde::Serialize;

use crate::compare::has_duplicates;
use crate::error::Error;
use crate::object::ObjectId;
use crate::view::View;

/// A place where readers may differ.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Deviation {
    /// The object, as `12 0`.
    #[serde(serialize_with = "text")]
    pub object: ObjectId,
    /// What is odd about it.
    pub kind: DeviationKind,
}

/// What is odd about an object.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeviationKind {
    /// A dictionary in it has a key twice (7.3.7).
    DuplicateKey,
    /// The `/Length` of a stream is wrong or missing (7.3.8.2).
    WrongLength,
    /// `endobj` is not where it should be (7.3.10).
    MissingEndobj,
    /// It cannot be read; the code of the error tells why.
    Unreadable(&'static str),
}

/// Every deviation in the objects of a revision, in the order of their numbers.
///
/// # Errors
/// Only what the medium says.
pub fn deviations(view: &View<'_>) -> Result<Vec<Deviation>, Error> {
    let mut found = Vec::new();
    for object in view.objects() {
        match of_object(view, object) {
            Ok(kinds) => found.extend(kinds.into_iter().map(|kind| Deviation { object, kind })),
            Err(error @ Error::Read { .. }) => return Err(error),
            Err(error) => {
                let kind = DeviationKind::Unreadable(error.code());
                found.push(Deviation { object, kind });
            }
        }
    }
    Ok(found)
}

fn of_object(view: &View<'_>, id: ObjectId) -> Result<Vec<DeviationKind>, Error> {
    let mut kinds = Vec::new();
    if has_duplicates(&view.get(id)?) {
        kinds.push(DeviationKind::DuplicateKey);
    }
    let frame = view.frame(id)?;
    if !frame.length_right {
        kinds.push(DeviationKind::WrongLength);
    }
    if !frame.terminated {
        kinds.push(DeviationKind::MissingEndobj);
    }
    Ok(kinds)
}

fn text<S: serde::Serializer>(id: &ObjectId, out: S) -> Result<S::Ok, S::Error> {
    out.collect_str(id)
}
