//! The registers of a year, to be printed or taken out as .xlsx (Điều 16, Phụ lục IV).
//!
//! Every number of the book has its row: of its document, of the old register, or with the reason
//! why it has none. Columns and cells are `documents::register`'s.

use std::collections::BTreeMap;

use access::Action;
use documents::book::{Entry as BookEntry, Use};
use documents::field::Direction;
use documents::incoming::{Channel, Incoming, Signatures, Worth};
use documents::outgoing::Outgoing;
use documents::recipient::{Party, Purpose, Recipient};
use documents::register::{Column, Mark, Registers, Row};
use documents::signer::{Capacity, Signer};
use documents::{Catalogue, FullNumber, Number, fold, vietnam};
use serde::Deserialize;
use store::books::{self, ArrivalRow, RegisterRecipient, RegisterRow};
use store::instant;

use super::books::key;
use crate::{Acting, Error, Office, sheet};

/// The book of arrival numbers.
const ARRIVALS: &str = "van-ban-den";

/// A register, to be shown.
#[derive(Clone, Debug)]
pub struct Register {
    /// The year.
    pub year: i32,
    /// What its columns hold.
    pub columns: Vec<Column>,
    /// The titles of its columns.
    pub titles: Vec<String>,
    /// Its rows, in the order of the numbers.
    pub rows: Vec<Row>,
}

impl Office {
    /// The register of a book and year: `van-ban-di`, or `van-ban-den` for what arrived.
    ///
    /// # Errors
    /// When this person may not see it.
    pub async fn register(&self, by: &Acting, code: &str, year: i32) -> Result<Register, Error> {
        self.may_book(by, Action::SeeRegister).await?;
        self.rows_of(by, code, year).await
    }

    /// The same as a workbook (.xlsx).
    ///
    /// # Errors
    /// When this person may not take it out.
    pub async fn register_workbook(
        &self,
        by: &Acting,
        code: &str,
        year: i32,
    ) -> Result<Vec<u8>, Error> {
        self.may_book(by, Action::ExportRegister).await?;
        let register = self.rows_of(by, code, year).await?;
        let name = super::books::name(code);
        let mut table = vec![register.titles];
        table.extend(register.rows.into_iter().map(in_words));
        sheet::write(&format!("{name} {year}"), &table)
    }

    async fn rows_of(&self, by: &Acting, code: &str, year: i32) -> Result<Register, Error> {
        let mut reader = self.store().reader();
        let (direction, rows) = if code == ARRIVALS {
            let rows = books::arrivals(&mut reader, by.agency(), i64::from(year)).await?;
            (Direction::Incoming, rows.into_iter().map(arrival).collect())
        } else {
            let key = key(by, code, year);
            let rows = books::register(&mut reader, key).await?;
            let mut to: BTreeMap<String, Vec<Recipient>> = BTreeMap::new();
            for it in books::recipients(&mut reader, key).await? {
                to.entry(it.document_id.clone())
                    .or_default()
                    .push(recipient(it));
            }
            let rows = rows.into_iter().map(|row| {
                let id = row.document_id.as_deref().unwrap_or_default();
                let to = to.get(id).cloned().unwrap_or_default();
                numbered(row, to)
            });
            (Direction::Outgoing, rows.collect())
        };
        let rows: Result<Vec<Row>, Error> = rows;
        let registers = Registers::built_in()?;
        let columns = registers.columns(direction);
        let (columns, titles) = columns.map(|(it, title)| (it, title.to_owned())).unzip();
        Ok(Register {
            year,
            columns,
            titles,
            rows: rows?,
        })
    }
}

/// The row of a number.
fn numbered(row: RegisterRow, to: Vec<Recipient>) -> Result<Row, Error> {
    let number = Number::parse(&format!("{}{}", row.number, row.suffix))?;
    let used = match row.state.as_str() {
        "reserved" => Use::Reserved { reason: row.reason },
        "void" => Use::Void {
            reason: row.reason,
            document: row.document_id,
        },
        "imported" => return Ok(old(&row.row_data, number)),
        _ => return of_document(row, number, to),
    };
    let entry = BookEntry {
        number,
        used,
        issued: None,
    };
    Ok(Row::of_number(&entry).unwrap_or_else(|| blank(number)))
}

fn of_document(row: RegisterRow, number: Number, to: Vec<Recipient>) -> Result<Row, Error> {
    let (Some(id), Some(kind)) = (row.document_id, row.type_code) else {
        return Ok(blank(number));
    };
    let catalogue = Catalogue::built_in()?;
    let kind = catalogue.get(&kind)?;
    let mut document = Outgoing::draft(id, kind, String::new(), String::new());
    document.subject = row.subject.unwrap_or_default();
    document.note = note(row.fields.as_deref().unwrap_or_default());
    document.signer = row.signer_name.map(|full_name| Signer {
        capacity: Capacity::Own,
        position: String::new(),
        full_name,
    });
    let full = row.number_text.as_deref().map(FullNumber::parse);
    document.number = full.and_then(Result::ok);
    document.issued = day(row.issue_date.as_deref())?;
    let entered = vietnam::date(instant::from_millis("entered_at", row.entered_at)?);
    let late = document
        .issued
        .map(|issued| (entered - issued).whole_days());
    document.late = late
        .and_then(|days| u32::try_from(days).ok())
        .filter(|it| *it > 0);
    let copies: u32 = to.iter().map(|it| it.copies).sum();
    document.copies = Some(copies.max(1));
    document.recipients = to;
    let sent = row
        .issued_at
        .map(|at| instant::from_millis("issued_at", at));
    document.sent = sent.transpose()?.map(vietnam::date);
    if let Some(status) = row.status.and_then(|it| it.parse().ok()) {
        document.status = status;
    }
    let mut made = Row::outgoing(&document, kind);
    if document.number.is_none() {
        // It went back to its signer; the number waits for it.
        let [first, ..] = &mut made.cells;
        *first = number.to_string();
    }
    Ok(made)
}

