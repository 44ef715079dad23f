//! What a person may do with an incoming document, as its page offers it.

use access::Action;
use office::exchange::{IncomingRow, RecallRow};

use super::page;
use crate::office::AtWork;
use crate::views::document::{ActView, ActWay};

/// The acts on a page.
pub(super) struct Acts {
    /// The one that comes next, if any.
    pub primary: Option<ActView>,
    /// The others.
    pub others: Vec<ActView>,
}

/// What this person may do with it now.
pub(super) fn offered(work: &AtWork, row: &IncomingRow, recall: Option<&RecallRow>) -> Acts {
    if row.status == "arrived" && work.role_does(Action::AcceptIncoming) {
        return waiting(work, row);
    }
    let unconfirmed = recall.is_some_and(|it| it.confirmed_at.is_none());
    let confirms = unconfirmed && work.role_does(Action::ConfirmRecall);
    Acts {
        primary: confirms.then(|| act(row, "Xác nhận đã hủy", "da-huy", ActWay::Post, None)),
        others: match row.status.as_str() {
            "registered" if recall.is_none() => {
                let withdrawn = withdrawn(work, row);
                registered(work, row).chain(withdrawn).collect()
            }
            "registered" => {
                let answers = recall.and_then(|it| answer(work, row, it));
                registered(work, row).chain(answers).collect()
            }
            _ => recall
                .and_then(|it| answer(work, row, it))
                .into_iter()
                .collect(),
        },
    }
}

/// Of what waits to be registered; what is registered or refused is judged before.
fn waiting(work: &AtWork, row: &IncomingRow) -> Acts {
    let judged = |act: ActView| ActView {
        refusal: (row.indication.is_empty())
            .then(|| "Đang kiểm tra chữ ký; mở lại trang sau giây lát".to_owned()),
        ..act
    };
    let accept = act(
        row,
        "Tiếp nhận, đăng ký",
        "tiep-nhan",
        ActWay::Post,
        Some("s"),
    );
    let refuse = act(row, "Từ chối tiếp nhận", "tu-choi", ActWay::Open, Some("r"));
    let corrects = row.entered_by.is_some() && work.role_does(Action::CorrectIncoming);
    let correct = corrects.then(|| act(row, "Sửa thông tin, tệp", "sua", ActWay::Open, Some("e")));
    let others = correct.into_iter().chain([judged(refuse)]);
    Acts {
        primary: Some(judged(accept)),
        others: others.chain(withdrawn(work, row)).collect(),
    }
}

/// Of what is registered.
fn registered(work: &AtWork, row: &IncomingRow) -> impl Iterator<Item = ActView> {
    let reply = work.role_does(Action::CreateDraft).then(|| ActView {
        action: format!("/van-ban-di/moi?tra-loi={}", row.id),
        ..act(row, "Soạn văn bản trả lời", "", ActWay::Open, None)
    });
    let corrects = work.role_does(Action::CorrectRegistered);
    let correct = corrects.then(|| {
        act(
            row,
            "Sửa thông tin đăng ký",
            "sua-dang-ky",
            ActWay::Open,
            None,
        )
    });
    reply.into_iter().chain(correct)
}

/// The answer to the letter that withdrew it: its sender learns that the copy is out of use.
fn answer(work: &AtWork, row: &IncomingRow, recall: &RecallRow) -> Option<ActView> {
    let letter = recall.letter_id.as_deref()?;
    work.role_does(Action::CreateDraft).then(|| ActView {
        action: format!("/van-ban-di/moi?tra-loi={letter}"),
        ..act(row, "Soạn văn bản báo đã hủy", "", ActWay::Open, None)
    })
}

/// That its sender withdrew it by letter.
fn withdrawn(work: &AtWork, row: &IncomingRow) -> Option<ActView> {
    let label = "Đánh dấu bị thu hồi";
    let notes = work.role_does(Action::NoteRecall);
    notes.then(|| act(row, label, "bi-thu-hoi", ActWay::Open, None))
}

fn act(
    row: &IncomingRow,
    label: &str,
    path: &str,
    way: ActWay,
    key: Option<&'static str>,
) -> ActView {
    ActView {
        label: label.to_owned(),
        action: format!("{}/{path}", page(&row.id)),
        way,
        version: u64::try_from(row.version).unwrap_or_default(),
        key,
        refusal: None,
    }
}
