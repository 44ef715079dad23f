//! What undoes the protection of a book. Every use is an act of the head and audited.

use super::{Book, Standing, reasoned};
use crate::Error;

/// Opens a closed book again, to enter what was issued on paper in its year; gives the reason as
/// it is to be recorded.
///
/// # Errors
/// [`Error::ReasonMissing`].
pub fn reopen(book: &mut Book, reason: &str) -> Result<String, Error> {
    let reason = reasoned(reason)?;
    book.standing = Standing::Open;
    Ok(reason)
}
