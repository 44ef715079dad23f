//! Pictures of signatures and of the seal, in true size, seen by those they belong to only.

use access::Action;
use stamp::Image;
use store::people::images;
use store::{Digest, id, instant};

use super::{StampImage, png_size};
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Fault, Office};

/// What a picture is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ImageKind {
    /// One's own signature.
    Signature,
    /// One's own initials.
    Initials,
    /// The agency's seal.
    Seal,
}

/// A picture to be kept.
#[derive(Clone, Debug)]
pub struct NewImage {
    /// What it is of.
    pub kind: ImageKind,
    /// PNG.
    pub png: Vec<u8>,
    /// Its width on paper, micrometres.
    pub width_um: u32,
}

/// Micrometres that a picture may be wide or high on paper: 5 to 100 mm.
const LEAST_UM: u32 = 5_000;
const MOST_UM: u32 = 100_000;
/// Bytes of a picture at most.
const MOST_BYTES: usize = 8 * 1024 * 1024;

impl ImageKind {
    /// The word in the store.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Initials => "initials",
            Self::Seal => "seal",
        }
    }

    fn owner(self, by: &Acting) -> Option<&str> {
        match self {
            Self::Signature | Self::Initials => Some(by.account()),
            Self::Seal => None,
        }
    }
}

impl Office {
    /// Keeps a picture in the place of the one before it. Its true size is written into the file.
    ///
    /// # Errors
    /// A refusal; [`Error::Image`] for a file that is no usable PNG; [`Error::Invalid`].
    pub async fn keep_image(&self, by: &Acting, new: &NewImage) -> Result<String, Error> {
        let basis = self.may_keep(by, new.kind).await?;
        if new.png.len() > MOST_BYTES {
            return Err(invalid("image", "image-heavy"));
        }
        let (width, height) = Image::from_png(&new.png)?.pixels();
        let height_um = u64::from(new.width_um) * u64::from(height) / u64::from(width.max(1));
        let height_um = u32::try_from(height_um).unwrap_or(u32::MAX);
        let range = LEAST_UM..=MOST_UM;
        if !range.contains(&new.width_um) || !range.contains(&height_um) {
            return Err(invalid("width", "image-size"));
        }
        let png = png_size::with_width(&new.png, width, new.width_um);
        let digest = self.store().blobs().put(by.agency(), png).await?;
        let now = self.now();
        let row = StampImage {
            agency_id: by.agency().to_owned(),
            id: id::new(now),
            kind: new.kind.code().to_owned(),
            account_id: new.kind.owner(by).map(ToOwned::to_owned),
            digest: digest.to_string(),
            width_um: i64::from(new.width_um),
            height_um: i64::from(height_um),
            created_at: instant::millis(now),
        };
        let mut tx = self.store().begin().await?;
        images::replace(&mut tx, &row).await?;
        let entry = Entry {
            act: "image-kept",
            kind: "image",
            object: &row.id,
            basis: Some(&basis),
            detail: detail! { "kind" => row.kind, "digest" => row.digest },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(row.id)
    }

    /// One's own picture of this kind, or (for the keeper of the token) the seal.
    ///
    /// # Errors
    /// A refusal.
    pub async fn image(&self, by: &Acting, kind: ImageKind) -> Result<Option<StampImage>, Error> {
        self.may_keep(by, kind).await?;
        let mut reader = self.store().reader();
        Ok(images::of_kind(&mut reader, by.agency(), kind.code(), kind.owner(by)).await?)
    }

    /// The bytes of such a picture.
    ///
    /// # Errors
    /// A refusal; [`Error::NotFound`] when there is none.
    pub async fn image_bytes(&self, by: &Acting, kind: ImageKind) -> Result<Vec<u8>, Error> {
        let found = self.image(by, kind).await?.ok_or(Error::NotFound)?;
        let digest = Digest::parse(&found.digest).ok_or(Error::NotFound)?;
        Ok(self.store().blobs().get(by.agency(), &digest).await?)
    }

    /// Removes a picture.
    ///
    /// # Errors
    /// A refusal; [`Error::NotFound`] when there is none.
    pub async fn remove_image(&self, by: &Acting, kind: ImageKind) -> Result<(), Error> {
        let basis = self.may_keep(by, kind).await?;
        let now = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let owner = kind.owner(by);
        if !images::remove(&mut tx, by.agency(), kind.code(), owner, now).await? {
            return Err(Error::NotFound);
        }
        let entry = Entry {
            act: "image-removed",
            kind: "image",
            object: owner.unwrap_or(by.agency()),
            basis: Some(&basis),
            detail: detail! { "kind" => kind.code() },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    async fn may_keep(&self, by: &Acting, kind: ImageKind) -> Result<access::Basis, Error> {
        match kind {
            ImageKind::Seal => self.may_here(by, Action::ManageSealImage).await,
            ImageKind::Signature | ImageKind::Initials => {
                self.may_account(by, Action::ManageSignatureImage, by.account())
                    .await
            }
        }
    }
}

fn invalid(field: &str, code: &str) -> Error {
    Error::Invalid(vec![Fault::new(field, code, Vec::new())])
}
