//! What a CMS signature is over: bytes outside, the content inside, or both.

use pki::DigestAlgorithm;

/// Digests of the bytes outside the message, computed in one pass over them.
#[derive(Clone, Debug, Default)]
pub(super) struct Digests(pub(super) Vec<(DigestAlgorithm, Vec<u8>)>);

impl Digests {
    pub(super) fn of(&self, algorithm: DigestAlgorithm) -> Option<&[u8]> {
        let mut all = self.0.iter();
        let (_, digest) = all.find(|(found, _)| *found == algorithm)?;
        Some(digest)
    }
}

/// Where the signed content is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Bytes outside.
    Outside(Digests),
    /// The SHA-1 of bytes outside stands inside and is what was signed (`adbe.pkcs7.sha1`).
    Sha1Inside(Digests),
    /// The content stands inside; bytes outside, if there are any, must be the same.
    Inside(Option<Digests>),
    /// It is not at hand.
    Missing,
}

impl Content {
    /// The digest of what was signed, of which `inside` is the part in the message.
    pub(super) fn digest(
        &self,
        inside: Option<&[u8]>,
        algorithm: DigestAlgorithm,
    ) -> Option<Vec<u8>> {
        match self {
            Self::Outside(digests) => digests.of(algorithm).map(<[u8]>::to_vec),
            Self::Sha1Inside(_) | Self::Inside(_) => inside.map(|inside| algorithm.digest(inside)),
            Self::Missing => None,
        }
    }

    /// Whether content inside and bytes outside fit each other; the outer `None` where they need
    /// not, the inner where it cannot be told.
    pub(super) fn fits(
        &self,
        inside: Option<&[u8]>,
        algorithm: Option<DigestAlgorithm>,
    ) -> Option<Option<bool>> {
        let same = |outside: Option<&[u8]>, expected: Option<Vec<u8>>| {
            outside
                .zip(expected)
                .map(|(outside, expected)| outside == expected)
        };
        match self {
            Self::Sha1Inside(digests) => Some(same(
                digests.of(DigestAlgorithm::Sha1),
                inside.map(<[u8]>::to_vec),
            )),
            Self::Inside(Some(digests)) => Some(algorithm.and_then(|algorithm| {
                let expected = inside.map(|inside| algorithm.digest(inside));
                same(digests.of(algorithm), expected)
            })),
            Self::Inside(None) | Self::Outside(_) | Self::Missing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_outside_must_be_that_inside() {
        let digests = |bytes: &[u8]| {
            let all = [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256];
            Digests(
                all.map(|algorithm| (algorithm, algorithm.digest(bytes)))
                    .to_vec(),
            )
        };
        let algorithm = Some(DigestAlgorithm::Sha256);
        let both = Content::Inside(Some(digests(b"one")));
        assert_eq!(both.fits(Some(b"one"), algorithm), Some(Some(true)));
        assert_eq!(both.fits(Some(b"two"), algorithm), Some(Some(false)));
        assert_eq!(both.fits(None, algorithm), Some(None));
        let sha1 = DigestAlgorithm::Sha1.digest(b"one");
        let old = Content::Sha1Inside(digests(b"one"));
        assert_eq!(old.fits(Some(&sha1), None), Some(Some(true)));
        assert_eq!(old.fits(Some(b"one"), None), Some(Some(false)));
        assert_eq!(
            Content::Missing.digest(Some(b"one"), DigestAlgorithm::Sha1),
            None
        );
    }
}
