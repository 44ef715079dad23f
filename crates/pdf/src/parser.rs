//! Objects from tokens (ISO 32000-2, 7.3), with the exact span of what signatures depend on.
//!
//! Reads one object at a time and follows no reference: a stream's data begin where
//! [`Indirect::data_start`] says, where they end is for [`crate::View`] to find out, since
//! `/Length` may be a reference.

use std::ops::Range;

use crate::cursor::Cursor;
use crate::error::Error;
use crate::lexer::{Lexer, Token};
use crate::limits::Limits;
use crate::object::{Dictionary, Name, Object, ObjectId};
use crate::read_at::ReadAt;

/// The span of the value of every key of one dictionary, in the order of the file; a key that
/// stands twice is here twice.
pub(crate) type ValueSpans = Vec<(Name, Range<u64>)>;

/// An indirect object as it stands in the file (7.3.10).
#[derive(Debug)]
pub(crate) struct Indirect {
    pub(crate) id: ObjectId,
    /// The object; for a stream its dictionary.
    pub(crate) object: Object,
    /// Where the data of a stream begin.
    pub(crate) data_start: Option<u64>,
    /// From the object number to the end of `endobj`; without one, to the end of the object.
    pub(crate) span: Range<u64>,
    /// Whether `endobj` is where it should be; of a stream this is not known yet.
    pub(crate) terminated: bool,
    /// From `<<` to `>>` of the top-level dictionary.
    pub(crate) dictionary: Option<Range<u64>>,
}

