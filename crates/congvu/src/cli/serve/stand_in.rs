//! Nobody can sign in yet: the pages are not tied to the office.

use office::Office;
use server::Error;
use server::accounts::{
    Accounts, Answer, Attempt, Entry, Notice, PasswordChange, Session, SignedIn,
};
use time::UtcDateTime;

pub(super) struct OfficeAccounts(Office);

impl OfficeAccounts {
    pub(super) fn new(office: Office) -> Self {
        Self(office)
    }
}

fn none<'a, T: Send + 'a>() -> Answer<'a, T> {
    Box::pin(async { Err(Error::NotFound) })
}

impl Accounts for OfficeAccounts {
    fn session<'a>(&'a self, _: &'a str, _: UtcDateTime) -> Answer<'a, Option<SignedIn>> {
        Box::pin(async { Ok(None) })
    }
    fn bearer<'a>(&'a self, _: &'a str, _: UtcDateTime) -> Answer<'a, Option<SignedIn>> {
        Box::pin(async { Ok(None) })
    }
    fn sign_in<'a>(&'a self, _: &'a Attempt, _: UtcDateTime) -> Answer<'a, Entry> {
        none()
    }
    fn sign_out<'a>(&'a self, _: &'a str, _: UtcDateTime) -> Answer<'a, ()> {
        none()
    }
    fn change_password<'a>(
        &'a self,
        _: &'a str,
        _: &'a PasswordChange,
        _: UtcDateTime,
    ) -> Answer<'a, ()> {
        none()
    }
    fn act_as<'a>(&'a self, _: &'a str, _: &'a str, _: UtcDateTime) -> Answer<'a, ()> {
        none()
    }
    fn sessions<'a>(&'a self, _: &'a str, _: UtcDateTime) -> Answer<'a, Vec<Session>> {
        none()
    }
    fn revoke<'a>(&'a self, _: &'a str, _: Option<&'a str>, _: UtcDateTime) -> Answer<'a, ()> {
        none()
    }
    fn notices<'a>(&'a self, _: &'a str, _: UtcDateTime) -> Answer<'a, Vec<Notice>> {
        none()
    }
    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(async {
            self.0
                .agencies()
                .await
                .map(drop)
                .map_err(|error| Error::Unexpected {
                    cause: error.to_string(),
                })
        })
    }
}
