//! Units and people from a workbook (.xlsx), for the first days of an agency.
//!
//! Two sheets, `Đơn vị` and `Người dùng`, with the headings of [`UNITS`] and [`PEOPLE`] in their first
//! row. Every fault is named with its sheet and row, and nothing is kept while there is one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use access::{Action, Appointment, Basis, Period, Role};
use calamine::{Data, Reader as _, Xlsx};
use documents::fold;
use store::people::{accounts, agencies};
use store::{Tx, id, instant};

use super::Unit;
use super::accounts::{Added, Details, NewAccount, with_password};
use super::entered::Entered;
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Fault, Office};

/// The sheet of units and its headings.
pub(super) const UNITS: (&str, &[&str]) = ("Đơn vị", &["Mã", "Tên đơn vị", "Mã đơn vị cấp trên"]);
/// The sheet of people and its headings.
pub(super) const PEOPLE: (&str, &[&str]) = (
    "Người dùng",
    &[
        "Tên đăng nhập",
        "Họ và tên",
        "Thư điện tử",
        "Điện thoại",
        "Mã đơn vị",
        "Chức vụ",
        "Vai trò",
    ],
);

/// Roles as people write them.
const ROLES: [(&str, Role); 8] = [
    ("Người soạn thảo", Role::Drafter),
    ("Trưởng đơn vị", Role::UnitHead),
    ("Văn thư", Role::Clerk),
    ("Phó thủ trưởng", Role::Deputy),
    ("Thủ trưởng", Role::Head),
    ("Quản trị", Role::Administrator),
    ("Lưu trữ", Role::Archivist),
    ("Thành viên", Role::Member),
];

/// Bytes of a workbook, and rows of a sheet, at most.
const MOST_BYTES: usize = 5 * 1024 * 1024;
const MOST_ROWS: usize = 2000;

/// What came of an import: everything was kept, or there are faults and nothing was.
#[derive(Debug, Default)]
pub struct Import {
    /// How many units were founded.
    pub units: usize,
    /// The accounts, with the passwords to hand out.
    pub people: Vec<Added>,
    /// What is wrong, row by row.
    pub faults: Vec<RowFault>,
}

/// Something wrong in a row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RowFault {
    /// The sheet.
    pub sheet: String,
    /// The row, as the program of tables counts: from 1.
    pub row: usize,
    /// What.
    pub fault: Fault,
}

/// A row of text, with its number.
type Line = (usize, Vec<String>);

/// A workbook that was read.
#[derive(Default)]
struct Book {
    units: Vec<Line>,
    people: Vec<Line>,
}

/// What shall be kept.
#[derive(Default)]
struct Plan {
    units: Vec<Unit>,
    people: Vec<(accounts::Account, Appointment)>,
    faults: Vec<RowFault>,
}

impl Office {
    /// Takes units and people from a workbook.
    ///
    /// # Errors
    /// A refusal; [`Error::Invalid`] for a file that is no such workbook. Faults of rows are in the
    /// answer.
    pub async fn import_people(&self, by: &Acting, workbook: Vec<u8>) -> Result<Import, Error> {
        let units_basis = self.may_here(by, Action::ManageUnits).await?;
        let basis = self.may_account(by, Action::ManageAccounts, "").await?;
        self.may_here(by, Action::ManageAppointments).await?;
        let book = tokio::task::spawn_blocking(move || read(&workbook)).await??;
        let plan = self.import_plan(by, &book).await?;
        if !plan.faults.is_empty() {
            return Ok(Import {
                faults: plan.faults,
                ..Import::default()
            });
        }
        let mut people = Vec::new();
        let mut rows = Vec::new();
        for (row, appointment) in plan.people {
            let (row, added) = with_password(row, None).await?;
            rows.push((row, appointment));
            people.push(added);
        }
        let mut tx = self.store().begin().await?;
        self.keep_units(&mut tx, by, &plan.units, &units_basis)
            .await?;
        for (row, appointment) in &rows {
            self.insert_account(&mut tx, by, row, &basis).await?;
            self.insert_appointment(&mut tx, by, appointment, &basis)
                .await?;
        }
        tx.commit().await?;
        Ok(Import {
            units: plan.units.len(),
            people,
            faults: Vec::new(),
        })
    }

