//! From the cross-references to the object: in the file, in an object stream, or read before.

use std::sync::Arc;

use crate::decrypt;
use crate::error::Error;
use crate::extent::{self, Extent};
use crate::filter;
use crate::object::{Object, ObjectId, Stream, StreamData};
use crate::object_cache::{Kept, Spot};
use crate::object_stream::ObjectStream;
use crate::parser::Indirect;
use crate::read_at::ReadAt;
use crate::revision::Entry;
use crate::view::{Frame, View};

/// How far a stream's length and an object stream may lean on other objects.
const LEANING: u8 = 4;

impl View<'_> {
    /// An object, for the needs of another: `level` counts how far they lean on each other.
    pub(super) fn load(&self, id: ObjectId, level: u8) -> Result<Object, Error> {
        if level > LEANING {
            return Err(Error::ReferenceLoop { id });
        }
        match self.entry(id.number) {
            Some(Entry::InFile { offset, generation }) if generation == id.generation => {
                let spot = Spot {
                    id,
                    offset,
                    index: None,
                };
                match self.document.cached_object(spot)? {
                    Some(kept) => Ok(kept),
                    None => self.load_at(spot, level),
                }
            }
            Some(Entry::InStream { stream, index }) if id.generation == 0 => {
                self.load_from_stream(id, stream, index, level)
            }
            _ => Ok(Object::Null),
        }
    }

    fn load_at(&self, spot: Spot, level: u8) -> Result<Object, Error> {
        let id = spot.id;
        let mut found = self.indirect_at(id, spot.offset)?;
        if let Some(handler) = self.document.encryption_of(id) {
            decrypt::strings(handler, id, &mut found.object)?;
        }
        let length = found.span.end.saturating_sub(found.span.start);
        let keep = |object: &Object, frame: Frame| {
            let kept = Kept {
                object: object.clone(),
                bytes: length,
                frame,
            };
            self.document.keep_object(spot, kept);
        };
        if found.data_start.is_none() {
            keep(&found.object, Frame::closed(found.terminated));
            return Ok(found.object);
        }
        let extent = self.extent(&found, level)?;
        let Object::Dictionary(dictionary) = found.object else {
            return Ok(found.object);
        };
        let frame = Frame {
            terminated: extent.terminated,
            length_right: extent.length_right,
        };
        // A length that is an object of its own can be another one in another revision.
        let settled = matches!(dictionary.get("Length"), Some(Object::Integer(_)));
        let data = StreamData::InFile {
            range: extent.data,
            owner: id,
        };
        let object = Object::Stream(Stream { dictionary, data });
        if settled {
            keep(&object, frame);
        }
        Ok(object)
    }

    fn load_from_stream(
        &self,
        id: ObjectId,
        stream: u32,
        index: u32,
        level: u8,
    ) -> Result<Object, Error> {
        let spot = match self.entry(stream) {
            Some(Entry::InFile { offset, .. }) => Some(Spot {
                id,
                offset,
                index: Some(index),
            }),
            _ => None,
        };
        if let Some(spot) = spot
            && let Some(kept) = self.document.cached_object(spot)?
        {
            return Ok(kept);
        }
        let (object, length) = self.object_stream(stream, level)?.object(
            id.number,
            index,
            self.document.metered(),
            self.document.limits(),
        )?;
        if let Some(spot) = spot {
            let kept = Kept {
                object: object.clone(),
                bytes: length,
                frame: Frame::closed(true),
            };
            self.document.keep_object(spot, kept);
        }
        Ok(object)
    }

    /// Where the data of a stream object end.
    pub(super) fn extent(&self, found: &Indirect, level: u8) -> Result<Extent, Error> {
        let start = found.data_start.unwrap_or(found.span.end);
        let length = match found
            .object
            .as_dictionary()
            .and_then(|found| found.get("Length"))
        {
            // A length that cannot be read is as good as a wrong one.
            Some(Object::Reference(id)) => self.load(*id, level + 1).ok(),
            other => other.cloned(),
        };
        let length = length.and_then(|length| u64::try_from(length.as_integer()?).ok());
        let source = self.document.metered();
        let bound = self
            .document
            .index()
            .next_offset(start)
            .unwrap_or(source.len());
        extent::find(source, self.document.limits(), start, length, bound)
    }

    /// The object stream of this number, decoded.
    pub(crate) fn object_stream(&self, number: u32, level: u8) -> Result<Arc<ObjectStream>, Error> {
        let bad = |reason| Error::BadObjectStream { number, reason };
        let Some(Entry::InFile { offset, generation }) = self.entry(number) else {
            return Err(bad("not in the file"));
        };
        if let Some(kept) = self.document.cached(offset) {
            return Ok(kept);
        }
        let id = ObjectId { number, generation };
        let Object::Stream(stream) = self.load(id, level + 1)? else {
            return Err(bad("not a stream"));
        };
        let limit = self.document.limits().object_stream;
        let data = self.decoded(&stream, limit).map_err(|error| match error {
            Error::StreamTooLarge { limit } => Error::ObjectStreamTooLarge { number, limit },
            other => other,
        })?;
        self.document.spend_decoded(data.len())?;
        let decoded = ObjectStream::new(number, &stream, data, self.document.limits())?;
        let decoded = Arc::new(decoded);
        self.document.keep(offset, Arc::clone(&decoded));
        Ok(decoded)
    }

    pub(super) fn decoded(&self, stream: &Stream, limit: usize) -> Result<Vec<u8>, Error> {
        let most = self.document.limits().filters;
        let filters = filter::filters(&stream.dictionary, most, &|object| self.resolve(object))?;
        filter::decode(&filters, self.raw_stream_data(stream)?, limit)
    }
}
