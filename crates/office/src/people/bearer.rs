//! Keys of the programming interface: each acts as one person in one appointment, for a time.

use access::{Action, KeyScope, Subject};
use store::instant;
use store::people::{accounts, tokens};
use time::Duration;

use super::ApiToken;
use super::entered::Entered;
use super::sign_in::{fresh_token, token_id};
use crate::ledger::{Entry, detail};
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
    /// Makes a key. It is shown once and kept nowhere.
    ///
    /// # Errors
    /// A refusal, [`Error::Invalid`], [`Error::NotActing`] for an appointment that is not in force.
    pub async fn make_token(&self, by: &Acting, new: &NewToken) -> Result<String, Error> {
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
        let row = ApiToken {
            id: token_id(&token),
            account_id: found.account,
            agency_id: by.agency().to_owned(),
            appointment_id: found.id,
            name: name.clone(),
            created_at: instant::millis(now),
            expires_at: instant::millis(now + Duration::days(i64::from(new.days))),
            used_at: None,
            scope: new.scope.code().to_owned(),
        };
        let mut tx = self.store().begin().await?;
        tokens::insert(&mut tx, &row).await?;
        self.alert(&mut tx, by, Subject::ApiTokenMade { name })
            .await?;
        let entry = Entry {
            act: "token-made",
            kind: "api-token",
            object: &row.id,
            basis: Some(&basis),
            detail: detail! {
                "account" => row.account_id,
                "name" => row.name,
                "scope" => row.scope,
            },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(token)
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

    /// As whom a key acts; none when it is unknown, has expired, or its person may not act any more.
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
