//! Things that take long to make and are kept between runs, under `target/e2e`.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::tool;

/// A folder named after the recipes of what it holds: a changed recipe gives a new folder.
pub(crate) fn folder(name: &str, recipes: &[&str]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    recipes.hash(&mut hasher);
    tool::scratch().join(format!("{name}-{:016x}", hasher.finish()))
}

/// Makes the folder whole or not at all; of several test processes one makes it, the others wait.
///
/// # Panics
/// When the maker panics, or the disk cannot be written.
pub(crate) fn made_once(folder: &Path, make: impl FnOnce(&Path)) {
    let parent = folder.parent().expect("a folder below target/e2e");
    fs::create_dir_all(parent).expect("target/e2e can be written");
    let mut lock = folder.as_os_str().to_owned();
    lock.push(".lock");
    let lock = File::create(lock).expect("target/e2e can be written");
    lock.lock().expect("a lock in target/e2e");
    if !folder.exists() {
        let work = tempfile::tempdir_in(parent).expect("target/e2e can be written");
        make(work.path());
        fs::rename(work.keep(), folder).expect("the new folder can be moved into place");
    }
}
