//! Files made to exhaust a reader each meet an error of their own, and soon.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Builder, id, open};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf::{Document, Error, Limits, OpenOptions, Update, conformance, form, rewrite};

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &str = "<</Type/Pages/Kids[]/Count 0>>";

/// Far below what these files would cost, far above what they do, in an unoptimised build too.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn cross_references_that_cannot_be_are_told_and_the_file_is_rebuilt() {
    let row = [1, 0, 17, 0];
    for (name, entries, code) in [
        ("negative width", "/W[1 -2 1]/Size 4", "pdf-bad-xref"),
        ("no width", "/W[0 0 0]/Size 4", "pdf-bad-xref"),
        ("huge width", "/W[1 4000000000 1]/Size 4", "pdf-bad-xref"),
        (
            "numbers overflow",
            "/W[1 2 1]/Size 4/Index[4294967295 2]",
            "pdf-bad-xref",
        ),
        (
            "negative index",
            "/W[1 2 1]/Size 4/Index[-1 2]",
            "pdf-bad-xref",
        ),
        ("odd index", "/W[1 2 1]/Size 4/Index[1]", "pdf-bad-xref"),
        (
            "size overflow",
            "/W[1 2 1]/Size 99999999999",
            "pdf-bad-xref",
        ),
        ("loop", "/W[1 2 1]/Size 4/Prev THIS", "pdf-xref-loop"),
        ("into a stream", "/W[1 2 1]/Size 4/Prev 40", "pdf-syntax"),
        (
            "behind the end",
            "/W[1 2 1]/Size 4/Prev 999999999",
            "pdf-syntax",
        ),
        ("negative", "/W[1 2 1]/Size 4/Prev -1", "pdf-bad-xref"),
    ] {
        let rows = row.repeat(4);
        let file = with_xref_stream(entries, &rows, &[(1, CATALOG), (2, PAGES)]);
        let document = soon(name, || open(file)).unwrap();
        let repair = document.facts().repaired.clone().unwrap();
        assert_eq!(repair.code, code, "{name}: {repair:?}");
    }
}

#[test]
fn more_entries_than_a_file_can_have() {
    let count = 4_000_001;
    let rows = [0, 0, 0].repeat(count);
    let entries = format!("/W[1 1 1]/Size {count}");
    let file = with_xref_stream(&entries, &rows, &[(1, CATALOG), (2, PAGES)]);
    assert_code("pdf-too-many-xref-entries", || open(file));
}

#[test]
fn many_entries_into_one_run_of_blanks() {
    let mut limits = Limits::default();
    limits.reading = 1 << 20;
    let blanks = " ".repeat(1 << 16);
    let rows = [1, 0, 0, 100, 0].repeat(200_000);
    let mut file = b"%PDF-1.5\n".to_vec();
    file.extend(blanks.bytes());
    let file = finish_with_xref_stream(file, "/W[1 3 1]/Size 200000", &rows, &[(1, CATALOG)]);
    assert_code("pdf-too-much-read", || open_with(file, limits));
}

#[test]
fn one_stream_that_swells_named_by_many_tables() {
    let bomb = deflate(&vec![0; 1 << 20]);
    let mut file = b"%PDF-1.5\n".to_vec();
    let stream = file.len();
    write!(
        file,
        "9 0 obj\n<</Type/XRef/W[1 1 1]/Index[]/Size 0/Filter/FlateDecode/Length {}>>stream\n",
        bomb.len()
    )
    .unwrap();
    file.extend(bomb);
    file.extend(b"\nendstream\nendobj\n");
    let mut previous = 0;
    for _ in 0..1000 {
        let at = file.len();
        write!(
            file,
            "xref\n0 0\ntrailer\n<</Root 1 0 R/XRefStm {stream}/Prev {previous}>>\n"
        )
        .unwrap();
        previous = at;
    }
    write!(file, "startxref\n{previous}\n%%EOF\n").unwrap();
    assert_code("pdf-stream-too-large", || open(file));
}

