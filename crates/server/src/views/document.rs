//! The page of one document: the page itself at the left, tabs at the right, one primary act.

use askama::Template;

use crate::frame::Frame;
use crate::views::signatures::SignaturesView;
use crate::views::tabs::{FactsView, FilesView, HistoryView, OpinionsView, RouteView};
use crate::views::viewer::ViewerView;
use crate::words::{Due, StepMark, UrgencyMark};

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
    /// The page itself; none while there is no file.
    pub viewer: Option<ViewerView>,
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
    /// Of one that its sender has withdrawn: there is nothing to print.
    Recalled,
}

impl Paper {
    pub(crate) fn is_draft(self) -> bool {
        self == Self::Draft
    }

    pub(crate) fn is_recalled(self) -> bool {
        self == Self::Recalled
    }
}

/// An act that is offered.
#[derive(Clone, Debug)]
pub struct ActView {
    /// The act and its effect ("Cấp số 521 và đóng dấu").
    pub label: String,
    /// Where it leads or is sent; the document's id where the desk agent does it.
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
    /// By the desk agent: `web/src/desk.js` takes the form over.
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
