//! The files of an incoming document: their list, and each as it is shown or downloaded.

use axum::extract::{Path, Query};
use axum::response::Response;
use office::exchange::{Arrived, package};
use serde::Deserialize;

use super::{page, worth};
use crate::error::Error;
use crate::office::{AtWork, outgoing, said};
use crate::views::tabs::{FileView, FilesView};

/// The whole tab; of what is recalled nothing is downloaded.
pub(super) fn view(arrived: &Arrived, recalled: bool) -> FilesView {
    let here = page(&arrived.row.id);
    let now = arrived.files.iter().map(|file| {
        let what = match file.ordinal {
            0 => "Văn bản",
            _ => "Phụ lục, tài liệu kèm theo",
        };
        (what, worth::of(arrived, file), file)
    });
    // Of what was replaced nobody needs to know what it was worth.
    let before = arrived.replaced.iter();
    let before = before.map(|file| ("Đã bỏ khi sửa, giữ để đối chiếu", None, file));
    let files = now.chain(before).map(|(what, worth, file)| FileView {
        name: file.name.clone(),
        what: what.to_owned(),
        size: said::size(file.size),
        who: arrived.row.from_name.clone(),
        at: said::moment(arrived.row.arrived_at),
        href: match recalled {
            true => String::new(),
            false => format!("{here}/tep/{}?tai=1", file.ordinal),
        },
        sha256: file.digest.clone(),
        worth,
        signature: (file.signature_digest.is_some() && !recalled)
            .then(|| format!("{here}/tep/{}/chu-ky", file.ordinal)),
        ..FileView::default()
    });
    FilesView {
        files: files.collect(),
        attach: None,
    }
}

/// What is shown of a file, as PDF.
pub(super) async fn shown(
    work: AtWork,
    Path((id, ordinal)): Path<(String, i64)>,
) -> Result<Response, Error> {
    let kept = work
        .office
        .incoming_shown(&work.acting, &id, ordinal)
        .await?;
    outgoing::file(&kept, "application/pdf", "van-ban-den.pdf", false).await
}

/// Whether the file is downloaded or shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Way {
    tai: String,
}

/// The bytes of a file, as they arrived.
pub(super) async fn file(
    work: AtWork,
    Path((id, ordinal)): Path<(String, i64)>,
    Query(way): Query<Way>,
) -> Result<Response, Error> {
    let (file, kept) = work
        .office
        .incoming_file(&work.acting, &id, ordinal)
        .await?;
    let shown = file.media_type == "application/pdf" && way.tai.is_empty();
    let kind = match file.media_type.as_str() {
        "application/pdf" => "application/pdf".to_owned(),
        other => outgoing::known(other),
    };
    outgoing::file(&kept, &kind, &file.name, !shown).await
}

/// The signature that came beside a file.
pub(super) async fn signature(
    work: AtWork,
    Path((id, ordinal)): Path<(String, i64)>,
) -> Result<Response, Error> {
    let (name, kept) = work
        .office
        .incoming_signature(&work.acting, &id, ordinal)
        .await?;
    outgoing::file(&kept, package::SIGNATURE, &name, true).await
}
