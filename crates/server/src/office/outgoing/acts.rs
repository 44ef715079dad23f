//! What is done with a document: at once, or on a page that asks for an opinion, a reason, a step.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use documents::Number;
use documents::book::Take;
use office::outgoing::{Allocation, Answer, Offered, Outgoing};
use office::{Acting, Office};
use process::definition::{Action, Effect, Need};
use process::engine::Offer;
use process::{ActionId, Command, StepId};

use super::page;
use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::frame::{Frame, Section};
use crate::office::{AtWork, registers};
use crate::views::show;
use crate::words;

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
    text_owed: bool,
    /// Whether the number is asked for, and numbers that were reserved.
    numbers: bool,
    reserved: Vec<(String, String)>,
    number: String,
    /// Whether one's unit agrees or does not is asked too.
    answers: bool,
    agrees: bool,
    /// Steps to choose from.
    choices: Vec<(String, String)>,
    chosen: String,
    /// Units to choose from.
    units: Vec<(String, String, bool)>,
    /// The way of thinking back: nobody can take it back.
    is_final: bool,
    faults: Faults,
}

/// What somebody says when they do an act.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// The version of the route's state that was seen.
    pub(crate) version: u64,
    /// The opinion, reason or question.
    pub(crate) text: String,
    /// The step that is chosen.
    pub(crate) step: String,
    /// The units that are asked.
    pub(crate) units: Vec<String>,
    /// Whether one's unit agrees.
    pub(crate) agrees: bool,
    /// The number, where it is not the next one.
    pub(crate) number: String,
}

impl Sent {
    fn of(pairs: &[(String, String)]) -> Self {
        let all = |name: &str| {
            let name = name.to_owned();
            let found = pairs.iter().filter(move |(field, _)| *field == name);
            found.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let one = |name: &str| all(name).into_iter().next().unwrap_or_default();
        Self {
            version: one("phien-ban").parse().unwrap_or_default(),
            text: tidy(&one("noi-dung")),
            step: one("den-buoc"),
            units: all("don-vi"),
            agrees: one("dong-y") != "khong",
            number: tidy(&one("so")),
        }
    }
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
        agrees: true,
        ..Sent::default()
    };
    show(&form(&work, &document, &offer, &sent, Faults::default()).await?)
}

/// Does the act.
pub(super) async fn act(
    work: AtWork,
    Path((id, action)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (document, offer) = offered(&work, &id, &action).await?;
    let (sent, kind) = (Sent::of(&pairs), Kind::of(&document, &offer));
    let faults = missing(&offer, kind, &sent);
    if !faults.is_empty() {
        let page = form(&work, &document, &offer, &sent, faults).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response());
    }
    carry_out(&work.office, &work.acting, &document, &offer, sent).await?;
    Ok(Redirect::to(&page(&id)).into_response())
}

/// Does what is offered with what was said about it.
pub(crate) async fn carry_out(
    office: &Office,
    acting: &Acting,
    document: &Outgoing,
    offer: &Offer,
    sent: Sent,
) -> Result<(), office::Error> {
    let (id, seen) = (document.row.id.as_str(), sent.version);
    match Kind::of(document, offer) {
        Kind::Asks => {
            let asked = office.ask_opinions(acting, id, seen, sent.units, &sent.text);
            asked.await?;
        }
        Kind::Answers => {
            let answer = Answer {
                agrees: sent.agrees,
                text: sent.text,
            };
            office.give_opinion(acting, id, seen, &answer).await?;
        }
        Kind::Numbers => {
            let command = Command::new(offer.action.clone(), seen);
            let allocation = allocation(office, &sent)?;
            office.act(acting, id, &command, allocation).await?;
        }
        Kind::Other => {
            let needs = |need| offer.needs.contains(&need);
            let chosen = offer.choices.iter().find(|it| it.as_str() == sent.step);
            let command = Command {
                to: chosen.filter(|_| offer.choices.len() > 1).cloned(),
                opinion: needs(Need::Opinion).then(|| sent.text.clone()),
                reason: needs(Need::Reason).then(|| sent.text.clone()),
                ..Command::new(offer.action.clone(), seen)
            };
            office.act(acting, id, &command, None).await?;
        }
    }
    Ok(())
}

/// What is particular about an act: opinions of units have words of their own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Asks,
    Answers,
    Numbers,
    Other,
}

impl Kind {
    fn of(document: &Outgoing, offer: &Offer) -> Self {
        let route = document.route().ok();
        let action = route.and_then(|route| route.action(&offer.action));
        let has = |effect: &Effect| action.is_some_and(|action| action.has(effect));
        if has(&Effect::AskOpinions) {
            Self::Asks
        } else if has(&Effect::RecordOpinion) {
            Self::Answers
        } else if action.is_some_and(gives_number) {
            Self::Numbers
        } else {
            Self::Other
        }
    }
}

