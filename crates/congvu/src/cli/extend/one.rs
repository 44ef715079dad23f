//! Extending one file: decide, append, check, and so on until nothing is left to do; then store.

use std::sync::Arc;

use ades::pades::extend::{Goal, Missing, Step, imprint_digest};
use ades::pades::{TimestampOptions, embed, timestamp_with};
use ades::validate::{self, Evidence, Policy, SubIndication};
use pdf::{Appended, Document, OpenOptions, Update};
use pki::DigestAlgorithm;
use pki::trust::Anchors;
use report::{ExtendedFile, Extension, Problem};
use time::UtcDateTime;
use transport::tsa::TsaClient;
use transport::{Clocks, Extending, Gatherer};

use crate::cli::document::Opened;
use crate::cli::network;
use crate::clock;
use crate::console::Console;
use crate::error::Error;
use crate::input::Input;
use crate::output::{Destination, Existing};
use crate::random;

/// Steps for one file: a time stamp, evidence and a time stamp, twice over.
const MOST_STEPS: usize = 8;

/// What is the same for every file.
pub(super) struct Job {
    pub(super) goal: Goal,
    pub(super) renew: bool,
    /// The time to decide for, where it is not now.
    pub(super) at: Option<UtcDateTime>,
    pub(super) anchors: Anchors,
    pub(super) policy: Policy,
    pub(super) evidence: Evidence,
    pub(super) tsa: Option<TsaClient>,
    pub(super) digest: Option<DigestAlgorithm>,
    /// None if nothing is to be fetched.
    pub(super) gatherer: Option<Gatherer>,
    pub(super) options: OpenOptions,
    pub(super) existing: Existing,
    pub(super) console: Console,
    /// Set once an error concerns all files: the time-stamp service.
    pub(super) stopped: bool,
}

impl Job {
    /// Extends `input` into `output`. What was reached is stored, even where more must wait.
    pub(super) fn extend(
        &mut self,
        input: &Input,
        output: &Destination,
    ) -> Result<ExtendedFile, Problem> {
        let pending = output.begin(input, self.existing)?;
        let opened = Opened::open(input, &self.options)?;
        let mut document = Arc::clone(&opened.document);
        let mut extended = ExtendedFile::default();
        let mut newest: Option<Appended> = None;
        let mut renew = self.renew;
        let mut evidence = self.evidence.clone();
        while extended.steps.len() < MOST_STEPS {
            let appended = match self.next(&input.name(), &document, &mut evidence, renew)? {
                Step::AddTimestamp | Step::AddArchiveTimestamp => {
                    renew = false;
                    extended.steps.push(Extension::Timestamp);
                    self.stamp(&document)?
                }
                Step::AddEvidence(data) => {
                    extended.steps.push(Extension::Evidence);
                    let password = self.options.password.as_deref();
                    let stored = embed(&document, &data, &random::seed()?, password)?;
                    stored.ok_or(pdf::Error::NothingChanged)?
                }
                step => {
                    conclude(step, &mut extended)?;
                    break;
                }
            };
            document = Document::open(Arc::new(appended.clone()), &self.options)?;
            newest = Some(appended);
        }
        opened.source.unchanged()?;
        if let Some(appended) = newest {
            pending.commit(&appended)?;
            extended.output = Some(output.name());
        }
        Ok(extended)
    }

    /// Decides with what is there, and again with what the network has where that does not do.
    fn next(
        &mut self,
        name: &str,
        document: &Document,
        evidence: &mut Evidence,
        renew: bool,
    ) -> Result<Step, Problem> {
        let facts = validate::facts(document)?;
        let extending = Extending {
            facts: &facts,
            anchors: &self.anchors,
            policy: &self.policy,
            goal: self.goal,
            renew_now: renew,
        };
        let step = extending.next(evidence, self.now());
        let Some(gatherer) = self.gatherer.as_mut().filter(|_| step.lacks_evidence()) else {
            return Ok(step);
        };
        let fixed = self.at;
        let clocks = Clocks {
            at: &|| fixed.unwrap_or_else(clock::now),
            now: &clock::now,
        };
        let step =
            network::shown(|watch| extending.next_fetched(gatherer, evidence, clocks, watch));
        network::tell(self.console, Some(name), &evidence.unreachable);
        Ok(step)
    }

