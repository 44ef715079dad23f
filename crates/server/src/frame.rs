//! The frame around every page of the signed-in: rail, top bar, and what stands in them.
//!
//! Which sections a person has is the office's word ([`SignedIn::sections`]); what is not built yet
//! is in no list of ours.

use crate::accounts::SignedIn;
use crate::assets;
use crate::events;

/// The sections of the rail, in its order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Section {
    /// Việc của tôi.
    Work,
    /// Văn bản đi.
    Outgoing,
    /// Văn bản đến.
    Incoming,
    /// Hồ sơ công việc.
    Dossiers,
    /// Tra cứu.
    Search,
    /// Sổ và báo cáo.
    Registers,
    /// Danh bạ.
    Directory,
    /// Chứng thư và thiết bị.
    Certificates,
    /// Quản trị.
    Administration,
}

impl Section {
    /// All of them, in the order of the rail.
    pub const ALL: [Self; 9] = [
        Self::Work,
        Self::Outgoing,
        Self::Incoming,
        Self::Dossiers,
        Self::Search,
        Self::Registers,
        Self::Directory,
        Self::Certificates,
        Self::Administration,
    ];

    /// Its words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Work => "Việc của tôi",
            Self::Outgoing => "Văn bản đi",
            Self::Incoming => "Văn bản đến",
            Self::Dossiers => "Hồ sơ công việc",
            Self::Search => "Tra cứu",
            Self::Registers => "Sổ và báo cáo",
            Self::Directory => "Danh bạ",
            Self::Certificates => "Chứng thư và thiết bị",
            Self::Administration => "Quản trị",
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn href(self) -> &'static str {
        match self {
            Self::Work => "/viec",
            Self::Outgoing => "/van-ban-di",
            Self::Incoming => "/van-ban-den",
            Self::Dossiers => "/ho-so",
            Self::Search => "/tra-cuu",
            Self::Registers => "/so",
            Self::Directory => "/danh-ba",
            Self::Certificates => "/chung-thu",
            Self::Administration => "/quan-tri",
        }
    }

    /// Its icon.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Work => "list-check",
            Self::Outgoing => "send",
            Self::Incoming => "mailbox",
            Self::Dossiers => "archive",
            Self::Search => "search",
            Self::Registers => "books",
            Self::Directory => "users",
            Self::Certificates => "certificate",
            Self::Administration => "settings",
        }
    }

    /// The keys that lead there.
    #[must_use]
    pub fn keys(self) -> Option<&'static str> {
        match self {
            Self::Work => Some("g m"),
            Self::Outgoing => Some("g d"),
            Self::Incoming => Some("g n"),
            Self::Dossiers => Some("g h"),
            _ => None,
        }
    }

    /// The name of its count in events.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.href().trim_start_matches('/')
    }
}

/// The frame of one page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The title of the page.
    pub title: String,
    /// The section it belongs to; none for account and notices.
    pub here: Option<Section>,
    /// The rail.
    pub rail: Vec<RailItem>,
    /// The person.
    pub person: SignedIn,
    /// What stands in the search field.
    pub query: String,
    /// How much of the rail is shown.
    pub width: RailWidth,
}

/// One line of the rail.
#[derive(Clone, Copy, Debug)]
pub struct RailItem {
    /// The section.
    pub section: Section,
    /// How much waits in it.
    pub waiting: u32,
}

/// How much of the rail is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RailWidth {
    /// Icons and words.
    Wide,
    /// Icons only, where the page needs the room.
    Narrow,
}

impl Frame {
    /// The frame of a page with `title` for `person`.
    #[must_use]
    pub fn new(title: impl Into<String>, here: Option<Section>, person: &SignedIn) -> Self {
        let waits = |section| {
            (person.waiting.iter())
                .find(|(one, _)| *one == section)
                .map_or(0, |(_, count)| *count)
        };
        let rail = (Section::ALL.into_iter())
            .filter(|section| person.sections.contains(section))
            .map(|section| RailItem {
                section,
                waiting: waits(section),
            })
            .collect();
        Self {
            title: title.into(),
            here,
            rail,
            person: person.clone(),
            query: String::new(),
            width: RailWidth::Wide,
        }
    }

    /// The same with icons only in the rail.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.width = RailWidth::Narrow;
        self
    }

    /// Whether the person can search.
    #[must_use]
    pub fn searches(&self) -> bool {
        self.person.sections.contains(&Section::Search)
    }

    pub(crate) fn is_here(&self, item: &RailItem) -> bool {
        self.here == Some(item.section)
    }

    pub(crate) fn is_narrow(&self) -> bool {
        self.width == RailWidth::Narrow
    }

    pub(crate) fn asset(&self, name: &str) -> String {
        assets::href(name)
    }

    pub(crate) fn has_agent(&self) -> bool {
        assets::has("desk.js")
    }

    pub(crate) fn desk_port(&self) -> String {
        self.person
            .desk_port
            .map(|it| it.to_string())
            .unwrap_or_default()
    }

    pub(crate) fn events(&self) -> &'static str {
        events::PATH
    }

    pub(crate) fn count(&self, waiting: &u32) -> String {
        match *waiting {
            0 => String::new(),
            1..=99 => waiting.to_string(),
            _ => "99+".to_owned(),
        }
    }
}
