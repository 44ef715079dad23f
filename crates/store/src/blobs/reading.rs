//! A blob on its way out, piece by piece, so that no file need be in memory whole.
//!
//! What fits into one piece is checked before any of it is given. Of what is larger the last piece is
//! kept back until the SHA-256 of all is right: a damaged blob ends in an error before its last byte,
//! and whoever was told its size knows that it is not whole.

use std::path::PathBuf;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use object_store::ObjectStoreExt as _;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use tokio_util::bytes::Bytes;

use super::{Blobs, Digest, Inner, key, place};
use crate::Error;

/// Bytes of a piece.
const PIECE: usize = 256 * 1024;

/// A blob that is being read.
pub struct Reading {
    digest: Digest,
    size: u64,
    source: Source,
    seen: Sha256,
    /// The piece that is given once it is known not to be the last, or the whole to be right.
    held: Option<Bytes>,
}

enum Source {
    File(File, PathBuf),
    Objects(BoxStream<'static, object_store::Result<Bytes>>),
    /// Nothing is left to read, and what is held was checked.
    Ended,
}

impl Blobs {
    /// Opens a blob to be read piece by piece.
    ///
    /// # Errors
    /// When it is missing, or small and damaged.
    pub async fn read(&self, agency: &str, digest: &Digest) -> Result<Reading, Error> {
        let missing = || Error::BlobMissing(digest.to_string());
        let (size, source) = match &self.0 {
            Inner::Folder(root) => {
                let path = place(root, agency, digest);
                let failed = |source: std::io::Error| match source.kind() {
                    std::io::ErrorKind::NotFound => missing(),
                    _ => Error::File {
                        path: path.clone(),
                        source,
                    },
                };
                let file = File::open(&path).await.map_err(failed)?;
                let size = file.metadata().await.map_err(failed)?.len();
                (size, Source::File(file, path))
            }
            Inner::Objects(objects) => match objects.get(&key(agency, digest)).await {
                Ok(answer) => (answer.meta.size, Source::Objects(answer.into_stream())),
                Err(object_store::Error::NotFound { .. }) => return Err(missing()),
                Err(error) => return Err(error.into()),
            },
        };
        let reading = Reading {
            digest: digest.clone(),
            size,
            source,
            seen: Sha256::new(),
            held: None,
        };
        match usize::try_from(size) {
            Ok(size) if size <= PIECE => reading.checked().await,
            _ => Ok(reading),
        }
    }
}

impl Reading {
    /// The digest that the whole must have.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// How many bytes there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// Instead of the last piece [`Error::BlobDamaged`], when the whole is not what it should be.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            match self.source.next().await {
                // An empty piece would let go of the one before it.
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(Some(piece)) => {
                    self.seen.update(&piece);
                    if let Some(before) = self.held.replace(piece) {
                        return Ok(Some(before));
                    }
                }
                Ok(None) if matches!(self.source, Source::Ended) => return Ok(self.held.take()),
                Ok(None) => {
                    self.source = Source::Ended;
                    if Digest::finished(std::mem::take(&mut self.seen)) != self.digest {
                        self.held = None;
                        return Err(Error::BlobDamaged(self.digest.to_string()));
                    }
                }
                Err(error) => {
                    (self.source, self.held) = (Source::Ended, None);
                    return Err(error);
                }
            }
        }
    }

    /// All of it at once.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn whole(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        while let Some(piece) = self.next().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    }

    /// The pieces as a stream, which ends with the first error. Asked again behind its end, as what
    /// compresses an answer does, it is at its end still.
    pub fn pieces(self) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
        stream::unfold(self, async |mut reading| {
            let piece = reading.next().await.transpose()?;
            Some((piece, reading))
        })
        .fuse()
    }

    async fn checked(self) -> Result<Self, Error> {
        let digest = self.digest.clone();
        let whole = self.whole().await?;
        Ok(Self {
            digest,
            size: u64::try_from(whole.len()).unwrap_or(u64::MAX),
            source: Source::Ended,
            seen: Sha256::new(),
            held: Some(Bytes::from(whole)).filter(|it| !it.is_empty()),
        })
    }
}

impl Source {
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        match self {
            Self::File(file, path) => {
                let mut piece = vec![0; PIECE];
                match file.read(&mut piece).await {
                    Ok(0) => Ok(None),
                    Ok(read) => {
                        piece.truncate(read);
                        Ok(Some(Bytes::from(piece)))
                    }
                    Err(source) => Err(Error::File {
                        path: path.clone(),
                        source,
                    }),
                }
            }
            Self::Objects(pieces) => Ok(pieces.next().await.transpose()?),
            Self::Ended => Ok(None),
        }
    }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Reading")
            .field("digest", &self.digest)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
