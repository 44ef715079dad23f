//! Regulation profiles: how each signature looks and where it stands, as dated data.
//!
//! Regulations differ and change, so none of this is code: `profiles/*.toml` at the root of the
//! repository says, for one regulation and each role, which image and lines are shown, where, in
//! which size, and which article says so. What a profile may say is closed: anchors, sides and
//! placeholders are enums, and an unknown one refuses to load. Finding the place that an
//! [`Anchor`] means on a given page is the job of [`crate::place`].

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use stamp::font::Face;
use stamp::geometry::Size;
use time::{Date, UtcOffset};

use crate::Error;
use crate::facts::{CopyKind, Facts, TimeFormat};

mod file;
mod template;

pub(crate) use template::{Line, Placeholder, Values};

/// The profiles that ship with the program: name and text.
const BUILT_IN: [(&str, &str); 4] = [
    ("nd30", include_str!("../../../profiles/nd30.toml")),
    ("tt01", include_str!("../../../profiles/tt01.toml")),
    (
        "quang-ninh",
        include_str!("../../../profiles/quang-ninh.toml"),
    ),
    ("tay-son", include_str!("../../../profiles/tay-son.toml")),
];

/// In which capacity somebody signs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// Initials of the drafter or the head of the drafting unit (ký nháy).
    Initials,
    /// The authorised signer.
    Signer,
    /// The agency, on its own document (đóng dấu).
    Organisation,
    /// The agency, on a separate file that goes with a document.
    Attachment,
    /// The agency, on an electronic copy of a document.
    Copy,
    /// The agency, on an incoming paper that was scanned.
    Incoming,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [
        Self::Initials,
        Self::Signer,
        Self::Organisation,
        Self::Attachment,
        Self::Copy,
        Self::Incoming,
    ];

    /// Its name in profiles and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Initials => "initials",
            Self::Signer => "signer",
            Self::Organisation => "organisation",
            Self::Attachment => "attachment",
            Self::Copy => "copy",
            Self::Incoming => "incoming",
        }
    }

    /// Whether the agency signs, rather than a person.
    #[must_use]
    pub fn is_agency(self) -> bool {
        !matches!(self, Self::Initials | Self::Signer)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.name() == text);
        found.ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(", ");
            format!("unknown role {text:?}; known are {known}")
        })
    }
}

/// Where a stamp stands, in words of the regulations.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// Between the signer's title and name, centred on the name (ô số 7c).
    BetweenTitleAndName,
    /// Over the left third of the signer's signature, centres level (ô số 8).
    LeftThirdOfSigner,
    /// In the left margin of the first page, just under the number line.
    MarginUnderNumber,
    /// The upper left corner of the first page.
    TopLeft,
    /// The upper right corner of the first page.
    TopRight,
    /// Behind the last words of the body.
    EndOfBody,
}

/// Whether an image is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImageRule {
    /// Without an image there is no stamp.
    Required,
    /// Shown if there is one.
    Optional,
    /// Never shown, even if there is one.
    None,
}

/// How large the image is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImageSize {
    /// As large as the image says it is, and never scaled; the profile's size if it does not say.
    True,
    /// As large as the image says, but shrunk to the profile's size or to the room there is.
    #[default]
    Fit,
}

/// Where the lines stand beside the image; the first side with room is taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Left of the image.
    Left,
    /// Right of the image.
    Right,
    /// Under the image.
    Below,
    /// Over the image.
    Above,
}

/// Whose time is shown (S13).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeSource {
    /// The signing computer's.
    #[default]
    Claimed,
    /// That of a time stamp fetched before the stamp is drawn.
    TimeStamp,
}

/// Text of the document that a stamp may touch. Number, date, body and Nơi nhận are not in this
/// list: no profile can allow that.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Soft {
    /// The signer's authority and title.
    Title,
    /// The signer's name.
    Name,
    /// The head of the first page: national title, agency, kind and subject of the document.
    Heading,
}

/// How the lines of a stamp are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Points.
    pub size: f64,
    /// Face of the embedded typeface.
    pub face: Face,
    /// Red, green, blue.
    pub colour: [u8; 3],
}

/// How a form field is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldFont {
    /// Points; less where the field has less room.
    pub size: f64,
    /// Face of the embedded typeface.
    pub face: Face,
}

