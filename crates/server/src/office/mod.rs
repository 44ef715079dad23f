//! The pages of the office: each handler asks `office` one question and shows the answer.
//!
//! No rule is decided here. What a person may see or do is in the answer; which act comes next is
//! the route's word. A module per part of the office, a file per page.

mod accounts;
mod at_work;
mod devices;
mod error;
mod incoming;
mod live;
pub(crate) mod outgoing;
mod paper;
mod people;
mod registers;
pub(crate) mod said;
mod search;
mod setup;
mod signing;
mod verdict;
mod work;

use axum::{Extension, Router};
use office::Office;

use crate::app::app_with;
use crate::state::State;

pub use accounts::OfficeAccounts;
pub use at_work::AtWork;
pub use live::relay;
pub use setup::setup_code;

/// The whole server over an office: its pages, and the API beside them.
pub fn app(state: State, office: Office) -> Router {
    app_with(state, pages()).layer(Extension(office))
}

/// All pages of the office.
fn pages() -> Router<State> {
    Router::new()
        .merge(work::routes())
        .merge(outgoing::routes())
        .merge(incoming::routes())
        .merge(paper::routes())
        .merge(registers::routes())
        .merge(search::routes())
        .merge(signing::routes())
        .merge(devices::routes())
        .merge(people::routes())
        .merge(setup::routes())
}

/// Icons that no template names itself.
#[cfg(test)]
pub(crate) fn part_icons() -> impl Iterator<Item = &'static str> {
    people::hub::icons()
}
