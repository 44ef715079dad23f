//! Signing with the desk agent: the page's script carries the question there and the answer back
//! (`web/src/desk.js`, `docs/agent.md`). What is signed was prepared, and is checked, by the office.

use agent_protocol::Envelope;
use askama::Template;
use axum::response::Html;
use axum::routing::post;
use axum::{Json, Router};
use office::people::Certificate;
use serde::{Deserialize, Serialize};

use super::{AtWork, devices, outgoing, said};
use crate::error::{Error, Refusal, RefusalKind};
use crate::frame::{Frame, Section};
use crate::state::State;
use crate::views::show;

/// Documents of one batch.
const MOST: usize = 100;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/ky", post(without_script))
        .route("/ky/de-nghi", post(ask))
        .route("/ky/tra-loi", post(answer))
}

/// What is said to a browser without the script that carries messages.
#[derive(Debug, Template)]
#[template(path = "sign_needs_script.html")]
struct NeedsScript {
    frame: Frame,
}

async fn without_script(work: AtWork) -> Result<Html<String>, Error> {
    show(&NeedsScript {
        frame: Frame::new("Ký số", Some(Section::Work), &work.person),
    })
}

/// Which documents shall be signed.
#[derive(Debug, Deserialize)]
struct Wanted {
    requests: Vec<String>,
}

/// The question for the desk agent, and what could not be prepared.
#[derive(Debug, Serialize)]
struct Question {
    envelope: Envelope,
    refused: Vec<Outcome>,
}

/// What became of one document.
#[derive(Clone, Debug, Serialize)]
struct Outcome {
    document: String,
    subject: String,
    number: String,
    href: String,
    signed: bool,
    text: String,
}

async fn ask(work: AtWork, Json(wanted): Json<Wanted>) -> Result<Json<Question>, Error> {
    if wanted.requests.len() > MOST {
        return Err(refused("sign-too-many", vec![("most", MOST.to_string())]));
    }
    let first = wanted.requests.first().ok_or(Error::NotFound)?;
    let desk = devices::desk(&work).await?;
    let certificate = certificate(&work, first).await?;
    let asked = work.office.begin_signing(
        &work.acting,
        &wanted.requests,
        &certificate.fingerprint,
        &desk,
    );
    let asked = asked.await?;
    let mut refused = Vec::new();
    for one in asked.refused {
        refused.push(outcome(&work, &one.document, Err(&one.error)).await);
    }
    Ok(Json(Question {
        envelope: asked.envelope,
        refused,
    }))
}

/// What the agent answered.
#[derive(Debug, Deserialize)]
struct Answered {
    request: String,
    answer: Envelope,
}

/// What became of a batch; a single document that was signed leads back to its page.
#[derive(Debug, Serialize)]
struct Outcomes {
    outcomes: Vec<Outcome>,
}

async fn answer(work: AtWork, Json(answered): Json<Answered>) -> Result<Json<Outcomes>, Error> {
    let office = &work.office;
    let done = office.complete_signing(&work.acting, &answered.request, &answered.answer);
    let mut outcomes = Vec::new();
    for one in done.await? {
        let result = one.result.as_ref().map(|&()| ());
        outcomes.push(outcome(&work, &one.document, result).await);
    }
    Ok(Json(Outcomes { outcomes }))
}

/// The outcome with the document's own words, as far as it may still be seen.
async fn outcome(work: &AtWork, document: &str, result: Result<(), &office::Error>) -> Outcome {
    let found = work.office.outgoing(&work.acting, document).await.ok();
    let row = found.as_ref().map(|it| &it.row);
    Outcome {
        document: document.to_owned(),
        subject: row.map(|it| it.subject.clone()).unwrap_or_default(),
        number: row
            .and_then(|it| it.number_text.clone())
            .unwrap_or_default(),
        href: outgoing::page(document),
        signed: result.is_ok(),
        text: match result {
            Ok(()) => row
                .map(|it| said::status(&it.status).label)
                .unwrap_or_default(),
            Err(error) => said::refusal(error),
        },
    }
}

/// The certificate that the document's step asks for: the organisation's at the seal, else one's own;
/// of several the one enrolled last.
async fn certificate(work: &AtWork, document: &str) -> Result<Certificate, Error> {
    let document = work.office.outgoing(&work.acting, document).await?;
    let seals = document.row.status == "seal";
    let found = match seals {
        true => work.office.organisation_certificates(&work.acting).await?,
        false => work.office.own_certificates(&work.acting).await?,
    };
    let kind = if seals { "organisation" } else { "person" };
    let live = found
        .into_iter()
        .filter(|it| it.removed_at.is_none() && it.kind == kind);
    let newest = live.max_by_key(|it| it.enrolled_at);
    newest.ok_or_else(|| {
        let code = match seals {
            true => "sign-no-organisation-certificate",
            false => "sign-no-certificate",
        };
        refused(code, Vec::new())
    })
}

/// A refusal of what stands before the office's own.
pub(super) fn refused(code: &str, values: Vec<(&'static str, String)>) -> Error {
    Error::Refused(Refusal {
        code: code.to_owned(),
        values,
        kind: RefusalKind::Invalid,
        faults: Vec::new(),
    })
}
