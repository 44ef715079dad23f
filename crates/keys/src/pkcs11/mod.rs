//! A key on a PKCS#11 token (PKCS #11 v2.40), its module in a child process.
//!
//! Makers' modules crash, hang and print as they like; in a process of its own such a module can
//! only cause an error message. [`run`] is that child; [`Module`] is the parent's view of it
//! through a [`Link`], which the edge provides.
//!
//! One login serves a batch. A wrong PIN is never tried again: the login consumes the token value,
//! and [`Token`] refuses every call after a final error. Before a PIN is asked for, [`Found::info`]
//! tells how many tries the token admits to. Nothing is ever written to a token.

mod child;
mod client;
mod link;
mod mechanism;
mod module;
mod protocol;
mod select;
mod token;
mod uri;
mod worker;

pub use client::{Found, LoginOptions, Module, ShownCertificate, TokenContents};
pub use link::{Link, LinkError, Wait};
pub use protocol::{Library, TokenInfo, read_frame, write_frame};
pub use token::Token;
pub use uri::{ObjectType, Uri};
pub use worker::run;
