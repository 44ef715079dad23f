//! Giving notices: whom an event concerns, and what they are told.

use std::collections::BTreeMap;

use access::{Action, Facts, Role};
use process::StepId;
use serde::Deserialize;
use store::exchange;
use store::incoming;
use store::notices::{self, NoticeRow};
use store::{id, instant};

use super::whom::{Accounts, People};
use super::{Given, keys};
use crate::outgoing::{Outgoing, right_for};
use crate::{Error, Office};

/// What the act left for its notice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    /// The version of the route's state on which it was done.
    version: u64,
    /// The step at which it was done.
    from: String,
    /// Who did it.
    by: String,
    /// The name of that person then.
    name: String,
    /// The reason or opinion given.
    reason: Option<String>,
}

/// A notice and those whom it is for.
pub(super) struct Giving {
    pub(super) agency: String,
    pub(super) kind: String,
    pub(super) link: String,
    pub(super) event: String,
    pub(super) values: BTreeMap<&'static str, String>,
    pub(super) to: Accounts,
}

impl Office {
    /// Writes the notice of that kind about a thing for everybody whom it concerns now. For the
    /// worker; may be repeated: nobody is told twice of one event.
    ///
    /// # Errors
    /// [`Error::NotFound`] without the thing, [`Error::UnknownJob`] for a kind that does not exist.
    pub async fn notify(
        &self,
        agency: &str,
        kind: &str,
        object: &str,
        payload: &str,
    ) -> Result<(), Error> {
        let giving = match kind {
            "arrived" | "recalled" => self.about_incoming(agency, kind, object).await?,
            "refused" | "unsent" | "recall-unsent" => {
                self.about_consignment(agency, kind, object).await?
            }
            "key-made" | "key-refused" => keys::about_key(agency, kind, object, payload)?,
            "opinion-asked" | "opinion-given" => {
                let told: Told = serde_json::from_str(payload)?;
                for giving in self.about_opinions(agency, kind, object, &told).await? {
                    self.give(giving).await?;
                }
                return Ok(());
            }
            _ => {
                let told: Told = serde_json::from_str(payload)?;
                self.about_outgoing(agency, kind, object, told).await?
            }
        };
        self.give(giving).await
    }

    async fn about_outgoing(
        &self,
        agency: &str,
        kind: &str,
        id: &str,
        told: Told,
    ) -> Result<Giving, Error> {
        let mut reader = self.store().reader();
        let document = Outgoing::load(&mut reader, agency, id).await?;
        let people = People::of(self, &mut reader, agency).await?;
        let row = &document.row;
        let drafter = || Accounts::from([row.drafter_id.clone()]);
        let signer = || row.signer_id.iter().cloned().collect::<Accounts>();
        let heads = || people.heads_of(&row.unit_id);
        let mut to = match kind {
            "turn" => whose_turn(&people, &document, &document.state.step)?,
            "taken-back" => whose_turn(&people, &document, &StepId::from(told.from.as_str()))?,
            "returned" => all([drafter(), heads()]),
            "signature-undone" => signer(),
            "issued" | "withdrawn" => all([drafter(), heads(), signer()]),
            kind => {
                let kind = format!("notify-{kind}");
                return Err(Error::UnknownJob { kind });
            }
        };
        // Nobody is told what he did himself.
        to.remove(&told.by);
        let step = document.route()?.step(&document.state.step);
        let values = BTreeMap::from([
            ("subject", row.subject.clone()),
            ("number", row.number_text.clone().unwrap_or_default()),
            ("step", step.map_or(String::new(), |it| it.label.clone())),
            ("name", told.name),
            ("reason", told.reason.unwrap_or_default()),
        ]);
        Ok(Giving {
            agency: agency.to_owned(),
            kind: kind.to_owned(),
            link: format!("outgoing/{id}"),
            event: format!("{id}/{}/{kind}", told.version),
            values,
            to,
        })
    }

    /// Questions to units that wait for an answer, or answers that were given, each by itself: two
    /// acts in a row may have left one job.
    async fn about_opinions(
        &self,
        agency: &str,
        kind: &str,
        id: &str,
        told: &Told,
    ) -> Result<Vec<Giving>, Error> {
        let mut reader = self.store().reader();
        let document = Outgoing::load(&mut reader, agency, id).await?;
        let people = People::of(self, &mut reader, agency).await?;
        let drafter = &document.row.drafter_id;
        let asked = document.opinions.iter().filter(|it| it.asked_at.is_some());
        let giving = asked.filter_map(|opinion| {
            let unit = opinion.unit_id.as_deref()?;
            let (to, name) = match (kind, opinion.answered_at, &opinion.account_id) {
                ("opinion-asked", None, _) => (people.answering_for(unit), told.name.clone()),
                ("opinion-given", Some(_), Some(_)) => (
                    Accounts::from([drafter.clone()]),
                    opinion.author_name.clone(),
                ),
                _ => return None,
            };
            let values = BTreeMap::from([
                ("subject", document.row.subject.clone()),
                ("name", name),
                ("reason", opinion.text.clone()),
            ]);
            Some(Giving {
                agency: agency.to_owned(),
                kind: kind.to_owned(),
                link: format!("outgoing/{id}"),
                event: format!("{}/{kind}", opinion.id),
                values,
                to,
            })
        });
        Ok(giving.collect())
    }

