//! What a file of a route says of itself, or everything that is wrong with it.

use ::process::{Definition, Fault};
use serde::Serialize;

use crate::catalogue::{Catalogue, Lang};
use crate::problem::{ErrorReport, Problem};
use crate::say::{Say, line};
use crate::visible::visible;

/// One file that should be a route.
#[derive(Clone, Debug, Serialize)]
pub struct RouteFile {
    /// The name it was asked for by.
    pub file: String,
    /// The route, if it is sound.
    pub route: Option<RouteSummary>,
    /// Everything that is wrong with it, in the order of the file.
    pub faults: Vec<FaultReport>,
    /// Why it could not be read at all.
    pub error: Option<ErrorReport>,
}

/// A sound route.
#[derive(Clone, Debug, Serialize)]
pub struct RouteSummary {
    /// Its code.
    pub code: String,
    /// Its version.
    pub version: u32,
    /// What people call it.
    pub name: String,
    /// How many steps it has.
    pub steps: usize,
    /// How many actions it has.
    pub actions: usize,
}

/// One fault.
#[derive(Clone, Debug, Serialize)]
pub struct FaultReport {
    /// The stable code.
    pub code: &'static str,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// The table it is in.
    pub place: String,
    /// The sentence for people.
    pub message: String,
}

impl RouteFile {
    /// The report on what reading `file` gave.
    #[must_use]
    pub fn of(file: String, read: &Result<Definition, Vec<Fault>>, lang: Lang) -> Self {
        let faults = read.as_ref().err().into_iter().flatten();
        Self {
            file,
            route: read.as_ref().ok().map(RouteSummary::of),
            faults: faults.map(|fault| FaultReport::of(fault, lang)).collect(),
            error: None,
        }
    }

    /// The report on a file that could not be read.
    #[must_use]
    pub fn failed(file: String, problem: &Problem, lang: Lang) -> Self {
        Self {
            file,
            route: None,
            faults: Vec::new(),
            error: Some(ErrorReport::of(problem, lang)),
        }
    }

    /// The report for people; empty for a file that could not be read, of which the error tells.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let say = Say { lang };
        let file = ("file", self.file.clone());
        if let Some(route) = &self.route {
            let values = [
                file,
                ("route", route.code.clone()),
                ("version", route.version.to_string()),
                ("steps", route.steps.to_string()),
                ("actions", route.actions.to_string()),
            ];
            say.entry(&mut text, 0, "process-route", &values);
            line(&mut text, 1, &visible(&route.name));
        } else if !self.faults.is_empty() {
            let values = [file, ("count", self.faults.len().to_string())];
            say.entry(&mut text, 0, "process-faults", &values);
            for fault in &self.faults {
                let (code, values) = fault.placed();
                say.entry(&mut text, 1, code, &values);
            }
        }
        text
    }
}

impl RouteSummary {
    fn of(definition: &Definition) -> Self {
        Self {
            code: definition.code().to_owned(),
            version: definition.version(),
            name: definition.name().to_owned(),
            steps: definition.steps().len(),
            actions: definition.actions().len(),
        }
    }
}

impl FaultReport {
    fn of(fault: &Fault, lang: Lang) -> Self {
        let said = Catalogue::shared().sentence(fault.code(), lang, &fault.values());
        Self {
            code: fault.code(),
            line: fault.line,
            place: fault.place.clone(),
            message: said.text,
        }
    }

    /// The sentence that says where, and its values.
    fn placed(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let said = ("said", self.message.clone());
        let place = ("place", self.place.clone());
        match self.line.map(|line| ("line", line.to_string())) {
            None => ("process-fault-whole", vec![said]),
            Some(line) if self.place.is_empty() => ("process-fault-line", vec![line, said]),
            Some(line) => ("process-fault-in", vec![line, place, said]),
        }
    }
}
