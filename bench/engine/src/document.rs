//! The documents: pages of random images, as scanners make them, and the same with signatures.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::desk::Desk;
use crate::engine;

/// A document of one size.
pub(crate) struct Document {
    /// Unsigned.
    pub(crate) plain: Vec<u8>,
    /// With three signatures.
    pub(crate) signed: Vec<u8>,
    /// The files of both in the folder.
    pub(crate) plain_file: PathBuf,
    pub(crate) signed_file: PathBuf,
}

/// All documents.
pub(crate) struct Documents {
    /// 5 pages, 19 objects, 100 KB.
    pub(crate) small: Document,
    /// 200 pages, 604 objects, 10 MB.
    pub(crate) large: Document,
    /// The small one with 1 signature, and with 24.
    pub(crate) once: Vec<u8>,
    pub(crate) many: Vec<u8>,
    pub(crate) many_file: PathBuf,
}

impl Documents {
    pub(crate) fn make(desk: &Desk) -> Self {
        let small = make(desk, "small", 5, 20_000);
        let once = engine::sign_times(desk, &small.plain, 1);
        let many = engine::sign_times(desk, &small.plain, 24);
        Self {
            many_file: desk.put("many.pdf", &many),
            large: make(desk, "large", 200, 52_000),
            small,
            once,
            many,
        }
    }
}

fn make(desk: &Desk, name: &str, pages: usize, image: usize) -> Document {
    let plain = scan(pages, image);
    let signed = engine::sign_times(desk, &plain, 3);
    Document {
        plain_file: desk.put(&format!("{name}.pdf"), &plain),
        signed_file: desk.put(&format!("{name}-signed.pdf"), &signed),
        plain,
        signed,
    }
}

/// Pages with one incompressible image of so many bytes each, three objects a page and four more.
fn scan(pages: usize, image: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut noise = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        noise.to_le_bytes()[3]
    };
    let (height, width) = (image / 100, 100);
    let mut file = Writer::new(&mut bytes);
    let kids: String = (0..pages)
        .map(|page| format!("{} 0 R ", 5 + 3 * page))
        .collect();
    file.object("<</Type/Catalog/Pages 2 0 R>>");
    file.object(&format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"));
    file.object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    file.object("<</Producer(bench)>>");
    for page in 0..pages {
        let own = 5 + 3 * page;
        let (contents, picture) = (own + 1, own + 2);
        file.object(&format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {contents} 0 R/Resources\
             <</Font<</F1 3 0 R>>/XObject<</I {picture} 0 R>>>>>>"
        ));
        let text =
            format!("BT /F1 12 Tf 50 800 Td (Page {page}) Tj ET q 500 0 0 700 50 50 cm /I Do Q");
        file.object(&format!(
            "<</Length {}>>stream\n{text}\nendstream",
            text.len()
        ));
        let head = format!(
            "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray\
             /BitsPerComponent 8/Length {}>>",
            width * height
        );
        file.stream(&head, (0..width * height).map(|_| random()));
    }
    file.finish("/Info 4 0 R");
    bytes
}

/// A page whose one image is `size` bytes, written piece by piece: too large to be held.
pub(crate) fn huge(path: &Path, size: u64) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    let mut file = Writer::new(&mut out);
    file.object("<</Type/Catalog/Pages 2 0 R>>");
    file.object("<</Type/Pages/Count 1/Kids[3 0 R]>>");
    file.object(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>>>",
    );
    let (width, height) = (1 << 14, size >> 14);
    let head = format!(
        "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray\
         /BitsPerComponent 8/Length {}>>",
        width * height
    );
    file.stream(
        &head,
        (0..width * height).map(|place| place.to_le_bytes()[1]),
    );
    file.finish("");
}

/// Writes a PDF with a classic table, counting as it goes.
struct Writer<'a, W> {
    out: &'a mut W,
    length: u64,
    offsets: Vec<u64>,
}

impl<'a, W: std::io::Write> Writer<'a, W> {
    fn new(out: &'a mut W) -> Self {
        let mut file = Self {
            out,
            length: 0,
            offsets: Vec::new(),
        };
        file.put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
        file
    }

    fn put(&mut self, bytes: &[u8]) {
        self.out.write_all(bytes).unwrap();
        self.length += bytes.len() as u64;
    }

    fn begin(&mut self) {
        self.offsets.push(self.length);
        let number = self.offsets.len();
        self.put(format!("{number} 0 obj\n").as_bytes());
    }

    fn object(&mut self, body: &str) {
        self.begin();
        self.put(body.as_bytes());
        self.put(b"\nendobj\n");
    }

    fn stream(&mut self, head: &str, data: impl Iterator<Item = u8>) {
        self.begin();
        self.put(head.as_bytes());
        self.put(b"stream\n");
        let mut piece = Vec::with_capacity(1 << 16);
        for byte in data {
            piece.push(byte);
            if piece.len() == 1 << 16 {
                self.put(&piece);
                piece.clear();
            }
        }
        self.put(&piece);
        self.put(b"\nendstream\nendobj\n");
    }

    fn finish(mut self, trailer: &str) {
        let start = self.length;
        let size = self.offsets.len() + 1;
        self.put(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes());
        for offset in std::mem::take(&mut self.offsets) {
            self.put(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let end =
            format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
        self.put(end.as_bytes());
        self.out.flush().unwrap();
    }
}
