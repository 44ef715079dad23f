//! What the demonstration says once everything runs: the address, who is who, what to try.

use std::fmt::Write as _;

use super::cast::{ADMINISTRATOR, ADVISOR, AGENCIES, DRAFTER, PASSWORD, SIGNERS};
use super::folder::{Folder, Person};
use crate::console::Console;

/// Lines of what to try.
const TRY: [&str; 5] = [
    "demo-try-draft",
    "demo-try-initials",
    "demo-try-sign",
    "demo-try-issue",
    "demo-try-receive",
];

/// The text.
pub(super) fn text(address: &str, folder: &Folder, console: Console) -> String {
    let mut text = String::new();
    let label = |code: &str| console.label(code);
    let _ = writeln!(text, "{}: {address}", label("demo-address"));
    for agency in &AGENCIES {
        let parts = [DRAFTER, ADVISOR]
            .into_iter()
            .chain(SIGNERS.iter().map(|part| part.id))
            .chain([ADMINISTRATOR]);
        let people: Vec<_> = parts
            .filter_map(|part| folder.memory.people.get(&agency.id(part)))
            .collect();
        let name = people.first().map_or("", |it| it.agency_name.as_str());
        let _ = writeln!(text, "\n{name}");
        text.push_str(&table(&people, console));
    }
    let _ = writeln!(text, "\n{}.", label("demo-desks"));
    let samples = folder.samples();
    let _ = writeln!(text, "\n{}: {}", label("demo-samples"), samples.display());
    let _ = writeln!(text, "\n{}:", label("demo-try"));
    for (line, number) in TRY.iter().zip(1..) {
        let _ = writeln!(text, "  {number}. {}.", label(line));
    }
    let _ = writeln!(text, "\n{}.", label("demo-stop"));
    text
}

fn table(people: &[&Person], console: Console) -> String {
    let heads = [
        "demo-name",
        "demo-title",
        "demo-role",
        "demo-login",
        "demo-password",
    ];
    let mut rows = vec![heads.map(|code| console.label(code))];
    for person in people {
        let role = console.label(&format!("term-role-{}", person.role));
        rows.push([
            person.name.clone(),
            person.title.clone(),
            role,
            person.login.clone(),
            PASSWORD.to_owned(),
        ]);
    }
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths);
        let line: String = cells
            .map(|(cell, width)| format!("  {cell:width$}"))
            .collect();
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
