//! OOXML: Word, Excel and `PowerPoint` since 2007 (ECMA-376).

use super::Kind;
use super::fields;
use super::findings::Findings;
use super::package::{Package, Part};
use super::reference::{Direction, direction};
use super::xml::{self, Item};
use crate::reason::{Reason, shown};

/// The part that gives every other its type.
pub(super) const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Main parts that are taken.
const MAIN: [(&str, Kind); 3] = [
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        Kind::Docx,
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        Kind::Xlsx,
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        Kind::Pptx,
    ),
];

/// What the file is, and what is wrong with it.
pub(super) fn inspect(package: &Package, findings: &mut Findings) -> Option<Kind> {
    let kind = kind(package, findings);
    for part in package.parts() {
        by_name(package, part, findings);
        let name = part.name.to_lowercase();
        if name.ends_with(".rels") {
            relationships(package, part, findings);
        } else if name.starts_with("word/") && name.ends_with(".xml") {
            word_part(package, part, findings);
        }
    }
    kind
}

fn kind(package: &Package, findings: &mut Findings) -> Option<Kind> {
    let mut found = None;
    let mut foreign = None;
    let mut reasons = Vec::new();
    let data = package.get(CONTENT_TYPES).unwrap_or_default();
    let read = xml::each(data, |item| {
        let Item::Start(element) = item else { return };
        let (Some(of), part) = (
            element.attribute("ContentType"),
            element.attribute("PartName").unwrap_or_default(),
        ) else {
            return;
        };
        let lower = of.to_lowercase();
        if let Some((_, kind)) = MAIN.iter().find(|(name, _)| lower == *name) {
            found = Some(*kind);
        } else if lower.ends_with(".main+xml") {
            foreign = Some(of.clone());
        }
        if lower.contains("macroenabled") || lower.contains("vbaproject") {
            reasons.push(Reason::Macros {
                part: shown(if part.is_empty() { &of } else { &part }),
            });
        }
    });
    if let Err(problem) = read {
        findings.broken(&package.path(CONTENT_TYPES), problem);
    }
    for reason in reasons {
        findings.add(reason);
    }
    if found.is_none() {
        findings.add(Reason::WrongType {
            found: shown(&foreign.unwrap_or_else(|| "ooxml".to_owned())),
        });
    }
    found
}

/// Parts whose mere presence is a reason.
fn by_name(package: &Package, part: &Part, findings: &mut Findings) {
    let path = package.path(&part.name);
    let name = part.name.to_lowercase();
    let last = name.rsplit('/').next().unwrap_or_default();
    if last.starts_with("vbaproject") || last == "vbadata.xml" || name.contains("/macrosheets/") {
        findings.macros(&path);
    }
    if name.contains("/activex/") {
        findings.add(Reason::ActiveControl { part: shown(&path) });
    }
    if name.contains("/externallinks/externallink") || name == "xl/connections.xml" {
        findings.linked(&path, last);
    }
}

fn relationships(package: &Package, part: &Part, findings: &mut Findings) {
    let path = package.path(&part.name);
    let mut outside = Vec::new();
    let read = xml::each(&part.data, |item| {
        let Item::Start(element) = item else { return };
        let mode = element.attribute("TargetMode").unwrap_or_default();
        let target = element.attribute("Target").unwrap_or_default();
        let of = element.attribute("Type").unwrap_or_default();
        let what = of.rsplit('/').next().unwrap_or_default().to_lowercase();
        // What says it is inside but has a scheme is taken for outside by some readers.
        let leads = direction(&target);
        if mode.eq_ignore_ascii_case("external") || leads == Direction::Network {
            outside.push((what, target));
        }
    });
    if let Err(problem) = read {
        findings.broken(&path, problem);
    }
    for (what, target) in outside {
        match what.as_str() {
            // Followed only when somebody clicks.
            "hyperlink" => {}
            // Word writes the path of the author's own template; nobody else loads it.
            "attachedtemplate" if direction(&target) != Direction::Network => {}
            "attachedtemplate" => findings.add(Reason::RemoteTemplate {
                target: shown(&target),
            }),
            "oleobject" | "package" | "externallinkpath" => findings.linked(&path, &target),
            _ => findings.external(&path, &target),
        }
    }
}

/// Fields of Word: whole ones, and those whose instruction is spread over runs.
fn word_part(package: &Package, part: &Part, findings: &mut Findings) {
    let path = package.path(&part.name);
    let mut instructions = Vec::new();
    // A field in a field's instruction interrupts it.
    let mut open: Vec<String> = Vec::new();
    let mut in_instruction = false;
    let read = xml::each(&part.data, |item| match item {
        Item::Start(element) => match element.local().as_str() {
            "fldSimple" => instructions.extend(element.attribute("instr")),
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") => open.push(String::new()),
                Some("end") => instructions.extend(open.pop()),
                _ => {}
            },
            "instrText" | "delInstrText" => in_instruction = !element.empty,
            _ => {}
        },
        Item::End(name) if name == "instrText" || name == "delInstrText" => in_instruction = false,
        Item::Text(text) if in_instruction => match open.last_mut() {
            Some(instruction) => instruction.push_str(&text),
            None => instructions.push(text),
        },
        Item::End(_) | Item::Text(_) => {}
    });
    if let Err(problem) = read {
        findings.broken(&path, problem);
    }
    instructions.append(&mut open);
    for instruction in instructions {
        fields::check(&path, &instruction, findings);
    }
}
