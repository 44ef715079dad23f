//! Finding entries by serial number without keeping them decoded.

use der::SliceReader;

use super::Entry;
use super::entry::Outline;
use crate::extension::GeneralName;

/// Where the entries stand in the contents of `revokedCertificates`.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Digest of the serial number in the upper half, offset in the lower; ascending.
    places: Vec<u64>,
    /// Offsets of entries with `certificateIssuer`, ascending.
    issuers: Vec<u32>,
}

impl Index {
    /// Notes the entry that stands at `offset`. [`Self::finish`] must follow the last one.
    pub(super) fn add(&mut self, offset: u32, serial: &[u8], names_issuer: bool) {
        let digest = u64::from(digest(serial));
        self.places.push(digest << 32 | u64::from(offset));
        if names_issuer {
            self.issuers.push(offset);
        }
    }

    pub(super) fn finish(&mut self) {
        self.places.sort_unstable();
        self.places.shrink_to_fit();
    }

    /// All entries in `contents`, in the order found.
    pub(super) fn entries<'a>(&self, contents: &'a [u8]) -> impl Iterator<Item = Entry> + use<'a> {
        let mut rest = contents;
        std::iter::from_fn(move || {
            let outline = outline_at(rest, 0)?;
            rest = rest.get(outline.length..)?;
            outline.entry().ok()
        })
    }

    /// The entries with this serial number, with their offsets.
    pub(super) fn find<'a>(
        &'a self,
        contents: &'a [u8],
        serial: &'a [u8],
    ) -> impl Iterator<Item = (u32, Entry)> + 'a {
        let digest = digest(serial);
        let start = self
            .places
            .partition_point(|place| split(*place).0 < digest);
        let places = self.places.get(start..).unwrap_or_default();
        places
            .iter()
            .map(|place| split(*place))
            .take_while(move |(found, _)| *found == digest)
            .filter_map(move |(_, offset)| Some((offset, outline_at(contents, offset)?)))
            .filter(move |(_, outline)| outline.serial == serial)
            .filter_map(|(offset, outline)| Some((offset, outline.entry().ok()?)))
    }

    /// The `certificateIssuer` that holds at this offset.
    pub(super) fn issuer_at(&self, contents: &[u8], offset: u32) -> Option<Vec<GeneralName>> {
        let count = self.issuers.partition_point(|issuer| *issuer <= offset);
        let place = self.issuers.get(count.checked_sub(1)?)?;
        let entry = outline_at(contents, *place)?.entry().ok()?;
        Some(entry.certificate_issuer)
    }
}

/// The digest of the serial number and the offset in an entry of the index.
fn split(place: u64) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = place.to_be_bytes();
    (
        u32::from_be_bytes([a, b, c, d]),
        u32::from_be_bytes([e, f, g, h]),
    )
}

/// The entry at this offset.
fn outline_at(contents: &[u8], offset: u32) -> Option<Outline<'_>> {
    let rest = contents.get(usize::try_from(offset).ok()?..)?;
    Outline::next(&mut SliceReader::new(rest).ok()?).ok()
}

/// FNV-1a. Serial numbers chosen to collide cost one pass over the list per search, no more.
fn digest(serial: &[u8]) -> u32 {
    serial.iter().fold(0x811C_9DC5, |digest, octet| {
        (digest ^ u32::from(*octet)).wrapping_mul(0x0100_0193)
    })
}
