//! Files that qpdf rewrote in every style read the same as qpdf reads them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::fs;

use common::{Builder, open, path, run};
use pdf::{Object, XrefStyle};

fn many_pages() -> Builder {
    let mut file = Builder::new();
    let kids: Vec<String> = (0..30).map(|page| format!("{} 0 R", 10 + page)).collect();
    let tree = format!(
        "<</Type/Pages/Count 30/Kids[{}]/MediaBox[0 0 595 842]>>",
        kids.join(" ")
    );
    let mut objects = vec![(1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()), (2, tree)];
    for page in 0..30 {
        let contents = 50 + page;
        objects.push((
            10 + page,
            format!("<</Type/Page/Parent 2 0 R/Resources<<>>/Contents {contents} 0 R/Rotate 90>>"),
        ));
        objects.push((
            contents,
            "<</Length 9>>stream\n1 0 0 rg \nendstream".to_owned(),
        ));
    }
    let objects: Vec<_> = objects
        .iter()
        .map(|(number, body)| (*number, body.as_str()))
        .collect();
    file.revision(&objects);
    file
}

#[test]
fn every_style_that_qpdf_writes() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in.pdf");
    fs::write(&input, many_pages().bytes).unwrap();
    for (options, style, linearized) in [
        (&["--object-streams=disable"][..], XrefStyle::Table, false),
        (&["--object-streams=generate"], XrefStyle::Stream, false),
        (&["--linearize"], XrefStyle::Table, true),
        (
            &["--linearize", "--object-streams=generate"],
            XrefStyle::Stream,
            true,
        ),
        (&["--qdf"], XrefStyle::Table, false),
        (&["--newline-before-endstream"], XrefStyle::Table, false),
    ] {
        let output = folder.path().join("out.pdf");
        run("qpdf", &[options, &[path(&input), path(&output)]].concat());
        let document = open(fs::read(&output).unwrap()).unwrap();
        let facts = document.facts();
        assert_eq!(facts.repaired, None, "{options:?}");
        assert_eq!(
            (facts.linearized, facts.trailing_bytes, facts.disordered),
            (linearized, 0, false)
        );
        assert_eq!(
            document.revisions().len(),
            1,
            "{options:?}: one file is one revision"
        );
        assert_eq!(document.revisions()[0].style, style, "{options:?}");
        assert_eq!(document.revisions()[0].range, 0..facts.length);
        let pages = document.latest().pages().unwrap();
        assert_eq!(pages.len(), 30);
        for page in pages.iter() {
            assert_eq!(page.rotate, 90);
            let contents = document
                .latest()
                .lookup(&page.dictionary, "Contents")
                .unwrap();
            let data = document
                .latest()
                .stream_data(contents.as_stream().unwrap())
                .unwrap();
            assert_eq!(data.trim_ascii_end(), b"1 0 0 rg");
        }
    }
}

#[test]
fn every_object_has_the_number_and_the_data_that_qpdf_sees() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in.pdf"), folder.path().join("out.pdf"));
    fs::write(&input, many_pages().bytes).unwrap();
    let options = ["--object-streams=generate", "--compress-streams=y"];
    run(
        "qpdf",
        &[&options[..], &[path(&input), path(&output)]].concat(),
    );
    let document = open(fs::read(&output).unwrap()).unwrap();
    let view = document.latest();
    let mut streams = 0;
    for id in view.objects() {
        let Object::Stream(stream) = view.get(id).unwrap() else {
            continue;
        };
        streams += 1;
        let shown = format!("--show-object={},{}", id.number, id.generation);
        let raw = run("qpdf", &[&shown, "--raw-stream-data", path(&output)]);
        assert_eq!(view.raw_stream_data(&stream).unwrap(), raw, "object {id}");
        let data = run("qpdf", &[&shown, "--filtered-stream-data", path(&output)]);
        assert_eq!(view.stream_data(&stream).unwrap(), data, "object {id}");
    }
    assert!(streams > 30);
}

#[test]
fn an_update_of_a_linearised_file_is_a_second_revision() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in.pdf"), folder.path().join("out.pdf"));
    fs::write(&input, many_pages().bytes).unwrap();
    run("qpdf", &["--linearize", path(&input), path(&output)]);
    let mut bytes = fs::read(&output).unwrap();
    let first = bytes.len();
    let document = open(bytes.clone()).unwrap();
    let (previous, root) = (
        document.revisions()[0].startxref,
        document.latest().catalog_id().unwrap(),
    );
    let offset = bytes.len();
    bytes.extend_from_slice(b"500 0 obj\n(new)\nendobj\n");
    let xref = bytes.len();
    bytes.extend_from_slice(
        format!(
            "xref\n500 1\n{offset:010} 00000 n \ntrailer\n<</Size 501/Root {root} R/Prev {previous}>>\nstartxref\n{xref}\n%%EOF\n"
        )
        .as_bytes(),
    );
    let document = open(bytes).unwrap();
    assert_eq!(document.revisions().len(), 2);
    assert_eq!(
        document.revisions()[0].range.end,
        u64::try_from(first).unwrap()
    );
    assert_eq!(document.facts().repaired, None);
    assert!(!document.facts().disordered);
}
