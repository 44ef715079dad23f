//! The verdict on each signature, in words (`screens.md`): a headline, five lines, each with its own
//! mark and its evidence one click away. Colour is never the only sign.

/// The signatures of a document.
#[derive(Clone, Debug, Default)]
pub struct SignaturesView {
    /// One card per signature of the document itself.
    pub cards: Vec<SignatureCard>,
    /// What is said of the document where there are no cards; empty for the usual words.
    pub without: String,
    /// The files beside it, each with its own signatures.
    pub files: Vec<FileSignatures>,
    /// Whether they cannot be read now.
    pub away: bool,
}

/// The signatures of a file beside the document.
#[derive(Clone, Debug)]
pub struct FileSignatures {
    /// Its name.
    pub name: String,
    /// What it is worth.
    pub worth: Worth,
    /// One card per signature.
    pub cards: Vec<SignatureCard>,
}

/// What a file is worth, in a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Worth {
    /// The mark; none where nothing was found either way.
    pub mark: Option<Indication>,
    /// The words.
    pub words: String,
}

impl Worth {
    pub(crate) fn class(&self) -> &'static str {
        self.mark.map_or("", Indication::class)
    }

    /// Whether there is something that one should see without asking.
    pub(crate) fn alarms(&self) -> bool {
        self.mark.is_some_and(|it| it != Indication::Passed)
    }
}

/// One signature.
#[derive(Clone, Debug)]
pub struct SignatureCard {
    /// Which one ("Chữ ký 2: của người có thẩm quyền").
    pub title: String,
    /// The indication.
    pub indication: Indication,
    /// What holds it back.
    pub cause: Option<Cause>,
    /// The five lines.
    pub elements: Vec<ElementView>,
    /// What else there is to say, the gravest first.
    pub notes: Vec<String>,
}

/// The indications of ETSI EN 319 102-1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Indication {
    /// `TOTAL_PASSED`.
    Passed,
    /// `TOTAL_FAILED`.
    Failed,
    /// `INDETERMINATE`.
    Open,
}

/// Why a signature is not valid, or not known to be.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The sentence, without a full stop.
    pub text: String,
    /// What to do.
    pub hint: String,
}

/// One of the five lines.
#[derive(Clone, Debug)]
pub struct ElementView {
    /// Người ký, Loại chứng thư, Hiệu lực chứng thư khi ký, Thời gian ký, Tính toàn vẹn.
    pub label: String,
    /// What was found.
    pub state: String,
    /// Its mark.
    pub mark: Indication,
    /// The evidence.
    pub evidence: Vec<String>,
}

impl Indication {
    /// The headline of a signature.
    #[must_use]
    pub fn headline(self) -> &'static str {
        match self {
            Self::Passed => "Chữ ký hợp lệ",
            Self::Failed => "Chữ ký không hợp lệ",
            Self::Open => "Chưa đủ căn cứ để kết luận",
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Passed => "Đạt",
            Self::Failed => "Không đạt",
            Self::Open => "Chưa rõ",
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Passed => "verdict-passed",
            Self::Failed => "verdict-failed",
            Self::Open => "verdict-open",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Passed => "circle-check",
            Self::Failed => "x",
            Self::Open => "alert-triangle",
        }
    }
}
