//! Office files: real ones by LibreOffice, hostile ones by hand.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A file of `samples/`.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(name)
}

/// What LibreOffice makes of a file, in the given format.
pub(crate) fn by_libreoffice(input: &Path, format: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile").display().to_string();
    let said = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{profile}"))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(folder.path())
        .arg(input)
        .output()
        .unwrap();
    let extension = format.split(':').next().unwrap();
    let out = folder.path().join(input.file_name().unwrap());
    std::fs::read(out.with_extension(extension)).unwrap_or_else(|error| {
        panic!(
            "no {format}: {error}, {}",
            String::from_utf8_lossy(&said.stderr)
        )
    })
}

/// A ZIP of these entries, deflated.
pub(crate) fn package(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, data) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(data).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) const DOCX_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"#;

pub(crate) const DOCX_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"#;

/// A Word file with this body and these parts besides.
pub(crate) fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>{body}</w:body></w:document>"#
    );
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", DOCX_TYPES.as_bytes()),
        ("_rels/.rels", DOCX_RELS.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    entries.extend_from_slice(more);
    package(&entries)
}

/// A paragraph of Word.
pub(crate) fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// One relationship of the main part of a Word file.
pub(crate) fn relationship(kind: &str, target: &str, mode: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>
</Relationships>"#
    )
}

/// An `OpenDocument` text with this in its body and these parts besides.
pub(crate) fn odt(body: &str, manifest: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3"><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
    );
    let manifest = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}</manifest:file-entry></manifest:manifest>"#
    );
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ];
    entries.extend_from_slice(more);
    package(&entries)
}

/// A compound file ([MS-CFB]) with these streams, each of 4096 bytes or more after padding.
pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    let mut sectors: Vec<Vec<u8>> = Vec::new();
    let mut table: Vec<u32> = Vec::new();
    // Sector 0 is the allocation table, sectors 1 to 4 the directory of at most 16 entries.
    for next in [0xffff_fffd, 2, 3, 4, END] {
        sectors.push(vec![0; SECTOR]);
        table.push(next);
    }
    let mut directory = entry("Root Entry", 5, END, 0);
    for (name, data) in streams {
        let mut data = data.to_vec();
        data.resize(data.len().max(4096), 0);
        let start = u32::try_from(sectors.len()).unwrap();
        directory.extend(entry(name, 2, start, u32::try_from(data.len()).unwrap()));
        for piece in data.chunks(SECTOR) {
            let mut sector = piece.to_vec();
            sector.resize(SECTOR, 0);
            sectors.push(sector);
            table.push(u32::try_from(sectors.len()).unwrap());
        }
        *table.last_mut().unwrap() = END;
    }
    assert!(table.len() <= 128 && directory.len() <= 4 * SECTOR);
    table.resize(128, 0xffff_ffff);
    sectors[0] = table.iter().flat_map(|n| n.to_le_bytes()).collect();
    directory.resize(4 * SECTOR, 0);
    for (sector, piece) in sectors[1..5].iter_mut().zip(directory.chunks(SECTOR)) {
        *sector = piece.to_vec();
    }
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.resize(24, 0);
    for number in [0x3e_u16, 3, 0xfffe, 9, 6] {
        file.extend(number.to_le_bytes());
    }
    file.resize(44, 0);
    // One sector of allocation table, the directory's first, then streams from 4096 bytes on.
    for number in [1_u32, 1, 0, 4096, END, 0, END, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    file.resize(SECTOR, 0xff);
    file.extend(sectors.concat());
    file
}

fn entry(name: &str, kind: u8, start: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(entry.len() + 2).unwrap();
    entry.resize(64, 0);
    entry.extend(length.to_le_bytes());
    entry.extend([kind, 1]);
    entry.resize(80, 0xff);
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(u64::from(size).to_le_bytes());
    entry
}

/// A table with two cells, as flat XML.
pub(crate) const TABLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="bang"><table:table-row><table:table-cell office:value-type="string"><text:p>Đơn vị</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1240"><text:p>1240</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>"#;

/// The codes of reasons.
pub(crate) fn codes(reasons: &[convert::Reason]) -> Vec<&'static str> {
    let mut codes: Vec<_> = reasons.iter().map(convert::Reason::code).collect();
    codes.dedup();
    codes
}
