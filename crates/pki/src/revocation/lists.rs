//! What lists say of a certificate (RFC 5280, 6.3.3).

use super::points::{Point, points};
use super::signer::{ListSigner, signers};
use super::statement::{Kind, Question, Source, Statement};
use super::{Reason, Reasons, RevocationError, Status, delta};
use crate::{Certificate, Crl};

/// What one complete list says, maybe with its delta, for some reasons or all.
struct Part {
    statement: Statement,
    reasons: Reasons,
}

/// The statements of `lists`, and why others say nothing.
pub(super) fn statements(
    question: Question<'_>,
    lists: &[Crl],
) -> (Vec<Statement>, Vec<RevocationError>) {
    let points = points(question.certificate);
    let mut parts = Vec::new();
    let mut refused = Vec::new();
    let (deltas, complete): (Vec<_>, Vec<_>) =
        lists.iter().partition(|list| list.base_number().is_some());
    for list in &complete {
        match of_complete(question, &points, list, &deltas) {
            Ok(said) => parts.extend(said),
            Err(error) => refused.push(error),
        }
    }
    if parts.is_empty() && !deltas.is_empty() {
        refused.push(RevocationError::OutOfScope {
            reason: "it is a delta list without its base",
        });
    }
    let said = together(parts, &mut refused);
    (said, refused)
}

/// What a complete list says: once for every certificate that may be its signer's.
fn of_complete(
    question: Question<'_>,
    points: &[Point],
    list: &Crl,
    deltas: &[&Crl],
) -> Result<Vec<Part>, RevocationError> {
    let reasons = covered(question.certificate, points, list)?;
    question.check_time(list.this_update())?;
    signers(question, list)?
        .into_iter()
        .map(|signer| {
            let statement = statement(question, list, deltas, signer)?;
            Ok(Part { statement, reasons })
        })
        .collect()
}

/// Steps (b) and (d): for which reasons the list speaks of the certificate.
fn covered(
    certificate: &Certificate,
    points: &[Point],
    list: &Crl,
) -> Result<Reasons, RevocationError> {
    let expected: Vec<_> = points
        .iter()
        .filter(|point| point.expects_issuer_of(list, certificate))
        .collect();
    if expected.is_empty() {
        return Err(RevocationError::WrongIssuer {
            found: list.issuer().to_string(),
        });
    }
    let out = |reason| Err(RevocationError::OutOfScope { reason });
    if let Some(scope) = list.scope() {
        if scope.only_attributes {
            return out("it covers attribute certificates only");
        }
        if scope.only_users && certificate.is_ca() {
            return out("it covers end entities only");
        }
        if scope.only_authorities && !certificate.is_ca() {
            return out("it covers authorities only");
        }
    }
    let reasons = expected
        .iter()
        .map(|point| point.reasons_of(list))
        .fold(Reasons::NONE, Reasons::or);
    if reasons == Reasons::NONE {
        return out("it belongs to another distribution point");
    }
    Ok(reasons)
}

/// Steps (c) and (h) to (k): the delta before the list.
fn statement(
    question: Question<'_>,
    list: &Crl,
    deltas: &[&Crl],
    signer: ListSigner,
) -> Result<Statement, RevocationError> {
    let mut sources = vec![Source {
        sha256: list.sha256(),
        verified: signer.verified,
    }];
    let mut newest = list;
    let mut said = None;
    if let Some(delta) = delta::newest(question, list, deltas, &signer.certificate) {
        sources.push(delta.source);
        newest = delta.list;
        said = entry(question.certificate, delta.list);
    }
    let status = match said.or_else(|| entry(question.certificate, list)) {
        Some(status) => status,
        None => match list.unknown_critical() {
            Some(extension) => return Err(RevocationError::UnknownCriticalExtension { extension }),
            None => Status::Good,
        },
    };
    Ok(Statement {
        status,
        this_update: newest.this_update(),
        next_update: newest.next_update(),
        produced_at: newest.this_update(),
        kind: Kind::List,
        sources,
        signer_is_issuer: signer.certificate == *question.issuer,
        signer: signer.certificate,
        no_check: false,
        reaches_back_to: list.keeps_expired_since(),
        cert_hash_matches: false,
    })
}

/// What an entry says of the certificate, whatever else in the list is not understood: that it was
/// revoked at least is certain (X.509, 7.3).
fn entry(certificate: &Certificate, list: &Crl) -> Option<Status> {
    let entry = list.entry(certificate.issuer(), certificate.serial())?;
    match entry.reason {
        // What is not understood must not clear anybody.
        Reason::RemoveFromCrl if list.unknown_critical().is_some() => None,
        Reason::RemoveFromCrl => Some(Status::Good),
        reason => Some(Status::Revoked {
            at: entry.revoked_at,
            reason,
        }),
    }
}

/// Step (l): lists of some reasons say "good" only together, when all reasons are covered. Only
/// lists of one signer are put together.
fn together(mut parts: Vec<Part>, refused: &mut Vec<RevocationError>) -> Vec<Statement> {
    parts.sort_by_key(|part| std::cmp::Reverse(part.statement.this_update));
    let (mut partial, whole): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .partition(|part| part.statement.status == Status::Good && part.reasons != Reasons::ALL);
    let mut said: Vec<_> = whole.into_iter().map(|part| part.statement).collect();
    while let Some(first) = partial.first() {
        let signer = first.statement.signer.clone();
        let (group, others): (Vec<_>, Vec<_>) = partial
            .into_iter()
            .partition(|part| part.statement.signer == signer);
        partial = others;
        match union(group) {
            Some(statement) => said.push(statement),
            None => refused.push(RevocationError::OutOfScope {
                reason: "it covers some reasons only",
            }),
        }
    }
    said
}

/// The newest parts that cover all reasons together, as one statement.
fn union(parts: Vec<Part>) -> Option<Statement> {
    let mut parts = parts.into_iter();
    let first = parts.next()?;
    let (mut statement, mut reasons) = (first.statement, first.reasons);
    for part in parts {
        if reasons.contains(part.reasons) {
            continue;
        }
        reasons = reasons.or(part.reasons);
        let other = part.statement;
        statement.sources.extend(other.sources);
        statement.this_update = statement.this_update.min(other.this_update);
        statement.produced_at = statement.produced_at.min(other.produced_at);
        // A date that one of them does not state is not known for all of them.
        statement.next_update = both(statement.next_update, other.next_update, std::cmp::min);
        statement.reaches_back_to = both(
            statement.reaches_back_to,
            other.reaches_back_to,
            std::cmp::max,
        );
    }
    (reasons == Reasons::ALL).then_some(statement)
}

fn both<T>(left: Option<T>, right: Option<T>, choose: impl Fn(T, T) -> T) -> Option<T> {
    Some(choose(left?, right?))
}
