//! The page of a template as `WordprocessingML` (ISO/IEC 29500-1, 17).
//!
//! Styles are named after what they are for and stand in `parts/styles.xml`, with the sizes of
//! Phụ lục I of Nghị định 30/2020/NĐ-CP. The letterhead and the end of the page are tables
//! without lines, as everybody writes them.

use super::{Letterhead, Style, Template};
use crate::document_type::DocumentType;

/// Widths of the two halves of a table, in twentieths of a point; together 165 mm.
const HEAD: [u32; 2] = [3969, 5386];
const END: [u32; 2] = [4535, 4820];
/// So many capitals of 12 points have room in the left half of the letterhead.
const LINE: usize = 26;
const TERRITORIES: [&str; 8] = [
    "TỈNH",
    "THÀNH",
    "HUYỆN",
    "QUẬN",
    "THỊ",
    "XÃ",
    "PHƯỜNG",
    "ĐẶC",
];
/// A4, margins of 20 mm above and below, 30 mm left and 15 mm right; the first page shows no number.
const SECTION: &str = r#"<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>"#;
const OPEN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#;

/// The main part of the document.
pub(super) fn write(kind: &DocumentType, template: &Template, head: &Letterhead) -> String {
    let mut page = String::from(OPEN);
    page.push_str(&letterhead(kind, template, head));
    if !kind.is_letter() {
        page.push_str(&paragraph("Kind", &kind.name.to_uppercase()));
        page.push_str(&paragraph("About", &template.subject));
        page.push_str(&paragraph("TitleRule", ""));
    }
    for (style, text) in &template.body {
        page.push_str(&body(*style, text));
    }
    page.push_str(&paragraph("BeforeEnd", ""));
    page.push_str(&end(template, head));
    // A table may not be the last of a body.
    page.push_str(&paragraph("Gap", ""));
    page.push_str(SECTION);
    page.push_str("</w:body></w:document>");
    page
}

/// National title, agency, number and date (ô 1 to 4; 5b for a công văn).
fn letterhead(kind: &DocumentType, template: &Template, head: &Letterhead) -> String {
    let superior = head.superior.as_ref();
    let superior = superior.map(|name| lines("Authority", name));
    let agency = [
        superior.unwrap_or_default(),
        lines("Agency", &head.agency),
        paragraph("AgencyRule", ""),
    ];
    let nation = [
        paragraph("Nation", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        paragraph("Motto", "Độc lập - Tự do - Hạnh phúc"),
        paragraph("MottoRule", ""),
    ];
    let mut number = paragraph("Number", &format!("Số:          /{}", head.notation));
    if kind.is_letter() {
        number.push_str(&paragraph("Subject", &template.subject));
    }
    let date = format!("{}, ngày        tháng        năm {}", head.place, head.year);
    let rows = [
        row(HEAD, [&agency.concat(), &nation.concat()]),
        row(HEAD, [&number, &paragraph("Date", &date)]),
    ];
    table(HEAD, &rows.concat())
}

/// A name in capitals, on two lines of about the same length where one is too narrow: before the
/// word for the territory if there is one.
fn lines(style: &str, name: &str) -> String {
    let name = name.to_uppercase();
    let words: Vec<&str> = name.split_whitespace().collect();
    if name.chars().count() <= LINE {
        return paragraph(style, &words.join(" "));
    }
    let length = |words: &[&str]| words.join(" ").chars().count();
    let breaks = (1..words.len()).filter_map(|place| words.split_at_checked(place));
    let cost = |(first, second): &(&[&str], &[&str])| {
        let territory = second
            .first()
            .is_some_and(|word| TERRITORIES.contains(word));
        let longer = length(first).max(length(second));
        (longer > LINE, !territory, longer)
    };
    match breaks.min_by_key(cost) {
        Some((first, second)) => {
            paragraph(style, &first.join(" ")) + &paragraph(style, &second.join(" "))
        }
        None => paragraph(style, &name),
    }
}

fn body(style: Style, text: &str) -> String {
    match style {
        Style::To => paragraph("To", text),
        Style::Authority | Style::Decide => paragraph("Decide", text),
        Style::Basis => paragraph("Basis", text),
        Style::Section => paragraph("Section", text),
        Style::Text => paragraph("Body", text),
        Style::Article => match text.split_once(". ") {
            Some((number, rest)) => {
                let runs = [run(&format!("{number}. "), true), run(rest, false)];
                styled("Body", &runs.concat())
            }
            None => paragraph("Body", text),
        },
    }
}

/// Recipients on the left, who signs on the right (ô 9b, 7a, 7c, 7b).
fn end(template: &Template, head: &Letterhead) -> String {
    let list = template.recipients.iter();
    let list: String = list
        .map(|recipient| paragraph("Recipient", recipient))
        .collect();
    let recipients = paragraph("Recipients", "Nơi nhận:") + &list;
    let title: String = head
        .title
        .iter()
        .map(|line| paragraph("Office", line))
        .collect();
    let signer = [
        title,
        paragraph("Room", ""),
        paragraph("Signer", &head.signer),
    ];
    table(END, &row(END, [&recipients, &signer.concat()]))
}

fn table(widths: [u32; 2], rows: &str) -> String {
    let columns: String = widths
        .map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#))
        .concat();
    let total: u32 = widths.iter().sum();
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"#
    )
}

/// A row that is not broken over two pages.
fn row(widths: [u32; 2], cells: [&str; 2]) -> String {
    let cell = |(width, content): (u32, &str)| {
        format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>"#)
    };
    let cells: String = widths.into_iter().zip(cells).map(cell).collect();
    format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
}

fn paragraph(style: &str, text: &str) -> String {
    match text.is_empty() {
        true => styled(style, ""),
        false => styled(style, &run(text, false)),
    }
}

fn styled(style: &str, runs: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>"#)
}

fn run(text: &str, bold: bool) -> String {
    let properties = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    let text = escape(text);
    format!(r#"<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no other control characters, not even escaped.
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_break_before_their_territory_or_in_the_middle() {
        for (name, first, second) in [
            (
                "Ủy ban nhân dân xã Bình Minh",
                "ỦY BAN NHÂN DÂN",
                "XÃ BÌNH MINH",
            ),
            (
                "Ủy ban nhân dân thành phố Sao Mai",
                "ỦY BAN NHÂN DÂN",
                "THÀNH PHỐ SAO MAI",
            ),
            (
                "Trung tâm Kiểm dịch Y tế quốc tế",
                "TRUNG TÂM KIỂM",
                "DỊCH Y TẾ QUỐC TẾ",
            ),
        ] {
            let expected = paragraph("Agency", first) + &paragraph("Agency", second);
            assert_eq!(lines("Agency", name), expected);
        }
        assert_eq!(lines("Agency", "Sở Y tế"), paragraph("Agency", "SỞ Y TẾ"));
    }
}
