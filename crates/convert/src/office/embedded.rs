//! What is embedded in an office file: programs, OLE objects, packages in packages.

use super::compound::{self, Compound};
use super::findings::Findings;
use super::package::{self, Part};
use super::{DEEPEST, in_package};
use crate::reason::{Reason, shown};

/// Names of files that a click would run.
const RUNNABLE: [&str; 34] = [
    "app", "apk", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "gadget", "hta", "inf", "iso",
    "jar", "js", "jse", "lnk", "msc", "msi", "msp", "pif", "ps1", "psm1", "py", "reg", "scr",
    "sct", "sh", "url", "vbe", "vbs", "wsc", "wsf", "xll",
];
/// How programs begin: Windows, Linux, macOS (both orders), Java, scripts, shortcuts.
const PROGRAMS: [&[u8]; 8] = [
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
];
/// The stream of an embedded file of any kind ([MS-OLEDS] 2.3.6).
const NATIVE: &str = "\u{1}Ole10Native";

/// Whether a file of that name or with these first bytes is a program.
pub(crate) fn is_program(name: &str, data: &[u8]) -> bool {
    let runs = |extension: &str| RUNNABLE.contains(&extension.to_lowercase().as_str());
    let named = name.trim_end_matches(['.', ' ']).rsplit_once('.');
    named.is_some_and(|(_, extension)| runs(extension)) || is_program_data(data)
}

fn is_program_data(data: &[u8]) -> bool {
    PROGRAMS.iter().any(|magic| data.starts_with(magic))
}

/// Looks at a part of a package that lies `depth` levels down.
pub(super) fn inspect(part: &Part, path: &str, depth: usize, findings: &mut Findings) {
    if is_program(&part.name, &part.data) {
        findings.executable(path);
    } else if part.data.starts_with(&package::MAGIC) {
        if depth >= DEEPEST {
            findings.add(Reason::Nested {
                part: shown(path),
                limit: u64::try_from(DEEPEST).unwrap_or(u64::MAX),
            });
        } else {
            in_package(&part.data, path, depth + 1, findings);
        }
    } else if part.data.starts_with(&compound::MAGIC) {
        match Compound::open(&part.data) {
            Ok(file) => inspect_compound(&file, path, findings),
            Err(problem) => findings.broken(path, problem),
        }
    }
}

/// Looks at everything in a compound file: macros, embedded files.
pub(super) fn inspect_compound(file: &Compound<'_>, path: &str, findings: &mut Findings) {
    for entry in file.entries() {
        let place = match path.is_empty() {
            true => entry.name.clone(),
            false => format!("{path}!{}", entry.name),
        };
        let lower = entry.name.to_lowercase();
        if matches!(
            lower.as_str(),
            "macros" | "_vba_project_cur" | "_vba_project" | "vba"
        ) {
            findings.macros(&place);
        }
        if !entry.is_stream {
            continue;
        }
        let is_native = entry.name == NATIVE;
        match file.read(entry) {
            Ok(data) if is_native => native(&data, &place, findings),
            Ok(data) if is_program_data(&data) => findings.executable(&place),
            Ok(_) => {}
            Err(problem) => findings.broken(&place, problem),
        }
    }
}

/// An embedded file with its name, its path on the author's machine, and its bytes.
fn native(data: &[u8], place: &str, findings: &mut Findings) {
    // Length, a version, then label, file name and paths as texts that end with 0; the file
    // follows. Where exactly does not matter: each of these pieces is looked at.
    let rest = data.get(6..).unwrap_or_default();
    let names = rest.split(|byte| *byte == 0).take(6);
    let named = names
        .filter(|name| name.len() < 1024)
        .map(|name| String::from_utf8_lossy(name).into_owned());
    let runs = named.into_iter().find(|name| is_program(name, &[]));
    let head = data.get(..data.len().min(4096)).unwrap_or_default();
    let program = head.windows(4).any(|four| four == b"\x7fELF") || has_windows_program(data);
    if let Some(name) = runs {
        findings.executable(&format!("{place} ({name})"));
    } else if program {
        findings.executable(place);
    }
}

/// `MZ` whose header points to `PE` ([MS-OLEDS] gives no fixed place for the file).
fn has_windows_program(data: &[u8]) -> bool {
    const SEARCHED: usize = 8192;
    let head = data.get(..data.len().min(SEARCHED)).unwrap_or_default();
    head.windows(2).enumerate().any(|(at, two)| {
        let header = compound::u32_at(data, at.saturating_add(60));
        let points = header.and_then(|offset| usize::try_from(offset).ok());
        let signature = points.and_then(|offset| {
            let from = at.checked_add(offset)?;
            data.get(from..from.checked_add(4)?)
        });
        two == b"MZ" && signature == Some(b"PE\0\0")
    })
}
