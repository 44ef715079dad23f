//! Makes office and desk agents known to each other: pairing and enrolment, by the same messages
//! that a page carries (`docs/agent.md`), over HTTP.

use std::time::Duration;

use agent_protocol::message::Refusal;
use agent_protocol::{Digest, Envelope};
use office::people::Holder;
use office::{Acting, Office};
use report::Problem;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use testpki::Authority;
use ureq::Agent;

use super::Error;
use super::desks::{Desk, issued};
use super::founding::said;

/// How long an agent may take for one answer.
const PATIENCE: Duration = Duration::from_secs(90);
/// Largest answer, bytes.
const LIMIT: u64 = 2 << 20;

/// A person, the desk, and who brings the two together.
#[derive(Debug)]
pub(super) struct Introduction<'a> {
    pub(super) office: &'a Office,
    pub(super) by: &'a Acting,
    pub(super) desk: &'a Desk,
}

impl Introduction<'_> {
    /// Pairs the agent with the office at its present address, and forgets earlier pairings.
    pub(super) async fn pair(&self) -> Result<String, Problem> {
        let Self { office, by, desk } = self;
        let before = office.desk_agents(by).await.map_err(said)?;
        let offer = office.offer_pairing(by).await.map_err(said)?;
        let acceptance = self.ask("/pair", &offer).await?;
        let pairing = office.reveal_pairing(by, acceptance).await.map_err(said)?;
        let confirmation: Envelope = self.ask("/pair/confirm", &pairing.reveal).await?;
        let paired = office.confirm_pairing(by, &pairing.request, &confirmation, desk.port);
        let agent = paired.await.map_err(said)?;
        for old in before {
            office.forget_agent(by, &old.agent.id).await.map_err(said)?;
        }
        Ok(agent)
    }

    /// Enrols the certificates that are at the desk.
    pub(super) async fn enrol(&self, authority: &Authority, agent: &str) -> Result<(), Problem> {
        let own = Some((&self.desk.id, Holder::Person));
        let kept = (self.desk.organisation.as_ref()).map(|id| (id, Holder::Organisation));
        for (id, holder) in own.into_iter().chain(kept) {
            let fingerprint = issued(authority, id)?.certificate.sha256_fingerprint();
            let challenge = (self.office)
                .challenge(self.by, agent, Digest(fingerprint), holder)
                .await
                .map_err(said)?;
            let answer: Envelope = self.ask("/challenge", &challenge.envelope).await?;
            let enrolled = self.office.enrol(self.by, &challenge.request, &answer);
            enrolled.await.map_err(said)?;
        }
        Ok(())
    }

    /// Asks the agent as a page of the office does.
    async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        message: &impl Serialize,
    ) -> Result<T, Error> {
        let refused = |said: String| Error::AgentRefused {
            name: self.desk.id.clone(),
            said,
        };
        let body = serde_json::to_vec(message).map_err(|cause| refused(cause.to_string()))?;
        let url = format!("http://127.0.0.1:{}{path}", self.desk.port);
        let origin = self.office.config().address.clone();
        let asked = tokio::task::spawn_blocking(move || post(&url, &origin, &body));
        let answered = asked.await.map_err(|cause| refused(cause.to_string()))?;
        let text = answered.map_err(refused)?;
        serde_json::from_slice(&text).map_err(|cause| refused(cause.to_string()))
    }
}

/// Posts a message; what is not an answer is given in the agent's own words.
fn post(url: &str, origin: &str, body: &[u8]) -> Result<Vec<u8>, String> {
    #[derive(Deserialize)]
    struct Refused {
        error: Refusal,
    }
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .build();
    let request = Agent::new_with_config(config)
        .post(url)
        .header("origin", origin)
        .header("content-type", "application/json")
        .header("sec-fetch-site", "same-site")
        .header("sec-fetch-mode", "cors")
        .header("sec-fetch-dest", "empty");
    let mut response = request.send(body).map_err(|cause| cause.to_string())?;
    let read = response.body_mut().with_config().limit(LIMIT).read_to_vec();
    let text = read.map_err(|cause| cause.to_string())?;
    if response.status().is_success() {
        return Ok(text);
    }
    let status = response.status().to_string();
    let refused = serde_json::from_slice(&text);
    Err(refused.map_or(status, |refused: Refused| refused.error.message))
}
