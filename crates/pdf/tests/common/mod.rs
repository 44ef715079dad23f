//! Small PDFs built by the tests, and the outside programs that judge them.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests; no test file uses all of it"
)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use pdf::{Document, Error, Object, ObjectId, OpenOptions};

/// A PDF with classic cross-reference tables, built revision by revision.
#[derive(Clone)]
pub struct Builder {
    pub bytes: Vec<u8>,
    last: Option<usize>,
    size: u32,
}

impl Builder {
    pub fn new() -> Self {
        Self {
            bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            last: None,
            size: 1,
        }
    }

    /// One page, one text field `number`, one empty signature field `chief`.
    pub fn form() -> Self {
        let mut file = Self::new();
        file.revision(&[
            (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>"),
            (2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"),
            (3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>/Annots[6 0 R 7 0 R]>>"),
            (4, "<</Length 6>>stream\n0 0 m \nendstream"),
            (5, "<</Fields[6 0 R 7 0 R]/SigFlags 3>>"),
            (6, "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/AP<</N 8 0 R>>>>"),
            (7, "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 4/P 3 0 R>>"),
            (8, "<</Type/XObject/Subtype/Form/BBox[0 0 50 20]/Length 0>>stream\n\nendstream"),
        ]);
        file
    }

    /// Appends a revision with these objects, each given by its number and body.
    pub fn revision(&mut self, objects: &[(u32, &str)]) -> &mut Self {
        self.revision_with(objects, "/Root 1 0 R")
    }

    /// The same, with entries of the trailer.
    pub fn revision_with(&mut self, objects: &[(u32, &str)], trailer: &str) -> &mut Self {
        self.revision_full(objects, &[], trailer)
    }

    /// The same, with objects that are deleted.
    pub fn revision_full(
        &mut self,
        objects: &[(u32, &str)],
        deleted: &[u32],
        trailer: &str,
    ) -> &mut Self {
        let mut offsets: Vec<(u32, usize)> = Vec::new();
        for (number, body) in objects {
            offsets.push((*number, self.bytes.len()));
            self.push(&format!("{number} 0 obj\n{body}\nendobj\n"));
            self.size = self.size.max(number + 1);
        }
        offsets.sort_unstable();
        let xref = self.bytes.len();
        self.push("xref\n");
        if self.last.is_none() {
            self.push("0 1\n0000000000 65535 f \n");
        }
        for (number, offset) in offsets {
            self.push(&format!("{number} 1\n{offset:010} 00000 n \n"));
        }
        for number in deleted {
            self.push(&format!("{number} 1\n0000000000 00001 f \n"));
        }
        let previous = self
            .last
            .map_or(String::new(), |last| format!("/Prev {last}"));
        let size = self.size;
        self.push(&format!(
            "trailer\n<</Size {size}{previous}{trailer}>>\nstartxref\n{xref}\n%%EOF\n"
        ));
        self.last = Some(xref);
        self
    }

    pub fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub fn open(&self) -> Arc<Document> {
        open(self.bytes.clone()).unwrap()
    }
}

pub fn open(bytes: Vec<u8>) -> Result<Arc<Document>, Error> {
    Document::open(Arc::new(bytes), &OpenOptions::default())
}

pub fn id(number: u32) -> ObjectId {
    ObjectId {
        number,
        generation: 0,
    }
}

pub fn integer(object: &Object) -> i64 {
    object.as_integer().unwrap()
}

/// Runs a program, which must succeed or only warn, and gives its standard output.
pub fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output().unwrap();
    // qpdf: 3 means warnings.
    let fine = output.status.success() || (program == "qpdf" && output.status.code() == Some(3));
    assert!(
        fine,
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

pub fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
