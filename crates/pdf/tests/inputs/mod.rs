//! Files as real programs make them, each made once per test binary.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "tests; no test file uses all of it"
)]

use std::fs;
use std::path::Path;

use pdf::OpenOptions;
use tempfile::TempDir;

use crate::common::{path, run};

/// Kinds of encryption and how qpdf is asked for them.
pub const ENCRYPTIONS: &[(&str, &[&str])] = &[
    ("RC4 40", &["40"]),
    ("RC4 128", &["128"]),
    ("RC4 crypt filter", &["128", "--force-V4"]),
    ("AES 128", &["128", "--use-aes=y"]),
    (
        "AES 128, clear metadata",
        &["128", "--use-aes=y", "--cleartext-metadata"],
    ),
    ("AES 256 R 5", &["256", "--force-R5"]),
    ("AES 256", &["256"]),
    ("AES 256, clear metadata", &["256", "--cleartext-metadata"]),
];

/// A file put through qpdf.
pub fn qpdf(file: &[u8], arguments: &[&str]) -> Vec<u8> {
    let directory = TempDir::new().unwrap();
    let (from, to) = (
        directory.path().join("in.pdf"),
        directory.path().join("out.pdf"),
    );
    fs::write(&from, file).unwrap();
    let mut all = vec!["--allow-weak-crypto", "--warning-exit-0"];
    all.extend(arguments);
    all.extend([path(&from), path(&to)]);
    run("qpdf", &all);
    fs::read(to).unwrap()
}

/// The file, encrypted by qpdf.
pub fn encrypted(file: &[u8], kind: &[&str], user: &str, owner: &str) -> Vec<u8> {
    let mut arguments = vec!["--encrypt", user, owner];
    arguments.extend(kind);
    arguments.push("--");
    qpdf(file, &arguments)
}

pub fn password(password: &str) -> OpenOptions {
    OpenOptions {
        password: Some(password.as_bytes().to_vec()),
        ..OpenOptions::default()
    }
}

/// A file that pdfLaTeX makes, its version and cross-references chosen.
pub fn latex(preamble: &str) -> Vec<u8> {
    let directory = TempDir::new().unwrap();
    let source = format!(
        "\\documentclass{{article}}{preamble}\\begin{{document}}\\section{{Report}}Text.\
         \\newpage More.\\end{{document}}"
    );
    fs::write(directory.path().join("in.tex"), source).unwrap();
    let output = format!("-output-directory={}", path(directory.path()));
    let input = directory.path().join("in.tex");
    run(
        "pdflatex",
        &["-interaction=batchmode", &output, path(&input)],
    );
    fs::read(directory.path().join("in.pdf")).unwrap()
}

/// A file that LibreOffice exports; `version` is its `SelectPdfVersion`: 0 for plain PDF, else the
/// part of PDF/A.
pub fn libre_office(version: u8) -> Vec<u8> {
    let directory = TempDir::new().unwrap();
    let input = directory.path().join("in.fodt");
    fs::write(&input, FLAT_DOCUMENT).unwrap();
    let profile = directory.path().join("profile");
    export(&input, directory.path(), &profile, version);
    fs::read(directory.path().join("in.pdf")).unwrap()
}

fn export(input: &Path, output: &Path, profile: &Path, version: u8) {
    let filter = format!(
        "pdf:writer_pdf_Export:{{\"SelectPdfVersion\":{{\"type\":\"long\",\"value\":\"{version}\"}}}}"
    );
    let profile = format!("-env:UserInstallation=file://{}", path(profile));
    let arguments = [
        profile.as_str(),
        "--headless",
        "--convert-to",
        &filter,
        "--outdir",
        path(output),
        path(input),
    ];
    run("soffice", &arguments);
}

/// An office text in one XML file.
const FLAT_DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text>
<text:p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</text:p>
<text:p>Độc lập - Tự do - Hạnh phúc</text:p>
</office:text></office:body></office:document>"#;

/// A hybrid file: its /Info is in an object stream that only the stream beside the table lists.
pub fn hybrid() -> Vec<u8> {
    let mut file = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    let mut add = |file: &mut Vec<u8>, body: &[u8]| {
        offsets.push(file.len());
        file.extend(body);
    };
    add(
        &mut file,
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
    );
    add(
        &mut file,
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
    );
    add(
        &mut file,
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<<>>>>\nendobj\n",
    );
    add(
        &mut file,
        b"4 0 obj\n<</Type/ObjStm/N 1/First 4/Length 25>>\nstream\n6 0 <</Producer(hybrid)>>\nendstream\nendobj\n",
    );
    let stream = file.len();
    file.extend(
        b"5 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Index[6 1]/Root 1 0 R/Length 4>>\nstream\n",
    );
    file.extend([2, 0, 4, 0]);
    file.extend(b"\nendstream\nendobj\n");
    offsets.push(stream);
    let table = file.len();
    file.extend(b"xref\n0 7\n0000000006 65535 f \n");
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(b"0000000000 65535 f \n");
    let trailer = format!(
        "trailer\n<</Size 7/Root 1 0 R/Info 6 0 R/XRefStm {stream}/ID[<01><01>]>>\n\
         startxref\n{table}\n%%EOF\n"
    );
    file.extend(trailer.bytes());
    file
}