/// A row of an old register.
fn old(data: &str, number: Number) -> Row {
    #[derive(Deserialize)]
    struct Data {
        cells: [String; 10],
    }
    match serde_json::from_str::<Data>(data) {
        Ok(Data { cells }) => Row {
            cells,
            marks: Vec::new(),
        },
        Err(_) => blank(number),
    }
}

fn blank(number: Number) -> Row {
    let mut cells: [String; 10] = Default::default();
    let [first, ..] = &mut cells;
    *first = number.to_string();
    Row {
        cells,
        marks: Vec::new(),
    }
}

fn recipient(row: RegisterRecipient) -> Recipient {
    let name = row.name;
    let purpose = match fold(&name).starts_with("luu") {
        true => Purpose::ToKeep,
        false => Purpose::ToKnow,
    };
    let party = match (row.kind.as_str(), row.channel.as_str()) {
        ("agency", _) => Party::Agency {
            agency: None,
            organ_id: String::new(),
            name,
        },
        ("unit", _) => Party::Unit {
            unit: String::new(),
            name,
        },
        (_, "mail") => Party::Mail {
            name,
            address: String::new(),
        },
        _ => Party::Paper {
            name,
            address: None,
        },
    };
    Recipient {
        party,
        purpose,
        copies: u32::try_from(row.copies).unwrap_or_default(),
    }
}

fn arrival(row: ArrivalRow) -> Result<Row, Error> {
    let at = instant::from_millis("arrived_at", row.arrived_at)?;
    let registered = row.registered_at.unwrap_or(row.arrived_at);
    let registered = instant::from_millis("registered_at", registered)?;
    let number = u32::try_from(row.arrival_number).unwrap_or_default();
    let catalogue = Catalogue::built_in()?;
    let kind = catalogue.get(&row.type_code);
    let channel = Channel::from_code(&row.channel).unwrap_or(Channel::Installation);
    let mut document = Incoming::arrived(String::new(), channel, at, Signatures::Valid);
    // What was entered has the day that it came; what came by itself is registered as of today.
    let arrived = day(row.arrival_date.as_deref())?;
    document.arrival_date = Some(arrived.unwrap_or_else(|| vietnam::date(registered)));
    document.arrival_number = Some(Number::new(number)?);
    document.organ_name = row.from_name;
    document.number = Some(row.number_text);
    document.issued = day(row.document_date.as_deref())?;
    document.type_name = kind.map_or(String::new(), |it| it.name.clone());
    document.subject = row.subject;
    document.worth = (row.unsigned != 0).then_some(Worth::ForInformation);
    document.note = note(&row.fields);
    if let Ok(status) = row.status.parse() {
        document.status = status;
    }
    let mut made = Row::incoming(&document);
    if let Some(at) = row.corrected_at {
        let day = vietnam::date(instant::from_millis("corrected_at", at)?);
        made.marks.push(Mark::Corrected {
            day: vietnam::written(day),
        });
    }
    if let Some(at) = row.recalled_at {
        let day = vietnam::written(vietnam::date(instant::from_millis("at", at)?));
        // Whether the copy is out of use by now is not the register's to say.
        made.marks.retain(|it| *it != Mark::Withdrawn);
        made.marks.push(match row.recall_basis.unwrap_or_default() {
            letter if letter.is_empty() => Mark::Recalled { day },
            letter => Mark::RecalledByLetter { day, letter },
        });
    }
    Ok(made)
}

fn day(text: Option<&str>) -> Result<Option<time::Date>, Error> {
    let day = text.map(|text| instant::from_day("issue_date", text));
    Ok(day.transpose()?)
}

fn note(fields: &str) -> Option<String> {
    let fields: serde_json::Value = serde_json::from_str(fields).ok()?;
    let note = fields.get("note")?.as_str()?;
    Some(note.to_owned()).filter(|it| !it.is_empty())
}

/// The cells of a row, with what is marked beside it in words under Ghi chú.
fn in_words(row: Row) -> Vec<String> {
    let Row { mut cells, marks } = row;
    let catalogue = report::Catalogue::shared();
    let said = |mark: &Mark| {
        let sentence = catalogue.sentence(mark.code(), report::Lang::Vi, &mark.values());
        sentence.text
    };
    let [.., note] = &mut cells;
    let own = Some(std::mem::take(note)).filter(|it| !it.is_empty());
    *note = (own.into_iter().chain(marks.iter().map(said)))
        .collect::<Vec<_>>()
        .join("; ");
    cells.into()
}
