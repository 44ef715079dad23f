//! Accounts: made, changed, reset, closed by the administrator. Every change of who can get in is
//! an alert until somebody else confirms it.

use access::Subject;
use access::{Action, Basis, Facts};
use store::people::{accounts, sessions};
use store::{Tx, id, instant};

use super::agencies::taken;
use super::entered::Entered;
use super::passwords;
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Office};

/// An account to be made.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    /// The name to sign in with.
    pub login: String,
    /// What is known of the person.
    pub details: Details,
    /// The password, in demonstrations; otherwise one for once is made.
    pub password: Option<String>,
}

/// What is known of a person.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
pub struct Details {
    /// The name.
    pub full_name: String,
    /// Mail; may be empty.
    pub email: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// An account that was made or reset, with the password to hand to its person.
#[derive(Clone)]
pub struct Added {
    /// The account.
    pub account: String,
    /// The name to sign in with.
    pub login: String,
    /// The password. It is kept nowhere and shown once.
    pub password: String,
}

impl std::fmt::Debug for Added {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (out.debug_struct("Added"))
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

impl Office {
    /// Makes an account.
    ///
    /// # Errors
    /// A refusal, or [`Error::Invalid`].
    pub async fn add_account(&self, by: &Acting, new: &NewAccount) -> Result<Added, Error> {
        let basis = self.may_account(by, Action::ManageAccounts, "").await?;
        let mut entered = Entered::default();
        let row = self.account_row(&mut entered, by, new);
        entered.done()?;
        let (row, added) = with_password(row, new.password.clone()).await?;
        let mut tx = self.store().begin().await?;
        self.insert_account(&mut tx, by, &row, &basis).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// The row of a new account, without its password.
    pub(super) fn account_row(
        &self,
        entered: &mut Entered,
        by: &Acting,
        new: &NewAccount,
    ) -> accounts::Account {
        let login = entered.login("login", &new.login);
        let details = checked(entered, &new.details);
        if new.password.is_some() && !self.config().demonstration {
            entered.fault("password", "account-password-given", Vec::new());
        }
        accounts::Account {
            id: id::new(self.now()),
            agency_id: by.agency().to_owned(),
            sort_name: documents::collate::person_key(&details.full_name),
            login,
            full_name: details.full_name,
            email: details.email,
            phone: details.phone,
            password_hash: String::new(),
            must_change_password: i64::from(new.password.is_none()),
            totp_secret: None,
            totp_step: None,
            failed_attempts: 0,
            locked_until: None,
            state: "active".to_owned(),
            created_at: instant::millis(self.now()),
            version: 0,
        }
    }

    pub(super) async fn insert_account(
        &self,
        tx: &mut Tx,
        by: &Acting,
        row: &accounts::Account,
        basis: &Basis,
    ) -> Result<(), Error> {
        let made = accounts::insert(tx, row).await;
        made.map_err(|error| taken(error, "login", "account-login-taken"))?;
        let account = row.id.clone();
        self.alert(tx, by, Subject::AccountMade { account }).await?;
        self.record(tx, by, entry("account-made", &row.id, basis))
            .await
    }

    /// Changes what is known of a person, as it was read with `version`.
    ///
    /// # Errors
    /// A refusal, [`Error::Invalid`], [`Error::Stale`].
    pub async fn change_account(
        &self,
        by: &Acting,
        account: &str,
        details: &Details,
        version: i64,
    ) -> Result<(), Error> {
        let (mut row, basis) = self.managed(by, account).await?;
        row.version = version;
        let mut tx = self.store().begin().await?;
        self.change_in(&mut tx, by, row, details, &basis).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn change_in(
        &self,
        tx: &mut Tx,
        by: &Acting,
        row: accounts::Account,
        details: &Details,
        basis: &Basis,
    ) -> Result<(), Error> {
        let mut entered = Entered::default();
        let details = checked(&mut entered, details);
        entered.done()?;
        let changed = accounts::Account {
            sort_name: documents::collate::person_key(&details.full_name),
            full_name: details.full_name,
            email: details.email,
            phone: details.phone,
            ..row
        };
        accounts::update(tx, &changed).await?;
        self.record(tx, by, entry("account-changed", &changed.id, basis))
            .await
    }

    /// Gives an account a password for once, and takes its second factor away: for somebody who
    /// lost either. All its sessions end.
    ///
    /// # Errors
    /// A refusal.
    pub async fn reset_account(&self, by: &Acting, account: &str) -> Result<Added, Error> {
        let (row, basis) = self.managed(by, account).await?;
        let (fresh, added) = with_password(row.clone(), None).await?;
        let mut tx = self.store().begin().await?;
        self.reset_in(&mut tx, by, &row, &fresh.password_hash, &basis)
            .await?;
        tx.commit().await?;
        Ok(added)
    }

    pub(super) async fn reset_in(
        &self,
        tx: &mut Tx,
        by: &Acting,
        row: &accounts::Account,
        hash: &str,
        basis: &Basis,
    ) -> Result<(), Error> {
        accounts::set_password(tx, row, hash, true).await?;
        accounts::set_factor(tx, &row.id, None).await?;
        sessions::end_others(tx, &row.id, "").await?;
        let account = row.id.clone();
        self.alert(tx, by, Subject::AccountReset { account })
            .await?;
        self.record(tx, by, entry("account-reset", &row.id, basis))
            .await
    }

    /// Closes an account: nobody signs in with it any more. What was done with it stays.
    ///
    /// # Errors
    /// A refusal; [`Error::Invalid`] for one's own account.
    pub async fn close_account(
        &self,
        by: &Acting,
        account: &str,
        version: i64,
    ) -> Result<(), Error> {
        let (mut row, basis) = self.managed(by, account).await?;
        row.version = version;
        let mut tx = self.store().begin().await?;
        self.close_in(&mut tx, by, row, &basis).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn close_in(
        &self,
        tx: &mut Tx,
        by: &Acting,
        row: accounts::Account,
        basis: &Basis,
    ) -> Result<(), Error> {
        if row.id == by.account() {
            let fault = crate::Fault::new("account", "account-own", Vec::new());
            return Err(Error::Invalid(vec![fault]));
        }
        let closed = accounts::Account {
            state: "closed".to_owned(),
            ..row
        };
        accounts::update(tx, &closed).await?;
        sessions::end_others(tx, &closed.id, "").await?;
        let account = closed.id.clone();
        self.alert(tx, by, Subject::AccountEnded { account })
            .await?;
        self.record(tx, by, entry("account-closed", &closed.id, basis))
            .await
    }

    /// Ends all sessions of somebody's account.
    ///
    /// # Errors
    /// A refusal.
    pub async fn end_sessions(&self, by: &Acting, account: &str) -> Result<(), Error> {
        let basis = self.may_account(by, Action::EndSessions, account).await?;
        self.account_here(by, account).await?;
        let mut tx = self.store().begin().await?;
        sessions::end_others(&mut tx, account, "").await?;
        self.record(&mut tx, by, entry("sessions-ended", account, &basis))
            .await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn managed(
        &self,
        by: &Acting,
        account: &str,
    ) -> Result<(accounts::Account, Basis), Error> {
        let basis = self
            .may_account(by, Action::ManageAccounts, account)
            .await?;
        Ok((self.account_here(by, account).await?, basis))
    }

    /// An account that the agency acted in manages; any other does not exist.
    pub(super) async fn account_here(
        &self,
        by: &Acting,
        account: &str,
    ) -> Result<accounts::Account, Error> {
        let found = accounts::one(&mut self.store().reader(), by.agency(), account).await?;
        found.ok_or(Error::NotFound)
    }

    pub(super) async fn may_account(
        &self,
        by: &Acting,
        action: Action,
        account: &str,
    ) -> Result<Basis, Error> {
        let facts = Facts::Account(access::Account {
            agency: by.agency().to_owned(),
            account: account.to_owned(),
        });
        self.may(by, action, &facts, account).await
    }
}

/// The row with a password: the one given, or one for once.
pub(super) async fn with_password(
    row: accounts::Account,
    given: Option<String>,
) -> Result<(accounts::Account, Added), Error> {
    let password = given.map_or_else(passwords::for_once, Ok)?;
    let hash = passwords::hash(&password).await?;
    let added = Added {
        account: row.id.clone(),
        login: row.login.clone(),
        password,
    };
    let row = accounts::Account {
        password_hash: hash,
        ..row
    };
    Ok((row, added))
}

/// What is entered about a person, normalised.
pub(super) fn checked(entered: &mut Entered, details: &Details) -> Details {
    Details {
        full_name: entered.owed("full_name", &details.full_name),
        email: entered.email("email", &details.email),
        phone: entered.line("phone", &details.phone),
    }
}

fn entry<'a>(act: &'a str, account: &'a str, basis: &'a Basis) -> Entry<'a> {
    Entry {
        act,
        kind: "account",
        object: account,
        basis: Some(basis),
        detail: detail! {},
    }
}
