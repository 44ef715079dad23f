//! Changes of rights: kept as alerts until a competent person confirms that they were meant.

use access::{Action, Facts, Listing, RightsAlert, predicate};
use access::{RightsChange, Subject};
use store::people::rights;
use store::{Tx, id, instant};

use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Office};

/// One change of rights, to be shown.
#[derive(Clone, Debug)]
pub struct AlertLine {
    /// Its id.
    pub id: String,
    /// The change.
    pub change: RightsChange,
    /// Who confirmed it, and when.
    pub confirmed: Option<(String, time::UtcDateTime)>,
    /// Whether the person who asks may confirm it.
    pub may_confirm: bool,
}

impl Office {
    /// Keeps the alert of a change of rights, in the transaction of the change.
    pub(crate) async fn alert(
        &self,
        tx: &mut Tx,
        by: &Acting,
        subject: Subject,
    ) -> Result<(), Error> {
        let now = self.now();
        let change = RightsChange {
            agency: by.agency().to_owned(),
            made_by: by.account().to_owned(),
            at: now,
            subject,
        };
        if !change.alerts() {
            return Ok(());
        }
        let row = rights::RightsAlert {
            agency_id: by.agency().to_owned(),
            id: id::new(now),
            change: serde_json::to_string(&change)?,
            made_by: by.account().to_owned(),
            made_at: instant::millis(now),
            confirmed_by: None,
            confirmed_at: None,
        };
        Ok(rights::alert(tx, &row).await?)
    }

    /// The changes of rights that one may see, those that wait first.
    ///
    /// # Errors
    /// The store's.
    pub async fn alerts(&self, by: &Acting) -> Result<Vec<AlertLine>, Error> {
        let seen = predicate(by.actor(), Listing::RightsAlerts, 1);
        let binds = seen.binds.into_iter().map(store::Bind::from);
        let binds = binds.collect();
        let rows = rights::alerts(&mut self.store().reader(), &seen.sql, binds).await?;
        rows.into_iter().map(|row| line(by, row)).collect()
    }

    /// Confirms that a change was meant.
    ///
    /// # Errors
    /// A refusal, above all for whoever made the change; [`Error::Stale`] if it was confirmed.
    pub async fn confirm_alert(&self, by: &Acting, alert: &str) -> Result<(), Error> {
        let row = rights::one_alert(&mut self.store().reader(), by.agency(), alert).await?;
        let row = row.ok_or(Error::NotFound)?;
        let facts = facts(&row);
        let basis = self
            .may(by, Action::ConfirmRightsAlert, &facts, alert)
            .await?;
        let mut tx = self.store().begin().await?;
        let now = instant::millis(self.now());
        rights::confirm(&mut tx, by.agency(), alert, by.account(), now).await?;
        let entry = Entry {
            act: "rights-confirmed",
            kind: "rights-alert",
            object: alert,
            basis: Some(&basis),
            detail: detail! { "made_by" => row.made_by },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}

fn facts(row: &rights::RightsAlert) -> Facts {
    Facts::RightsAlert(RightsAlert {
        agency: row.agency_id.clone(),
        made_by: row.made_by.clone(),
    })
}

fn line(by: &Acting, row: rights::RightsAlert) -> Result<AlertLine, Error> {
    let may = by.decide(Action::ConfirmRightsAlert, &facts(&row)).is_ok();
    let confirmed = match (row.confirmed_by, row.confirmed_at) {
        (Some(who), Some(at)) => Some((who, instant::from_millis("confirmed_at", at)?)),
        _ => None,
    };
    Ok(AlertLine {
        id: row.id,
        change: serde_json::from_str(&row.change)?,
        may_confirm: may && confirmed.is_none(),
        confirmed,
    })
}
