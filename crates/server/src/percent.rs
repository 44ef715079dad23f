//! Percent-encoding (RFC 3986): a text as a part of an address or a header.

/// The text with every byte escaped but letters, figures, `-`, `_`, `.` and those of `also`.
pub(crate) fn encoded(text: &str, also: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                encoded.push(char::from(byte));
            }
            plain if also.contains(&plain) => encoded.push(char::from(plain)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_written_for_headers_and_addresses() {
        assert_eq!(
            super::encoded("Dự thảo.docx", b""),
            "D%E1%BB%B1%20th%E1%BA%A3o.docx"
        );
        assert_eq!(super::encoded("/a?b", b"/"), "/a%3Fb");
    }
}
