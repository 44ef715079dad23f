//! What the pages ask of the office about accounts and sessions; the office answers.
//!
//! Tokens are opaque here: the office makes them, stores only their digest, and lets them expire.

use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use office::Acting;
use time::UtcDateTime;

use crate::error::Error;
use crate::frame::Section;

/// An answer that takes a while.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Error>>;

/// The office's side of signing in and out.
pub trait Accounts: Send + Sync {
    /// Who the session `token` belongs to; `None` when it is unknown, expired or revoked.
    fn session<'a>(&'a self, token: &'a str, now: UtcDateTime) -> Answer<'a, Option<SignedIn>>;

    /// Signs in, or says why not.
    fn sign_in<'a>(&'a self, attempt: &'a Attempt, now: UtcDateTime) -> Answer<'a, Entry>;

    /// Ends the session `token`.
    fn sign_out<'a>(&'a self, token: &'a str, now: UtcDateTime) -> Answer<'a, ()>;

    /// Changes the password of the person of `token`; a refusal names the field in its code.
    fn change_password<'a>(
        &'a self,
        token: &'a str,
        change: &'a PasswordChange,
        now: UtcDateTime,
    ) -> Answer<'a, ()>;

    /// Acts from now on in another of one's appointments.
    fn act_as<'a>(
        &'a self,
        token: &'a str,
        appointment: &'a str,
        now: UtcDateTime,
    ) -> Answer<'a, ()>;

    /// The sessions of the person of `token`, the newest first.
    fn sessions<'a>(&'a self, token: &'a str, now: UtcDateTime) -> Answer<'a, Vec<Session>>;

    /// Ends one session of the same person, or all but this one (`None`).
    fn revoke<'a>(
        &'a self,
        token: &'a str,
        session: Option<&'a str>,
        now: UtcDateTime,
    ) -> Answer<'a, ()>;

    /// The latest notices of the person of `token`, the newest first; they count as read then.
    fn notices<'a>(&'a self, token: &'a str, now: UtcDateTime) -> Answer<'a, Vec<Notice>>;

    /// Whether nobody was ever entered: the first run.
    fn is_new(&self) -> Answer<'_, bool> {
        Box::pin(async { Ok(false) })
    }

    /// Whether the store can be reached, for `/readyz`.
    fn ready(&self) -> Answer<'_, ()>;
}

/// A person who has signed in, acting in one appointment.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account.
    pub account: String,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The appointment in which the person acts now.
    pub appointment: Appointment,
    /// All the person's appointments, this one among them.
    pub appointments: Vec<Appointment>,
    /// What the appointment can use, as the office decided.
    pub sections: Vec<Section>,
    /// What waits in each section.
    pub waiting: Vec<(Section, u32)>,
    /// Notices not yet read.
    pub notices: u32,
    /// Whether the password has to be changed before anything else.
    pub password: PasswordState,
    /// The port of the desk agent that was paired last.
    pub desk_port: Option<u16>,
    /// The person for the office; none before another's password is changed.
    pub acting: Option<Arc<Acting>>,
}

/// One place in which a person acts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Appointment {
    /// Its id.
    pub id: String,
    /// The agency's id.
    pub agency: String,
    /// The agency's name.
    pub agency_name: String,
    /// The unit's name.
    pub unit_name: String,
    /// The role in words ("Văn thư").
    pub role_name: String,
}

/// Whether a password may be kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PasswordState {
    /// It may.
    Chosen,
    /// Somebody else chose it, or it is too old.
    MustChange,
}

/// An attempt to sign in.
#[derive(Clone)]
pub struct Attempt {
    /// The name of the account.
    pub name: String,
    /// The password.
    pub password: String,
    /// The six digits of the second factor, if they were asked for.
    pub code: Option<String>,
    /// Where the attempt came from.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub browser: String,
}

/// What came of an attempt.
#[derive(Clone)]
pub enum Entry {
    /// In, with the token for the cookie.
    Open {
        /// The token.
        token: String,
    },
    /// Name and password are right; the second factor is wanted too.
    CodeWanted,
    /// Not in. The sentence is that of the code in the catalogue.
    Refused {
        /// The code.
        code: &'static str,
        /// Its values.
        values: Vec<(&'static str, String)>,
    },
}

/// A change of password.
#[derive(Clone)]
pub struct PasswordChange {
    /// The password until now.
    pub current: String,
    /// The new one.
    pub new: String,
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id, which is not its token.
    pub id: String,
    /// Where it was opened.
    pub address: String,
    /// With which browser.
    pub browser: String,
    /// When it was opened.
    pub since: UtcDateTime,
    /// When it was last used.
    pub used: UtcDateTime,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// Something a person is told.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// When it came.
    pub at: UtcDateTime,
    /// Whether it had not been read until now.
    pub unread: bool,
}

// Passwords and tokens stay out of logs.
impl std::fmt::Debug for Attempt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (formatter.debug_struct("Attempt"))
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open { .. } => formatter.write_str("Open"),
            Self::CodeWanted => formatter.write_str("CodeWanted"),
            Self::Refused { code, .. } => write!(formatter, "Refused({code})"),
        }
    }
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PasswordChange")
    }
}
