//! Whom an office trusts: a folder of anchors, each confirmed by its fingerprint.
//!
//! Every anchor is two files: the certificate, and a record (`.toml`) with its name, fingerprint,
//! kind, dates and successor. A certificate without a record is not trusted; a record whose
//! certificate has another fingerprint stops everything. `kinds.toml` holds the rules that tell
//! persons' certificates from organisations'. Nothing is compiled in, and the system's own store
//! is never read.
//!
//! Not here: which folder, what is said to people, the clock.

mod error;
mod fingerprint;
mod folder;
mod health;
mod record;

pub use error::Error;
pub use fingerprint::Fingerprint;
pub use folder::{Folder, KINDS, add, end};
pub use health::{Concern, concerns};
pub use record::Record;
