//! Who could reach an object: the reference graph of a revision.
//!
//! Readers find an object by walking references from the trailer, so what a change can affect is
//! known from the references that lead to it. The walk reads every object once; objects that did
//! not change between two revisions share the work through [`Cache`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, OnceLock};

use crate::error::Error;
use crate::map::Map;
use crate::object::{Dictionary, Object, ObjectId};
use crate::revision::Entry;
use crate::view::View;

/// The references of objects that were read already, for the graphs of several revisions.
#[derive(Debug, Default)]
pub struct Cache {
    references: Map<Place, Arc<[ObjectId]>>,
}

/// What determines the content of an object: its entry, and the entry of its object stream.
type Place = (u32, Entry, Option<Entry>);

/// Objects for which there is memory from the start; most documents have fewer.
const EXPECTED: usize = 1 << 12;

/// The entries of the trailer through which readers find objects (ISO 32000-2, table 15); what
/// writers put there besides means nothing to them.
const ROOTS: &[&str] = &["Root", "Info", "Encrypt", "ID"];

/// The reference graph of one revision, from its trailer on.
#[derive(Debug)]
pub struct Graph<'a> {
    view: View<'a>,
    /// The objects that refer to each object number; the trailer is not among them.
    holders: OnceLock<Map<u32, Vec<ObjectId>>>,
    /// Every object referred to, with its references and the object that was the first to refer
    /// to it; none for the trailer.
    nodes: Map<ObjectId, (Arc<[ObjectId]>, Option<ObjectId>)>,
    /// Objects that could not be read, so that where they lead is not known.
    unreadable: Vec<(ObjectId, Error)>,
    /// Memory for the references of one object.
    found: Vec<ObjectId>,
}

/// The place of a reference.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Slot {
    /// The object that holds the reference; none for the trailer.
    pub holder: Option<ObjectId>,
    /// The dictionary keys that lead to it inside the holder, joined by slashes; places in arrays
    /// are left out, so it is empty for an item of an array that is an object of its own.
    pub path: String,
}

impl<'a> Graph<'a> {
    /// Walks all references of a revision.
    ///
    /// # Errors
    /// Only what the medium says; other errors are kept in [`Self::unreadable`].
    pub fn new(view: View<'a>, cache: &mut Cache) -> Result<Self, Error> {
        let mut graph = Self {
            view,
            holders: OnceLock::new(),
            nodes: Map::default(),
            unreadable: Vec::new(),
            found: Vec::new(),
        };
        graph.nodes.reserve(view.objects().take(EXPECTED).count());
        let mut next: VecDeque<(ObjectId, Option<ObjectId>)> = VecDeque::new();
        let mut first = Vec::new();
        for root in ROOTS.iter().filter_map(|key| view.trailer().get(key)) {
            object_references(root, &mut first);
        }
        order(&mut first);
        next.extend(first.into_iter().map(|id| (id, None)));
        while let Some((id, from)) = next.pop_front() {
            if graph.nodes.contains_key(&id) {
                continue;
            }
            let references = graph.references(id, cache)?;
            next.extend(
                references
                    .iter()
                    .filter(|target| !graph.nodes.contains_key(target))
                    .map(|target| (*target, Some(id))),
            );
            graph.nodes.insert(id, (references, from));
        }
        Ok(graph)
    }

    /// Whether a walk from the trailer meets the object.
    #[must_use]
    pub fn reaches(&self, id: ObjectId) -> bool {
        self.nodes.contains_key(&id)
    }

    /// Whether anything that the trailer leads to refers to this object number.
    pub(crate) fn refers_to(&self, number: u32) -> bool {
        self.holders().contains_key(&number)
    }

    /// Objects that could not be read, with the reason.
    #[must_use]
    pub fn unreadable(&self) -> &[(ObjectId, Error)] {
        &self.unreadable
    }

    /// A shortest way from the trailer to the object: the objects on it, itself the last; none if
    /// nothing leads to it.
    #[must_use]
    pub fn path(&self, id: ObjectId) -> Option<Vec<ObjectId>> {
        let mut path = vec![id];
        let mut from = self.nodes.get(&id)?.1;
        while let Some(holder) = from {
            path.push(holder);
            from = self.nodes.get(&holder)?.1;
        }
        path.reverse();
        Some(path)
    }

