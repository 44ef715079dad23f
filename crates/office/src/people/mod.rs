//! Accounts, sessions, units, appointments, certificates, desk agents and the organisation's token.
//!
//! Requirements P1 (an account for each person), P2 (rights by role, unit and delegation), C3 (who
//! keeps the organisation's token), C9 (accounts by request), and the alert on every change of
//! rights until a competent person confirms it (Nghị định 30/2020, Phụ lục VI).

mod accounts;
mod agencies;
mod alerts;
mod anchors;
mod appointments;
mod bearer;
mod certificates;
mod custody;
mod directory;
mod entered;
mod factor_key;
mod factor_secrets;
mod images;
mod import;
mod own_keys;
mod pairing;
mod password_rules;
mod passwords;
mod png_size;
mod requests;
mod second_factor;
mod sessions;
mod sign_in;
mod trail;
mod visit;

pub use accounts::{Added, Details, NewAccount};
pub use agencies::{Founded, Founder, NewAgency, NewUnit};
pub use alerts::AlertLine;
pub use anchors::{AnchorLine, ProposedAnchor};
pub use appointments::{NewAppointment, NewDelegation};
pub use bearer::{Bearer, MadeToken, NewToken};
pub use certificates::{Challenge, Holder};
pub use custody::HandOver;
pub use directory::Person;
pub use images::{ImageKind, NewImage};
pub use import::{Import, RowFault};
pub use pairing::{Paired, Pairing};
pub use requests::{RequestKind, Requested, Wanted};
pub use second_factor::SecondFactor;
pub use sign_in::{Attempt, Entry};
pub use trail::Trace;
pub use visit::Visit;

pub(crate) use factor_key::KEY_FILE as FACTOR_KEY_FILE;

pub use store::people::agencies::{Agency, Unit};
pub use store::people::agents::DeskAgent;
pub use store::people::appointments::Post;
pub use store::people::certificates::Certificate;
pub use store::people::custody::{Custody, Permission};
pub use store::people::images::StampImage;
pub use store::people::rights::AccountRequest;
pub use store::people::sessions::Session;
pub use store::people::tokens::ApiToken;
