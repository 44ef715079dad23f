//! The notices of a person, the newest first.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::Html;

use crate::accounts::Notice;
use crate::error::Error;
use crate::frame::Frame;
use crate::session::{Person, Token};
use crate::state::State;
use crate::views::empty::EmptyView;
use crate::views::show;
use crate::words;

/// The page.
#[derive(Debug, Template)]
#[template(path = "notices.html")]
pub struct NoticesPage {
    /// The frame.
    pub frame: Frame,
    /// The notices.
    pub notices: Vec<NoticeView>,
    /// What is said when there are none.
    pub empty: EmptyView,
}

/// One notice.
#[derive(Clone, Debug)]
pub struct NoticeView {
    /// The sentence.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// When it came.
    pub at: String,
    /// Whether it is new.
    pub unread: bool,
}

impl From<Notice> for NoticeView {
    fn from(notice: Notice) -> Self {
        Self {
            text: notice.text,
            href: notice.href,
            at: words::moment(notice.at),
            unread: notice.unread,
        }
    }
}

/// Shows the page.
///
/// # Errors
///
/// The office's.
pub async fn get(
    Shared(state): Shared<State>,
    person: Person,
    token: Token,
) -> Result<Html<String>, Error> {
    let notices = state.accounts().notices(&token.0, state.now()).await?;
    show(&NoticesPage {
        frame: Frame::new("Thông báo", None, &person),
        notices: notices.into_iter().map(NoticeView::from).collect(),
        empty: EmptyView::new(
            "Chưa có thông báo",
            "Khi một văn bản cần đến bạn, hoặc việc bạn đã giao cho hệ thống làm xong, thông báo sẽ hiện ở đây.",
        ),
    })
}
