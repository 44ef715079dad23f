//! What acceptable revocation data say of a certificate, and whether they are fresh enough
//! (EN 319 102-1, 5.2.5 and 5.2.6; RFC 5280, 6.3.3; RFC 6960, 3.2).

use std::rc::Rc;

use der::asn1::ObjectIdentifier;
use pki::Certificate;
use pki::path::{Chain, Inputs};
use pki::revocation::{
    Kind, Reason as RevocationReason, RevocationError, Statement, Status, statements,
};
use time::UtcDateTime;

use super::super::policy::{Exemption, Freshness};
use super::super::verdict::{Reason, Weight};
use super::knowledge::Knowledge;
use super::poe::Digest;

/// `validityAssured-short-term` (EN 319 412-1, 5.2).
const SHORT_TERM: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194121.2.1");

/// `noRevAvail` (RFC 9608).
const NO_REV_AVAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.56");

/// How many signers of revocation data may stand behind each other.
const DEEPEST: usize = 4;

/// Reasons told of data that do not count; more of them help nobody.
const MOST_TOLD: usize = 3;

/// What counts about one certificate, and why the rest does not.
#[derive(Debug, Default)]
pub(super) struct Accepted {
    pub(super) statements: Vec<Statement>,
    pub(super) refused: Vec<Reason>,
}

/// What is known of a certificate's revocation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// Nothing needs to be known.
    Exempt,
    /// Nothing is known.
    Unknown,
    /// It is not revoked.
    Good,
    /// It is revoked for good.
    Revoked {
        since: UtcDateTime,
        reason: RevocationReason,
    },
    /// It is on hold.
    Suspended { since: UtcDateTime },
}

/// A certificate of a chain below the anchor.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) certificate: Certificate,
    pub(super) accepted: Rc<Accepted>,
    pub(super) standing: Standing,
    /// Which of the statements decided.
    pub(super) used: Option<usize>,
    /// Those that may speak for how fresh the knowledge is: that one, and all whose algorithms
    /// count now.
    pub(super) strong: Vec<usize>,
}

impl Link {
    /// The statement that decided.
    pub(super) fn used(&self) -> Option<&Statement> {
        self.accepted.statements.get(self.used?)
    }

    /// Whether something accepted is fresh enough for the time `at`.
    pub(super) fn is_fresh(&self, rule: Freshness, at: UtcDateTime) -> bool {
        let statements = &self.accepted.statements;
        let mut strong = self
            .strong
            .iter()
            .filter_map(|place| statements.get(*place));
        self.standing == Standing::Exempt || strong.any(|statement| is_fresh(statement, rule, at))
    }
}

/// Whether a statement is fresh enough for the time `at`. Lists and answers are issued at whole
/// seconds and time stamps may be finer, so what was issued in the same second counts as later.
pub(super) fn is_fresh(statement: &Statement, rule: Freshness, at: UtcDateTime) -> bool {
    let is_later = || statement.this_update >= at.truncate_to_second();
    match rule {
        Freshness::Ignore => true,
        Freshness::AfterSigning => is_later(),
        Freshness::Current => is_later() || statement.next_update.is_some_and(|next| at <= next),
    }
}

/// The last time for which a statement is fresh enough by this rule; `None` without an end.
pub(super) fn fresh_until(statement: &Statement, rule: Freshness) -> Option<UtcDateTime> {
    match rule {
        Freshness::Ignore => None,
        Freshness::AfterSigning => Some(statement.this_update),
        Freshness::Current => Some(statement.next_update.unwrap_or(statement.this_update)),
    }
}

/// Since when a status says that a certificate is revoked for good.
pub(super) fn revoked(status: Status) -> Option<(UtcDateTime, RevocationReason)> {
    match status {
        Status::Revoked {
            reason: RevocationReason::CertificateHold | RevocationReason::RemoveFromCrl,
            ..
        } => None,
        Status::Revoked { at, reason } => Some((at, reason)),
        Status::Good | Status::Unknown => None,
    }
}

fn suspended(status: Status) -> Option<UtcDateTime> {
    match status {
        Status::Revoked {
            at,
            reason: RevocationReason::CertificateHold,
        } => Some(at),
        _ => None,
    }
}