    /// Every reference to each of these object numbers, whatever its generation. Each object that
    /// holds one is read once.
    ///
    /// # Errors
    /// What is wrong with a holder's bytes.
    pub fn slots(&self, targets: &BTreeSet<u32>) -> Result<BTreeMap<u32, BTreeSet<Slot>>, Error> {
        let mut walk = SlotWalk {
            targets,
            slots: BTreeMap::new(),
            holder: None,
        };
        for key in ROOTS {
            if let Some(root) = self.view.trailer().get(key) {
                walk.object(root, key);
            }
        }
        let known = targets
            .iter()
            .filter_map(|target| self.holders().get(target));
        let holders: BTreeSet<ObjectId> = known.flatten().copied().collect();
        for holder in holders {
            walk.holder = Some(holder);
            walk.object(&self.view.get(holder)?, "");
        }
        Ok(walk.slots)
    }

    fn holders(&self) -> &Map<u32, Vec<ObjectId>> {
        self.holders.get_or_init(|| {
            let mut holders: Map<u32, Vec<ObjectId>> = Map::default();
            for (id, (_, from)) in &self.nodes {
                if from.is_none() {
                    holders.entry(id.number).or_default();
                }
            }
            for (holder, (references, _)) in &self.nodes {
                for target in references.iter() {
                    holders.entry(target.number).or_default().push(*holder);
                }
            }
            holders
        })
    }

    fn references(&mut self, id: ObjectId, cache: &mut Cache) -> Result<Arc<[ObjectId]>, Error> {
        let Some(entry) = self.view.entry(id.number) else {
            return Ok(Arc::default());
        };
        let container = match entry {
            Entry::InStream { stream, .. } => self.view.entry(stream),
            Entry::Free { .. } | Entry::InFile { .. } => None,
        };
        let place = (id.number, entry, container);
        let right = match entry {
            Entry::Free { .. } => false,
            Entry::InFile { generation, .. } => generation == id.generation,
            Entry::InStream { .. } => id.generation == 0,
        };
        if !right {
            return Ok(Arc::default());
        }
        if let Some(known) = cache.references.get(&place) {
            return Ok(Arc::clone(known));
        }
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        match self.view.get(id) {
            Ok(object) => object_references(&object, &mut found),
            Err(error @ Error::Read { .. }) => return Err(error),
            // Not cached, so that every revision's graph knows of it.
            Err(error) => {
                self.unreadable.push((id, error));
                return Ok(Arc::default());
            }
        }
        order(&mut found);
        let references: Arc<[ObjectId]> = match found.as_slice() {
            [] => Arc::default(),
            some => some.into(),
        };
        self.found = found;
        cache.references.insert(place, Arc::clone(&references));
        Ok(references)
    }
}

/// Each reference once.
fn order(references: &mut Vec<ObjectId>) {
    references.sort_unstable();
    references.dedup();
}

fn object_references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| object_references(item, found)),
        Object::Dictionary(dictionary) => dictionary_references(dictionary, found),
        Object::Stream(stream) => dictionary_references(&stream.dictionary, found),
        _ => {}
    }
}

fn dictionary_references(dictionary: &Dictionary, found: &mut Vec<ObjectId>) {
    dictionary
        .iter()
        .for_each(|(_, value)| object_references(value, found));
}

struct SlotWalk<'a> {
    targets: &'a BTreeSet<u32>,
    slots: BTreeMap<u32, BTreeSet<Slot>>,
    holder: Option<ObjectId>,
}

impl SlotWalk<'_> {
    fn object(&mut self, object: &Object, path: &str) {
        let dictionary = match object {
            Object::Reference(id) => {
                if self.targets.contains(&id.number) {
                    let slot = Slot {
                        holder: self.holder,
                        path: path.to_owned(),
                    };
                    self.slots.entry(id.number).or_default().insert(slot);
                }
                return;
            }
            Object::Array(items) => return items.iter().for_each(|item| self.object(item, path)),
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dictionary,
            _ => return,
        };
        for (key, value) in dictionary.iter() {
            if matches!(
                value,
                Object::Reference(_) | Object::Array(_) | Object::Dictionary(_)
            ) {
                self.object(value, &join(path, key.as_bytes()));
            }
        }
    }
}

/// One key further down a path.
pub(crate) fn join(path: &str, key: &[u8]) -> String {
    let key = String::from_utf8_lossy(key);
    if path.is_empty() {
        key.into_owned()
    } else {
        format!("{path}/{key}")
    }
}
