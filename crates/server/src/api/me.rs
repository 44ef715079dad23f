//! Who the key belongs to.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::said::{Named, Said, moment};
use crate::error::Error;
use crate::office::said;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(me))
}

/// The person for whom the program acts, and how far its key reaches.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// The account.
    account: String,
    /// The person's name.
    #[schema(example = "Đỗ Minh Soạn")]
    name: String,
    /// The appointment in which the program acts.
    appointment: String,
    /// The title of the appointment.
    #[schema(example = "Chuyên viên")]
    title: String,
    /// The role of the appointment.
    role: Said,
    /// The agency.
    agency: Named,
    /// The unit; none for the heads of the agency.
    unit: Option<Named>,
    /// The key.
    key: Key,
}

/// A key, without itself.
#[derive(Debug, Serialize, ToSchema)]
struct Key {
    /// What it is called.
    #[schema(example = "Một cửa")]
    name: String,
    /// `read` or `read-write`.
    #[schema(example = "read-write")]
    scope: String,
    /// Until when it is good.
    #[schema(format = DateTime, example = "2027-02-26T02:00:00Z")]
    expires_at: String,
}

/// Says for whom the program acts.
#[utoipa::path(get, path = "/me", tag = "office", responses((status = 200, body = Me)))]
async fn me(caller: Caller) -> Result<Json<Me>, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let actor = acting.actor();
    let agency = office.own_agency(acting).await?;
    let units = office.units(acting).await?;
    let unit = units
        .into_iter()
        .find(|it| Some(it.id.as_str()) == actor.unit());
    let role = actor.role().code();
    Ok(Json(Me {
        account: acting.account().to_owned(),
        name: acting.name().to_owned(),
        appointment: actor.appointment().to_owned(),
        title: actor.title().to_owned(),
        role: Said {
            code: role.to_owned(),
            text: said::role(role).to_owned(),
        },
        agency: Named {
            id: agency.id,
            name: agency.name,
        },
        unit: unit.map(|it| Named {
            id: it.id,
            name: it.name,
        }),
        key: Key {
            name: caller.bearer.name.clone(),
            scope: caller.bearer.scope.code().to_owned(),
            expires_at: moment(caller.bearer.expires_at),
        },
    }))
}
