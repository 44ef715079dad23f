//! A small certification authority for tests, as bytes in, bytes out.
//!
//! It is shaped like the government's: a root, issuing authorities below it, a time-stamp authority
//! and OCSP responders, certificates of persons, organisations and devices. Every subject says "for
//! testing", and nothing issued here may be trusted outside tests and demonstrations: private keys
//! of everybody are kept in the clear in one place.
//!
//! No files, no network, no clock: times and the address under which answers will be found are
//! arguments. Randomness (keys, serial numbers) comes from the crypto library.

mod ageing;
mod authority;
mod certificate;
mod crl;
mod error;
pub mod forge;
mod hex;
mod issue;
mod key;
mod ocsp;
mod pkcs12;
mod population;
mod profile;
mod tsa;

pub use ageing::Terms;
pub use authority::{Authority, Ca, Config, Document, Issued, Subscriber};
pub use error::Error;
pub use key::{Key, KeyAlgorithm};
pub use ocsp::OcspFault;
pub use pkcs12::{Encryption, export};
pub use population::{Member, Population, Standing};
pub use profile::{Kind, Profile, Subject, Validity};
pub use tsa::Fault;
