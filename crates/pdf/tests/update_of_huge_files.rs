//! Offsets are right beyond 100,000,000 bytes and beyond 4 GiB, and refused where they end.
//!
//! All but the ends of the files is zeros, made when they are read.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use common::{id, path, run};
use pdf::{Appended, Dictionary, Document, Error, Object, OpenOptions, ReadAt, Update, XrefStyle};

const GIB: u64 = 1 << 30;

#[test]
fn beyond_eight_digits() {
    let appended = signed_twice(&Sparse::new(100_000_000, XrefStyle::Table));
    let mut length = 0;
    appended.read_signed(|piece| length += piece.len()).unwrap();
    let ranges = appended.digest_ranges().unwrap();
    let expected: u64 = ranges.iter().map(|range| range.end - range.start).sum();
    assert_eq!(u64::try_from(length).unwrap(), expected);
}

#[test]
fn beyond_four_gibibytes() {
    for style in [XrefStyle::Table, XrefStyle::Stream] {
        for zeros in [4 * GIB - 100, 4 * GIB, 9 * GIB] {
            signed_twice(&Sparse::new(zeros, style));
        }
    }
}

#[test]
fn a_table_ends_at_ten_digits_and_a_stream_does_not() {
    let update = |style| {
        let mut update = Update::new(open(Sparse::new(10_000_000_000, style))).unwrap();
        update.add(Object::Integer(1));
        update
    };
    let refused = update(XrefStyle::Table).finish(&[0; 32]);
    let Err(Error::OffsetTooLarge { offset }) = refused else {
        panic!("{refused:?}");
    };
    assert!(offset > 10_000_000_000);
    assert!(update(XrefStyle::Stream).finish(&[0; 32]).is_ok());
    signed_twice(&Sparse::new(1 << 42, XrefStyle::Stream));
}

#[test]
fn outside_readers_find_what_was_appended() {
    for zeros in [100_000_000, 5 * GIB] {
        let file = Sparse::new(zeros, XrefStyle::Table);
        let appended = signed_twice(&file);
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("large.pdf");
        store_with_hole(&file, &appended, &target);
        let shown = run("qpdf", &["--show-object=8", path(&target)]);
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("/Type /Sig"), "{shown}");
        let said = run("qpdf", &["--show-xref", path(&target)]);
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("8/0: uncompressed; offset = "), "{said}");
    }
}

/// Writes the file without its zeros, which take no room on the disk.
fn store_with_hole(file: &Sparse, appended: &Appended, target: &Path) {
    let mut stored = File::create(target).unwrap();
    stored.write_all(&file.head).unwrap();
    let hole = i64::try_from(file.zeros).unwrap();
    stored.seek(SeekFrom::Current(hole)).unwrap();
    let behind = ReadAt::len(&file.head) + file.zeros;
    let mut rest = vec![0; usize::try_from(appended.len() - behind).unwrap()];
    appended.read_exact_at(behind, &mut rest).unwrap();
    stored.write_all(&rest).unwrap();
}

/// A signature in each of two updates, checked against what the bytes say.
fn signed_twice(file: &Sparse) -> Appended {
    let mut source: Arc<dyn ReadAt> = Arc::new(file.clone());
    for number in [7, 8] {
        let document = Document::open(source, &OpenOptions::default()).unwrap();
        let mut update = Update::new(document).unwrap();
        let signature = update.reserve();
        if file.style == XrefStyle::Table {
            assert_eq!(signature, id(number));
        }
        let dictionary = Dictionary::new().with("Type", Object::name("Sig"));
        update.set_signature(signature, dictionary, 50);
        update.set(id(2), Dictionary::new().with("Round", i64::from(number)));
        let mut appended = update.finish(&[1; 32]).unwrap();
        appended.fill_contents(&[0xab; 50]).unwrap();

        let contents = appended.signature().unwrap().contents.clone();
        let mut bytes = vec![0; 102];
        appended.read_exact_at(contents.start, &mut bytes).unwrap();
        assert_eq!(bytes, format!("<{}>", "ab".repeat(50)).into_bytes());
        let reopened = open(appended.clone());
        assert_eq!(reopened.facts().repaired, None);
        let spans = reopened.latest().dictionary_spans(signature).unwrap();
        assert_eq!(spans.only("Contents"), Some(contents));
        let changed = reopened.latest().get(id(2)).unwrap();
        let round = changed.as_dictionary().unwrap().get("Round").cloned();
        assert_eq!(round, Some(Object::Integer(number.into())));
        if number == 8 {
            assert_eq!(reopened.revisions().len(), 3);
            return appended;
        }
        source = Arc::new(appended);
    }
    unreachable!()
}

fn open(source: impl ReadAt + 'static) -> Arc<Document> {
    Document::open(Arc::new(source), &OpenOptions::default()).unwrap()
}

/// A file with one stream of zeros, of any length.
#[derive(Clone)]
struct Sparse {
    head: Vec<u8>,
    zeros: u64,
    tail: Vec<u8>,
    style: XrefStyle,
}

impl Sparse {
    fn new(zeros: u64, style: XrefStyle) -> Self {
        let mut head = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        let bodies = [
            "<</Type/Catalog/Pages 3 0 R>>".to_owned(),
            "<</Round 0>>".to_owned(),
            "<</Type/Pages/Kids[4 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]/Resources<<>>>>".to_owned(),
            format!("<</Length {zeros}>>\nstream\n"),
        ];
        for (index, body) in bodies.iter().enumerate() {
            offsets.push(u64::try_from(head.len()).unwrap());
            head.extend(format!("{} 0 obj\n{body}", index + 1).bytes());
            if index < 4 {
                head.extend(b"\nendobj\n");
            }
        }
        let mut tail = b"\nendstream\nendobj\n".to_vec();
        let section = ReadAt::len(&head) + zeros + ReadAt::len(&tail);
        offsets.push(section);
        match style {
            XrefStyle::Stream => push_stream(&mut tail, &offsets),
            _ => push_table(&mut tail, &offsets[..5]),
        }
        tail.extend(format!("startxref\n{section}\n%%EOF\n").bytes());
        Self {
            head,
            zeros,
            tail,
            style,
        }
    }
}

fn push_table(out: &mut Vec<u8>, offsets: &[u64]) {
    out.extend(b"xref\n0 7\n0000000000 65535 f \n");
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(b"0000000000 00001 f \ntrailer\n<</Size 7/Root 1 0 R>>\n");
}

fn push_stream(out: &mut Vec<u8>, offsets: &[u64]) {
    out.extend(
        b"6 0 obj\n<</Type/XRef/Size 7/Root 1 0 R/W[1 8 1]/Index[1 6]/Length 60>>\nstream\n",
    );
    for offset in offsets {
        out.push(1);
        out.extend(offset.to_be_bytes());
        out.push(0);
    }
    out.extend(b"\nendstream\nendobj\n");
}

impl ReadAt for Sparse {
    fn len(&self) -> u64 {
        ReadAt::len(&self.head) + self.zeros + ReadAt::len(&self.tail)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let end = offset
            .checked_add(ReadAt::len(buffer))
            .filter(|end| *end <= self.len())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.fill(0);
        let behind = ReadAt::len(&self.head) + self.zeros;
        for (start, part) in [(0, &self.head), (behind, &self.tail)] {
            let from = offset.max(start);
            let to = end.min(start + ReadAt::len(part));
            if from < to {
                let at = |value: u64, base: u64| usize::try_from(value - base).unwrap();
                buffer[at(from, offset)..at(to, offset)]
                    .copy_from_slice(&part[at(from, start)..at(to, start)]);
            }
        }
        Ok(())
    }
}
