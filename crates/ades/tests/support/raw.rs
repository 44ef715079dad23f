//! Documents put together by hand, with a signature of any form in them.

use std::ops::Range;
use std::path::PathBuf;

use e2e::tool::Tool;

use super::{Desk, TestKey};

/// A document to be signed by hand.
pub struct Raw<'a> {
    /// `/SubFilter`.
    pub form: &'a str,
    /// Further entries of the signature dictionary.
    pub entries: String,
    /// Further entries of the catalog.
    pub catalog: &'a str,
    /// Where the catalog says the pages are.
    pub pages: &'a str,
    /// Whether the field holds the signature.
    pub in_field: bool,
    /// Further objects, from number 6.
    pub objects: Vec<String>,
}

/// Bytes left for the contents.
const ROOM: usize = 12_000;

impl Raw<'_> {
    pub fn new(form: &str) -> Raw<'_> {
        Raw {
            form,
            entries: String::new(),
            catalog: "",
            pages: "2 0 R",
            in_field: true,
            objects: Vec::new(),
        }
    }

    /// The document with the contents that `sign` makes over the signed bytes.
    pub fn signed(&self, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let (mut bytes, gap) = self.unsigned();
        let range = format!(
            "[0 {:010} {:010} {:010}]",
            gap.start,
            gap.end,
            bytes.len() - gap.end
        );
        let mark = b"[0 0000000000 0000000000 0000000000]";
        let at = position(&bytes, mark);
        bytes[at..at + mark.len()].copy_from_slice(range.as_bytes());
        let contents = sign(&[&bytes[..gap.start], &bytes[gap.end..]].concat());
        let hex: String = contents.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(hex.len() <= gap.len() - 2, "no room for {}", hex.len());
        bytes[gap.start + 1..gap.start + 1 + hex.len()].copy_from_slice(hex.as_bytes());
        bytes
    }

    fn unsigned(&self) -> (Vec<u8>, Range<usize>) {
        let value = if self.in_field { "/V 5 0 R" } else { "" };
        let own = [
            format!(
                "<</Type/Catalog/Pages {}/AcroForm<</Fields[4 0 R]/SigFlags 3>>{}>>",
                self.pages, self.catalog
            ),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[4 0 R]>>".to_owned(),
            format!(
                "<</Type/Annot/Subtype/Widget/FT/Sig/T(one){value}/P 3 0 R/F 132/Rect[0 0 0 0]>>"
            ),
            format!(
                "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/{}{}\
                 /ByteRange[0 0000000000 0000000000 0000000000]/Contents<{}>>>",
                self.form,
                self.entries,
                "0".repeat(2 * ROOM)
            ),
        ];
        let objects = [own.as_slice(), &self.objects].concat();
        let mut bytes = b"%PDF-1.6\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (object, number) in objects.iter().zip(1..) {
            table += &format!("{:010} 00000 n \n", bytes.len());
            bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
        }
        let start = bytes.len();
        let size = objects.len() + 1;
        bytes.extend(table.as_bytes());
        bytes.extend(
            format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
        );
        let open = position(&bytes, b"/Contents<") + b"/Contents".len();
        let close = open + 2 * ROOM + 2;
        (bytes, open..close)
    }
}

/// Where `needle` stands first.
pub fn position(bytes: &[u8], needle: &[u8]) -> usize {
    let mut places = bytes.windows(needle.len());
    places.position(|found| found == needle).unwrap()
}

/// A later revision of `bytes` that has these objects, as plain text.
pub fn updated(bytes: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let previous = bytes.windows(9).rposition(|found| found == b"startxref");
    let previous = std::str::from_utf8(&bytes[previous.unwrap() + 9..]).unwrap();
    let previous: usize = previous.split_whitespace().next().unwrap().parse().unwrap();
    let mut table = "xref\n".to_owned();
    let mut size = 6;
    for (number, object) in objects {
        table += &format!("{number} 1\n{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
        size = size.max(number + 1);
    }
    let start = bytes.len();
    bytes.extend(table.as_bytes());
    let trailer = format!("<</Size {size}/Root 1 0 R/Prev {previous}>>");
    bytes.extend(format!("trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n").as_bytes());
    bytes
}

/// OpenSSL with a key on a desk.
pub struct OpenSsl {
    desk: Desk,
    certificate: PathBuf,
    key: PathBuf,
    chain: PathBuf,
}

impl OpenSsl {
    pub fn new(key: &TestKey) -> Self {
        let desk = Desk::new();
        let pem = |der: &[u8]| pki::encode::pem("CERTIFICATE", der);
        let chain: String = key.chain.iter().map(|der| pem(der)).collect();
        Self {
            certificate: desk.put("signer.crt", pem(&key.certificate).as_bytes()),
            key: desk.put("signer.key", key.key.to_pem().as_bytes()),
            chain: desk.put("chain.pem", chain.as_bytes()),
            desk,
        }
    }

    /// A message over `content`.
    pub fn cms(&self, content: &[u8], options: &[&str]) -> Vec<u8> {
        let content = self.desk.put("content", content);
        let tool = Tool::new("openssl").args(["cms", "-sign", "-binary", "-outform", "DER"]);
        let tool = tool.arg("-in").arg(content);
        let tool = tool.arg("-signer").arg(&self.certificate);
        let tool = tool.arg("-inkey").arg(&self.key);
        let tool = tool.arg("-certfile").arg(&self.chain);
        tool.args(options).run().success().bytes
    }

    /// A message with one more signer, over `content`.
    pub fn resigned(&self, message: &[u8], content: &[u8]) -> Vec<u8> {
        let message = self.desk.put("message", message);
        let content = self.desk.put("content", content);
        let tool = Tool::new("openssl").args(["cms", "-resign", "-binary", "-inform", "DER"]);
        let tool = tool.args(["-outform", "DER", "-in"]).arg(message);
        let tool = tool.arg("-content").arg(content);
        let tool = tool.arg("-signer").arg(&self.certificate);
        let tool = tool.arg("-inkey").arg(&self.key);
        tool.run().success().bytes
    }

    /// A bare RSA value over `content`.
    pub fn bare(&self, content: &[u8], digest: &str) -> Vec<u8> {
        let content = self.desk.put("content", content);
        let tool = Tool::new("openssl").args(["dgst", digest, "-sign"]);
        tool.arg(&self.key).arg(content).run().success().bytes
    }
}