    /// The time to decide for. A batch takes long, and evidence must not come from its future.
    fn now(&self) -> UtcDateTime {
        self.at.unwrap_or_else(clock::now)
    }

    fn stamp(&mut self, document: &Arc<Document>) -> Result<Appended, Problem> {
        let at = self.now();
        let tsa = self.tsa.as_mut().ok_or_else(|| Error::MissingArgument {
            arguments: "--tsa".to_owned(),
        })?;
        let digest = self.digest;
        let options = TimestampOptions {
            digest: digest.unwrap_or_else(|| imprint_digest(&self.policy, at)),
            ..TimestampOptions::default()
        };
        let update = Update::new(Arc::clone(document))?;
        // The engine takes randomness that cannot fail; if it does, the result is thrown away.
        let mut failed = None;
        let mut random = || {
            random::seed().unwrap_or_else(|error| {
                failed = Some(error);
                [0; 32]
            })
        };
        let password = self.options.password.as_deref();
        let stamped = timestamp_with(tsa, &update, options, &mut random, password);
        if let Some(error) = failed {
            return Err(error.into());
        }
        let stamped = stamped.inspect_err(|error| {
            self.stopped = matches!(error, ades::Error::TimestampSource(_));
        })?;
        Ok(stamped.appended().clone())
    }
}

/// What the last step means for the file.
fn conclude(step: Step, extended: &mut ExtendedFile) -> Result<(), Problem> {
    match step {
        Step::Done { renew_by } => {
            extended.complete = true;
            extended.renew_by = renew_by;
        }
        Step::NotYet { until, missing } => {
            extended.until = until;
            extended.missing = subjects(&missing);
        }
        Step::Unsigned => return Err(Error::NotSigned.into()),
        Step::Unfit {
            field,
            sub_indication,
        } => {
            return Err(Error::Unfit {
                field: field.unwrap_or_default(),
                cause: sub_indication.map_or_else(String::new, name_of),
            }
            .into());
        }
        Step::AddTimestamp | Step::AddArchiveTimestamp | Step::AddEvidence(_) => {}
    }
    Ok(())
}

fn subjects(missing: &[Missing]) -> Vec<String> {
    let subjects = missing.iter().map(|one| one.certificate.subject());
    subjects.map(ToString::to_string).collect()
}

/// A sub-indication by its name in the standard.
fn name_of(cause: SubIndication) -> String {
    let name = serde_json::to_value(cause).ok();
    name.and_then(|name| Some(name.as_str()?.to_owned()))
        .unwrap_or_default()
}

/// Says what became of a file.
pub(super) fn tell(console: Console, name: &str, extended: &ExtendedFile) {
    let subject = Some(name);
    if let Some(output) = &extended.output {
        let values = [("output", output.clone())];
        console.note(subject, "extend-stored", &values);
    }
    let moment = |time: UtcDateTime| report::moment::moment(time);
    match (extended.complete, extended.until, extended.renew_by) {
        (true, _, Some(renew_by)) => {
            let values = [("time", moment(renew_by))];
            console.note(subject, "extend-done-until", &values);
        }
        (true, _, None) => console.note(subject, "extend-done", &[]),
        (false, Some(until), _) => {
            let values = [("time", moment(until))];
            console.note(subject, "extend-not-yet-until", &values);
        }
        (false, None, _) => console.note(subject, "extend-not-yet", &[]),
    }
    for certificate in &extended.missing {
        let values = [("subject", certificate.clone())];
        console.note(subject, "extend-missing", &values);
    }
}
