//! Stream filters (ISO 32000-2, 7.4), decoding only.
//!
//! Image filters are left encoded: whoever draws a page decodes them. Every decoder stops at a
//! given size, so that a small stream cannot fill the memory.

mod ascii;
mod flate;
mod lzw;
mod predictor;
mod run_length;

use crate::error::Error;
use crate::object::{Dictionary, Name, Object};
use predictor::Predictor;

/// One filter with its parameters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Filter {
    Flate(Predictor),
    Lzw {
        early_change: bool,
        predictor: Predictor,
    },
    AsciiHex,
    Ascii85,
    RunLength,
    /// Decryption, which comes before all decoding (7.4.10).
    Crypt,
    /// `DCTDecode` and the like.
    Image(&'static str),
}

/// The filters of a stream in the order of decoding.
///
/// `resolve` follows references, which may stand for the filters and for their parameters. There
/// are `limit` filters at most, each of which may give as many bytes as the last.
pub(crate) fn filters(
    dictionary: &Dictionary,
    limit: usize,
    resolve: &dyn Fn(&Object) -> Result<Object, Error>,
) -> Result<Vec<Filter>, Error> {
    let entry = |long: &str, short: &str| match dictionary.get(long).or(dictionary.get(short)) {
        Some(value) => resolve(value),
        None => Ok(Object::Null),
    };
    let names = list(entry("Filter", "F")?);
    if names.len() > limit {
        return Err(Error::TooManyFilters { limit });
    }
    let parameters = list(entry("DecodeParms", "DP")?);
    let mut parameters = parameters.iter();
    names
        .iter()
        .map(|name| {
            let name = resolve(name)?;
            let name = name.as_name().ok_or(Error::WrongType {
                what: "a stream filter",
                expected: "a name",
            })?;
            let parameters = match parameters.next() {
                Some(parameters) => resolve(parameters)?,
                None => Object::Null,
            };
            filter(name, &parameters, resolve)
        })
        .collect()
}

/// Decodes `data` through `filters`; no step may give more than `limit` bytes.
pub(crate) fn decode(filters: &[Filter], data: Vec<u8>, limit: usize) -> Result<Vec<u8>, Error> {
    let mut data = data;
    for filter in filters {
        data = match filter {
            Filter::Flate(predictor) => predictor.undo(flate::decode(&data, limit)?)?,
            Filter::Lzw {
                early_change,
                predictor,
            } => predictor.undo(lzw::decode(&data, *early_change, limit)?)?,
            Filter::AsciiHex => ascii::decode_hex(&data)?,
            Filter::Ascii85 => ascii::decode_85(&data, limit)?,
            Filter::RunLength => run_length::decode(&data, limit)?,
            Filter::Crypt => data,
            Filter::Image(filter) => return Err(Error::ImageFilter { filter }),
        };
    }
    Ok(data)
}

fn list(value: Object) -> Vec<Object> {
    match value {
        Object::Null => Vec::new(),
        Object::Array(items) => items,
        single => vec![single],
    }
}

/// A filter by its name or its abbreviation for inline images, which real streams use too.
fn filter(
    name: &Name,
    parameters: &Object,
    resolve: &dyn Fn(&Object) -> Result<Object, Error>,
) -> Result<Filter, Error> {
    let number = |key: &str| -> Result<Option<i64>, Error> {
        match parameters
            .as_dictionary()
            .and_then(|parameters| parameters.get(key))
        {
            Some(value) => Ok(resolve(value)?.as_integer()),
            None => Ok(None),
        }
    };
    Ok(match name.as_bytes() {
        b"FlateDecode" | b"Fl" => Filter::Flate(Predictor::from_parameters(&number)?),
        b"LZWDecode" | b"LZW" => Filter::Lzw {
            early_change: number("EarlyChange")? != Some(0),
            predictor: Predictor::from_parameters(&number)?,
        },
        b"ASCIIHexDecode" | b"AHx" => Filter::AsciiHex,
        b"ASCII85Decode" | b"A85" => Filter::Ascii85,
        b"RunLengthDecode" | b"RL" => Filter::RunLength,
        b"Crypt" => Filter::Crypt,
        b"DCTDecode" | b"DCT" => Filter::Image("DCTDecode"),
        b"CCITTFaxDecode" | b"CCF" => Filter::Image("CCITTFaxDecode"),
        b"JPXDecode" => Filter::Image("JPXDecode"),
        b"JBIG2Decode" => Filter::Image("JBIG2Decode"),
        other => {
            return Err(Error::UnknownFilter {
                filter: String::from_utf8_lossy(other).into_owned(),
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direct(object: &Object) -> Result<Object, Error> {
        Ok(object.clone())
    }

    #[test]
    fn filters_are_applied_in_order_with_their_own_parameters() {
        let dictionary = Dictionary::new()
            .with(
                "Filter",
                vec![Object::name("AHx"), Object::name("RunLengthDecode")],
            )
            .with("DecodeParms", vec![Object::Null, Object::Null]);
        let filters = filters(&dictionary, 2, &direct).unwrap();
        assert_eq!(filters, [Filter::AsciiHex, Filter::RunLength]);
        let decoded = decode(&filters, b"02 61 62 63 fe 7a 80>".to_vec(), 100).unwrap();
        assert_eq!(decoded, b"abczzz");
    }

    #[test]
    fn image_filters_stay_encoded_and_unknown_ones_are_named() {
        let code = |name: &str| {
            let dictionary = Dictionary::new().with("Filter", Object::name(name));
            filters(&dictionary, 1, &direct)
                .and_then(|filters| decode(&filters, vec![0], 100))
                .unwrap_err()
                .code()
        };
        assert_eq!(code("JPXDecode"), "pdf-image-filter");
        assert_eq!(code("Nonsense"), "pdf-unknown-filter");
    }
}
