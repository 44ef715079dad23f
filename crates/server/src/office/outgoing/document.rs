//! One document: the page itself, a tab, what can be done with it.

use axum::extract::{Path, Query};
use axum::response::Html;
use office::outgoing::{Offered, Opened, Outgoing};
use process::ActionId;
use process::definition::Slot;
use serde::Deserialize;

use super::{PATH, acts, page, places, tabs};
use crate::error::{Error, unless_away};
use crate::frame::{Frame, Section};
use crate::office::{AtWork, registers, said};
use crate::views::document::{ActView, ActWay, DocumentPage, HeadView, Paper, Tab, TabView};
use crate::views::show;
use crate::views::tabs::SmallForm;
use crate::views::viewer::{Place, ViewerView};
use crate::words;

/// The name of the document's own file among its files.
const MAIN: &str = "main";

/// Which tab.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    the: String,
}

/// Shows the document.
pub(super) async fn get(
    work: AtWork,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let document = work.office.open_outgoing(&work.acting, &id).await?;
    let tab = tabs::open(&work, &document, Tab::named(&asked.the)).await?;
    show(&whole(&work, &document, tab).await?)
}

/// The document again, with why the boxes cannot stand where they were put.
pub(super) async fn with_refusal(
    work: &AtWork,
    id: &str,
    refused: Vec<String>,
) -> Result<Html<String>, Error> {
    let document = work.office.open_outgoing(&work.acting, id).await?;
    let mut tab = tabs::open(work, &document, Tab::Facts).await?;
    if let TabView::Facts(view) = &mut tab {
        view.refused = refused;
    }
    show(&whole(work, &document, tab).await?)
}

async fn whole(
    work: &AtWork,
    document: &Opened<'_>,
    mut tab: TabView,
) -> Result<DocumentPage, Error> {
    let offers = document.offers().await?;
    let places = unless_away(places::movable(document).await)?.unwrap_or_default();
    if let TabView::Facts(view) = &mut tab {
        view.places = (!places.is_empty()).then(|| SmallForm {
            action: format!("{}/vi-tri", page(&document.row.id)),
            version: u64::try_from(document.row.version).unwrap_or_default(),
        });
    }
    let row = &document.row;
    let here = page(&row.id);
    let next = next_number(work, document, &offers).await?;
    let may_edit = document.may_edit();
    let (primary, others) = acts_of(document, offers, next.as_deref(), may_edit);
    Ok(DocumentPage {
        frame: Frame::new(row.subject.clone(), Some(Section::Outgoing), &work.person).narrow(),
        head: HeadView {
            subject: row.subject.clone(),
            kind: said::kind(&row.type_code),
            number: row.number_text.clone(),
            urgency: said::urgency(row.urgency),
            step: said::status(&row.status),
            due: (row.due_at).map(|at| words::due(said::instant(at), work.office.now())),
            back: PATH.to_owned(),
            previous: None,
            next: None,
            paper: match row.status.as_str() {
                "issued" | "withdrawn" => Paper::Issued,
                _ => Paper::Draft,
            },
        },
        primary,
        others,
        viewer: viewer(document, places),
        tabs: Tab::links(&here, |tab| tabs::count(document, tab)),
        tab,
    })
}

/// The main act, and all others in the route's order; what somebody may never do is not shown.
fn acts_of(
    document: &Outgoing,
    offers: Vec<Offered>,
    next: Option<&str>,
    may_edit: bool,
) -> (Option<ActView>, Vec<ActView>) {
    let mut primary = None;
    let mut others = Vec::new();
    for Offered { offer, denied } in offers {
        if denied {
            continue;
        }
        let asks = !offer.needs.is_empty() || offer.choices.len() > 1;
        let way = match (offer.signs, asks) {
            (Some(_), _) => ActWay::Sign,
            (None, true) => ActWay::Open,
            (None, false) => ActWay::Post,
        };
        let is_primary = offer.primary && primary.is_none();
        let action = match way {
            ActWay::Sign => document.row.id.clone(),
            _ => acts::address(&document.row.id, &offer.action),
        };
        let numbers = next.filter(|_| is_primary && gives_number(document, &offer.action));
        if numbers.is_some() {
            others.push(ActView {
                label: "Cấp số khác".to_owned(),
                action: acts::address(&document.row.id, &offer.action),
                way: ActWay::Open,
                version: document.state.version,
                key: None,
                refusal: None,
            });
        }
        let view = ActView {
            label: match numbers {
                Some(next) => format!("Cấp số {next} và đăng ký"),
                None => offer.label,
            },
            action,
            way,
            version: document.state.version,
            key: match is_primary {
                true => Some("s"),
                false => None,
            },
            refusal: (offer.refusal).map(|it| said::sentence(it.code(), &it.values())),
        };
        match is_primary {
            true => primary = Some(view),
            false => others.push(view),
        }
    }
    if may_edit {
        others.insert(
            0,
            ActView {
                label: "Sửa thông tin, thay tệp".to_owned(),
                action: format!("{}/sua", page(&document.row.id)),
                way: ActWay::Open,
                version: document.state.version,
                key: Some("e"),
                refusal: None,
            },
        );
    }
    (primary, others)
}

fn gives_number(document: &Outgoing, action: &ActionId) -> bool {
    let route = document.route().ok();
    let action = route.and_then(|route| route.action(action));
    action.is_some_and(acts::gives_number)
}

/// The number that would be given now, where one can be given.
async fn next_number(
    work: &AtWork,
    document: &Outgoing,
    offers: &[Offered],
) -> Result<Option<String>, Error> {
    let gives = |it: &Offered| !it.denied && gives_number(document, &it.offer.action);
    if !offers.iter().any(gives) {
        return Ok(None);
    }
    let number = work
        .office
        .number_to_come(&work.acting, registers::OUTGOING, &document.row.id);
    Ok(Some(number.await?))
}

fn viewer(document: &Outgoing, places: Vec<Place>) -> Option<ViewerView> {
    let current = document.current()?;
    let file = file_address(&document.row.id, MAIN, current.version);
    let name = match &document.row.number_text {
        Some(number) => format!("{}.pdf", number.replace('/', "-")),
        None => "du-thao.pdf".to_owned(),
    };
    Some(ViewerView {
        download: format!("{file}?tai=1"),
        file,
        name,
        overlays: Vec::new(),
        places,
    })
}

/// Where a version of a file lies.
pub(super) fn file_address(id: &str, slot: &str, version: i64) -> String {
    format!("{}/tep/{slot}/{version}", page(id))
}

/// Who a slot is for, in words.
pub(super) fn slot_label(slot: &str) -> &'static str {
    let is = |one: Slot| one.name() == slot;
    if is(Slot::Initials) {
        "ký nháy"
    } else if is(Slot::Signer) {
        "chữ ký của người có thẩm quyền"
    } else if is(Slot::Organisation) || slot == "attachment" {
        "chữ ký số của cơ quan"
    } else {
        "chữ ký"
    }
}
