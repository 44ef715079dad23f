//! The file as it was at one revision.

mod load;

use std::ops::Range;

use crate::cursor::{read_range, to_u64};
use crate::document::Document;
use crate::error::Error;
use crate::limits::Limits;
use crate::object::{Dictionary, Name, Object, ObjectId, Stream, StreamData};
use crate::object_cache::Spot;
use crate::parser::{Indirect, Parser};
use crate::revision::Entry;

/// The file as it was at one revision, where every object is the newest up to then.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    document: &'a Document,
    revision: usize,
}

impl<'a> View<'a> {
    pub(crate) fn new(document: &'a Document, revision: usize) -> Self {
        Self { document, revision }
    }

    /// The document it is a view of.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// The revision, counted from 0.
    #[must_use]
    pub fn revision(&self) -> usize {
        self.revision
    }

    /// The trailer dictionary of the revision.
    #[must_use]
    pub fn trailer(&self) -> &'a Dictionary {
        static NONE: std::sync::LazyLock<Dictionary> = std::sync::LazyLock::new(Dictionary::new);
        match self.document.revisions().get(self.revision) {
            Some(revision) => &revision.trailer,
            None => &NONE,
        }
    }

    /// What the cross-references say of an object number.
    #[must_use]
    pub fn entry(&self, number: u32) -> Option<Entry> {
        self.document.index().entry(number, self.revision)
    }

    /// Every object in use, in the order of their numbers.
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> + use<'a> {
        self.document
            .index()
            .entries(self.revision)
            .filter_map(|(number, entry)| {
                let generation = match entry {
                    Entry::Free { .. } => return None,
                    Entry::InFile { generation, .. } => generation,
                    Entry::InStream { .. } => 0,
                };
                (number > 0).then_some(ObjectId { number, generation })
            })
    }

    /// An object; null if it is missing, free or of another generation (7.3.10).
    ///
    /// # Errors
    /// What is wrong with the object's bytes.
    pub fn get(&self, id: ObjectId) -> Result<Object, Error> {
        self.load(id, 0)
    }

    /// The object that `object` is or refers to.
    ///
    /// # Errors
    /// As [`Self::get`]; [`Error::ReferenceLoop`] if references lead to references without end.
    pub fn resolve(&self, object: &Object) -> Result<Object, Error> {
        follow(object, self.document.limits(), |id| self.get(id))
    }

    /// The value of `key`, resolved; null if there is none.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn lookup(&self, dictionary: &Dictionary, key: &str) -> Result<Object, Error> {
        match dictionary.get(key) {
            Some(value) => self.resolve(value),
            None => Ok(Object::Null),
        }
    }

    /// The data of a stream, decrypted and decoded.
    ///
    /// # Errors
    /// [`Error::ImageFilter`] for filters that only a renderer decodes; [`Error::StreamTooLarge`];
    /// damage in the data.
    pub fn stream_data(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        self.decoded(stream, self.document.limits().decoded_stream)
    }

    /// The data of a stream, decrypted but still encoded.
    ///
    /// # Errors
    /// What the medium or the decryption says.
    pub fn raw_stream_data(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        let (range, owner) = match &stream.data {
            StreamData::Owned(data) => return Ok(data.to_vec()),
            StreamData::InFile { range, owner } => (range, *owner),
        };
        let limit = self.document.limits().decoded_stream;
        if range.end.saturating_sub(range.start) > to_u64(limit) {
            return Err(Error::StreamTooLarge { limit });
        }
        let data = read_range(self.document.metered(), range.clone())?;
        let is_xref = stream.dictionary.get("Type").and_then(Object::as_name);
        match self.document.encryption() {
            // 7.5.8.2: cross-reference streams are never encrypted.
            Some(handler) if is_xref.is_none_or(|name| name != "XRef") => {
                handler.decrypt_stream(owner, &self.crypt_parameters(&stream.dictionary)?, data)
            }
            _ => Ok(data),
        }
    }

    /// What decides on a stream's encryption, resolved.
    fn crypt_parameters(&self, dictionary: &Dictionary) -> Result<Dictionary, Error> {
        let mut resolved = Dictionary::new();
        for key in ["Type", "Filter", "DecodeParms"] {
            let value = match self.lookup(dictionary, key)? {
                Object::Array(items) => {
                    let items = items.iter().map(|item| self.resolve(item));
                    Object::Array(items.collect::<Result<_, _>>()?)
                }
                other => other,
            };
            resolved.set(key, value);
        }
        Ok(resolved)
    }

    /// The document catalog (7.7.2).
    ///
    /// # Errors
    /// [`Error::NoCatalog`] if the trailer names none.
    pub fn catalog(&self) -> Result<Dictionary, Error> {
        match self.lookup(self.trailer(), "Root")? {
            Object::Dictionary(catalog) => Ok(catalog),
            _ => Err(Error::NoCatalog),
        }
    }

    /// The object that is the document catalog.
    #[must_use]
    pub fn catalog_id(&self) -> Option<ObjectId> {
        self.trailer().get("Root")?.as_reference()
    }

    /// Where an object stands in the file, from its number to the end of `endobj`; none for
    /// objects in object streams, and for damaged ones.
    #[must_use]
    pub fn span(&self, id: ObjectId) -> Option<Range<u64>> {
        let found = self.indirect(id).ok()??;
        match found.data_start {
            None => Some(found.span),
            Some(_) => Some(found.span.start..self.extent(&found, 0).ok()?.end),
        }
    }

    /// Where the values of an object's dictionary stand in the file, to the byte.
    ///
    /// # Errors
    /// [`Error::WrongType`] if the object is no dictionary of its own in the file.
    pub fn dictionary_spans(&self, id: ObjectId) -> Result<DictionarySpans, Error> {
        let wrong = Error::WrongType {
            what: "the object",
            expected: "a dictionary in the file",
        };
        let offset = self.offset(id).ok_or(wrong.clone())?;
        let (found, values) = self.parser_at(offset).indirect_with_spans()?;
        check_id(&found, id, offset)?;
        Ok(DictionarySpans {
            dictionary: found.dictionary.ok_or(wrong)?,
            values,
        })
    }

    /// Whether the object is framed in the file as it should be; in object streams there is
    /// nothing to frame.
    pub(crate) fn frame(&self, id: ObjectId) -> Result<Frame, Error> {
        if let Some(Entry::InFile { offset, .. }) = self.entry(id.number) {
            let index = None;
            let kept = self.document.cached_frame(Spot { id, offset, index });
            if let Some(frame) = kept {
                return Ok(frame);
            }
        }
        Ok(match self.indirect(id)? {
            None => Frame::closed(true),
            Some(found) if found.data_start.is_none() => Frame::closed(found.terminated),
            Some(found) => {
                let extent = self.extent(&found, 0)?;
                Frame {
                    terminated: extent.terminated,
                    length_right: extent.length_right,
                }
            }
        })
    }

    /// The object as it stands in the file, if it does.
    fn indirect(&self, id: ObjectId) -> Result<Option<Indirect>, Error> {
        let offset = self.offset(id);
        offset
            .map(|offset| self.indirect_at(id, offset))
            .transpose()
    }

    fn indirect_at(&self, id: ObjectId, offset: u64) -> Result<Indirect, Error> {
        let found = self.parser_at(offset).indirect()?;
        check_id(&found, id, offset)?;
        Ok(found)
    }

    /// Where the object begins, if it stands in the file.
    fn offset(&self, id: ObjectId) -> Option<u64> {
        match self.entry(id.number) {
            Some(Entry::InFile { offset, generation }) if generation == id.generation => {
                Some(offset)
            }
            _ => None,
        }
    }

    fn parser_at(&self, offset: u64) -> Parser<'a> {
        Parser::new(self.document.metered(), offset, self.document.limits())
    }
}

