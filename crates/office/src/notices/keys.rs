//! Notices of keys of the programming interface: to the person in whose name one was made, and back
//! to whoever made one that was refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Tx, jobs};

use super::give::Giving;
use super::whom::Accounts;
use crate::{Error, Office};

/// Who is told what of a key.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct KeyNotice {
    /// The account that is told.
    pub(crate) to: String,
    /// The name of whoever did it.
    pub(crate) name: String,
    /// What the key is called.
    pub(crate) subject: String,
}

impl Office {
    /// Leaves a notice of a key behind, in the transaction of what it tells.
    pub(crate) async fn leave_key_notice(
        &self,
        tx: &mut Tx,
        agency: &str,
        kind: &str,
        key: &str,
        told: &KeyNotice,
    ) -> Result<(), Error> {
        let now = self.now();
        let job = jobs::NewJob {
            agency: agency.to_owned(),
            kind: format!("notify-{kind}"),
            object: key.to_owned(),
            payload: serde_json::to_string(told)?,
            run_at: now,
        };
        Ok(jobs::add(tx, job, now).await?)
    }
}

/// The notice that was left. The key itself may be gone.
pub(super) fn about_key(
    agency: &str,
    kind: &str,
    key: &str,
    payload: &str,
) -> Result<Giving, Error> {
    let told: KeyNotice = serde_json::from_str(payload)?;
    let where_to = match kind {
        "key-made" => "own-key",
        _ => "key",
    };
    Ok(Giving {
        agency: agency.to_owned(),
        kind: kind.to_owned(),
        link: format!("{where_to}/{key}"),
        event: format!("{key}/{kind}"),
        values: BTreeMap::from([("name", told.name), ("subject", told.subject)]),
        to: Accounts::from([told.to]),
    })
}
