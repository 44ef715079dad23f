//! Chứng thư và thiết bị: one's desk agents and certificates, pairing and enrolment.
//!
//! The page's script carries messages between the office and the agent (`web/src/agent.js`).

use agent_protocol::pairing::{Acceptance, Offer, Reveal};
use agent_protocol::{Digest, Envelope};
use askama::Template;
use axum::extract::Form;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use axum::{Json, Router};
use office::people::{Certificate, Holder, Paired};
use office::{Acting, Office};
use serde::{Deserialize, Serialize};

use super::{AtWork, said, signing};
use crate::error::Error;
use crate::frame::{Frame, Section};
use crate::state::State;
use crate::views::show;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/chung-thu", get(page))
        .route("/chung-thu/bo", post(remove))
        .route("/thiet-bi/bo", post(forget))
        .route("/thiet-bi/ghep", post(offer))
        .route("/thiet-bi/ghep/ma", post(reveal))
        .route("/thiet-bi/ghep/xac-nhan", post(confirm))
        .route("/thiet-bi/khoa", post(ask_keys))
        .route("/thiet-bi/khoa/tra-loi", post(keys))
        .route("/chung-thu/dang-ky", post(challenge))
        .route("/chung-thu/dang-ky/tra-loi", post(enrol))
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "devices.html")]
struct DevicesPage {
    frame: Frame,
    agents: Vec<AgentView>,
    own: Vec<CertificateView>,
    organisation: Vec<CertificateView>,
    keeper: Option<String>,
    /// Whether this person may enrol the organisation's certificate.
    keeps: bool,
}

/// A desk agent.
#[derive(Debug)]
struct AgentView {
    id: String,
    version: String,
    port: i64,
    paired: String,
    unattended: bool,
}

/// An enrolled certificate.
#[derive(Debug)]
struct CertificateView {
    fingerprint: String,
    subject: String,
    issuer: String,
    serial: String,
    until: String,
    enrolled: String,
    expired: bool,
}

async fn page(work: AtWork) -> Result<Html<String>, Error> {
    let (office, acting) = (&work.office, &work.acting);
    let now = agent_protocol::milliseconds(office.now());
    let view = |it: Certificate| CertificateView {
        until: said::moment(it.not_after),
        enrolled: said::moment(it.enrolled_at),
        expired: it.not_after <= now,
        fingerprint: it.fingerprint,
        subject: it.subject,
        issuer: it.issuer,
        serial: it.serial,
    };
    let live = |it: &Certificate| it.removed_at.is_none();
    let own = office.own_certificates(acting).await?;
    let organisation = office.organisation_certificates(acting).await?;
    let keepers = office.token_keepers(acting).await?;
    let keeper = keepers.into_iter().find(|it| it.valid_until.is_none());
    show(&DevicesPage {
        frame: Frame::new(
            "Chứng thư và thiết bị",
            Some(Section::Certificates),
            &work.person,
        ),
        agents: (office.desk_agents(acting).await?.into_iter())
            .map(|it| AgentView {
                paired: said::moment(it.agent.paired_at),
                id: it.agent.id,
                version: it.agent.version,
                port: it.agent.port,
                unattended: it.unattended,
            })
            .collect(),
        own: own.into_iter().filter(live).map(view).collect(),
        organisation: organisation
            .into_iter()
            .filter(|it| live(it) && it.kind == "organisation")
            .map(view)
            .collect(),
        keeper: keeper.map(|it| it.keeper_name),
        keeps: acting.actor().keeps_token(),
    })
}

/// Which agent or certificate.
#[derive(Debug, Deserialize)]
struct Which {
    id: String,
}

async fn remove(work: AtWork, Form(which): Form<Which>) -> Result<Redirect, Error> {
    work.office
        .remove_certificate(&work.acting, &which.id)
        .await?;
    Ok(Redirect::to("/chung-thu"))
}

async fn forget(work: AtWork, Form(which): Form<Which>) -> Result<Redirect, Error> {
    work.office.forget_agent(&work.acting, &which.id).await?;
    Ok(Redirect::to("/chung-thu"))
}

