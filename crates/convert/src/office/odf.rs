//! `OpenDocument` (ISO/IEC 26300), as LibreOffice writes it.

use super::Kind;
use super::findings::Findings;
use super::package::{Package, Part};
use super::reference::{Direction, direction};
use super::xml::{self, Element, Item};
use crate::reason::{Reason, shown};

/// The first entry of the package.
pub(super) const MIMETYPE: &str = "mimetype";
/// The list of its parts.
pub(super) const MANIFEST: &str = "META-INF/manifest.xml";

const KINDS: [Kind; 3] = [Kind::Odt, Kind::Ods, Kind::Odp];
/// The parts, here or in an embedded object, that are documents.
const DOCUMENTS: [&str; 4] = ["content.xml", "styles.xml", "settings.xml", "meta.xml"];
/// Lists of libraries, which LibreOffice also writes when they are empty.
const LISTS: [&str; 4] = [
    "script-lc.xml",
    "dialog-lc.xml",
    "script-lb.xml",
    "dialog-lb.xml",
];

/// What the file is, and what is wrong with it.
pub(super) fn inspect(package: &Package, findings: &mut Findings) -> Option<Kind> {
    let said = package.get(MIMETYPE).unwrap_or_default();
    let said = String::from_utf8_lossy(said).trim().to_owned();
    let kind = KINDS.into_iter().find(|kind| kind.media_type() == said);
    if kind.is_none() {
        findings.add(Reason::WrongType {
            found: shown(if said.is_empty() { "odf" } else { &said }),
        });
    }
    manifest(package, findings);
    for part in package.parts() {
        by_name(package, part, findings);
        let last = part.name.rsplit('/').next().unwrap_or_default();
        if DOCUMENTS.contains(&last) {
            document(package, part, findings);
        }
    }
    kind
}

fn manifest(package: &Package, findings: &mut Findings) {
    let Some(data) = package.get(MANIFEST) else {
        findings.broken(&package.path(MANIFEST), "it is missing");
        return;
    };
    let mut encrypted = false;
    let read = xml::each(data, |item| {
        if let Item::Start(element) = item {
            let name = element.local();
            encrypted |= name == "encryption-data" || name == "encrypted-key";
        }
    });
    if let Err(problem) = read {
        findings.broken(&package.path(MANIFEST), problem);
    }
    if encrypted || package.has("encrypted-package") {
        findings.add(Reason::Encrypted);
    }
}

fn by_name(package: &Package, part: &Part, findings: &mut Findings) {
    let first = part.name.split('/').next().unwrap_or_default();
    let last = part.name.rsplit('/').next().unwrap_or_default();
    let library = matches!(first, "Basic" | "Dialogs") && !LISTS.contains(&last);
    if library || first == "Scripts" {
        findings.macros(&package.path(&part.name));
    }
}

fn document(package: &Package, part: &Part, findings: &mut Findings) {
    let path = package.path(&part.name);
    let read = xml::each(&part.data, |item| {
        if let Item::Start(element) = item {
            look_at(&path, &element, findings);
        }
    });
    if let Err(problem) = read {
        findings.broken(&path, problem);
    }
}

fn look_at(path: &str, element: &Element<'_>, findings: &mut Findings) {
    let name = element.local();
    match name.as_str() {
        "event-listener" => findings.macros(path),
        // `office:script`, with the code in it.
        "script" if element.attribute("language").is_some() => findings.macros(path),
        "dde-source"
        | "dde-connection-decl"
        | "database-source-query"
        | "database-source-sql"
        | "database-source-table" => {
            let target = element.attribute("dde-topic");
            findings.linked(path, &target.unwrap_or(name.clone()));
        }
        "plugin" | "applet" => findings.add(Reason::ActiveControl { part: shown(path) }),
        _ => {}
    }
    let Some(target) = element.attribute("href") else {
        return;
    };
    let leads = direction(&target);
    if target.starts_with("vnd.sun.star.script:") || target.starts_with("macro:") {
        findings.macros(path);
        return;
    }
    match name.as_str() {
        // Followed only when somebody clicks.
        "a" => {}
        // LibreOffice notes where the author's template lay.
        "template" if leads != Direction::Network => {}
        "template" => findings.add(Reason::RemoteTemplate {
            target: shown(&target),
        }),
        _ if leads == Direction::Inside => {}
        "object" | "object-ole" | "section-source" | "table-source" | "cell-range-source" => {
            findings.linked(path, &target);
        }
        _ => findings.external(path, &target),
    }
}