/// Whether an act takes a number from a book.
pub(super) fn gives_number(action: &Action) -> bool {
    let takes = |effect: &Effect| matches!(effect, Effect::AllocateNumber(_));
    action.effects.iter().any(takes)
}

/// Which number the form asks for; the next one unless it says otherwise.
fn allocation(office: &Office, sent: &Sent) -> Result<Option<Allocation>, office::Error> {
    if sent.number.is_empty() {
        return Ok(None);
    }
    let number = Number::parse(&sent.number)?;
    let today = Allocation::today(office);
    let take = match sent.text.is_empty() {
        true => Take::Reserved(number),
        false => Take::Written {
            number,
            reason: sent.text.clone(),
        },
    };
    Ok(Some(Allocation { take, ..today }))
}

/// What the form owes.
fn missing(offer: &Offer, kind: Kind, sent: &Sent) -> Faults {
    let mut faults = Faults::default();
    let needs = |need| offer.needs.contains(&need);
    if offer.choices.len() > 1 && !offer.choices.iter().any(|it| it.as_str() == sent.step) {
        faults.add("den-buoc", "Chọn nơi trả lại.");
    }
    if kind == Kind::Asks && sent.units.is_empty() {
        faults.add("don-vi", "Chọn ít nhất một đơn vị.");
    }
    if needs(Need::Opinion) && sent.text.is_empty() {
        faults.add("noi-dung", "Nhập ý kiến.");
    }
    if needs(Need::Reason) && sent.text.is_empty() {
        faults.add("noi-dung", "Nhập lý do.");
    }
    faults
}

async fn offered(work: &AtWork, id: &str, action: &str) -> Result<(Outgoing, Offer), Error> {
    let document = work.office.open_outgoing(&work.acting, id).await?;
    let offers = document.offers().await?;
    let mut fitting = offers
        .into_iter()
        .filter(|it| !it.denied && it.offer.action.as_str() == action);
    match fitting.next() {
        Some(Offered { offer, .. }) => Ok((document.into_outgoing(), offer)),
        // It was offered before somebody else acted.
        None => Err(office::Error::Stale.into()),
    }
}

/// Numbers of this year that are reserved, with why.
async fn reserved(work: &AtWork, kind: Kind) -> Result<Vec<(String, String)>, Error> {
    if kind != Kind::Numbers {
        return Ok(Vec::new());
    }
    let year = words::day_of(work.office.now()).year();
    let lines = work
        .office
        .numbers(&work.acting, registers::OUTGOING, year)
        .await?;
    let reserved = lines.into_iter().filter(|it| it.state == "reserved");
    Ok(reserved.map(|it| (it.number, it.reason)).collect())
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
    let kind = Kind::of(document, offer);
    let units = match kind {
        Kind::Asks => work.office.units(&work.acting).await?,
        Kind::Answers | Kind::Numbers | Kind::Other => Vec::new(),
    };
    Ok(ActPage {
        frame: Frame::new(offer.label.clone(), Some(Section::Outgoing), &work.person),
        heading: offer.label.clone(),
        subject: document.row.subject.clone(),
        action: address(&document.row.id, &offer.action),
        back: page(&document.row.id),
        version: sent.version,
        text_label: match kind {
            Kind::Asks => Some("Nội dung xin ý kiến"),
            Kind::Answers => Some("Ý kiến"),
            Kind::Numbers => Some("Lý do, nếu số đã viết trên giấy"),
            Kind::Other if offer.needs.contains(&Need::Opinion) => Some("Ý kiến"),
            Kind::Other if offer.needs.contains(&Need::Reason) => Some("Lý do"),
            Kind::Other => None,
        },
        text_owed: !matches!(kind, Kind::Asks | Kind::Numbers),
        reserved: reserved(work, kind).await?,
        numbers: kind == Kind::Numbers,
        number: sent.number.clone(),
        answers: kind == Kind::Answers,
        agrees: sent.agrees,
        text: sent.text.clone(),
        choices: (offer.choices.iter().filter(|_| chooses))
            .map(|step| (step.as_str().to_owned(), label(step)))
            .collect(),
        chosen: sent.step.clone(),
        units: units
            .into_iter()
            .filter(|it| it.id != document.row.unit_id)
            .map(|it| (it.id.clone(), it.name, sent.units.contains(&it.id)))
            .collect(),
        is_final: !offer.reversible,
        faults,
    })
}