#[test]
fn more_sections_than_a_file_can_have() {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut previous = 0;
    for _ in 0..10_001 {
        let at = file.len();
        write!(
            file,
            "xref\n0 0\ntrailer\n<</Root 1 0 R/Prev {previous}>>\n"
        )
        .unwrap();
        previous = at;
    }
    write!(file, "startxref\n{previous}\n%%EOF\n").unwrap();
    assert_code("pdf-too-many-xref-sections", || open(file));
}

#[test]
fn object_streams_inside_themselves_and_each_other() {
    for streams in [[5, 5], [6, 5]] {
        let mut rows = Vec::new();
        rows.extend([0, 0, 0, 0]);
        rows.extend([1, 0, 9, 0]);
        let second = 9 + format!("1 0 obj\n{CATALOG}\nendobj\n").len();
        rows.extend([1, 0, u8::try_from(second).unwrap(), 0]);
        rows.extend([0; 8]);
        for stream in streams {
            rows.extend([2, 0, stream, 0]);
        }
        let file = with_xref_stream("/W[1 2 1]/Size 7", &rows, &[(1, CATALOG), (2, PAGES)]);
        let document = soon("object streams", || open(file)).unwrap();
        assert_eq!(document.facts().repaired, None);
        assert_code("pdf-bad-object-stream", || document.latest().get(id(5)));
    }
}

#[test]
fn an_object_stream_that_swells() {
    let bomb = deflate(&vec![b' '; 17 << 20]);
    let mut file = b"%PDF-1.5\n".to_vec();
    write!(file, "1 0 obj\n{CATALOG}\nendobj\n").unwrap();
    let place = u8::try_from(file.len()).unwrap();
    let length = bomb.len();
    write!(
        file,
        "4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {length}>>stream\n"
    )
    .unwrap();
    file.extend(bomb);
    file.extend(b"\nendstream\nendobj\n");
    let rows = [[0; 4], [1, 0, 9, 0], [0; 4], [2, 0, 4, 0], [1, 0, place, 0]].concat();
    let file = finish_with_xref_stream(file, "/W[1 2 1]/Size 5", &rows, &[]);
    let document = open(file).unwrap();
    assert_code("pdf-object-stream-too-large", || {
        document.latest().get(id(3))
    });
}

#[test]
fn values_without_end() {
    let deep = "[".repeat(100_000);
    let long = format!("({})", "x".repeat(2 << 20));
    let wide = format!("[{}]", "0 ".repeat(1_000_001));
    let name = format!("/{}", "N".repeat(70_000));
    for (body, code) in [
        (deep, "pdf-too-deep"),
        (long, "pdf-string-too-long"),
        (wide, "pdf-too-many-items"),
        (name, "pdf-name-too-long"),
    ] {
        let mut limits = Limits::default();
        limits.string = 1 << 20;
        let mut file = Builder::new();
        file.revision(&[(1, CATALOG), (2, PAGES), (3, body.as_str())]);
        let document = open_with(file.bytes, limits).unwrap();
        assert_code(code, || document.latest().get(id(3)));
    }
}

#[test]
fn references_and_lengths_in_a_circle() {
    let document = plain(&[(3, "4 0 R"), (4, "3 0 R")]);
    let view = document.latest();
    assert_code("pdf-reference-loop", || view.resolve(&id(3).into()));
    let own_length = "<</Length 3 0 R>>stream\nabc\nendstream";
    let document = plain(&[(3, own_length)]);
    let stream = soon("length", || document.latest().get(id(3))).unwrap();
    let data = document.latest().stream_data(stream.as_stream().unwrap());
    assert_eq!(data.unwrap(), b"abc");
}

#[test]
fn filters_upon_filters() {
    let filters = "/RunLengthDecode ".repeat(17);
    let body = format!("<</Length 1/Filter[{filters}]>>stream\n\u{1}\nendstream");
    let document = plain(&[(3, &body)]);
    let stream = document.latest().get(id(3)).unwrap();
    let stream = stream.as_stream().unwrap();
    assert_code("pdf-too-many-filters", || {
        document.latest().stream_data(stream)
    });
}

