//! Handing mail to the server of an office (RFC 5321), over TLS unless told otherwise.
//!
//! One letter goes to one address, so that whatever the server says is about that letter. What is
//! refused for good is told apart from what may be taken later; accepted is not delivered, so a
//! report is asked for where the server offers it (RFC 3461).
//!
//! Not here: what is written and to whom, when it is tried again, reading mail.

mod config;
mod dialog;
mod error;
mod letter;

pub use config::{Config, Security, is_address};
pub use dialog::{Greeted, Mailer};
pub use error::Error;
pub use letter::{Enclosure, Letter};
