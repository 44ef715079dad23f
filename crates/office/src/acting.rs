//! A person at work: signed in, in one appointment that is in force.

use access::{Action, Actor, Basis, Denial, Facts, Standing, decide};
use store::Rows;

use crate::ledger::Entry;
use crate::{Error, Office};

/// Who does something, as it is recorded: the actor and the person's name at that time.
#[derive(Clone, Debug)]
pub struct Acting {
    actor: Actor,
    name: String,
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
        match decide(&by.actor, action, facts) {
            Ok(basis) => Ok(basis),
            Err(denial) => {
                self.record_denial(by, &denial, facts, object).await?;
                Err(if denial.reveals() {
                    Error::Denied(denial)
                } else {
                    Error::NotFound
                })
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
            detail: serde_json::json!({
                "code": denial.code(),
                "values": denial.values().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            }),
        };
        let mut tx = self.store().begin().await?;
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}
