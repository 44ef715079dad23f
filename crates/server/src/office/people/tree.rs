//! The units of an agency in their order: each below the one it belongs to.

use documents::collate;
use office::people::Unit;

/// A unit with how deep it lies.
#[derive(Debug)]
pub(super) struct Branch<'a> {
    pub(super) unit: &'a Unit,
    pub(super) depth: usize,
}

/// The units that are there, in the order of their names on each level.
pub(super) fn tree(units: &[Unit]) -> Vec<Branch<'_>> {
    let mut there: Vec<_> = units.iter().filter(|it| it.valid_until.is_none()).collect();
    there.sort_by_key(|it| collate::key(&it.name));
    let mut branches = Vec::new();
    grow(&there, None, 0, &mut branches);
    branches
}

fn grow<'a>(units: &[&'a Unit], above: Option<&str>, depth: usize, into: &mut Vec<Branch<'a>>) {
    // A damaged tree must not hold the page for ever.
    if depth > units.len() {
        return;
    }
    for unit in units.iter().filter(|it| it.parent_id.as_deref() == above) {
        into.push(Branch { unit, depth });
        grow(units, Some(&unit.id), depth + 1, into);
    }
}

/// Values and labels to choose a unit from.
pub(super) fn choices(units: &[Unit]) -> Vec<(String, String)> {
    let label = |it: Branch<'_>| {
        let indent = "— ".repeat(it.depth);
        (
            it.unit.id.clone(),
            format!("{indent}{} ({})", it.unit.name, it.unit.code),
        )
    };
    tree(units).into_iter().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, name: &str, parent: Option<&str>) -> Unit {
        Unit {
            agency_id: "a".to_owned(),
            id: id.to_owned(),
            parent_id: parent.map(str::to_owned),
            code: id.to_uppercase(),
            name: name.to_owned(),
            valid_from: 0,
            valid_until: None,
            version: 0,
        }
    }

    #[test]
    fn units_stand_below_their_own() {
        let mut ended = unit("cu", "Phòng Cũ", None);
        ended.valid_until = Some(1);
        let units = [
            unit("tc", "Phòng Tài chính", None),
            unit("to", "Tổ Một", Some("dt")),
            unit("dt", "Phòng Đầu tư", None),
            ended,
        ];
        let order: Vec<_> = tree(&units)
            .into_iter()
            .map(|it| (it.unit.id.as_str(), it.depth))
            .collect();
        assert_eq!(order, [("dt", 0), ("to", 1), ("tc", 0)]);
        assert_eq!(choices(&units)[1].1, "— Tổ Một (TO)");
    }
}
