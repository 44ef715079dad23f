//! Files that are passed on as they are: spreadsheets, drawings, pictures, data.
//!
//! Nobody here opens them, but a recipient will. An office file is inspected like one that is
//! converted; the others have to be what their name says, by their content, and hold nothing that a
//! click or a spreadsheet would run.

use crate::office::{inspect_office, is_program};
use crate::reason::{Reason, shown};

/// How pictures and drawings begin.
const MAGIC: [(&str, &[u8]); 5] = [
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", b"\xff\xd8\xff"),
    ("tif", b"II*\0"),
    ("tif", b"MM\0*"),
    ("dwg", b"AC10"),
];
/// Formats that are text.
const TEXT: [&str; 5] = ["csv", "txt", "xml", "json", "dxf"];
/// Formats of office files.
const OFFICE: [&str; 6] = ["xlsx", "ods", "docx", "odt", "pptx", "odp"];

/// Every reason not to pass a file on as one of the format `extension`; none if it is let in.
#[must_use]
pub fn inspect_data(extension: &str, bytes: &[u8]) -> Vec<Reason> {
    if is_program("", bytes) {
        let part = String::new();
        return vec![Reason::Executable { part }];
    }
    if OFFICE.contains(&extension) {
        let inspection = inspect_office(bytes);
        return match inspection.kind {
            Some(kind) if inspection.reasons.is_empty() && kind.extension() != extension => {
                vec![wrong(kind.extension())]
            }
            _ => inspection.reasons,
        };
    }
    if TEXT.contains(&extension) {
        return inspect_text(extension, bytes);
    }
    let mut known = MAGIC.iter().filter(|(_, magic)| bytes.starts_with(magic));
    match known.next() {
        Some((found, _)) if *found == extension => Vec::new(),
        Some((found, _)) => vec![wrong(found)],
        None => vec![wrong("unknown")],
    }
}

fn inspect_text(extension: &str, bytes: &[u8]) -> Vec<Reason> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![wrong("unknown")];
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    if text.is_empty() || text.contains(odd) {
        return vec![wrong(if text.is_empty() { "empty" } else { "unknown" })];
    }
    let head: String = text.chars().take(512).collect();
    let head = head
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return vec![wrong("html")];
    }
    match extension {
        "csv" => formulas(text),
        "xml" => active_xml(text, &head),
        "json" if !head.starts_with(['{', '[']) => vec![wrong("unknown")],
        "dxf" if !head.starts_with(['0', '9']) => vec![wrong("unknown")],
        _ => Vec::new(),
    }
}

/// Cells that a spreadsheet would run: formulas, and what reaches other programs (DDE).
fn formulas(text: &str) -> Vec<Reason> {
    let runs = |cell: &str| {
        let cell = cell.trim().trim_start_matches('"').trim_start();
        let signed = cell.strip_prefix(['+', '-']);
        // A number may come first in what calls a function or a program.
        let number = |it: &str| {
            it.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                && !it.contains(['(', '|', '!'])
        };
        cell.starts_with(['=', '@']) || signed.is_some_and(|it| !it.is_empty() && !number(it))
    };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    // The first line may name the separator of all others.
    let own = (text.get(..4)).filter(|it| it.eq_ignore_ascii_case("sep="));
    let own = own.and_then(|_| text.chars().nth(4));
    let mut found = Vec::new();
    for (number, line) in text.split(['\n', '\r']).enumerate() {
        let usual = line.split([',', ';', '\t']);
        let mut cells = usual.chain(own.into_iter().flat_map(|own| line.split(own)));
        if let Some(cell) = cells.find(|it| runs(it)) {
            found.push(Reason::LinkedObject {
                part: (number + 1).to_string(),
                target: shown(cell.trim()),
            });
            break;
        }
    }
    found
}

/// What XML would load or run: entities, style sheets, pages with scripts, drawings.
fn active_xml(text: &str, head: &str) -> Vec<Reason> {
    if !head.starts_with('<') {
        return vec![wrong("unknown")];
    }
    let text = text.to_lowercase();
    const ACTIVE: [&str; 6] = [
        "<!doctype",
        "<!entity",
        "<?xml-stylesheet",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xsl/transform",
    ];
    let found = ACTIVE.iter().find(|it| text.contains(**it));
    let external = |target: &&str| Reason::External {
        part: String::new(),
        target: (*target).to_owned(),
    };
    found.iter().map(|it| external(it)).collect()
}

fn wrong(found: &str) -> Reason {
    Reason::WrongType {
        found: found.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(extension: &str, bytes: &[u8]) -> Vec<&'static str> {
        let found = inspect_data(extension, bytes);
        found.iter().map(Reason::code).collect()
    }

    #[test]
    fn honest_data_is_let_in() {
        for (extension, bytes) in [
            ("csv", "Họ tên;Số tiền\nNguyễn Văn Mẫu;-1,5\n".as_bytes()),
            ("csv", b"\xef\xbb\xbfsep=;\r\na;+84 24 3000 0000\r\n"),
            ("txt", "Ghi chú".as_bytes()),
            ("json", b"\xef\xbb\xbf{\"a\": 1}"),
            ("xml", b"<?xml version=\"1.0\"?><a/>"),
            ("dxf", b"  0\nSECTION\n"),
            ("dwg", b"AC1032\0\0"),
            ("png", b"\x89PNG\r\n\x1a\n...."),
            ("jpg", b"\xff\xd8\xff\xe0"),
            ("tif", b"II*\0...."),
        ] {
            assert_eq!(codes(extension, bytes), [""; 0], "{extension}");
        }
    }

    #[test]
    fn what_lies_about_itself_or_runs_is_refused() {
        for (extension, bytes, code) in [
            (
                "csv",
                &b"a;=cmd|' /C calc'!A0\n"[..],
                "convert-linked-object",
            ),
            ("csv", b"a,@SUM(A1)\n", "convert-linked-object"),
            ("csv", b"+A1;b\n", "convert-linked-object"),
            ("csv", b"-2+3+cmd|' /C calc'!A0\n", "convert-linked-object"),
            ("csv", b"-1+SUM(A1)\n", "convert-linked-object"),
            ("csv", b"\xef\xbb\xbf=A1\n", "convert-linked-object"),
            ("csv", b"a\r=A1\r", "convert-linked-object"),
            ("csv", b"sep=|\na|=A1\n", "convert-linked-object"),
            ("csv", b"sep==\na;\"=A1\"\n", "convert-linked-object"),
            ("txt", b"MZ\x90\0", "convert-executable"),
            ("txt", b"#!/bin/sh\n", "convert-executable"),
            ("txt", b"a\0b", "convert-wrong-type"),
            ("txt", b"", "convert-wrong-type"),
            ("txt", b"<html><script>", "convert-wrong-type"),
            (
                "xml",
                b"<!DOCTYPE a SYSTEM \"file:///etc\"><a/>",
                "convert-external",
            ),
            (
                "xml",
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                "convert-external",
            ),
            ("png", b"\xff\xd8\xff\xe0", "convert-wrong-type"),
            ("dwg", b"%PDF-1.7", "convert-wrong-type"),
            ("exe", b"anything", "convert-wrong-type"),
            (
                "xlsx",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                "convert-broken",
            ),
        ] {
            let found = codes(extension, bytes);
            assert!(found.contains(&code), "{extension}: {found:?}");
        }
    }
}
