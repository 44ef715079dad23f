//! The end of the document: signer and recipients (ô 7 and 9b of Phụ lục I).

use super::fault::{Fault, Part};
use super::{Found, Pages};
use crate::zones::{Region, Zone};

/// What may not stand before a name (ô 7b; ranks and titles of the armed forces and of teachers,
/// which the regulation allows, are not among them).
const TITLES: [&str; 9] = [
    "TS.", "ThS.", "PGS.", "GS.", "CN.", "KS.", "BS.", "ThS", "PGS",
];

pub(super) fn check(pages: &Pages, found: &mut Found) {
    signers(pages, found);
    recipients(pages, found);
}

fn signers(pages: &Pages, found: &mut Found) {
    let mut any = false;
    for (page, zones) in pages.zones.iter().enumerate() {
        for block in &zones.blocks {
            any = true;
            let titled = TITLES.iter().any(|title| block.signer.starts_with(title));
            if titled {
                let text = block.signer.clone();
                found.at(Fault::NameTitle { text }, page, &block.name);
            }
        }
    }
    if !any {
        found.add(Fault::Missing { part: Part::Signer });
    }
}

fn recipients(pages: &Pages, found: &mut Found) {
    let is_list = |region: &&Region| region.zone == Zone::Recipients;
    for (page, zones) in pages.zones.iter().enumerate().rev() {
        let list: Vec<&Region> = zones.regions.iter().filter(is_list).collect();
        let Some(heading) = list.first() else {
            continue;
        };
        let archived = list.iter().any(|line| line.text.contains("Lưu: VT"));
        if !archived {
            let fault = Fault::Missing {
                part: Part::Archive,
            };
            found.at(fault, page, &heading.area);
        }
        return;
    }
    found.add(Fault::Missing {
        part: Part::Recipients,
    });
}
