//! From the changes of an update to the bytes of its revision.

use std::ops::Range;
use std::sync::Arc;

use super::section::{self, Place};
use super::{Appended, Encryptor, MAX_OBJECT_NUMBER, Randomness, SignatureGap, Update};
use crate::{
    Dictionary, Document, Error, Object, ObjectId, PdfString, ReadAt, Stream, StreamData, View,
    XrefStyle, serialize,
};

/// Room for the three numbers of a `/ByteRange` that are known last, at any file size.
const BYTE_RANGE_WIDTH: usize = 64;

/// Trailer entries that belong to one section, not to the file (Tables 15, 17, 5 and 19).
const SECTION_ENTRIES: [&str; 13] = [
    "Size",
    "Prev",
    "XRefStm",
    "Type",
    "Index",
    "W",
    "Length",
    "Filter",
    "DecodeParms",
    "F",
    "FFilter",
    "FDecodeParms",
    "DL",
];

pub(super) fn lay_out(update: &Update, seed: &[u8; 32]) -> Result<Appended, Error> {
    let document = &update.document;
    let view = document.latest();
    let last = document.revisions().last().ok_or(Error::NoCatalog)?;
    let mut randomness = Randomness::new(seed);
    let mut trailer = trailer(view, randomness.next())?;
    trailer.set("Prev", i64::try_from(last.startxref).unwrap_or(i64::MAX));

    let mut tail = Tail::after(document)?;
    let mut encryptor = Encryptor {
        handler: document.encryption(),
        randomness: &mut randomness,
    };
    let encryption = view.trailer().get("Encrypt").and_then(Object::as_reference);
    for (number, change) in &update.changes {
        let id = ObjectId {
            number: *number,
            generation: change.generation,
        };
        if encryption.is_some_and(|encryption| encryption.number == *number) {
            return Err(Error::EncryptionChanged);
        }
        let object = encryptor.object(id, &in_memory(view, &change.object)?)?;
        match &update.signature {
            Some(signature) if signature.id == id => {
                tail.signature(id, &object, signature.capacity);
            }
            _ => tail.object(id, &object),
        }
    }
    tail.section(last.style, update.next, trailer)?;
    let gap = tail.fill_byte_range();
    Ok(Appended::new(
        Arc::clone(document.source()),
        tail.bytes,
        gap,
    ))
}

/// The entries of the trailer that go on from revision to revision, with a renewed `/ID`.
fn trailer(view: View<'_>, renewed: [u8; 16]) -> Result<Dictionary, Error> {
    let mut trailer = view.trailer().clone();
    for key in SECTION_ENTRIES {
        trailer.remove(key);
    }
    let id = view.lookup(&trailer, "ID")?;
    if let Some([first @ Object::String(_), ..]) = id.as_array() {
        let second = PdfString {
            bytes: renewed.to_vec(),
            hexadecimal: true,
        };
        trailer.set("ID", vec![first.clone(), second.into()]);
    }
    Ok(trailer)
}

/// The object with its stream data read and decrypted, if they are still in the file.
fn in_memory(view: View<'_>, object: &Object) -> Result<Object, Error> {
    match object {
        Object::Stream(stream) if !matches!(stream.data, StreamData::Owned(_)) => {
            let data = view.raw_stream_data(stream)?;
            Ok(Stream::new(stream.dictionary.clone(), data).into())
        }
        other => Ok(other.clone()),
    }
}

/// The bytes behind the old file, as they grow.
struct Tail {
    /// The length of the old file.
    base: u64,
    bytes: Vec<u8>,
    places: Vec<Place>,
    signature: Option<Gap>,
}

/// Where in the tail the signature's placeholders are.
struct Gap {
    byte_range: Range<usize>,
    contents: Range<usize>,
}

