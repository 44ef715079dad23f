//! Why somebody may not: what is missing, nearest first.

use crate::action::Action;
use crate::code::list;
use crate::facts::Kind;
use crate::role::Role;
use crate::status::Status;

/// A refusal to let somebody do something.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Denial {
    /// The thing belongs to another agency.
    #[error("{action}: of another agency")]
    OtherAgency {
        /// The act.
        action: Action,
    },
    /// The actor may not even see it.
    #[error("{action}: not to be seen")]
    Hidden {
        /// The act.
        action: Action,
    },
    /// No role of the actor may do it.
    #[error("a {role} may not {action}")]
    Role {
        /// The act.
        action: Action,
        /// The role acted in.
        role: Role,
    },
    /// The role may, but only to what it stands in another relation to.
    #[error("{action} needs one of {needed:?}")]
    Relation {
        /// The act.
        action: Action,
        /// The relations, each of which would do.
        needed: Vec<&'static str>,
    },
    /// Everything fits, but not in this state.
    #[error("{action} is not for {status}")]
    Status {
        /// The act.
        action: Action,
        /// The state it is in.
        status: Status,
        /// The states in which the act belongs.
        needed: Vec<Status>,
    },
    /// Nobody does this to such a thing: the caller asked wrongly.
    #[error("{action} is nothing to do to {kind}")]
    NotOfThisKind {
        /// The act.
        action: Action,
        /// The thing.
        kind: Kind,
    },
    /// The person may, but not by a key of the programming interface, or not by one of this scope.
    #[error("{action} is nothing for this key")]
    Key {
        /// The act.
        action: Action,
    },
}

impl Denial {
    /// Every code.
    pub const CODES: &[&str] = &[
        "access-other-agency",
        "access-hidden",
        "access-role",
        "access-relation",
        "access-status",
        "access-not-of-this-kind",
        "access-key",
    ];

    /// Whether the actor may know that the thing exists. If not, the answer is that of a thing that
    /// does not, and only the record of the attempt says more.
    #[must_use]
    pub fn reveals(&self) -> bool {
        !matches!(self, Self::OtherAgency { .. } | Self::Hidden { .. })
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherAgency { .. } => "access-other-agency",
            Self::Hidden { .. } => "access-hidden",
            Self::Role { .. } => "access-role",
            Self::Relation { .. } => "access-relation",
            Self::Status { .. } => "access-status",
            Self::NotOfThisKind { .. } => "access-not-of-this-kind",
            Self::Key { .. } => "access-key",
        }
    }

    /// Named values for the sentence; lists are codes joined by a comma.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OtherAgency { action } | Self::Hidden { action } | Self::Key { action } => {
                vec![("action", action.to_string())]
            }
            Self::Role { action, role } => {
                vec![("action", action.to_string()), ("role", role.to_string())]
            }
            Self::Relation { action, needed } => {
                vec![("action", action.to_string()), ("needed", list(needed))]
            }
            Self::Status {
                action,
                status,
                needed,
            } => vec![
                ("action", action.to_string()),
                ("status", status.to_string()),
                ("states", list(needed)),
            ],
            Self::NotOfThisKind { action, kind } => {
                vec![("action", action.to_string()), ("kind", kind.to_string())]
            }
        }
    }

    /// The one of the two from which less is missing; of equals, both.
    pub(crate) fn nearer(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Status {
                    action,
                    status,
                    mut needed,
                },
                Self::Status { needed: more, .. },
            ) => {
                needed.extend(more);
                needed.sort();
                needed.dedup();
                Self::Status {
                    action,
                    status,
                    needed,
                }
            }
            (Self::Relation { action, mut needed }, Self::Relation { needed: more, .. }) => {
                needed.extend(more);
                needed.sort_unstable();
                needed.dedup();
                Self::Relation { action, needed }
            }
            (one, other) => {
                if other.distance() < one.distance() {
                    other
                } else {
                    one
                }
            }
        }
    }

    fn distance(&self) -> u8 {
        match self {
            Self::Status { .. } => 0,
            Self::Relation { .. } => 1,
            _ => 2,
        }
    }
}
