//! Changes to good inputs: the same ones for the same start, so that a failure can be repeated.
//!
//! DER is taken apart first, so that a changed element still stands in elements of the right
//! length; what only flips octets gets no further than the first of them.

use crate::Kind;

/// A xorshift generator.
#[derive(Clone, Debug)]
pub struct Random(u64);

/// Words that PDF readers look for.
const WORDS: &[&[u8]] = &[
    b"obj",
    b"endobj",
    b"stream\n",
    b"endstream",
    b"xref\n",
    b"trailer",
    b"startxref\n",
    b"%%EOF\n",
    b" 0 R",
    b"/Prev ",
    b"/XRefStm ",
    b"/Length 99",
    b"/Kids[",
    b"/Fields[",
    b"/Annots[",
    b"<<",
    b">>",
    b"/Parent ",
    b"/Root 1 0 R",
    b"-1",
    b"99999999999999999999",
    b"/Contents ",
    b"null",
];

/// Tags and lengths that ASN.1 readers look for.
const OCTETS: &[u8] = &[
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x13, 0x17, 0x18, 0x24, 0x30, 0x31, 0x7F,
    0x80, 0x81, 0x82, 0x84, 0xA0, 0xA1, 0xA3, 0xFF,
];

/// Deeper elements are left as they are.
const DEPTH: usize = 24;

impl Random {
    /// A generator with this start.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`, 0 if that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0 % bound).unwrap_or(0)
    }

    fn octet(&mut self) -> u8 {
        match self.below(2) {
            0 => OCTETS[self.below(OCTETS.len())],
            _ => u8::try_from(self.below(256)).unwrap_or(0),
        }
    }
}

/// A changed `input`; `other` is another good one to take pieces from.
#[must_use]
pub fn mutate(kind: Kind, input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut mutated = input.to_vec();
    for _ in 0..=random.below(3) {
        mutated = match (kind, random.below(4)) {
            (Kind::Der, 0..=2) => elements(&mutated, other, random),
            _ => octets(mutated, kind, random),
        };
    }
    mutated
}

/// One stretch of octets changed, left out, doubled, moved or cut off.
fn octets(mut bytes: Vec<u8>, kind: Kind, random: &mut Random) -> Vec<u8> {
    let length = bytes.len();
    if length == 0 {
        return vec![random.octet()];
    }
    let (at, to) = (random.below(length), random.below(length));
    let end = length.min(at + random.below(40));
    match random.below(6) {
        0 => bytes[at] = random.octet(),
        1 => bytes[at] ^= 1 << random.below(8),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let copy = bytes[at..end].to_vec();
            bytes.splice(to..to, copy);
        }
        4 if kind == Kind::Pdf => {
            let word = WORDS[random.below(WORDS.len())];
            bytes.splice(at..at, word.iter().copied());
        }
        4 => bytes[at] = OCTETS[random.below(OCTETS.len())],
        _ => bytes.truncate(length - random.below(length / 4)),
    }
    bytes
}

/// An ASN.1 element: its tag, and either the elements in it or its content.
#[derive(Clone)]
struct Element {
    tag: u8,
    inside: Vec<Element>,
    content: Vec<u8>,
}

/// One element changed, left out, doubled, moved, or replaced by one of another input.
fn elements(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let Some(mut tree) = read(bytes, DEPTH).filter(|tree| !tree.is_empty()) else {
        return octets(bytes.to_vec(), Kind::Der, random);
    };
    let count = tree.iter().map(Element::count).sum();
    let place = random.below(count);
    let donor = read(other, DEPTH).unwrap_or_default();
    let donors = donor.iter().map(Element::count).sum();
    let piece = nth(&donor, random.below(donors)).cloned();
    change(&mut tree, place, piece, random);
    tree.iter().flat_map(Element::write).collect()
}

