//! Keys of the programming interface: each acts as one person in one appointment, for a time, and
//! does nothing before that person confirms it (`own_keys`).

use access::{Action, Basis, KeyScope, Subject};
use store::instant;
use store::people::{accounts, tokens};
use time::Duration;

use super::ApiToken;
use super::entered::Entered;
use super::sign_in::{fresh_token, token_id};
use crate::ledger::{Entry, detail};
use crate::notices::KeyNotice;
use crate::{Acting, Error, Office};

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What people call it.
    pub name: String,
    /// As which appointment it acts.
    pub appointment: String,
    /// For how many days.
    pub days: u16,
    /// How far it reaches.
    pub scope: KeyScope,
}

/// A key that was made. It is shown once and kept nowhere.
#[derive(Clone)]
pub struct MadeToken {
    /// The key.
    pub token: String,
    /// Whether it does nothing before the person it acts for confirms it.
    pub waits: bool,
}

impl std::fmt::Debug for MadeToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (out.debug_struct("MadeToken"))
            .field("waits", &self.waits)
            .finish_non_exhaustive()
    }
}

/// A program at work: as whom, and how far its key reaches.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The person, kept within the scope of the key.
    pub acting: Acting,
    /// What the key is called.
    pub name: String,
    /// How far it reaches.
    pub scope: KeyScope,
    /// Until when it is good, Unix milliseconds.
    pub expires_at: i64,
}

/// Days that a key is good for at most.
const LONGEST: u16 = 366;

impl Office {
    /// Makes a key. One for somebody else waits until that person confirms it, and tells so.
    ///
    /// # Errors
    /// A refusal, [`Error::Invalid`], [`Error::NotActing`] for an appointment that is not in force.
    pub async fn make_token(&self, by: &Acting, new: &NewToken) -> Result<MadeToken, Error> {
        let basis = self.may_here(by, Action::ManageApiTokens).await?;
        let mut entered = Entered::default();
        let name = entered.owed("name", &new.name);
        if !(1..=LONGEST).contains(&new.days) {
            entered.fault("days", "token-days", vec![("most", LONGEST.to_string())]);
        }
        entered.done()?;
        let people = self.people(by).await?;
        let found = people
            .appointments
            .into_iter()
            .find(|it| it.id == new.appointment);
        let found = found.ok_or(Error::NotFound)?;
        self.acting_for(by.agency(), &found.account, &found.id)
            .await?;
        let token = fresh_token()?;
        let now = self.now();
        let waits = found.account != by.account();
        let row = ApiToken {
            id: token_id(&token),
            account_id: found.account,
            agency_id: by.agency().to_owned(),
            appointment_id: found.id,
            name,
            created_at: instant::millis(now),
            expires_at: instant::millis(now + Duration::days(i64::from(new.days))),
            used_at: None,
            scope: new.scope.code().to_owned(),
            confirmed_at: (!waits).then(|| instant::millis(now)),
            made_by: Some(by.account().to_owned()),
        };
        self.keep_token(by, &row, &basis).await?;
        Ok(MadeToken { token, waits })
    }

    async fn keep_token(&self, by: &Acting, row: &ApiToken, basis: &Basis) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        tokens::insert(&mut tx, row).await?;
        let name = row.name.clone();
        self.alert(&mut tx, by, Subject::ApiTokenMade { name })
            .await?;
        if row.confirmed_at.is_none() {
            let told = KeyNotice {
                to: row.account_id.clone(),
                name: by.name().to_owned(),
                subject: row.name.clone(),
            };
            self.leave_key_notice(&mut tx, &row.agency_id, "key-made", &row.id, &told)
                .await?;
        }
        let entry = Entry {
            act: "token-made",
            kind: "api-token",
            object: &row.id,
            basis: Some(basis),
            detail: detail! {
                "account" => row.account_id,
                "name" => row.name,
                "scope" => row.scope,
            },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// The keys of the agency.
    ///
    /// # Errors
    /// A refusal.
    pub async fn tokens(&self, by: &Acting) -> Result<Vec<ApiToken>, Error> {
        self.may_here(by, Action::ManageApiTokens).await?;
        let now = instant::millis(self.now());
        Ok(tokens::of_agency(&mut self.store().reader(), by.agency(), now).await?)
    }

    /// Ends a key.
    ///
    /// # Errors
    /// A refusal; [`Error::NotFound`].
    pub async fn end_token(&self, by: &Acting, token: &str) -> Result<(), Error> {
        let basis = self.may_here(by, Action::ManageApiTokens).await?;
        let mut tx = self.store().begin().await?;
        if !tokens::end(&mut tx, by.agency(), token).await? {
            return Err(Error::NotFound);
        }
        let entry = Entry {
            act: "token-ended",
            kind: "api-token",
            object: token,
            basis: Some(&basis),
            detail: detail! {},
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// As whom a key acts; none when it is unknown, waits for its person, has expired, or its person
    /// may not act any more.
    ///
    /// # Errors
    /// The store's.
    pub async fn bearer(&self, token: &str) -> Result<Option<Bearer>, Error> {
        let now = instant::millis(self.now());
        let mut reader = self.store().reader();
        let Some(row) = tokens::live(&mut reader, &token_id(token), now).await? else {
            return Ok(None);
        };
        let account = accounts::any(&mut reader, &row.account_id).await?;
        if account.is_none_or(|it| it.state != "active") {
            return Ok(None);
        }
        let acting = self
            .acting_for(&row.agency_id, &row.account_id, &row.appointment_id)
            .await;
        let acting = match acting {
            Err(Error::NotActing(_)) => return Ok(None),
            other => other?,
        };
        if now.saturating_sub(row.used_at.unwrap_or_default()) > 60_000 {
            let mut tx = self.store().begin().await?;
            tokens::used(&mut tx, &row.id, now).await?;
            tx.commit().await?;
        }
        // Of a scope that a newer program made, only what everybody knows.
        let scope = row.scope.parse().unwrap_or(KeyScope::Read);
        Ok(Some(Bearer {
            acting: acting.by_key(row.name.clone(), scope),
            name: row.name,
            scope,
            expires_at: row.expires_at,
        }))
    }
}
