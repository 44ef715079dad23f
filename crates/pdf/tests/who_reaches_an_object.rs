//! The reference graph tells through what an object is reached, at every revision.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{Builder, id};
use pdf::reach::{Cache, Graph};

#[test]
fn the_shortest_way_and_all_references() {
    let document = Builder::form().open();
    let graph = Graph::new(document.latest(), &mut Cache::default()).unwrap();
    assert_eq!(graph.path(id(4)).unwrap(), [id(1), id(2), id(3), id(4)]);
    assert_eq!(graph.path(id(6)).unwrap(), [id(1), id(5), id(6)]);
    assert_eq!(graph.path(id(40)), None);
    let slots = graph.slots(&BTreeSet::from([6])).unwrap();
    let slots: Vec<_> = slots[&6]
        .iter()
        .map(|slot| (slot.holder, slot.path.as_str()))
        .collect();
    assert_eq!(slots, [(Some(id(3)), "Annots"), (Some(id(5)), "Fields")]);
    let slots = graph.slots(&BTreeSet::from([1, 8])).unwrap();
    assert_eq!(slots[&1].first().unwrap().holder, None);
    assert_eq!(slots[&8].first().unwrap().path, "AP/N");
}

#[test]
fn each_revision_has_a_graph_of_its_own() {
    let mut file = Builder::form();
    file.revision(&[(9, "[10 0 R]"), (10, "(unused)")]);
    file.revision(&[(5, "<</Fields[6 0 R 7 0 R]/SigFlags 3/DR 9 0 R>>")]);
    let document = file.open();
    let mut cache = Cache::default();
    let reached: Vec<bool> = (0..3)
        .map(|revision| {
            let view = document.at(revision).unwrap();
            Graph::new(view, &mut cache).unwrap().reaches(id(10))
        })
        .collect();
    assert_eq!(reached, [false, false, true]);
}

#[test]
fn what_cannot_be_read_is_known() {
    let mut file = Builder::form();
    file.revision(&[(5, "<</Fields[")]);
    let document = file.open();
    let graph = Graph::new(document.latest(), &mut Cache::default()).unwrap();
    assert_eq!(graph.unreadable().len(), 1);
    assert_eq!(graph.unreadable()[0].0, id(5));
}
