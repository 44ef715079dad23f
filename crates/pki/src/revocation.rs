//! Whether a certificate was taken back, when and why: what revocation lists (RFC 5280, 6.3) and
//! OCSP answers (RFC 6960, 3.2) at hand say, and what follows from it.

mod answers;
mod delta;
mod error;
mod lists;
mod points;
mod reasons;
mod settle;
mod signer;
mod statement;
mod status;

pub use error::RevocationError;
pub use reasons::Reasons;
pub use settle::{Unsettled, settle};
pub use statement::{CLOCK_TOLERANCE, Kind, Material, Source, Statement, statements};
pub use status::{Reason, Status};
