//! Neo tin cậy: root certificates that are trusted, each added once its fingerprint was typed from
//! another source.

use access::Action;
use axum::Router;
use axum::extract::{Form, Multipart, Path, Query, State as Shared};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::people::ProposedAnchor;

use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Done};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::form::Faults;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::upload;
use crate::views::show;
use crate::words::{self, StepTone};

const PATH: &str = "/quan-tri/neo-tin-cay";

/// A certificate is small.
const MOST_BYTES: u64 = 64 * 1024;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/neo-tin-cay", get(list))
        .route("/quan-tri/neo-tin-cay/moi", get(new).post(propose))
        .route("/quan-tri/neo-tin-cay/them", post(add))
        .route(
            "/quan-tri/neo-tin-cay/{fingerprint}/ket-thuc",
            get(ask_end).post(end),
        )
}

async fn list(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let anchors = work.office.anchors(&work.acting).await?;
    let now = work.office.now();
    let mut table = Table::new(
        &["Tên", "Hiệu lực đến", "Trạng thái"],
        "Chưa có neo tin cậy nào: chưa chữ ký nào được kết luận là hợp lệ. Thêm chứng thư gốc của tổ chức chứng thực.",
    );
    for it in anchors {
        let is_over = it.trusted_until <= now;
        let state = match is_over {
            true => {
                Cell::mark(StepTone::Back, "Đã thôi tin cậy").small(words::moment(it.trusted_until))
            }
            false => Cell::mark(StepTone::Done, "Đang tin cậy"),
        };
        let testing = if it.for_testing {
            "chỉ dùng để thử nghiệm"
        } else {
            ""
        };
        let end = format!("{PATH}/{}/ket-thuc", it.fingerprint);
        table.row(vec![
            Cell::text(&it.name)
                .small(in_groups(&it.fingerprint))
                .small(testing),
            Cell::text(words::date(words::day_of(it.not_after))),
            state.act(!is_over, "Thôi tin cậy", &it.name, end),
        ]);
    }
    let sheet = Sheet::new(shared::frame(&work, "Neo tin cậy"))
        .back(shared::PATH)
        .saved(done.said())
        .note("Mọi chữ ký trên hệ thống được kiểm tra theo các chứng thư gốc này, của mọi cơ quan.")
        .act(true, "Thêm neo tin cậy", format!("{PATH}/moi"))
        .table(table);
    show(&sheet)
}

/// A fingerprint as people compare it.
fn in_groups(fingerprint: &str) -> String {
    let letters: Vec<char> = fingerprint.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|it| it.iter().collect()).collect();
    groups.join(" ").to_uppercase()
}

async fn new(work: AtWork) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageAgency)?;
    file_form(&work).filled(&Sent::default())
}

fn file_form(work: &AtWork) -> FormPage {
    FormPage::new(shared::frame(work, "Thêm neo tin cậy"), format!("{PATH}/moi"), PATH)
        .note("Chuẩn bị dấu vân tay SHA-256 của chứng thư, lấy từ quyết định hoặc trang của tổ chức chứng thực, không lấy từ chính tệp này.")
        .field(Field::file("tep", "Tệp chứng thư gốc", ".cer,.crt,.pem,.der").owed())
        .button("Đọc chứng thư")
}

async fn propose(
    work: AtWork,
    Shared(state): Shared<State>,
    sent: Multipart,
) -> Result<Response, Error> {
    shared::may(&work, Action::ManageAgency)?;
    let received = upload::receive(sent, state.config()).await?;
    let bytes = match shared::file(&received, MOST_BYTES).await? {
        Ok(bytes) => bytes,
        Err(faults) => return file_form(&work).refused(&Sent::default(), faults),
    };
    match work.office.propose_anchor(&work.acting, &bytes).await {
        Ok(proposed) => {
            let sent = Sent::default().with("chung-thu", report::hexadecimal(&bytes));
            Ok(typing_form(&work, &proposed).filled(&sent)?.into_response())
        }
        Err(error) => file_form(&work).refused(&Sent::default(), of_file(error)?),
    }
}

fn typing_form(work: &AtWork, it: &ProposedAnchor) -> FormPage {
    let (from, until) = (words::day_of(it.not_before), words::day_of(it.not_after));
    FormPage::new(
        shared::frame(work, "Thêm neo tin cậy"),
        format!("{PATH}/them"),
        PATH,
    )
    .note(format!("Chứng thư: {}.", it.subject))
    .note(format!(
        "Hiệu lực từ {} đến {}.",
        words::date(from),
        words::date(until)
    ))
    .field(Field::hidden("chung-thu"))
    .field(
        Field::line(
            "dau-van-tay",
            "Dấu vân tay SHA-256 do tổ chức chứng thực công bố",
        )
        .owed()
        .hint("64 chữ số và chữ cái a–f; dấu cách và dấu hai chấm được bỏ qua."),
    )
    .button("Tin cậy chứng thư này")
}

async fn add(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let bytes = bytes_of(sent.raw("chung-thu")).unwrap_or_default();
    let typed = sent.text("dau-van-tay");
    match work.office.add_anchor(&work.acting, &bytes, &typed).await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?xong=them")).into_response()),
        Err(error) => {
            let faults = of_file(error)?;
            let proposed = work.office.propose_anchor(&work.acting, &bytes).await?;
            typing_form(&work, &proposed).refused(&sent, faults)
        }
    }
}

/// A file that is no certificate is a fault of its field too.
fn of_file(error: office::Error) -> Result<Faults, Error> {
    match error {
        office::Error::Certificate(_) => Ok(Faults::one("tep", said::refusal(&error))),
        office::Error::Trust(_) => Ok(Faults::one("dau-van-tay", said::refusal(&error))),
        other => shared::faults(other),
    }
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = hexadecimal
        .chars()
        .map(|it| it.to_digit(16).and_then(|it| u8::try_from(it).ok()))
        .collect();
    let pairs = digits?;
    let pairs = pairs.chunks_exact(2);
    Some(
        pairs
            .filter_map(|it| Some(it.first()? * 16 + it.last()?))
            .collect(),
    )
}

async fn ask_end(work: AtWork, Path(fingerprint): Path<String>) -> Result<Html<String>, Error> {
    let anchors = work.office.anchors(&work.acting).await?;
    let it = anchors.into_iter().find(|it| it.fingerprint == fingerprint);
    let it = it.ok_or(Error::NotFound)?;
    show(&Confirm {
        frame: shared::frame(&work, "Thôi tin cậy"),
        subject: it.name,
        effects: vec![
            "Chữ ký theo chứng thư gốc này, ký từ bây giờ trở đi, không còn được kết luận là hợp lệ, ở mọi cơ quan trên hệ thống.".to_owned(),
            "Chữ ký đã có dấu thời gian trước lúc này vẫn được kiểm tra theo nó.".to_owned(),
        ],
        action: format!("{PATH}/{fingerprint}/ket-thuc"),
        version: 0,
        button: "Thôi tin cậy",
        back: PATH.to_owned(),
    })
}

async fn end(work: AtWork, Path(fingerprint): Path<String>) -> Result<Redirect, Error> {
    work.office.end_anchor(&work.acting, &fingerprint).await?;
    Ok(Redirect::to(&format!("{PATH}?xong=ket-thuc")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_go_through_a_form_and_back() {
        let bytes = [0, 127, 255];
        assert_eq!(
            super::bytes_of(&report::hexadecimal(&bytes)),
            Some(bytes.to_vec())
        );
        assert_eq!(super::bytes_of("xy"), None);
        assert_eq!(super::in_groups("0a1b2c3d"), "0A1B 2C3D");
    }
}
