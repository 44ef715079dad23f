//! What the clerk does about a document that goes outside of the installation.

use axum::extract::{Form, Path};
use axum::response::{Redirect, Response};
use office::exchange::RecallNote;
use office::exchange::package::MEDIA_TYPE;
use serde::Deserialize;

use super::page;
use crate::error::Error;
use crate::office::AtWork;

/// Which consignment.
#[derive(Debug, Deserialize)]
pub(super) struct Consignment {
    id: String,
    /// Where it goes instead, for one by mail.
    #[serde(default, rename = "dia-chi")]
    address: String,
}

/// Notes that something was sent outside of the installation.
pub(super) async fn sent(
    work: AtWork,
    Path(id): Path<String>,
    Form(which): Form<Consignment>,
) -> Result<Redirect, Error> {
    work.office
        .sent_by_hand(&work.acting, &id, &which.id)
        .await?;
    Ok(Redirect::to(&page(&id)))
}

/// Notes that a recipient says it has got it.
pub(super) async fn received(
    work: AtWork,
    Path(id): Path<String>,
    Form(which): Form<Consignment>,
) -> Result<Redirect, Error> {
    work.office
        .note_receipt(&work.acting, &id, &which.id)
        .await?;
    Ok(Redirect::to(&page(&id)))
}

/// Has a letter sent again.
pub(super) async fn again(
    work: AtWork,
    Path(id): Path<String>,
    Form(which): Form<Consignment>,
) -> Result<Redirect, Error> {
    work.office
        .send_again(&work.acting, &id, &which.id, &which.address)
        .await?;
    Ok(Redirect::to(&page(&id)))
}

/// Has the letter about a recall sent again.
pub(super) async fn recall_again(
    work: AtWork,
    Path(id): Path<String>,
    Form(which): Form<Consignment>,
) -> Result<Redirect, Error> {
    work.office
        .tell_recall_again(&work.acting, &id, &which.id, &which.address)
        .await?;
    Ok(Redirect::to(&page(&id)))
}

/// Notes that a recipient was told of a recall.
pub(super) async fn recall_told(
    work: AtWork,
    id: Path<String>,
    which: Form<Consignment>,
) -> Result<Redirect, Error> {
    note_recall(&work, id, which, RecallNote::Told).await
}

/// Notes that a recipient has destroyed what is recalled.
pub(super) async fn recall_confirmed(
    work: AtWork,
    id: Path<String>,
    which: Form<Consignment>,
) -> Result<Redirect, Error> {
    note_recall(&work, id, which, RecallNote::Confirmed).await
}

async fn note_recall(
    work: &AtWork,
    Path(id): Path<String>,
    Form(which): Form<Consignment>,
    what: RecallNote,
) -> Result<Redirect, Error> {
    work.office
        .note_recall(&work.acting, &id, &which.id, what)
        .await?;
    Ok(Redirect::to(&page(&id)))
}

/// The signed package, to be taken out.
pub(super) async fn package(work: AtWork, Path(id): Path<String>) -> Result<Response, Error> {
    let made = work.office.package(&work.acting, &id).await?;
    Ok(super::answer(made.bytes, MEDIA_TYPE, &made.name, true))
}
