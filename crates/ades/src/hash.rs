//! Digests of parts of a file, read piece by piece.

use std::io;
use std::ops::Range;

use pdf::ReadAt;
use pki::DigestAlgorithm;
use sha2::Digest as _;

/// How much is read at a time: large enough to hash at full speed, small enough for any cache.
const PIECE: usize = 64 * 1024;

/// A digest being computed. A clone goes on from the same point.
#[derive(Clone)]
pub(crate) enum Hasher {
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
    Sha224(sha2::Sha224),
    Sha3_224(sha3::Sha3_224),
    Sha3_256(sha3::Sha3_256),
    Sha3_384(sha3::Sha3_384),
    Sha3_512(sha3::Sha3_512),
}

impl Hasher {
    pub(crate) fn new(algorithm: DigestAlgorithm) -> Self {
        match algorithm {
            DigestAlgorithm::Sha1 => Self::Sha1(sha1::Sha1::new()),
            DigestAlgorithm::Sha256 => Self::Sha256(sha2::Sha256::new()),
            DigestAlgorithm::Sha384 => Self::Sha384(sha2::Sha384::new()),
            DigestAlgorithm::Sha512 => Self::Sha512(sha2::Sha512::new()),
            DigestAlgorithm::Sha224 => Self::Sha224(sha2::Sha224::new()),
            DigestAlgorithm::Sha3_224 => Self::Sha3_224(sha3::Sha3_224::new()),
            DigestAlgorithm::Sha3_256 => Self::Sha3_256(sha3::Sha3_256::new()),
            DigestAlgorithm::Sha3_384 => Self::Sha3_384(sha3::Sha3_384::new()),
            DigestAlgorithm::Sha3_512 => Self::Sha3_512(sha3::Sha3_512::new()),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(state) => state.update(bytes),
            Self::Sha256(state) => state.update(bytes),
            Self::Sha384(state) => state.update(bytes),
            Self::Sha512(state) => state.update(bytes),
            Self::Sha224(state) => state.update(bytes),
            Self::Sha3_224(state) => state.update(bytes),
            Self::Sha3_256(state) => state.update(bytes),
            Self::Sha3_384(state) => state.update(bytes),
            Self::Sha3_512(state) => state.update(bytes),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(state) => state.finalize().to_vec(),
            Self::Sha256(state) => state.finalize().to_vec(),
            Self::Sha384(state) => state.finalize().to_vec(),
            Self::Sha512(state) => state.finalize().to_vec(),
            Self::Sha224(state) => state.finalize().to_vec(),
            Self::Sha3_224(state) => state.finalize().to_vec(),
            Self::Sha3_256(state) => state.finalize().to_vec(),
            Self::Sha3_384(state) => state.finalize().to_vec(),
            Self::Sha3_512(state) => state.finalize().to_vec(),
        }
    }
}

/// The digest of `ranges` of `source`, one behind the other.
///
/// # Errors
/// Those of the medium, and a range that ends behind the end.
pub(crate) fn digest_ranges(
    source: &dyn ReadAt,
    ranges: &[Range<u64>],
    algorithm: DigestAlgorithm,
) -> io::Result<Vec<u8>> {
    let mut hasher = Hasher::new(algorithm);
    for range in ranges {
        for_pieces(source, range.clone(), |piece| hasher.update(piece))?;
    }
    Ok(hasher.finish())
}

/// Calls `f` with the bytes of `range`, in order, in pieces.
pub(crate) fn for_pieces(
    source: &dyn ReadAt,
    range: Range<u64>,
    mut f: impl FnMut(&[u8]),
) -> io::Result<()> {
    if let Some(bytes) = source.in_memory(range.clone()) {
        bytes.chunks(PIECE).for_each(f);
        return Ok(());
    }
    let mut buffer = vec![0; PIECE];
    let mut offset = range.start;
    while offset < range.end {
        let left = usize::try_from(range.end - offset).unwrap_or(usize::MAX);
        let length = left.min(PIECE);
        let piece = buffer
            .get_mut(..length)
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        source.read_exact_at(offset, piece)?;
        f(piece);
        offset += u64::try_from(length).unwrap_or(0);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_hashed_one_behind_the_other() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for algorithm in [
            DigestAlgorithm::Sha1,
            DigestAlgorithm::Sha256,
            DigestAlgorithm::Sha384,
            DigestAlgorithm::Sha512,
        ] {
            let expected = algorithm.digest(&[&bytes[..70_000], &bytes[80_000..]].concat());
            let found = digest_ranges(&bytes, &[0..70_000, 80_000..200_000], algorithm).unwrap();
            assert_eq!(found, expected);
        }
        assert!(digest_ranges(&bytes, &[0..9, 0..200_001], DigestAlgorithm::Sha256).is_err());
    }
}
