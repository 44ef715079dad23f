//! The cross-reference section and trailer of one appended revision (ISO 32000-2, 7.5.4 to 7.5.8).

use crate::{Dictionary, Error, Object, ObjectId, Stream, serialize};

/// The largest offset that the ten digits of a table's line can hold.
const MAX_TABLE_OFFSET: u64 = 9_999_999_999;

/// Where an object of the revision begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) id: ObjectId,
    pub(crate) offset: u64,
}

/// Writes a table of `places`, which are in the order of their numbers, and the trailer.
///
/// Only changed objects are listed. The first line of the list of free objects is not among them:
/// repeating it would cut the list of a file that has free objects.
pub(crate) fn write_table(
    out: &mut Vec<u8>,
    places: &[Place],
    trailer: &Dictionary,
) -> Result<(), Error> {
    out.extend(b"xref\n");
    for run in runs(places) {
        let first = run.first().map_or(0, |place| place.id.number);
        out.extend(format!("{first} {}\n", run.len()).bytes());
        write_lines(out, run)?;
    }
    write_trailer(out, trailer);
    Ok(())
}

/// Writes the table of a file's first revision, whose `places` have the numbers from 1 on: one
/// section without a gap, as 7.5.4 asks for.
pub(crate) fn write_whole_table(
    out: &mut Vec<u8>,
    places: &[Place],
    trailer: &Dictionary,
) -> Result<(), Error> {
    let count = places.len().saturating_add(1);
    out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
    write_lines(out, places)?;
    write_trailer(out, trailer);
    Ok(())
}

fn write_lines(out: &mut Vec<u8>, places: &[Place]) -> Result<(), Error> {
    for Place { id, offset } in places {
        if *offset > MAX_TABLE_OFFSET {
            return Err(Error::OffsetTooLarge { offset: *offset });
        }
        out.extend(format!("{offset:010} {:05} n \n", id.generation).bytes());
    }
    Ok(())
}

fn write_trailer(out: &mut Vec<u8>, trailer: &Dictionary) {
    out.extend(b"trailer\n");
    serialize::write_object(out, &trailer.clone().into());
    out.push(b'\n');
}

/// Writes a cross-reference stream of `places`, of which it is itself the last.
///
/// The data are not compressed: a revision has few lines, and what cannot be misread by anybody
/// is worth more than a few bytes.
pub(crate) fn write_stream(out: &mut Vec<u8>, places: &[Place], trailer: &Dictionary) {
    let Some(own) = places.last() else { return };
    let farthest = places.iter().map(|place| place.offset).max().unwrap_or(0);
    let width = farthest
        .to_be_bytes()
        .iter()
        .skip_while(|byte| **byte == 0)
        .count()
        .max(1);
    let mut data = Vec::new();
    let mut index = Vec::new();
    for run in runs(places) {
        index.push(integer(run.first().map_or(0, |place| place.id.number)));
        index.push(integer(u32::try_from(run.len()).unwrap_or(u32::MAX)));
        for Place { id, offset } in run {
            data.push(1);
            data.extend(
                offset
                    .to_be_bytes()
                    .iter()
                    .skip(8_usize.saturating_sub(width)),
            );
            data.extend(id.generation.to_be_bytes());
        }
    }
    let widths = vec![1_i64, i64::try_from(width).unwrap_or(8), 2];
    let mut dictionary = Dictionary::new()
        .with("Type", Object::name("XRef"))
        .with(
            "W",
            widths.into_iter().map(Object::Integer).collect::<Vec<_>>(),
        )
        .with("Index", index);
    for (key, value) in trailer.iter() {
        dictionary.set(key.as_bytes(), value.clone());
    }
    serialize::write_indirect(out, own.id, &Stream::new(dictionary, data).into());
}

/// Writes where the section begins, and the end of the revision.
pub(crate) fn write_end(out: &mut Vec<u8>, startxref: u64) {
    out.extend(format!("startxref\n{startxref}\n%%EOF\n").bytes());
}

/// Runs of consecutive object numbers.
fn runs(places: &[Place]) -> impl Iterator<Item = &[Place]> {
    places.chunk_by(|a, b| a.id.number.checked_add(1) == Some(b.id.number))
}

fn integer(value: u32) -> Object {
    Object::Integer(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(number: u32, offset: u64) -> Place {
        let id = ObjectId {
            number,
            generation: 0,
        };
        Place { id, offset }
    }

    #[test]
    fn a_table_has_lines_of_20_bytes_in_runs() {
        let mut out = Vec::new();
        let places = [place(3, 17), place(4, 9_999_999_999), place(9, 5)];
        write_table(&mut out, &places, &Dictionary::new()).unwrap();
        let expected = "xref\n3 2\n0000000017 00000 n \n9999999999 00000 n \n\
                        9 1\n0000000005 00000 n \ntrailer\n<<>>\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_table_ends_at_ten_digits() {
        let written = write_table(
            &mut Vec::new(),
            &[place(1, 10_000_000_000)],
            &Dictionary::new(),
        );
        assert!(matches!(
            written,
            Err(Error::OffsetTooLarge {
                offset: 10_000_000_000
            })
        ));
    }

    #[test]
    fn a_stream_is_as_wide_as_its_farthest_offset() {
        let mut out = Vec::new();
        write_stream(
            &mut out,
            &[place(3, 17), place(4, 1 << 40)],
            &Dictionary::new(),
        );
        let text = String::from_utf8_lossy(&out);
        assert!(text.starts_with("4 0 obj\n<</Type /XRef/W [1 6 2]/Index [3 2]/Length 18>>"));
    }
}
