//! The sample workbook for importing units and people, as small as a workbook can be (ECMA-376).

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use crate::error::Error;

type Rows = &'static [&'static [&'static str]];

const UNITS: Rows = &[
    &["Mã", "Tên đơn vị", "Mã đơn vị cấp trên"],
    &["VP", "Văn phòng", ""],
    &["TH", "Tổ Tổng hợp", "VP"],
];

const PEOPLE: Rows = &[
    &[
        "Tên đăng nhập",
        "Họ và tên",
        "Thư điện tử",
        "Điện thoại",
        "Mã đơn vị",
        "Chức vụ",
        "Vai trò",
    ],
    &[
        "mau.nv",
        "Nguyễn Văn Mẫu",
        "mau.nv@coquan.gov.vn",
        "024 3000 0000",
        "",
        "Chủ tịch",
        "Thủ trưởng",
    ],
    &[
        "hoa.lt",
        "Lê Thị Hoa",
        "",
        "",
        "VP",
        "Chánh Văn phòng",
        "Trưởng đơn vị",
    ],
    &["thu.pv", "Phạm Văn Thử", "", "", "VP", "Văn thư", "Văn thư"],
    &[
        "lan.tt",
        "Trần Thị Lan",
        "",
        "",
        "TH",
        "Chuyên viên",
        "Người soạn thảo",
    ],
];

const SHEETS: [(&str, Rows); 2] = [("Đơn vị", UNITS), ("Người dùng", PEOPLE)];

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The workbook.
///
/// # Errors
/// When it cannot be written, which is our mistake.
pub(super) fn workbook() -> Result<Vec<u8>, Error> {
    written().map_err(|error| Error::Unexpected {
        cause: format!("sample workbook: {error}"),
    })
}

fn written() -> Result<Vec<u8>, ZipError> {
    let (mut kinds, mut names, mut relations) = (String::new(), String::new(), String::new());
    let mut parts = Vec::new();
    for (number, (name, rows)) in (1..).zip(SHEETS) {
        let path = format!("worksheets/sheet{number}.xml");
        kinds +=
            &format!(r#"<Override PartName="/xl/{path}" ContentType="{KIND}.worksheet+xml"/>"#);
        names += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>"#);
        relations +=
            &format!(r#"<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="{path}"/>"#);
        parts.push((format!("xl/{path}"), sheet(rows)));
    }
    parts.extend([
        (
            "[Content_Types].xml".to_owned(),
            format!(
                r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{kinds}</Types>"#
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>"#),
        ),
    ]);
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in parts {
        book.start_file(path, SimpleFileOptions::default())?;
        book.write_all(br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#)?;
        book.write_all(text.as_bytes())?;
    }
    Ok(book.finish()?.into_inner())
}

/// A sheet; its texts have no sign that XML would take for its own.
fn sheet(rows: Rows) -> String {
    let mut data = String::new();
    for (row, cells) in (1..).zip(rows) {
        let _ = write!(data, r#"<row r="{row}">"#);
        for (column, cell) in ('A'..).zip(*cells) {
            let _ = write!(
                data,
                r#"<c r="{column}{row}" t="inlineStr"><is><t>{cell}</t></is></c>"#
            );
        }
        data.push_str("</row>");
    }
    let wide = r#"<cols><col min="1" max="7" width="22" customWidth="1"/></cols>"#;
    format!(r#"<worksheet xmlns="{MAIN}">{wide}<sheetData>{data}</sheetData></worksheet>"#)
}
