//! Requests that were used: each is good once, also after the agent was started again.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::data::{Data, unusable};

const FILE: &str = "spent.jsonl";

/// The requests used and not expired yet.
#[derive(Debug)]
pub(crate) struct Spent {
    until: HashMap<String, i64>,
    file: File,
}

#[derive(Deserialize, Serialize)]
struct Line {
    id: String,
    until: i64,
}

impl Spent {
    /// Reads what was used before, and leaves out of the file what has expired.
    pub(crate) fn open(data: &Data, now: i64) -> Result<Self, Error> {
        let path = data.path(FILE);
        let cannot = |cause: std::io::Error| unusable(&path, &cause);
        let text = match std::fs::read_to_string(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                return Err(cannot(cause));
            }
            text => text.unwrap_or_default(),
        };
        // A line cut off by a crash is of a request that was not begun.
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let until: HashMap<_, _> = lines
            .filter(|line: &Line| line.until > now)
            .map(|line| (line.id, line.until))
            .collect();
        let folder = path.parent().unwrap_or(&path);
        let mut kept = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
        for (id, until) in &until {
            kept.write_all(line(id, *until).as_bytes())
                .map_err(cannot)?;
        }
        kept.as_file().sync_all().map_err(cannot)?;
        kept.persist(&path).map_err(|cause| cannot(cause.error))?;
        let mut options = OpenOptions::new();
        let file = options
            .append(true)
            .mode(0o600)
            .open(&path)
            .map_err(cannot)?;
        Ok(Self { until, file })
    }

    /// Uses all of `ids`, or none if one of them was used before. When this returns, it is on disk.
    pub(crate) fn spend(&mut self, ids: &[String], until: i64, now: i64) -> Result<(), Error> {
        self.until.retain(|_, until| *until > now);
        if let Some(id) = ids.iter().find(|id| self.until.contains_key(*id)) {
            let request = id.rsplit('/').next().unwrap_or(id).to_owned();
            return Err(Error::Replayed { request });
        }
        let lines: String = ids.iter().map(|id| line(id, until)).collect();
        let written = self.file.write_all(lines.as_bytes());
        written
            .and_then(|()| self.file.sync_data())
            .map_err(|cause| Error::Data {
                path: FILE.to_owned(),
                cause: cause.to_string(),
            })?;
        self.until.extend(ids.iter().map(|id| (id.clone(), until)));
        Ok(())
    }
}

fn line(id: &str, until: i64) -> String {
    let line = Line {
        id: id.to_owned(),
        until,
    };
    // The line break comes first, so that a line cut off by a full disk spoils no other.
    format!("\n{}", serde_json::to_string(&line).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_good_once_even_after_a_restart_and_forgotten_when_expired() {
        let folder = tempfile::tempdir().unwrap();
        let data = Data::open(folder.path()).unwrap();
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let mut spent = Spent::open(&data, 0).unwrap();
        spent.spend(&ids(&["p/a", "p/b"]), 100, 0).unwrap();
        assert!(spent.spend(&ids(&["p/c", "p/b"]), 100, 50).is_err());
        spent.spend(&ids(&["p/c"]), 100, 50).unwrap();
        drop(spent);
        let path = data.path(FILE);
        let torn = std::fs::read_to_string(&path).unwrap() + "\n{\"id\":\"p";
        std::fs::write(&path, torn).unwrap();
        let mut spent = Spent::open(&data, 60).unwrap();
        let refused = spent.spend(&ids(&["p/a"]), 200, 60).unwrap_err();
        assert!(matches!(refused, Error::Replayed { request } if request == "a"));
        spent.spend(&ids(&["p/a"]), 200, 100).unwrap();
    }
}
