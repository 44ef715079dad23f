//! Files by agency and SHA-256, written once and never changed (A1).
//!
//! In a folder a blob is written to a temporary file, synced, and linked under its name; in an
//! object storage it is put create-only. What is there already is read back and compared, so that a
//! damaged blob is never taken for the same file. Reading checks the digest again.

mod aside;
mod once;
mod reading;
mod unfinished;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Key;
use object_store::{ClientOptions, ObjectStore, PutMode, PutPayload, RetryConfig};
use sha2::{Digest as _, Sha256};
use tokio::task;

use crate::Error;

pub use once::Once;
pub use reading::Reading;

/// The SHA-256 of a blob, lower-case hex.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Digest(String);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::finished(Sha256::new_with_prefix(bytes))
    }

    /// The digest of what the hasher has seen.
    fn finished(hasher: Sha256) -> Self {
        let digest = hasher.finalize();
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A digest written as 64 lower-case hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(hex)).then(|| Self(text.to_owned()))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// Where the blobs are.
#[derive(Clone, Debug)]
pub enum BlobPlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of an S3-compatible object storage.
    S3 {
        /// Where the service answers; empty for the default of the region.
        endpoint: String,
        /// The bucket.
        bucket: String,
        /// The region.
        region: String,
        /// The name of the key.
        key_id: String,
        /// The key.
        secret: String,
    },
}

/// What an object storage that is there needs to take a connection.
const CONNECTING: Duration = Duration::from_secs(5);
/// What the largest file needs over a slow line.
const CARRYING: Duration = Duration::from_secs(600);
/// How often, and for how long, one that fails is asked again while somebody waits for the answer.
const RETRIES: usize = 3;
const RETRYING: Duration = Duration::from_secs(10);

/// How the name of a file begins that is not a blob yet.
const UNFINISHED: &str = ".tmp";

/// The blobs of all agencies.
#[derive(Clone, Debug)]
pub struct Blobs(Inner);

#[derive(Clone, Debug)]
enum Inner {
    Folder(Arc<Path>),
    Objects(Arc<dyn ObjectStore>),
}

impl Blobs {
    /// Opens the place, and makes sure that an object storage keeps create-only writes.
    ///
    /// # Errors
    /// When it cannot be written to, or overwrites.
    pub async fn open(place: &BlobPlace) -> Result<Self, Error> {
        match place {
            BlobPlace::Folder(folder) => {
                let made = tokio::fs::create_dir_all(folder).await;
                made.map_err(|source| Error::File {
                    path: folder.clone(),
                    source,
                })?;
                Ok(Self(Inner::Folder(folder.as_path().into())))
            }
            BlobPlace::S3 {
                endpoint,
                bucket,
                region,
                key_id,
                secret,
            } => {
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(bucket)
                    .with_region(region)
                    .with_access_key_id(key_id)
                    .with_secret_access_key(secret)
                    .with_client_options(client())
                    .with_retry(RetryConfig {
                        max_retries: RETRIES,
                        retry_timeout: RETRYING,
                        ..RetryConfig::default()
                    });
                if !endpoint.is_empty() {
                    builder = builder.with_endpoint(endpoint);
                }
                let blobs = Self(Inner::Objects(Arc::new(builder.build()?)));
                blobs.probe().await?;
                Ok(blobs)
            }
        }
    }

    /// Keeps the bytes for the agency, and gives their digest.
    ///
    /// # Errors
    /// When they could not be kept, or a damaged blob stands in their place.
    pub async fn put(&self, agency: &str, bytes: Vec<u8>) -> Result<Digest, Error> {
        let digest = Digest::of(&bytes);
        match &self.0 {
            Inner::Folder(root) => {
                let path = place(root, agency, &digest);
                let written = task::spawn_blocking(move || write(&path, &bytes)).await;
                written.map_err(|error| interrupted(root, error))??;
            }
            Inner::Objects(objects) => {
                let key = key(agency, &digest);
                let create = objects.put_opts(&key, bytes.into(), PutMode::Create.into());
                match create.await {
                    Ok(_) => {}
                    Err(object_store::Error::AlreadyExists { .. }) => {
                        self.get(agency, &digest).await?;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(digest)
    }

    /// The bytes of a blob, checked against its digest.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub async fn get(&self, agency: &str, digest: &Digest) -> Result<Vec<u8>, Error> {
        self.read(agency, digest).await?.whole().await
    }

    /// Where the blobs are, when in a folder: for a backup that copies files.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.0 {
            Inner::Folder(root) => Some(root),
            Inner::Objects(_) => None,
        }
    }

    /// Writes one object twice with different bytes: the second must be refused.
    async fn probe(&self) -> Result<(), Error> {
        let Inner::Objects(objects) = &self.0 else {
            return Ok(());
        };
        let key = Key::from("create-only-probe");
        let put = |text: &'static str| {
            objects.put_opts(
                &key,
                PutPayload::from_static(text.as_bytes()),
                PutMode::Create.into(),
            )
        };
        let first = put("first").await;
        if let Err(error) = first
            && !matches!(error, object_store::Error::AlreadyExists { .. })
        {
            return Err(error.into());
        }
        match put("second").await {
            Ok(_) => Err(Error::NotCreateOnly),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn client() -> ClientOptions {
    ClientOptions::new()
        .with_allow_http(true)
        .with_connect_timeout(CONNECTING)
        .with_timeout(CARRYING)
}

fn place(root: &Path, agency: &str, digest: &Digest) -> PathBuf {
    let shard = digest.as_str().get(..2).unwrap_or_default();
    root.join(agency).join(shard).join(digest.as_str())
}

fn key(agency: &str, digest: &Digest) -> Key {
    Key::from(format!("{agency}/{digest}"))
}

fn interrupted(root: &Path, error: task::JoinError) -> Error {
    Error::File {
        path: root.to_owned(),
        source: std::io::Error::other(error),
    }
}

/// Writes a whole file or nothing; one that is there must hold the same bytes.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new();
    let mut file = (file.prefix(UNFINISHED).tempfile_in(folder)).map_err(failed)?;
    std::io::Write::write_all(&mut file, bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            let folder = std::fs::File::open(folder).map_err(failed)?;
            folder.sync_all().map_err(failed)
        }
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            let there = std::fs::read(path).map_err(failed)?;
            if there == bytes {
                Ok(())
            } else {
                Err(Error::BlobDamaged(Digest::of(bytes).to_string()))
            }
        }
        Err(error) => Err(failed(error.error)),
    }
}
