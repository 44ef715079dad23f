//! The object types of PDF (ISO 32000-2, 7.3).

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use crate::name::Name;

/// The name of an indirect object: its number and generation (ISO 32000-2, 7.3.10).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ObjectId {
    /// Object number, from 1.
    pub number: u32,
    /// Generation number, 0 for nearly every object in use.
    pub generation: u16,
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.generation)
    }
}

/// Any PDF object (ISO 32000-2, 7.3).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Object {
    /// The null object; also what a reference to a missing object resolves to.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number without a decimal point.
    Integer(i64),
    /// A number with a decimal point.
    Real(f64),
    /// A literal or hexadecimal string, decrypted.
    String(PdfString),
    /// A name, its `#xx` escapes resolved.
    Name(Name),
    /// An array.
    Array(Vec<Object>),
    /// A dictionary.
    Dictionary(Dictionary),
    /// A stream; only ever an indirect object.
    Stream(Stream),
    /// A reference to an indirect object.
    Reference(ObjectId),
}

impl Object {
    /// A name object from its text.
    #[must_use]
    pub fn name(text: impl AsRef<[u8]>) -> Self {
        Self::Name(Name::new(text))
    }

    /// The integer, if this is one.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, integer or real, if this is one.
    #[must_use]
    #[expect(
        clippy::as_conversions,
        reason = "i64 to f64 has no lossless conversion; PDF readers round here too"
    )]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Real(value) => Some(*value),
            _ => None,
        }
    }

    /// The Boolean, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The name, if this is one.
    #[must_use]
    pub fn as_name(&self) -> Option<&Name> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_string(&self) -> Option<&PdfString> {
        match self {
            Self::String(string) => Some(string),
            _ => None,
        }
    }

    /// The array's items, if this is one.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Object]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The dictionary, or the dictionary of the stream, if this is either.
    #[must_use]
    pub fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            Self::Stream(stream) => Some(&stream.dictionary),
            _ => None,
        }
    }

    /// The stream, if this is one.
    #[must_use]
    pub fn as_stream(&self) -> Option<&Stream> {
        match self {
            Self::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    /// The reference, if this is one.
    #[must_use]
    pub fn as_reference(&self) -> Option<ObjectId> {
        match self {
            Self::Reference(id) => Some(*id),
            _ => None,
        }
    }
}

impl From<bool> for Object {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for Object {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Object {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<Name> for Object {
    fn from(value: Name) -> Self {
        Self::Name(value)
    }
}

impl From<PdfString> for Object {
    fn from(value: PdfString) -> Self {
        Self::String(value)
    }
}

impl From<Vec<Object>> for Object {
    fn from(value: Vec<Object>) -> Self {
        Self::Array(value)
    }
}

impl From<Dictionary> for Object {
    fn from(value: Dictionary) -> Self {
        Self::Dictionary(value)
    }
}

impl From<Stream> for Object {
    fn from(value: Stream) -> Self {
        Self::Stream(value)
    }
}

impl From<ObjectId> for Object {
    fn from(value: ObjectId) -> Self {
        Self::Reference(value)
    }
}

/// A string object: bytes, and the way they were written (ISO 32000-2, 7.3.4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PdfString {
    /// The bytes the string stands for, decrypted.
    pub bytes: Vec<u8>,
    /// Whether it is written as `<hex>` rather than `(literal)`.
    pub hexadecimal: bool,
}

impl PdfString {
    /// A literal string of raw bytes.
    #[must_use]
    pub fn literal(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            hexadecimal: false,
        }
    }

    /// A text string (ISO 32000-2, 7.9.2.2): plain ASCII as it is, anything else as UTF-16BE with
    /// its byte order mark, which every reader since PDF 1.2 understands.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Self::literal(text);
        }
        let mut bytes = vec![0xfe, 0xff];
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        Self {
            bytes,
            hexadecimal: true,
        }
    }

    /// The text of a text string: UTF-16BE or UTF-8 after their marks, else Latin-1, which is
    /// `PDFDocEncoding` in all but a few punctuation marks.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self.bytes.as_slice() {
            [0xfe, 0xff, rest @ ..] => {
                let units = rest
                    .chunks_exact(2)
                    .filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)));
                char::decode_utf16(units)
                    .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect()
            }
            [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            bytes => bytes.iter().copied().map(char::from).collect(),
        }
    }
}

/// A dictionary, its entries in the order of the file (ISO 32000-2, 7.3.7).
///
/// A key that stands twice is an anomaly that attackers use, since readers differ in which value
/// they take. The first value is the one that counts here; the key is kept in
/// [`Self::duplicate_keys`] for whoever judges the file.
///
/// Clones share their entries until one of them is changed: the same dictionary is asked for by
/// every revision that still has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary {
    entries: Arc<Entries>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Entries {
    known: Vec<(Name, Object)>,
    duplicates: Vec<Name>,
}

