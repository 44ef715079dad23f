//! Signature formats, created and validated: CAdES and PAdES baseline B and T, and containers of
//! files signed together (ETSI EN 319 122-1, EN 319 142-1, EN 319 162-1).
//!
//! Signing is a chain of states that can each be saved and taken up elsewhere: prepare, sign,
//! time-stamp, check what came out, release. Reading a signature gives facts; a pure function of
//! the facts, the anchors and a time gives the verdict. No I/O, no clock, no language for people.

pub mod asic;
pub mod cades;
pub mod cms;
mod encoding;
mod error;
mod hash;
pub mod kind;
pub mod pades;
mod revocation;
mod self_check;
pub mod signer_check;
pub mod signing;
pub mod timestamp;
pub mod validate;

pub use error::Error;
pub use kind::{KindRule, SubjectKind, subject_kind};
pub use revocation::known_revocation;
pub use signer_check::{KnownRevocation, Refusal, Requirement, check_signer};
pub use signing::{CheckedSigner, SignedValue, Signer, ToBeSigned};
