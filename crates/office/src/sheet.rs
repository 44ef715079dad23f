//! Tables in workbooks (.xlsx; ECMA-376): the first sheet as text, and one sheet of text, fit to be
//! read and to be printed on A4 as it is.

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

/// Letters that a column is wide, at least and at most; longer texts are wrapped.
const WIDTHS: (usize, usize) = (6, 45);
/// Letters at the end of a line where the next word has no room.
const SLACK: usize = 5;
/// How high a line is, points.
const LINE: usize = 15;
/// The styles: plain, a cell, a title.
const STYLES: &str = "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Times New Roman\"/>\
    </font><font><b/><sz val=\"11\"/><name val=\"Times New Roman\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
    <fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>\
    <border><left style=\"thin\"/><right style=\"thin\"/><top style=\"thin\"/>\
    <bottom style=\"thin\"/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>\
    </cellStyleXfs><cellXfs count=\"3\">\
    <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" \
    applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>\
    <xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" \
    applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\">\
    <alignment vertical=\"center\" horizontal=\"center\" wrapText=\"1\"/></xf></cellXfs>";

/// A workbook of one sheet with these cells, all of them text; the first row has the titles.
///
/// # Errors
/// When it cannot be put together.
pub(crate) fn write(name: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    packed(name, rows).map_err(|cause| Error::Temporary(std::io::Error::other(cause)))
}

fn packed(name: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, zip::result::ZipError> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let sheet = sheet_name(name);
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "{head}<Types xmlns=\"{PACKAGE}/content-types\">\
                 <Default Extension=\"rels\" ContentType=\
                 \"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/worksheets/sheet1.xml\" \
                 ContentType=\"{KIND}.worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" \
                 ContentType=\"{KIND}.styles+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            relations(head, &[("officeDocument", "xl/workbook.xml")]),
        ),
        (
            "xl/workbook.xml",
            format!(
                "{head}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><bookViews><workbookView/>\
                 </bookViews><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"rId1\"/></sheets>\
                 <definedNames><definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">\
                 '{sheet}'!$1:$1</definedName></definedNames></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                head,
                &[
                    ("worksheet", "worksheets/sheet1.xml"),
                    ("styles", "styles.xml"),
                ],
            ),
        ),
        (
            "xl/styles.xml",
            format!("{head}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "{head}<worksheet xmlns=\"{MAIN}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
                 <sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
                 activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>{}{}\
                 <pageMargins left=\"0.6\" right=\"0.6\" top=\"0.8\" bottom=\"0.8\" header=\"0.3\" \
                 footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" \
                 fitToWidth=\"1\" fitToHeight=\"0\"/></worksheet>",
                columns(rows),
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

fn relations(head: &str, of: &[(&str, &str)]) -> String {
    let each = (1..).zip(of).map(|(number, (kind, target))| {
        format!("<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    });
    let each: String = each.collect();
    format!("{head}<Relationships xmlns=\"{PACKAGE}/relationships\">{each}</Relationships>")
}

/// Each column as wide as its longest text, within limits.
fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    if count == 0 {
        return String::new();
    }
    let (least, most) = WIDTHS;
    let each = (0..count).map(|column| {
        let texts = rows.iter().filter_map(|row| row.get(column));
        let lines = texts.flat_map(|it| it.lines());
        let longest = lines.map(|it| it.chars().count()).max();
        let width = longest.unwrap_or_default().clamp(least, most) + 2;
        let number = column + 1;
        format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>")
    });
    format!("<cols>{}</cols>", each.collect::<String>())
}

/// The lines that a text takes in the widest column.
fn lines(text: &str) -> usize {
    let (_, most) = WIDTHS;
    let each = text
        .lines()
        .map(|it| it.chars().count().div_ceil(most - SLACK).max(1));
    each.sum()
}

fn cells(rows: &[Vec<String>]) -> String {
    let mut out = String::from("<sheetData>");
    for (number, row) in (1..).zip(rows) {
        let style = if number == 1 { 2 } else { 1 };
        // Not every program makes a row as high as what is wrapped in it.
        let lines = row.iter().map(|cell| lines(cell)).max().unwrap_or(1);
        let height = lines.max(1) * LINE;
        let _ = write!(
            out,
            "<row r=\"{number}\" ht=\"{height}\" customHeight=\"1\">"
        );
        for cell in row {
            let text = escaped(cell);
            let _ = write!(
                out,
                "<c s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            );
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
    out
}

/// At most 31 letters, none of those that a sheet's name may not have.
fn sheet_name(name: &str) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
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
        assert_eq!(
            [lines(""), lines("Số"), lines(&"trích yếu ".repeat(9))],
            [0, 1, 3]
        );
        assert_eq!(read[1][1], "Ban hành \"Quy chế\" <A & B>");
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        for bytes in [&b""[..], b"PK\x03\x04", b"so;ngay\n1;2"] {
            assert_eq!(read(bytes).unwrap_err().code(), "office-invalid");
        }
    }
}
