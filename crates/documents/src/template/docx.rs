//! The package of a .docx (ISO/IEC 29500-2): its parts in a ZIP file, the same bytes each time.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::Error;

/// The parts that are the same for every document.
const FIXED: [(&str, &str); 6] = [
    (
        "[Content_Types].xml",
        include_str!("parts/content-types.xml"),
    ),
    ("_rels/.rels", include_str!("parts/package-rels.xml")),
    (
        "word/_rels/document.xml.rels",
        include_str!("parts/document-rels.xml"),
    ),
    ("word/styles.xml", include_str!("parts/styles.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/header1.xml", include_str!("parts/header.xml")),
];

/// The package of a document with that main part.
pub(super) fn package(document: &str) -> Result<Vec<u8>, Error> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in FIXED.into_iter().chain([("word/document.xml", document)]) {
        package.start_file(name, options).map_err(unwritable)?;
        package.write_all(text.as_bytes()).map_err(unwritable)?;
    }
    Ok(package.finish().map_err(unwritable)?.into_inner())
}

fn unwritable(error: impl std::error::Error) -> Error {
    Error::TemplateUnwritable {
        problem: error.to_string(),
    }
}
