//! Accounts by request (C9): anybody asks, the head decides, the administrator carries it out.

use access::{Action, Appointment, Period, Role};
use serde::{Deserialize, Serialize};
use store::people::rights;
use store::{Tx, id, instant};

use super::AccountRequest;
use super::accounts::{Added, Details, NewAccount, with_password};
use super::entered::Entered;
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Office};

/// What is asked for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// A new account with its first appointment.
    New,
    /// A new password, and the second factor taken away.
    Reset,
    /// Other details.
    Change,
    /// The account shall be closed.
    Remove,
}

/// Whose account, and what it shall be.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Wanted {
    /// The kind.
    pub kind: RequestKind,
    /// The account; none for a new one.
    pub account: Option<String>,
    /// The login of a new account.
    pub login: String,
    /// What is known of the person, for a new account or a change.
    pub details: Details,
    /// The unit of a new account.
    pub unit: Option<String>,
    /// The title of a new account.
    pub title: String,
    /// The role of a new account.
    pub role: Option<Role>,
}

/// A request, to be shown.
#[derive(Clone, Debug)]
pub struct Requested {
    /// The row.
    pub row: AccountRequest,
    /// What is asked for.
    pub wanted: Wanted,
    /// Whether the person who asks may decide it.
    pub may_decide: bool,
    /// Whether the person who asks may carry it out.
    pub may_carry_out: bool,
}

/// Requests shown at most.
const MOST: i64 = 200;

impl RequestKind {
    /// The word in the store.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reset => "reset",
            Self::Change => "change",
            Self::Remove => "remove",
        }
    }
}

impl Office {
    /// Asks for an account to be made, reset, changed or closed.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::NotFound`] for an account of another agency.
    pub async fn request_account(
        &self,
        by: &Acting,
        wanted: &Wanted,
        reason: &str,
    ) -> Result<String, Error> {
        let basis = self.may_here(by, Action::RequestAccount).await?;
        let mut entered = Entered::default();
        let reason = entered.paragraphs("reason", reason);
        self.check_wanted(&mut entered, by, wanted).await?;
        entered.done()?;
        let now = self.now();
        let row = AccountRequest {
            agency_id: by.agency().to_owned(),
            id: id::new(now),
            kind: wanted.kind.code().to_owned(),
            subject: serde_json::to_string(wanted)?,
            reason,
            requested_by: by.account().to_owned(),
            requested_at: instant::millis(now),
            state: "waiting".to_owned(),
            decided_by: None,
            decided_at: None,
            decision: None,
        };
        let mut tx = self.store().begin().await?;
        rights::request(&mut tx, &row).await?;
        let detail = detail! { "kind" => row.kind };
        self.record(
            &mut tx,
            by,
            entry("account-requested", &row.id, &basis, detail),
        )
        .await?;
        tx.commit().await?;
        Ok(row.id)
    }

    async fn check_wanted(
        &self,
        entered: &mut Entered,
        by: &Acting,
        wanted: &Wanted,
    ) -> Result<(), Error> {
        match (wanted.kind, wanted.account.as_deref()) {
            (RequestKind::New, _) => {
                self.account_row(entered, by, &new_account(wanted));
                entered.owed("title", &wanted.title);
                let appointment = self.appointment(by, wanted, "");
                match appointment {
                    Some(it) => self.check_unit_of(entered, by, &it).await?,
                    None => entered.fault("role", "entered-missing", Vec::new()),
                }
            }
            (_, None) => entered.fault("account", "entered-missing", Vec::new()),
            (kind, Some(account)) => {
                self.account_here(by, account).await?;
                if kind == RequestKind::Change {
                    super::accounts::checked(entered, &wanted.details);
                }
            }
        }
        Ok(())
    }

    /// The requests one may see: all for those who decide or carry out, else one's own.
    ///
    /// # Errors
    /// The store's.
    pub async fn account_requests(&self, by: &Acting) -> Result<Vec<Requested>, Error> {
        let agency = access::Facts::Agency(by.agency().to_owned());
        let decides = by.decide(Action::ApproveAccountRequest, &agency).is_ok();
        let account = access::Facts::Account(access::Account {
            agency: by.agency().to_owned(),
            account: String::new(),
        });
        let carries = by.decide(Action::ManageAccounts, &account).is_ok();
        let rows = rights::requests(&mut self.store().reader(), by.agency(), MOST).await?;
        let seen = |row: &AccountRequest| decides || carries || row.requested_by == by.account();
        let read = |row: AccountRequest| {
            Ok(Requested {
                wanted: serde_json::from_str(&row.subject)?,
                may_decide: decides && row.state == "waiting",
                may_carry_out: carries && row.state == "approved",
                row,
            })
        };
        rows.into_iter().filter(seen).map(read).collect()
    }