    async fn keep_units(
        &self,
        tx: &mut Tx,
        by: &Acting,
        units: &[Unit],
        basis: &Basis,
    ) -> Result<(), Error> {
        for unit in units {
            agencies::insert_unit(tx, unit).await?;
            let entry = Entry {
                act: "unit-founded",
                kind: "unit",
                object: &unit.id,
                basis: Some(basis),
                detail: detail! { "code" => unit.code, "name" => unit.name },
            };
            self.record(tx, by, entry).await?;
        }
        Ok(())
    }

    async fn import_plan(&self, by: &Acting, book: &Book) -> Result<Plan, Error> {
        let now = instant::millis(self.now());
        let there = |it: &Unit| it.valid_until.is_none_or(|until| until > now);
        let units = self.units(by).await?.into_iter().filter(there);
        let mut codes: BTreeMap<String, String> = units.map(|it| (it.code, it.id)).collect();
        let mut plan = Plan::default();
        for line in &book.units {
            self.plan_unit(by, line, &mut codes, &mut plan);
        }
        let mut logins = BTreeSet::new();
        for line in &book.people {
            self.plan_person(by, line, &codes, &mut logins, &mut plan)
                .await?;
        }
        Ok(plan)
    }

    /// A unit stands below one that is there or stands in a row before it.
    fn plan_unit(
        &self,
        by: &Acting,
        (number, cells): &Line,
        codes: &mut BTreeMap<String, String>,
        plan: &mut Plan,
    ) {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let mut entered = Entered::default();
        let code = entered.owed("Mã", cell(0));
        let name = entered.owed("Tên đơn vị", cell(1));
        let above = entered.line("Mã đơn vị cấp trên", cell(2));
        let parent = codes.get(&above).cloned();
        if !above.is_empty() && parent.is_none() {
            entered.fault(
                "Mã đơn vị cấp trên",
                "import-unit-unknown",
                vec![("code", above)],
            );
        }
        let unit = Unit {
            agency_id: by.agency().to_owned(),
            id: id::new(self.now()),
            parent_id: parent,
            code: code.clone(),
            name,
            valid_from: instant::millis(self.now()),
            valid_until: None,
            version: 0,
        };
        if codes.insert(code.clone(), unit.id.clone()).is_some() {
            entered.fault("Mã", "unit-code-taken", vec![("code", code)]);
        }
        plan.units.push(unit);
        plan.add_faults(UNITS.0, *number, entered);
    }

    async fn plan_person(
        &self,
        by: &Acting,
        (number, cells): &Line,
        codes: &BTreeMap<String, String>,
        logins: &mut BTreeSet<String>,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
        let mut entered = Entered::default();
        let new = NewAccount {
            login: cell(0),
            details: Details {
                full_name: cell(1),
                email: cell(2),
                phone: cell(3),
            },
            password: None,
        };
        let account = self.account_row(&mut entered, by, &new);
        let login = account.login.clone();
        let known = accounts::by_login(&mut self.store().reader(), &login).await?;
        if !logins.insert(login) || known.is_some() {
            entered.fault("Tên đăng nhập", "account-login-taken", Vec::new());
        }
        let unit = entered.line("Mã đơn vị", &cell(4));
        if !unit.is_empty() && !codes.contains_key(&unit) {
            entered.fault(
                "Mã đơn vị",
                "import-unit-unknown",
                vec![("code", unit.clone())],
            );
        }
        let title = entered.owed("Chức vụ", &cell(5));
        let role = role_of(&cell(6));
        if role.is_none() {
            entered.fault("Vai trò", "import-role-unknown", vec![("role", cell(6))]);
        }
        if unit.is_empty() && matches!(role, Some(Role::UnitHead | Role::Drafter)) {
            entered.fault("Mã đơn vị", "appoint-unit-missing", Vec::new());
        }
        let appointment = Appointment {
            id: id::new(self.now()),
            account: account.id.clone(),
            agency: by.agency().to_owned(),
            unit: codes.get(&unit).cloned(),
            title,
            role: role.unwrap_or(Role::Member),
            period: Period::since(self.now()),
        };
        plan.people.push((account, appointment));
        plan.add_faults(PEOPLE.0, *number, entered);
        Ok(())
    }
}

