//! Agencies and units: two trees of any depth, with validity and successors.
//!
//! The depth is data: the district level went away in July 2025, provinces were merged, and the
//! documents of what is gone must stay readable where its successor works.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::period::Period;

/// An agency; a tenant of the installation.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Agency {
    /// Its id.
    pub id: String,
    /// The managing agency (cơ quan chủ quản).
    pub parent: Option<String>,
    /// While it exists.
    pub period: Period,
    /// What took over its work when it ended.
    pub successors: Vec<String>,
}

/// A unit inside an agency.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Unit {
    /// Its id.
    pub id: String,
    /// The agency it belongs to.
    pub agency: String,
    /// The unit above it, in the same agency.
    pub parent: Option<String>,
    /// While it exists; its documents outlive it.
    pub period: Period,
}

/// Both trees, checked.
#[derive(Clone, Debug, Default)]
pub struct Org {
    agencies: BTreeMap<String, Agency>,
    units: BTreeMap<String, Unit>,
}

/// Why a list of agencies and units is no organisation.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum OrgFault {
    /// Two agencies or two units have one id.
    #[error("{id} stands twice")]
    Twice {
        /// The id.
        id: String,
    },
    /// Something above, around or after an entry does not exist.
    #[error("{id} refers to {missing}, which does not exist")]
    Missing {
        /// The entry.
        id: String,
        /// What it refers to.
        missing: String,
    },
    /// A unit lies under a unit of another agency.
    #[error("unit {id} of agency {agency} lies under a unit of agency {other}")]
    OtherAgency {
        /// The unit.
        id: String,
        /// Its agency.
        agency: String,
        /// The agency of the unit above.
        other: String,
    },
    /// Following parents or successors comes back to where it began.
    #[error("{id} comes before itself")]
    Circle {
        /// One entry of the circle.
        id: String,
    },
}

impl OrgFault {
    /// Every code.
    pub const CODES: &[&str] = &["org-twice", "org-missing", "org-other-agency", "org-circle"];

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Twice { .. } => "org-twice",
            Self::Missing { .. } => "org-missing",
            Self::OtherAgency { .. } => "org-other-agency",
            Self::Circle { .. } => "org-circle",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Twice { id } | Self::Circle { id } => vec![("id", id.clone())],
            Self::Missing { id, missing } => vec![("id", id.clone()), ("missing", missing.clone())],
            Self::OtherAgency { id, agency, other } => vec![
                ("id", id.clone()),
                ("agency", agency.clone()),
                ("other", other.clone()),
            ],
        }
    }
}

impl Org {
    /// The organisation of these agencies and units.
    ///
    /// # Errors
    /// The first [`OrgFault`] found.
    pub fn new(
        agencies: impl IntoIterator<Item = Agency>,
        units: impl IntoIterator<Item = Unit>,
    ) -> Result<Self, OrgFault> {
        let mut org = Self::default();
        for agency in agencies {
            let id = agency.id.clone();
            if org.agencies.insert(id.clone(), agency).is_some() {
                return Err(OrgFault::Twice { id });
            }
        }
        for unit in units {
            let id = unit.id.clone();
            if org.units.insert(id.clone(), unit).is_some() {
                return Err(OrgFault::Twice { id });
            }
        }
        org.check_agencies()?;
        org.check_units()?;
        Ok(org)
    }

    /// An agency by its id.
    #[must_use]
    pub fn agency(&self, id: &str) -> Option<&Agency> {
        self.agencies.get(id)
    }

    /// A unit by its id.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.get(id)
    }

    /// `unit` and every unit below it, ended ones too: their documents stay with who leads them.
    #[must_use]
    pub fn units_within(&self, unit: &str) -> BTreeSet<String> {
        below(unit, |id| {
            let children = (self.units.values()).filter(|it| it.parent.as_deref() == Some(id));
            children.map(|it| it.id.as_str()).collect()
        })
    }

    /// `agency` and every agency it manages, directly or not.
    #[must_use]
    pub fn agencies_within(&self, agency: &str) -> BTreeSet<String> {
        below(agency, |id| {
            let children = (self.agencies.values()).filter(|it| it.parent.as_deref() == Some(id));
            children.map(|it| it.id.as_str()).collect()
        })
    }

    /// The agencies that do the work of `agency` at `at`: itself while it exists, else those of its
    /// successors that do, followed as far as needed.
    #[must_use]
    pub fn acting_for(&self, agency: &str, at: UtcDateTime) -> BTreeSet<String> {
        let holds = |id: &str| (self.agency(id)).is_some_and(|it| it.period.holds(at));
        let line = below(agency, |id| match self.agency(id) {
            Some(it) if !it.period.holds(at) => it.successors.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        });
        line.into_iter().filter(|id| holds(id)).collect()
    }

    fn check_agencies(&self) -> Result<(), OrgFault> {
        for agency in self.agencies.values() {
            for other in agency.parent.iter().chain(&agency.successors) {
                if !self.agencies.contains_key(other) {
                    return Err(missing(&agency.id, other));
                }
            }
            let parent = |id: &str| self.agency(id).and_then(|it| it.parent.as_deref());
            no_circle(&agency.id, |id| parent(id).into_iter().collect())?;
            let next = |id: &str| self.agency(id).map(|it| it.successors.as_slice());
            no_circle(&agency.id, |id| {
                next(id).into_iter().flatten().map(String::as_str).collect()
            })?;
        }
        Ok(())
    }

    fn check_units(&self) -> Result<(), OrgFault> {
        for unit in self.units.values() {
            if !self.agencies.contains_key(&unit.agency) {
                return Err(missing(&unit.id, &unit.agency));
            }
            if let Some(id) = &unit.parent {
                let parent = self.unit(id).ok_or_else(|| missing(&unit.id, id))?;
                if parent.agency != unit.agency {
                    return Err(OrgFault::OtherAgency {
                        id: unit.id.clone(),
                        agency: unit.agency.clone(),
                        other: parent.agency.clone(),
                    });
                }
            }
            let parent = |id: &str| self.unit(id).and_then(|it| it.parent.as_deref());
            no_circle(&unit.id, |id| parent(id).into_iter().collect())?;
        }
        Ok(())
    }
}

