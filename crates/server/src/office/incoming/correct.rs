//! The clerk corrects what was entered by hand, until it is registered.

use axum::extract::{Multipart, Path, State as Shared};
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::exchange::{CorrectedFiles, Entered};

use super::enter::{self, EnterPage, Form};
use super::page;
use crate::error::Error;
use crate::form::Faults;
use crate::office::outgoing::attached;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::upload::{self, Received};
use crate::views::show;

/// What is corrected, on the page.
#[derive(Debug)]
pub(super) struct Correction {
    /// The document.
    pub(super) id: String,
    /// What was seen when the page was opened.
    pub(super) seen: String,
    /// Whether its files came in a package and stay.
    pub(super) packed: bool,
    /// Its files.
    pub(super) files: Vec<ThereView>,
    /// What is different of what is registered.
    pub(super) registered: Option<RegisteredView>,
}

/// The correction of what is registered.
#[derive(Debug)]
pub(super) struct RegisteredView {
    /// Its number of arrival.
    pub(super) number: String,
    /// Whether its sender stays, since it came over the system.
    pub(super) delivered: bool,
    /// Why it is corrected, as written so far.
    pub(super) reason: String,
}

/// A file that is there.
#[derive(Debug)]
pub(super) struct ThereView {
    pub(super) ordinal: i64,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) what: &'static str,
    pub(super) size: String,
    pub(super) left_out: bool,
}

/// The form with what was entered.
pub(super) async fn ask(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let entered = work.office.entered(&work.acting, &id).await?;
    show(&form(&work, entered, None, &[], Faults::default()).await?)
}

/// Corrects it.
pub(super) async fn save(
    work: AtWork,
    Path(id): Path<String>,
    Shared(state): Shared<State>,
    sent: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(sent, state.config()).await?;
    let fields = enter::fields(&received);
    let left_out = left_out(&received);
    let files = CorrectedFiles {
        left_out: left_out.clone(),
        ..files(&received).await?
    };
    let seen = received.field("ban-truoc");
    let (office, acting) = (&work.office, &work.acting);
    let corrected = office.correct_incoming(acting, &id, seen, &fields, files);
    match corrected.await {
        Ok(()) => Ok(Redirect::to(&format!("{}?the=thong-tin", page(&id))).into_response()),
        Err(error) => {
            let faults = said::faults_with_file(error, enter::field_id)?;
            let mut entered = office.entered(acting, &id).await?;
            seen.clone_into(&mut entered.seen);
            let page = form(&work, entered, Some(fields), &left_out, faults).await?;
            enter::unaccepted(&page)
        }
    }
}

async fn form(
    work: &AtWork,
    entered: Entered,
    typed: Option<office::exchange::EnteredFields>,
    left_out: &[i64],
    faults: Faults,
) -> Result<EnterPage, Error> {
    let here = page(&entered.arrived.row.id);
    let files = entered.arrived.files.iter().map(|file| ThereView {
        ordinal: file.ordinal,
        name: file.name.clone(),
        href: format!("{here}/tep/{}?tai=1", file.ordinal),
        what: match file.ordinal {
            0 => "Văn bản",
            _ => "Kèm theo",
        },
        size: said::size(file.size),
        left_out: left_out.contains(&file.ordinal),
    });
    let correction = Correction {
        files: files.collect(),
        id: entered.arrived.row.id,
        seen: entered.seen,
        packed: entered.packed,
        registered: None,
    };
    let form = Form {
        fields: typed.unwrap_or(entered.fields),
        faults,
        package: None,
        correction: Some(correction),
    };
    enter::form_of(work, form).await
}

fn left_out(received: &Received) -> Vec<i64> {
    let fields = received.fields.iter();
    let marked = fields.filter(|(name, _)| name == "bo-tep");
    marked.filter_map(|(_, it)| it.parse().ok()).collect()
}

async fn files(received: &Received) -> Result<CorrectedFiles, Error> {
    let mut files = CorrectedFiles::default();
    for upload in &received.files {
        let file = attached(upload).await?;
        match upload.field.as_str() {
            "tep" => files.main = Some(file),
            "tep-kem" => files.more.push(file),
            _ => {}
        }
    }
    Ok(files)
}
