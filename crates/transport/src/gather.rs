//! Fetching what a decision lacks: ask what is wanted, fetch it, decide again, within bounds.

use std::collections::{HashMap, HashSet};

use ades::validate::{
    DocumentFacts, Evidence, Policy, Sought, Source, Unreachable, Wanted, wanted,
};
use pki::crl::Crl;
use pki::ocsp::{self, Request, ResponseStatus};
use pki::revocation::CLOCK_TOLERANCE;
use pki::trust::Anchors;
use pki::{Certificate, revocation};
use time::UtcDateTime;

use crate::cache::{Cache, Entry, Failure, Key, keep_until};
use crate::error::Error;
use crate::fetch::{Budget, Fetcher};

/// How often a decision is asked anew; each time at least one thing more is known.
const MOST_ROUNDS: usize = 12;

/// Certificates taken from one address.
const MOST_CERTIFICATES: usize = 32;

/// Things remembered besides the folder; beyond it, everything is forgotten.
const MOST_REMEMBERED: usize = 500;

/// Gathers evidence for one file after the other.
#[derive(Debug)]
pub struct Gatherer {
    fetcher: Fetcher,
    cache: Option<Cache>,
    memory: HashMap<Key, (Found, UtcDateTime)>,
    /// Hosts that let us wait in vain, for what, and until when they are left alone: one hung
    /// service must not cost the patience once for every certificate.
    slow: HashMap<(String, Sought), UtcDateTime>,
}

/// What a decision is taken upon besides evidence.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The document.
    pub facts: &'a DocumentFacts,
    /// Who is trusted.
    pub anchors: &'a Anchors,
    /// The policy.
    pub policy: &'a Policy,
    /// The time to decide for.
    pub at: UtcDateTime,
}

/// What was found at an address, not verified.
#[derive(Clone, Debug)]
enum Found {
    Certificates(Vec<Certificate>),
    List(Crl),
    Answer(Box<ocsp::Response>),
    Nothing(Failure),
}

/// Whether what was fetched before may serve.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Stage {
    Kept,
    Network,
}

/// One file's share of the work.
struct Session<'a> {
    gatherer: &'a mut Gatherer,
    now: UtcDateTime,
    /// Where a source is looked for, in this order.
    stages: &'static [Stage],
    left: Budget,
    tried: HashSet<(Key, Stage)>,
    failures: HashMap<Key, Failure>,
    unreachable: Vec<Unreachable>,
    watch: &'a mut dyn FnMut(&str),
}

impl Gatherer {
    /// A gatherer that fetches with `fetcher` and keeps what it finds in `cache`.
    #[must_use]
    pub fn new(fetcher: Fetcher, cache: Option<Cache>) -> Self {
        Self {
            fetcher,
            cache,
            memory: HashMap::new(),
            slow: HashMap::new(),
        }
    }

    /// `given` and whatever the network has that the decision of `question` still wants. What could
    /// not be fetched and is still wanted stands in [`Evidence::unreachable`].
    ///
    /// `now` is the time by the clock, which decides what of the cache is still good, whatever the
    /// time to decide for. `watch` hears every address before it is asked.
    pub fn gather(
        &mut self,
        question: Question<'_>,
        given: &Evidence,
        now: UtcDateTime,
        watch: &mut dyn FnMut(&str),
    ) -> Evidence {
        let mut evidence = given.clone();
        let mut session = self.session(now, watch);
        let ask = |evidence: &Evidence| {
            let Question {
                facts,
                anchors,
                policy,
                at,
            } = question;
            wanted(facts, anchors, evidence, policy, at)
        };
        let mut open = ask(&evidence);
        for _ in 0..MOST_ROUNDS {
            let found: Vec<_> = open.iter().filter_map(|one| session.find(one)).collect();
            if found.is_empty() {
                break;
            }
            for found in found {
                found.add_to(&mut evidence);
            }
            open = ask(&evidence);
        }
        let is_open = |failed: &Unreachable| {
            let mut open = open.iter();
            open.any(|one| one.certificate.sha256_fingerprint() == failed.certificate)
        };
        evidence
            .unreachable
            .extend(session.unreachable.into_iter().filter(is_open));
        evidence
    }

