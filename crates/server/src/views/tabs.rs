//! What the tabs at the right of a document show; signatures have a module of their own
//! ([`crate::views::signatures`]).

use crate::views::signatures::Worth;
use crate::words::{Due, StepTone};

/// What is known about the document.
#[derive(Clone, Debug, Default)]
pub struct FactsView {
    /// The facts by group.
    pub groups: Vec<FactGroup>,
    /// The form that keeps the places of the viewer, where they may be moved.
    pub places: Option<SmallForm>,
    /// Why the boxes cannot stand where they were put.
    pub refused: Vec<String>,
    /// Faults of form.
    pub faults: Vec<String>,
}

/// A group of facts.
#[derive(Clone, Debug)]
pub struct FactGroup {
    /// Its title.
    pub title: String,
    /// The facts.
    pub facts: Vec<Fact>,
    /// A file that belongs to all of them: its address and words.
    pub file: Option<(String, String)>,
}

/// One fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Where that can be read, if it lies here.
    pub href: Option<String>,
    /// What can be done about it at once.
    pub acts: Vec<FactAct>,
}

/// A small act beside a fact.
#[derive(Clone, Debug)]
pub struct FactAct {
    /// The words.
    pub label: String,
    /// Where it is sent.
    pub action: String,
    /// The value that is sent as `id`.
    pub id: String,
    /// An address that is asked for, with the one there is.
    pub address: Option<String>,
}

/// A small form inside a tab.
#[derive(Clone, Debug)]
pub struct SmallForm {
    /// Where it is sent.
    pub action: String,
    /// The version of the document that was seen.
    pub version: u64,
}

/// The route drawn.
#[derive(Clone, Debug, Default)]
pub struct RouteView {
    /// The steps in their order.
    pub steps: Vec<RouteStep>,
}

/// A step of the route.
#[derive(Clone, Debug)]
pub struct RouteStep {
    /// Its words.
    pub label: String,
    /// Who.
    pub who: String,
    /// Since when, or when it was done.
    pub times: String,
    /// By when.
    pub due: Option<Due>,
    /// How it stands.
    pub state: StepState,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepState {
    /// Done.
    Done,
    /// The document is here.
    Here,
    /// It was returned from here.
    Back,
    /// Not yet.
    Ahead,
}

impl StepState {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Here => "is-here",
            Self::Back => "is-back",
            Self::Ahead => "is-ahead",
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Done => "đã xong",
            Self::Here => "đang ở bước này",
            Self::Back => "đã trả lại",
            Self::Ahead => "chưa đến",
        }
    }

    pub(crate) fn is_done(self) -> bool {
        self == Self::Done
    }

    pub(crate) fn is_back(self) -> bool {
        self == Self::Back
    }
}

/// The opinions, the newest first.
#[derive(Clone, Debug, Default)]
pub struct OpinionsView {
    /// Where one's own is sent, if it is asked for.
    pub ask: Option<SmallForm>,
    /// The opinions.
    pub opinions: Vec<OpinionView>,
}

/// One opinion.
#[derive(Clone, Debug)]
pub struct OpinionView {
    /// Whose.
    pub who: String,
    /// With which act ("Trả lại", "Đồng ý").
    pub act: String,
    /// How the act is shown.
    pub tone: StepTone,
    /// When.
    pub at: String,
    /// On which version of the file.
    pub version: u32,
    /// The words.
    pub text: String,
}

/// All files and all their versions, the newest first.
#[derive(Clone, Debug, Default)]
pub struct FilesView {
    /// The files.
    pub files: Vec<FileView>,
    /// Where an attachment is added, while that can be.
    pub attach: Option<String>,
}

/// One file.
#[derive(Clone, Debug, Default)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// What it is ("Phiên bản 3, PDF", "Phụ lục").
    pub what: String,
    /// Its size.
    pub size: String,
    /// Whose.
    pub who: String,
    /// When.
    pub at: String,
    /// Where it is downloaded.
    pub href: String,
    /// Its SHA-256, for those who want to compare what they hold; empty where it is not told.
    pub sha256: String,
    /// Where it is compared with the version before.
    pub compare: Option<String>,
    /// Where it is taken away, while that can be.
    pub remove: Option<String>,
    /// What its signatures are worth, where files are judged one by one.
    pub worth: Option<Worth>,
    /// Where the signature that came beside it is downloaded.
    pub signature: Option<String>,
}

/// The story of the document, the newest first.
#[derive(Clone, Debug, Default)]
pub struct HistoryView {
    /// What happened.
    pub events: Vec<EventView>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct EventView {
    /// When.
    pub at: String,
    /// What, as a sentence.
    pub text: String,
    /// What was said with it.
    pub quote: Option<String>,
}
