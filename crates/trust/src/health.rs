//! What somebody should know about the anchors before believing a verdict.

use pki::trust::{Anchor, Anchors};
use serde::Serialize;
use time::{Duration, UtcDateTime};

/// Nobody looked at the anchors for longer than this: authorities are added and end every year.
const STALE: Duration = Duration::days(365);

/// An anchor that ends this soon needs its successor.
const SOON: Duration = Duration::days(90);

/// Something about the anchors that weakens verdicts, or will.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Concern {
    /// The stable code.
    pub code: &'static str,
    /// The values that explain it.
    #[serde(skip)]
    pub values: Vec<(&'static str, String)>,
}

impl Concern {
    /// All codes of concerns.
    pub const CODES: &[&str] = &[
        "trust-empty",
        "trust-testing",
        "trust-stale",
        "trust-ended",
        "trust-ends-soon",
    ];

    fn new(code: &'static str) -> Self {
        Self {
            code,
            values: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.values.push((name, value));
        self
    }
}

/// What is to be known about `anchors` at `at`, the gravest first.
#[must_use]
pub fn concerns(anchors: &Anchors, at: UtcDateTime) -> Vec<Concern> {
    if anchors.is_empty() {
        return vec![Concern::new("trust-empty")];
    }
    let mut found = Vec::new();
    let testing = anchors.iter().filter(|anchor| anchor.for_testing);
    found.extend(
        testing.map(|anchor| Concern::new("trust-testing").with("name", anchor.name.clone())),
    );
    if let Some(confirmed) = anchors.iter().filter_map(|anchor| anchor.confirmed).max() {
        let age = at - confirmed;
        if age > STALE {
            found.push(Concern::new("trust-stale").with("days", age.whole_days().to_string()));
        }
    }
    found.extend(
        anchors
            .iter()
            .filter_map(|anchor| ending(anchor, anchors, at)),
    );
    found
}

/// An anchor that ended, or ends soon, and nobody takes its place.
fn ending(anchor: &Anchor, anchors: &Anchors, at: UtcDateTime) -> Option<Concern> {
    let succeeded = anchor.successor.is_some_and(|successor| {
        let mut others = anchors.iter();
        others.any(|other| other.sha256_fingerprint() == successor && other.is_trusted_at(at))
    });
    let left = anchor.trusted_until - at;
    let code = match () {
        () if succeeded || left > SOON => return None,
        () if left.is_negative() => "trust-ended",
        () => "trust-ends-soon",
    };
    let until = anchor.trusted_until.date().to_string();
    Some(
        Concern::new(code)
            .with("name", anchor.name.clone())
            .with("until", until),
    )
}
