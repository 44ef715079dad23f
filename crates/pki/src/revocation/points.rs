//! Which lists a certificate points to (RFC 5280, 6.3.3 (b) and (d)).

use super::Reasons;
use crate::extension::GeneralName;
use crate::{Certificate, Crl, Name};

/// A place where lists about the certificate are issued: a distribution point of the certificate,
/// or the one that RFC 5280 assumes for every certificate.
pub(super) struct Point {
    /// Under which names; a list that states names must share one.
    names: Vec<GeneralName>,
    /// `cRLIssuer`: who else issues the lists, which then must be indirect.
    others: Vec<GeneralName>,
    /// For which reasons.
    reasons: Reasons,
}

/// The distribution points of `certificate`, and the assumed one: everything its issuer publishes
/// under its own name, for all reasons.
pub(super) fn points(certificate: &Certificate) -> Vec<Point> {
    let issuer = certificate.issuer();
    let own = GeneralName::Directory(issuer.clone());
    let mut points = vec![Point {
        names: vec![own],
        others: Vec::new(),
        reasons: Reasons::ALL,
    }];
    for point in certificate.distribution_points() {
        let base = point.crl_issuer.iter().find_map(GeneralName::directory);
        let mut names = resolved(
            &point.full_name,
            point.relative_name.as_deref(),
            base.unwrap_or(issuer),
        );
        if point.full_name.is_empty() && point.relative_name.is_none() {
            names.clone_from(&point.crl_issuer);
        }
        points.push(Point {
            names,
            others: point.crl_issuer.clone(),
            reasons: point
                .reasons
                .as_deref()
                .map_or(Reasons::ALL, Reasons::from_bits),
        });
    }
    points
}

impl Point {
    /// Whether the issuer of `list` is the one expected here.
    pub(super) fn expects_issuer_of(&self, list: &Crl, certificate: &Certificate) -> bool {
        if self.others.is_empty() {
            return list.issuer().matches(certificate.issuer());
        }
        let indirect = list.scope().is_some_and(|scope| scope.indirect);
        indirect
            && self
                .others
                .iter()
                .any(|name| name.is_directory(list.issuer()))
    }

    /// The reasons for which `list`, by the expected issuer, speaks of certificates of this point.
    pub(super) fn reasons_of(&self, list: &Crl) -> Reasons {
        let Some(scope) = list.scope() else {
            return self.reasons;
        };
        let stated = resolved(
            &scope.distribution_point,
            scope.relative_name.as_deref(),
            list.issuer(),
        );
        let shared = |name: &GeneralName| self.names.iter().any(|own| own.matches(name));
        let named = !scope.distribution_point.is_empty() || scope.relative_name.is_some();
        if named && !stated.iter().any(shared) {
            return Reasons::NONE;
        }
        self.reasons.and(scope.only_reasons.unwrap_or(Reasons::ALL))
    }
}

/// The names of a distribution point; one relative to `issuer` becomes a whole name.
fn resolved(full: &[GeneralName], relative: Option<&[u8]>, issuer: &Name) -> Vec<GeneralName> {
    match relative.and_then(|relative| issuer.extended(relative)) {
        Some(name) => vec![GeneralName::Directory(name)],
        None => full.to_vec(),
    }
}