#[test]
fn page_trees_in_a_circle_too_deep_and_too_wide() {
    let circle = tree(&[(2, "<</Kids[3 0 R]>>"), (3, "<</Kids[2 0 R]>>")]);
    assert_code("pdf-tree-loop", || circle.latest().pages());
    let twice = tree(&[(2, "<</Kids[3 0 R 3 0 R]>>"), (3, "<</Type/Page>>")]);
    assert_code("pdf-tree-loop", || twice.latest().pages());
    let nodes: Vec<_> = (2..80)
        .map(|node| (node, format!("<</Kids[{} 0 R]>>", node + 1)))
        .collect();
    let nodes: Vec<_> = nodes
        .iter()
        .map(|(node, body)| (*node, body.as_str()))
        .collect();
    let deep = tree(&nodes);
    assert_code("pdf-tree-too-deep", || deep.latest().pages());
}

#[test]
fn more_pages_than_a_file_can_have() {
    let count = 250_000;
    let mut kids = String::new();
    for page in 0..count {
        write!(kids, "{} 0 R ", page + 3).unwrap();
    }
    let mut limits = Limits::default();
    limits.items = 2 * count;
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = vec![0];
    for (number, body) in [(1, CATALOG.to_owned()), (2, format!("<</Kids[{kids}]>>"))] {
        places.push(file.len());
        write!(file, "{number} 0 obj\n{body}\nendobj\n").unwrap();
    }
    for page in 0..count {
        places.push(file.len());
        writeln!(file, "{} 0 obj<</Type/Page>>endobj", page + 3).unwrap();
    }
    let mut rows = Vec::new();
    for place in &places {
        rows.push(u8::from(*place > 0));
        rows.extend(u32::try_from(*place).unwrap().to_be_bytes());
    }
    let entries = format!("/W[1 4 0]/Size {}", places.len());
    let file = finish_with_xref_stream(file, &entries, &rows, &[]);
    let document = soon("opening", || open_with(file, limits)).unwrap();
    assert_code("pdf-too-many-pages", || document.latest().pages());
}

#[test]
fn one_large_array_that_many_nodes_share() {
    let mut limits = Limits::default();
    limits.reading = 1 << 20;
    let nodes = 1000;
    let kids: String = (0..nodes)
        .map(|node| format!("{} 0 R ", node + 5))
        .collect();
    let shared = format!("[{}]", "null ".repeat(20_000));
    let root = format!("<</Kids[{kids}]>>");
    let mut bodies = vec![(1, CATALOG), (2, root.as_str()), (3, shared.as_str())];
    bodies.extend((0..nodes).map(|node| (node + 5, "<</Kids 3 0 R>>")));
    let mut file = Builder::new();
    file.revision(&bodies);
    let document = open_with(file.bytes, limits).unwrap();
    assert_code("pdf-too-much-read", || document.latest().pages());
}

#[test]
fn long_names_and_large_values_handed_down_to_many_fields() {
    let kids: String = (0..2000).map(|kid| format!("{} 0 R ", kid + 10)).collect();
    let name = "n".repeat(100_000);
    let value = format!("[{}]", "0 ".repeat(10_000));
    for parent in [
        format!("<</FT/Tx/T({name})/Kids[{kids}]>>"),
        format!("<</FT/Tx/T(n)/V 5 0 R/Kids[{kids}]>>"),
    ] {
        let mut bodies = vec![
            (
                1,
                "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>",
            ),
            (2, PAGES),
            (3, parent.as_str()),
            (5, value.as_str()),
        ];
        bodies.extend((0..2000).map(|kid| (kid + 10, "<</T(k)/Subtype/Widget>>")));
        let mut file = Builder::new();
        file.revision(&bodies);
        let document = file.open();
        assert_code("pdf-form-too-large", || form::fields(&document.latest()));
    }
}

#[test]
fn an_encryption_dictionary_with_thousands_of_filters() {
    let mut filters = String::new();
    for filter in 0..20_000 {
        write!(filters, "/F{filter} 4 0 R").unwrap();
    }
    let body = format!("<</Filter/Standard/V 4/R 4/P -4/O(x)/U(x)/CF<<{filters}>>>>");
    let mut file = Builder::new();
    let bodies = [
        (1, CATALOG),
        (2, PAGES),
        (3, body.as_str()),
        (4, body.as_str()),
    ];
    file.revision_with(&bodies, "/Root 1 0 R/Encrypt 3 0 R");
    assert_code("pdf-encryption-damaged", || open(file.bytes));
}

