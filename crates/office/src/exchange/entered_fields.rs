//! What the clerk says of a document that came from outside, and what is wrong with it.
//!
//! The fields are those of Nghị định 30/2020, Phụ lục VI, that the clerk fills in; a document with a
//! level of secrecy is refused here as everywhere (S18).

use documents::attachment::MOST_FILES;
use documents::field::{Direction, FieldSet, Owner, Tag};
use documents::incoming::{self as record, Signatures};
use documents::priority::refuse_secret;
use documents::{Catalogue, NumberKey, Secrecy, Urgency, normalise, vietnam};
use serde_json::{Value, json};
use store::incoming::IncomingRow;
use store::instant;
use time::Date;

use super::ON_PAPER;
use crate::{Acting, Error, Fault};

/// What the clerk says of a document that came.
#[derive(Clone, Debug, Default)]
pub struct EnteredFields {
    /// `paper`, `mail` or `upload`.
    pub channel: String,
    /// Who sent it: an agency of this installation by its name, or anybody.
    pub sender: String,
    /// Number and notation as written on it; may be missing.
    pub number: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// The type, by its code.
    pub type_code: String,
    /// Trích yếu.
    pub subject: String,
    /// The urgency, by its code.
    pub urgency: String,
    /// The level of secrecy by its code; empty for none. A document with one is refused.
    pub secrecy: String,
    /// Until when it has to be answered, `YYYY-MM-DD`; may be missing.
    pub due: String,
    /// The day it came, `YYYY-MM-DD`.
    pub arrived: String,
    /// Pages; may be missing.
    pub pages: String,
    /// Copies on paper; may be missing.
    pub copies: String,
    /// Ghi chú.
    pub note: String,
    /// The digest of the package that the files are in; empty where they come by themselves.
    pub package: String,
}

impl EnteredFields {
    /// What was said of a document that was entered.
    pub(super) fn of(row: &IncomingRow) -> Self {
        let kept: Value = serde_json::from_str(&row.fields).unwrap_or_default();
        let text = |name: &str| match kept.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let figure = u8::try_from(row.urgency).unwrap_or_default();
        let urgency = Urgency::of_figure(figure).unwrap_or(Urgency::Normal);
        Self {
            channel: row.channel.clone(),
            sender: row.from_name.clone(),
            number: row.number_text.clone(),
            date: row.document_date.clone().unwrap_or_default(),
            type_code: row.type_code.clone(),
            subject: row.subject.clone(),
            urgency: urgency.code().to_owned(),
            secrecy: String::new(),
            due: text("due"),
            arrived: row.arrival_date.clone().unwrap_or_default(),
            pages: text("pages"),
            copies: text("copies"),
            note: text("note"),
            package: String::new(),
        }
    }
}

/// What was entered, read; with everything that is wrong with it.
#[derive(Default)]
pub(super) struct Checked {
    channel: String,
    pub(super) sender: String,
    number: String,
    date: Option<Date>,
    arrived: Option<Date>,
    type_code: String,
    subject: String,
    urgency: i64,
    fields: Value,
    faults: Vec<Fault>,
}

impl Checked {
    pub(super) fn of(fields: &EnteredFields, today: Date) -> Self {
        let mut this = Self {
            type_code: fields.type_code.clone(),
            channel: fields.channel.clone(),
            ..Self::default()
        };
        if !matches!(fields.channel.as_str(), "paper" | "mail" | "upload") {
            this.fault("channel", "office-channel-unknown");
        }
        this.sender = this.line("sender", &fields.sender);
        this.number = this.line("number", &fields.number);
        this.subject = this.line("subject", &fields.subject);
        let note = this.line("note", &fields.note);
        this.date = this.day("date", &fields.date);
        this.arrived = this.day("arrived", &fields.arrived);
        let due = this.day("due", &fields.due);
        let pages = this.count("pages", &fields.pages);
        let copies = this.count("copies", &fields.copies);
        match this.arrived {
            Some(arrived) if arrived > today => this.fault("arrived", "office-arrival-in-future"),
            None if fields.arrived.is_empty() => this.fault("arrived", "office-arrival-missing"),
            _ => {}
        }
        let urgency = Urgency::from_code(&fields.urgency).unwrap_or_else(|_| {
            this.fault("urgency", "office-urgency-unknown");
            Urgency::Normal
        });
        this.urgency = i64::from(urgency.figure());
        if let Ok(level) = Secrecy::from_code(&fields.secrecy)
            && let Err(error) = refuse_secret(Some(level))
        {
            let fault = Fault::new("secrecy", error.code(), error.values());
            this.faults.push(fault);
        }
        this.check_annex(urgency, pages, due, &note);
        this.fields = json!({
            "note": note,
            "due": due.map(instant::day),
            "pages": pages,
            "copies": copies,
            "language": "Tiếng Việt",
        });
        this
    }

