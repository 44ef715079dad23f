//! What a program does with a document on its route: hands it in, takes it back, returns it, asks for
//! or gives an opinion. What takes a key's signature or a decision of rank is the person's.

use axum::Json;
use axum::extract::Path;
use process::engine::Offer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::{OutgoingDocument, read};
use crate::api::asked::Sent;
use crate::api::caller::Caller;
use crate::error::Error;
use crate::form::tidy;
use crate::office::outgoing::acts;
use crate::office::said;

/// What may be done with a document now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Acts {
    /// The version of the route's state: whoever acts says which was seen.
    version: u64,
    /// The acts that are open to this key.
    acts: Vec<Act>,
}

/// An act that is offered.
#[derive(Debug, Serialize, ToSchema)]
struct Act {
    /// Its name on the route.
    #[schema(example = "submit")]
    action: String,
    /// What the button says.
    #[schema(example = "Trình ký nháy")]
    text: String,
    /// What has to be said with it: `opinion`, `reason`, `units` …
    needs: Vec<String>,
    /// The steps to choose from; one of them is given as `to` where there are several.
    choices: Vec<String>,
    /// Why it cannot be done now, in Vietnamese.
    refusal: Option<String>,
}

/// What somebody says when they do an act.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ActBody {
    /// The version of the route's state that was seen: `step.version` of the document.
    #[schema(example = 0)]
    version: u64,
    /// The opinion, reason or question, where one is needed.
    #[schema(example = "Bổ sung căn cứ pháp lý.")]
    text: String,
    /// The step to go to, where there is a choice.
    #[schema(required = false)]
    to: String,
    /// The units whose opinion is asked.
    #[schema(required = false)]
    units: Vec<String>,
    /// Of an opinion: whether one's unit agrees.
    #[schema(required = false)]
    agrees: bool,
}

/// Lists what may be done with the document now, by this key.
#[utoipa::path(
    get,
    path = "/outgoing/{id}/acts",
    tag = "outgoing",
    operation_id = "outgoing_acts",
    params(("id" = String, Path)),
    responses((status = 200, body = Acts))
)]
pub(super) async fn list(caller: Caller, Path(id): Path<String>) -> Result<Json<Acts>, Error> {
    let document = (caller.office).open_outgoing(caller.acting(), &id).await?;
    let open = (document.offers().await?.into_iter())
        .filter(|it| !it.denied)
        .map(|it| it.offer);
    Ok(Json(Acts {
        version: document.state.version,
        acts: open.map(shown).collect(),
    }))
}

/// Does an act: the same as the button of that name on the document's page.
///
/// Open to keys are handing in (`submit`), taking back (`take-back`), returning (`return-from-…`),
/// asking for opinions (`ask-opinions`), ending that (`close-opinions`) and giving one
/// (`give-opinion`), each where the person may do it. Initials, format approval, signature, approval,
/// number, seal and issue are done by the person: on the page, and with the desk agent where it signs.
#[utoipa::path(
    post,
    path = "/outgoing/{id}/acts/{action}",
    tag = "outgoing",
    operation_id = "outgoing_act",
    params(
        ("id" = String, Path),
        ("action" = String, Path, description = "the name of the act", example = "submit"),
    ),
    request_body = ActBody,
    responses((status = 200, body = OutgoingDocument))
)]
pub(super) async fn act(
    caller: Caller,
    Path((id, action)): Path<(String, String)>,
    Sent(sent): Sent<ActBody>,
) -> Result<Json<OutgoingDocument>, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let document = office.open_outgoing(acting, &id).await?;
    let mut fitting = document.offers().await?.into_iter().map(|it| it.offer);
    let offer = fitting.find(|it| it.action.as_str() == action);
    // The route offers it at another step, or not at all.
    let offer = offer.ok_or(office::Error::Stale)?;
    let said = acts::Sent {
        version: sent.version,
        text: tidy(&sent.text),
        step: sent.to,
        units: sent.units,
        agrees: sent.agrees,
        number: String::new(),
    };
    acts::carry_out(office, acting, &document, &offer, said).await?;
    Ok(Json(read(&caller, &id).await?))
}

fn shown(offer: Offer) -> Act {
    Act {
        action: offer.action.as_str().to_owned(),
        text: offer.label,
        needs: offer.needs.iter().map(|it| it.name().to_owned()).collect(),
        choices: offer
            .choices
            .iter()
            .map(|it| it.as_str().to_owned())
            .collect(),
        refusal: (offer.refusal).map(|it| said::plain(it.code(), &it.values())),
    }
}
