//! Objects as bytes (ISO 32000-2, 7.3), the form in which they are appended.
//!
//! What is written reads back as the same object: strings keep their notation, a real stays a
//! real. The layout also keeps to PDF/A-1 (ISO 19005-1, 6.1.6 to 6.1.8): `obj` and `endobj` end
//! their lines, `stream` and `endstream` stand on lines of their own, hexadecimal strings have an
//! even number of digits.
//!
//! Not its job: encryption, and where an object comes to lie.

use crate::{Dictionary, Name, Object, ObjectId, PdfString, StreamData};

/// Writes a direct object, or a stream whose data are in memory.
///
/// A stream still in its file is written as null, since its bytes are not at hand;
/// [`crate::Update`] and [`crate::rewrite`] read them before. Null values in a dictionary are left
/// out, which means the same (7.3.7).
pub fn write_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Boolean(value) => out.extend(value.to_string().bytes()),
        Object::Integer(value) => out.extend(value.to_string().bytes()),
        Object::Real(value) => write_real(out, *value),
        Object::String(string) => write_string(out, string),
        Object::Name(name) => write_name(out, name),
        Object::Array(items) => write_array(out, items),
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Reference(id) => out.extend(format!("{id} R").bytes()),
        Object::Stream(stream) => match &stream.data {
            StreamData::Owned(data) => write_stream(out, &stream.dictionary, data),
            StreamData::InFile { .. } => out.extend(b"null"),
        },
    }
}

/// Writes an indirect object, `12 0 obj` to `endobj` and the end of its line.
pub(crate) fn write_indirect(out: &mut Vec<u8>, id: ObjectId, object: &Object) {
    begin_indirect(out, id);
    write_object(out, object);
    end_indirect(out);
}

pub(crate) fn begin_indirect(out: &mut Vec<u8>, id: ObjectId) {
    out.extend(format!("{id} obj\n").bytes());
}

pub(crate) fn end_indirect(out: &mut Vec<u8>) {
    out.extend(b"\nendobj\n");
}

/// Writes a name with its slash and its escapes (7.3.5).
pub(crate) fn write_name(out: &mut Vec<u8>, name: &Name) {
    out.push(b'/');
    for byte in name.as_bytes() {
        if byte.is_ascii_graphic() && !b"#()<>[]{}/%".contains(byte) {
            out.push(*byte);
        } else {
            out.extend(format!("#{byte:02X}").bytes());
        }
    }
}

/// Writes bytes as lower-case hexadecimal digits.
pub(crate) fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied();
    for byte in bytes {
        out.extend(digit(byte >> 4));
        out.extend(digit(byte & 15));
    }
}

fn write_array(out: &mut Vec<u8>, items: &[Object]) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        write_object(out, item);
    }
    out.push(b']');
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend(b"<<");
    for (key, value) in dictionary
        .iter()
        .filter(|(_, value)| **value != Object::Null)
    {
        write_name(out, key);
        out.push(b' ');
        write_object(out, value);
    }
    out.extend(b">>");
}

fn write_stream(out: &mut Vec<u8>, dictionary: &Dictionary, data: &[u8]) {
    let mut dictionary = dictionary.clone();
    dictionary.set("Length", i64::try_from(data.len()).unwrap_or(i64::MAX));
    write_dictionary(out, &dictionary);
    out.extend(b"\nstream\n");
    out.extend(data);
    out.extend(b"\nendstream");
}

/// 7.3.3: decimal digits and a point, never an exponent. What is no number cannot be written as
/// one and becomes 0; no parsed file holds such a value.
fn write_real(out: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        out.extend(b"0.0");
        return;
    }
    let digits = value.to_string();
    out.extend(digits.bytes());
    if !digits.contains('.') {
        out.extend(b".0");
    }
}

fn write_string(out: &mut Vec<u8>, string: &PdfString) {
    if string.hexadecimal {
        out.push(b'<');
        write_hex(out, &string.bytes);
        out.push(b'>');
        return;
    }
    out.push(b'(');
    for byte in &string.bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
            // A bare end of line would read back as a single line feed (7.3.4.2).
            b'\r' => out.extend(b"\\r"),
            b'\n' => out.extend(b"\\n"),
            _ => out.push(*byte),
        }
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;

    fn written(object: impl Into<Object>) -> String {
        let mut out = Vec::new();
        write_object(&mut out, &object.into());
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn reals_have_no_exponent_and_stay_reals() {
        assert_eq!(written(0.1), "0.1");
        assert_eq!(written(-3.0), "-3.0");
        assert_eq!(written(1e-7), "0.0000001");
        assert_eq!(written(1e21), "1000000000000000000000.0");
        assert_eq!(written(f64::NAN), "0.0");
    }

    #[test]
    fn odd_letters_of_names_are_escaped() {
        assert_eq!(written(Object::name("A B#/(é")), "/A#20B#23#2F#28#C3#A9");
        assert_eq!(written(Object::name("")), "/");
    }

    #[test]
    fn strings_keep_their_notation() {
        let literal = PdfString::literal(*b"a(b)\\\r\n");
        assert_eq!(written(literal), "(a\\(b\\)\\\\\\r\\n)");
        assert_eq!(written(PdfString::text("số")), "<feff00731ed1>");
    }

    #[test]
    fn dictionaries_leave_out_null() {
        let dictionary = Dictionary::new().with("A", Object::Null).with(
            "B",
            vec![Object::Integer(1), Object::name("X"), Object::Boolean(true)],
        );
        assert_eq!(written(dictionary), "<</B [1 /X true]>>");
    }

    #[test]
    fn a_stream_gets_its_own_length() {
        let dictionary = Dictionary::new().with("Length", 99_i64);
        let stream = Stream::new(dictionary, b"abc".to_vec());
        assert_eq!(written(stream), "<</Length 3>>\nstream\nabc\nendstream");
    }
}
