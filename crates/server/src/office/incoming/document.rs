//! One incoming document: the page, the verdict on arrival, what the clerk does with it.

use access::Action;
use axum::extract::{Path, Query};
use axum::response::Html;
use serde::Deserialize;

use super::{PATH, acts, facts, files, page, recall, worth};
use crate::error::Error;
use crate::frame::{Frame, Section};
use crate::office::{AtWork, said};
use crate::views::document::{DocumentPage, HeadView, Paper, Tab, TabView};
use crate::views::show;
use crate::views::viewer::ViewerView;

/// Which tab.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    the: Option<String>,
}

/// The tabs of an incoming document.
const TABS: [Tab; 3] = [Tab::Signatures, Tab::Facts, Tab::Files];

/// Shows the document; first what its signatures are worth.
pub(super) async fn get(
    work: AtWork,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let arrived = work.office.incoming(&work.acting, &id).await?;
    let signatures = worth::own(&work, &arrived).await?;
    let signed = signatures.cards.len();
    let withdrawn = work.office.recall_of(&work.acting, &id).await?;
    let told = || async {
        let corrections = work.office.corrections(&work.acting, &id).await?;
        Ok::<_, Error>(TabView::Facts(facts::view(
            &arrived,
            withdrawn.as_ref(),
            &corrections,
        )))
    };
    let paper = arrived.row.channel == "paper";
    let tab = match asked.the.as_deref().map(Tab::named) {
        Some(Tab::Files) => TabView::Files(files::view(&arrived, withdrawn.is_some())),
        Some(Tab::Facts) => told().await?,
        // Of paper there is nothing to judge; that it is recalled comes before all else.
        None if withdrawn.is_some() => told().await?,
        _ if paper => told().await?,
        _ if signatures.away => TabView::Signatures(signatures),
        _ => TabView::Signatures(worth::all(&work, &arrived, signatures).await?),
    };
    let row = &arrived.row;
    let unconfirmed = withdrawn
        .as_ref()
        .is_some_and(|it| it.confirmed_at.is_none());
    let recalled = withdrawn.is_some();
    let seen = !recalled || unconfirmed && work.role_does(Action::ReadRecalled);
    let acts = acts::offered(&work, row, withdrawn.as_ref());
    let here = page(&id);
    let tabs = Tab::links(&here, |tab| match tab {
        Tab::Signatures => u32::try_from(signed).unwrap_or_default(),
        Tab::Files => u32::try_from(arrived.files.len()).unwrap_or_default(),
        _ => 0,
    });
    show(&DocumentPage {
        frame: Frame::new(row.subject.clone(), Some(Section::Incoming), &work.person).narrow(),
        head: HeadView {
            subject: row.subject.clone(),
            kind: said::kind(&row.type_code),
            number: (!row.number_text.is_empty()).then(|| row.number_text.clone()),
            urgency: said::urgency(row.urgency),
            step: match unconfirmed {
                true => recall::step(),
                false => said::status(&row.status),
            },
            due: None,
            back: PATH.to_owned(),
            previous: None,
            next: None,
            paper: match seen {
                true => Paper::Issued,
                false => Paper::Recalled,
            },
        },
        primary: acts.primary,
        others: acts.others,
        viewer: (arrived.files.first().filter(|_| seen)).map(|file| ViewerView {
            file: format!("{here}/tep/{}/xem", file.ordinal),
            download: match recalled {
                true => String::new(),
                false => format!("{here}/tep/{}?tai=1", file.ordinal),
            },
            name: file.name.clone(),
            overlays: Vec::new(),
            places: Vec::new(),
        }),
        tabs: (tabs.into_iter())
            .filter(|it| TABS.contains(&it.tab) && !(paper && it.tab == Tab::Signatures))
            .collect(),
        tab,
    })
}
