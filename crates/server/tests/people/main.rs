//! The pages of people and administration, over a real office on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests"
)]

mod accounts;
mod api;
mod damaged;
mod described;
mod first_run;
mod limits;
mod look;
mod organisation;
mod own;
mod rights;
mod support;
mod walls;