#[test]
fn metadata_larger_than_memory() {
    let file =
        b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R>>\nendobj\n".to_vec();
    let mut limits = Limits::default();
    limits.decoded_stream = 1 << 20;
    let place = file.len();
    let mut file = file;
    write!(
        file,
        "3 0 obj\n<</Length {}>>stream\n{}\nendstream\nendobj\n",
        2 << 20,
        "x".repeat(2 << 20)
    )
    .unwrap();
    let place = u16::try_from(place).unwrap().to_be_bytes();
    let rows = [[0; 4], [1, 0, 9, 0], [0; 4], [1, place[0], place[1], 0]].concat();
    let file = finish_with_xref_stream(file, "/W[1 2 1]/Size 4", &rows, &[]);
    let document = open_with(file, limits).unwrap();
    assert_code("pdf-stream-too-large", || conformance(&document.latest()));
}

#[test]
fn a_damaged_file_of_many_objects_in_one_place() {
    let mut limits = Limits::default();
    limits.reading = 1 << 20;
    let array = format!("[{}]", "0 ".repeat(1000));
    let mut file = b"%PDF-1.5\n".to_vec();
    for number in 3..20_000 {
        write!(file, "{number} 0 obj ").unwrap();
    }
    write!(
        file,
        "{array} 1 0 obj {CATALOG} endobj 2 0 obj {PAGES} endobj"
    )
    .unwrap();
    let outcome = soon("damaged", || {
        let document = open_with(file, limits)?;
        Update::new(Arc::clone(&document))
            .map(drop)
            .and_then(|()| rewrite(&document, &[0; 32]).map(drop))
    });
    let code = outcome.unwrap_err().code();
    assert!(
        matches!(code, "pdf-damaged-unsigned" | "pdf-too-much-read"),
        "{code}"
    );
}

fn plain(objects: &[(u32, &str)]) -> Arc<Document> {
    let mut bodies = vec![(1, CATALOG), (2, PAGES)];
    bodies.extend(objects);
    let mut file = Builder::new();
    file.revision(&bodies);
    file.open()
}

fn tree(nodes: &[(u32, &str)]) -> Arc<Document> {
    let mut bodies = vec![(1, CATALOG)];
    bodies.extend(nodes);
    let mut file = Builder::new();
    file.revision(&bodies);
    file.open()
}

/// A file with these objects and a compressed cross-reference stream of these rows.
fn with_xref_stream(entries: &str, rows: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    finish_with_xref_stream(b"%PDF-1.5\n".to_vec(), entries, rows, objects)
}

/// The same behind bytes that are there already; `THIS` stands for the stream's own offset.
fn finish_with_xref_stream(
    mut file: Vec<u8>,
    entries: &str,
    rows: &[u8],
    objects: &[(u32, &str)],
) -> Vec<u8> {
    for (number, body) in objects {
        write!(file, "{number} 0 obj\n{body}\nendobj\n").unwrap();
    }
    let at = file.len();
    let entries = entries.replace("THIS", &at.to_string());
    let data = deflate(rows);
    let length = data.len();
    write!(
        file,
        "9999999 0 obj\n<</Type/XRef/Root 1 0 R{entries}/Filter/FlateDecode/Length {length}>>stream\n"
    )
    .unwrap();
    file.extend(data);
    write!(file, "\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").unwrap();
    file
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn open_with(file: Vec<u8>, limits: Limits) -> Result<Arc<Document>, Error> {
    let options = OpenOptions {
        limits,
        ..OpenOptions::default()
    };
    Document::open(Arc::new(file), &options)
}

fn assert_code<T>(code: &str, work: impl FnOnce() -> Result<T, Error>) {
    let error = soon(code, work).err().unwrap();
    assert_eq!(error.code(), code, "{error}");
}

fn soon<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let outcome = work();
    let took = start.elapsed();
    assert!(took < SOON, "{name} took {took:?}");
    outcome
}