    /// What is said right now of the revocation of one certificate, from the first source that says
    /// anything, with the delta to it if that is a list, and the sources that could not be asked. What
    /// was fetched before does not serve.
    pub fn status(
        &mut self,
        wanted: &Wanted,
        now: UtcDateTime,
        watch: &mut dyn FnMut(&str),
    ) -> Evidence {
        let mut evidence = Evidence::default();
        let Some(issuer) = &wanted.issuer else {
            return evidence;
        };
        let mut session = self.session(now, watch);
        session.stages = &[Stage::Network];
        while let Some(found) = session.find(wanted) {
            found.add_to(&mut evidence);
            let (certificate, known) = (&wanted.certificate, &evidence.material);
            let tolerated = now.checked_add(CLOCK_TOLERANCE).unwrap_or(now);
            let (said, _) = revocation::statements(certificate, issuer, known, &[], tolerated);
            if !said.is_empty() {
                break;
            }
        }
        let lists: Vec<&Crl> = evidence.material.lists.iter().collect();
        if let Some(deltas) = Wanted::deltas(&wanted.certificate, issuer, &lists)
            && let Some(found) = session.find(&deltas)
        {
            found.add_to(&mut evidence);
        }
        evidence.unreachable = session.unreachable;
        evidence
    }

    fn session<'a>(&'a mut self, now: UtcDateTime, watch: &'a mut dyn FnMut(&str)) -> Session<'a> {
        Session {
            now,
            stages: &[Stage::Kept, Stage::Network],
            left: self.fetcher.options().budget,
            tried: HashSet::new(),
            failures: HashMap::new(),
            unreachable: Vec::new(),
            watch,
            gatherer: self,
        }
    }

    /// What was fetched before and is still good.
    fn kept(&mut self, source: &Source, key: Key, now: UtcDateTime) -> Option<Found> {
        if let Some((found, until)) = self.memory.get(&key)
            && now < *until
        {
            return Some(found.clone());
        }
        match self.cache.as_ref()?.get(key, now)? {
            Entry::Failure(failure) if failure.patience < self.patience() => None,
            Entry::Failure(failure) => Some(Found::Nothing(failure)),
            Entry::Content(bytes) => Found::read(source, &bytes).ok(),
        }
    }

    fn patience(&self) -> u64 {
        self.fetcher.options().patience.as_secs()
    }

    /// Keeps what was fetched. A folder that cannot be written to only costs time.
    fn keep(&mut self, source: &Source, key: Key, found: &Found, bytes: &[u8], now: UtcDateTime) {
        let until = match found {
            Found::Nothing(_) => now.saturating_add(crate::cache::FAILURE),
            _ => keep_until(source.sought, found.next_update(), now),
        };
        if let Some(cache) = &self.cache {
            let _ = match found {
                Found::Nothing(failure) => cache.keep_failure(key, failure, now),
                _ => cache.keep(key, bytes, now, until),
            };
        }
        if self.memory.len() >= MOST_REMEMBERED {
            self.memory.clear();
        }
        self.memory.insert(key, (found.clone(), until));
    }
}