impl Tail {
    fn after(document: &Document) -> Result<Self, Error> {
        let source = document.source();
        let base = source.len();
        let mut last = [b'\n'];
        if let Some(offset) = base.checked_sub(1) {
            source
                .read_exact_at(offset, &mut last)
                .map_err(|source| Error::Read {
                    offset,
                    source: Arc::new(source),
                })?;
        }
        // An object begins on a line of its own.
        let bytes = match last {
            [b'\n' | b'\r'] => Vec::new(),
            _ => vec![b'\n'],
        };
        Ok(Self {
            base,
            bytes,
            places: Vec::new(),
            signature: None,
        })
    }

    /// The offset in the file at which the next byte will stand.
    fn offset(&self) -> u64 {
        self.base.saturating_add(ReadAt::len(&self.bytes))
    }

    fn object(&mut self, id: ObjectId, object: &Object) {
        self.begin(id);
        serialize::write_indirect(&mut self.bytes, id, object);
    }

    fn begin(&mut self, id: ObjectId) {
        let offset = self.offset();
        self.places.push(Place { id, offset });
    }

    /// A signature dictionary with room for its byte range and its contents.
    fn signature(&mut self, id: ObjectId, object: &Object, capacity: usize) {
        self.begin(id);
        serialize::begin_indirect(&mut self.bytes, id);
        let empty = Dictionary::new();
        let dictionary = object.as_dictionary().unwrap_or(&empty);
        serialize::write_object(&mut self.bytes, &dictionary.clone().into());
        // Reopen the dictionary: its placeholders come last, where their places are known.
        self.bytes.truncate(self.bytes.len().saturating_sub(2));
        self.bytes.extend(b"/ByteRange ");
        let byte_range = self.spaces(BYTE_RANGE_WIDTH);
        self.bytes.extend(b"/Contents ");
        let start = self.bytes.len();
        self.bytes.push(b'<');
        let digits = capacity.saturating_mul(2);
        self.bytes.extend(std::iter::repeat_n(b'0', digits));
        self.bytes.push(b'>');
        let contents = start..self.bytes.len();
        self.bytes.extend(b">>");
        serialize::end_indirect(&mut self.bytes);
        self.signature = Some(Gap {
            byte_range,
            contents,
        });
    }

    fn spaces(&mut self, count: usize) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend(std::iter::repeat_n(b' ', count));
        start..self.bytes.len()
    }

    fn section(
        &mut self,
        style: XrefStyle,
        next: u32,
        mut trailer: Dictionary,
    ) -> Result<(), Error> {
        let startxref = self.offset();
        let size = match style {
            XrefStyle::Stream => next.saturating_add(1),
            XrefStyle::Table | XrefStyle::Hybrid => next,
        };
        if size.saturating_sub(1) > MAX_OBJECT_NUMBER {
            return Err(Error::TooManyObjects {
                limit: MAX_OBJECT_NUMBER,
            });
        }
        trailer.set("Size", i64::from(size));
        match style {
            XrefStyle::Stream => {
                let id = ObjectId {
                    number: next,
                    generation: 0,
                };
                self.begin(id);
                section::write_stream(&mut self.bytes, &self.places, &trailer);
            }
            XrefStyle::Table | XrefStyle::Hybrid => {
                section::write_table(&mut self.bytes, &self.places, &trailer)?;
            }
        }
        section::write_end(&mut self.bytes, startxref);
        Ok(())
    }

    /// Writes the byte range, now that the length of everything is known.
    fn fill_byte_range(&mut self) -> Option<SignatureGap> {
        let gap = self.signature.take()?;
        let at = |index: usize| u64::try_from(index).map(|index| self.base.saturating_add(index));
        let (start, end) = (at(gap.contents.start).ok()?, at(gap.contents.end).ok()?);
        let rest = self.offset().saturating_sub(end);
        let text = format!("[0 {start} {end} {rest}]");
        let room = self.bytes.get_mut(gap.byte_range)?;
        for (to, from) in room.iter_mut().zip(text.bytes()) {
            *to = from;
        }
        Some(SignatureGap {
            contents: start..end,
            byte_range: [0, start, end, rest],
        })
    }
}
