//! Tables in workbooks (.xlsx; ECMA-376): the first sheet as text, and one sheet of text.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use calamine::{Data, Reader as _, Xlsx};
use documents::vietnam;
use time::{Date, Month};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{Error, Fault};

/// Bytes and rows of a workbook, at most.
const MOST_BYTES: usize = 20 * 1024 * 1024;
const MOST_ROWS: usize = 50_000;

/// The cells of the first sheet, from its first row on.
///
/// # Errors
/// [`Error::Invalid`] for a file that is no workbook, or too large.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, Error> {
    let invalid = |code: &str, values| Error::Invalid(vec![Fault::new("workbook", code, values)]);
    let large = || invalid("office-sheet-large", vec![("most", MOST_ROWS.to_string())]);
    let unreadable = || invalid("office-sheet-unreadable", Vec::new());
    if bytes.len() > MOST_BYTES {
        return Err(large());
    }
    let book: Result<Xlsx<_>, calamine::XlsxError> =
        calamine::open_workbook_from_rs(Cursor::new(bytes));
    let mut book = book.map_err(|_| unreadable())?;
    let first = book
        .sheet_names()
        .into_iter()
        .next()
        .ok_or_else(unreadable)?;
    let range = book.worksheet_range(&first).map_err(|_| unreadable())?;
    if range.height() > MOST_ROWS {
        return Err(large());
    }
    // Rows above the first one that is used count too: faults name rows as the program of tables does.
    let above = range.start().map_or(0, |(row, _)| row);
    let above = (0..above).map(|_| Vec::new());
    let rows = range.rows().map(|row| row.iter().map(text).collect());
    Ok(above.chain(rows).collect())
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let month = Month::try_from(month);
            let date =
                month.and_then(|month| Date::from_calendar_date(i32::from(year), month, day));
            date.map_or(String::new(), vietnam::written)
        }
        other => other.to_string().trim().to_owned(),
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A workbook of one sheet with these cells, all of them text.
///
/// # Errors
/// When it cannot be put together.
pub(crate) fn write(name: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    packed(name, rows).map_err(|cause| Error::Temporary(std::io::Error::other(cause)))
}

fn packed(name: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, zip::result::ZipError> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "{head}<Types xmlns=\"{PACKAGE}/content-types\">\
                 <Default Extension=\"rels\" ContentType=\
                 \"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/worksheets/sheet1.xml\" \
                 ContentType=\"{KIND}.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            relation(head, "officeDocument", "xl/workbook.xml"),
        ),
        (
            "xl/workbook.xml",
            format!(
                "{head}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>\
                 <sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                sheet_name(name)
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relation(head, "worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "{head}<worksheet xmlns=\"{MAIN}\">{}</worksheet>",
                cells(rows)
            ),
        ),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(part.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn relation(head: &str, kind: &str, target: &str) -> String {
    format!(
        "{head}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
    )
}

fn cells(rows: &[Vec<String>]) -> String {
    let mut out = String::from("<sheetData>");
    for (number, row) in (1..).zip(rows) {
        let _ = write!(out, "<row r=\"{number}\">");
        for cell in row {
            let text = escaped(cell);
            let _ = write!(
                out,
                "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            );
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
    out
}

/// At most 31 letters, none of those that a sheet's name may not have.
fn sheet_name(name: &str) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
    escaped(&name.chars().filter(allowed).take(31).collect::<String>())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            // XML has no way to write the others.
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let table = vec![
            vec!["Số".to_owned(), "Trích yếu".to_owned()],
            vec![
                "01".to_owned(),
                "Ban hành \"Quy chế\" <A & B>\u{1}".to_owned(),
            ],
        ];
        let read = read(&write("Văn bản đi / 2026", &table).unwrap()).unwrap();
        assert_eq!(read[0], table[0]);
        assert_eq!(read[1][1], "Ban hành \"Quy chế\" <A & B>");
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        for bytes in [&b""[..], b"PK\x03\x04", b"so;ngay\n1;2"] {
            assert_eq!(read(bytes).unwrap_err().code(), "office-invalid");
        }
    }
}
