//! The directory of people, and their accounts for those who manage them.

use access::Action;
use store::instant;
use store::people::{accounts, appointments};

use super::{Post, second_factor};
use crate::{Acting, Error, Office};

/// An account with its person's appointments. No secret of it.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub account: String,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub full_name: String,
    /// Mail.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Whether the account can be used.
    pub active: bool,
    /// Until when nobody can sign in, after too many failures.
    pub locked_until: Option<time::UtcDateTime>,
    /// Whether the password was chosen by somebody else.
    pub must_change_password: bool,
    /// Whether a second factor is set.
    pub second_factor: bool,
    /// How often it was changed.
    pub version: i64,
    /// All appointments, ended ones too.
    pub posts: Vec<Post>,
}

impl Office {
    /// Who works where in the agency acted in, in Vietnamese order.
    ///
    /// # Errors
    /// A refusal.
    pub async fn directory(&self, by: &Acting) -> Result<Vec<Post>, Error> {
        self.may_account(by, Action::SeeDirectory, by.account())
            .await?;
        let now = instant::millis(self.now());
        Ok(appointments::in_force(&mut self.store().reader(), by.agency(), now).await?)
    }

    /// The accounts that the agency manages.
    ///
    /// # Errors
    /// A refusal.
    pub async fn accounts(&self, by: &Acting) -> Result<Vec<Person>, Error> {
        self.may_account(by, Action::SeeAccount, "").await?;
        let mut reader = self.store().reader();
        let rows = accounts::of_agency(&mut reader, by.agency()).await?;
        let posts = appointments::posts(&mut reader, by.agency()).await?;
        rows.into_iter()
            .map(|row| self.person(row, &posts))
            .collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// A refusal; [`Error::NotFound`] for an account of another agency.
    pub async fn account(&self, by: &Acting, account: &str) -> Result<Person, Error> {
        self.may_account(by, Action::SeeAccount, account).await?;
        let row = self.account_here(by, account).await?;
        let posts = appointments::posts(&mut self.store().reader(), by.agency()).await?;
        self.person(row, &posts)
    }

    fn person(&self, row: accounts::Account, posts: &[Post]) -> Result<Person, Error> {
        let now = instant::millis(self.now());
        let locked = row.locked_until.filter(|until| *until > now);
        let locked = locked.map(|until| instant::from_millis("locked_until", until));
        let own = posts.iter().filter(|it| it.account_id == row.id);
        Ok(Person {
            posts: own.cloned().collect(),
            active: row.state == "active",
            locked_until: locked.transpose()?,
            must_change_password: row.must_change_password != 0,
            second_factor: second_factor::is_on(&row),
            version: row.version,
            account: row.id,
            login: row.login,
            full_name: row.full_name,
            email: row.email,
            phone: row.phone,
        })
    }
}
