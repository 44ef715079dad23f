//! Where a list goes on: a text that a client hands back as it got it.

use office::work::{Lines, Part};

use crate::error::Error;

const OLDER: char = 'o';
const NEWER: char = 'n';
const RANK: char = 'r';

/// The part of a list that a cursor stands for.
pub(super) fn part(cursor: &str) -> Result<Part, Error> {
    let mut letters = cursor.chars();
    let (kind, id) = (letters.next(), letters.as_str().to_owned());
    let is_id = !id.is_empty() && id.bytes().all(|it| it.is_ascii_hexdigit() || it == b'-');
    match kind {
        None => Ok(Part::Newest),
        Some(OLDER) if is_id => Ok(Part::OlderThan(id)),
        Some(NEWER) if is_id => Ok(Part::NewerThan(id)),
        Some(_) => Err(Error::Parameter { name: "cursor" }),
    }
}

/// The cursors to what is newer and what is older.
pub(super) fn around<T>(
    lines: &Lines<T>,
    id: impl Fn(&T) -> &str,
) -> (Option<String>, Option<String>) {
    let first = lines.lines.first().filter(|_| lines.newer);
    let last = lines.lines.last().filter(|_| lines.older);
    (
        first.map(|it| format!("{NEWER}{}", id(it))),
        last.map(|it| format!("{OLDER}{}", id(it))),
    )
}

/// The rank that a cursor of a search stands for.
pub(super) fn rank(cursor: &str) -> Result<Option<i64>, Error> {
    if cursor.is_empty() {
        return Ok(None);
    }
    let rank = cursor.strip_prefix(RANK).and_then(|it| it.parse().ok());
    rank.map(Some).ok_or(Error::Parameter { name: "cursor" })
}

/// The cursor of a search to what follows that rank.
pub(super) fn after(rank: i64) -> String {
    format!("{RANK}{rank}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_where_it_came_from() {
        let id = "0192c000-0000-7000-8000-000000000000";
        let lines = |newer, older| Lines {
            lines: vec![id],
            newer,
            older,
        };
        let (newer, older) = around(&lines(true, true), |it| it);
        assert_eq!(
            part(&newer.unwrap()).unwrap(),
            Part::NewerThan(id.to_owned())
        );
        assert_eq!(
            part(&older.unwrap()).unwrap(),
            Part::OlderThan(id.to_owned())
        );
        assert_eq!(around(&lines(false, false), |it| it), (None, None));
        assert_eq!(rank(&after(-5)).unwrap(), Some(-5));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for cursor in ["x", "o", "o'; --", "r5"] {
            assert!(part(cursor).is_err(), "{cursor}");
        }
        assert!(rank("o5").is_err());
        assert_eq!(part("").unwrap(), Part::Newest);
        assert_eq!(rank("").unwrap(), None);
    }
}
