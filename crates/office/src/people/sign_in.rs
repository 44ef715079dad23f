//! Signing in: name, password, second factor; lock-out with a wait that grows.
//!
//! Every attempt is counted before it is looked at, so that a thousand at once are a thousand. One
//! answer serves an unknown name, a wrong password and a locked account, after the same work: whoever
//! guesses learns nothing. The record says which it was.

use std::time::Duration as Wait;

use audit::By;
use store::people::{accounts, agents, appointments, sessions};
use store::{Tx, instant};
use time::{Duration, UtcDateTime};

use super::{entered, passwords, second_factor};
use crate::ledger::{self, detail};
use crate::{Error, Office};

/// No answer comes before this.
const FLOOR: Wait = Wait::from_millis(300);
/// From this failure on the account is locked.
const FREE_FAILURES: i64 = 5;
/// The longest lock.
const LONGEST_LOCK: Duration = Duration::HOUR;
/// How long a session lasts at most.
pub(super) const LONGEST_SESSION: Duration = Duration::hours(12);
/// How long an unused session lasts.
pub(super) const IDLE_SESSION: Duration = Duration::hours(2);

/// An attempt to sign in.
#[derive(Clone)]
pub struct Attempt {
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// The six digits of the second factor, once they were asked for.
    pub code: Option<String>,
    /// Where it comes from.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
}

/// What came of an attempt that was not refused.
#[derive(Clone)]
pub enum Entry {
    /// In, with the token for the cookie.
    Open {
        /// The token.
        token: String,
    },
    /// Name and password are right; the second factor is wanted too.
    CodeWanted,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (out.debug_struct("Attempt"))
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Open { .. } => "Open",
            Self::CodeWanted => "CodeWanted",
        })
    }
}

impl Office {
    /// Signs in.
    ///
    /// # Errors
    /// [`Error::SignInRefused`], the same whatever was wrong; [`Error::NoAppointment`] for somebody
    /// who works nowhere any more.
    pub async fn sign_in(&self, attempt: &Attempt) -> Result<Entry, Error> {
        let (entry, ()) = tokio::join!(self.try_sign_in(attempt), tokio::time::sleep(FLOOR));
        entry
    }

    async fn try_sign_in(&self, attempt: &Attempt) -> Result<Entry, Error> {
        let login = entered::login_key(&attempt.login);
        let found = accounts::by_login(&mut self.store().reader(), &login).await?;
        let found = found.filter(|it| it.state == "active");
        let counted = self.count_attempt(found.as_ref()).await?;
        let hash = found.as_ref().map(|it| it.password_hash.as_str());
        let right = passwords::verify(&attempt.password, hash).await?;
        let Some(account) = found else {
            tracing::info!(address = attempt.address, "sign-in with an unknown name");
            return Err(Error::SignInRefused);
        };
        if !counted {
            return self.refuse_sign_in(&account, attempt, "locked").await;
        }
        if !right {
            return self.refuse_sign_in(&account, attempt, "password").await;
        }
        if second_factor::is_on(&account) {
            match attempt.code.as_deref().map(str::trim) {
                None | Some("") => {
                    self.forgive_attempt(&account).await?;
                    return Ok(Entry::CodeWanted);
                }
                Some(code) => match self.takes_code(&account, code).await {
                    Ok(true) => {}
                    Ok(false) => return self.refuse_sign_in(&account, attempt, "code").await,
                    Err(error) => {
                        self.forgive_attempt(&account).await?;
                        return Err(error);
                    }
                },
            }
        }
        self.open_session(&account, attempt).await
    }

    /// Counts an attempt on the account; false while it is locked.
    pub(super) async fn count_attempt(
        &self,
        account: Option<&accounts::Account>,
    ) -> Result<bool, Error> {
        let now = self.now();
        let id = account.map_or("", |it| it.id.as_str());
        let mut tx = self.store().begin().await?;
        let attempts = accounts::count_attempt(&mut tx, id, instant::millis(now)).await?;
        if let Some(wait) = attempts.and_then(lock_of) {
            accounts::lock(&mut tx, id, instant::millis(now + wait)).await?;
        }
        tx.commit().await?;
        Ok(attempts.is_some())
    }

