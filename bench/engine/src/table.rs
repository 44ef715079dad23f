//! Rows of measurement, ratio and target, written as Markdown.

/// What is demanded.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// The other takes at least so many times as long.
    Faster(f64),
    /// We take at most so many times as long.
    AtMost(f64),
}

/// One comparison; times in microseconds, sizes in any unit.
pub(crate) struct Row {
    what: String,
    ours: f64,
    other: (&'static str, f64),
    target: Target,
    unit: &'static str,
}

impl Row {
    pub(crate) fn new(what: &str, ours: f64, other: (&'static str, f64), target: Target) -> Self {
        Self {
            what: what.to_owned(),
            ours,
            other,
            target,
            unit: "ms",
        }
    }

    /// Of memory in KiB instead of time.
    pub(crate) fn memory(what: &str, ours: f64, limit: f64) -> Self {
        Self {
            unit: "MiB",
            ..Self::new(what, ours, ("limit", limit), Target::AtMost(1.0))
        }
    }

    fn line(&self) -> String {
        let (name, other) = self.other;
        let (ratio, wanted, met) = match self.target {
            Target::Faster(times) => {
                let ratio = other / self.ours;
                (ratio, format!("≥ {times} ×"), ratio >= times)
            }
            Target::AtMost(times) => {
                let ratio = self.ours / other;
                (ratio, format!("≤ {times} ×"), ratio <= times)
            }
        };
        let scale = if self.unit == "MiB" { 1024.0 } else { 1000.0 };
        let met = if met { "yes" } else { "**no**" };
        format!(
            "| {} | {:.3} {unit} | {name} {:.3} {unit} | {ratio:.2} × | {wanted} | {met} |",
            self.what,
            self.ours / scale,
            other / scale,
            unit = self.unit,
        )
    }
}

/// Prints rows as they come.
pub(crate) struct Table {
    head_wanted: bool,
}

impl Table {
    pub(crate) fn new() -> Self {
        Self { head_wanted: true }
    }

    pub(crate) fn section(&mut self, title: &str) {
        println!("\n### {title}\n");
        self.head_wanted = true;
    }

    /// A line of its own, before the rows of a section.
    pub(crate) fn note(&self, line: &str) {
        println!("{line}\n");
    }

    pub(crate) fn add(&mut self, row: &Row) {
        if std::mem::take(&mut self.head_wanted) {
            println!("| what | Công Vụ | against | ratio | target | met |");
            println!("| --- | --- | --- | --- | --- | --- |");
        }
        println!("{}", row.line());
    }
}
