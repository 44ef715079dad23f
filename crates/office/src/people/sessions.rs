//! One's own sessions and password, and the appointment one acts in.

use store::instant;
use store::people::{accounts, sessions};

use super::sign_in::token_id;
use super::{Session, Visit, password_rules, passwords};
use crate::ledger::detail;
use crate::{Error, Fault, Office};

impl Office {
    /// Ends the session with this token.
    ///
    /// # Errors
    /// The store's.
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let now = instant::millis(self.now());
        let mut reader = self.store().reader();
        let Some(session) = sessions::live(&mut reader, &token_id(token), now).await? else {
            return Ok(());
        };
        let account = self.own_account(&session.account_id).await?;
        let mut tx = self.store().begin().await?;
        sessions::end(&mut tx, &account.id, &session.id).await?;
        let values = detail! { "session" => session.id };
        self.record_own(&mut tx, &account, "signed-out", values)
            .await?;
        Ok(tx.commit().await?)
    }

    /// One's own sessions, the last used first.
    ///
    /// # Errors
    /// The store's.
    pub async fn own_sessions(&self, visit: &Visit) -> Result<Vec<Session>, Error> {
        let now = instant::millis(self.now());
        Ok(sessions::of_account(&mut self.store().reader(), &visit.account, now).await?)
    }

    /// Ends one of one's own sessions; none ends all but the one that asks.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a session of somebody else.
    pub async fn end_own_session(&self, visit: &Visit, which: Option<&str>) -> Result<(), Error> {
        let account = self.own_account(&visit.account).await?;
        let mut tx = self.store().begin().await?;
        match which {
            Some(id) if !sessions::end(&mut tx, &account.id, id).await? => {
                return Err(Error::NotFound);
            }
            Some(_) => {}
            None => {
                sessions::end_others(&mut tx, &account.id, &visit.session).await?;
            }
        }
        let values = detail! { "session" => which.unwrap_or("others") };
        self.record_own(&mut tx, &account, "session-ended", values)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Acts from now on in another of one's appointments.
    ///
    /// # Errors
    /// [`Error::NotActing`] when it is not one's own or not in force.
    pub async fn switch(&self, visit: &Visit, appointment: &str) -> Result<(), Error> {
        let post = visit.posts.iter().find(|it| it.id == appointment);
        let post = post.ok_or(access::NoActor::NotAppointed {
            appointment: appointment.to_owned(),
        })?;
        self.acting(&visit.account, &post.agency_id, &post.id, &visit.name)
            .await?;
        let account = self.own_account(&visit.account).await?;
        let mut tx = self.store().begin().await?;
        let (agency, to) = (&post.agency_id, &post.id);
        sessions::switch(&mut tx, &visit.session, &visit.account, agency, to).await?;
        let values = detail! { "appointment" => post.id };
        self.record_own(&mut tx, &account, "switched-appointment", values)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Changes one's own password; all other sessions end.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong with field `current` or `new`.
    pub async fn change_password(
        &self,
        visit: &Visit,
        current: &str,
        new: &str,
    ) -> Result<(), Error> {
        let account = self.own_account(&visit.account).await?;
        self.own_password(&account, current).await?;
        let mut faults = password_rules::faults("new", new, &account.login, &account.full_name);
        if passwords::verify(new, Some(&account.password_hash)).await? {
            faults.push(Fault::new("new", "password-same", Vec::new()));
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let hash = passwords::hash(new).await?;
        let mut tx = self.store().begin().await?;
        accounts::set_password(&mut tx, &account, &hash, false).await?;
        sessions::end_others(&mut tx, &account.id, &visit.session).await?;
        self.record_own(&mut tx, &account, "password-changed", detail! {})
            .await?;
        Ok(tx.commit().await?)
    }

    /// Makes sure that it is the person who asks. Failures count as those of signing in.
    pub(super) async fn own_password(
        &self,
        account: &accounts::Account,
        password: &str,
    ) -> Result<(), Error> {
        let counted = self.count_attempt(Some(account)).await?;
        let right = passwords::verify(password, Some(&account.password_hash)).await?;
        if !(counted && right) {
            let mut tx = self.store().begin().await?;
            let values = detail! { "locked" => i64::from(!counted) };
            self.record_own(&mut tx, account, "password-wrong", values)
                .await?;
            tx.commit().await?;
            let fault = Fault::new("current", "password-wrong", Vec::new());
            return Err(Error::Invalid(vec![fault]));
        }
        let mut tx = self.store().begin().await?;
        accounts::clear_attempts(&mut tx, &account.id).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn own_account(&self, id: &str) -> Result<accounts::Account, Error> {
        let found = accounts::any(&mut self.store().reader(), id).await?;
        found.ok_or(Error::NotFound)
    }
}
