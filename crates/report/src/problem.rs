//! A problem that people and machines are told about: code, values, technical detail.

use pki::revocation::Unsettled;
use serde::Serialize;

use crate::catalogue::{Catalogue, Lang, Sentence};

/// An error with a stable code and the values that explain it.
pub trait Coded: std::error::Error {
    /// The code, kebab-case, the same for ever.
    fn code(&self) -> &'static str;

    /// Named values for the sentence.
    fn values(&self) -> Vec<(&'static str, String)>;

    /// The errors behind it, which the sentence names as `{reason}`.
    fn causes(&self) -> Vec<Problem> {
        Vec::new()
    }
}

/// An error as it is reported, independent of the crate it came from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    code: &'static str,
    values: Vec<(&'static str, String)>,
    causes: Vec<Problem>,
    detail: String,
}

impl Problem {
    /// A problem without an error value behind it.
    #[must_use]
    pub fn new(code: &'static str, values: Vec<(&'static str, String)>) -> Self {
        Self {
            code,
            values,
            causes: Vec::new(),
            detail: String::new(),
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The named values.
    #[must_use]
    pub fn values(&self) -> &[(&'static str, String)] {
        &self.values
    }

    /// The English technical wording of the error, empty when there is none.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What is said to a person.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> Sentence {
        if self.causes.is_empty() {
            return Catalogue::shared().sentence(self.code, lang, &self.values);
        }
        let causes = self.causes.iter().map(|cause| cause.sentence(lang).text);
        let reason = ("reason", causes.collect::<Vec<_>>().join("; "));
        let values = [self.values.as_slice(), &[reason]].concat();
        Catalogue::shared().sentence(self.code, lang, &values)
    }

    /// Where in the file it happened, as `name value` pairs; `None` when no value is a place.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        const PLACES: [&str; 5] = ["offset", "object", "page", "field", "revision"];
        let found: Vec<_> = (self.values.iter())
            .filter(|(name, _)| PLACES.contains(name))
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        (!found.is_empty()).then(|| found.join(", "))
    }
}

impl<E: Coded> From<E> for Problem {
    fn from(error: E) -> Self {
        Self {
            code: error.code(),
            values: error.values(),
            causes: error.causes(),
            detail: error.to_string(),
        }
    }
}

/// Engine errors carry code and values as inherent functions, so that engine crates need not know
/// this one; here they meet the trait.
macro_rules! coded {
    ($($error:ty),* $(,)?) => {$(
        impl Coded for $error {
            fn code(&self) -> &'static str {
                <$error>::code(self)
            }
            fn values(&self) -> Vec<(&'static str, String)> {
                <$error>::values(self)
            }
        }
    )*};
}

coded!(
    access::DelegationFault,
    access::Denial,
    access::NoActor,
    access::OrgFault,
    ades::Error,
    ades::Refusal,
    ades::validate::PolicyError,
    agent_protocol::Error,
    audit::Error,
    keys::KeyError,
    layout::Error,
    pdf::Error,
    pki::Error,
    pki::path::PathError,
    pki::revocation::RevocationError,
    pki::tsp::TokenError,
    process::Fault,
    process::Refusal,
    process::definition::Conflict,
    stamp::Error,
    testpki::Error,
    transport::Error,
    trust::Error,
);

impl Coded for Unsettled {
    fn code(&self) -> &'static str {
        Unsettled::code(self)
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        Unsettled::values(self)
    }

    fn causes(&self) -> Vec<Problem> {
        match self {
            Unsettled::Undetermined { causes, .. } if causes.is_empty() => {
                vec![Problem::new("unsettled-no-data", Vec::new())]
            }
            _ => {
                let causes = Unsettled::causes(self).iter();
                causes.map(|(_, cause)| cause.clone().into()).collect()
            }
        }
    }
}

/// A file about which nothing else can be said, for machines.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// The name it was asked for by.
    pub file: String,
    /// What happened.
    pub error: ErrorReport,
}

/// A problem for machines.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorReport {
    /// The stable code.
    pub code: String,
    /// The sentence for people.
    pub message: String,
    /// Where in the file, if known.
    #[serde(rename = "where")]
    pub place: Option<String>,
}

impl Failure {
    /// The failure of `file`.
    #[must_use]
    pub fn of(file: &str, problem: &Problem, lang: Lang) -> Self {
        Self {
            file: file.to_owned(),
            error: ErrorReport::of(problem, lang),
        }
    }
}

impl ErrorReport {
    /// `problem` as machines get it.
    #[must_use]
    pub fn of(problem: &Problem, lang: Lang) -> Self {
        Self {
            code: problem.code.to_owned(),
            message: problem.sentence(lang).text,
            place: problem.place(),
        }
    }
}
