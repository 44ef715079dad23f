//! Beginning a document and filling in what the drafter owes (Điều 10; D5, D12).

use access::{Action, Facts};
use documents::priority::refuse_secret;
use documents::{Catalogue, Secrecy, Urgency, normalise};
use process::{Definition, State, engine};
use serde::Serialize;
use serde_json::json;
use store::draft_keys;
use store::outgoing::{self, OutgoingRow, RecipientRow};
use store::{id, instant};

use super::document::{Outgoing, tell};
use super::draft_once::Name;
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Fault, Office, search};

/// What a drafter says of a document.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DraftFields {
    /// The type, by its code.
    pub type_code: String,
    /// Trích yếu.
    pub subject: String,
    /// The urgency, by its code.
    pub urgency: String,
    /// The drafting unit.
    pub unit: String,
    /// The account that shall sign, and its appointment.
    pub signer: Option<(String, String)>,
    /// Whom it goes to.
    pub recipients: Vec<RecipientEntry>,
    /// Hạn trả lời, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// Ghi chú.
    pub note: String,
    /// The level of secrecy by its code; empty for none. A document with one is refused.
    pub secrecy: String,
}

/// One recipient as it is entered.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecipientEntry {
    /// `agency`, `unit` or `outside`.
    pub kind: String,
    /// The agency or unit of this installation.
    pub target: Option<String>,
    /// The name as it stands under "Nơi nhận".
    pub name: String,
    /// `system`, `mail`, `paper` or `download`.
    pub channel: String,
    /// The mail or postal address.
    pub address: String,
    /// Printed copies.
    pub copies: i64,
}

impl Office {
    /// Begins a document and gives its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong with the fields.
    pub async fn create_draft(&self, by: &Acting, fields: &DraftFields) -> Result<String, Error> {
        let begun = self.begin_draft(by, fields, None).await?;
        begun.ok_or(Error::Stale)
    }

