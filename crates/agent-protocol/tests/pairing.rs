//! A server and an agent are paired only when both saw the same, and nobody stood in between.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use agent_protocol::pairing::{Acceptance, Confirmation, Offer, Transcript};
use agent_protocol::{ChannelKey, Envelope, Nonce, PairedAgent, Purpose, ServerSide};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

const NOW: UtcDateTime = utc_datetime!(2026-11-21 01:00);

/// An agent as far as pairing goes.
struct Agent {
    key: ChannelKey,
    nonce: Nonce,
    unattended: bool,
}

impl Agent {
    fn new() -> Self {
        Self {
            key: ChannelKey::generate().unwrap(),
            nonce: Nonce::fresh().unwrap(),
            unattended: false,
        }
    }

    fn accept(&self, offer: &Offer) -> Acceptance {
        Acceptance {
            offer: offer.offer.clone(),
            key: self.key.public(),
            nonce: self.nonce,
            version: "1.0".to_owned(),
            unattended: self.unattended,
        }
    }

    fn confirm(&self, transcript: Transcript, offer: &Offer) -> Envelope {
        let said = Confirmation {
            offer: offer.offer.clone(),
            transcript: transcript.digest(),
        };
        let pairing = transcript.pairing();
        let purpose = Purpose::PairingConfirmed;
        self.key.seal(purpose, &pairing, &said).unwrap()
    }
}

fn server() -> ServerSide {
    ServerSide {
        id: "xa-tan-phu".to_owned(),
        name: "UBND xã Tân Phú".to_owned(),
        origin: "https://congvu.example.gov.vn".to_owned(),
        key: ChannelKey::generate().unwrap(),
        accept_unattended: false,
    }
}

fn pair(server: &ServerSide, agent: &Agent) -> Result<PairedAgent, agent_protocol::Error> {
    let offered = server.offer("o1", NOW)?;
    let acceptance = agent.accept(&offered.offer);
    let revealed = server.reveal(&offered, acceptance.clone(), NOW)?;
    let transcript = Transcript::new(&offered.offer, &acceptance, &revealed.reveal)?;
    assert_eq!(transcript.code(), revealed.code, "page and agent differ");
    server.confirm(&revealed, &agent.confirm(transcript, &offered.offer))
}

#[test]
fn both_sides_show_one_code_and_pin_each_others_key() {
    let (server, agent) = (server(), Agent::new());
    let paired = pair(&server, &agent).unwrap();
    assert_eq!(paired.key, agent.key.public());
    assert_eq!(paired.pairing.len(), 32);
    let again = pair(&server, &agent).unwrap();
    assert_ne!(
        paired.pairing, again.pairing,
        "each pairing has its own name"
    );
}

#[test]
fn what_is_kept_between_the_steps_survives_being_written() {
    let (server, agent) = (server(), Agent::new());
    let offered = server.offer("o1", NOW).unwrap();
    let kept = serde_json::to_string(&offered).unwrap();
    let offered = serde_json::from_str(&kept).unwrap();
    let acceptance = agent.accept(&server.offer("o1", NOW).unwrap().offer);
    let revealed = server.reveal(&offered, acceptance.clone(), NOW).unwrap();
    let kept = serde_json::to_string(&revealed).unwrap();
    let revealed = serde_json::from_str(&kept).unwrap();
    let transcript = Transcript::new(&offered.offer, &acceptance, &offered_reveal(&revealed));
    let confirmed = agent.confirm(transcript.unwrap(), &offered.offer);
    let paired = server.confirm(&revealed, &confirmed).unwrap();
    let kept = serde_json::to_string(&paired).unwrap();
    assert_eq!(serde_json::from_str::<PairedAgent>(&kept).unwrap(), paired);
}

fn offered_reveal(revealed: &agent_protocol::Revealed) -> agent_protocol::pairing::Reveal {
    revealed.reveal.clone()
}

#[test]
fn a_number_that_was_not_promised_is_refused_by_the_agent() {
    let (server, agent) = (server(), Agent::new());
    let offered = server.offer("o1", NOW).unwrap();
    let acceptance = agent.accept(&offered.offer);
    let mut reveal = server
        .reveal(&offered, acceptance.clone(), NOW)
        .unwrap()
        .reveal;
    reveal.nonce = Nonce::fresh().unwrap();
    let forged = Transcript::new(&offered.offer, &acceptance, &reveal).unwrap_err();
    assert_eq!(forged.code(), "agent-pairing-forged");
}

#[test]
fn whoever_stands_in_between_shows_another_code_or_fails() {
    let (server, agent, between) = (server(), Agent::new(), Agent::new());
    // In between, the offer to the agent gets another key, and the server another agent.
    let offered = server.offer("o1", NOW).unwrap();
    let theirs = ServerSide {
        key: ChannelKey::generate().unwrap(),
        ..self::server()
    };
    let forged_offer = theirs.offer("o1", NOW).unwrap();
    let from_agent = agent.accept(&forged_offer.offer);
    let at_agent = theirs.reveal(&forged_offer, from_agent, NOW).unwrap();
    let to_server = between.accept(&offered.offer);
    let at_server = server.reveal(&offered, to_server, NOW).unwrap();
    assert_ne!(at_agent.code, at_server.code);
    // And without a confirmation by the key the server saw, there is no pairing.
    let acceptance = between.accept(&offered.offer);
    let transcript = Transcript::new(&offered.offer, &acceptance, &at_server.reveal).unwrap();
    let by_agent = agent.confirm(transcript, &offered.offer);
    let refused = server.confirm(&at_server, &by_agent).unwrap_err();
    assert_eq!(refused.code(), "agent-proof-wrong");
}

#[test]
fn a_confirmation_of_another_pairing_is_refused() {
    let (server, agent) = (server(), Agent::new());
    let (first, second) = (
        server.offer("o1", NOW).unwrap(),
        server.offer("o2", NOW).unwrap(),
    );
    let revealed = |offered: &agent_protocol::Offered| {
        let acceptance = agent.accept(&offered.offer);
        let revealed = server.reveal(offered, acceptance.clone(), NOW).unwrap();
        let transcript = Transcript::new(&offered.offer, &acceptance, &revealed.reveal);
        (revealed, transcript.unwrap())
    };
    let (_, transcript) = revealed(&first);
    let (other, _) = revealed(&second);
    let refused = server.confirm(&other, &agent.confirm(transcript, &first.offer));
    assert_eq!(refused.unwrap_err().code(), "agent-other-pairing");
}

#[test]
fn an_offer_expires_and_an_unattended_agent_is_refused_outside_the_demonstration() {
    let (mut server, mut agent) = (server(), Agent::new());
    let offered = server.offer("o1", NOW).unwrap();
    let late = server.reveal(
        &offered,
        agent.accept(&offered.offer),
        NOW + Duration::minutes(16),
    );
    assert_eq!(late.unwrap_err().code(), "agent-expired");
    agent.unattended = true;
    assert_eq!(
        pair(&server, &agent).unwrap_err().code(),
        "agent-unattended"
    );
    server.accept_unattended = true;
    assert!(pair(&server, &agent).unwrap().unattended);
}
