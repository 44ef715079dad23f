//! Whose certificates are whose: the rules that tell persons, organisations and devices apart.

use ades::KindRule;
use serde::Deserialize;

/// The rules that come with the program.
pub(super) fn rules() -> Vec<KindRule> {
    #[derive(Deserialize)]
    struct Rules {
        rule: Vec<KindRule>,
    }
    // Part of the program, read by a test; without rules every kind is taken.
    let rules = toml::from_str(include_str!("kinds.toml"));
    rules.map_or(Vec::new(), |rules: Rules| rules.rule)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rules_can_be_read() {
        assert_eq!(super::rules().len(), 3);
    }
}