/// Takes objects from a file, or from decoded data in memory.
pub(crate) struct Parser<'a> {
    pub(crate) lexer: Lexer<'a>,
    items: usize,
    /// Items and entries of what is still open: an array or a dictionary gets memory of its own
    /// when its size is known.
    open_items: Vec<Object>,
    open_entries: Vec<(Name, Object)>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(source: &'a dyn ReadAt, position: u64, limits: &'a Limits) -> Self {
        Self::over(Cursor::new(source, position), limits)
    }

    pub(crate) fn over(cursor: Cursor<'a>, limits: &'a Limits) -> Self {
        Self {
            lexer: Lexer::over(cursor, limits),
            items: 0,
            open_items: Vec::new(),
            open_entries: Vec::new(),
        }
    }

    /// A direct object or a reference.
    pub(crate) fn object(&mut self) -> Result<Object, Error> {
        let token = self.lexer.next()?;
        self.object_from(token, 0, None)
    }

    /// An indirect object: `12 0 obj … endobj`.
    pub(crate) fn indirect(&mut self) -> Result<Indirect, Error> {
        self.indirect_from(None)
    }

    /// An indirect object, with the spans of the values of its top-level dictionary.
    pub(crate) fn indirect_with_spans(&mut self) -> Result<(Indirect, ValueSpans), Error> {
        let mut values = Vec::new();
        let found = self.indirect_from(Some(&mut values))?;
        Ok((found, values))
    }

    fn indirect_from(&mut self, values: Option<&mut ValueSpans>) -> Result<Indirect, Error> {
        let (id, start) = self.header()?;
        self.items = 0;
        self.open_items.clear();
        self.open_entries.clear();
        let first = self.lexer.next()?;
        if first.is_keyword(b"endobj") {
            let span = start..self.lexer.span().end;
            return Ok(Indirect {
                id,
                object: Object::Null,
                data_start: None,
                span,
                terminated: true,
                dictionary: None,
            });
        }
        let open = self.lexer.span().start;
        let object = self.object_from(first, 0, values)?;
        let end = self.lexer.span().end;
        let dictionary = matches!(object, Object::Dictionary(_)).then_some(open..end);
        let mut found = Indirect {
            id,
            object,
            data_start: None,
            span: start..end,
            terminated: false,
            dictionary,
        };
        self.finish(&mut found)?;
        Ok(found)
    }

    /// The number, generation and `obj` of an indirect object, and where they begin.
    pub(crate) fn header(&mut self) -> Result<(ObjectId, u64), Error> {
        let number = self.lexer.next()?;
        let start = self.lexer.span().start;
        let generation = self.lexer.next()?;
        let keyword = self.lexer.next()?;
        match (number, generation) {
            (Token::Integer(number), Token::Integer(generation)) if keyword.is_keyword(b"obj") => {
                object_id(number, generation).map(|id| (id, start))
            }
            _ => None,
        }
        .ok_or(Error::Syntax {
            offset: start,
            expected: "an indirect object",
        })
    }

    /// What follows the object: `stream`, `endobj`, or something that does not belong there.
    fn finish(&mut self, found: &mut Indirect) -> Result<(), Error> {
        // Behind a damaged object anything may stand; it says nothing about this one.
        let Ok(token) = self.lexer.next() else {
            return Ok(());
        };
        if token.is_keyword(b"endobj") {
            found.span.end = self.lexer.span().end;
            found.terminated = true;
        } else if token.is_keyword(b"stream") && found.dictionary.is_some() {
            found.data_start = Some(self.skip_stream_line_end()?);
        }
        Ok(())
    }

    /// Behind `stream` stand CR LF or LF (7.3.8.1); a lone CR, and blanks before the line end,
    /// are met in real files.
    fn skip_stream_line_end(&mut self) -> Result<u64, Error> {
        let cursor = &mut self.lexer.cursor;
        let plain = cursor.position();
        while matches!(cursor.peek()?, Some(b' ' | b'\t')) {
            cursor.skip();
        }
        match cursor.peek()? {
            Some(b'\n') => cursor.skip(),
            Some(b'\r') => {
                cursor.skip();
                if cursor.peek()? == Some(b'\n') {
                    cursor.skip();
                }
            }
            _ => return Ok(plain),
        }
        Ok(cursor.position())
    }

    fn object_from(
        &mut self,
        token: Token,
        depth: usize,
        spans: Option<&mut ValueSpans>,
    ) -> Result<Object, Error> {
        self.count()?;
        Ok(match token {
            Token::Integer(value) => self.integer_or_reference(value)?,
            Token::Real(value) => Object::Real(value),
            Token::String(value) => Object::String(value),
            Token::Name(value) => Object::Name(value),
            Token::ArrayOpen => self.array(self.deeper(depth)?)?,
            Token::DictionaryOpen => self.dictionary(self.deeper(depth)?, spans)?,
            Token::Keyword(word) if word == "true" => Object::Boolean(true),
            Token::Keyword(word) if word == "false" => Object::Boolean(false),
            Token::Keyword(word) if word == "null" => Object::Null,
            Token::Keyword(_) | Token::ArrayClose | Token::DictionaryClose | Token::End => {
                return Err(self.expected("an object"));
            }
        })
    }

    /// `12` or `12 0 R`; which one it is, shows two tokens later.
    fn integer_or_reference(&mut self, value: i64) -> Result<Object, Error> {
        if self.lexer.is_no_reference() {
            return Ok(Object::Integer(value));
        }
        let (position, span) = (self.lexer.cursor.position(), self.lexer.span());
        let Some(generation) = self.generation_behind() else {
            self.lexer.rewind(position, span);
            return Ok(Object::Integer(value));
        };
        let end = self.lexer.span().end;
        self.lexer.rewind(end, span.start..end);
        // A reference that can name no object, such as `0 0 R`, is one to a missing object.
        Ok(object_id(value, generation).map_or(Object::Null, Object::Reference))
    }

    fn generation_behind(&mut self) -> Option<i64> {
        // An error here belongs to whatever follows the integer, and shows when that is read.
        let Ok(Token::Integer(generation)) = self.lexer.next() else {
            return None;
        };
        self.lexer
            .next()
            .ok()?
            .is_keyword(b"R")
            .then_some(generation)
    }

    fn array(&mut self, depth: usize) -> Result<Object, Error> {
        let start = self.lexer.span().start;
        let before = self.open_items.len();
        loop {
            match self.lexer.next()? {
                Token::ArrayClose => break,
                token => {
                    let item = self.object_from(token, depth, None)?;
                    self.open_items.push(item);
                }
            }
        }
        let end = self.lexer.span().end;
        self.lexer.rewind(end, start..end);
        Ok(Object::Array(self.open_items.drain(before..).collect()))
    }

    fn dictionary(
        &mut self,
        depth: usize,
        mut spans: Option<&mut ValueSpans>,
    ) -> Result<Object, Error> {
        let start = self.lexer.span().start;
        let before = self.open_entries.len();
        loop {
            let key = match self.lexer.next()? {
                Token::DictionaryClose => break,
                Token::Name(key) => key,
                _ => return Err(self.expected("a dictionary key")),
            };
            let token = self.lexer.next()?;
            let value = self.object_from(token, depth, None)?;
            if let Some(spans) = spans.as_deref_mut() {
                spans.push((key.clone(), self.lexer.span()));
            }
            self.open_entries.push((key, value));
        }
        let end = self.lexer.span().end;
        self.lexer.rewind(end, start..end);
        let entries = self.open_entries.drain(before..).collect();
        Ok(Object::Dictionary(Dictionary::from_parsed(entries)))
    }

    fn deeper(&self, depth: usize) -> Result<usize, Error> {
        let limit = self.lexer.limits().nesting;
        if depth >= limit {
            return Err(Error::TooDeep {
                offset: self.lexer.span().start,
                limit,
            });
        }
        Ok(depth + 1)
    }

    fn count(&mut self) -> Result<(), Error> {
        let limit = self.lexer.limits().items;
        if self.items >= limit {
            return Err(Error::TooManyItems {
                offset: self.lexer.span().start,
                limit,
            });
        }
        self.items += 1;
        Ok(())
    }

    fn expected(&self, expected: &'static str) -> Error {
        Error::Syntax {
            offset: self.lexer.span().start,
            expected,
        }
    }
}

