//! Pages and API over HTTP: what a person at the screen meets (`ARCHITECTURE.md`, edge).
//!
//! [`app`] makes the router, [`serve`] runs it. A request passes, from the outside in: operation id
//! and log ([`operation`]), the page for whatever went wrong ([`problem`]), security headers
//! ([`headers`]), rates ([`rate`]), the check against other sites ([`same_site`]), the session
//! ([`session`]), and then a page of [`views`] or the API ([`api`]).
//!
//! Not its job: rules, rights, SQL. What may be seen or done is decided by the office; a page only
//! shows what it is given. Vietnamese sentences about failures are in the catalogue of `report`.

pub mod accounts;
pub mod address;
pub mod api;
mod app;
pub mod assets;
pub mod config;
pub mod error;
pub mod events;
pub mod form;
pub mod frame;
pub mod headers;
pub mod health;
pub mod metrics;
pub mod office;
pub mod operation;
mod percent;
pub mod problem;
pub mod rate;
pub mod same_site;
mod serve;
pub mod session;
mod state;
pub mod upload;
pub mod views;
pub mod words;

pub use app::{app, app_with};
pub use config::Config;
pub use error::Error;
pub use serve::{Stopped, serve};
pub use state::{Parts, State};
