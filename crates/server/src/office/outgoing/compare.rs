//! Two versions of a document's file side by side.

use axum::extract::{Path, Query};
use axum::response::Html;
use office::outgoing::Outgoing;
use serde::Deserialize;

use super::document::file_address;
use super::page;
use crate::error::Error;
use crate::frame::{Frame, Section};
use crate::office::{AtWork, said};
use crate::views::compare::{ComparePage, CompareSide};
use crate::views::show;
use crate::views::viewer::ViewerView;

/// Which two.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    cu: i64,
    moi: i64,
}

/// Shows both.
pub(super) async fn get(
    work: AtWork,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let document = work.office.outgoing(&work.acting, &id).await?;
    let sides = [side(&document, asked.cu)?, side(&document, asked.moi)?];
    show(&ComparePage {
        frame: Frame::new(
            "So sánh hai phiên bản",
            Some(Section::Outgoing),
            &work.person,
        )
        .narrow(),
        subject: document.row.subject.clone(),
        back: page(&id),
        sides,
    })
}

fn side(document: &Outgoing, version: i64) -> Result<CompareSide, Error> {
    let found = document.version("main", version).ok_or(Error::NotFound)?;
    let file = file_address(&document.row.id, "main", version);
    Ok(CompareSide {
        title: format!("Phiên bản {version}, {}", said::moment(found.made_at)),
        viewer: ViewerView {
            download: format!("{file}?tai=1"),
            file,
            name: format!("van-ban-{version}.pdf"),
            overlays: Vec::new(),
            places: Vec::new(),
        },
    })
}
