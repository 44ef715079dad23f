//! `RunLengthDecode` (ISO 32000-2, 7.4.5).

use crate::error::Error;

/// Copies and repeats bytes up to the end mark 128.
pub(super) fn decode(data: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let mut decoded = Vec::new();
    let mut rest = data;
    while let [length, tail @ ..] = rest {
        let length = usize::from(*length);
        match length {
            0..128 => {
                let (run, after) = tail.split_at(tail.len().min(length + 1));
                decoded.extend_from_slice(run);
                rest = after;
            }
            128 => break,
            _ => {
                let (run, after) = tail.split_at(tail.len().min(1));
                decoded.extend(run.iter().cycle().take(if run.is_empty() {
                    0
                } else {
                    257 - length
                }));
                rest = after;
            }
        }
        if decoded.len() > limit {
            return Err(Error::StreamTooLarge { limit });
        }
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_copies_even_when_cut_short() {
        assert_eq!(
            decode(&[1, b'a', b'b', 255, b'c', 128, 9], 100).unwrap(),
            b"abcc"
        );
        assert_eq!(decode(&[5, b'a'], 100).unwrap(), b"a");
        assert_eq!(decode(&[255], 100).unwrap(), b"");
        assert_eq!(
            decode(&[129, b'x'], 100).unwrap_err().code(),
            "pdf-stream-too-large"
        );
    }
}
