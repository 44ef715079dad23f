//! Whole objects under the key of the file that they are appended to (ISO 32000-2, 7.6.2).

use super::Randomness;
use crate::crypt::SecurityHandler;
use crate::{Dictionary, Error, Object, ObjectId, PdfString, Stream, StreamData, decrypt};

/// Encrypts the strings and the stream data of objects; without a handler it leaves them.
pub(crate) struct Encryptor<'a> {
    pub(crate) handler: Option<&'a SecurityHandler>,
    pub(crate) randomness: &'a mut Randomness,
}

impl Encryptor<'_> {
    /// The object `id` as it stands in the file. The data of streams must be in memory.
    pub(crate) fn object(&mut self, id: ObjectId, object: &Object) -> Result<Object, Error> {
        let Some(handler) = self.handler else {
            return Ok(object.clone());
        };
        Ok(match object {
            Object::String(string) => {
                let iv = self.randomness.next();
                Object::String(PdfString {
                    bytes: handler.encrypt_string(id, &string.bytes, iv)?,
                    hexadecimal: true,
                })
            }
            Object::Array(items) => {
                let items = items.iter().map(|item| self.object(id, item));
                Object::Array(items.collect::<Result<_, _>>()?)
            }
            Object::Dictionary(dictionary) => self.dictionary(id, dictionary)?.into(),
            Object::Stream(stream) => self.stream(handler, id, stream)?.into(),
            Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Name(_)
            | Object::Reference(_) => object.clone(),
        })
    }

    fn stream(
        &mut self,
        handler: &SecurityHandler,
        id: ObjectId,
        stream: &Stream,
    ) -> Result<Stream, Error> {
        let dictionary = self.dictionary(id, &stream.dictionary)?;
        let data = match &stream.data {
            StreamData::Owned(data) => data.to_vec(),
            StreamData::InFile { .. } => return Ok(stream.clone()),
        };
        let iv = self.randomness.next();
        let data = handler.encrypt_stream(id, &stream.dictionary, data, iv)?;
        Ok(Stream::new(dictionary, data))
    }

    fn dictionary(&mut self, id: ObjectId, dictionary: &Dictionary) -> Result<Dictionary, Error> {
        let signature = decrypt::is_signature(dictionary);
        let entries = dictionary.iter().map(|(key, value)| {
            // 7.6.2: the signature value must be readable without the key.
            let value = match signature && key == "Contents" {
                true => value.clone(),
                false => self.object(id, value)?,
            };
            Ok((key.clone(), value))
        });
        Ok(Dictionary::from_parsed(
            entries.collect::<Result<_, Error>>()?,
        ))
    }
}
