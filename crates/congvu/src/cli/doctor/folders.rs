//! The folders of an installation: there, whose, and closed to others. Nothing is made or changed.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use office::checkup::Finding;
use report::Coded as _;

use super::super::serve::{self, File};

/// Below this the office may stop within days.
const LEAST_SPACE: u64 = 1 << 30;
/// Below this somebody should know.
const LITTLE_SPACE: u64 = 10 << 30;

/// What was found, and whether the office may be opened: files that somebody else makes in the data
/// folder, its owner cannot change later.
pub(super) fn examine(file: &File) -> (Vec<Finding>, bool) {
    let data = &file.office.data;
    let foreign = foreign(data);
    let own = foreign.is_none();
    let mut found: Vec<Finding> = foreign.into_iter().collect();
    if own {
        found.push(state(data));
        found.extend(open_to_others(data));
        found.push(state(&file.server.uploads));
    }
    found.push(space(data));
    (found, own)
}

fn foreign(data: &Path) -> Option<Finding> {
    let owner = fs::metadata(data).ok()?.uid();
    let user = rustix::process::geteuid().as_raw();
    let values = || {
        vec![
            ("path", data.display().to_string()),
            ("owner", name(owner)),
            ("user", name(user)),
        ]
    };
    (owner != user).then(|| Finding::wrong("doctor-folder-foreign", values()))
}

fn state(folder: &Path) -> Finding {
    let path = || vec![("path", folder.display().to_string())];
    if !folder.exists() {
        return Finding::notice("doctor-folder-missing", path());
    }
    match serve::writable(folder) {
        Ok(()) => Finding::good("doctor-folder", path()),
        Err(error) => Finding::wrong(error.code(), error.values()),
    }
}

fn open_to_others(data: &Path) -> Option<Finding> {
    let mode = fs::metadata(data).ok()?.mode() & 0o777;
    let values = vec![
        ("path", data.display().to_string()),
        ("mode", format!("{mode:o}")),
    ];
    (mode & 0o077 != 0).then(|| Finding::notice("doctor-folder-open", values))
}

/// Of the disk where the folder is, or will be.
fn space(folder: &Path) -> Finding {
    let path = folder.display().to_string();
    let there = folder.ancestors().find(|it| it.exists()).unwrap_or(folder);
    let free = match rustix::fs::statvfs(there) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(cause) => {
            let values = vec![("path", path), ("cause", cause.to_string())];
            return Finding::wrong("doctor-space-unknown", values);
        }
    };
    let values = vec![("path", path), ("free", (free >> 20).to_string())];
    match free {
        ..LEAST_SPACE => Finding::wrong("doctor-space-low", values),
        LEAST_SPACE..LITTLE_SPACE => Finding::notice("doctor-space-low", values),
        _ => Finding::good("doctor-space", values),
    }
}

/// The name of a user; its number where it has none here.
fn name(user: u32) -> String {
    let number = user.to_string();
    let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let found = known.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, id) = (fields.next()?, fields.nth(1)?);
        (id == number).then(|| name.to_owned())
    });
    found.unwrap_or(number)
}
