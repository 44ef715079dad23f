//! What is drawn for a signature on a PDF, before it is signed (`ades::pades`).
//!
//! [`Plan::prepare`] draws the stamp and gives what is to be signed. What follows, with a key that is
//! elsewhere, is in [`crate::signing`]. Pure but for the crypto library's checks: bytes, time and
//! randomness are arguments.

use std::sync::Arc;

use ades::CheckedSigner;
use ades::pades::{FieldLock, FieldTarget, Level, Prepared, SigningRequest, prepare};
use layout::number::{self, NumberPlaces};
use layout::visible;
use layout::{Facts, PlaceSpec, Profile, Role};
use pdf::{Document, OpenOptions, Update};
use stamp::Image;
use time::{Date, UtcDateTime};

use crate::Error;

/// What a signature shows, and where.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The regulation.
    pub(crate) profile: Profile,
    /// In which capacity somebody signs.
    pub(crate) role: Role,
    /// Where the stamp goes; nothing is shown without a place.
    pub(crate) place: Option<PlaceSpec>,
    /// The picture of the signature or the seal, PNG.
    pub(crate) image: Option<Vec<u8>>,
    /// What the lines of the stamp may show.
    pub(crate) facts: Facts,
    /// Number and date of issue, when the organisation signs.
    pub(crate) numbering: Option<(String, Date)>,
}

impl Plan {
    /// Draws, and says what is to be signed. `base` is the whole file so far.
    ///
    /// # Errors
    /// For a place that cannot be, a picture that is none, a file that takes no more signatures.
    pub(crate) fn prepare(
        &self,
        base: Vec<u8>,
        signer: CheckedSigner,
        now: UtcDateTime,
        seed: &[u8; 32],
    ) -> Result<Prepared, Error> {
        let mut update = open(base)?;
        let mut request = SigningRequest::new(signer, Level::BT, now);
        if let Some((number, date)) = &self.numbering {
            let filled = number::fill(&mut update, number, *date)?;
            if filled.is_empty() {
                return Err(Error::NoNumberField);
            }
            request.lock = Some(FieldLock::Include(filled));
        }
        if let Some(place) = &self.place {
            let image = self.image.as_ref().map(|bytes| Image::from_png(bytes));
            let facts = Facts {
                time: Some(now),
                ..self.facts.clone()
            };
            let placed = visible::add(
                &mut update,
                &visible::Request {
                    profile: &self.profile,
                    role: self.role,
                    place,
                    image: image.transpose()?.map(Arc::new),
                    facts: &facts,
                    password: None,
                },
            )?;
            request.appearance = Some(placed.appearance);
            request.field = FieldTarget::New {
                name: None,
                page: placed.page,
                rect: Some(placed.rect),
            };
        }
        Ok(prepare(update, &request, seed)?)
    }
}

/// Makes the fields for number and date, before the first signature (S16). Gives the whole file.
///
/// # Errors
/// Where the page leaves no room for them, or the file is signed already.
pub(crate) fn make_number_fields(
    base: Vec<u8>,
    profile: &Profile,
    places: &NumberPlaces,
    seed: &[u8; 32],
) -> Result<Vec<u8>, Error> {
    let mut update = open(base)?;
    number::prepare(&mut update, profile, places, None)?;
    whole(&update.finish(seed)?)
}

fn open(base: Vec<u8>) -> Result<Update, Error> {
    let document = Document::open(Arc::new(base), &OpenOptions::default())?;
    Ok(Update::new(document)?)
}

/// The bytes of a file that was appended to.
pub(crate) fn whole(appended: &pdf::Appended) -> Result<Vec<u8>, Error> {
    let length = usize::try_from(pdf::ReadAt::len(appended)).map_err(|_| Error::NotFound)?;
    let mut bytes = vec![0; length];
    pdf::ReadAt::read_exact_at(appended, 0, &mut bytes).map_err(ades::Error::Read)?;
    Ok(bytes)
}