/// An object's name from two integers of the file, if they can be one.
pub(crate) fn object_id(number: i64, generation: i64) -> Option<ObjectId> {
    Some(ObjectId {
        number: u32::try_from(number).ok().filter(|number| *number > 0)?,
        generation: u16::try_from(generation).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Object, Error> {
        let (source, limits) = (text.as_bytes().to_vec(), Limits::default());
        Parser::new(&source, 0, &limits).object()
    }

    fn indirect(text: &str) -> Result<Indirect, Error> {
        let (source, limits) = (text.as_bytes().to_vec(), Limits::default());
        Parser::new(&source, 0, &limits).indirect()
    }

    #[test]
    fn references_are_told_from_integers() {
        let id = ObjectId {
            number: 3,
            generation: 1,
        };
        assert_eq!(parse("0 0 R").unwrap(), Object::Null);
        assert_eq!(parse("1 70000 R").unwrap(), Object::Null);
        assert_eq!(
            parse("[1 2 3 1 R 4 0]").unwrap(),
            Object::Array(vec![
                Object::Integer(1),
                Object::Integer(2),
                Object::Reference(id),
                Object::Integer(4),
                Object::Integer(0),
            ])
        );
    }

    #[test]
    fn the_contents_token_has_its_exact_span() {
        let text =
            "7 0 obj\n<</Type/Sig/Contents<00 11>/ByteRange[0 1 2 3]/R 9 0 R/Contents(x)>>endobj";
        let (source, limits) = (text.as_bytes().to_vec(), Limits::default());
        let parsed = Parser::new(&source, 0, &limits).indirect_with_spans();
        let (found, values) = parsed.unwrap();
        let spans: Vec<_> = values
            .iter()
            .map(|(key, span)| {
                let range =
                    usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
                (key.to_string(), &text[range])
            })
            .collect();
        assert_eq!(
            spans,
            [
                ("/Type".to_owned(), "/Sig"),
                ("/Contents".to_owned(), "<00 11>"),
                ("/ByteRange".to_owned(), "[0 1 2 3]"),
                ("/R".to_owned(), "9 0 R"),
                ("/Contents".to_owned(), "(x)"),
            ]
        );
        assert_eq!(
            found.object.as_dictionary().unwrap().duplicate_keys().len(),
            1
        );
        assert_eq!(found.span, 0..u64::try_from(text.len()).unwrap());
    }

    #[test]
    fn stream_data_begin_behind_the_line_end() {
        for (text, start) in [
            ("1 0 obj<<>>stream\nx", 18),
            ("1 0 obj<<>>stream\r\nx", 19),
            ("1 0 obj<<>>stream\rx", 18),
            ("1 0 obj<<>>stream \nx", 19),
            ("1 0 obj<<>>stream  x", 17),
        ] {
            assert_eq!(indirect(text).unwrap().data_start, Some(start), "{text:?}");
        }
    }

    #[test]
    fn a_missing_endobj_is_tolerated_and_seen() {
        let found = indirect("1 0 obj 5 2 0 obj 6 endobj").unwrap();
        assert_eq!(found.object, Object::Integer(5));
        assert!(!found.terminated);
        assert!(indirect("1 0 obj endobj").unwrap().terminated);
    }

    #[test]
    fn nesting_and_size_have_limits() {
        assert_eq!(parse(&"[".repeat(5000)).unwrap_err().code(), "pdf-too-deep");
        assert_eq!(
            parse(&"<</A".repeat(5000)).unwrap_err().code(),
            "pdf-too-deep"
        );
        let (source, limits) = (
            b"[1 2 3 4 5]".to_vec(),
            Limits {
                items: 4,
                ..Limits::default()
            },
        );
        let error = Parser::new(&source, 0, &limits).object().unwrap_err();
        assert_eq!(error.code(), "pdf-too-many-items");
    }
}
