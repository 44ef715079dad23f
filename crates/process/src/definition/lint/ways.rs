//! All ways through a route at once: what is true on every way to a step, and on some way.

use std::collections::BTreeMap;

use crate::definition::vocabulary::Move;
use crate::definition::{Action, Definition, StepId};

/// The steps in an order in which every onward move leads to a later one. Steps in a circle, or
/// behind one, are left out.
pub(super) fn ordered(definition: &Definition) -> Vec<&StepId> {
    let mut ordered: Vec<&StepId> = Vec::new();
    loop {
        let next = definition.steps.iter().map(|step| &step.id).find(|id| {
            !ordered.contains(id)
                && definition
                    .before(id)
                    .all(|before| ordered.contains(&before))
        });
        match next {
            Some(step) => ordered.push(step),
            None => return ordered,
        }
    }
}

/// A value for each step from the values of the steps before it, `make(step, before)`.
pub(super) fn fold<T>(
    definition: &Definition,
    make: impl Fn(&StepId, &[&T]) -> T,
) -> BTreeMap<&StepId, T> {
    let mut values: BTreeMap<&StepId, T> = BTreeMap::new();
    for step in ordered(definition) {
        let before: Vec<_> = (definition.before(step))
            .filter_map(|before| values.get(before))
            .collect();
        let value = make(step, &before);
        values.insert(step, value);
    }
    values
}

/// The onward actions that lead to `step`, each with a step it begins at.
pub(super) fn leading_to<'d>(
    definition: &'d Definition,
    step: &'d StepId,
) -> impl Iterator<Item = (&'d Action, &'d StepId)> {
    (definition.actions.iter())
        .filter(move |it| it.movement == Move::Forward && it.target.can_be(step))
        .flat_map(|action| action.from.iter().map(move |from| (action, from)))
}
