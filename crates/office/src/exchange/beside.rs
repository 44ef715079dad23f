//! Signatures that came beside their files (S11: an annex is signed in its own format).
//!
//! A detached signature lies in a file of its own, under the name of what it signs and `.p7s`. It is
//! no file of the document: it becomes the signature of the file that it was given with. Whether it
//! holds is judged with the document.

use ades::validate::cms_facts;

use crate::Fault;
use crate::outgoing::AttachedFile;

/// The ending of a signature's name.
const ENDING: &str = ".p7s";
/// Bytes of the largest signature: one with years of archive time stamps has a few hundred KiB.
const LARGEST: usize = 10 << 20;

/// A file, and the signature that came beside it.
#[derive(Debug)]
pub(super) struct Accompanied {
    pub(super) file: AttachedFile,
    pub(super) signature: Option<Vec<u8>>,
}

/// The files, each with its signature where one came beside it, in their order; and what is wrong
/// with signatures that are none, or whose file is not there.
pub(super) fn accompanied(
    files: impl IntoIterator<Item = AttachedFile>,
) -> (Vec<Accompanied>, Vec<Fault>) {
    let placed = (0_usize..).zip(files);
    let (signatures, files): (Vec<_>, Vec<_>) = placed.partition(|(_, it)| is_signature(&it.name));
    let mut files: Vec<_> = (files.into_iter())
        .map(|(place, file)| (place, Accompanied::alone(file)))
        .collect();
    let given = signatures.into_iter();
    let given = given.map(|(place, signature)| give(&mut files, place, signature));
    let faults = given.filter_map(Result::err).collect();
    files.sort_by_key(|(place, _)| *place);
    (files.into_iter().map(|(_, it)| it).collect(), faults)
}

/// Whether a file of that name is the signature of another of the names.
pub(super) fn is_beside(name: &str, names: &[String]) -> bool {
    let wanted = signed(name).to_lowercase();
    is_signature(name) && names.iter().any(|it| it.to_lowercase() == wanted)
}

impl Accompanied {
    /// A file without one.
    fn alone(file: AttachedFile) -> Self {
        Self {
            file,
            signature: None,
        }
    }
}

/// Gives a signature to its file. Both stand where the first of them was.
fn give(
    files: &mut [(usize, Accompanied)],
    place: usize,
    signature: AttachedFile,
) -> Result<(), Fault> {
    let fault = |code: &str| {
        let values = vec![
            ("name", signature.name.clone()),
            ("signed", signed(&signature.name).to_owned()),
        ];
        Fault::new("file", code, values)
    };
    let wanted = signed(&signature.name).to_lowercase();
    let mut named = (files.iter_mut()).filter(|(_, it)| it.file.name.to_lowercase() == wanted);
    let Some((at, it)) = named.next() else {
        return Err(fault("office-signature-stray"));
    };
    if it.signature.is_some() || named.next().is_some() {
        return Err(fault("office-signature-ambiguous"));
    }
    if signature.bytes.len() > LARGEST || !is_readable(&signature.bytes) {
        return Err(fault("office-signature-unreadable"));
    }
    *at = place.min(*at);
    it.signature = Some(signature.bytes);
    Ok(())
}

/// The name of the signature beside a file of that name.
pub(crate) fn signature_of(name: &str) -> String {
    format!("{name}{ENDING}")
}

/// Whether a file of that name is the signature of another.
fn is_signature(name: &str) -> bool {
    signed(name).len() < name.len()
}

/// The name of what a signature of that name signs.
fn signed(name: &str) -> &str {
    let at = name.len().saturating_sub(ENDING.len());
    match name.split_at_checked(at) {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(ENDING) => stem,
        _ => name,
    }
}

fn is_readable(signature: &[u8]) -> bool {
    cms_facts(signature, None).is_ok_and(|facts| facts.signatures.iter().any(|it| it.cms.is_some()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn file(name: &str) -> AttachedFile {
        AttachedFile {
            name: name.to_owned(),
            bytes: b"1".to_vec(),
        }
    }

    fn codes(names: &[&str]) -> Vec<(String, String)> {
        let (_, faults) = accompanied(names.iter().map(|it| file(it)));
        let told = |it: Fault| (it.code, it.values.into_iter().next().unwrap().1);
        faults.into_iter().map(told).collect()
    }

    #[test]
    fn files_without_signatures_stay_in_their_order() {
        let (files, _) = accompanied([file("b.pdf"), file("a.xlsx"), file("p7s")]);
        let names: Vec<_> = files.iter().map(|it| it.file.name.as_str()).collect();
        assert_eq!(names, ["b.pdf", "a.xlsx", "p7s"]);
    }

    #[test]
    fn a_signature_needs_its_file_and_has_to_be_one() {
        let told = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        assert_eq!(
            codes(&["a.pdf", "ế.xlsx.p7s", "B.XLSX.P7S", "b.xlsx"]),
            [
                told("office-signature-stray", "ế.xlsx.p7s"),
                told("office-signature-unreadable", "B.XLSX.P7S"),
            ]
        );
        assert_eq!(
            codes(&["a.csv", "A.csv", "a.csv.p7s"]),
            [told("office-signature-ambiguous", "a.csv.p7s")]
        );
    }
}
