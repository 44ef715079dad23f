//! Pairing of desk agents with accounts, and what was asked of them.
//!
//! The page carries every message; nothing it says is believed unless it is in an envelope of a
//! pinned key (crate `agent_protocol`). What was asked is kept and taken up once.

use agent_protocol::pairing::{Acceptance, Offer, Reveal};
use agent_protocol::{Envelope, PairedAgent, ServerSide, limits};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::people::agents;
use store::{id, instant};

use super::DeskAgent;
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Fault, Office};

/// A pairing that waits for the person to compare the code on both screens.
#[derive(Clone, Debug, Serialize)]
pub struct Pairing {
    /// To be given back with the agent's confirmation.
    pub request: String,
    /// For the agent.
    pub reveal: Reveal,
    /// To be shown: the same figures as at the agent.
    pub code: String,
}

/// A desk agent as its owner sees it.
#[derive(Clone, Debug)]
pub struct Paired {
    /// The row.
    pub agent: DeskAgent,
    /// Whether it confirms without a person: in demonstrations only.
    pub unattended: bool,
}

impl Office {
    /// Offers a pairing to the agent at the desk of the person who asks.
    ///
    /// # Errors
    /// The store's, or no randomness.
    pub async fn offer_pairing(&self, by: &Acting) -> Result<Offer, Error> {
        let now = self.now();
        let request = id::new(now);
        let offered = self.desk()?.offer(&request, now)?;
        self.keep_question(by, &request, None, "offer", &offered)
            .await?;
        Ok(offered.offer)
    }

    /// Takes the agent's acceptance of an offer; gives the code to compare.
    ///
    /// # Errors
    /// [`Error::RequestSpent`] for an offer that was taken, is another's or too old.
    pub async fn reveal_pairing(
        &self,
        by: &Acting,
        acceptance: Acceptance,
    ) -> Result<Pairing, Error> {
        let now = self.now();
        let (_, offered) = self.take_question(by, &acceptance.offer, "offer").await?;
        let revealed = self.desk()?.reveal(&offered, acceptance, now)?;
        let request = id::new(now);
        self.keep_question(by, &request, None, "reveal", &revealed)
            .await?;
        Ok(Pairing {
            request,
            reveal: revealed.reveal,
            code: revealed.code,
        })
    }

    /// Takes the confirmation that the person gave at the agent, which answers on `port`.
    ///
    /// # Errors
    /// [`Error::RequestSpent`]; [`Error::Agent`] when it is not this agent's confirmation.
    pub async fn confirm_pairing(
        &self,
        by: &Acting,
        request: &str,
        confirmation: &Envelope,
        port: u16,
    ) -> Result<String, Error> {
        if port == 0 {
            return Err(Error::Invalid(vec![Fault::new(
                "port",
                "agent-port",
                Vec::new(),
            )]));
        }
        let (_, revealed) = self.take_question(by, request, "reveal").await?;
        let agent = match self.desk()?.confirm(&revealed, confirmation) {
            Ok(agent) => agent,
            Err(error) => {
                self.record_attempt(by, "pairing-refused", error.code(), detail! {})
                    .await?;
                return Err(error.into());
            }
        };
        let now = instant::millis(self.now());
        let row = DeskAgent {
            id: agent.pairing.clone(),
            account_id: by.account().to_owned(),
            agent: serde_json::to_string(&agent)?,
            port: i64::from(port),
            paired_at: now,
            seen_at: now,
            version: agent.version.clone(),
        };
        let mut tx = self.store().begin().await?;
        agents::insert(&mut tx, &row).await?;
        let detail = detail! { "agent" => row.id };
        self.record(&mut tx, by, own("agent-paired", by, detail))
            .await?;
        tx.commit().await?;
        Ok(row.id)
    }

    /// One's own desk agents, the last used first.
    ///
    /// # Errors
    /// The store's.
    pub async fn desk_agents(&self, by: &Acting) -> Result<Vec<Paired>, Error> {
        let rows = agents::of_account(&mut self.store().reader(), by.account()).await?;
        let read = |agent: DeskAgent| {
            let paired: PairedAgent = serde_json::from_str(&agent.agent)?;
            Ok(Paired {
                agent,
                unattended: paired.unattended,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Forgets one of one's own desk agents.
    ///
    /// # Errors
    /// [`Error::Stale`] when it is not there.
    pub async fn forget_agent(&self, by: &Acting, agent: &str) -> Result<(), Error> {
        let now = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        agents::forget(&mut tx, by.account(), agent, now).await?;
        let detail = detail! { "agent" => agent };
        self.record(&mut tx, by, own("agent-forgotten", by, detail))
            .await?;
        Ok(tx.commit().await?)
    }

    pub(crate) fn desk(&self) -> Result<ServerSide, Error> {
        crate::desk::server_side(self.config())
    }

    pub(super) async fn paired(&self, by: &Acting, agent: &str) -> Result<PairedAgent, Error> {
        let row = agents::one(&mut self.store().reader(), by.account(), agent).await?;
        Ok(serde_json::from_str(&row.ok_or(Error::NotFound)?.agent)?)
    }

    pub(super) async fn keep_question(
        &self,
        by: &Acting,
        request: &str,
        agent: Option<&str>,
        kind: &str,
        state: &impl Serialize,
    ) -> Result<(), Error> {
        let row = agents::AgentRequest {
            id: request.to_owned(),
            account_id: by.account().to_owned(),
            agent_id: agent.map(ToOwned::to_owned),
            kind: kind.to_owned(),
            state: serde_json::to_string(state)?,
            expires_at: instant::millis(self.now() + limits::LIFETIME),
        };
        let mut tx = self.store().begin().await?;
        agents::ask(&mut tx, &row).await?;
        Ok(tx.commit().await?)
    }

    /// Takes up what was asked, with the agent it was asked of. Whatever comes of the answer, it is
    /// not taken up again.
    pub(super) async fn take_question<T: DeserializeOwned>(
        &self,
        by: &Acting,
        request: &str,
        kind: &str,
    ) -> Result<(String, T), Error> {
        let now = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let row = agents::take(&mut tx, by.account(), request, kind, now).await?;
        tx.commit().await?;
        let Some(row) = row else {
            let (error, detail) = (Error::RequestSpent, detail! { "request" => request });
            self.record_attempt(by, "agent-answer-refused", error.code(), detail)
                .await?;
            return Err(error);
        };
        let state = serde_json::from_str(&row.state)?;
        Ok((row.agent_id.unwrap_or_default(), state))
    }
}

fn own<'a>(
    act: &'a str,
    by: &'a Acting,
    detail: std::collections::BTreeMap<String, serde_json::Value>,
) -> Entry<'a> {
    Entry {
        act,
        kind: "account",
        object: by.account(),
        basis: None,
        detail,
    }
}