    async fn about_incoming(&self, agency: &str, kind: &str, id: &str) -> Result<Giving, Error> {
        let mut reader = self.store().reader();
        let row = incoming::by_id(&mut reader, agency, id).await?;
        let row = row.ok_or(Error::NotFound)?;
        let people = People::of(self, &mut reader, agency).await?;
        let mut to = people.in_role(Role::Clerk);
        let mut reason = String::new();
        if kind == "recalled" {
            let recall = store::recalls::of_incoming(&mut reader, agency, id).await?;
            if row.arrival_number.is_some() {
                to.extend(people.in_role(Role::Head));
            }
            if let Some(recall) = recall {
                reason = recall.reason;
                // Who noted the letter of its sender knows.
                recall.entered_by.iter().for_each(|it| {
                    to.remove(it);
                });
            }
        }
        let values = BTreeMap::from([
            ("subject", row.subject),
            ("number", row.number_text),
            ("name", row.from_name),
            ("reason", reason),
        ]);
        Ok(Giving {
            agency: agency.to_owned(),
            kind: kind.to_owned(),
            link: format!("incoming/{id}"),
            event: format!("{id}/{kind}"),
            values,
            to,
        })
    }

    /// A recipient refused what was sent, or it could not be sent: for the clerk who sends again and
    /// for the drafter.
    async fn about_consignment(
        &self,
        agency: &str,
        kind: &str,
        consignment: &str,
    ) -> Result<Giving, Error> {
        let mut reader = self.store().reader();
        let sent = exchange::by_id(&mut reader, agency, consignment).await?;
        let sent = sent.ok_or(Error::NotFound)?;
        let document = Outgoing::load(&mut reader, agency, &sent.document_id).await?;
        let people = People::of(self, &mut reader, agency).await?;
        let mut to = people.in_role(Role::Clerk);
        to.insert(document.row.drafter_id.clone());
        let values = BTreeMap::from([
            ("subject", document.row.subject),
            ("number", document.row.number_text.unwrap_or_default()),
            ("name", sent.to_name),
            (
                "reason",
                match kind {
                    "recall-unsent" => sent.recall_fault,
                    _ => sent.reason,
                },
            ),
        ]);
        Ok(Giving {
            agency: agency.to_owned(),
            kind: kind.to_owned(),
            link: format!("outgoing/{}", sent.document_id),
            event: match kind {
                // It may fail more than once.
                "unsent" | "recall-unsent" => format!("{consignment}/{kind}/{}", sent.version),
                _ => format!("{consignment}/{kind}"),
            },
            values,
            to,
        })
    }

    async fn give(&self, giving: Giving) -> Result<(), Error> {
        let now = self.now();
        let payload = serde_json::to_string(&giving.values)?;
        let mut tx = self.store().begin().await?;
        let mut new = Vec::new();
        for account in giving.to {
            let row = NoticeRow {
                agency_id: giving.agency.clone(),
                id: id::new(now),
                account_id: account,
                kind: giving.kind.clone(),
                payload: payload.clone(),
                link: giving.link.clone(),
                at: instant::millis(now),
                read_at: None,
                event: giving.event.clone(),
            };
            if notices::add(&mut tx, &row).await? {
                self.leave_letter(&mut tx, &row).await?;
                new.push(row);
            }
        }
        tx.commit().await?;
        for row in new {
            self.tell(Given {
                agency: row.agency_id.clone(),
                account: row.account_id.clone(),
                notice: super::read(row)?,
            });
        }
        Ok(())
    }
}

/// Those who may do what takes the document further at that step.
fn whose_turn(people: &People, document: &Outgoing, step: &StepId) -> Result<Accounts, Error> {
    let route = document.route()?;
    let actions = route.actions_at(step).filter(|it| it.primary);
    let rights: Vec<Action> = actions.map(|it| right_for(route, it)).collect();
    let Facts::Outgoing(mut facts) = document.facts()? else {
        return Ok(Accounts::new());
    };
    if let Some(step) = route.step(step) {
        facts.status = step.status.name().parse().map_err(|_| Error::Stale)?;
    }
    Ok(people.who_may(&rights, &Facts::Outgoing(facts)))
}

/// Sets put together.
fn all<const N: usize>(sets: [Accounts; N]) -> Accounts {
    sets.into_iter().flatten().collect()
}
