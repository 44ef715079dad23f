//! Signing in and sessions, answered by the office.

use std::sync::Arc;

use access::Action;
use futures_util::FutureExt as _;
use office::people::{self, Post, Visit};
use office::{Acting, Office};
use time::UtcDateTime;

use super::people::hub;
use super::{devices, live, said};
use crate::accounts::{
    Accounts, Answer, Appointment, Attempt, Entry, Notice, PasswordChange, PasswordState, Session,
    SignedIn,
};
use crate::error::Error;
use crate::frame::Section;

/// The office as the one who signs people in.
#[derive(Clone, Debug)]
pub struct OfficeAccounts(Office);

impl OfficeAccounts {
    /// Accounts of an office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self(office)
    }

    async fn visit(&self, token: &str) -> Result<Visit, Error> {
        self.0.visit(token).await?.ok_or(Error::SignInNeeded)
    }

    async fn signed_in(&self, visit: Visit) -> Result<Option<SignedIn>, Error> {
        let Some(post) = visit.post() else {
            return Ok(None);
        };
        let appointment = appointment(post);
        let acting = visit.acting().ok().cloned().map(Arc::new);
        let (sections, waiting, desk_port, notices) = match acting.as_deref() {
            Some(acting) => (
                sections(acting),
                self.waiting(acting).await?,
                self.desk_port(acting).await?,
                self.0.unread_notices(acting).await?,
            ),
            None => (Vec::new(), Vec::new(), None, 0),
        };
        Ok(Some(SignedIn {
            appointments: visit.posts.iter().map(self::appointment).collect(),
            password: if visit.must_change_password {
                PasswordState::MustChange
            } else {
                PasswordState::Chosen
            },
            account: visit.account,
            login: visit.login,
            name: visit.name,
            appointment,
            sections,
            waiting,
            notices,
            desk_port,
            acting,
        }))
    }

    async fn desk_port(&self, acting: &Acting) -> Result<Option<u16>, Error> {
        let newest = devices::last_paired(&self.0, acting).await?;
        Ok(newest.and_then(|it| u16::try_from(it.agent.port).ok()))
    }

    async fn waiting(&self, acting: &Acting) -> Result<Vec<(Section, u32)>, Error> {
        let counts = self.0.waiting(acting).await?;
        let administration = hub::waiting(&self.0, acting).await?;
        Ok(vec![
            (Section::Work, counts.all()),
            (Section::Incoming, counts.arrived),
            (
                Section::Administration,
                u32::try_from(administration).unwrap_or(u32::MAX),
            ),
        ])
    }
}

impl Accounts for OfficeAccounts {
    fn session<'a>(&'a self, token: &'a str, _: UtcDateTime) -> Answer<'a, Option<SignedIn>> {
        async move {
            match self.0.visit(token).await? {
                Some(visit) => self.signed_in(visit).await,
                None => Ok(None),
            }
        }
        .boxed()
    }

    fn sign_in<'a>(&'a self, attempt: &'a Attempt, _: UtcDateTime) -> Answer<'a, Entry> {
        async move {
            let attempt = people::Attempt {
                login: attempt.name.clone(),
                password: attempt.password.clone(),
                code: attempt.code.clone(),
                address: attempt.address.to_string(),
                browser: attempt.browser.clone(),
            };
            match self.0.sign_in(&attempt).await {
                Ok(people::Entry::Open { token }) => Ok(Entry::Open { token }),
                Ok(people::Entry::CodeWanted) => Ok(Entry::CodeWanted),
                Err(
                    error @ (office::Error::SignInRefused
                    | office::Error::NoAppointment
                    | office::Error::NotActing(_)),
                ) => Ok(Entry::Refused {
                    code: error.code(),
                    values: error.values(),
                }),
                Err(error) => Err(error.into()),
            }
        }
        .boxed()
    }

    fn sign_out<'a>(&'a self, token: &'a str, _: UtcDateTime) -> Answer<'a, ()> {
        async move { Ok(self.0.sign_out(token).await?) }.boxed()
    }

    fn change_password<'a>(
        &'a self,
        token: &'a str,
        change: &'a PasswordChange,
        _: UtcDateTime,
    ) -> Answer<'a, ()> {
        async move {
            let visit = self.visit(token).await?;
            let changed = self.0.change_password(&visit, &change.current, &change.new);
            Ok(changed.await?)
        }
        .boxed()
    }

    fn act_as<'a>(
        &'a self,
        token: &'a str,
        appointment: &'a str,
        _: UtcDateTime,
    ) -> Answer<'a, ()> {
        async move {
            let visit = self.visit(token).await?;
            Ok(self.0.switch(&visit, appointment).await?)
        }
        .boxed()
    }

    fn sessions<'a>(&'a self, token: &'a str, _: UtcDateTime) -> Answer<'a, Vec<Session>> {
        async move {
            let visit = self.visit(token).await?;
            let sessions = self.0.own_sessions(&visit).await?;
            Ok(sessions
                .into_iter()
                .map(|it| Session {
                    here: it.id == visit.session,
                    since: said::instant(it.created_at),
                    used: said::instant(it.seen_at),
                    id: it.id,
                    address: it.address,
                    browser: it.browser,
                })
                .collect())
        }
        .boxed()
    }

    fn revoke<'a>(
        &'a self,
        token: &'a str,
        session: Option<&'a str>,
        _: UtcDateTime,
    ) -> Answer<'a, ()> {
        async move {
            let visit = self.visit(token).await?;
            Ok(self.0.end_own_session(&visit, session).await?)
        }
        .boxed()
    }

    fn notices<'a>(&'a self, token: &'a str, _: UtcDateTime) -> Answer<'a, Vec<Notice>> {
        async move {
            let visit = self.visit(token).await?;
            let acting = visit.acting()?;
            let notices = self.0.notices(acting, None).await?;
            if let Some(newest) = notices.first().filter(|it| !it.read) {
                self.0.read_notices(acting, &newest.id).await?;
            }
            Ok(notices.iter().map(live::shown).collect())
        }
        .boxed()
    }

    fn is_new(&self) -> Answer<'_, bool> {
        async move { Ok(self.0.is_new().await?) }.boxed()
    }

    fn ready(&self) -> Answer<'_, ()> {
        async move { Ok(self.0.ready().await?) }.boxed()
    }
}

fn appointment(post: &Post) -> Appointment {
    Appointment {
        id: post.id.clone(),
        agency: post.agency_id.clone(),
        agency_name: post.agency_name.clone(),
        unit_name: post.unit_name.clone().unwrap_or_default(),
        role_name: if post.title.is_empty() {
            said::role(&post.role).to_owned()
        } else {
            post.title.clone()
        },
    }
}

/// What the appointment can use: a section is there for whoever may do something in it.
fn sections(acting: &Acting) -> Vec<Section> {
    let can = |actions: &[Action]| {
        let role = acting.actor().role();
        (actions.iter()).any(|action| access::rules::roles_for(*action).contains(&role))
    };
    let documents = can(&[Action::Search]);
    let mut sections = Vec::new();
    if documents {
        sections.extend([
            Section::Work,
            Section::Outgoing,
            Section::Incoming,
            Section::Search,
        ]);
    }
    if can(&[Action::SeeRegister]) {
        sections.push(Section::Registers);
    }
    sections.push(Section::Directory);
    if can(&[Action::EnrolOwnCertificate]) {
        sections.push(Section::Certificates);
    }
    if hub::is_for(acting) {
        sections.push(Section::Administration);
    }
    sections
}
