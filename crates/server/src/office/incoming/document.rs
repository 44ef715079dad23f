//! One incoming document: the page, the verdict on arrival, what the clerk does with it.

use access::Action;
use axum::extract::{Path, Query};
use axum::response::{Html, Response};
use office::exchange::{Arrived, Correction, IncomingRow, RecallRow};
use report::catalogue::Lang;
use report::verify::cards;
use serde::Deserialize;

use super::{PATH, corrections, page};
use crate::error::{Error, unless_away};
use crate::frame::{Frame, Section};
use crate::office::{AtWork, outgoing, said, verdict};
use crate::views::document::{ActView, ActWay, DocumentPage, HeadView, Paper, Tab, TabView};
use crate::views::show;
use crate::views::tabs::{Fact, FactGroup, FactsView, FileView, FilesView};
use crate::views::viewer::ViewerView;

/// Which tab.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    the: Option<String>,
}

/// The tabs of an incoming document.
const TABS: [Tab; 3] = [Tab::Signatures, Tab::Facts, Tab::Files];

/// Shows the document; first what its signatures are worth.
pub(super) async fn get(
    work: AtWork,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let arrived = work.office.incoming(&work.acting, &id).await?;
    let report = unless_away(work.office.report_of(&arrived).await)?;
    let away = report.is_none();
    let report = report.flatten();
    let cards = report.as_deref().and_then(|report| cards(report, Lang::Vi));
    let signatures = cards.as_ref().map_or(0, Vec::len);
    let recall = work.office.recall_of(&work.acting, &id).await?;
    let told = || async {
        let corrections = work.office.corrections(&work.acting, &id).await?;
        Ok::<_, Error>(TabView::Facts(facts(
            &arrived,
            recall.as_ref(),
            &corrections,
        )))
    };
    let paper = arrived.row.channel == "paper";
    let tab = match asked.the.as_deref().map(Tab::named) {
        Some(Tab::Files) => TabView::Files(files(&arrived)),
        Some(Tab::Facts) => told().await?,
        // Of paper there is nothing to judge; that it is recalled comes before all else.
        None if recall.is_some() => told().await?,
        _ if paper => told().await?,
        _ if away => TabView::Signatures(verdict::away()),
        _ => TabView::Signatures(verdict::view(cards.unwrap_or_default())),
    };
    let row = &arrived.row;
    let waits = row.status == "arrived" && work.role_does(Action::AcceptIncoming);
    let corrects = row.entered_by.is_some() && work.role_does(Action::CorrectIncoming);
    let unconfirmed = recall.as_ref().is_some_and(|it| it.confirmed_at.is_none());
    let confirms = unconfirmed && work.role_does(Action::ConfirmRecall);
    let here = page(&id);
    let act = |label: &str, action: String, way, key| ActView {
        label: label.to_owned(),
        action,
        way,
        version: u64::try_from(row.version).unwrap_or_default(),
        key,
        refusal: (row.indication.is_empty())
            .then(|| "Đang kiểm tra chữ ký; mở lại trang sau giây lát".to_owned()),
    };
    let tabs = Tab::links(&here, |tab| match tab {
        Tab::Signatures => u32::try_from(signatures).unwrap_or_default(),
        Tab::Files => u32::try_from(arrived.files.len()).unwrap_or_default(),
        _ => 0,
    });
    show(&DocumentPage {
        frame: Frame::new(row.subject.clone(), Some(Section::Incoming), &work.person).narrow(),
        head: HeadView {
            subject: row.subject.clone(),
            kind: said::kind(&row.type_code),
            number: (!row.number_text.is_empty()).then(|| row.number_text.clone()),
            urgency: said::urgency(row.urgency),
            step: said::status(&row.status),
            due: None,
            back: PATH.to_owned(),
            previous: None,
            next: None,
            paper: Paper::Issued,
        },
        primary: match () {
            () if waits => {
                let action = format!("{here}/tiep-nhan");
                Some(act("Tiếp nhận, đăng ký", action, ActWay::Post, Some("s")))
            }
            () if confirms => Some(ActView {
                refusal: None,
                ..act(
                    "Xác nhận đã hủy",
                    format!("{here}/da-huy"),
                    ActWay::Post,
                    None,
                )
            }),
            () => None,
        },
        others: match waits {
            false if row.status == "registered" => {
                let open = |label: &str, action: String| ActView {
                    refusal: None,
                    ..act(label, action, ActWay::Open, None)
                };
                let replies = work.role_does(Action::CreateDraft).then(|| {
                    let reply = format!("/van-ban-di/moi?tra-loi={}", row.id);
                    open("Soạn văn bản trả lời", reply)
                });
                let corrects = work.role_does(Action::CorrectRegistered);
                let correct = format!("{here}/sua-dang-ky");
                let correct = corrects.then(|| open("Sửa thông tin đăng ký", correct));
                replies.into_iter().chain(correct).collect()
            }
            true => {
                let refuse = act(
                    "Từ chối tiếp nhận",
                    format!("{here}/tu-choi"),
                    ActWay::Open,
                    Some("r"),
                );
                let correct = ActView {
                    refusal: None,
                    ..act(
                        "Sửa thông tin, tệp",
                        format!("{here}/sua"),
                        ActWay::Open,
                        Some("e"),
                    )
                };
                let correct = corrects.then_some(correct);
                correct.into_iter().chain([refuse]).collect()
            }
            false => Vec::new(),
        },
        viewer: arrived.files.first().map(|file| ViewerView {
            file: format!("{here}/tep/{}/xem", file.ordinal),
            download: format!("{here}/tep/{}?tai=1", file.ordinal),
            name: file.name.clone(),
            overlays: Vec::new(),
            places: Vec::new(),
        }),
        tabs: (tabs.into_iter())
            .filter(|it| TABS.contains(&it.tab) && !(paper && it.tab == Tab::Signatures))
            .collect(),
        tab,
    })
}

