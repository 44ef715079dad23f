//! The paper that is attacked, and the ways to append to it.

use std::collections::BTreeMap;

/// A document of one page, every object of which has a known number.
///
/// 1 catalog, 2 page tree, 3 page, 4 its content, 5 its font, 6 the text field `amount`, 7 its
/// appearance, 8 the form. Numbers up to 29 are free for what an attacker prepares, those from 100
/// on for what he appends.
#[derive(Clone, Debug)]
pub struct Paper {
    objects: BTreeMap<u32, Vec<u8>>,
}

/// The page as it is shown.
pub(super) const CONTENT: &str = "BT /F1 24 Tf 80 700 Td (Pay 100) Tj ET";
/// What the attacker wants to be shown.
pub(super) const EVIL: &str = "BT /F1 24 Tf 80 700 Td (Pay 999 000) Tj ET";
/// The catalog, the page tree and the page of the attacker, if they were prepared.
pub(super) const EVIL_CATALOG: &str = "<</Type/Catalog/Pages 12 0 R/AcroForm 8 0 R>>";
const EVIL_PAGES: &str = "<</Type/Pages/Kids[13 0 R]/Count 1>>";
const EVIL_PAGE: &str = "<</Type/Page/Parent 12 0 R/MediaBox[0 0 595 842]/Contents 14 0 R\
    /Resources<</Font<</F1 5 0 R>>>>>>";

impl Paper {
    /// The honest paper.
    #[must_use]
    pub fn honest() -> Self {
        let mut paper = Self {
            objects: BTreeMap::new(),
        };
        paper.set(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R>>");
        paper.set(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        paper.set(
            3,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
             /Resources<</Font<</F1 5 0 R>>>>/Annots[6 0 R]>>",
        );
        paper.set(4, &stream("", CONTENT));
        paper.set(5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
        paper.set(
            6,
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/V(100)/F 4/Rect[80 600 200 620]\
             /DA(/F1 12 Tf 0 g)/P 3 0 R/AP<</N 7 0 R>>>>",
        );
        paper.set(7, &form("BT /F1 12 Tf 2 5 Td (100) Tj ET"));
        paper.set(
            8,
            "<</Fields[6 0 R]/DA(/F1 12 Tf 0 g)/DR<</Font<</F1 5 0 R>>>>>>",
        );
        paper
    }

    /// A paper with a second page tree in it that nothing refers to (11 catalog, 12 pages).
    #[must_use]
    pub fn with_second_tree() -> Self {
        let mut paper = Self::honest();
        paper.set(11, EVIL_CATALOG);
        paper.set(12, EVIL_PAGES);
        paper.set(13, EVIL_PAGE);
        paper.set(14, &stream("", EVIL));
        paper
    }

    /// The same paper with this object.
    #[must_use]
    pub fn with(mut self, number: u32, body: &str) -> Self {
        self.set(number, body);
        self
    }

    /// The same paper with some text of an object replaced.
    #[must_use]
    pub fn replacing(mut self, number: u32, old: &str, new: &str) -> Self {
        let body = String::from_utf8(self.objects[&number].clone()).expect("text");
        assert!(body.contains(old), "{body} has no {old}");
        self.set(number, &body.replace(old, new));
        self
    }

    fn set(&mut self, number: u32, body: &str) {
        self.objects.insert(number, body.as_bytes().to_vec());
    }

    /// The file, with one gap-free table.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut rows = vec!["0000000000 65535 f \n".to_owned(); 30];
        for (number, body) in &self.objects {
            rows[*number as usize] = format!("{:010} 00000 n \n", file.len());
            file.extend(object(*number, body));
        }
        let at = file.len();
        let text = format!(
            "xref\n0 30\n{}trailer\n<</Size 30/Root 1 0 R/ID[<{ID}><{ID}>]>>\nstartxref\n{at}\n%%EOF\n",
            rows.concat()
        );
        file.extend(text.into_bytes());
        file
    }
}

const ID: &str = "00112233445566778899AABBCCDDEEFF";

/// A stream with these entries in its dictionary.
pub(super) fn stream(entries: &str, data: &str) -> String {
    format!(
        "<<{entries}/Length {}>>stream\n{data}\nendstream",
        data.len()
    )
}

/// An appearance.
pub(super) fn form(content: &str) -> String {
    let entries = "/Type/XObject/Subtype/Form/BBox[0 0 120 20]/Resources<</Font<</F1 5 0 R>>>>";
    stream(entries, content)
}

/// An object as it stands in a file.
pub(super) fn object(number: u32, body: &[u8]) -> Vec<u8> {
    [format!("{number} 0 obj\n").as_bytes(), body, b"\nendobj\n"].concat()
}

/// A signed file, and what an attacker can read in it.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The file.
    pub bytes: Vec<u8>,
}

impl Signed {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// Where the bytes stand last.
    pub(super) fn last(&self, needle: &[u8]) -> usize {
        last(&self.bytes, needle)
    }

