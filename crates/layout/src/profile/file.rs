//! The text of a profile: its schema, and the linter that turns it into a [`Profile`].
//!
//! Unknown keys, roles, anchors and placeholders refuse to load; what TOML cannot express is
//! checked here, and every fault is reported, not only the first.

use serde::Deserialize;
use stamp::font::Face;
use stamp::geometry::{Mm, Size};
use time::macros::format_description;
use time::{Date, UtcOffset};

use super::template::{Line, Template};
use super::{
    Anchor, CopyWords, FieldFont, FieldFonts, Finding, ImageRule, ImageSize, Profile, Role,
    RoleRules, Side, Soft, TextStyle, TimeSource,
};
use crate::Error;
use crate::facts::TimeFormat;

const SCHEMA: u32 = 1;
/// No stamp is larger than this, in millimetres; the largest state seal is about 5 cm wide.
const LARGEST_MM: f64 = 120.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    schema: u32,
    id: String,
    name: String,
    version: String,
    in_force_from: String,
    in_force_until: Option<String>,
    sources: Vec<String>,
    text: TextFile,
    time: TimeFile,
    fields: FieldsFile,
    copy_kinds: CopyKindsFile,
    roles: RolesFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TextFile {
    size: f64,
    face: FaceName,
    colour: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FaceName {
    Regular,
    Bold,
    Italic,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TimeFile {
    format: TimeFormat,
    zone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FieldsFile {
    number: FieldFile,
    day: FieldFile,
    month: FieldFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FieldFile {
    size: f64,
    face: FaceName,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CopyKindsFile {
    full: String,
    extract: String,
    of_copy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RolesFile {
    initials: RoleFile,
    signer: RoleFile,
    organisation: RoleFile,
    attachment: RoleFile,
    copy: RoleFile,
    incoming: RoleFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RoleFile {
    source: String,
    anchor: Anchor,
    #[serde(default)]
    margins_mm: Option<[f64; 2]>,
    image: ImageRule,
    #[serde(default)]
    image_size: ImageSize,
    #[serde(default)]
    size_mm: Option<[f64; 2]>,
    lines: Vec<Vec<String>>,
    #[serde(default)]
    text_sides: Vec<Side>,
    #[serde(default)]
    text_width_mm: Option<f64>,
    #[serde(default)]
    time_source: TimeSource,
    #[serde(default)]
    may_touch: Vec<Soft>,
}

/// Reads and checks a profile.
pub(super) fn parse(text: &str) -> Result<Profile, Error> {
    let file: File = toml::from_str(text).map_err(|e| Error::ProfileSyntax(e.to_string()))?;
    let mut linter = Linter::default();
    let id = file.id.clone();
    let profile = linter.profile(file);
    if linter.findings.is_empty() {
        return Ok(profile);
    }
    Err(Error::ProfileRules {
        profile: id,
        findings: linter.findings,
    })
}

/// Collects what is wrong; values it gives for wrong input are never used.
#[derive(Default)]
struct Linter {
    findings: Vec<Finding>,
}

impl Linter {
    fn complain(&mut self, path: impl Into<String>, problem: impl Into<String>) {
        self.findings.push(Finding {
            path: path.into(),
            problem: problem.into(),
        });
    }

    fn profile(&mut self, file: File) -> Profile {
        if file.schema != SCHEMA {
            self.complain("schema", format!("is {}, must be {SCHEMA}", file.schema));
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if file.id.is_empty() || !file.id.chars().all(plain) {
            self.complain("id", "must be lower-case letters, digits and hyphens");
        }
        if file.sources.is_empty() {
            self.complain("sources", "must name the regulation");
        }
        let from = self.date("in-force-from", &file.in_force_from);
        let until = file.in_force_until.map(|d| self.date("in-force-until", &d));
        if until.is_some_and(|until| until < from) {
            self.complain("in-force-until", "lies before in-force-from");
        }
        let roles = file.roles;
        Profile {
            text: self.text(&file.text),
            time_format: file.time.format,
            zone: self.zone(&file.time.zone),
            fields: FieldFonts {
                number: self.field("fields.number", &file.fields.number),
                day: self.field("fields.day", &file.fields.day),
                month: self.field("fields.month", &file.fields.month),
            },
            copy_words: CopyWords {
                full: file.copy_kinds.full,
                extract: file.copy_kinds.extract,
                of_copy: file.copy_kinds.of_copy,
            },
            roles: [
                self.role(Role::Initials, &roles.initials),
                self.role(Role::Signer, &roles.signer),
                self.role(Role::Organisation, &roles.organisation),
                self.role(Role::Attachment, &roles.attachment),
                self.role(Role::Copy, &roles.copy),
                self.role(Role::Incoming, &roles.incoming),
            ],
            id: file.id,
            name: file.name,
            version: file.version,
            in_force_from: from,
            in_force_until: until,
            sources: file.sources,
        }
    }

    fn date(&mut self, path: &str, text: &str) -> Date {
        Date::parse(text, format_description!("[year]-[month]-[day]")).unwrap_or_else(|_| {
            self.complain(path, format!("{text:?} is not a date such as 2020-03-05"));
            Date::MIN
        })
    }

    fn zone(&mut self, text: &str) -> UtcOffset {
        let format = format_description!("[offset_hour sign:mandatory]:[offset_minute]");
        UtcOffset::parse(text, format).unwrap_or_else(|_| {
            self.complain(
                "time.zone",
                format!("{text:?} is not an offset such as +07:00"),
            );
            UtcOffset::UTC
        })
    }

    fn text(&mut self, file: &TextFile) -> TextStyle {
        TextStyle {
            size: self.font_size("text.size", file.size),
            face: face(file.face),
            colour: self.colour(&file.colour),
        }
    }

    fn colour(&mut self, text: &str) -> [u8; 3] {
        let number = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(number) = number else {
            self.complain(
                "text.colour",
                format!("{text:?} is not a colour such as #000000"),
            );
            return [0; 3];
        };
        let [_, red, green, blue] = number.to_be_bytes();
        [red, green, blue]
    }

    fn font_size(&mut self, path: &str, size: f64) -> f64 {
        if !(4.0..=72.0).contains(&size) {
            self.complain(path, format!("{size} is not a size from 4 to 72 points"));
        }
        size
    }

    fn field(&mut self, path: &str, file: &FieldFile) -> FieldFont {
        FieldFont {
            size: self.font_size(path, file.size),
            face: face(file.face),
        }
    }

    fn role(&mut self, role: Role, file: &RoleFile) -> RoleRules {
        let path = |key: &str| format!("roles.{}.{key}", role.name());
        if file.source.trim().is_empty() {
            self.complain(path("source"), "must name the article");
        }
        if file.image == ImageRule::None && file.lines.is_empty() {
            self.complain(path("lines"), "are needed where no image is shown");
        }
        if file.image != ImageRule::None && file.size_mm.is_none() {
            self.complain(path("size-mm"), "is needed where an image is shown");
        }
        if file.anchor == Anchor::LeftThirdOfSigner && file.image != ImageRule::Required {
            self.complain(path("image"), "must be required for left-third-of-signer");
        }
        if file.image != ImageRule::None && !file.lines.is_empty() && file.text_sides.is_empty() {
            self.complain(path("text-sides"), "must say where the lines stand");
        }
        let margins = file.margins_mm.unwrap_or([0.0, 0.0]);
        if margins.iter().any(|m| !(0.0..=100.0).contains(m)) {
            self.complain(path("margins-mm"), "must lie between 0 and 100");
        }
        let [x, y] = margins.map(|m| Mm(m).points());
        RoleRules {
            source: file.source.clone(),
            anchor: file.anchor,
            margins: (x, y),
            image: file.image,
            image_size: file.image_size,
            size: self.size(&path("size-mm"), file.size_mm.unwrap_or([1.0, 1.0])),
            lines: self.lines(&path("lines"), &file.lines),
            text_sides: file.text_sides.clone(),
            text_width: file
                .text_width_mm
                .map(|w| self.size(&path("text-width-mm"), [w, 1.0]).width),
            time_source: file.time_source,
            may_touch: file.may_touch.clone(),
        }
    }

    fn size(&mut self, path: &str, [width, height]: [f64; 2]) -> Size {
        let sensible = |side: f64| (1.0..=LARGEST_MM).contains(&side);
        if !sensible(width) || !sensible(height) {
            self.complain(path, format!("must lie between 1 and {LARGEST_MM}"));
        }
        Size::mm(Mm(width), Mm(height))
    }

    fn lines(&mut self, path: &str, lines: &[Vec<String>]) -> Vec<Line> {
        let mut parsed = Vec::new();
        for (number, alternatives) in lines.iter().enumerate() {
            let path = format!("{path}[{number}]");
            if alternatives.is_empty() {
                self.complain(&path, "has no text");
            }
            let mut templates = Vec::new();
            for text in alternatives {
                match Template::parse(text) {
                    Ok(template) => templates.push(template),
                    Err(problem) => self.complain(&path, problem),
                }
            }
            parsed.push(Line(templates));
        }
        parsed
    }
}

fn face(name: FaceName) -> Face {
    match name {
        FaceName::Regular => Face::Regular,
        FaceName::Bold => Face::Bold,
        FaceName::Italic => Face::Italic,
    }
}