/// How number, day and month are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldFonts {
    /// The number of the document.
    pub number: FieldFont,
    /// The day of issue.
    pub day: FieldFont,
    /// The month of issue.
    pub month: FieldFont,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CopyWords {
    pub(crate) full: String,
    pub(crate) extract: String,
    pub(crate) of_copy: String,
}

/// The rules for one role.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleRules {
    /// The article they come from.
    pub source: String,
    /// Where the stamp stands unless the user says otherwise.
    pub anchor: Anchor,
    /// Distances from the edges of the page, horizontal and vertical, in points.
    pub margins: (f64, f64),
    /// Whether an image is shown.
    pub image: ImageRule,
    /// How its size is found.
    pub image_size: ImageSize,
    /// The size of the image where it does not say, or the most it may have.
    pub size: Size,
    pub(crate) lines: Vec<Line>,
    /// Sides of the image on which the lines may stand, best first.
    pub text_sides: Vec<Side>,
    /// The width at which lines are broken, in points.
    pub text_width: Option<f64>,
    /// Whose time is shown.
    pub time_source: TimeSource,
    /// Text that the stamp may touch.
    pub may_touch: Vec<Soft>,
}

impl RoleRules {
    /// Whether the stamp shows a time at all.
    #[must_use]
    pub fn shows_time(&self) -> bool {
        self.lines.iter().any(|line| line.shows(Placeholder::Time))
    }

    /// Whether a time stamp must be fetched before the stamp is drawn, to show its time (S13).
    #[must_use]
    pub fn needs_time_stamp(&self) -> bool {
        self.shows_time() && self.time_source == TimeSource::TimeStamp
    }
}

/// One fault of a profile.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The key, such as `roles.signer.lines[1]`.
    pub path: String,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

/// The rules of one regulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Short name, as on the command line.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Version of the data; a process that began with one version keeps it.
    pub version: String,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force, if it has ended.
    pub in_force_until: Option<Date>,
    /// The regulation.
    pub sources: Vec<String>,
    /// How lines are written.
    pub text: TextStyle,
    /// How times are written.
    pub time_format: TimeFormat,
    /// The zone in which times are shown.
    pub zone: UtcOffset,
    /// How number, day and month are written.
    pub fields: FieldFonts,
    copy_words: CopyWords,
    /// In the order of [`Role::ALL`].
    roles: [RoleRules; 6],
}

