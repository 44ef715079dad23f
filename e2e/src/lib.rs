//! Proofs of the whole against outside judges: pdfsig, pyHanko, OpenSSL, qpdf.
//!
//! The tests in `tests/` drive the real `congvu` binary as a person or a script would and let other
//! people's programs judge what it wrote. This library holds what they share: the [`inputs`] (one
//! PDF per kind that offices meet), the [`judges`], and the runner of programs ([`tool`]).
//!
//! Nothing here imports the product's crates: a mistake in our reader must not be able to hide a
//! mistake in our writer. A missing tool is a failure, never a skip; `scripts/setup.sh test`
//! installs all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "test support: a failure here is the failure of the test that called"
)]

pub mod attacks;
mod cache;
pub mod certificates;
pub mod congvu;
pub mod inputs;
pub mod issue;
pub mod judges;
pub mod keys;
pub mod mail;
pub mod proof;
pub mod token;
pub mod tool;
pub mod tsa;