/// Changes the element number `place`, counted from the outside inwards.
fn change(tree: &mut Vec<Element>, place: usize, piece: Option<Element>, random: &mut Random) {
    let mut left = place;
    for index in 0..tree.len() {
        if left == 0 {
            return change_one(tree, index, piece, random);
        }
        left -= 1;
        let inside = tree[index].inside.iter().map(Element::count).sum();
        if left < inside {
            return change(&mut tree[index].inside, left, piece, random);
        }
        left -= inside;
    }
}

fn change_one(tree: &mut Vec<Element>, index: usize, piece: Option<Element>, random: &mut Random) {
    let length = tree.len();
    match random.below(7) {
        0 => drop(tree.remove(index)),
        1 => tree.insert(index, tree[index].clone()),
        2 => tree.swap(index, random.below(length)),
        3 => tree[index].tag = random.octet(),
        4 => tree[index] = piece.unwrap_or_else(|| tree[index].clone()),
        5 if length > 1 => tree.reverse(),
        _ => {
            let element = &mut tree[index];
            if element.inside.is_empty() {
                element.content = octets(std::mem::take(&mut element.content), Kind::Der, random);
            } else {
                element.inside.extend(piece);
            }
        }
    }
}

fn nth(tree: &[Element], place: usize) -> Option<&Element> {
    let mut left = place;
    for element in tree {
        if left == 0 {
            return Some(element);
        }
        left -= 1;
        let inside = element.inside.iter().map(Element::count).sum();
        if left < inside {
            return nth(&element.inside, left);
        }
        left -= inside;
    }
    None
}

impl Element {
    fn count(&self) -> usize {
        1 + self.inside.iter().map(Self::count).sum::<usize>()
    }

    fn write(&self) -> Vec<u8> {
        let content = match self.inside.as_slice() {
            [] => self.content.clone(),
            inside => inside.iter().flat_map(Self::write).collect(),
        };
        let length = u32::try_from(content.len())
            .unwrap_or(u32::MAX)
            .to_be_bytes();
        let head = match content.len() {
            short @ 0..0x80 => vec![u8::try_from(short).unwrap_or(0)],
            0x80..0x100 => vec![0x81, length[3]],
            0x100..0x1_0000 => vec![0x82, length[2], length[3]],
            _ => [&[0x84][..], &length].concat(),
        };
        [&[self.tag][..], &head, &content].concat()
    }
}

/// All elements of `bytes`, if that is what they are; octet and bit strings are looked into too.
fn read(bytes: &[u8], depth: usize) -> Option<Vec<Element>> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let [tag, first, behind @ ..] = rest {
        let (length, behind) = match *first {
            short @ 0..=0x7F => (usize::from(short), behind),
            long @ 0x81..=0x84 => {
                let (length, behind) = behind.split_at_checked(usize::from(long & 0x7F))?;
                let value = length
                    .iter()
                    .fold(0, |sum, octet| sum << 8 | usize::from(*octet));
                (value, behind)
            }
            _ => return None,
        };
        let (content, behind) = behind.split_at_checked(length)?;
        let holds_more = tag & 0x20 != 0 || *tag == 0x04;
        let inside = match depth.checked_sub(1).filter(|_| holds_more) {
            Some(depth) => read(content, depth).unwrap_or_default(),
            None => Vec::new(),
        };
        found.push(Element {
            tag: *tag,
            inside,
            content: content.to_vec(),
        });
        rest = behind;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fixture;

    #[test]
    fn taking_apart_and_writing_changes_nothing() {
        let fixture = Fixture::shared();
        for der in fixture.signatures.iter().chain(&fixture.lists) {
            let tree = read(der, DEPTH).unwrap();
            let written: Vec<u8> = tree.iter().flat_map(Element::write).collect();
            assert_eq!(&written, der);
        }
    }

    #[test]
    fn the_same_start_gives_the_same_changes() {
        let input = &Fixture::shared().signer;
        let all = |seed| {
            let mut random = Random::new(seed);
            (0..20)
                .map(|_| mutate(Kind::Der, input, input, &mut random))
                .collect::<Vec<_>>()
        };
        assert_eq!(all(1), all(1));
        assert_ne!(all(1), all(2));
    }
}
