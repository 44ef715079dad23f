//! Who may do what, asked in one place (P2, P3, A4, S14).
//!
//! [`rules`] is one table. [`decide`] reads it to answer for one thing, [`predicate`] turns the same
//! rows into SQL that lists the things for which the answer would be yes; a property test holds the
//! two together. A person acts as an [`Actor`]: one appointment in force now, with the delegations
//! that reach it; without an appointment in force there is no actor and nothing to ask.
//!
//! Agencies are walls: an actor of one agency has no right in another, and a denial for what he may
//! not even see is worded as if it did not exist ([`Denial::reveals`]).
//!
//! Not here: loading of facts, running of SQL, sentences for people, and the order of steps, which
//! is the route's (`process`); a rule here only names the public state in which an act belongs.

mod action;
mod actor;
mod appointment;
mod code;
mod condition;
mod decide;
mod delegation;
mod denial;
mod facts;
mod grant;
mod key;
mod mark;
mod org;
mod period;
mod predicate;
mod relation;
mod rights;
mod role;
pub mod rules;
mod status;

pub use action::Action;
pub use actor::{Actor, Capacity, NoActor, Standing};
pub use appointment::{Appointment, Keeping, PaperBasis};
pub use code::UnknownCode;
pub use decide::{Basis, decide};
pub use delegation::{Delegation, DelegationFault, Scope, SigningForm};
pub use denial::Denial;
pub use facts::{Account, AuditRecord, Facts, Incoming, Kind, Notice, Outgoing, RightsAlert};
pub use grant::{Grant, GrantKind, Grantee};
pub use key::KeyScope;
pub use mark::Mark;
pub use org::{Agency, Org, OrgFault, Unit};
pub use period::Period;
pub use predicate::{Bind, Listing, Predicate, predicate, predicate_of};
pub use relation::Relation;
pub use rights::{Alert, Confirmation, RightsChange, Subject};
pub use role::Role;
pub use status::Status;