impl Plan {
    fn add_faults(&mut self, sheet: &str, row: usize, entered: Entered) {
        let of_row = |fault| RowFault {
            sheet: sheet.to_owned(),
            row,
            fault,
        };
        self.faults
            .extend(entered.into_faults().into_iter().map(of_row));
    }
}

fn role_of(text: &str) -> Option<Role> {
    let wanted = fold(text);
    let named = ROLES.iter().find(|(name, _)| fold(name) == wanted);
    named
        .map(|(_, role)| *role)
        .or_else(|| text.trim().parse().ok())
}

/// Reads a workbook. A sheet that is missing has no rows; headings that differ are a fault.
fn read(bytes: &[u8]) -> Result<Book, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(invalid("import-too-large", Vec::new()));
    }
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|_: calamine::XlsxError| invalid("import-no-workbook", Vec::new()))?;
    let names = book.sheet_names();
    if !names
        .iter()
        .any(|name| [UNITS.0, PEOPLE.0].contains(&name.trim()))
    {
        return Err(invalid("import-no-sheet", Vec::new()));
    }
    let mut sheet = |wanted: (&str, &[&str])| match names.iter().find(|it| it.trim() == wanted.0) {
        None => Ok(Vec::new()),
        Some(name) => {
            let range = book.worksheet_range(name);
            let range = range.map_err(|_| invalid("import-no-workbook", Vec::new()))?;
            let rows: Vec<Vec<String>> = range
                .rows()
                .take(MOST_ROWS + 2)
                .map(|row| row.iter().map(text).collect())
                .collect();
            let first = range.start().map_or(0, |(row, _)| row);
            lines(wanted, rows, usize::try_from(first).unwrap_or_default())
        }
    };
    Ok(Book {
        units: sheet(UNITS)?,
        people: sheet(PEOPLE)?,
    })
}

/// The rows below the headings, in the order of `wanted`, without empty ones.
fn lines(
    (sheet, wanted): (&str, &[&str]),
    rows: Vec<Vec<String>>,
    first: usize,
) -> Result<Vec<Line>, Error> {
    if rows.len() > MOST_ROWS + 1 {
        return Err(invalid("import-too-large", Vec::new()));
    }
    let mut rows = rows.into_iter();
    let headings: Vec<String> = rows
        .next()
        .unwrap_or_default()
        .iter()
        .map(|it| fold(it))
        .collect();
    let mut places = Vec::new();
    for heading in wanted {
        let place = headings.iter().position(|it| *it == fold(heading));
        let values = || {
            vec![
                ("sheet", sheet.to_owned()),
                ("heading", (*heading).to_owned()),
            ]
        };
        places.push(place.ok_or_else(|| invalid("import-no-heading", values()))?);
    }
    let picked = |row: Vec<String>| -> Vec<String> {
        places
            .iter()
            .map(|at| row.get(*at).cloned().unwrap_or_default())
            .collect()
    };
    let numbered = rows
        .enumerate()
        .map(|(at, row)| (first + at + 2, picked(row)));
    Ok(numbered
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
        .collect())
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

fn invalid(code: &str, values: Vec<(&'static str, String)>) -> Error {
    Error::Invalid(vec![Fault::new("workbook", code, values)])
}
