//! Object streams (ISO 32000-2, 7.5.7).

use crate::cursor::{Cursor, to_u64, to_usize};
use crate::error::Error;
use crate::lexer::{Lexer, Token};
use crate::limits::Limits;
use crate::metered::Metered;
use crate::object::{Object, Stream};
use crate::parser::Parser;

/// A decoded object stream.
///
/// `/Extends` needs no care: the cross-references name the stream that holds an object.
#[derive(Debug)]
pub(crate) struct ObjectStream {
    number: u32,
    data: Vec<u8>,
    /// Object number, place in the list, offset in `data`; sorted.
    objects: Vec<(u32, u32, u64)>,
}

impl ObjectStream {
    /// From the stream object of this number and its decoded data.
    pub(crate) fn new(
        number: u32,
        stream: &Stream,
        data: Vec<u8>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let bad = |reason| Error::BadObjectStream { number, reason };
        let dictionary = &stream.dictionary;
        if dictionary
            .get("Type")
            .and_then(Object::as_name)
            .is_none_or(|name| name != "ObjStm")
        {
            return Err(bad("not an object stream"));
        }
        let entry = |key| u64::try_from(dictionary.get(key)?.as_integer()?).ok();
        let (count, first) = entry("N")
            .zip(entry("First"))
            .ok_or(bad("no /N or /First"))?;
        // Each object has two numbers of at least one digit, with a blank between.
        if count > to_u64(data.len()) {
            return Err(bad("/N is larger than the stream"));
        }
        let mut objects = Vec::with_capacity(to_usize(count));
        let mut lexer = Lexer::over(Cursor::until(&data, 0, first), limits);
        for index in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            let (Token::Integer(object), Token::Integer(offset)) = (lexer.next()?, lexer.next()?)
            else {
                return Err(bad("the list of objects is too short"));
            };
            let offset = u64::try_from(offset)
                .ok()
                .and_then(|offset| first.checked_add(offset));
            let (Ok(object), Some(offset)) = (u32::try_from(object), offset) else {
                return Err(bad("an impossible object number or offset"));
            };
            objects.push((object, index, offset));
        }
        objects.sort_unstable();
        Ok(Self {
            number,
            data,
            objects,
        })
    }

    /// Its size in memory, roughly.
    pub(crate) fn size(&self) -> usize {
        self.data
            .len()
            .saturating_add(self.objects.len().saturating_mul(16))
    }

    /// The numbers of its objects, each with its place in the list.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> {
        self.objects
            .iter()
            .map(|(number, index, _)| (*number, *index))
    }

    /// The object at `index`, or wherever its number stands if it is not there; null if nowhere.
    /// With the number of bytes it was read from.
    pub(crate) fn object(
        &self,
        number: u32,
        index: u32,
        meter: &Metered,
        limits: &Limits,
    ) -> Result<(Object, u64), Error> {
        let from = self
            .objects
            .partition_point(|found| (found.0, found.1) < (number, index));
        let first = self.objects.partition_point(|found| found.0 < number);
        let found = [from, first]
            .into_iter()
            .filter_map(|at| self.objects.get(at))
            .find(|found| found.0 == number);
        let Some((_, _, offset)) = found else {
            return Ok((Object::Null, 0));
        };
        let data = meter.also(&self.data);
        let mut parser = Parser::new(&data, *offset, limits);
        let object = parser.object().map_err(|source| Error::InObjectStream {
            number: self.number,
            source: Box::new(source),
        })?;
        Ok((object, parser.lexer.span().end.saturating_sub(*offset)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::object::Dictionary;

    fn open(data: &str, count: i64, first: i64) -> Result<ObjectStream, Error> {
        let dictionary = Dictionary::new()
            .with("Type", Object::name("ObjStm"))
            .with("N", count)
            .with("First", first);
        let stream = Stream::new(dictionary, Vec::new());
        ObjectStream::new(9, &stream, data.as_bytes().to_vec(), &Limits::default())
    }

    #[test]
    fn objects_are_found_by_index_and_by_number() {
        let stream = open("11 0 12 3 [1] /Name", 2, 10).unwrap();
        let limits = Limits::default();
        let meter = Metered::new(Arc::new(Vec::new()), &limits);
        let object = |number, index| stream.object(number, index, &meter, &limits).unwrap().0;
        assert_eq!(object(12, 1), Object::name("Name"));
        assert_eq!(object(12, 0), Object::name("Name"));
        assert_eq!(object(13, 0), Object::Null);
    }

    #[test]
    fn impossible_lists_are_refused() {
        for (data, count, first) in [
            ("11 0", 2, 4),
            ("11 0 ", -1, 4),
            ("", 1 << 40, 4),
            ("1 -9 ", 1, 5),
        ] {
            let error = open(data, count, first).unwrap_err();
            assert_eq!(error.code(), "pdf-bad-object-stream", "{data:?}");
        }
    }
}
