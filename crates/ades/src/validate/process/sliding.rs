//! Validation time sliding (EN 319 102-1, 5.6.2.2): the last time for which a chain is known to
//! have been good.

use time::UtcDateTime;

use super::super::policy::{End, Freshness, Policy};
use super::crypto::Use;
use super::poe::{Object, Proofs};
use super::revocation::{Link, Standing, fresh_until, is_fresh, revoked};

/// Where something was missing: at this certificate nothing counts for this time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Gap {
    /// Its place in the chain, the leaf first.
    pub(super) position: usize,
    /// The time that was reached.
    pub(super) control: UtcDateTime,
}

/// Slides from `start` down the chain, whose certificates below the anchor are `links`, the leaf
/// first.
///
/// The standard slides to the issue of data that are not fresh. Here it slides to the last moment
/// for which they were fresh enough: the data of an authority are always older than the proof that
/// those on the next certificate existed, so that nothing could ever be proven otherwise.
pub(super) fn slide(
    start: UtcDateTime,
    links: &[Link],
    uses: &[Use],
    rule: Freshness,
    proofs: &Proofs,
    policy: &Policy,
) -> Result<UtcDateTime, Gap> {
    let mut control = start;
    for (position, link) in links.iter().enumerate().rev() {
        if link.standing != Standing::Exempt {
            control = revocation(link, control, rule, proofs).ok_or(Gap { position, control })?;
        }
        let own = Object::Evidence(link.certificate.sha256_fingerprint());
        let sources = link.used().into_iter().flat_map(|used| &used.sources);
        let objects: Vec<_> = sources
            .map(|source| Object::Evidence(source.sha256))
            .chain([own])
            .collect();
        for used in uses.iter().filter(|used| objects.contains(&used.object)) {
            match used.binding_end(policy) {
                End::None => {}
                End::At(end) => control = control.min(end),
                End::Never => return Err(Gap { position, control }),
            }
        }
    }
    Ok(control)
}