impl Dictionary {
    /// An empty dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of `key`; a missing key and a null value are the same (7.3.7).
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Object> {
        let (_, value) = self.entries.known.iter().find(|(name, _)| name == key)?;
        (*value != Object::Null).then_some(value)
    }

    /// Sets `key`, in its old place if it was there.
    pub fn set(&mut self, key: impl AsRef<[u8]>, value: impl Into<Object>) {
        let (name, value) = (Name::new(key), value.into());
        let entries = &mut Arc::make_mut(&mut self.entries).known;
        match entries.iter_mut().find(|(found, _)| *found == name) {
            Some((_, old)) => *old = value,
            None => entries.push((name, value)),
        }
    }

    /// The same dictionary with `key` set, for building one in an expression.
    #[must_use]
    pub fn with(mut self, key: impl AsRef<[u8]>, value: impl Into<Object>) -> Self {
        self.set(key, value);
        self
    }

    /// Removes `key` and gives its value.
    pub fn remove(&mut self, key: &str) -> Option<Object> {
        let position = self
            .entries
            .known
            .iter()
            .position(|(name, _)| name == key)?;
        Some(Arc::make_mut(&mut self.entries).known.remove(position).1)
    }

    /// The entries, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Object)> {
        self.entries.known.iter().map(|(name, value)| (name, value))
    }

    /// The entries, whose values may be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Name, &mut Object)> {
        let entries = Arc::make_mut(&mut self.entries).known.iter_mut();
        entries.map(|(name, value)| (&*name, value))
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.known.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.known.is_empty()
    }

    /// Keys that stood more than once.
    #[must_use]
    pub fn duplicate_keys(&self) -> &[Name] {
        &self.entries.duplicates
    }

    /// A dictionary as the parser met it: the first of equal keys wins, the others are noted.
    pub(crate) fn from_parsed(known: Vec<(Name, Object)>) -> Self {
        let mut entries = Entries {
            known,
            duplicates: Vec::new(),
        };
        if has_repeated(&entries.known) {
            entries.separate();
        }
        Self {
            entries: Arc::new(entries),
        }
    }
}

impl Entries {
    /// Takes out all but the first of equal keys.
    fn separate(&mut self) {
        let mut seen = HashSet::with_capacity(self.known.len());
        for (key, value) in std::mem::take(&mut self.known) {
            if seen.insert(key.clone()) {
                self.known.push((key, value));
            } else {
                self.duplicates.push(key);
            }
        }
    }
}

/// Whether a key stands twice.
fn has_repeated(entries: &[(Name, Object)]) -> bool {
    /// Up to here looking at all keys is quicker than hashing them.
    const FEW: usize = 16;
    if entries.len() <= FEW {
        let before = |at: usize, key: &Name| entries.iter().take(at).any(|(other, _)| other == key);
        let mut entries = entries.iter().enumerate();
        return entries.any(|(at, (key, _))| before(at, key));
    }
    let mut seen = HashSet::with_capacity(entries.len());
    !entries.iter().all(|(key, _)| seen.insert(key))
}

/// A stream: its dictionary and its still encoded data (ISO 32000-2, 7.3.8).
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// The stream dictionary. `/Length` is set anew when the stream is written.
    pub dictionary: Dictionary,
    /// The encoded data.
    pub data: StreamData,
}

impl Stream {
    /// A new stream whose `data` is already encoded as `dictionary` says.
    #[must_use]
    pub fn new(dictionary: Dictionary, data: Vec<u8>) -> Self {
        Self {
            dictionary,
            data: StreamData::Owned(data.into()),
        }
    }
}

/// Where the encoded data of a stream are.
#[derive(Clone, Debug, PartialEq)]
pub enum StreamData {
    /// In the file; still encrypted if the file is.
    InFile {
        /// Its offsets.
        range: Range<u64>,
        /// The object it was read from, whose number is part of the encryption key.
        owner: ObjectId,
    },
    /// In memory, not encrypted.
    Owned(Arc<[u8]>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_keys_counts_and_the_others_are_noted() {
        let entry = |key: &str, value: i64| (Name::new(key), Object::Integer(value));
        let dictionary = Dictionary::from_parsed(vec![entry("A", 1), entry("B", 2), entry("A", 3)]);
        assert_eq!(dictionary.get("A"), Some(&Object::Integer(1)));
        assert_eq!(dictionary.len(), 2);
        assert_eq!(dictionary.duplicate_keys(), [Name::new("A")]);
    }
}
