//! Whether nothing on a path was revoked, by the rules of RFC 5280 alone.

use std::collections::HashMap;

use time::UtcDateTime;

use super::{
    CLOCK_TOLERANCE, Kind, Material, Reason, RevocationError, Statement, Status, statements,
};
use crate::Certificate;
use crate::path::{Inputs, Path, chains};
use crate::trust::Anchors;

/// How far signers of revocation data may depend on other signers.
const MAXIMUM_DEPTH: usize = 8;

/// The revocation of a certificate on a path is not settled.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsettled {
    /// It is revoked.
    #[error("certificate {subject} was revoked at {since}: {reason}")]
    Revoked {
        /// Its subject, after RFC 4514.
        subject: String,
        /// Since when.
        since: UtcDateTime,
        /// Why.
        reason: Reason,
    },
    /// It is suspended.
    #[error("certificate {subject} is suspended since {since}")]
    Suspended {
        /// Its subject, after RFC 4514.
        subject: String,
        /// Since when.
        since: UtcDateTime,
    },
    /// Nothing current says that it is good.
    #[error("nothing says that certificate {subject} is not revoked")]
    Undetermined {
        /// Its subject, after RFC 4514.
        subject: String,
        /// Why the data at hand do not count.
        causes: Vec<(Kind, RevocationError)>,
    },
}

impl Unsettled {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "unsettled-revoked",
        "unsettled-suspended",
        "unsettled-undetermined",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Revoked { .. } => "unsettled-revoked",
            Self::Suspended { .. } => "unsettled-suspended",
            Self::Undetermined { .. } => "unsettled-undetermined",
        }
    }

    /// The values that explain this error. What stands against the data at hand is told by
    /// [`Self::causes`].
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Revoked {
                subject,
                since,
                reason,
            } => vec![
                ("subject", subject.clone()),
                ("since", since.to_string()),
                ("reason", reason.to_string()),
            ],
            Self::Suspended { subject, since } => {
                vec![("subject", subject.clone()), ("since", since.to_string())]
            }
            Self::Undetermined { subject, .. } => vec![("subject", subject.clone())],
        }
    }

    /// Why the data at hand do not count; empty where there are none, or that is not the matter.
    #[must_use]
    pub fn causes(&self) -> &[(Kind, RevocationError)] {
        match self {
            Self::Revoked { .. } | Self::Suspended { .. } => &[],
            Self::Undetermined { causes, .. } => causes,
        }
    }
}

/// Checks that every certificate of `path` below the anchor is good at `at`, by what `material`
/// says (RFC 5280, 6.3; RFC 6960, 3.2), by no other rules than these: no algorithm is too weak, and
/// data count from their `thisUpdate`, give or take [`CLOCK_TOLERANCE`], to their `nextUpdate`.
///
/// Signers of revocation data that are not the issuer itself are looked for among `candidates`.
/// They need a path to the same anchor, for any policy, and their own revocation settled.
///
/// # Errors
/// [`Unsettled`], for the certificate nearest to the anchor of which it holds.
pub fn settle(
    path: &Path,
    material: &Material,
    candidates: &[Certificate],
    at: UtcDateTime,
) -> Result<(), Unsettled> {
    let mut known = candidates.to_vec();
    known.extend_from_slice(path.certificates());
    known.push(path.anchor().certificate.clone());
    Settling {
        material,
        candidates: &known,
        anchors: [path.anchor().clone()].into_iter().collect(),
        at,
        settled: HashMap::new(),
        open: Vec::new(),
    }
    .path(path)
}

/// A certificate and its issuer, by their digests.
type Link = ([u8; 32], [u8; 32]);

/// One settlement, with what it found out so far.
struct Settling<'a> {
    material: &'a Material,
    candidates: &'a [Certificate],
    anchors: Anchors,
    at: UtcDateTime,
    settled: HashMap<Link, Result<(), Unsettled>>,
    /// What is being settled: asking for it again would never end.
    open: Vec<Link>,
}

