//! Maps and sets with keys of a few numbers, hashed quickly.
//!
//! Keys come out of files, so whoever makes a file would like to choose them such that all fall
//! into one place. The hasher is seeded anew in every process, and a file does not hear back from
//! the process that reads it, so nobody can know which ones to choose.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

pub(crate) type Map<K, V> = HashMap<K, V, RandomState>;
pub(crate) type Set<K> = HashSet<K, RandomState>;
