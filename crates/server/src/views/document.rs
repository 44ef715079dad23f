//! The page of one document: the page itself at the left, tabs at the right, one primary act.

use askama::Template;

use crate::frame::Frame;
use crate::views::signatures::SignaturesView;
use crate::views::viewer::ViewerView;
use crate::words::{Due, StepMark, StepTone, UrgencyMark};

/// The page. The rail is narrow here ([`Frame::narrow`]).
#[derive(Debug, Template)]
#[template(path = "document.html")]
pub struct DocumentPage {
    /// The frame.
    pub frame: Frame,
    /// What stands above both panes.
    pub head: HeadView,
    /// The one act that is next.
    pub primary: Option<ActView>,
    /// The other acts.
    pub others: Vec<ActView>,
    /// The page itself.
    pub viewer: ViewerView,
    /// The tabs.
    pub tabs: Vec<TabLink>,
    /// The open tab.
    pub tab: TabView,
}

/// What stands above both panes.
#[derive(Clone, Debug)]
pub struct HeadView {
    /// The subject.
    pub subject: String,
    /// The type of the document.
    pub kind: String,
    /// Number and notation, once it has them.
    pub number: Option<String>,
    /// How urgent it is.
    pub urgency: UrgencyMark,
    /// The step.
    pub step: StepMark,
    /// The deadline.
    pub due: Option<Due>,
    /// The list one came from.
    pub back: String,
    /// The document before it in that list.
    pub previous: Option<String>,
    /// The document after it.
    pub next: Option<String>,
    /// What a print of it is.
    pub paper: Paper,
}

/// What a print of the page is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Paper {
    /// Of a draft: it carries "DỰ THẢO".
    Draft,
    /// Of an issued document.
    Issued,
}

impl Paper {
    pub(crate) fn is_draft(self) -> bool {
        self == Self::Draft
    }
}

/// An act that is offered.
#[derive(Clone, Debug)]
pub struct ActView {
    /// The act and its effect ("Cấp số 521 và đóng dấu").
    pub label: String,
    /// Where it leads or is sent.
    pub action: String,
    /// How it is done.
    pub way: ActWay,
    /// The version of the document that was seen, sent along.
    pub version: u64,
    /// Its key.
    pub key: Option<&'static str>,
    /// Why it cannot be done now.
    pub refusal: Option<String>,
}

/// How an act is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ActWay {
    /// On a page of its own, which asks for more.
    Open,
    /// At once.
    Post,
    /// By the desk agent: `web/src/agent.js` takes the form over.
    Sign,
}

/// The tabs, in their order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tab {
    /// Thông tin.
    Facts,
    /// Luồng xử lý.
    Route,
    /// Chữ ký.
    Signatures,
    /// Ý kiến.
    Opinions,
    /// Tệp.
    Files,
    /// Lịch sử.
    History,
}

impl Tab {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Facts,
        Self::Route,
        Self::Signatures,
        Self::Opinions,
        Self::Files,
        Self::History,
    ];

    /// Its words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Facts => "Thông tin",
            Self::Route => "Luồng xử lý",
            Self::Signatures => "Chữ ký",
            Self::Opinions => "Ý kiến",
            Self::Files => "Tệp",
            Self::History => "Lịch sử",
        }
    }

    /// Its name in the address (`?the=chu-ky`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Facts => "thong-tin",
            Self::Route => "luong",
            Self::Signatures => "chu-ky",
            Self::Opinions => "y-kien",
            Self::Files => "tep",
            Self::History => "lich-su",
        }
    }

    /// The tab of that name; the first for any other.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let found = Self::ALL.into_iter().find(|tab| tab.name() == name);
        found.unwrap_or(Self::Facts)
    }

    /// The links to all tabs of the document at `page`.
    #[must_use]
    pub fn links(page: &str, count: impl Fn(Self) -> u32) -> Vec<TabLink> {
        let link = |tab: Self| TabLink {
            tab,
            href: format!("{page}?the={}", tab.name()),
            count: count(tab),
        };
        Self::ALL.into_iter().map(link).collect()
    }
}

/// A link to a tab.
#[derive(Clone, Debug)]
pub struct TabLink {
    /// The tab.
    pub tab: Tab,
    /// Its address.
    pub href: String,
    /// How much is in it; 0 is not shown.
    pub count: u32,
}

/// The open tab.
#[derive(Clone, Debug)]
pub enum TabView {
    /// Thông tin.
    Facts(FactsView),
    /// Luồng xử lý.
    Route(RouteView),
    /// Chữ ký.
    Signatures(SignaturesView),
    /// Ý kiến.
    Opinions(OpinionsView),
    /// Tệp.
    Files(FilesView),
    /// Lịch sử.
    History(HistoryView),
}

impl TabView {
    pub(crate) fn of(&self) -> Tab {
        match self {
            Self::Facts(_) => Tab::Facts,
            Self::Route(_) => Tab::Route,
            Self::Signatures(_) => Tab::Signatures,
            Self::Opinions(_) => Tab::Opinions,
            Self::Files(_) => Tab::Files,
            Self::History(_) => Tab::History,
        }
    }
}

/// What is known about the document.
#[derive(Clone, Debug, Default)]
pub struct FactsView {
    /// The facts by group.
    pub groups: Vec<FactGroup>,
    /// The form that keeps the places of the viewer, where they may be moved.
    pub places: Option<SmallForm>,
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
}

/// One fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
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
}

/// One file.
#[derive(Clone, Debug)]
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
    /// Where it is compared with the version before.
    pub compare: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_found_by_its_name_in_the_address() {
        for tab in Tab::ALL {
            assert_eq!(Tab::named(tab.name()), tab);
        }
        assert_eq!(Tab::named("khac"), Tab::Facts);
    }
}