/// Steps a to c for one certificate; `None` when nothing counts.
fn revocation(
    link: &Link,
    control: UtcDateTime,
    rule: Freshness,
    proofs: &Proofs,
) -> Option<UtcDateTime> {
    let certificate = Object::Evidence(link.certificate.sha256_fingerprint());
    if proofs.of(certificate) > control {
        return None;
    }
    let existed = |sha256| proofs.of(Object::Evidence(sha256)) <= control;
    let kept: Vec<_> = (link.accepted.statements.iter())
        .filter(|statement| statement.this_update <= control)
        .filter(|statement| {
            statement
                .sources
                .iter()
                .all(|source| existed(source.sha256))
        })
        .collect();
    let gone = kept.iter().filter_map(|statement| {
        let (since, _) = revoked(statement.status)?;
        Some(since)
    });
    if let Some(since) = gone.filter(|since| *since <= control).min() {
        return Some(since);
    }
    if let Standing::Suspended { since } = link.standing
        && since <= control
        && !kept.is_empty()
    {
        return Some(since);
    }
    // Fresh until then, the latest of all: an older list may speak for longer.
    let rule = match rule {
        Freshness::AfterSigning => Freshness::Current,
        other => other,
    };
    if kept
        .iter()
        .any(|statement| is_fresh(statement, rule, control))
    {
        return Some(control);
    }
    let latest = kept
        .iter()
        .filter_map(|statement| fresh_until(statement, rule));
    latest.max().map(|latest| latest.min(control))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use pki::Certificate;
    use pki::revocation::{Kind, Reason, Source, Statement, Status};
    use pki::signature::VerifiedWith;
    use pki::{DigestAlgorithm, KeyKind, SignatureAlgorithm};
    use testpki::{Authority, Ca, Config, KeyAlgorithm};
    use time::macros::utc_datetime;
    use time::{Date, Duration};

    use super::super::poe::digest;
    use super::super::revocation::Accepted;
    use super::*;

    const START: UtcDateTime = utc_datetime!(2026-03-02 8:00);
    const NOW: UtcDateTime = utc_datetime!(2036-03-02 8:00);
    const WITH: VerifiedWith = VerifiedWith {
        algorithm: SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        key: KeyKind::Rsa { bits: 2048 },
    };

    fn day(number: i64) -> UtcDateTime {
        START + Duration::days(number)
    }

    /// What was said on the day `issued`, to be renewed on the day `next`.
    fn said(name: &str, status: Status, issued: i64, next: i64, signer: &Certificate) -> Statement {
        Statement {
            status,
            this_update: day(issued),
            next_update: Some(day(next)),
            produced_at: day(issued),
            kind: Kind::List,
            sources: vec![Source {
                sha256: digest(name.as_bytes()),
                verified: WITH,
            }],
            signer: signer.clone(),
            signer_is_issuer: true,
            no_check: false,
            reaches_back_to: None,
            cert_hash_matches: false,
        }
    }

    struct Table {
        certificates: [Certificate; 2],
        proofs: Proofs,
        policy: Policy,
    }

    impl Table {
        /// Two certificates and what is proven of the evidence on them: since which day.
        fn new(proven: &[(&str, i64)]) -> Self {
            let config = Config {
                base_url: String::new(),
                key: KeyAlgorithm::P256,
            };
            let authority = Authority::new(config, START).unwrap();
            let leaf = authority.time_stamp_certificate().unwrap().clone();
            let ca = authority.certificate(Ca::Government).unwrap().clone();
            let mut proofs = Proofs::new(NOW);
            for certificate in [&leaf, &ca] {
                let object = Object::Evidence(certificate.sha256_fingerprint());
                proofs.add(object, day(1));
            }
            for (name, number) in proven {
                proofs.add(Object::Evidence(digest(name.as_bytes())), day(*number));
            }
            Self {
                certificates: [leaf, ca],
                proofs,
                policy: Policy::default(),
            }
        }

        fn slide(&self, leaf: Vec<Statement>, ca: Vec<Statement>) -> Result<UtcDateTime, Gap> {
            self.slide_from(NOW, leaf, ca)
        }

        fn slide_from(
            &self,
            start: UtcDateTime,
            leaf: Vec<Statement>,
            ca: Vec<Statement>,
        ) -> Result<UtcDateTime, Gap> {
            let link = |(certificate, statements): (&Certificate, Vec<Statement>)| Link {
                certificate: certificate.clone(),
                used: (!statements.is_empty()).then_some(0),
                strong: vec![0],
                standing: Standing::Good,
                accepted: Rc::new(Accepted {
                    statements,
                    refused: Vec::new(),
                }),
            };
            let links: Vec<_> = self.certificates.iter().zip([leaf, ca]).map(link).collect();
            let uses: Vec<_> = (links.iter().flat_map(Link::used))
                .flat_map(|used| &used.sources)
                .map(|source| {
                    let object = Object::Evidence(source.sha256);
                    let code = "verdict-weak-revocation";
                    Use::value(object, code, None, source.verified, &self.policy)
                })
                .collect();
            let rule = Freshness::Current;
            slide(start, &links, &uses, rule, &self.proofs, &self.policy)
        }
    }

    const REVOKED: Status = Status::Revoked {
        at: utc_datetime!(2026-03-12 8:00),
        reason: Reason::KeyCompromise,
    };

    #[test]
    fn what_is_fresh_now_does_not_slide() {
        let table = Table::new(&[]);
        let signer = &table.certificates[1];
        let current = |name| vec![said(name, Status::Good, 3000, 4000, signer)];
        assert_eq!(table.slide(current("leaf"), current("ca")), Ok(NOW));
    }

    #[test]
    fn it_slides_to_the_end_of_what_was_fresh() {
        let table = Table::new(&[("leaf", 4), ("ca", 4)]);
        let signer = &table.certificates[1];
        let leaf = || vec![said("leaf", Status::Good, 3, 10, signer)];
        // The authority's list counted until day 30, the leaf's until day 10.
        let ca = vec![said("ca", Status::Good, 0, 30, signer)];
        assert_eq!(table.slide(leaf(), ca), Ok(day(10)));
        // The authority's only until day 3: that of the leaf is proven a day too late.
        let ca = vec![said("ca", Status::Good, 0, 3, signer)];
        let gap = Gap {
            position: 0,
            control: day(3),
        };
        assert_eq!(table.slide(leaf(), ca), Err(gap));
    }

    #[test]
    fn it_slides_to_a_revocation() {
        let table = Table::new(&[("leaf", 4), ("ca", 4), ("late", 20)]);
        let signer = &table.certificates[1];
        let revoked = || vec![said("now", REVOKED, 3000, 4000, signer)];
        let good = |name| vec![said(name, Status::Good, 3, 4000, signer)];
        // The leaf was revoked on day 10.
        assert_eq!(table.slide(revoked(), good("ca")), Ok(day(10)));
        // The authority was: of the leaf only what existed by then counts.
        assert_eq!(table.slide(good("leaf"), revoked()), Ok(day(10)));
        let gap = Gap {
            position: 0,
            control: day(10),
        };
        assert_eq!(table.slide(good("late"), revoked()), Err(gap));
    }

    #[test]
    fn nothing_known_is_a_gap() {
        let table = Table::new(&[]);
        let signer = &table.certificates[1];
        let ca = vec![said("ca", Status::Good, 3000, 4000, signer)];
        let gap = |position| Gap {
            position,
            control: NOW,
        };
        assert_eq!(table.slide(Vec::new(), ca.clone()), Err(gap(0)));
        assert_eq!(table.slide(ca, Vec::new()), Err(gap(1)));
    }

    #[test]
    fn it_slides_to_the_end_of_an_algorithm() {
        let mut table = Table::new(&[("leaf", 4), ("ca", 4)]);
        let end = Date::from_calendar_date(2026, time::Month::June, 1).unwrap();
        table
            .policy
            .algorithms
            .set_digest_end(DigestAlgorithm::Sha256, end);
        table.policy.algorithms.ends_after_update = crate::validate::AfterUpdate::Fail;
        let signer = &table.certificates[1];
        let good = |name| vec![said(name, Status::Good, 3, 4000, signer)];
        let expected = utc_datetime!(2026-06-01 0:00);
        assert_eq!(table.slide(good("leaf"), good("ca")), Ok(expected));
    }

    #[test]
    fn it_begins_where_trust_in_the_anchor_ended() {
        let table = Table::new(&[("leaf", 4), ("ca", 4)]);
        let signer = &table.certificates[1];
        let good = |name| vec![said(name, Status::Good, 3, 4000, signer)];
        let ended = day(8);
        assert_eq!(table.slide_from(ended, good("leaf"), good("ca")), Ok(ended));
        // Of that time nothing is proven any more.
        let before = day(2);
        assert!(table.slide_from(before, good("leaf"), good("ca")).is_err());
    }
}
