//! The kinds of faults, their codes and values.

use serde::Serialize;

/// A part of the form that must be there.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Quốc hiệu (ô 1).
    NationalTitle,
    /// Tiêu ngữ (ô 1).
    Motto,
    /// Tên cơ quan ban hành (ô 2).
    Agency,
    /// Số, ký hiệu (ô 3).
    Number,
    /// Địa danh và thời gian (ô 4).
    Date,
    /// Tên loại, or V/v of a công văn (ô 5).
    Kind,
    /// Trích yếu under the kind (ô 5a).
    Subject,
    /// Kính gửi of a công văn (ô 9a).
    Salutation,
    /// Nơi nhận (ô 9b).
    Recipients,
    /// `Lưu: VT` in it.
    Archive,
    /// Chức vụ, họ tên with room between (ô 7).
    Signer,
}

/// A measure that has bounds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Lề trái.
    Left,
    /// Lề phải.
    Right,
    /// Lề trên.
    Top,
    /// Lề dưới.
    Bottom,
}

/// What is not as the regulation asks.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// No page has text: it was scanned, or its text cannot be read.
    NoText,
    /// The paper is not A4.
    PaperSize {
        /// Millimetres.
        width: f64,
        /// Millimetres.
        height: f64,
    },
    /// A margin is outside its bounds.
    Margin {
        /// Which.
        side: Measure,
        /// Millimetres.
        found: f64,
        /// Millimetres.
        least: f64,
        /// Millimetres.
        most: f64,
    },
    /// A part is missing.
    Missing {
        /// Which.
        part: Part,
    },
    /// The number line is not written as it must be.
    NumberForm {
        /// What it says.
        text: String,
    },
    /// The line of place and date is not written as it must be.
    DateForm {
        /// What it says.
        text: String,
    },
    /// The signer's name has an academic title, a rank or an honour before it.
    NameTitle {
        /// The name.
        text: String,
    },
    /// A typeface other than Times New Roman.
    Typeface {
        /// The font's name in the file.
        font: String,
    },
    /// A size of letters outside its bounds.
    Size {
        /// The part, as [`crate::zones::Zone::name`] or a name of its own.
        part: &'static str,
        /// Points.
        found: f64,
        /// Points.
        least: f64,
        /// Points.
        most: f64,
    },
    /// A page from the second on has no number in the middle of its top margin.
    PageNumberMissing {
        /// The page.
        page: usize,
    },
    /// The first page shows its number.
    PageNumberShown,
}

impl Fault {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "form-no-text",
        "form-paper-size",
        "form-margin-left",
        "form-margin-right",
        "form-margin-top",
        "form-margin-bottom",
        "form-no-national-title",
        "form-no-motto",
        "form-no-agency",
        "form-no-number",
        "form-no-date",
        "form-no-kind",
        "form-no-subject",
        "form-no-salutation",
        "form-no-recipients",
        "form-no-archive",
        "form-no-signer",
        "form-number",
        "form-date",
        "form-name-title",
        "form-typeface",
        "form-size",
        "form-no-page-number",
        "form-page-number-shown",
    ];

    /// A stable name of the kind of fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoText => "form-no-text",
            Self::PaperSize { .. } => "form-paper-size",
            Self::Margin { side, .. } => match side {
                Measure::Left => "form-margin-left",
                Measure::Right => "form-margin-right",
                Measure::Top => "form-margin-top",
                Measure::Bottom => "form-margin-bottom",
            },
            Self::Missing { part } => part.code(),
            Self::NumberForm { .. } => "form-number",
            Self::DateForm { .. } => "form-date",
            Self::NameTitle { .. } => "form-name-title",
            Self::Typeface { .. } => "form-typeface",
            Self::Size { .. } => "form-size",
            Self::PageNumberMissing { .. } => "form-no-page-number",
            Self::PageNumberShown => "form-page-number-shown",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let number = |value: &f64| {
            let text = format!("{value:.1}");
            text.trim_end_matches(".0").replace('.', ",")
        };
        match self {
            Self::NoText | Self::Missing { .. } | Self::PageNumberShown => Vec::new(),
            Self::PaperSize { width, height } => {
                vec![("size", format!("{width:.0} × {height:.0}"))]
            }
            Self::Margin {
                found, least, most, ..
            } => vec![
                ("measured", number(found)),
                ("least", number(least)),
                ("most", number(most)),
            ],
            Self::NumberForm { text } | Self::DateForm { text } | Self::NameTitle { text } => {
                vec![("text", text.clone())]
            }
            Self::Typeface { font } => vec![("font", font.clone())],
            Self::Size {
                part,
                found,
                least,
                most,
            } => vec![
                ("part", (*part).to_owned()),
                ("measured", number(found)),
                ("least", number(least)),
                ("most", number(most)),
            ],
            Self::PageNumberMissing { page } => vec![("page", page.to_string())],
        }
    }
}

impl Part {
    fn code(self) -> &'static str {
        match self {
            Self::NationalTitle => "form-no-national-title",
            Self::Motto => "form-no-motto",
            Self::Agency => "form-no-agency",
            Self::Number => "form-no-number",
            Self::Date => "form-no-date",
            Self::Kind => "form-no-kind",
            Self::Subject => "form-no-subject",
            Self::Salutation => "form-no-salutation",
            Self::Recipients => "form-no-recipients",
            Self::Archive => "form-no-archive",
            Self::Signer => "form-no-signer",
        }
    }
}