impl Settling<'_> {
    /// From the anchor down, so that issuers are settled before what they say is used.
    fn path(&mut self, path: &Path) -> Result<(), Unsettled> {
        for position in (0..path.certificates().len()).rev() {
            let certificate = path.certificates().get(position);
            let (Some(certificate), Some(issuer)) = (certificate, path.issuer_of(position)) else {
                continue;
            };
            if *certificate != path.anchor().certificate {
                self.certificate(certificate, issuer)?;
            }
        }
        Ok(())
    }

    fn certificate(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<(), Unsettled> {
        let link = (
            certificate.sha256_fingerprint(),
            issuer.sha256_fingerprint(),
        );
        if let Some(known) = self.settled.get(&link) {
            return known.clone();
        }
        if self.open.contains(&link) || self.open.len() >= MAXIMUM_DEPTH {
            return Err(Unsettled::Undetermined {
                subject: certificate.to_string(),
                causes: Vec::new(),
            });
        }
        self.open.push(link);
        let result = self.ask(certificate, issuer);
        self.open.pop();
        self.settled.insert(link, result.clone());
        result
    }

    fn ask(&mut self, certificate: &Certificate, issuer: &Certificate) -> Result<(), Unsettled> {
        let tolerated = self.at.checked_add(CLOCK_TOLERANCE).unwrap_or(self.at);
        let (said, mut causes) = statements(
            certificate,
            issuer,
            self.material,
            self.candidates,
            tolerated,
        );
        let mut believed = Vec::new();
        for statement in said {
            match self.believe(certificate, &statement) {
                Ok(()) => believed.push(statement),
                Err(error) => causes.push((statement.kind, error)),
            }
        }
        self.conclude(certificate, &believed, causes)
    }

    /// Whether the signer of `statement` has a path to the anchor and is not revoked.
    fn believe(
        &mut self,
        certificate: &Certificate,
        statement: &Statement,
    ) -> Result<(), RevocationError> {
        if statement.signer_is_issuer {
            return Ok(());
        }
        let signer = &statement.signer;
        let untrusted = |cause: String| RevocationError::SignerUntrusted {
            signer: signer.to_string(),
            cause,
        };
        let chains = chains(signer, self.candidates, &self.anchors);
        let mut failure = None;
        for chain in chains.map_err(|error| untrusted(error.to_string()))? {
            let result = chain
                .check(&Inputs::default(), self.at)
                .map_err(|error| error.to_string())
                .and_then(|path| self.signer_path(certificate, statement, &path));
            match result {
                Ok(()) => return Ok(()),
                Err(cause) => failure = failure.or(Some(cause)),
            }
        }
        Err(untrusted(failure.unwrap_or_default()))
    }

    /// Settles the path of the signer of `statement` about `certificate`. The signer's own
    /// certificate is not asked for in three cases: its issuer says so (`no_check`); it is a
    /// responder for which the issuer names no source of revocation data (RFC 6960, 4.2.2.2.1),
    /// and none at hand speaks of it; or it issues the very lists that speak of itself, as an
    /// indirect issuer of all lists of an authority does.
    fn signer_path(
        &mut self,
        certificate: &Certificate,
        statement: &Statement,
        path: &Path,
    ) -> Result<(), String> {
        let signer = &statement.signer;
        let lists_itself = statement.kind == Kind::List && certificate == signer;
        for position in (0..path.certificates().len()).rev() {
            let (Some(member), Some(issuer)) =
                (path.certificates().get(position), path.issuer_of(position))
            else {
                continue;
            };
            let exempt = position == 0 && (statement.no_check || lists_itself);
            if exempt || *member == path.anchor().certificate {
                continue;
            }
            match self.certificate(member, issuer) {
                Err(Unsettled::Undetermined { .. })
                    if position == 0
                        && statement.kind == Kind::Answer
                        && names_no_source(member) => {}
                result => result.map_err(|error| error.to_string())?,
            }
        }
        Ok(())
    }

    /// A revocation stands whatever else is said. Of suspensions and the ends of them the newest
    /// statement decides.
    fn conclude(
        &self,
        certificate: &Certificate,
        said: &[Statement],
        mut causes: Vec<(Kind, RevocationError)>,
    ) -> Result<(), Unsettled> {
        let subject = certificate.to_string();
        let mut suspended = None;
        for statement in said {
            match statement.status {
                Status::Revoked {
                    at: since,
                    reason: Reason::CertificateHold,
                } => suspended = suspended.max(Some((statement.this_update, since))),
                Status::Revoked { at: since, reason } => {
                    return Err(Unsettled::Revoked {
                        subject,
                        since,
                        reason,
                    });
                }
                Status::Good | Status::Unknown => {}
            }
        }
        let good = said
            .iter()
            .filter(|statement| statement.status == Status::Good);
        let newest_hold = suspended.map(|(told, _)| told);
        let (current, old): (Vec<_>, Vec<_>) = good
            .filter(|statement| newest_hold.is_none_or(|told| statement.this_update > told))
            .partition(|statement| statement.is_current(self.at));
        if !current.is_empty() {
            return Ok(());
        }
        if let Some((_, since)) = suspended {
            return Err(Unsettled::Suspended { subject, since });
        }
        causes.extend(old.iter().map(|statement| {
            let due = statement.next_update.unwrap_or(statement.this_update);
            (
                statement.kind,
                RevocationError::NotCurrent { due, at: self.at },
            )
        }));
        Err(Unsettled::Undetermined { subject, causes })
    }
}

/// Whether the certificate names neither lists nor a responder for itself.
fn names_no_source(certificate: &Certificate) -> bool {
    certificate.distribution_points().is_empty() && certificate.ocsp_urls().is_empty()
}
