//! Who is asking: a session, with the person and the appointment acted in.

use store::instant;
use store::people::{accounts, appointments, sessions};

use super::Post;
use super::sign_in::{expiry, token_id};
use crate::{Acting, Error, Office};

/// Milliseconds after which the use of a session is noted again.
const NOTED_AFTER: i64 = 60_000;

/// A person who has signed in.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The id of the session, which is not its token.
    pub session: String,
    /// The account.
    pub account: String,
    /// The agency that manages the account.
    pub home: String,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Whether the password has to be changed before anything else.
    pub must_change_password: bool,
    /// Whether a second factor is set.
    pub second_factor: bool,
    /// All appointments in force.
    pub posts: Vec<Post>,
    acting: Acting,
}

impl Visit {
    /// The person acting in the chosen appointment.
    ///
    /// # Errors
    /// [`Error::PasswordChangeNeeded`] until somebody else's password is changed.
    pub fn acting(&self) -> Result<&Acting, Error> {
        if self.must_change_password {
            return Err(Error::PasswordChangeNeeded);
        }
        Ok(&self.acting)
    }

    /// The appointment acted in, to show it.
    #[must_use]
    pub fn post(&self) -> Option<&Post> {
        let here = self.acting.actor().appointment();
        self.posts.iter().find(|it| it.id == here)
    }
}

impl Office {
    /// Who the session with this token belongs to; none when it is unknown, has expired, was ended,
    /// or its person works nowhere any more.
    ///
    /// # Errors
    /// The store's.
    pub async fn visit(&self, token: &str) -> Result<Option<Visit>, Error> {
        let now = instant::millis(self.now());
        let mut reader = self.store().reader();
        let Some(session) = sessions::live(&mut reader, &token_id(token), now).await? else {
            return Ok(None);
        };
        let account = accounts::any(&mut reader, &session.account_id).await?;
        let Some(account) = account.filter(|it| it.state == "active") else {
            return Ok(None);
        };
        let posts = appointments::of_account(&mut reader, &account.id, now).await?;
        let chosen = session.appointment_id.as_deref();
        let post = posts
            .iter()
            .find(|it| Some(it.id.as_str()) == chosen)
            .or(posts.first());
        let Some(post) = post else {
            return Ok(None);
        };
        let acting = self
            .acting(&account.id, &post.agency_id, &post.id, &account.full_name)
            .await?;
        self.note_use(&session).await?;
        Ok(Some(Visit {
            session: session.id,
            second_factor: super::second_factor::is_on(&account),
            must_change_password: account.must_change_password != 0,
            account: account.id,
            home: account.agency_id,
            login: account.login,
            name: account.full_name,
            posts,
            acting,
        }))
    }

    async fn note_use(&self, session: &sessions::Session) -> Result<(), Error> {
        let now = self.now();
        let at = instant::millis(now);
        if at.saturating_sub(session.seen_at) < NOTED_AFTER {
            return Ok(());
        }
        let created = instant::from_millis("created_at", session.created_at)?;
        let expires = instant::millis(expiry(created, now));
        let mut tx = self.store().begin().await?;
        sessions::touch(&mut tx, &session.id, at, expires).await?;
        Ok(tx.commit().await?)
    }
}
