//! Changes of rights as facts, and the alert that stands until somebody confirms them
//! (Nghị định 30/2020, Phụ lục VI, Phần I: "cảnh báo sự thay đổi về quyền truy cập").
//!
//! The change is in force at once; what stays open is whether it was meant.

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::action::Action;
use crate::actor::Actor;
use crate::appointment::{Appointment, Keeping};
use crate::decide::decide;
use crate::delegation::Delegation;
use crate::denial::Denial;
use crate::facts::{Facts, RightsAlert};
use crate::grant::Grant;

/// What changed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Subject {
    /// Somebody was appointed.
    Appointed {
        /// The appointment.
        appointment: Appointment,
    },
    /// An appointment was changed: its role, unit or time.
    Reappointed {
        /// Before.
        before: Appointment,
        /// After.
        after: Appointment,
    },
    /// A delegation was recorded.
    Delegated {
        /// The delegation.
        delegation: Delegation,
    },
    /// A delegation was ended early.
    DelegationEnded {
        /// As it was.
        delegation: Delegation,
    },
    /// Somebody was given a right on one document.
    Granted {
        /// The document.
        document: String,
        /// The grant.
        grant: Grant,
    },
    /// A right on one document was taken back.
    GrantEnded {
        /// The document.
        document: String,
        /// The grant.
        grant: Grant,
    },
    /// The organisation's token has a new keeper.
    TokenHandedOver {
        /// The keeping.
        keeping: Keeping,
    },
    /// An account was made.
    AccountMade {
        /// The account.
        account: String,
    },
    /// An account was locked or removed.
    AccountEnded {
        /// The account.
        account: String,
    },
    /// A password or second factor was set by somebody else.
    AccountReset {
        /// The account.
        account: String,
    },
    /// A certificate was tied to an account, or to the agency.
    CertificateEnrolled {
        /// The account; `None` for the organisation's.
        account: Option<String>,
        /// SHA-256 of the certificate.
        certificate: String,
    },
    /// A key of the programming interface was made.
    ApiTokenMade {
        /// Its name.
        name: String,
    },
}

/// One change: who changed what, when, where.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RightsChange {
    /// The agency.
    pub agency: String,
    /// The account that made it.
    pub made_by: String,
    /// When.
    pub at: UtcDateTime,
    /// What.
    pub subject: Subject,
}

/// A change and whether it has been confirmed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Alert {
    /// The change.
    pub change: RightsChange,
    /// Who confirmed it; `None` while the alert stands.
    pub confirmed: Option<Confirmation>,
}

/// That a change was meant.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Confirmation {
    /// The account that says so.
    pub by: String,
    /// When.
    pub at: UtcDateTime,
}

impl RightsChange {
    /// Every code.
    pub const CODES: &[&str] = &[
        "rights-appointed",
        "rights-reappointed",
        "rights-delegated",
        "rights-delegation-ended",
        "rights-granted",
        "rights-grant-ended",
        "rights-token-handed-over",
        "rights-account-made",
        "rights-account-ended",
        "rights-account-reset",
        "rights-certificate-enrolled",
        "rights-api-token-made",
    ];

    /// Whether it asks for a confirmation. Per-document grants are daily work and recorded only.
    #[must_use]
    pub fn alerts(&self) -> bool {
        !matches!(
            self.subject,
            Subject::Granted { .. } | Subject::GrantEnded { .. }
        )
    }

    /// The account whose rights changed, if it is one account's.
    #[must_use]
    pub fn concerns(&self) -> Option<&str> {
        match &self.subject {
            Subject::Appointed { appointment } => Some(&appointment.account),
            Subject::Reappointed { after, .. } => Some(&after.account),
            Subject::TokenHandedOver { keeping } => Some(&keeping.account),
            Subject::AccountMade { account }
            | Subject::AccountEnded { account }
            | Subject::AccountReset { account } => Some(account),
            Subject::CertificateEnrolled { account, .. } => account.as_deref(),
            Subject::Granted { grant, .. } | Subject::GrantEnded { grant, .. } => match &grant.to {
                crate::Grantee::Account(id) => Some(id),
                crate::Grantee::Unit(_) => None,
            },
            Subject::Delegated { .. }
            | Subject::DelegationEnded { .. }
            | Subject::ApiTokenMade { .. } => None,
        }
    }

    /// The stable code of its sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.subject {
            Subject::Appointed { .. } => "rights-appointed",
            Subject::Reappointed { .. } => "rights-reappointed",
            Subject::Delegated { .. } => "rights-delegated",
            Subject::DelegationEnded { .. } => "rights-delegation-ended",
            Subject::Granted { .. } => "rights-granted",
            Subject::GrantEnded { .. } => "rights-grant-ended",
            Subject::TokenHandedOver { .. } => "rights-token-handed-over",
            Subject::AccountMade { .. } => "rights-account-made",
            Subject::AccountEnded { .. } => "rights-account-ended",
            Subject::AccountReset { .. } => "rights-account-reset",
            Subject::CertificateEnrolled { .. } => "rights-certificate-enrolled",
            Subject::ApiTokenMade { .. } => "rights-api-token-made",
        }
    }
}

impl Alert {
    /// `change`, not confirmed yet; `None` for a change that needs nobody's word.
    #[must_use]
    pub fn of(change: RightsChange) -> Option<Self> {
        change.alerts().then_some(Self {
            change,
            confirmed: None,
        })
    }

    /// The alert, confirmed by `actor`. One that is confirmed stays as it was.
    ///
    /// # Errors
    /// When `actor` may not: above all, who made the change himself.
    pub fn confirm(self, actor: &Actor, now: UtcDateTime) -> Result<Self, Denial> {
        let facts = Facts::RightsAlert(RightsAlert {
            agency: self.change.agency.clone(),
            made_by: self.change.made_by.clone(),
        });
        decide(actor, Action::ConfirmRightsAlert, &facts)?;
        let confirmed = self.confirmed.unwrap_or_else(|| Confirmation {
            by: actor.account().to_owned(),
            at: now,
        });
        Ok(Self {
            confirmed: Some(confirmed),
            ..self
        })
    }
}
