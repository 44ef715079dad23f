//! Keys of the programming interface that act in one's own name: confirmed, refused or ended by the
//! person alone.
//!
//! Whoever manages keys could otherwise act as anybody of the agency by making one. The person is
//! asked for the password, as whenever somebody else might get in.

use audit::By;
use store::people::tokens;
use store::{Tx, instant};

use super::{ApiToken, Visit};
use crate::ledger::{Entry, detail};
use crate::notices::KeyNotice;
use crate::{Error, Office};

impl Office {
    /// The keys that act as this person, in whatever agency.
    ///
    /// # Errors
    /// The store's.
    pub async fn own_tokens(&self, visit: &Visit) -> Result<Vec<ApiToken>, Error> {
        let now = instant::millis(self.now());
        Ok(tokens::of_account(&mut self.store().reader(), &visit.account, now).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a key of somebody else.
    pub async fn own_token(&self, visit: &Visit, token: &str) -> Result<ApiToken, Error> {
        let own = self.own_tokens(visit).await?;
        let found = own.into_iter().find(|it| it.id == token);
        found.ok_or(Error::NotFound)
    }

    /// Confirms that a key shall act as this person: from now on it does.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] when the password is wrong; [`Error::Stale`] for one
    /// that does not wait.
    pub async fn confirm_own_token(
        &self,
        visit: &Visit,
        token: &str,
        password: &str,
    ) -> Result<(), Error> {
        let row = self.own_token(visit, token).await?;
        let account = self.own_account(&visit.account).await?;
        self.own_password(&account, password).await?;
        let now = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        tokens::confirm(&mut tx, &account.id, &row.id, now).await?;
        self.record_own_token(&mut tx, &row, "token-confirmed")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Ends a key that acts as this person: refuses one that waits, and tells who made it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a key of somebody else.
    pub async fn end_own_token(&self, visit: &Visit, token: &str) -> Result<(), Error> {
        let row = self.own_token(visit, token).await?;
        let mut tx = self.store().begin().await?;
        if !tokens::end_own(&mut tx, &visit.account, &row.id).await? {
            return Err(Error::NotFound);
        }
        let act = match row.confirmed_at {
            Some(_) => "token-ended",
            None => "token-refused",
        };
        self.record_own_token(&mut tx, &row, act).await?;
        if let (None, Some(maker)) = (row.confirmed_at, &row.made_by) {
            let told = KeyNotice {
                to: maker.clone(),
                name: visit.name.clone(),
                subject: row.name.clone(),
            };
            self.leave_key_notice(&mut tx, &row.agency_id, "key-refused", &row.id, &told)
                .await?;
        }
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// In the chain of the agency in which the key acts.
    async fn record_own_token(&self, tx: &mut Tx, row: &ApiToken, act: &str) -> Result<(), Error> {
        let by = By {
            account: row.account_id.clone(),
            appointment: Some(row.appointment_id.clone()),
            delegation: None,
        };
        let entry = Entry {
            act,
            kind: "api-token",
            object: &row.id,
            basis: None,
            detail: detail! { "name" => row.name, "scope" => row.scope },
        };
        self.record_as(tx, &row.agency_id, by, entry).await
    }
}
