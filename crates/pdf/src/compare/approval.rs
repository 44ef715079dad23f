//! Whether the references that led to a changed object are all known to the rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::map::{Map, Set};
use crate::reach::{Graph, Slot};

/// Holders of holders that are looked at; no rule goes further from a page or a field.
const LEVELS: usize = 8;

/// Keys of dictionaries.
pub(super) type Keys = &'static [&'static str];

/// What an object is that rules begin their walks at: a page, a field, the catalog.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    /// The keys under which such an object stands; none: any.
    pub(super) under: Keys,
    /// The keys in it through which its rule goes on. Without them a page that is also made the
    /// appearance of a field would open the way to its contents.
    pub(super) doors: Keys,
}

/// The keys of the catalog that lead to what may change.
pub(super) const CATALOG: Anchor = Anchor {
    under: &["Root", "Data"],
    doors: &[
        "AcroForm",
        "DSS",
        "Metadata",
        "Version",
        "Extensions",
        "MarkInfo",
    ],
};

/// Whatever refers to a page, `/Annots` means something only to who reads it as a page.
pub(super) const PAGE: Anchor = Anchor {
    under: &[],
    doors: &["Annots"],
};

/// Fields and their widgets.
pub(super) const FIELD: Anchor = Anchor {
    under: &[
        "Fields", "Kids", "Parent", "Annots", "Obj", "CO", "IRT", "Popup",
    ],
    doors: &["AP", "V"],
};

/// Comments.
pub(super) const COMMENT: Anchor = Anchor {
    under: &["Annots", "Popup", "Parent", "IRT", "Obj"],
    doors: &[],
};

/// What the rules approved of.
pub(super) struct Approvals<'a> {
    /// References that a rule followed.
    pub(super) followed: &'a Set<(u32, Slot)>,
    /// Pages, fields and the like.
    pub(super) anchors: &'a Map<u32, Anchor>,
    /// Anchors that changed in a way that a rule approved.
    pub(super) approved_anchors: &'a Set<u32>,
}

impl Approvals<'_> {
    /// Of these changed objects the ones that are not approved, with the path of a reference
    /// through which no rule came.
    ///
    /// Goes up from holder to holder until an anchor, since a holder that is also used for
    /// something else brings the change there.
    pub(super) fn check(
        &self,
        graph: &Graph<'_>,
        changed: &BTreeSet<u32>,
    ) -> Result<Vec<(u32, String)>, Error> {
        let mut walk = Walk {
            approvals: self,
            slots: self.slots(graph, changed)?,
            stray: Map::default(),
            under: Map::default(),
        };
        let mut flaws = Vec::new();
        for number in changed {
            if self.anchors.contains_key(number) && !self.approved_anchors.contains(number) {
                flaws.push((*number, String::new()));
            } else if let Some(path) = walk.stray(*number, 0) {
                flaws.push((*number, path));
            }
        }
        Ok(flaws)
    }

    /// The references to the changed objects, and to the holders that matter, level by level.
    fn slots(
        &self,
        graph: &Graph<'_>,
        changed: &BTreeSet<u32>,
    ) -> Result<BTreeMap<u32, BTreeSet<Slot>>, Error> {
        let mut all = BTreeMap::new();
        let mut next = changed.clone();
        for _ in 0..=LEVELS {
            let found = graph.slots(&next)?;
            // An object that only the trailer leads to has no holders, but was asked for.
            let asked = std::mem::take(&mut next);
            for (number, slots) in &found {
                let anchor = self.anchors.get(number);
                let any = anchor.is_some_and(|anchor| anchor.under.is_empty());
                let relevant = slots.iter().filter(|slot| match anchor {
                    Some(_) => slot.path.is_empty() && !any,
                    None => self.followed.contains(&(*number, (*slot).clone())),
                });
                next.extend(relevant.filter_map(|slot| Some(slot.holder?.number)));
            }
            all.extend(found);
            next.retain(|number| !all.contains_key(number) && !asked.contains(number));
            if next.is_empty() {
                break;
            }
        }
        Ok(all)
    }
}

/// The walk up from changed objects; what was found out once is kept, since thousands of objects
/// may share a holder.
struct Walk<'a> {
    approvals: &'a Approvals<'a>,
    slots: BTreeMap<u32, BTreeSet<Slot>>,
    stray: Map<u32, Option<String>>,
    under: Map<(u32, Keys), bool>,
}

impl Walk<'_> {
    /// The path of a reference to an object, or to what leads to it, through which no rule came.
    fn stray(&mut self, number: u32, depth: usize) -> Option<String> {
        if let Some(known) = self.stray.get(&number) {
            return known.clone();
        }
        let stray = match self.approvals.anchors.get(&number) {
            Some(anchor) => self.anchor_astray(number, anchor.under),
            None => self.other_astray(number, depth),
        };
        self.stray.insert(number, stray.clone());
        stray
    }

    fn anchor_astray(&mut self, number: u32, keys: Keys) -> Option<String> {
        if keys.is_empty() {
            return None;
        }
        for slot in self.slots_of(number) {
            if !self.is_under(&slot, keys, 0) {
                return Some(slot.path);
            }
        }
        None
    }

    fn other_astray(&mut self, number: u32, depth: usize) -> Option<String> {
        for slot in self.slots_of(number) {
            let holder = slot.holder;
            let place = (number, slot);
            if !self.approvals.followed.contains(&place) || depth > LEVELS {
                return Some(place.1.path);
            }
            let Some(holder) = holder else {
                continue;
            };
            if self.leaves_anchor(holder.number, &place.1.path) {
                return Some(place.1.path);
            }
            if let Some(path) = self.stray(holder.number, depth + 1) {
                return Some(path);
            }
        }
        None
    }

    /// Whether the holder is an anchor and the path leaves it elsewhere than by its doors.
    fn leaves_anchor(&self, holder: u32, path: &str) -> bool {
        let first = path.split('/').next().unwrap_or_default();
        let anchor = self.approvals.anchors.get(&holder);
        anchor.is_some_and(|anchor| !anchor.doors.contains(&first))
    }

    /// Whether a reference stands under one of the keys, if need be up through arrays that are
    /// objects of their own.
    fn is_under(&mut self, slot: &Slot, keys: Keys, depth: usize) -> bool {
        let last = slot.path.rsplit('/').next().unwrap_or_default();
        if !last.is_empty() {
            return keys.contains(&last);
        }
        let Some(holder) = slot.holder.filter(|_| depth < LEVELS) else {
            return false;
        };
        let place = (holder.number, keys);
        if let Some(known) = self.under.get(&place) {
            return *known;
        }
        let above = self.slots_of(holder.number);
        let under = !above.is_empty()
            && above
                .iter()
                .all(|slot| self.is_under(slot, keys, depth + 1));
        self.under.insert(place, under);
        under
    }

    fn slots_of(&self, number: u32) -> Vec<Slot> {
        self.slots
            .get(&number)
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }
}
