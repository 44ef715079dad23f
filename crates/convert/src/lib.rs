//! Office files to PDF, in a sandbox; and which files are let in at all.
//!
//! Two gates and a door between them. [`inspect_office`] looks into an office file before any
//! program opens it, [`inspect_pdf`] into a PDF before its first signature; both name every reason
//! why a file is refused, all at once. [`Converter::to_pdf`] takes an office file through
//! LibreOffice, without network and under limits, and lets out only a PDF that passes the second
//! gate. What the sentences for the reasons are, and who may override nothing of this, is not
//! this crate's business.

mod data;
mod error;
mod office;
mod portable;
mod reason;
mod run;

pub use data::inspect_data;
pub use error::Refused;
pub use office::{Kind, OfficeInspection, inspect_office};
pub use portable::{PdfInspection, inspect_pdf, inspect_pdf_bytes};
pub use reason::{Reason, Remedy};
pub use run::{Converted, Converter, Isolation, Limits, NetworkRule, Settings, to_pdf};