impl Session<'_> {
    /// The next thing that an untried source of `wanted` has.
    fn find(&mut self, wanted: &Wanted) -> Option<Found> {
        for source in &wanted.sources {
            let (address, host) = self.gatherer.fetcher.address(&source.url);
            let key = Key::new(source.sought, &wanted.certificate, &address);
            for &stage in self.stages {
                // Lists are shared: what failed for one certificate has failed for all.
                if self.failures.contains_key(&key) || !self.tried.insert((key, stage)) {
                    continue;
                }
                let found = match stage {
                    Stage::Kept => self.gatherer.kept(source, key, self.now),
                    Stage::Network => Some(self.fetch(wanted, source, key, host.clone())),
                };
                match found {
                    Some(Found::Nothing(failure)) => {
                        self.failures.insert(key, failure);
                    }
                    Some(found) => return Some(found),
                    None => {}
                }
            }
            if let Some(failure) = self.failures.get(&key).cloned() {
                self.failed(wanted, source, failure);
            }
        }
        None
    }

    fn fetch(&mut self, wanted: &Wanted, source: &Source, key: Key, host: String) -> Found {
        let place = (host, source.sought);
        let patience = self.gatherer.patience();
        if self
            .gatherer
            .slow
            .get(&place)
            .is_some_and(|until| self.now < *until)
        {
            let error = Error::Timeout {
                url: source.url.clone(),
                seconds: patience,
            };
            return Found::Nothing(Failure::of(&error, patience));
        }
        (self.watch)(&source.url);
        let fetched = self.ask(wanted, source);
        let read = fetched.and_then(|bytes| Ok((Found::read(source, &bytes)?, bytes)));
        let (found, bytes) = match read {
            Ok(read) => read,
            Err(error) => {
                let failure = Failure::of(&error, patience);
                if matches!(error, Error::Timeout { .. }) {
                    let until = self.now.saturating_add(crate::cache::FAILURE);
                    self.gatherer.slow.insert(place, until);
                }
                // That this file has had its share says nothing about the next one, and what is
                // not asked costs no time.
                if matches!(error, Error::Budget { .. }) || !error.is_passing() {
                    return Found::Nothing(failure);
                }
                (Found::Nothing(failure), Vec::new())
            }
        };
        self.gatherer.keep(source, key, &found, &bytes, self.now);
        found
    }

    /// The request carries no nonce: most responders send prepared answers (RFC 5019, 2.1.1), and
    /// how old an answer may be is judged by its own times.
    fn ask(&mut self, wanted: &Wanted, source: &Source) -> Result<Vec<u8>, Error> {
        let fetcher = &self.gatherer.fetcher;
        let left = &mut self.left;
        let url = source.url.as_str();
        match (source.sought, &wanted.issuer) {
            (Sought::Issuer, _) => fetcher.certificates(url, left),
            (Sought::List, _) => fetcher.list(url, left),
            (Sought::Answer, Some(issuer)) => {
                let request = Request::new(&wanted.certificate, issuer, None).to_der();
                let request = request.map_err(|error| unusable(url, error.code()))?;
                fetcher.answer(url, &request, left)
            }
            (Sought::Answer, None) => Err(unusable(url, "pki-no-certificate")),
        }
    }

    fn failed(&mut self, wanted: &Wanted, source: &Source, failure: Failure) {
        let unreachable = Unreachable {
            sought: source.sought,
            certificate: wanted.certificate.sha256_fingerprint(),
            url: source.url.clone(),
            passing: failure.passing,
            code: failure.code,
            values: failure.values,
        };
        if !self.unreachable.contains(&unreachable) {
            self.unreachable.push(unreachable);
        }
    }
}

impl Found {
    /// Reads what came from a source, as far as to know that it is what was asked for.
    fn read(source: &Source, bytes: &[u8]) -> Result<Self, Error> {
        let bad = |error: pki::Error| unusable(&source.url, error.code());
        match source.sought {
            Sought::Issuer => {
                let mut found = Certificate::load_all(bytes).map_err(bad)?;
                found.truncate(MOST_CERTIFICATES);
                Ok(Self::Certificates(found))
            }
            Sought::List => Ok(Self::List(Crl::load(bytes).map_err(bad)?)),
            Sought::Answer => {
                let answer = ocsp::Response::from_der(bytes).map_err(bad)?;
                match answer.status() {
                    ResponseStatus::Successful => Ok(Self::Answer(Box::new(answer))),
                    status => Err(unusable(&source.url, status.name())),
                }
            }
        }
    }

    fn next_update(&self) -> Option<UtcDateTime> {
        match self {
            Self::List(list) => list.next_update(),
            Self::Answer(answer) => {
                let all = answer.basic()?.responses.iter();
                all.filter_map(|single| single.next_update).min()
            }
            Self::Certificates(_) | Self::Nothing(_) => None,
        }
    }

    fn add_to(self, evidence: &mut Evidence) {
        match self {
            Self::Certificates(found) => evidence.certificates.extend(found),
            Self::List(list) => evidence.material.lists.push(list),
            Self::Answer(answer) => evidence.material.answers.push(*answer),
            Self::Nothing(_) => {}
        }
    }
}

impl Failure {
    fn of(error: &Error, patience: u64) -> Self {
        let values = error.values().into_iter();
        Self {
            code: error.code().to_owned(),
            passing: error.is_passing(),
            patience,
            values: values
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

fn unusable(url: &str, cause: &str) -> Error {
    Error::Content {
        url: url.to_owned(),
        cause: cause.to_owned(),
    }
}
