//! What is appended to files of real programs is accepted by qpdf, poppler and pyHanko.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;
mod inputs;

use std::sync::Arc;

use common::{Builder, path, run};
use inputs::ENCRYPTIONS;
use pdf::{
    Appended, Dictionary, Document, Object, ObjectId, OpenOptions, PdfString, ReadAt, Update,
    XrefStyle,
};

const ROUNDS: i64 = 2;

#[test]
fn office_exports() {
    check("LibreOffice 1.6", &inputs::libre_office(16), None);
    let plain = inputs::libre_office(0);
    check("LibreOffice", &plain, None);
    check(
        "with junk behind it",
        &[&plain, b"junk".as_slice()].concat(),
        None,
    );
    check("without last line end", plain.trim_ascii_end(), None);
}

#[test]
fn archive_files() {
    for part in [1, 2, 3] {
        check(&format!("PDF/A-{part}"), &inputs::libre_office(part), None);
    }
}

#[test]
fn typeset_files() {
    let versions = [
        ("table", "\\pdfminorversion=4", XrefStyle::Table),
        (
            "uncompressed",
            "\\pdfminorversion=5\\pdfobjcompresslevel=0",
            XrefStyle::Table,
        ),
        (
            "object streams",
            "\\pdfminorversion=5\\pdfobjcompresslevel=2",
            XrefStyle::Stream,
        ),
        (
            "version 2.0",
            "\\pdfmajorversion=2\\pdfminorversion=0",
            XrefStyle::Stream,
        ),
    ];
    for (name, preamble, style) in versions {
        let rounds = check(name, &inputs::latex(preamble), None);
        let document = open(rounds.last().unwrap().clone(), None);
        assert!(
            document
                .revisions()
                .iter()
                .all(|revision| revision.style == style),
            "{name}"
        );
    }
}

#[test]
fn rearranged_files() {
    let plain = inputs::latex("\\pdfminorversion=4");
    let linear = inputs::qpdf(&plain, &["--linearize"]);
    check("linearised", &linear, None);
    let generate = inputs::qpdf(&plain, &["--object-streams=generate"]);
    check("object streams generated", &generate, None);
    let both = inputs::qpdf(&plain, &["--linearize", "--object-streams=generate"]);
    check("linearised with object streams", &both, None);
}

#[test]
fn a_hybrid_file_gets_a_table_without_its_stream() {
    let hybrid = inputs::hybrid();
    assert!(open(hybrid.clone(), None).facts().hybrid);
    let rounds = check("hybrid", &hybrid, None);
    for round in rounds {
        assert!(!String::from_utf8_lossy(round.tail()).contains("XRefStm"));
    }
}

#[test]
fn encrypted_files() {
    let plain = inputs::latex("\\pdfminorversion=4");
    for (name, kind) in ENCRYPTIONS {
        let file = inputs::encrypted(&plain, kind, "user", "owner");
        check(name, &file, Some("user"));
        check(name, &file, Some("owner"));
    }
    let streams = inputs::qpdf(&plain, &["--object-streams=generate"]);
    let file = inputs::encrypted(&streams, &["256"], "", "owner");
    check("AES 256 with object streams, empty password", &file, None);
}

#[test]
fn thirty_rounds() {
    let streams = inputs::latex("\\pdfminorversion=5");
    for file in [Builder::form().bytes, streams] {
        let rounds = append(&file, None, 30);
        judge("thirty rounds", &file, &rounds, None);
    }
}

/// Appends revisions and lets the judges look at each; gives the file after each round.
fn check(name: &str, file: &[u8], password: Option<&str>) -> Vec<Appended> {
    let rounds = append(file, password, ROUNDS);
    judge(name, file, &rounds, password);
    rounds
}

fn append(file: &[u8], password: Option<&str>, rounds: i64) -> Vec<Appended> {
    let mut files = Vec::new();
    let mut document = open(file.to_vec(), password);
    let mut added = None;
    for round in 1..=rounds {
        let appended = change(&document, round, &mut added);
        files.push(appended.clone());
        document = open(appended, password);
    }
    files
}

/// Adds what a signature adds: an object, an annotation, a changed catalog and a changed /Info. The
/// object that the first round added is changed by the others.
fn change(document: &Arc<Document>, round: i64, added: &mut Option<ObjectId>) -> Appended {
    let mut update = Update::new(Arc::clone(document)).unwrap();
    let marker = Dictionary::new()
        .with("Round", round)
        .with("Text", PdfString::text(&format!("vòng {round}")));
    match *added {
        Some(id) => update.set(id, marker),
        None => *added = Some(update.add(marker)),
    }
    let catalog_id = document.latest().catalog_id().unwrap();
    let catalog = document.latest().catalog().unwrap();
    update.set(catalog_id, catalog.with("CV_Marker", added.unwrap()));
    if let Some(info) = document.latest().trailer().get("Info") {
        let id = info.as_reference().unwrap();
        let info = update.get(id).unwrap().as_dictionary().unwrap().clone();
        update.set(
            id,
            info.with("Title", PdfString::text(&format!("Công văn {round}"))),
        );
    }
    annotate(&mut update, round);
    update.finish(&[u8::try_from(round).unwrap(); 32]).unwrap()
}

