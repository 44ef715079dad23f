//! Verdicts and messages for people and machines, from one catalogue.
//!
//! Engine crates speak in stable codes with values; this crate turns a code into a Vietnamese or
//! English sentence ([`catalogue`]) and a report structure into text ([`Problem`] and the report
//! modules). The same structure is serialised for machines, so the two forms cannot drift apart.
//!
//! Not here: deciding anything, reading files, printing.

pub mod audit;
pub mod catalogue;
pub mod certificate;
pub mod etsi;
pub mod extend;
pub mod inspect;
pub mod moment;
mod numbers;
pub mod page;
pub mod problem;
pub mod process;
mod say;
pub mod sign;
pub mod tokens;
pub mod trust;
pub mod verify;
mod visible;

pub use self::audit::{AuditReport, CheckpointCopies};
pub use catalogue::{Catalogue, Lang, Sentence};
pub use certificate::{CertificateBasis, CertificateReport, Standing};
pub use extend::{ExtendReport, ExtendedFile, Extension};
pub use inspect::{Inspection, MessageInspection};
pub use numbers::{grouped, hexadecimal};
pub use problem::{Coded, ErrorReport, Failure, Problem};
pub use process::{RouteFile, RouteSummary};
pub use sign::{SignReport, SignedFile};
pub use tokens::TokenList;
pub use trust::{TrustList, TrustReport};
pub use visible::visible;
