//! Files that are broken in the ways files really break.

use std::fs;
use std::path::Path;

use super::Input;
use crate::tool;

/// The bytes of a damaged file.
pub(super) fn make(input: Input, work: &Path) -> Vec<u8> {
    let mut bytes = fs::read(Input::LibreOffice.file()).expect("an input just made can be read");
    match input {
        Input::TrailingJunk => {
            bytes.extend_from_slice(b"\r\n\0\0\0\0<!-- appended by a gateway -->\n")
        }
        Input::BrokenStartxref => break_startxref(&mut bytes),
        Input::LeadingJunk => {
            let mut longer = b"X-Gateway: passed\r\n\r\n".to_vec();
            longer.append(&mut bytes);
            bytes = longer;
        }
        Input::SignedBroken => {
            bytes = signed(work);
            break_startxref(&mut bytes);
        }
        Input::Truncated => bytes.truncate(bytes.len() / 2),
        Input::Empty => bytes.clear(),
        _ => bytes = "Kính gửi: đây là một tệp văn bản, không phải PDF.\n".into(),
    }
    bytes
}

/// Replaces the last `startxref` offset by one that points into the header.
fn break_startxref(bytes: &mut Vec<u8>) {
    let keyword = b"startxref";
    let at = bytes
        .windows(keyword.len())
        .rposition(|window| window == keyword)
        .expect("the file has a startxref");
    bytes.truncate(at);
    bytes.extend_from_slice(b"startxref\n7\n%%EOF\n");
}

fn signed(work: &Path) -> Vec<u8> {
    let authority = crate::judges::peer::authority(&work.join("ca"));
    let file = work.join("signed.pdf");
    authority.sign(&Input::LibreOffice.file(), &file, &[]);
    let bytes = fs::read(&file).expect("a file just signed can be read");
    // The file must be whole before it is broken, or it proves nothing.
    let _checked = tool::Tool::new("qpdf")
        .arg("--check")
        .arg(&file)
        .run()
        .success();
    bytes
}
