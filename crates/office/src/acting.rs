//! A person at work: signed in, in one appointment that is in force.

use access::{Action, Actor, Basis, Denial, Facts, KeyScope, Standing, decide};
use store::Rows;

use crate::ledger::Entry;
use crate::{Error, Office};

/// Who does something, as it is recorded: the actor and the person's name at that time.
#[derive(Clone, Debug)]
pub struct Acting {
    actor: Actor,
    name: String,
    /// By which key a program acts for the person; none where the person acts.
    key: Option<Key>,
}

/// A key of the programming interface, as far as acts ask.
#[derive(Clone, Debug)]
struct Key {
    name: String,
    scope: KeyScope,
}

impl Acting {
    /// The account.
    #[must_use]
    pub fn account(&self) -> &str {
        self.actor.account()
    }

    /// The agency.
    #[must_use]
    pub fn agency(&self) -> &str {
        self.actor.agency()
    }

    /// The rights.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The person's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this person may do this to that thing. For use inside a transaction: what is refused
    /// is not recorded, see [`Office::may`].
    pub(crate) fn decide(&self, action: Action, facts: &Facts) -> Result<Basis, Error> {
        self.allowed(action, facts).map_err(refused)
    }

    /// The one question behind every act: whether the person may, and then whether a key may.
    fn allowed(&self, action: Action, facts: &Facts) -> Result<Basis, Denial> {
        let basis = decide(&self.actor, action, facts)?;
        match &self.key {
            Some(key) => key.scope.lets(action).map(|()| basis),
            None => Ok(basis),
        }
    }

    /// The same person as a program acts for them.
    pub(crate) fn by_key(self, name: String, scope: KeyScope) -> Self {
        Self {
            key: Some(Key { name, scope }),
            ..self
        }
    }

    /// What the key is called by which a program acts; none where the person does.
    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.name.as_str())
    }

    /// Name and title, as a story tells it.
    #[must_use]
    pub fn name_and_title(&self) -> String {
        match self.actor.title() {
            "" => self.name.clone(),
            title => format!("{}, {title}", self.name),
        }
    }
}

impl Office {
    /// The account acting in the appointment, now.
    ///
    /// # Errors
    /// [`Error::NotActing`] when the appointment is not the account's or not in force.
    pub async fn acting(
        &self,
        account: &str,
        agency: &str,
        appointment: &str,
        name: &str,
    ) -> Result<Acting, Error> {
        let mut reader = self.store().reader();
        self.acting_in(&mut reader, account, agency, appointment, name)
            .await
    }

    /// The account acting in the appointment, by the name of its account: for work that goes on
    /// after the person has left the page.
    pub(crate) async fn acting_for(
        &self,
        agency: &str,
        account: &str,
        appointment: &str,
    ) -> Result<Acting, Error> {
        let mut reader = self.store().reader();
        let found = store::people::accounts::any(&mut reader, account).await?;
        let name = found.ok_or(Error::NotFound)?.full_name;
        self.acting_in(&mut reader, account, agency, appointment, &name)
            .await
    }

    async fn acting_in(
        &self,
        rows: &mut impl Rows,
        account: &str,
        agency: &str,
        appointment: &str,
        name: &str,
    ) -> Result<Acting, Error> {
        let people = store::standing::of_agency(rows, agency).await?;
        let standing = Standing {
            org: &people.org,
            appointments: &people.appointments,
            delegations: &people.delegations,
            keepings: &people.keepings,
        };
        let actor = standing.actor(account, appointment, self.now())?;
        Ok(Acting {
            actor,
            name: name.to_owned(),
            key: None,
        })
    }

    /// Whether this person may do this to that thing. A refusal is recorded; what the person may
    /// not even see is answered as if it did not exist.
    pub(crate) async fn may(
        &self,
        by: &Acting,
        action: Action,
        facts: &Facts,
        object: &str,
    ) -> Result<Basis, Error> {
        match by.allowed(action, facts) {
            Ok(basis) => Ok(basis),
            Err(denial) => {
                self.record_denial(by, &denial, facts, object).await?;
                Err(refused(denial))
            }
        }
    }

    async fn record_denial(
        &self,
        by: &Acting,
        denial: &Denial,
        facts: &Facts,
        object: &str,
    ) -> Result<(), Error> {
        let entry = Entry {
            act: "denied",
            kind: facts.kind().code(),
            object,
            basis: None,
            detail: (denial.values().into_iter())
                .chain([("code", denial.code().to_owned())])
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect(),
        };
        let mut tx = self.store().begin().await?;
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}

/// What may not even be seen is answered as if it did not exist.
fn refused(denial: Denial) -> Error {
    if denial.reveals() {
        Error::Denied(denial)
    } else {
        Error::NotFound
    }
}
