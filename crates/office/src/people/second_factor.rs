//! The second factor: codes of an application on the telephone (TOTP, RFC 6238).
//!
//! Not here: how secrets are kept (`factor_secrets`).

use store::people::accounts::{self, Account};
use totp_rs::{Builder, Secret, Totp};

use super::Visit;
use crate::ledger::detail;
use crate::{Error, Fault, Office};

/// A second factor that waits to be confirmed by its first code.
#[derive(Clone)]
pub struct SecondFactor {
    /// The secret in Base32, to be typed in.
    pub secret: String,
    /// The same as an address that applications take (`otpauth:`).
    pub address: String,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SecondFactor")
    }
}

/// Whether the account wants a code when its person signs in.
pub(super) fn is_on(account: &Account) -> bool {
    account.totp_secret.is_some() && account.totp_step.is_some()
}

impl Office {
    /// Gives one's own account a new second factor, which counts once [`Self::confirm_second_factor`]
    /// was told its first code.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the password is wrong, or there is one already.
    pub async fn begin_second_factor(
        &self,
        visit: &Visit,
        password: &str,
    ) -> Result<SecondFactor, Error> {
        let account = self.own_account(&visit.account).await?;
        self.own_password(&account, password).await?;
        if is_on(&account) {
            return Err(invalid("current", "second-factor-on"));
        }
        let mut secret = [0; 20];
        aws_lc_rs::rand::fill(&mut secret).map_err(|_| Error::NoRandomness)?;
        let secret = Secret::new(Box::new(secret)).to_base32();
        let made = totp(&secret, &account.login)?;
        let sealed = self.sealed(&account.id, &secret).await?;
        let mut tx = self.store().begin().await?;
        accounts::set_factor(&mut tx, &account.id, Some(&sealed)).await?;
        tx.commit().await?;
        Ok(SecondFactor {
            address: made.to_url().map_err(|_| Error::NoRandomness)?,
            secret,
        })
    }

    /// Confirms it: from now on it is asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the code is wrong.
    pub async fn confirm_second_factor(&self, visit: &Visit, code: &str) -> Result<(), Error> {
        let account = self.own_account(&visit.account).await?;
        if account.totp_secret.is_none() || is_on(&account) {
            return Err(Error::Stale);
        }
        if !self.takes_code(&account, code).await? {
            return Err(invalid("code", "second-factor-wrong"));
        }
        let mut tx = self.store().begin().await?;
        self.record_own(&mut tx, &account, "second-factor-set", detail! {})
            .await?;
        Ok(tx.commit().await?)
    }

    /// Removes it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the password is wrong.
    pub async fn remove_second_factor(&self, visit: &Visit, password: &str) -> Result<(), Error> {
        let account = self.own_account(&visit.account).await?;
        self.own_password(&account, password).await?;
        let mut tx = self.store().begin().await?;
        accounts::set_factor(&mut tx, &account.id, None).await?;
        self.record_own(&mut tx, &account, "second-factor-removed", detail! {})
            .await?;
        Ok(tx.commit().await?)
    }

    /// Whether the code is right now; each is taken once.
    pub(super) async fn takes_code(&self, account: &Account, code: &str) -> Result<bool, Error> {
        let Some(kept) = account.totp_secret.as_deref() else {
            return Ok(false);
        };
        let secret = self.unsealed(&account.id, kept)?;
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(self.now().unix_timestamp()).unwrap_or_default();
        let Some(step) = totp(&secret, &account.login)?.check(&code, seconds) else {
            return Ok(false);
        };
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let mut tx = self.store().begin().await?;
        let taken = accounts::take_step(&mut tx, &account.id, kept, step).await?;
        tx.commit().await?;
        Ok(taken)
    }
}

fn totp(secret: &str, login: &str) -> Result<Totp, Error> {
    let secret = Secret::try_from_base32(secret).map_err(|_| column())?;
    Builder::new()
        .with_secret(secret)
        .with_account_name(login)
        .with_issuer(Some("Công Vụ"))
        .build()
        .map_err(|_| column())
}

fn column() -> Error {
    Error::Store(store::Error::Column {
        column: "totp_secret",
        value: "(secret)".to_owned(),
    })
}

fn invalid(field: &str, code: &str) -> Error {
    Error::Invalid(vec![Fault::new(field, code, Vec::new())])
}
