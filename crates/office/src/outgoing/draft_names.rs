//! Whom and what a draft names: only units, people and agencies that there are.

use store::instant;
use store::people::{agencies, appointments};

use super::draft::DraftFields;
use crate::{Acting, Error, Fault, Office};

impl Office {
    /// What the fields name that is not there, or no more.
    pub(super) async fn unknown(
        &self,
        by: &Acting,
        fields: &DraftFields,
    ) -> Result<Vec<Fault>, Error> {
        let (agency, now) = (by.agency(), instant::millis(self.now()));
        let mut reader = self.store().reader();
        let there = |until: Option<i64>| until.is_none_or(|until| until > now);
        let units = agencies::units(&mut reader, agency).await?;
        let unit = |id: &str| units.iter().any(|it| it.id == id && there(it.valid_until));
        let mut faults = Vec::new();
        let mut fault = |field: &str, code: &str| faults.push(Fault::new(field, code, Vec::new()));
        // That there is none at all is said where the fields are checked.
        if !fields.unit.is_empty() && !unit(&fields.unit) {
            fault("unit", "office-unit-unknown");
        }
        if let Some((account, post)) = &fields.signer {
            let posts = appointments::in_force(&mut reader, agency, now).await?;
            let mut posts = posts.iter();
            if !posts.any(|it| it.id == *post && it.account_id == *account) {
                fault("signer", "office-signer-unknown");
            }
        }
        for (index, recipient) in fields.recipients.iter().enumerate() {
            let Some(target) = &recipient.target else {
                continue;
            };
            let known = match recipient.kind.as_str() {
                "agency" => {
                    let found = agencies::one(&mut reader, target).await?;
                    found.is_some_and(|it| there(it.valid_until))
                }
                "unit" => unit(target),
                _ => true,
            };
            if !known {
                fault(&format!("recipient-{index}"), "office-recipient-unknown");
            }
        }
        Ok(faults)
    }
}