    /// Approves a request, or refuses it with a reason.
    ///
    /// # Errors
    /// A refusal; [`Error::Invalid`] for a refusal without a reason; [`Error::Stale`].
    pub async fn decide_request(
        &self,
        by: &Acting,
        request: &str,
        approved: bool,
        words: &str,
    ) -> Result<(), Error> {
        let basis = self.may_here(by, Action::ApproveAccountRequest).await?;
        let row = rights::one_request(&mut self.store().reader(), by.agency(), request).await?;
        let row = row.ok_or(Error::NotFound)?;
        let mut entered = Entered::default();
        let words = if approved {
            words.trim().to_owned()
        } else {
            entered.paragraphs("reason", words)
        };
        entered.done()?;
        let state = if approved { "approved" } else { "refused" };
        let decided = AccountRequest {
            state: state.to_owned(),
            decided_by: Some(by.account().to_owned()),
            decided_at: Some(instant::millis(self.now())),
            decision: Some(words),
            ..row
        };
        let mut tx = self.store().begin().await?;
        rights::decide(&mut tx, &decided).await?;
        let detail = detail! { "decision" => state };
        self.record(
            &mut tx,
            by,
            entry("account-request-decided", request, &basis, detail),
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Carries out what was approved. Gives the password to hand to the person, where there is one.
    ///
    /// # Errors
    /// A refusal; [`Error::Stale`] when it is not approved, or was carried out.
    pub async fn carry_out_request(
        &self,
        by: &Acting,
        request: &str,
    ) -> Result<Option<Added>, Error> {
        let basis = self.may_account(by, Action::ManageAccounts, "").await?;
        let row = rights::one_request(&mut self.store().reader(), by.agency(), request).await?;
        let row = row.ok_or(Error::NotFound)?;
        let wanted: Wanted = serde_json::from_str(&row.subject)?;
        let known = match &wanted.account {
            Some(account) => Some(self.account_here(by, account).await?),
            None => None,
        };
        let mut entered = Entered::default();
        let fresh = known.clone().unwrap_or_else(|| {
            let new = new_account(&wanted);
            self.account_row(&mut entered, by, &new)
        });
        entered.done()?;
        let (fresh, added) = with_password(fresh, None).await?;
        let mut tx = self.store().begin().await?;
        rights::carried_out(&mut tx, by.agency(), request).await?;
        let added = match (wanted.kind, known) {
            (RequestKind::New, _) => {
                self.insert_account(&mut tx, by, &fresh, &basis).await?;
                self.appoint_first(&mut tx, by, &wanted, &fresh.id, &basis)
                    .await?;
                Some(added)
            }
            (RequestKind::Reset, Some(known)) => {
                let hash = &fresh.password_hash;
                self.reset_in(&mut tx, by, &known, hash, &basis).await?;
                Some(added)
            }
            (RequestKind::Change, Some(known)) => {
                self.change_in(&mut tx, by, known, &wanted.details, &basis)
                    .await?;
                None
            }
            (RequestKind::Remove, Some(known)) => {
                self.close_in(&mut tx, by, known, &basis).await?;
                None
            }
            (_, None) => return Err(Error::NotFound),
        };
        let detail = detail! { "kind" => row.kind };
        self.record(
            &mut tx,
            by,
            entry("account-request-done", request, &basis, detail),
        )
        .await?;
        tx.commit().await?;
        Ok(added)
    }

    async fn appoint_first(
        &self,
        tx: &mut Tx,
        by: &Acting,
        wanted: &Wanted,
        account: &str,
        basis: &access::Basis,
    ) -> Result<(), Error> {
        let appointment = self
            .appointment(by, wanted, account)
            .ok_or(Error::NotFound)?;
        self.insert_appointment(tx, by, &appointment, basis).await
    }

    fn appointment(&self, by: &Acting, wanted: &Wanted, account: &str) -> Option<Appointment> {
        let now = self.now();
        Some(Appointment {
            id: id::new(now),
            account: account.to_owned(),
            agency: by.agency().to_owned(),
            unit: wanted.unit.clone(),
            title: wanted.title.trim().to_owned(),
            role: wanted.role?,
            period: Period::since(now),
        })
    }
}

fn new_account(wanted: &Wanted) -> NewAccount {
    NewAccount {
        login: wanted.login.clone(),
        details: wanted.details.clone(),
        password: None,
    }
}

fn entry<'a>(
    act: &'a str,
    request: &'a str,
    basis: &'a access::Basis,
    detail: std::collections::BTreeMap<String, serde_json::Value>,
) -> Entry<'a> {
    Entry {
        act,
        kind: "account-request",
        object: request,
        basis: Some(basis),
        detail,
    }
}
