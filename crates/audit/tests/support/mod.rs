//! A chain of three days with its checkpoints.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests; not every test file uses every helper"
)]

use std::collections::BTreeMap;

use audit::personal::Opening;
use audit::{Act, By, Checkpoint, Entry, Object, Tip, append, day_of};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

pub(crate) const START: UtcDateTime = utc_datetime!(2026-11-20 02:00);

/// The act numbered `at`; every third names a person.
pub(crate) fn act(at: u64) -> (Act, BTreeMap<String, Opening>) {
    let mut salt = [7; 16];
    salt[..8].copy_from_slice(&at.to_be_bytes());
    let mut openings = BTreeMap::new();
    if at.is_multiple_of(3) {
        openings.insert("name".to_owned(), Opening::new("Đỗ Thị Hằng", salt));
    }
    let act = Act {
        by: By {
            account: format!("tk-{}", at % 4),
            appointment: at.is_multiple_of(2).then(|| "bn-1".into()),
            delegation: None,
        },
        act: "sign".into(),
        object: Object {
            kind: "outgoing".into(),
            id: format!("vb-{at}"),
        },
        detail: [
            ("step".to_owned(), "sign".into()),
            ("n".to_owned(), at.into()),
        ]
        .into(),
        personal: openings
            .iter()
            .map(|(name, it)| (name.clone(), it.digest()))
            .collect(),
    };
    (act, openings)
}

/// `count` records of `agency`, eight hours apart.
pub(crate) fn entries(agency: &str, count: u64) -> Vec<Entry> {
    let mut tip = Tip::empty(agency);
    (0..count)
        .map(|at| {
            let (act, openings) = act(at);
            let now = START + Duration::hours(8) * u32::try_from(at).unwrap();
            let mut entry = append(&tip, act, now).unwrap();
            entry.openings = openings;
            tip = Tip::after(&entry);
            entry
        })
        .collect()
}

/// A checkpoint for every day of `entries`.
pub(crate) fn checkpoints(agency: &str, entries: &[Entry]) -> Vec<Checkpoint> {
    let mut before = Tip::empty(agency);
    (entries.chunk_by(|one, next| day_of(one.record.at) == day_of(next.record.at)))
        .map(|day| {
            let made = Checkpoint::over(day_of(day[0].record.at), &before, day).unwrap();
            before = Tip::after(&day[day.len() - 1]);
            made
        })
        .collect()
}

/// The lines of an export.
pub(crate) fn lines(entries: &[Entry]) -> Vec<Vec<u8>> {
    (entries.iter())
        .map(|it| format!("{}\n", it.to_line().unwrap()).into_bytes())
        .collect()
}
