//! Files written here byte by byte, because no program at hand writes them.

/// A PDF under construction: objects in order, their offsets noted.
struct Builder {
    bytes: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

/// The text shown by every page made here.
const CONTENT: &str = "BT /F1 18 Tf 100 700 Td (Made by hand) Tj ET";

impl Builder {
    fn new(version: &str) -> Self {
        let mut bytes = format!("%PDF-{version}\n%").into_bytes();
        bytes.extend_from_slice(&[0xE2, 0xE3, 0xCF, 0xD3, b'\n']);
        Self {
            bytes,
            offsets: Vec::new(),
        }
    }

    fn object(&mut self, number: u32, body: &str) {
        self.offsets.push((number, self.bytes.len()));
        self.push(&format!("{number} 0 obj\n{body}\nendobj\n"));
    }

    fn stream(&mut self, number: u32, entries: &str, data: &[u8]) {
        self.offsets.push((number, self.bytes.len()));
        self.push(&format!(
            "{number} 0 obj\n<< {entries} /Length {} >>\nstream\n",
            data.len()
        ));
        self.bytes.extend_from_slice(data);
        self.push("\nendstream\nendobj\n");
    }

    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A gap-free classic table over objects 0 to `last`; numbers without an object are free.
    fn finish(mut self, last: u32, trailer: &str) -> Vec<u8> {
        let at = self.bytes.len();
        self.push(&format!("xref\n0 {}\n", last + 1));
        for number in 0..=last {
            let line = match self.offsets.iter().find(|(n, _)| *n == number) {
                Some((_, offset)) => format!("{offset:010} 00000 n \n"),
                None => "0000000000 65535 f \n".to_owned(),
            };
            self.push(&line);
        }
        self.push(&format!(
            "trailer\n<< /Size {} /Root 1 0 R /ID [<{ID}> <{ID}>] {trailer} >>\nstartxref\n{at}\n%%EOF\n",
            last + 1
        ));
        self.bytes
    }
}

const ID: &str = "00112233445566778899AABBCCDDEEFF";

/// A hybrid file (ISO 32000-2, 7.5.8.4): the font and the information dictionary sit in an object
/// stream that only `/XRefStm` knows, so a reader that ignores it shows a page without text.
pub(super) fn hybrid() -> Vec<u8> {
    let (file, at) = with_hidden_objects();
    file.finish(8, &format!("/Info 6 0 R /XRefStm {at}"))
}

/// The same as word processors write it: a complete table that does not mention the hidden objects,
/// then an empty section whose trailer names the stream.
pub(super) fn hybrid_update() -> Vec<u8> {
    let (file, at) = with_hidden_objects();
    let mut bytes = file.finish(4, "");
    let keyword = b"startxref\n";
    let end = bytes
        .windows(keyword.len())
        .rposition(|window| window == keyword)
        .expect("just written");
    let previous = String::from_utf8_lossy(&bytes[end + keyword.len()..])
        .lines()
        .next()
        .expect("just written")
        .to_owned();
    let start = bytes.len();
    bytes.extend_from_slice(
        format!(
            "xref\n0 0\ntrailer\n<< /Size 9 /Root 1 0 R /Info 6 0 R /ID [<{ID}> <{ID}>] \
             /Prev {previous} /XRefStm {at} >>\nstartxref\n{start}\n%%EOF\n"
        )
        .as_bytes(),
    );
    bytes
}

/// Objects 1 to 4 in the open, 5 and 6 in object stream 7, cross-reference stream 8; with the
/// offset of that stream.
fn with_hidden_objects() -> (Builder, usize) {
    let mut file = Builder::new("1.5");
    file.object(1, "<< /Type /Catalog /Pages 2 0 R >>");
    file.object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    file.object(
        3,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>",
    );
    file.stream(4, "", CONTENT.as_bytes());
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let info = "<< /Title (Hybrid) >>";
    let index = format!("5 0 6 {} ", font.len() + 1);
    let data = format!("{index}{font} {info}");
    file.stream(
        7,
        &format!("/Type /ObjStm /N 2 /First {}", index.len()),
        data.as_bytes(),
    );
    let container = file.offsets.last().expect("just pushed").1;
    let at = file.bytes.len();
    // Entries: 5 and 6 inside stream 7, then 7 and 8 themselves; widths 1, 3, 1.
    let mut entries = vec![2, 0, 0, 7, 0, 2, 0, 0, 7, 1];
    for offset in [container, at] {
        entries.push(1);
        entries.extend_from_slice(&u32::try_from(offset).expect("a small file").to_be_bytes()[1..]);
        entries.push(0);
    }
    file.stream(
        8,
        "/Type /XRef /Size 9 /Index [5 4] /W [1 3 1] /Root 1 0 R",
        &entries,
    );
    // For the classic table the hidden objects and their containers do not exist.
    file.offsets.retain(|(number, _)| *number < 5);
    (file, at)
}

/// A page whose boxes are inherited, whose origin is not (0, 0) and which is cropped.
pub(super) fn crop_box() -> Vec<u8> {
    let mut file = Builder::new("1.7");
    file.object(1, "<< /Type /Catalog /Pages 2 0 R >>");
    file.object(
        2,
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [-50 -70 600.5 900] \
         /CropBox [0 0 595.28 841.89] >>",
    );
    file.object(
        3,
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    );
    file.stream(4, "", CONTENT.as_bytes());
    file.object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    file.finish(5, "")
}

/// A small page behind an attached file of 101 million bytes, so that every offset that matters
/// has nine digits or more.
pub(super) fn huge() -> Vec<u8> {
    let mut file = Builder::new("1.7");
    let filler: Vec<u8> = (0..101_000_000_u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24).to_be_bytes()[3])
        .collect();
    file.stream(6, "/Type /EmbeddedFile", &filler);
    file.object(
        7,
        "<< /Type /Filespec /F (filler.bin) /UF (filler.bin) /EF << /F 6 0 R >> >>",
    );
    file.object(
        1,
        "<< /Type /Catalog /Pages 2 0 R \
         /Names << /EmbeddedFiles << /Names [(filler.bin) 7 0 R] >> >> >>",
    );
    file.object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    file.object(
        3,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>",
    );
    file.stream(4, "", CONTENT.as_bytes());
    file.object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    file.finish(7, "")
}