fn annotate(update: &mut Update, round: i64) {
    let page = update.document().latest().pages().unwrap()[0].clone();
    let left = 20 * round;
    let rect = [left, 20, left + 10, 30].map(Object::Integer).to_vec();
    let annotation = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Text"))
        .with("Rect", rect)
        .with("F", 4_i64)
        .with("Contents", PdfString::text("đã xem"));
    let annotation = update.add(annotation);
    let current = update
        .get(page.id)
        .unwrap()
        .as_dictionary()
        .unwrap()
        .clone();
    let annotations = update.lookup(&current, "Annots").unwrap();
    let mut annotations = annotations.as_array().unwrap_or_default().to_vec();
    annotations.push(annotation.into());
    update.set(page.id, current.with("Annots", annotations));
}

fn judge(name: &str, file: &[u8], rounds: &[Appended], password: Option<&str>) {
    let directory = tempfile::tempdir().unwrap();
    let mut paths = vec![directory.path().join("0.pdf")];
    std::fs::write(&paths[0], file).unwrap();
    let mut before = file.to_vec();
    for (index, round) in rounds.iter().enumerate() {
        let after = bytes(round);
        assert!(after.starts_with(&before), "{name}: the old bytes changed");
        let path = directory.path().join(format!("{}.pdf", index + 1));
        std::fs::write(&path, &after).unwrap();
        paths.push(path);
        before = after;
    }
    let last = path(paths.last().unwrap());
    let argument = format!("--password={}", password.unwrap_or_default());
    let said = run("qpdf", &["--check", &argument, last]);
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("No syntax or stream encoding errors"),
        "{name}: {said}"
    );
    let (kind, password) = match password {
        Some("owner") => ("-opw", "owner"),
        other => ("-upw", other.unwrap_or_default()),
    };
    let info = String::from_utf8(run("pdfinfo", &[kind, password, last])).unwrap();
    let has_info = info.contains("Producer:");
    let title = format!("Công văn {}", rounds.len());
    assert!(!has_info || info.contains(&title), "{name}: {info}");
    // Strictly, pyHanko lets no object be changed that a hybrid file hides from old readers.
    let strict = if name == "hybrid" {
        "lenient"
    } else {
        "strict"
    };
    let mut arguments = vec!["-c", READ_WITH_PYHANKO, password, strict];
    arguments.extend(paths.iter().map(|found| path(found)));
    let said = String::from_utf8(run(&python(), &arguments)).unwrap();
    let revisions = said.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let old: usize = said.split(' ').next().unwrap().parse().unwrap();
    for (round, line) in revisions.enumerate() {
        let expected = if round == 0 {
            "None".to_owned()
        } else {
            round.to_string()
        };
        assert_eq!(
            line,
            [(old + round).to_string(), expected.clone(), expected],
            "{name}"
        );
    }
}

/// Prints per file: its revisions, the marker in the last one, and how many of its revisions have
/// a marker of their own.
const READ_WITH_PYHANKO: &str = "
import sys
from pyhanko.pdf_utils.reader import PdfFileReader
for path in sys.argv[3:]:
    reader = PdfFileReader(open(path, 'rb'), strict=sys.argv[2] == 'strict')
    if reader.encrypted:
        reader.decrypt(sys.argv[1])
    total = reader.xrefs.total_revisions
    def marker(resolver):
        # The first section of a linearised file has no catalog.
        root = resolver.root if '/Root' in resolver.trailer_view else {}
        return root['/CV_Marker']['/Round'] if '/CV_Marker' in root else None
    markers = {marker(reader.get_historical_resolver(i)) for i in range(total)} - {None}
    print(total, marker(reader), len(markers) or None)
";

fn python() -> String {
    std::env::var("CONGVU_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn open(file: impl ReadAt + 'static, password: Option<&str>) -> Arc<Document> {
    let options = password.map_or_else(OpenOptions::default, inputs::password);
    Document::open(Arc::new(file), &options).unwrap()
}

fn bytes(appended: &Appended) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(appended.len()).unwrap()];
    appended.read_exact_at(0, &mut bytes).unwrap();
    bytes
}
