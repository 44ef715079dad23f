//! Who keeps the organisation's token (C3; Nghị định 30/2020, Đ32–33).
//!
//! The head permits a hand-over on a paper; the head (the first time) or the present keeper hands
//! over, with minutes. The new keeper is a clerk of the agency.

use access::Subject;
use access::{Action, Keeping, PaperBasis, Period, Role};
use store::people::{appointments, custody};
use store::{id, instant};

use super::entered::Entered;
use super::{Custody, Permission};
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Office};

/// A hand-over that was permitted.
#[derive(Clone, Debug)]
pub struct HandOver {
    /// The permission it uses.
    pub permission: String,
    /// The minutes: what was handed over, in which state, who was there.
    pub minutes: String,
}

impl Office {
    /// Permits that the organisation's token passes to `keeper`.
    ///
    /// # Errors
    /// A refusal; [`Error::Invalid`] when `keeper` is no clerk of the agency.
    pub async fn permit_token_hand_over(
        &self,
        by: &Acting,
        keeper: &str,
        paper: &PaperBasis,
    ) -> Result<String, Error> {
        let basis = self.may_here(by, Action::PermitTokenHandOver).await?;
        let now = self.now();
        let mut entered = Entered::default();
        let permission = Permission {
            id: id::new(now),
            keeper_id: keeper.to_owned(),
            keeper_name: String::new(),
            basis_number: entered.owed("basis_number", &paper.number),
            basis_date: instant::day(paper.date),
            permitted_by: by.account().to_owned(),
            permitted_at: instant::millis(now),
        };
        if !self.is_clerk(by, keeper).await? {
            entered.fault("keeper", "custody-no-clerk", Vec::new());
        }
        entered.done()?;
        let mut tx = self.store().begin().await?;
        custody::permit(&mut tx, by.agency(), &permission).await?;
        let entry = Entry {
            act: "token-hand-over-permitted",
            kind: "custody",
            object: &permission.id,
            basis: Some(&basis),
            detail: detail! { "keeper" => keeper, "paper" => permission.basis_number },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(permission.id)
    }

    /// The permissions that wait to be used.
    ///
    /// # Errors
    /// The store's.
    pub async fn token_permissions(&self, by: &Acting) -> Result<Vec<Permission>, Error> {
        Ok(custody::permissions(&mut self.store().reader(), by.agency()).await?)
    }

    /// Everybody who kept the token, the present keeper first.
    ///
    /// # Errors
    /// The store's.
    pub async fn token_keepers(&self, by: &Acting) -> Result<Vec<Custody>, Error> {
        Ok(custody::of_agency(&mut self.store().reader(), by.agency()).await?)
    }

    /// Hands the token over. The head may only hand over a token that nobody keeps yet, or whose
    /// keeper is no clerk any more.
    ///
    /// # Errors
    /// A refusal; [`Error::NotFound`] without an unused permission of this agency.
    pub async fn hand_over_token(&self, by: &Acting, it: &HandOver) -> Result<String, Error> {
        let basis = self.may_here(by, Action::HandOverToken).await?;
        let waiting = self.token_permissions(by).await?;
        let permission = waiting.iter().find(|row| row.id == it.permission);
        let permission = permission.ok_or(Error::NotFound)?;
        let keepers = self.token_keepers(by).await?;
        let present = keepers.iter().find(|row| row.valid_until.is_none());
        let mut entered = Entered::default();
        let minutes = entered.paragraphs("minutes", &it.minutes);
        if !self.is_clerk(by, &permission.keeper_id).await? {
            entered.fault("permission", "custody-no-clerk", Vec::new());
        }
        if let Some(present) = present
            && !by.actor().keeps_token()
            && self.is_clerk(by, &present.keeper_id).await?
        {
            let name = vec![("name", present.keeper_name.clone())];
            entered.fault("permission", "custody-keepers-turn", name);
        }
        entered.done()?;
        let now = self.now();
        let row = Custody {
            id: id::new(now),
            fingerprint: present.and_then(|row| row.fingerprint.clone()),
            keeper_id: permission.keeper_id.clone(),
            keeper_name: permission.keeper_name.clone(),
            valid_from: instant::millis(now),
            valid_until: None,
            basis_number: permission.basis_number.clone(),
            basis_date: permission.basis_date.clone(),
            permitted_by: permission.permitted_by.clone(),
            minutes,
        };
        let keeping = Keeping {
            agency: by.agency().to_owned(),
            account: row.keeper_id.clone(),
            period: Period::since(now),
            permission: PaperBasis {
                number: row.basis_number.clone(),
                date: instant::from_day("basis_date", &row.basis_date)?,
            },
        };
        let mut tx = self.store().begin().await?;
        custody::hand_over(&mut tx, by.agency(), permission, &row).await?;
        self.alert(&mut tx, by, Subject::TokenHandedOver { keeping })
            .await?;
        let entry = Entry {
            act: "token-handed-over",
            kind: "custody",
            object: &row.id,
            basis: Some(&basis),
            detail: detail! { "keeper" => row.keeper_id, "paper" => row.basis_number },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(row.id)
    }

    async fn is_clerk(&self, by: &Acting, account: &str) -> Result<bool, Error> {
        let now = instant::millis(self.now());
        let mut reader = self.store().reader();
        let posts = appointments::in_force(&mut reader, by.agency(), now).await?;
        let clerk = Role::Clerk.code();
        Ok(posts
            .iter()
            .any(|it| it.account_id == account && it.role == clerk))
    }
}
