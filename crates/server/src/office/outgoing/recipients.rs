//! Nơi nhận: by which way each of them gets the document, what became of it, what the clerk does
//! about those outside of the installation.

use access::Action;
use office::exchange::ConsignmentRow;
use office::outgoing::Opened;

use super::page;
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::views::tabs::{Fact, FactAct, FactGroup};

/// The recipients of a document.
pub(super) async fn group(work: &AtWork, document: &Opened<'_>) -> Result<FactGroup, Error> {
    let row = &document.row;
    let consignments = document.consignments().await?;
    let may = |action: Action, status: &str| row.status == status && work.role_does(action);
    let may_send = may(Action::Send, "issued");
    let may_tell = may(Action::TellRecall, "withdrawn");
    let facts = document.recipients.iter().map(|it| {
        let sent = consignments.iter().find(|one| one.recipient_id == it.id);
        let state = sent.map_or_else(|| way(&it.channel).to_owned(), state);
        let copies = match it.copies {
            0 => String::new(),
            copies => format!("; {copies} bản giấy"),
        };
        Fact {
            label: it.name.clone(),
            value: format!("{state}{copies}"),
            href: None,
            acts: match sent {
                Some(one) if may_send => sending(&row.id, one, &it.address),
                Some(one) if may_tell => telling(&row.id, one, &it.address),
                _ => Vec::new(),
            },
        }
    });
    Ok(FactGroup {
        title: "Nơi nhận".to_owned(),
        facts: facts.collect(),
        file: (may_send && work.office.config().device.is_some()).then(|| {
            let address = format!("{}/goi-tin", page(&row.id));
            (address, "Tải gói tin đã ký".to_owned())
        }),
    })
}

/// What became of it at a recipient.
fn state(one: &ConsignmentRow) -> String {
    let by = way(&one.channel);
    match (one.channel.as_str(), one.state.as_str()) {
        (_, "recalled") => recalled(one),
        ("mail", "sent") => "Đã gửi qua thư điện tử, chưa xác nhận".to_owned(),
        ("mail", "waiting") if !one.reason.is_empty() => {
            format!("Thư điện tử, sẽ gửi lại: {}", one.reason)
        }
        ("mail", "waiting") => "Thư điện tử, đang chờ gửi".to_owned(),
        ("system", _) => delivery(one),
        (_, "received") => format!("{by}, bên nhận đã nhận"),
        (_, "failed") => format!("{by}. {}", delivery(one)),
        (_, "waiting") => format!("{by}, chưa gửi"),
        (_, "sent") => format!("{by}, đã gửi"),
        _ => by.to_owned(),
    }
}

/// What became of it at an agency of the installation, or why it did not go.
fn delivery(one: &ConsignmentRow) -> String {
    match one.state.as_str() {
        "waiting" => "Chờ gửi".to_owned(),
        "sent" | "delivered" => "Đã gửi".to_owned(),
        "received" => "Bên nhận đã nhận".to_owned(),
        "registered" => {
            let number = one.arrival_number.as_deref().unwrap_or("?");
            format!("Bên nhận đã tiếp nhận, số đến {number}")
        }
        "refused" => format!("Bên nhận từ chối: {}", one.reason),
        "failed" => format!("Gửi không được: {}", one.reason),
        other => other.to_owned(),
    }
}

/// How far a recall has got at a recipient.
fn recalled(one: &ConsignmentRow) -> String {
    let by = way(&one.channel);
    if one.sent_at.is_none() {
        return format!("{by}. Đã thu hồi trước khi gửi, không gửi nữa");
    }
    let told = match (one.settled_at, one.recall_told_at, one.channel.as_str()) {
        (Some(at), ..) => format!("bên nhận đã hủy, {}", said::moment(at)),
        (None, _, "system") => "bên nhận chưa xác nhận đã hủy".to_owned(),
        (None, Some(at), _) => format!(
            "đã báo thu hồi {}, bên nhận chưa xác nhận đã hủy",
            said::moment(at)
        ),
        (None, None, "mail") if one.recall_fault.is_empty() => {
            "đang gửi thư báo thu hồi".to_owned()
        }
        (None, None, "mail") => format!("chưa gửi được thư báo thu hồi: {}", one.recall_fault),
        (None, None, _) => "văn thư phải báo thu hồi cho nơi nhận".to_owned(),
    };
    format!("{by}. Đã thu hồi; {told}")
}

fn act(document: &str, one: &ConsignmentRow, label: &str, action: &str) -> FactAct {
    FactAct {
        label: label.to_owned(),
        action: format!("{}/{action}", page(document)),
        id: one.id.clone(),
        address: None,
    }
}

/// What the clerk can do about what goes outside of the installation.
fn sending(document: &str, one: &ConsignmentRow, address: &str) -> Vec<FactAct> {
    let sent = || act(document, one, "Đánh dấu đã gửi", "da-gui");
    let again = |label: &str| FactAct {
        address: Some(address.to_owned()),
        ..act(document, one, label, "gui-lai")
    };
    match (one.channel.as_str(), one.state.as_str()) {
        ("system", _) => Vec::new(),
        ("mail", "failed") => vec![again("Gửi lại"), sent()],
        ("mail", "waiting") if !one.reason.is_empty() => vec![again("Gửi lại ngay"), sent()],
        ("mail", "waiting") => Vec::new(),
        (_, "waiting") => vec![sent()],
        (_, "sent") => vec![act(document, one, "Ghi nhận đã nhận", "da-nhan")],
        _ => Vec::new(),
    }
}

/// What the clerk can do about a recall outside of the installation.
fn telling(document: &str, one: &ConsignmentRow, address: &str) -> Vec<FactAct> {
    let sent = one.channel != "system" && one.state == "recalled" && one.sent_at.is_some();
    if !sent || one.settled_at.is_some() {
        return Vec::new();
    }
    if one.recall_told_at.is_some() {
        return vec![act(document, one, "Ghi nhận bên nhận đã hủy", "da-huy")];
    }
    let told = act(document, one, "Đánh dấu đã báo thu hồi", "da-bao-thu-hoi");
    let again = (!one.recall_fault.is_empty()).then(|| FactAct {
        address: Some(address.to_owned()),
        ..act(document, one, "Gửi lại thư báo thu hồi", "bao-thu-hoi")
    });
    again.into_iter().chain([told]).collect()
}

/// By which way something is sent.
fn way(channel: &str) -> &'static str {
    match channel {
        "system" => "Trên hệ thống",
        "mail" => "Thư điện tử",
        "download" => "Tải về, gửi ngoài hệ thống",
        _ => "Bản giấy",
    }
}
