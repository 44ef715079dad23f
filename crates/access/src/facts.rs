//! What a decision is about: the facts of one thing, loaded by whoever asks.

use crate::action::Action;
use crate::code::coded_enum;
use crate::grant::Grant;
use crate::status::Status;

coded_enum! {
    /// The kinds of things that rules speak of.
    Kind {
        /// Văn bản đi.
        Outgoing = "outgoing",
        /// Văn bản đến.
        Incoming = "incoming",
        /// A notice to one account.
        Notice = "notice",
        /// A record of the audit chain.
        AuditRecord = "audit-record",
        /// An account.
        Account = "account",
        /// A change of rights waiting to be confirmed.
        RightsAlert = "rights-alert",
        /// The agency itself: its registers, units, settings.
        Agency = "agency",
    }
}

impl Kind {
    /// The act of seeing one of them: who may not, is not told that it exists.
    #[must_use]
    pub fn viewing(self) -> Option<Action> {
        match self {
            Self::Outgoing => Some(Action::ReadDocument),
            Self::Incoming => Some(Action::SeeIncoming),
            Self::Notice => Some(Action::SeeNotice),
            Self::AuditRecord => Some(Action::SeeAudit),
            Self::Account => Some(Action::SeeDirectory),
            Self::RightsAlert => Some(Action::SeeRightsAlert),
            Self::Agency => None,
        }
    }
}

/// One thing and what rules ask of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Facts {
    /// An outgoing document.
    Outgoing(Outgoing),
    /// An incoming document.
    Incoming(Incoming),
    /// A notice.
    Notice(Notice),
    /// An audit record.
    AuditRecord(AuditRecord),
    /// An account.
    Account(Account),
    /// A change of rights.
    RightsAlert(RightsAlert),
    /// The agency with this id.
    Agency(String),
}

/// An outgoing document (`d`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outgoing {
    /// `d.agency_id`.
    pub agency: String,
    /// `d.drafter_id`: an account.
    pub drafter: String,
    /// `d.unit_id`: the drafting unit.
    pub unit: Option<String>,
    /// `d.signer_id`: the account chosen to sign.
    pub signer: Option<String>,
    /// `d.status`.
    pub status: Status,
    /// Its rows of `document_grant`.
    pub grants: Vec<Grant>,
}

/// An incoming document (`d`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Incoming {
    /// `d.agency_id`: the receiving agency.
    pub agency: String,
    /// `d.status`.
    pub status: Status,
    /// Its rows of `document_grant`: the leader's direction as rights.
    pub grants: Vec<Grant>,
}

/// A notice (`n`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notice {
    /// `n.agency_id`.
    pub agency: String,
    /// `n.account_id`: to whom.
    pub account: String,
}

/// An audit record (`r`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditRecord {
    /// `r.agency_id`.
    pub agency: String,
    /// `r.actor_id`: the account that acted.
    pub actor: String,
    /// `r.object_kind`: what was acted on, by the code of its [`Kind`] or another word.
    pub object_kind: String,
}

/// An account (`a`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    /// `a.agency_id`: the agency that manages it.
    pub agency: String,
    /// `a.id`.
    pub account: String,
}

/// A change of rights that waits for a competent person (`c`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RightsAlert {
    /// `c.agency_id`.
    pub agency: String,
    /// `c.made_by`: the account that made the change.
    pub made_by: String,
}

impl Facts {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Outgoing(_) => Kind::Outgoing,
            Self::Incoming(_) => Kind::Incoming,
            Self::Notice(_) => Kind::Notice,
            Self::AuditRecord(_) => Kind::AuditRecord,
            Self::Account(_) => Kind::Account,
            Self::RightsAlert(_) => Kind::RightsAlert,
            Self::Agency(_) => Kind::Agency,
        }
    }

    /// The agency to which it belongs.
    #[must_use]
    pub fn agency(&self) -> &str {
        match self {
            Self::Outgoing(it) => &it.agency,
            Self::Incoming(it) => &it.agency,
            Self::Notice(it) => &it.agency,
            Self::AuditRecord(it) => &it.agency,
            Self::Account(it) => &it.agency,
            Self::RightsAlert(it) => &it.agency,
            Self::Agency(id) => id,
        }
    }

    /// Its public state; only documents have one.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        match self {
            Self::Outgoing(it) => Some(it.status),
            Self::Incoming(it) => Some(it.status),
            _ => None,
        }
    }

    /// The unit it belongs to.
    pub(crate) fn unit(&self) -> Option<&str> {
        match self {
            Self::Outgoing(it) => it.unit.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn grants(&self) -> &[Grant] {
        match self {
            Self::Outgoing(it) => &it.grants,
            Self::Incoming(it) => &it.grants,
            _ => &[],
        }
    }
}
