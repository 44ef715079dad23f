//! A visible signature from beginning to end: from a profile and the facts of the act to an
//! appearance in the update and a rectangle on a page.

use std::sync::Arc;

use pdf::{ObjectId, Update};
use stamp::geometry::Area;
use stamp::{Conformance, Image};

use crate::Error;
use crate::block::Block;
use crate::facts::Facts;
use crate::place::{PlaceSpec, Wish, place};
use crate::profile::{ImageRule, Profile, Role};
use crate::survey::Survey;

/// What is to be shown.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The regulation.
    pub profile: &'a Profile,
    /// In which capacity somebody signs.
    pub role: Role,
    /// Where; [`PlaceSpec::Auto`] is where the profile says.
    pub place: &'a PlaceSpec,
    /// The image of the signature or the seal.
    pub image: Option<Arc<Image>>,
    /// What the lines may show.
    pub facts: &'a Facts,
    /// The password of an encrypted file, to read its text.
    pub password: Option<&'a [u8]>,
}

/// A stamp that has been drawn and has its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The form `XObject` in the update: the normal appearance of the signature's widget.
    pub appearance: ObjectId,
    /// The page, from 0.
    pub page: usize,
    /// The page object.
    pub page_id: ObjectId,
    /// The widget's rectangle, in the page's own coordinates.
    pub rect: pdf::Rect,
    /// The same on the sheet as it is read.
    pub area: Area,
    /// The lines that are shown, as the profile has them.
    pub lines: Vec<String>,
    /// Whether the image has no transparent ground, which the regulations ask for.
    pub image_is_opaque: bool,
}

/// Adds the stamp to the update. The widget that shows it is the signature's to make.
///
/// # Errors
/// [`Error::ImageMissing`], [`Error::MissingFact`] for what the profile demands; for the place
/// [`Error::PlaceNotFound`], [`Error::OffPage`], [`Error::CoversText`], [`Error::CoversField`],
/// [`Error::RoomTooSmall`], [`Error::NoSuchPage`], [`Error::NoSuchSignature`].
pub fn add(update: &mut Update, request: &Request<'_>) -> Result<Placed, Error> {
    let rules = request.profile.role(request.role);
    let image = match (rules.image, &request.image) {
        (ImageRule::None, _) => None,
        (ImageRule::Required, None) => {
            return Err(Error::ImageMissing {
                role: request.role.name(),
            });
        }
        (_, image) => image.clone(),
    };
    let lines = request.profile.lines(request.role, request.facts)?;
    if image.is_none() && lines.is_empty() {
        return Err(Error::ImageMissing {
            role: request.role.name(),
        });
    }
    let image_is_opaque = image.as_ref().is_some_and(|image| image.is_opaque());
    let block = Block::new(rules, image, lines.clone(), request.profile.text);
    let document = Arc::clone(update.document());
    let survey = Survey::of(&document, request.password)?;
    let wish = Wish {
        role: request.role,
        rules,
        block: &block,
        signer: request.facts.signer.as_deref(),
    };
    let found = place(&survey, &wish, request.place)?;
    let pages = document.latest().pages()?;
    let (Some(page), Some(sheet)) = (pages.get(found.page), survey.sheets().get(found.page)) else {
        return Err(Error::NoSuchPage {
            page: found.page + 1,
            pages: pages.len(),
        });
    };
    let conformance = Conformance::of(&document.latest());
    let appearance = stamp::draw(update, &found.shape.stamp, sheet.rotate(), &conformance)?;
    Ok(Placed {
        appearance,
        page: found.page,
        page_id: page.id,
        rect: sheet.to_page(&found.area),
        area: found.area,
        lines,
        image_is_opaque,
    })
}
