//! People and administration: the directory, accounts, units, rights, and one's own pictures and
//! second factor. Pages over the use cases of [`office::people`], a module per page.
//!
//! Most pages are one of a few shapes: a [`sheet`] of facts and tables, a [`form_page`], a page that
//! asks before an act or shows a secret once ([`pages`]).

mod account;
mod accounts;
mod act_words;
pub(super) mod agency;
mod alerts;
mod anchors;
mod appointments;
mod custody;
mod delegations;
mod directory;
mod factor;
mod first_steps;
pub(super) mod form_page;
pub(super) mod hub;
mod images;
mod import;
mod jobs;
mod letters;
pub(super) mod own_keys;
mod pages;
mod qr;
mod request_form;
mod requests;
mod sample;
pub(super) mod shared;
mod sheet;
pub(super) mod tokens;
mod trail;
mod tree;
mod units;

use axum::Router;

use crate::state::State;

pub(super) fn routes() -> Router<State> {
    [
        directory::routes(),
        hub::routes(),
        accounts::routes(),
        account::routes(),
        appointments::routes(),
        units::routes(),
        agency::routes(),
        requests::routes(),
        request_form::routes(),
        delegations::routes(),
        alerts::routes(),
        custody::routes(),
        anchors::routes(),
        import::routes(),
        trail::routes(),
        tokens::routes(),
        own_keys::routes(),
        jobs::routes(),
        images::routes(),
        factor::routes(),
        letters::routes(),
    ]
    .into_iter()
    .fold(Router::new(), Router::merge)
}
