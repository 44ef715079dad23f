//! The boxes over the pages of a document: shown, and put elsewhere by a form.

use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::outgoing::{MovedBox, Opened, PlaceBox};

use super::{document, page};
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::views::viewer::Place;

/// The boxes that this person may move, for the viewer.
pub(super) async fn movable(document: &Opened<'_>) -> Result<Vec<Place>, Error> {
    let boxes = document.places().await?;
    let movable = boxes.into_iter().filter(|it| it.movable);
    Ok(movable.map(shown).collect())
}

fn shown(place: PlaceBox) -> Place {
    let label = match (place.item, place.signer) {
        ("number", _) => "Số".to_owned(),
        ("day", _) => "Ngày".to_owned(),
        ("month", _) => "Tháng".to_owned(),
        ("initials", _) => "Ký nháy".to_owned(),
        ("organisation", _) => "Con dấu".to_owned(),
        (_, Some(signer)) => format!("Chữ ký {signer}"),
        (_, None) => "Chữ ký".to_owned(),
    };
    Place {
        label,
        name: place.name,
        page: place.page,
        rect: place.rect,
    }
}

/// Puts the boxes where the form says.
pub(super) async fn save(
    work: AtWork,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let field = |name: &str| {
        let found = pairs.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let seen = field("phien-ban").parse().unwrap_or_default();
    let names = pairs
        .iter()
        .filter_map(|(field, _)| field.strip_prefix("vi-tri.")?.strip_suffix(".khung"));
    let mut moved = Vec::new();
    for name in names {
        let rect = numbers(field(&format!("vi-tri.{name}.khung")));
        let page = field(&format!("vi-tri.{name}.trang")).parse().ok();
        let (Some(rect), Some(page)) = (rect, page) else {
            return Err(Error::Malformed {
                cause: format!("the box {name} is none"),
            });
        };
        moved.push(MovedBox {
            name: name.to_owned(),
            page,
            rect,
        });
    }
    match work
        .office
        .move_places(&work.acting, &id, seen, &moved)
        .await
    {
        Ok(()) => Ok(Redirect::to(&page(&id)).into_response()),
        Err(office::Error::Invalid(faults)) => {
            let said = faults.iter().map(|it| said::sentence(&it.code, &it.values));
            let shown = document::with_refusal(&work, &id, said.collect()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Four numbers with spaces between.
fn numbers(text: &str) -> Option<[f64; 4]> {
    let parsed: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
    parsed.ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_box_is_four_numbers() {
        assert_eq!(super::numbers("1 2.5 3 4"), Some([1.0, 2.5, 3.0, 4.0]));
        assert_eq!(super::numbers("1 2 3"), None);
        assert_eq!(super::numbers("a b c d"), None);
    }
}
