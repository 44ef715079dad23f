//! What is done with a document: at once, or on a page that asks for an opinion, a reason, a step.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::outgoing::{Offered, Outgoing};
use process::definition::Need;
use process::engine::Offer;
use process::{ActionId, Command, StepId};
use serde::Deserialize;

use super::page;
use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::frame::{Frame, Section};
use crate::office::AtWork;
use crate::views::show;

/// The page that asks for what an act needs.
#[derive(Debug, Template)]
#[template(path = "act_page.html")]
struct ActPage {
    frame: Frame,
    heading: String,
    subject: String,
    action: String,
    back: String,
    version: u64,
    /// The label of the text field; none where no text is needed.
    text_label: Option<&'static str>,
    text: String,
    /// Steps to choose from.
    choices: Vec<(String, String)>,
    chosen: String,
    /// Units to choose from.
    units: Vec<(String, String, bool)>,
    /// The way of thinking back: nobody can take it back.
    is_final: bool,
    faults: Faults,
}

/// What a form of an act sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    #[serde(rename = "phien-ban")]
    version: u64,
    #[serde(rename = "noi-dung")]
    text: String,
    #[serde(rename = "den-buoc")]
    step: String,
    #[serde(rename = "don-vi")]
    unit: String,
}

/// Where an act is asked for and done.
pub(super) fn address(id: &str, action: &ActionId) -> String {
    format!("{}/viec/{}", page(id), action.as_str())
}

/// Shows the page that asks.
pub(super) async fn ask(
    work: AtWork,
    Path((id, action)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    let (document, offer) = offered(&work, &id, &action).await?;
    let version = document.state.version;
    let sent = Sent {
        version,
        ..Sent::default()
    };
    show(&form(&work, &document, &offer, &sent, Faults::default()).await?)
}

/// Does the act.
pub(super) async fn act(
    work: AtWork,
    Path((id, action)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let (document, offer) = offered(&work, &id, &action).await?;
    let mut command = Command::new(offer.action.clone(), sent.version);
    let text = tidy(&sent.text);
    let mut faults = Faults::default();
    for need in &offer.needs {
        match need {
            Need::Opinion if !text.is_empty() => command.opinion = Some(text.clone()),
            Need::Reason if !text.is_empty() => command.reason = Some(text.clone()),
            Need::Opinion => faults.add("noi-dung", "Nhập ý kiến."),
            Need::Reason => faults.add("noi-dung", "Nhập lý do."),
            Need::Units => {
                command.units = units_sent(&work, &offer, &sent);
                if command.units.is_empty() {
                    faults.add("don-vi", "Chọn đơn vị.");
                }
            }
            Need::File => {}
        }
    }
    if offer.choices.len() > 1 {
        match offer.choices.iter().find(|it| it.as_str() == sent.step) {
            Some(step) => command.to = Some(step.clone()),
            None => faults.add("den-buoc", "Chọn nơi trả lại."),
        }
    }
    if !faults.is_empty() {
        let page = form(&work, &document, &offer, &sent, faults).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response());
    }
    work.office.act(&work.acting, &id, &command, None).await?;
    Ok(Redirect::to(&page(&id)).into_response())
}

async fn offered(work: &AtWork, id: &str, action: &str) -> Result<(Outgoing, Offer), Error> {
    let document = work.office.outgoing(&work.acting, id).await?;
    let offers = work.office.offers(&work.acting, id).await?;
    let mut fitting = offers
        .into_iter()
        .filter(|it| !it.denied && it.offer.action.as_str() == action);
    match fitting.next() {
        Some(Offered { offer, .. }) => Ok((document, offer)),
        // It was offered before somebody else acted.
        None => Err(office::Error::Stale.into()),
    }
}

/// The unit that answers is one's own; the units asked are chosen.
fn units_sent(work: &AtWork, offer: &Offer, sent: &Sent) -> Vec<String> {
    if offer.needs.contains(&Need::Opinion) {
        let own = work.acting.actor().unit().map(ToOwned::to_owned);
        return own.into_iter().collect();
    }
    (sent.unit.split(','))
        .filter(|it| !it.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

async fn form(
    work: &AtWork,
    document: &Outgoing,
    offer: &Offer,
    sent: &Sent,
    faults: Faults,
) -> Result<ActPage, Error> {
    let label = |step: &StepId| {
        let route = document.route().ok();
        let known = route.and_then(|route| route.step(step));
        known.map_or_else(|| step.as_str().to_owned(), |step| step.label.clone())
    };
    let chooses = offer.choices.len() > 1;
    let asks_units = offer.needs.contains(&Need::Units) && !offer.needs.contains(&Need::Opinion);
    let units = match asks_units {
        true => work.office.units(&work.acting).await?,
        false => Vec::new(),
    };
    Ok(ActPage {
        frame: Frame::new(offer.label.clone(), Some(Section::Outgoing), &work.person),
        heading: offer.label.clone(),
        subject: document.row.subject.clone(),
        action: address(&document.row.id, &offer.action),
        back: page(&document.row.id),
        version: sent.version,
        text_label: match (
            offer.needs.contains(&Need::Opinion),
            offer.needs.contains(&Need::Reason),
        ) {
            (true, _) => Some("Ý kiến"),
            (false, true) => Some("Lý do"),
            (false, false) => None,
        },
        text: sent.text.clone(),
        choices: (offer.choices.iter().filter(|_| chooses))
            .map(|step| (step.as_str().to_owned(), label(step)))
            .collect(),
        chosen: sent.step.clone(),
        units: units
            .into_iter()
            .filter(|it| it.id != document.row.unit_id)
            .map(|it| (it.id.clone(), it.name, sent.unit == it.id))
            .collect(),
        is_final: !offer.reversible,
        faults,
    })
}
