//! The clerk corrects what the register says of a document, with a reason.

use axum::extract::{Multipart, Path, State as Shared};
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::exchange::{Entered, EnteredFields};

use super::correct::{Correction, RegisteredView};
use super::enter::{self, EnterPage, Form};
use super::page;
use crate::error::Error;
use crate::form::Faults;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::upload;
use crate::views::show;

/// The form with what is registered.
pub(super) async fn ask(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let entered = work.office.registered(&work.acting, &id).await?;
    let fields = entered.fields.clone();
    show(&form(&work, entered, fields, "", Faults::default()).await?)
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
    let (seen, reason) = (received.field("ban-truoc"), received.field("ly-do"));
    let (office, acting) = (&work.office, &work.acting);
    let corrected = office.correct_registered(acting, &id, seen, &fields, reason);
    match corrected.await {
        Ok(()) => Ok(Redirect::to(&format!("{}?the=thong-tin", page(&id))).into_response()),
        Err(error) => {
            let faults = said::faults(error, enter::field_id)?;
            let mut entered = office.registered(acting, &id).await?;
            seen.clone_into(&mut entered.seen);
            enter::unaccepted(&form(&work, entered, fields, reason, faults).await?)
        }
    }
}

async fn form(
    work: &AtWork,
    entered: Entered,
    mut fields: EnteredFields,
    reason: &str,
    faults: Faults,
) -> Result<EnterPage, Error> {
    let row = entered.arrived.row;
    let delivered = row.entered_by.is_none();
    if delivered {
        fields.sender = row.from_name;
    }
    let arrival = row.arrival_number.zip(row.arrival_year);
    let registered = RegisteredView {
        number: arrival.map_or_else(String::new, |(number, year)| format!("{number}/{year}")),
        delivered,
        reason: reason.to_owned(),
    };
    let correction = Correction {
        id: row.id,
        seen: entered.seen,
        packed: entered.packed,
        files: Vec::new(),
        registered: Some(registered),
    };
    let form = Form {
        fields,
        faults,
        package: None,
        correction: Some(correction),
    };
    enter::form_of(work, form).await
}