impl Knowledge<'_> {
    /// What is known of each certificate of a chain below the anchor.
    pub(super) fn links(&self, chain: &Chain) -> Vec<Link> {
        let certificates = chain.certificates().iter().enumerate();
        certificates
            .filter(|(_, certificate)| **certificate != chain.anchor().certificate)
            .map(|(position, certificate)| {
                let accepted = self.accepted(chain, position, &mut Vec::new());
                let (standing, used) = self.standing(certificate, &accepted.statements);
                let all = accepted.statements.iter().enumerate();
                let strong = all.filter(|(place, statement)| {
                    used == Some(*place) || self.counts_at(statement, self.at)
                });
                Link {
                    certificate: certificate.clone(),
                    strong: strong.map(|(place, _)| place).collect(),
                    accepted,
                    standing,
                    used,
                }
            })
            .collect()
    }

    /// A revocation for good stands, whatever later data leave out; of everything else the newest
    /// data decide, the worse of two that are equally new.
    fn standing(
        &self,
        certificate: &Certificate,
        statements: &[Statement],
    ) -> (Standing, Option<usize>) {
        let all = || statements.iter().enumerate();
        let gone = all()
            .filter_map(|(used, statement)| Some((used, revoked(statement.status)?)))
            .filter(|(_, (since, _))| *since <= self.at)
            .min_by_key(|(_, (since, _))| *since);
        if let Some((used, (since, reason))) = gone {
            return (Standing::Revoked { since, reason }, Some(used));
        }
        let newest = all().max_by_key(|(_, statement)| {
            let is_bad = suspended(statement.status).is_some();
            (statement.this_update, is_bad, statement.produced_at)
        });
        let exempt = self.is_exempt(certificate);
        match newest {
            None if exempt => (Standing::Exempt, None),
            None => (Standing::Unknown, None),
            Some((used, statement)) => match suspended(statement.status) {
                Some(since) if since <= self.at => (Standing::Suspended { since }, Some(used)),
                _ => (Standing::Good, Some(used)),
            },
        }
    }

    /// Drops what is said to be good with algorithms that had ended when it was said, if there is
    /// anything else. An authority may go on with them; what it says then cannot be told from a
    /// forgery, and must neither displace older data that are proven nor make them look fresh.
    fn drop_weak(&self, statements: &mut Vec<Statement>) {
        let is_forgeable = |statement: &Statement| {
            statement.status == Status::Good && !self.counts_at(statement, statement.produced_at)
        };
        if !statements.iter().all(is_forgeable) {
            statements.retain(|statement| !is_forgeable(statement));
        }
    }

    /// Whether new data with the algorithms of this statement count at `at`.
    fn counts_at(&self, statement: &Statement, at: UtcDateTime) -> bool {
        let algorithms = &self.policy.algorithms;
        let mut sources = statement.sources.iter();
        sources.all(|source| {
            let end = algorithms.binding(algorithms.end_of(source.verified));
            end.allows(at)
        })
    }

    /// Whether policy lets a certificate say of itself that it is never revoked.
    fn is_exempt(&self, certificate: &Certificate) -> bool {
        let rules = &self.policy.revocation;
        [
            (rules.short_term, SHORT_TERM),
            (rules.no_rev_avail, NO_REV_AVAIL),
        ]
        .into_iter()
        .any(|(rule, extension)| {
            rule == Exemption::Exempt && certificate.extension(extension).is_some()
        })
    }

    /// What counts about the certificate at this place of a chain. `above` are the certificates
    /// whose own status waits for this one.
    fn accepted(&self, chain: &Chain, position: usize, above: &mut Vec<Digest>) -> Rc<Accepted> {
        let (Some(certificate), Some(issuer)) = (
            chain.certificates().get(position),
            chain.issuer_of(position),
        ) else {
            return Rc::default();
        };
        let key = (
            certificate.sha256_fingerprint(),
            issuer.sha256_fingerprint(),
            chain.anchor().sha256_fingerprint(),
        );
        if let Some(known) = self.accepted.borrow().get(&key) {
            return Rc::clone(known);
        }
        let (said, causes) = statements(
            certificate,
            issuer,
            &self.pool.material,
            &self.pool.certificates,
            self.tolerated(),
        );
        let mut accepted = Accepted::default();
        above.push(key.0);
        for statement in said {
            match self.acceptable(&statement, certificate, chain, above) {
                Ok(()) => accepted.statements.push(statement),
                Err(reason) => accepted.refused.push(*reason),
            }
        }
        above.pop();
        self.drop_weak(&mut accepted.statements);
        accepted.refused.extend(causes.iter().filter_map(told));
        accepted.refused.truncate(MOST_TOLD);
        let accepted = Rc::new(accepted);
        // What was found while something else waited may lack what would have waited in turn.
        if above.is_empty() {
            self.accepted.borrow_mut().insert(key, Rc::clone(&accepted));
        }
        accepted
    }

    fn acceptable(
        &self,
        statement: &Statement,
        certificate: &Certificate,
        chain: &Chain,
        above: &mut Vec<Digest>,
    ) -> Result<(), Box<Reason>> {
        let refuse = |code: &str| {
            let reason = Reason::on(code, certificate).value("signer", &statement.signer);
            Err(Box::new(reason))
        };
        if statement.status == Status::Unknown {
            return refuse("verdict-revocation-not-known-to-responder");
        }
        if statement.this_update < certificate.not_before() {
            return refuse("verdict-revocation-before-certificate");
        }
        let expired = certificate.not_after();
        let reaches_back = statement.cert_hash_matches
            || statement
                .reaches_back_to
                .is_some_and(|back| back <= expired);
        if statement.status == Status::Good && statement.this_update > expired && !reaches_back {
            return refuse("verdict-revocation-after-expiry");
        }
        if statement.signer != chain.anchor().certificate
            && !is_valid_at(&statement.signer, statement.produced_at)
        {
            return refuse("verdict-revocation-signer-not-valid");
        }
        if statement.signer_is_issuer || self.is_good_signer(statement, chain, above) {
            return Ok(());
        }
        refuse("verdict-revocation-signer-not-trusted")
    }

    /// Whether a signer of revocation data other than the issuer leads to the same anchor by a
    /// chain that holds, with nothing on it revoked.
    fn is_good_signer(
        &self,
        statement: &Statement,
        chain: &Chain,
        above: &mut Vec<Digest>,
    ) -> bool {
        let signer = &statement.signer;
        if above.len() >= DEEPEST || above.contains(&signer.sha256_fingerprint()) {
            return false;
        }
        let chains = self.chains(signer);
        let Ok(found) = chains.as_ref() else {
            return false;
        };
        found.iter().any(|own| {
            own.anchor().certificate == chain.anchor().certificate
                && own.check_rules(&Inputs::default()).is_ok()
                && self.is_good_chain(own, chain, statement.no_check, above)
        })
    }

    /// Whether nothing on the chain of a signer is revoked. Certificates that it shares with the
    /// chain in question are judged there.
    fn is_good_chain(
        &self,
        own: &Chain,
        chain: &Chain,
        no_check: bool,
        above: &mut Vec<Digest>,
    ) -> bool {
        own.certificates()
            .iter()
            .enumerate()
            .all(|(position, found)| {
                // What waits for this very answer cannot be settled by it.
                if above.contains(&found.sha256_fingerprint()) {
                    return false;
                }
                if position == 0 && no_check
                    || chain.certificates().contains(found)
                    || *found == own.anchor().certificate
                {
                    return true;
                }
                let accepted = self.accepted(own, position, above);
                let (standing, _) = self.standing(found, &accepted.statements);
                matches!(standing, Standing::Good | Standing::Exempt)
            })
    }
}

/// Whether a certificate is valid at this time.
pub(super) fn is_valid_at(certificate: &Certificate, at: UtcDateTime) -> bool {
    (certificate.not_before()..=certificate.not_after()).contains(&at)
}

/// A reason for people why something does not count, unless it is only about something else.
fn told((_, error): &(Kind, RevocationError)) -> Option<Reason> {
    if matches!(
        error,
        RevocationError::WrongIssuer { .. } | RevocationError::NotAbout
    ) {
        return None;
    }
    let values = error.values().into_iter();
    let reason = Reason::new(error.code(), Weight::Note);
    Some(values.fold(reason, |reason, (name, value)| reason.value(name, value)))
}