async fn offer(work: AtWork) -> Result<Json<Offer>, Error> {
    Ok(Json(work.office.offer_pairing(&work.acting).await?))
}

#[derive(Debug, Deserialize)]
struct Accepted {
    acceptance: Acceptance,
}

/// What the agent is told, and the code for the person to compare.
#[derive(Debug, Serialize)]
struct Revealed {
    request: String,
    reveal: Reveal,
    code: String,
}

async fn reveal(work: AtWork, Json(sent): Json<Accepted>) -> Result<Json<Revealed>, Error> {
    let pairing = work
        .office
        .reveal_pairing(&work.acting, sent.acceptance)
        .await?;
    Ok(Json(Revealed {
        request: pairing.request,
        reveal: pairing.reveal,
        code: pairing.code,
    }))
}

#[derive(Debug, Deserialize)]
struct Confirmed {
    request: String,
    confirmation: Envelope,
    port: u16,
}

/// Where the page goes when something is done.
#[derive(Debug, Serialize)]
struct Location {
    location: &'static str,
}

const HERE: Json<Location> = Json(Location {
    location: "/chung-thu",
});

async fn confirm(work: AtWork, Json(sent): Json<Confirmed>) -> Result<Json<Location>, Error> {
    let office = &work.office;
    let confirmed =
        office.confirm_pairing(&work.acting, &sent.request, &sent.confirmation, sent.port);
    confirmed.await?;
    Ok(HERE)
}

/// The desk agent of a person that was paired last.
pub(super) async fn last_paired(
    office: &Office,
    acting: &Acting,
) -> Result<Option<Paired>, office::Error> {
    let agents = office.desk_agents(acting).await?;
    Ok(agents.into_iter().max_by_key(|it| it.agent.paired_at))
}

/// The same, where there has to be one.
pub(super) async fn desk(work: &AtWork) -> Result<String, Error> {
    let paired = last_paired(&work.office, &work.acting).await?;
    let paired = paired.ok_or_else(|| signing::refused("sign-no-desk", Vec::new()))?;
    Ok(paired.agent.id)
}

async fn ask_keys(work: AtWork) -> Result<Json<Envelope>, Error> {
    let asked = work
        .office
        .ask_keys(&work.acting, &desk(&work).await?)
        .await?;
    Ok(Json(asked.envelope))
}

#[derive(Debug, Deserialize)]
struct Answered {
    request: String,
    answer: Envelope,
}

/// A certificate at the desk, as the page lists it.
#[derive(Debug, Serialize)]
struct KeyView {
    fingerprint: Digest,
    subject: String,
    issuer: String,
    serial: String,
    place: String,
    until: String,
}

#[derive(Debug, Serialize)]
struct KeysView {
    keys: Vec<KeyView>,
}

async fn keys(work: AtWork, Json(sent): Json<Answered>) -> Result<Json<KeysView>, Error> {
    let found = work
        .office
        .keys_answered(&work.acting, &sent.request, &sent.answer);
    let keys = found.await?.into_iter().map(|key| KeyView {
        fingerprint: key.fingerprint,
        place: key.place.name().to_owned(),
        until: said::moment(key.not_after),
        subject: key.subject,
        issuer: key.issuer,
        serial: key.serial,
    });
    Ok(Json(KeysView {
        keys: keys.collect(),
    }))
}

#[derive(Debug, Deserialize)]
struct Chosen {
    certificate: Digest,
    #[serde(default)]
    organisation: bool,
}

async fn challenge(work: AtWork, Json(chosen): Json<Chosen>) -> Result<Json<Envelope>, Error> {
    let holder = match chosen.organisation {
        true => Holder::Organisation,
        false => Holder::Person,
    };
    let desk = desk(&work).await?;
    let asked = work
        .office
        .challenge(&work.acting, &desk, chosen.certificate, holder);
    Ok(Json(asked.await?.envelope))
}

async fn enrol(work: AtWork, Json(sent): Json<Answered>) -> Result<Json<Location>, Error> {
    let enrolled = work.office.enrol(&work.acting, &sent.request, &sent.answer);
    enrolled.await?;
    Ok(HERE)
}