    /// What Phụ lục VI asks the clerk for.
    fn check_annex(&mut self, urgency: Urgency, pages: Option<u32>, due: Option<Date>, note: &str) {
        let kinds = Catalogue::built_in();
        let kind = kinds
            .ok()
            .and_then(|it| it.get(&self.type_code).ok().cloned());
        let channel = record::Channel::from_code(&self.channel).unwrap_or(record::Channel::Paper);
        let at = time::UtcDateTime::UNIX_EPOCH;
        let mut document = record::Incoming::arrived(String::new(), channel, at, Signatures::None);
        document.type_name = kind.map(|it| it.name).unwrap_or_default();
        document.organ_name.clone_from(&self.sender);
        document.number = Some(self.number.clone()).filter(|it| !it.is_empty());
        document.issued = self.date;
        document.subject.clone_from(&self.subject);
        document.pages = pages;
        document.due = due;
        document.urgency = urgency;
        document.note = Some(note.to_owned()).filter(|it| !it.is_empty());
        let Ok(set) = FieldSet::built_in() else {
            return;
        };
        for found in set.check(Direction::Incoming, &document.values(), Owner::Clerk) {
            let field = field_of(found.tag);
            if self.faults.iter().all(|it| it.field != field) {
                let values = found.values(&set, Direction::Incoming);
                self.faults.push(Fault::new(field, found.code(), values));
            }
        }
    }

    pub(super) fn count_files(&mut self, files: usize) {
        if files == 0 && self.channel != "paper" {
            self.fault("file", "office-file-missing");
        }
        if files > MOST_FILES {
            let values = vec![("most", MOST_FILES.to_string())];
            self.add(Fault::new("file", "office-files-many", values));
        }
    }

    /// It came before it was registered.
    pub(super) fn arrived_until(&mut self, registered: Date) {
        let later = self.arrived.is_some_and(|it| it > registered);
        if later && self.faults.iter().all(|it| it.field != "arrived") {
            let values = vec![("day", vietnam::written(registered))];
            self.add(Fault::new(
                "arrived",
                "office-arrival-after-registration",
                values,
            ));
        }
    }

    pub(super) fn add(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    pub(super) fn finish(&self) -> Result<(), Error> {
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(Error::Invalid(self.faults.clone())),
        }
    }

    pub(super) fn row(
        &self,
        by: &Acting,
        id: String,
        at: i64,
        sender: Option<String>,
    ) -> IncomingRow {
        let paper = self.channel == "paper";
        IncomingRow {
            agency_id: by.agency().to_owned(),
            id,
            consignment_id: None,
            from_agency: sender,
            from_name: self.sender.clone(),
            channel: self.channel.clone(),
            type_code: self.type_code.clone(),
            subject: self.subject.clone(),
            number_key: key(&self.number),
            number_text: self.number.clone(),
            document_date: self.date.map(instant::day),
            urgency: self.urgency,
            status: "arrived".to_owned(),
            unsigned: 0,
            arrival_number: None,
            arrival_year: None,
            arrived_at: at,
            registered_at: None,
            registered_by: None,
            refusal: String::new(),
            fields: self.fields.to_string(),
            indication: if paper { ON_PAPER } else { "" }.to_owned(),
            facts_digest: None,
            verdict_digest: None,
            policy: String::new(),
            version: 1,
            arrival_date: self.arrived.map(instant::day),
            entered_by: Some(by.account().to_owned()),
        }
    }

    fn fault(&mut self, field: &str, code: &str) {
        self.faults.push(Fault::new(field, code, Vec::new()));
    }

    fn line(&mut self, field: &str, text: &str) -> String {
        normalise::line(text).unwrap_or_else(|_| {
            self.fault(field, "office-text-unreadable");
            String::new()
        })
    }

    fn day(&mut self, field: &str, text: &str) -> Option<Date> {
        match day(field, text) {
            Ok(day) => Some(day),
            Err(_) if text.is_empty() => None,
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }

    fn count(&mut self, field: &str, text: &str) -> Option<u32> {
        if text.is_empty() {
            return None;
        }
        let count = text.parse().ok().filter(|it| (1..1000).contains(it));
        if count.is_none() {
            self.fault(field, "office-count-unreadable");
        }
        count
    }
}

/// The key of a number as written; empty for what is none.
pub(super) fn key(number: &str) -> String {
    NumberKey::of_text(number).map_or_else(String::new, |it| it.as_str().to_owned())
}

pub(super) fn day(field: &str, text: &str) -> Result<Date, Fault> {
    let values = || vec![("value", text.to_owned())];
    instant::from_day("date", text)
        .map_err(|_| Fault::new(field, "office-date-unreadable", values()))
}

/// The field of the form that a field of the annex is entered in.
fn field_of(tag: Tag) -> &'static str {
    match tag {
        Tag::TypeName => "type",
        Tag::CodeNumber | Tag::CodeNotation => "number",
        Tag::IssuedDate => "date",
        Tag::OrganName => "sender",
        Tag::Subject => "subject",
        Tag::PageAmount => "pages",
        Tag::Description => "note",
        Tag::Priority => "urgency",
        Tag::DueDate => "due",
        _ => "",
    }
}