/// One fact.
pub(super) fn fact(label: &str, value: impl Into<String>) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.into(),
        acts: Vec::new(),
    }
}

fn facts(arrived: &Arrived, recall: Option<&RecallRow>, corrections: &[Correction]) -> FactsView {
    let row = &arrived.row;
    let kept: serde_json::Value = serde_json::from_str(&row.fields).unwrap_or_default();
    let text = |name: &str| match kept.get(name)? {
        serde_json::Value::String(text) if !text.is_empty() => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let day = |text: &Option<String>| text.as_deref().map(said::day);
    let urgency = said::urgency(row.urgency);
    let arrival = row.arrival_number.zip(row.arrival_year);
    let facts = [
        ("Nơi gửi", Some(row.from_name.clone())),
        ("Đến bằng", Some(way(&row.channel).to_owned())),
        ("Số, ký hiệu", Some(row.number_text.clone())),
        ("Ngày văn bản", day(&row.document_date)),
        ("Loại", Some(said::kind(&row.type_code))),
        (
            "Độ khẩn",
            Some(urgency.word().unwrap_or("Thường").to_owned()),
        ),
        ("Ngày đến", day(&row.arrival_date)),
        (
            if row.entered_by.is_some() {
                "Nhập lúc"
            } else {
                "Nhận lúc"
            },
            Some(said::moment(row.arrived_at)),
        ),
        ("Thời hạn giải quyết", text("due").as_deref().map(said::day)),
        ("Số trang", text("pages")),
        ("Số bản giấy", text("copies")),
        ("Ghi chú", text("note")),
        (
            "Số đến",
            arrival.map(|(number, year)| format!("{number}/{year}")),
        ),
        ("Đăng ký lúc", row.registered_at.map(said::moment)),
        ("Lưu ý", worth(row).map(ToOwned::to_owned)),
        ("Lý do từ chối", Some(row.refusal.clone())),
        (
            "Báo cho bên gửi",
            (row.status == "refused" && row.consignment_id.is_none())
                .then(|| super::settle::told_by_hand(row)),
        ),
        ("Quy tắc kiểm tra chữ ký", Some(row.policy.clone())),
    ];
    let said = facts.into_iter().filter_map(|(label, value)| {
        let value = value.filter(|it| !it.is_empty())?;
        Some(fact(label, value))
    });
    let about = said.collect();
    let mut groups: Vec<_> = recall.map(recalled).into_iter().collect();
    groups.push(FactGroup {
        title: "Văn bản đến".to_owned(),
        facts: about,
        file: None,
    });
    groups.extend(corrections.iter().map(corrections::group));
    if !arrived.same_number.is_empty() {
        let same = arrived.same_number.iter().map(|it| {
            let arrival = it.arrival_number.map(|it| format!(", số đến {it}"));
            fact(
                &it.number_text,
                format!("{}{}", it.subject, arrival.unwrap_or_default()),
            )
        });
        groups.push(FactGroup {
            title: "Trùng số, ký hiệu với văn bản đã nhận".to_owned(),
            facts: same.collect(),
            file: None,
        });
    }
    FactsView {
        groups,
        places: None,
        refused: Vec::new(),
        faults: Vec::new(),
    }
}

/// That its issuer has withdrawn it, and what became of that.
fn recalled(recall: &RecallRow) -> FactGroup {
    let confirmed = match (recall.confirmed_at, &recall.confirmed_by) {
        (Some(at), Some(_)) => format!("Đã xác nhận đã hủy, {}", said::moment(at)),
        (Some(_), None) => "Chưa đăng ký nên không phải hủy".to_owned(),
        (None, _) => {
            "Chưa xác nhận: ngừng sử dụng, hủy bản đã in rồi xác nhận cho nơi gửi".to_owned()
        }
    };
    FactGroup {
        title: "Nơi gửi thu hồi văn bản này".to_owned(),
        facts: vec![
            fact("Thu hồi lúc", said::moment(recall.at)),
            fact("Lý do", recall.reason.clone()),
            fact("Tại đây", confirmed),
        ],
        file: None,
    }
}

/// By which way it came.
fn way(channel: &str) -> &'static str {
    match channel {
        "paper" => "Bản giấy",
        "mail" => "Thư điện tử",
        "upload" => "Tệp",
        _ => "Trên hệ thống",
    }
}

/// What has to be known of its worth.
fn worth(row: &IncomingRow) -> Option<&'static str> {
    match (row.unsigned, row.channel.as_str()) {
        (0, "paper") => Some("Bản giấy; tệp chỉ là bản chụp để đọc"),
        (0, _) => None,
        _ => Some("Không có chữ ký số: để biết, tham khảo"),
    }
}

fn files(arrived: &Arrived) -> FilesView {
    let here = page(&arrived.row.id);
    let now = arrived.files.iter().map(|file| match file.ordinal {
        0 => ("Văn bản", file),
        _ => ("Phụ lục, tài liệu kèm theo", file),
    });
    let before = arrived.replaced.iter();
    let before = before.map(|file| ("Đã bỏ khi sửa, giữ để đối chiếu", file));
    let files = now.chain(before).map(|(what, file)| FileView {
        name: file.name.clone(),
        what: what.to_owned(),
        size: said::size(file.size),
        who: arrived.row.from_name.clone(),
        at: said::moment(arrived.row.arrived_at),
        href: format!("{here}/tep/{}?tai=1", file.ordinal),
        sha256: file.digest.clone(),
        compare: None,
        remove: None,
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