fn check_id(found: &Indirect, id: ObjectId, offset: u64) -> Result<(), Error> {
    match found.id == id {
        true => Ok(()),
        false => Err(Error::NotAtOffset { id, offset }),
    }
}

/// What stands around an object in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// `endobj` is where it should be.
    pub(crate) terminated: bool,
    /// `/Length` says the truth, if it is a stream.
    pub(crate) length_right: bool,
}

impl Frame {
    /// Of an object that is no stream.
    fn closed(terminated: bool) -> Self {
        Self {
            terminated,
            length_right: true,
        }
    }

    /// Whether every reader must find the end of the object where we do.
    pub(crate) fn is_right(self) -> bool {
        self.terminated && self.length_right
    }
}

/// Where the values of a dictionary stand in the file, to the byte.
///
/// What a signature covers is judged on these: the gap in its `/ByteRange` must be the token of
/// `/Contents` and nothing else.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DictionarySpans {
    /// From `<<` to `>>`.
    pub dictionary: Range<u64>,
    /// Every key with the span of its value, in the order of the file; a key that stands twice is
    /// here twice.
    pub values: Vec<(Name, Range<u64>)>,
}

impl DictionarySpans {
    /// The span of the value of `key`, if it stands exactly once.
    #[must_use]
    pub fn only(&self, key: &str) -> Option<Range<u64>> {
        let mut found = self.values.iter().filter(|(name, _)| name == key);
        let (_, span) = found.next()?;
        found.next().is_none().then(|| span.clone())
    }
}

/// What `object` is or refers to, reference by reference as `get` knows them.
pub(crate) fn follow(
    object: &Object,
    limits: &Limits,
    get: impl Fn(ObjectId) -> Result<Object, Error>,
) -> Result<Object, Error> {
    let Object::Reference(first) = object else {
        return Ok(object.clone());
    };
    let mut id = *first;
    for _ in 0..limits.reference_chain {
        match get(id)? {
            Object::Reference(next) => id = next,
            found => return Ok(found),
        }
    }
    Err(Error::ReferenceLoop { id: *first })
}
