//! The questions in Vietnamese. Everything that came from outside is made visible first, so that no
//! control character can hide or reorder what the person reads.

use std::fmt::Write as _;

use agent_protocol::message::{ChallengeRequest, SignItem};
use agent_protocol::pairing::Offer;
use pki::Certificate;
use report::moment::moment;
use report::visible;

use super::{Matter, Question};
use crate::data::Pairing;

/// May this server be paired?
pub(crate) fn pairing(offer: &Offer, code: &str, replaces: bool) -> Question {
    let mut text = format!(
        "Một trang web muốn ghép nối với chương trình ký số trên máy này.\n\n  \
         Tên:      {}\n  \
         Địa chỉ:  {}\n  \
         Mã:       {code}\n\n\
         Chỉ đồng ý nếu chính bạn vừa bấm ghép nối trên trang đó và trang cũng hiện mã {code}.\n",
        visible(&offer.name),
        visible(&offer.origin),
    );
    if replaces {
        text.push_str("Ghép nối trước đây với địa chỉ này sẽ bị thay thế.\n");
    }
    Question {
        matter: Matter::Pairing,
        title: "Ghép nối".to_owned(),
        text,
        yes: "Đồng ý ghép nối".to_owned(),
        place: None,
    }
}

/// May these documents be signed?
pub(crate) fn signing(
    pairing: &Pairing,
    certificate: &Certificate,
    items: &[&SignItem],
) -> Question {
    let mut text = format!(
        "{} đề nghị ký {} văn bản.\n{}\n",
        server(pairing),
        items.len(),
        signer(certificate)
    );
    for (number, item) in (1..).zip(items) {
        let notation = item
            .number
            .as_deref()
            .map(|number| format!("Số {}: ", visible(number)));
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "{number}. {}{}\n   {} · {} · {} {}\n",
            notation.unwrap_or_default(),
            visible(&item.title),
            visible(&item.action),
            extent(item.pages),
            item.algorithm.digest(),
            grouped(&item.digest),
        );
    }
    Question {
        matter: Matter::Signing,
        title: "Ký số văn bản".to_owned(),
        text,
        yes: format!("Ký {} văn bản", items.len()),
        place: None,
    }
}

/// How much a document is: what stays in its own format has no pages.
fn extent(pages: u32) -> String {
    match pages {
        0 => "tệp giữ nguyên định dạng".to_owned(),
        pages => format!("{pages} trang"),
    }
}

/// May the key be used to enrol its certificate?
pub(crate) fn possession(
    pairing: &Pairing,
    certificate: &Certificate,
    request: &ChallengeRequest,
) -> Question {
    let text = format!(
        "{} đề nghị xác nhận bạn đang giữ khóa của chứng thư này để đăng ký chứng thư.\n{}\n  \
         Tài khoản:  {}\n  \
         Dùng để:    {}\n\n\
         Đây không phải là ký văn bản.\n",
        server(pairing),
        signer(certificate),
        visible(&request.account),
        visible(&request.usage),
    );
    Question {
        matter: Matter::Possession,
        title: "Đăng ký chứng thư".to_owned(),
        text,
        yes: "Xác nhận".to_owned(),
        place: None,
    }
}

/// What does the token say about tries left?
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tries {
    Normal,
    Low,
    Final,
}

/// The PIN of a token?
pub(crate) fn pin(token: &str, tries: Tries) -> Question {
    let mut text = format!("Mã PIN của thiết bị “{}”.\n", visible(token));
    text.push_str(match tries {
        Tries::Normal => "Mã PIN sai không được thử lại tự động.\n",
        Tries::Low => {
            "Thiết bị cho biết mã PIN đã bị nhập sai trước đó; nhập sai nhiều lần sẽ bị khóa.\n"
        }
        Tries::Final => "CHỈ CÒN MỘT LẦN THỬ: nhập sai lần này thiết bị sẽ bị khóa.\n",
    });
    secret(
        format!("Mã PIN của “{}”", visible(token)),
        text,
        "Mã PIN",
        token,
    )
}

/// The PIN is typed on the token itself.
pub(crate) fn pin_pad(token: &str) -> String {
    format!(
        "Nhập mã PIN trên bàn phím của thiết bị “{}”.",
        visible(token)
    )
}

/// The password of a file?
pub(crate) fn password(file: &str) -> Question {
    let text = format!("Mật khẩu của tệp khóa “{}”.\n", visible(file));
    secret(
        format!("Mật khẩu của “{}”", visible(file)),
        text,
        "Mật khẩu",
        file,
    )
}

fn secret(title: String, text: String, prompt: &str, place: &str) -> Question {
    Question {
        matter: Matter::Secret,
        title,
        text,
        yes: prompt.to_owned(),
        place: Some(place.to_owned()),
    }
}

fn server(pairing: &Pairing) -> String {
    format!("{} ({})", visible(&pairing.name), visible(&pairing.origin))
}

fn signer(certificate: &Certificate) -> String {
    format!(
        "Chứng thư: {}, số sê-ri {}, hết hạn {}\n",
        visible(&name_of(certificate)),
        certificate.serial_hex(),
        moment(certificate.not_after()),
    )
}

/// The name that a certificate gives its subject.
pub(crate) fn name_of(certificate: &Certificate) -> String {
    certificate
        .common_name()
        .unwrap_or_else(|| certificate.subject().to_string())
}

/// A digest in groups of eight, so that two can be compared.
fn grouped(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().collect();
    let groups: Vec<String> = digits
        .chunks(8)
        .map(|group| group.iter().collect())
        .collect();
    visible(&groups.join(" "))
}
