//! The pages: one module per page with its view (what the template shows) and, where the page is
//! the server's own, its handlers. Templates lie in `templates/` under the same name.
//!
//! A page of the office is added in three steps: a template that extends `frame.html`; a view struct
//! with a `frame` field that derives `Template`; a handler that asks the office, maps its answer to
//! the view and returns [`show`].

pub mod account;
pub mod compare;
pub mod document;
pub mod empty;
pub mod list;
pub mod login;
pub mod notices;
pub mod outcomes;
pub mod password;
pub mod reason;
pub mod signatures;
pub mod tabs;
pub mod viewer;

use askama::Template;
use axum::Router;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};

use crate::error::Error;
use crate::frame::Section;
use crate::session::Person;
use crate::state::State;

/// A template as a page.
///
/// # Errors
///
/// [`Error::Unexpected`] when it cannot be rendered.
pub fn show(page: &impl Template) -> Result<Html<String>, Error> {
    Ok(Html(page.render()?))
}

pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/", get(home))
        .route("/dang-nhap", get(login::get).post(login::post))
        .route("/dang-xuat", post(login::leave))
        .route("/doi-mat-khau", get(password::get).post(password::post))
        .route("/tai-khoan", get(account::get))
        .route("/tai-khoan/ket-thuc", post(account::end))
        .route("/vai-tro", post(account::act_as))
        .route("/thong-bao", get(notices::get))
}

/// The first section a person has.
async fn home(person: Person) -> Redirect {
    let works = |it: &&Section| **it != Section::Directory;
    let first = person.sections.iter().filter(works).min();
    Redirect::to(first.map_or("/tai-khoan", |section| section.href()))
}