fn missing(id: &str, missing: &str) -> OrgFault {
    OrgFault::Missing {
        id: id.to_owned(),
        missing: missing.to_owned(),
    }
}

/// `start` and all that `next` leads to.
fn below<'a>(start: &'a str, next: impl Fn(&str) -> Vec<&'a str>) -> BTreeSet<String> {
    let mut found = BTreeSet::from([start.to_owned()]);
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        open.extend((next(id).into_iter()).filter(|it| found.insert((*it).to_owned())));
    }
    found
}

/// Fails when `next`, followed from `start`, leads back to it.
fn no_circle<'a>(start: &'a str, next: impl Fn(&str) -> Vec<&'a str>) -> Result<(), OrgFault> {
    let firsts = next(start);
    let back = |first: &&'a str| *first == start || below(first, &next).contains(start);
    if firsts.iter().any(back) {
        return Err(OrgFault::Circle {
            id: start.to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    const THEN: UtcDateTime = utc_datetime!(2020-01-01 00:00);
    const MERGED: UtcDateTime = utc_datetime!(2025-07-01 00:00);
    const NOW: UtcDateTime = utc_datetime!(2026-11-21 00:00);

    fn agency(id: &str, parent: Option<&str>, successors: &[&str]) -> Agency {
        Agency {
            id: id.into(),
            parent: parent.map(Into::into),
            period: Period {
                from: THEN,
                until: (!successors.is_empty()).then_some(MERGED),
            },
            successors: successors.iter().map(|it| (*it).into()).collect(),
        }
    }

    fn unit(id: &str, agency: &str, parent: Option<&str>) -> Unit {
        Unit {
            id: id.into(),
            agency: agency.into(),
            parent: parent.map(Into::into),
            period: Period::since(THEN),
        }
    }

    #[test]
    fn what_lies_below_is_found_at_any_depth() {
        let agencies = [
            agency("tinh", None, &[]),
            agency("so", Some("tinh"), &[]),
            agency("chi-cuc", Some("so"), &[]),
        ];
        let units = [
            unit("phong", "so", None),
            unit("to", "so", Some("phong")),
            unit("nhom", "so", Some("to")),
            unit("khac", "so", None),
        ];
        let org = Org::new(agencies, units).unwrap();
        let names = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(names(org.units_within("phong")), "nhom phong to");
        assert_eq!(names(org.agencies_within("so")), "chi-cuc so");
    }

    #[test]
    fn the_successor_acts_for_what_has_ended() {
        let agencies = [
            agency("huyen", None, &["xa-1", "xa-2"]),
            agency("xa-1", None, &[]),
            agency("xa-2", None, &["xa-3"]),
            agency("xa-3", None, &[]),
        ];
        let org = Org::new(agencies, []).unwrap();
        assert_eq!(org.acting_for("huyen", THEN), ["huyen".to_owned()].into());
        assert_eq!(
            org.acting_for("huyen", NOW),
            ["xa-1".to_owned(), "xa-3".to_owned()].into()
        );
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        let two = [agency("a", None, &[]), agency("b", None, &[])];
        let fault = |units: &[Unit]| Org::new(two.clone(), units.to_vec()).unwrap_err().code();
        assert_eq!(fault(&[unit("u", "c", None)]), "org-missing");
        assert_eq!(fault(&[unit("u", "a", Some("v"))]), "org-missing");
        assert_eq!(
            fault(&[unit("u", "a", None), unit("u", "a", None)]),
            "org-twice"
        );
        assert_eq!(
            fault(&[unit("u", "a", None), unit("v", "b", Some("u"))]),
            "org-other-agency"
        );
        assert_eq!(
            fault(&[unit("u", "a", Some("v")), unit("v", "a", Some("u"))]),
            "org-circle"
        );
        let circle = [agency("a", Some("b"), &[]), agency("b", Some("a"), &[])];
        assert_eq!(Org::new(circle, []).unwrap_err().code(), "org-circle");
    }
}
