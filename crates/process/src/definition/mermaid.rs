//! A drawing of a route, as text that Mermaid and the pages that understand it draw.

use std::fmt::Write as _;

use super::vocabulary::Move;
use super::{Action, Definition, StepId, Target};

impl Definition {
    /// The route as a Mermaid state diagram: steps with their labels, moves with theirs. What
    /// happens within a step is left out.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let mut text = String::from("stateDiagram-v2\n");
        for step in &self.steps {
            let _ = writeln!(
                text,
                "    state \"{}\" as {}",
                escaped(&step.label),
                node(&step.id)
            );
        }
        let _ = writeln!(text, "    [*] --> {}", node(&self.start));
        for action in self.actions.iter().filter(|it| it.movement != Move::Stay) {
            for from in &action.from {
                for to in self.ends_of(action, from) {
                    let label = escaped(&action.label);
                    let _ = writeln!(text, "    {} --> {}: {label}", node(from), node(to));
                }
            }
        }
        for step in self.steps.iter().filter(|step| step.status.is_end()) {
            let _ = writeln!(text, "    {} --> [*]", node(&step.id));
        }
        text
    }

    fn ends_of<'a>(&'a self, action: &'a Action, from: &'a StepId) -> Vec<&'a StepId> {
        match &action.target {
            Target::Previous => self.before(from).collect(),
            target => target.named().iter().collect(),
        }
    }
}

/// Hyphens would be read as arrows, and some words are Mermaid's own.
fn node(id: &StepId) -> String {
    format!("s_{}", id.as_str().replace('-', "_"))
}

/// Characters with a meaning in Mermaid, as its entities.
fn escaped(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    for character in label.chars() {
        match character {
            '"' => text.push_str("#quot;"),
            '#' | ';' | ':' | '<' | '>' | '{' | '}' | '%' | '`' => {
                let _ = write!(text, "#{};", u32::from(character));
            }
            other if other.is_control() => text.push(' '),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_route_is_drawn_with_every_step_and_move() {
        let drawing = Definition::shipped().mermaid();
        for line in [
            "stateDiagram-v2",
            "    state \"Chờ ký nháy\" as s_initials",
            "    [*] --> s_draft",
            "    s_sign --> s_approve: Ký ban hành, trình phê duyệt",
            "    s_sign --> s_format: Trả lại",
            "    s_seal --> s_sign: Trả lại người ký",
            "    s_issued --> s_withdrawn: Thu hồi văn bản",
            "    s_withdrawn --> [*]",
        ] {
            assert!(drawing.lines().any(|it| it == line), "{line}\n{drawing}");
        }
        assert!(!drawing.contains("Lấy ý kiến"));
    }

    #[test]
    fn labels_cannot_break_out() {
        assert_eq!(escaped("a\"; b: #\nc"), "a#quot;#59; b#58; #35; c");
    }
}
