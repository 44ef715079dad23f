//! The visible part of a signature: profile, place, image and the facts its lines show.

use std::path::PathBuf;
use std::sync::Arc;

use ades::timestamp::TimestampSource;
use layout::place::Relation;
use layout::visible::{self, Placed};
use layout::{CopyKind, Facts, PlaceSpec, Profile, Role};
use pdf::Update;
use pki::tsp::{Request, Response, TokenError};
use pki::{Certificate, DigestAlgorithm, oid};
use report::Problem;
use stamp::Image;
use time::UtcDateTime;

use crate::error::Error;

/// How the signature looks and where it stands.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Hình thức chữ ký")]
pub(super) struct LookOptions {
    /// Hồ sơ quy định về hình thức: nd30 (mặc định), tt01, quang-ninh, tay-son
    #[arg(
        long,
        value_name = "HỒ-SƠ",
        default_value = "nd30",
        hide_default_value = true
    )]
    profile: String,

    /// Vị trí hiển thị: auto (theo hồ sơ quy định), top-right, last:bottom-left,
    /// TRANG:X,Y hoặc TRANG:X,Y,RỘNGxCAO (mm từ góc trên bên trái), right-of:TRƯỜNG …;
    /// không có thì ký không hiển thị
    #[arg(long, value_name = "VỊ-TRÍ")]
    place: Option<String>,

    /// Ảnh PNG nền trong suốt của chữ ký hoặc con dấu
    #[arg(long, value_name = "PNG", requires = "place")]
    image: Option<PathBuf>,

    /// Chức vụ hiện trên chữ ký (mặc định lấy từ chứng thư)
    #[arg(long, value_name = "CHỨC-VỤ", requires = "place")]
    title: Option<String>,

    /// Loại bản sao khi ký với --as copy: full (sao y), extract (trích sao), of-copy (sao lục)
    #[arg(
        long,
        value_name = "LOẠI",
        requires = "place",
        hide_possible_values = true
    )]
    copy_kind: Option<CopyWord>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum CopyWord {
    Full,
    Extract,
    OfCopy,
}

impl From<CopyWord> for CopyKind {
    fn from(word: CopyWord) -> Self {
        match word {
            CopyWord::Full => Self::Full,
            CopyWord::Extract => Self::Extract,
            CopyWord::OfCopy => Self::OfCopy,
        }
    }
}

/// What is shown in every file of the batch.
pub(super) struct Look {
    pub(super) profile: Profile,
    role: Role,
    place: PlaceSpec,
    image: Option<Arc<Image>>,
    facts: Facts,
}

impl LookOptions {
    /// Whether the profile wants the time of a time stamp shown.
    pub(super) fn profile(&self) -> Result<Profile, Problem> {
        Ok(Profile::named(&self.profile)?)
    }

    /// Reads profile, place and image; `None` for an invisible signature.
    pub(super) fn load(&self, role: Role, number: Option<&str>) -> Result<Option<Look>, Problem> {
        let profile = self.profile()?;
        let Some(place) = &self.place else {
            return Ok(None);
        };
        let facts = Facts {
            title: self.title.clone(),
            number: number.map(ToOwned::to_owned),
            copy_kind: self.copy_kind.map(CopyKind::from),
            ..Facts::default()
        };
        let place = PlaceSpec::parse(place)?;
        let image = self.image.as_ref().map(read_image).transpose()?;
        Ok(Some(Look {
            profile,
            role,
            place,
            image,
            facts,
        }))
    }
}

fn read_image(path: &PathBuf) -> Result<Arc<Image>, Problem> {
    let bytes = std::fs::read(path).map_err(|cause| Error::ImageUnreadable {
        path: path.display().to_string(),
        cause,
    })?;
    Ok(Arc::new(Image::from_png(&bytes)?))
}

impl Look {
    /// Takes over what the signer's certificate says.
    pub(super) fn signer(&mut self, certificate: &Certificate) {
        let facts = &mut self.facts;
        facts.signer = certificate.common_name();
        facts.title = facts
            .title
            .take()
            .or_else(|| certificate.attribute(oid::TITLE));
        facts.email = certificate.email();
        facts.organization = certificate.organization();
    }

    /// Whether the profile wants the time of a time stamp shown, not that of this machine.
    pub(super) fn wants_stamped_time(&self) -> bool {
        self.profile.role(self.role).needs_time_stamp()
    }

    /// Draws the stamp into the update; `time` is what it shows. An existing `field` is the place,
    /// whatever place was asked for.
    pub(super) fn draw(
        &self,
        update: &mut Update,
        time: UtcDateTime,
        field: Option<&str>,
        password: Option<&[u8]>,
    ) -> Result<Placed, Problem> {
        let inside = field.map(|field| PlaceSpec::Relative {
            relation: Relation::In,
            field: field.to_owned(),
        });
        let facts = Facts {
            time: Some(time),
            ..self.facts.clone()
        };
        let request = visible::Request {
            profile: &self.profile,
            role: self.role,
            place: inside.as_ref().unwrap_or(&self.place),
            image: self.image.clone(),
            facts: &facts,
            password,
        };
        Ok(visible::add(update, &request)?)
    }
}

/// The time that the authority gives to a stamp of nothing in particular: only to be shown. What
/// proves the time of signing is the time stamp over the signature itself.
pub(super) fn stamped_time(
    tsa: &mut dyn TimestampSource,
    random: &[u8; 32],
) -> Result<UtcDateTime, ades::Error> {
    let digest = DigestAlgorithm::Sha256;
    let (nonce, _) = random.split_at(16);
    let request = Request::new(digest, digest.digest(random), nonce);
    let answer = tsa.ask(&request.to_der()?)?;
    let response = Response::from_der(&answer).map_err(TokenError::from)?;
    Ok(response.accept(&request, &[])?.gen_time())
}
