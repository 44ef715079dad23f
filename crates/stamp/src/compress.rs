//! Streams compressed with zlib (ISO 32000-2, 7.4.4).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf::{Dictionary, Object, Stream};

/// A stream of `data`, compressed, with `dictionary`'s entries.
pub(crate) fn stream(dictionary: Dictionary, data: &[u8]) -> Stream {
    match deflate(data) {
        Ok(packed) => Stream::new(
            dictionary.with("Filter", Object::name("FlateDecode")),
            packed,
        ),
        // Writing into memory does not fail; were it to, the plain data are as good.
        Err(_) => Stream::new(dictionary, data.to_vec()),
    }
}

fn deflate(data: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data)?;
    encoder.finish()
}
