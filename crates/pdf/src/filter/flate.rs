//! `FlateDecode`: zlib data (ISO 32000-2, 7.4.4).

use flate2::{Decompress, FlushDecompress, Status};

use crate::cursor::to_usize;
use crate::error::Error;

const CHUNK: usize = 64 << 10;

/// Inflates `data`; what is there before a missing end counts, as in other readers.
pub(super) fn decode(data: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let mut decoder = Decompress::new(true);
    let mut decoded = Vec::new();
    loop {
        let before = (decoder.total_in(), decoder.total_out());
        let left = limit.saturating_add(1).saturating_sub(decoded.len());
        decoded.reserve(left.min(CHUNK.max(decoded.len())));
        let rest = data.get(to_usize(before.0)..).unwrap_or_default();
        let status = decoder
            .decompress_vec(rest, &mut decoded, FlushDecompress::None)
            .map_err(|_| Error::BadStreamData {
                filter: "FlateDecode",
                reason: "the compressed data are damaged",
            })?;
        if decoded.len() > limit {
            return Err(Error::StreamTooLarge { limit });
        }
        let stalled = before == (decoder.total_in(), decoder.total_out());
        if status == Status::StreamEnd || stalled {
            return Ok(decoded);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn deflate(data: &[u8]) -> Vec<u8> {
        let mut encoder =
            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_bomb_meets_the_limit() {
        let bomb = deflate(&vec![0; 1 << 20]);
        assert_eq!(decode(&bomb, 1 << 20).unwrap().len(), 1 << 20);
        assert_eq!(
            decode(&bomb, (1 << 20) - 1).unwrap_err().code(),
            "pdf-stream-too-large"
        );
    }

    #[test]
    fn a_cut_stream_gives_what_is_there_and_a_damaged_one_an_error() {
        let whole = deflate(b"hello, hello, hello");
        let cut = whole.get(..whole.len() - 4).unwrap();
        assert_eq!(decode(cut, 100).unwrap(), b"hello, hello, hello");
        assert_eq!(
            decode(b"not zlib at all", 100).unwrap_err().code(),
            "pdf-bad-stream-data"
        );
        assert_eq!(decode(b"", 100).unwrap(), b"");
    }
}