    /// The same under a name; none where the name was given before.
    pub(super) async fn begin_draft(
        &self,
        by: &Acting,
        fields: &DraftFields,
        name: Option<&Name<'_>>,
    ) -> Result<Option<String>, Error> {
        let agency = by.agency();
        let facts = Facts::Agency(agency.to_owned());
        let basis = self.may(by, Action::CreateDraft, &facts, agency).await?;
        let checked = Checked::of(fields, self.unknown(by, fields).await?)?;
        let now = self.now();
        let at = instant::millis(now);
        let route = Definition::shipped();
        let state = State::replay(&engine::start(route, now)).ok_or(Error::Stale)?;
        let id = id::new(now);
        let row = OutgoingRow {
            agency_id: agency.to_owned(),
            id: id.clone(),
            type_code: checked.type_code.clone(),
            subject: checked.subject.clone(),
            urgency: checked.urgency,
            drafter_id: by.account().to_owned(),
            unit_id: fields.unit.clone(),
            signer_id: fields.signer.as_ref().map(|(account, _)| account.clone()),
            signer_appointment: fields.signer.as_ref().map(|(_, it)| it.clone()),
            status: "draft".to_owned(),
            route_code: route.code().to_owned(),
            route_version: i64::from(route.version()),
            route_state: serde_json::to_string(&state)?,
            due_at: None,
            number: None,
            number_text: None,
            number_key: None,
            issue_date: None,
            issued_at: None,
            fields: checked.fields.to_string(),
            current_version: 0,
            places: None,
            created_at: at,
            changed_at: at,
            withdrawn_at: None,
            version: 1,
        };
        let mut tx = self.store().begin().await?;
        if let Some(name) = name
            && !draft_keys::add(&mut tx, &name.row(by, &id, at)).await?
        {
            return Ok(None);
        }
        outgoing::insert(&mut tx, &row).await?;
        search::index_outgoing(&mut tx, &row).await?;
        let recipients = recipients(self, &fields.recipients);
        outgoing::set_recipients(&mut tx, agency, &id, &recipients).await?;
        tell(
            &mut tx,
            &row,
            by,
            "created",
            json!({ "subject": row.subject }),
            at,
        )
        .await?;
        let entry = Entry {
            act: "create-draft",
            kind: "outgoing",
            object: &id,
            basis: Some(&basis),
            detail: detail! { "type" => row.type_code },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Changes what the drafter says of a document. `seen` is the version that was shown.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody else changed it; [`Error::Invalid`].
    pub async fn edit_draft(
        &self,
        by: &Acting,
        id: &str,
        seen: i64,
        fields: &DraftFields,
    ) -> Result<(), Error> {
        let agency = by.agency();
        self.permitted(by, Action::EditDraft, id).await?;
        let unknown = self.unknown(by, fields).await?;
        let mut tx = self.store().begin().await?;
        let mut document = Outgoing::load(&mut tx, agency, id).await?;
        let basis = by.decide(Action::EditDraft, &document.facts()?)?;
        if document.row.version != seen {
            return Err(Error::Stale);
        }
        let checked = Checked::of(fields, unknown)?;
        let row = &mut document.row;
        row.type_code = checked.type_code;
        row.subject = checked.subject;
        row.urgency = checked.urgency;
        row.unit_id.clone_from(&fields.unit);
        row.signer_id = fields.signer.as_ref().map(|(account, _)| account.clone());
        row.signer_appointment = fields.signer.as_ref().map(|(_, it)| it.clone());
        row.fields = checked.fields.to_string();
        let recipients = recipients(self, &fields.recipients);
        outgoing::set_recipients(&mut tx, agency, id, &recipients).await?;
        document
            .save(&mut tx, self, by, "edited", json!({}))
            .await?;
        let entry = Entry {
            act: "edit-draft",
            kind: "outgoing",
            object: id,
            basis: Some(&basis),
            detail: detail! {},
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}

/// Fields that can be kept.
struct Checked {
    type_code: String,
    subject: String,
    urgency: i64,
    fields: serde_json::Value,
}

impl Checked {
    /// `faults` are those found before.
    fn of(fields: &DraftFields, mut faults: Vec<Fault>) -> Result<Self, Error> {
        let catalogue = Catalogue::built_in()?;
        if catalogue.get(&fields.type_code).is_err() {
            faults.push(Fault::new("type", "office-type-unknown", Vec::new()));
        }
        let mut line = |field: &str, text: &str| {
            normalise::line(text).unwrap_or_else(|_| {
                faults.push(Fault::new(field, "office-text-unreadable", Vec::new()));
                String::new()
            })
        };
        let subject = line("subject", &fields.subject);
        let note = line("note", &fields.note);
        const LONGEST: usize = 500;
        if subject.is_empty() {
            faults.push(Fault::new("subject", "office-subject-missing", Vec::new()));
        }
        if subject.chars().count() > LONGEST {
            let values = vec![("longest", LONGEST.to_string())];
            faults.push(Fault::new("subject", "office-subject-long", values));
        }
        let urgency = Urgency::from_code(&fields.urgency).unwrap_or_else(|_| {
            faults.push(Fault::new("urgency", "office-urgency-unknown", Vec::new()));
            Urgency::Normal
        });
        if let Ok(level) = Secrecy::from_code(&fields.secrecy)
            && let Err(error) = refuse_secret(Some(level))
        {
            faults.push(Fault::new("secrecy", error.code(), error.values()));
        }
        if fields.unit.is_empty() {
            faults.push(Fault::new("unit", "office-unit-missing", Vec::new()));
        }
        for (index, recipient) in fields.recipients.iter().enumerate() {
            if recipient.name.trim().is_empty() {
                let field = format!("recipient-{index}");
                faults.push(Fault::new(&field, "office-recipient-nameless", Vec::new()));
            }
            let address = recipient.address.trim();
            if recipient.channel == "mail" && !transport::mail::is_address(address) {
                let values = vec![("address", address.to_owned())];
                faults.push(Fault::new(
                    &format!("recipient-{index}"),
                    "office-mail-address",
                    values,
                ));
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        Ok(Self {
            type_code: fields.type_code.clone(),
            subject,
            urgency: i64::from(urgency.figure()),
            fields: json!({ "note": note, "due": fields.due, "language": "Tiếng Việt" }),
        })
    }
}

fn recipients(office: &Office, entries: &[RecipientEntry]) -> Vec<RecipientRow> {
    let rows = (0..).zip(entries).map(|(ordinal, entry)| {
        let target = |kind: &str| entry.target.clone().filter(|_| entry.kind == kind);
        RecipientRow {
            id: id::new(office.now()),
            ordinal,
            kind: entry.kind.clone(),
            to_agency: target("agency"),
            to_unit: target("unit"),
            name: entry.name.trim().to_owned(),
            channel: entry.channel.clone(),
            address: entry.address.trim().to_owned(),
            copies: entry.copies.max(0),
        }
    });
    rows.collect()
}
