//! Other people's programs, asked for their verdict.
//!
//! Each judge returns what it found; whether that is good is for the test to say. The judges
//! themselves are proven in `tests/judges.rs`, on signatures that a [`peer`] made and somebody
//! then tampered with.

pub mod openssl;
pub mod pdfa;
pub mod pdfsig;
pub mod peer;
pub mod poppler;
pub mod pyhanko;
pub mod qpdf;
