//! What a draft is filled in with: types of documents, agencies, units, people who may sign.

use axum::Json;
use documents::Catalogue;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::said::{Named, Said, some};
use crate::error::Error;
use crate::office::said;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(types))
        .routes(routes!(agencies))
        .routes(routes!(units))
        .routes(routes!(people))
}

/// A type of document (Nghị định 30/2020, Điều 7).
#[derive(Debug, Serialize, ToSchema)]
struct Type {
    /// Its code.
    #[schema(example = "quyet-dinh")]
    code: String,
    /// Its name.
    #[schema(example = "Quyết định")]
    name: String,
    /// Its abbreviation in notations; công văn and thư công have none.
    #[schema(example = "QĐ")]
    abbreviation: Option<String>,
}

/// An agency of this installation, to which documents are sent without leaving it.
#[derive(Debug, Serialize, ToSchema)]
struct Agency {
    /// Its id.
    id: String,
    /// Its identifier (Quyết định 20/2020/QĐ-TTg).
    #[schema(example = "H29.3.16")]
    code: String,
    /// Its name.
    #[schema(example = "Ủy ban nhân dân xã Bình Thử")]
    name: String,
    /// As it stands in notations.
    #[schema(example = "UBND")]
    short_name: String,
    /// The place that its documents are dated from.
    place: String,
    /// Where mail for it goes.
    email: Option<String>,
    /// Whether it is the one for which the program acts.
    own: bool,
}

/// A unit of the agency.
#[derive(Debug, Serialize, ToSchema)]
struct Unit {
    /// Its id.
    id: String,
    /// As it stands in notations.
    #[schema(example = "VP")]
    code: String,
    /// Its name.
    #[schema(example = "Văn phòng")]
    name: String,
    /// The unit above it.
    parent: Option<String>,
}

/// Somebody in an appointment of the agency.
#[derive(Debug, Serialize, ToSchema)]
struct Appointed {
    /// The appointment: what a draft names as its signer.
    appointment: String,
    /// The account.
    account: String,
    /// The name.
    #[schema(example = "Nguyễn Bình An")]
    name: String,
    /// The title.
    #[schema(example = "Chủ tịch")]
    title: String,
    /// The role; documents are signed by `head` and `deputy`.
    role: Said,
    /// The unit; none for the heads of the agency.
    unit: Option<Named>,
}

/// Lists the types of documents.
#[utoipa::path(get, path = "/types", tag = "drafting", responses((status = 200, body = Vec<Type>)))]
async fn types(_caller: Caller) -> Result<Json<Vec<Type>>, Error> {
    let catalogue = Catalogue::built_in().map_err(office::Error::from)?;
    let types = catalogue.types().iter().map(|it| Type {
        code: it.code.clone(),
        name: it.name.clone(),
        abbreviation: it.abbreviation.clone(),
    });
    Ok(Json(types.collect()))
}

/// Lists the agencies of this installation, to which documents can be sent within it.
#[utoipa::path(get, path = "/agencies", tag = "drafting", responses((status = 200, body = Vec<Agency>)))]
async fn agencies(caller: Caller) -> Result<Json<Vec<Agency>>, Error> {
    let own = caller.acting().agency();
    let agencies = caller.office.agencies().await?;
    let agencies = agencies.into_iter().map(|it| Agency {
        own: it.id == own,
        email: some(&it.email),
        id: it.id,
        code: it.code,
        name: it.name,
        short_name: it.short_name,
        place: it.place,
    });
    Ok(Json(agencies.collect()))
}

/// Lists the units of the agency.
#[utoipa::path(get, path = "/units", tag = "drafting", responses((status = 200, body = Vec<Unit>)))]
async fn units(caller: Caller) -> Result<Json<Vec<Unit>>, Error> {
    let units = caller.office.units(caller.acting()).await?;
    let units = units.into_iter().map(|it| Unit {
        id: it.id,
        code: it.code,
        name: it.name,
        parent: it.parent_id,
    });
    Ok(Json(units.collect()))
}

/// Lists who works where in the agency.
#[utoipa::path(get, path = "/people", tag = "drafting", responses((status = 200, body = Vec<Appointed>)))]
async fn people(caller: Caller) -> Result<Json<Vec<Appointed>>, Error> {
    let posts = caller.office.directory(caller.acting()).await?;
    let people = posts.into_iter().map(|it| Appointed {
        role: Said {
            text: said::role(&it.role).to_owned(),
            code: it.role,
        },
        unit: (it.unit_id.zip(it.unit_name)).map(|(id, name)| Named { id, name }),
        appointment: it.id,
        account: it.account_id,
        name: it.full_name,
        title: it.title,
    });
    Ok(Json(people.collect()))
}