    /// Takes the attempt back: it was no failure of the person's.
    async fn forgive_attempt(&self, account: &accounts::Account) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        accounts::take_back_attempt(&mut tx, &account.id).await?;
        Ok(tx.commit().await?)
    }

    async fn refuse_sign_in<T>(
        &self,
        account: &accounts::Account,
        attempt: &Attempt,
        reason: &str,
    ) -> Result<T, Error> {
        let mut tx = self.store().begin().await?;
        let values = detail! {
            "reason" => reason,
            "address" => attempt.address,
            "failures" => account.failed_attempts.saturating_add(1),
        };
        self.record_own(&mut tx, account, "sign-in-refused", values)
            .await?;
        tx.commit().await?;
        Err(Error::SignInRefused)
    }

    async fn open_session(
        &self,
        account: &accounts::Account,
        attempt: &Attempt,
    ) -> Result<Entry, Error> {
        let now = self.now();
        let at = instant::millis(now);
        let mut reader = self.store().reader();
        let posts = appointments::of_account(&mut reader, &account.id, at).await?;
        let post = posts.first().ok_or(Error::NoAppointment)?;
        let token = fresh_token()?;
        let session = sessions::Session {
            id: token_id(&token),
            account_id: account.id.clone(),
            agency_id: Some(post.agency_id.clone()),
            appointment_id: Some(post.id.clone()),
            created_at: at,
            seen_at: at,
            expires_at: instant::millis(now + IDLE_SESSION),
            second_factor: i64::from(second_factor::is_on(account)),
            browser: attempt.browser.chars().take(200).collect(),
            address: attempt.address.clone(),
        };
        let mut tx = self.store().begin().await?;
        sessions::sweep(&mut tx, at).await?;
        agents::sweep(&mut tx, at).await?;
        accounts::clear_attempts(&mut tx, &account.id).await?;
        sessions::insert(&mut tx, &session).await?;
        let values = detail! { "address" => attempt.address, "session" => session.id };
        self.record_own(&mut tx, account, "signed-in", values)
            .await?;
        tx.commit().await?;
        Ok(Entry::Open { token })
    }

    /// Records what somebody did to the own account, in the chain of the agency that manages it.
    pub(super) async fn record_own(
        &self,
        tx: &mut Tx,
        account: &accounts::Account,
        act: &str,
        detail: std::collections::BTreeMap<String, serde_json::Value>,
    ) -> Result<(), Error> {
        let by = By {
            account: account.id.clone(),
            appointment: None,
            delegation: None,
        };
        let entry = ledger::Entry {
            act,
            kind: "account",
            object: &account.id,
            basis: None,
            detail,
        };
        self.record_as(tx, &account.agency_id, by, entry).await
    }
}

/// How long an account is locked after so many failures: one minute, two, four … up to an hour.
fn lock_of(failures: i64) -> Option<Duration> {
    let beyond = u32::try_from(failures.saturating_sub(FREE_FAILURES)).ok()?;
    let minutes = 1_i64.checked_shl(beyond.min(10)).unwrap_or(i64::MAX);
    Some(Duration::minutes(minutes).min(LONGEST_LOCK))
}

/// A new secret for a cookie or a key: 256 random bits.
pub(super) fn fresh_token() -> Result<String, Error> {
    let mut random = [0; 32];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| Error::NoRandomness)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is kept of a secret.
pub(super) fn token_id(token: &str) -> String {
    store::Digest::of(token.as_bytes()).to_string()
}

/// When a session that is used now ends.
pub(super) fn expiry(created_at: UtcDateTime, now: UtcDateTime) -> UtcDateTime {
    (created_at + LONGEST_SESSION).min(now + IDLE_SESSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_the_fifth_failure_up_to_an_hour() {
        let minutes = |failures| lock_of(failures).map(|it| it.whole_minutes());
        assert_eq!((minutes(0), minutes(4)), (None, None));
        assert_eq!(
            (minutes(5), minutes(6), minutes(8)),
            (Some(1), Some(2), Some(8))
        );
        assert_eq!((minutes(11), minutes(500)), (Some(60), Some(60)));
    }
}