impl Profile {
    /// The names of the built-in profiles.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.into_iter().map(|(name, _)| name)
    }

    /// A built-in profile.
    ///
    /// # Errors
    /// [`Error::UnknownProfile`].
    pub fn named(name: &str) -> Result<Self, Error> {
        match BUILT_IN.into_iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::parse(text),
            None => Err(Error::UnknownProfile {
                name: name.to_owned(),
                known: Self::names().map(str::to_owned).collect(),
            }),
        }
    }

    /// A profile from its text, for agencies that have their own.
    ///
    /// # Errors
    /// [`Error::ProfileSyntax`] with line and column, [`Error::ProfileRules`] with every fault.
    pub fn parse(text: &str) -> Result<Self, Error> {
        file::parse(text)
    }

    /// The rules for a role.
    #[must_use]
    pub fn role(&self, role: Role) -> &RoleRules {
        let [initials, signer, organisation, attachment, copy, incoming] = &self.roles;
        match role {
            Role::Initials => initials,
            Role::Signer => signer,
            Role::Organisation => organisation,
            Role::Attachment => attachment,
            Role::Copy => copy,
            Role::Incoming => incoming,
        }
    }

    /// Whether the profile was in force on that day.
    #[must_use]
    pub fn in_force_on(&self, day: Date) -> bool {
        self.in_force_from <= day && self.in_force_until.is_none_or(|until| day <= until)
    }

    /// The lines that a stamp shows for these facts.
    ///
    /// # Errors
    /// [`Error::MissingFact`] when a line needs a fact that is not known.
    pub fn lines(&self, role: Role, facts: &Facts) -> Result<Vec<String>, Error> {
        let values = self.values(facts);
        let lines = self.role(role).lines.iter();
        lines
            .filter_map(|line| line.fill(&values).transpose())
            .collect()
    }

    fn values(&self, facts: &Facts) -> Values {
        let kind = facts.copy_kind.map(|kind| match kind {
            CopyKind::Full => self.copy_words.full.clone(),
            CopyKind::Extract => self.copy_words.extract.clone(),
            CopyKind::OfCopy => self.copy_words.of_copy.clone(),
        });
        let time = facts
            .time
            .map(|time| self.time_format.format(time, self.zone));
        let known = [
            (Placeholder::Signer, facts.signer.clone()),
            (Placeholder::Title, facts.title.clone()),
            (Placeholder::Email, facts.email.clone()),
            (Placeholder::Organization, facts.organization.clone()),
            (Placeholder::Time, time),
            (Placeholder::Number, facts.number.clone()),
            (Placeholder::CopyKind, kind),
        ];
        let stated = |(name, value): (Placeholder, Option<String>)| {
            let value = value?.trim().to_owned();
            (!value.is_empty()).then_some((name, value))
        };
        known.into_iter().filter_map(stated).collect()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;

    fn nd30_with(from: &str, to: &str) -> Result<Profile, Error> {
        let (_, text) = BUILT_IN[0];
        assert!(text.contains(from));
        Profile::parse(&text.replacen(from, to, 1))
    }

    #[test]
    fn every_built_in_profile_loads_under_its_own_name() {
        for name in Profile::names() {
            let profile = Profile::named(name).unwrap();
            assert_eq!(profile.id, name);
            assert!(profile.in_force_on(date!(2026 - 11 - 21)));
        }
        let error = Profile::named("nd31").unwrap_err();
        assert!(error.to_string().contains("quang-ninh"), "{error}");
    }

    #[test]
    fn unknown_names_refuse_to_load_and_say_where() {
        for (from, to, named) in [
            ("top-right", "top-middle", "top-middle"),
            ("{organization}", "{organisation}", "{organisation}"),
            ("[roles.copy]", "[roles.copies]", "copies"),
            ("size = 10.0", "siez = 10.0", "siez"),
            ("may-touch = [\"title\"", "may-touch = [\"body\"", "body"),
        ] {
            let error = nd30_with(from, to).unwrap_err().to_string();
            assert!(error.contains(named), "{to}: {error}");
        }
    }

    #[test]
    fn the_linter_reports_every_fault_at_once() {
        let (_, text) = BUILT_IN[0];
        let text = text
            .replace("2020-03-05\"", "2020-13-05\"")
            .replace("+07:00", "7")
            .replace("size-mm = [36.0, 36.0]", "size-mm = [3600.0, 36.0]");
        let Err(Error::ProfileRules { findings, .. }) = Profile::parse(&text) else {
            panic!("a bad profile was taken");
        };
        let paths: Vec<&str> = findings.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(
            paths,
            ["in-force-from", "time.zone", "roles.organisation.size-mm"]
        );
    }

    #[test]
    fn lines_show_the_facts_of_the_act() {
        let facts = Facts {
            signer: Some("Trung tâm Y tế (thử nghiệm)".to_owned()),
            organization: Some("Huyện Tây Sơn".to_owned()),
            time: Some(utc_datetime!(2026-11-21 01:30:00)),
            number: Some("521/QĐ-TTYT".to_owned()),
            ..Facts::default()
        };
        let nd30 = Profile::named("nd30").unwrap();
        assert_eq!(
            nd30.lines(Role::Attachment, &facts).unwrap(),
            ["521/QĐ-TTYT", "2026-11-21T08:30:00+07:00"]
        );
        assert!(nd30.lines(Role::Organisation, &facts).unwrap().is_empty());
        let missing = nd30.lines(Role::Copy, &facts).unwrap_err();
        assert_eq!(missing.code(), "layout-missing-fact");

        let tay_son = Profile::named("tay-son").unwrap();
        assert!(tay_son.role(Role::Organisation).needs_time_stamp());
        assert_eq!(
            tay_son.lines(Role::Organisation, &facts).unwrap(),
            [
                "Người ký: Trung tâm Y tế (thử nghiệm)",
                "Cơ quan: Huyện Tây Sơn",
                "Thời gian ký: 21/11/2026 08:30:00 +07:00",
            ]
        );
    }
}
