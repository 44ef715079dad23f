//! Why a command is not done.

use std::fmt;

use crate::definition::{ActionId, Guard, Need, Pin, Slot, StepId, Who};

/// Why a command is not done. There is one sentence for each code at the edge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// The document follows another definition.
    OtherDefinition {
        /// The one it follows.
        pinned: Pin,
    },
    /// Somebody else was faster: the document is no longer as the person saw it.
    Stale {
        /// The version the person saw.
        expected: u64,
        /// The version there is.
        found: u64,
    },
    /// The route has no such action.
    UnknownAction {
        /// What was asked for.
        action: ActionId,
    },
    /// The action is not one of the step.
    NotHere {
        /// The action's label.
        action: String,
        /// The step's label.
        step: String,
    },
    /// The action is for others.
    NotYours {
        /// For whom.
        who: Vec<Who>,
    },
    /// A guard does not hold.
    Guard {
        /// The guard.
        guard: Guard,
        /// What explains it.
        because: Vec<String>,
    },
    /// The command lacks what the action needs.
    Missing {
        /// What it lacks.
        need: Need,
    },
    /// The person must choose where to.
    NoTarget {
        /// The choice.
        choices: Vec<StepId>,
    },
    /// The document has not come by the step that it should go back to.
    NoWayBack,
    /// The slot cannot be signed now: signed already, or out of its order.
    OutOfOrder {
        /// The slot.
        slot: Slot,
    },
    /// It would be issued without seal or number.
    NotIssuable,
    /// The unit was not asked, or has answered.
    NotAsked {
        /// The unit.
        unit: String,
    },
    /// The unit is asked already.
    AskedAlready {
        /// The unit.
        unit: String,
    },
}

impl Refusal {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &'static [&'static str] = &[
        "process-other-definition",
        "process-stale",
        "process-unknown-action",
        "process-not-here",
        "process-not-yours",
        "process-missing-opinion",
        "process-missing-reason",
        "process-missing-file",
        "process-missing-units",
        "process-no-target",
        "process-no-way-back",
        "process-out-of-order",
        "process-not-issuable",
        "process-not-asked",
        "process-asked-already",
        "process-file-not-ready",
        "process-slot-not-signed",
        "process-signature-not-valid",
        "process-no-time-stamp",
        "process-signed-already",
        "process-no-number",
        "process-fields-missing",
        "process-places-missing",
        "process-signer-not-deputy",
        "process-signer-not-head",
        "process-not-approved",
        "process-opinions-open",
        "process-no-recipients",
        "process-token-not-held",
        "process-date-not-seal-date",
    ];

    /// A stable name of the refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherDefinition { .. } => "process-other-definition",
            Self::Stale { .. } => "process-stale",
            Self::UnknownAction { .. } => "process-unknown-action",
            Self::NotHere { .. } => "process-not-here",
            Self::NotYours { .. } => "process-not-yours",
            Self::Guard { guard, .. } => Self::code_of(*guard),
            Self::Missing { need } => match need {
                Need::Opinion => "process-missing-opinion",
                Need::Reason => "process-missing-reason",
                Need::File => "process-missing-file",
                Need::Units => "process-missing-units",
            },
            Self::NoTarget { .. } => "process-no-target",
            Self::NoWayBack => "process-no-way-back",
            Self::OutOfOrder { .. } => "process-out-of-order",
            Self::NotIssuable => "process-not-issuable",
            Self::NotAsked { .. } => "process-not-asked",
            Self::AskedAlready { .. } => "process-asked-already",
        }
    }

    /// The code of a guard that does not hold; that of a warning too.
    #[must_use]
    pub fn code_of(guard: Guard) -> &'static str {
        match guard {
            Guard::FileReady => "process-file-not-ready",
            Guard::SlotSigned(_) => "process-slot-not-signed",
            Guard::AllSignaturesValid => "process-signature-not-valid",
            Guard::TimestampPresent => "process-no-time-stamp",
            Guard::NothingSigned => "process-signed-already",
            Guard::NumberAllocated => "process-no-number",
            Guard::FieldsComplete => "process-fields-missing",
            Guard::PlacesChosen => "process-places-missing",
            Guard::SignerIsDeputy => "process-signer-not-deputy",
            Guard::SignerIsHead => "process-signer-not-head",
            Guard::ApprovedByHead => "process-not-approved",
            Guard::NoOpenOpinionRequests => "process-opinions-open",
            Guard::RecipientsNamed => "process-no-recipients",
            Guard::OrganisationTokenHeld => "process-token-not-held",
            Guard::IssueDateIsSealDate => "process-date-not-seal-date",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OtherDefinition { pinned } => vec![
                ("route", pinned.code.clone()),
                ("version", pinned.version.to_string()),
            ],
            Self::Stale { expected, found } => vec![
                ("expected", expected.to_string()),
                ("found", found.to_string()),
            ],
            Self::UnknownAction { action } => vec![("action", action.to_string())],
            Self::NotHere { action, step } => {
                vec![("action", action.clone()), ("step", step.clone())]
            }
            Self::NotYours { who } => vec![("who", list(who))],
            Self::Guard { guard, because } => {
                let mut values = vec![("because", because.join(", "))];
                if let Guard::SlotSigned(slot) = guard {
                    values.push(("signature", slot.to_string()));
                }
                values
            }
            Self::NoTarget { choices } => vec![("choices", list(choices))],
            Self::OutOfOrder { slot } => vec![("signature", slot.to_string())],
            Self::NotAsked { unit } | Self::AskedAlready { unit } => {
                vec![("unit", unit.clone())]
            }
            Self::Missing { .. } | Self::NoWayBack | Self::NotIssuable => Vec::new(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        for (name, value) in self.values() {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

fn list(items: &[impl ToString]) -> String {
    let items: Vec<_> = items.iter().map(ToString::to_string).collect();
    items.join(", ")
}