    /// The offset behind the last `startxref`.
    pub(super) fn startxref(&self) -> usize {
        let at = self.last(b"startxref") + "startxref".len();
        number_at(&self.bytes, at)
    }

    /// The offset behind the first `startxref`: that of the paper before it was signed.
    pub(super) fn first_startxref(&self) -> usize {
        let at = first(&self.bytes, b"startxref") + "startxref".len();
        number_at(&self.bytes, at)
    }

    /// The newest body of an object.
    pub(super) fn body(&self, number: u32) -> String {
        let head = format!("\n{number} 0 obj");
        let start = self.last(head.as_bytes()) + head.len();
        let end = start + first(&self.bytes[start..], b"endobj");
        let body = String::from_utf8_lossy(&self.bytes[start..end]);
        body.trim().to_owned()
    }

    /// The token of `/Contents`, with its brackets.
    pub(super) fn contents(&self) -> std::ops::Range<usize> {
        let key = self.last(b"/Contents") + "/Contents".len();
        let start = key + first(&self.bytes[key..], b"<");
        start..start + first(&self.bytes[start..], b">") + 1
    }

    /// The number of the signature dictionary.
    pub(super) fn value(&self) -> u32 {
        let at = self.last(b"/ByteRange");
        let head = last(&self.bytes[..at], b" 0 obj");
        let line = last(&self.bytes[..head], b"\n") + 1;
        u32::try_from(number_at(&self.bytes, line)).expect("an object number")
    }

    /// The number of the signature field.
    pub(super) fn field(&self) -> u32 {
        let reference = format!("/V {} 0 R", self.value());
        let at = self.last(reference.as_bytes());
        let head = last(&self.bytes[..at], b" 0 obj");
        let line = last(&self.bytes[..head], b"\n") + 1;
        u32::try_from(number_at(&self.bytes, line)).expect("an object number")
    }

    /// The `/ByteRange` as it stands in the file, brackets included.
    pub(super) fn byte_range(&self) -> std::ops::Range<usize> {
        let key = self.last(b"/ByteRange");
        let start = key + first(&self.bytes[key..], b"[");
        start..start + first(&self.bytes[start..], b"]") + 1
    }

    /// Writes over the bytes at a place; what is left of it becomes blank.
    pub(super) fn overwrite(&self, place: std::ops::Range<usize>, text: &str) -> Vec<u8> {
        assert!(text.len() <= place.len(), "no room for {text}");
        let mut bytes = self.bytes.clone();
        bytes[place.clone()].fill(b' ');
        bytes[place.start..place.start + text.len()].copy_from_slice(text.as_bytes());
        bytes
    }

    /// Replaces the last occurrence of some text in place; what is left of it becomes blank.
    pub(super) fn patch(&self, old: &str, new: &str) -> Vec<u8> {
        let at = self.last(old.as_bytes());
        self.overwrite(at..at + old.len(), new)
    }

    /// Appends a proper revision with these objects.
    pub(super) fn append(&self, objects: &[(u32, &str)]) -> Vec<u8> {
        self.append_with(objects, "/Root 1 0 R")
    }

    /// The same with these entries in the trailer.
    pub(super) fn append_with(&self, objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
        let previous = self.startxref();
        self.append_full(objects, &format!("/Size 300/Prev {previous}{trailer}"))
    }

    /// The same with the whole trailer.
    pub(super) fn append_full(&self, objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
        let mut file = self.bytes.clone();
        let mut rows = String::new();
        for (number, body) in objects {
            rows += &row(*number, file.len());
            file.extend(object(*number, body.as_bytes()));
        }
        section(file, &rows, trailer)
    }

    /// The file as it is now, to append once more.
    pub(super) fn then(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }
}

/// The subsection of one object in use.
pub(super) fn row(number: u32, offset: usize) -> String {
    format!("{number} 1\n{offset:010} 00000 n \n")
}

/// Appends a table of these subsections, a trailer and the end of the file.
pub(super) fn section(mut file: Vec<u8>, rows: &str, trailer: &str) -> Vec<u8> {
    let at = file.len();
    let text = format!("xref\n{rows}trailer\n<<{trailer}>>\nstartxref\n{at}\n%%EOF\n");
    file.extend(text.into_bytes());
    file
}

/// Where the bytes stand first.
pub(super) fn first(bytes: &[u8], needle: &[u8]) -> usize {
    let mut places = bytes.windows(needle.len());
    let found = places.position(|window| window == needle);
    found.unwrap_or_else(|| panic!("no {}", String::from_utf8_lossy(needle)))
}

fn last(bytes: &[u8], needle: &[u8]) -> usize {
    let mut places = bytes.windows(needle.len());
    let found = places.rposition(|window| window == needle);
    found.unwrap_or_else(|| panic!("no {}", String::from_utf8_lossy(needle)))
}

fn number_at(bytes: &[u8], at: usize) -> usize {
    let text = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 32)]).into_owned();
    let digits: String = text
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().expect("a number")
}
