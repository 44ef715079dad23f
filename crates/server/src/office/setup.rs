//! Cài đặt: the first run, while nobody was ever entered: the agency and its administrator.
//!
//! Whoever founds it must know a code that only those see who run the server: it is made once, lies
//! in the data folder, and is printed when the server starts ([`setup_code`]). It is gone with the
//! founding.

use std::path::PathBuf;

use agent_protocol::{Digest, Nonce};
use askama::Template;
use axum::extract::{Form, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use office::Office;
use office::people::Founder;
use tokio::fs;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;

use super::people::form_page::{Field, Form as FormView, Sent};
use super::people::{agency, shared};
use crate::address::ClientAddress;
use crate::error::Error;
use crate::form::Faults;
use crate::state::State;
use crate::views::show;

const PATH: &str = "/cai-dat";

/// Two people with the code must not found two agencies.
static FOUNDING: Mutex<()> = Mutex::const_new(());

pub(super) fn routes() -> Router<State> {
    Router::new().route("/cai-dat", get(page).post(found))
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "people/setup.html")]
struct Setup {
    form: FormView,
    faults: Faults,
}

/// The code that the first-run page asks for, to be printed when the server starts; none once
/// somebody was entered. It stays the same until then.
///
/// # Errors
/// The store's, or when the data folder cannot be used.
pub async fn setup_code(office: &Office) -> Result<Option<String>, Error> {
    if !office.is_new().await? {
        return Ok(None);
    }
    let path = file(office);
    match fs::read_to_string(&path).await {
        Ok(code) => return Ok(Some(code.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let nonce = Nonce::fresh().map_err(|error| Error::Unexpected {
        cause: error.to_string(),
    })?;
    let letters: Vec<char> = nonce.to_string().chars().take(24).collect();
    let groups: Vec<String> = letters.chunks(6).map(|it| it.iter().collect()).collect();
    let code = groups.join("-");
    fs::create_dir_all(&office.config().data).await?;
    let mut options = fs::OpenOptions::new();
    let mut open = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .await?;
    open.write_all(code.as_bytes()).await?;
    open.sync_all().await?;
    Ok(Some(code))
}

fn file(office: &Office) -> PathBuf {
    office.config().data.join("setup-code")
}

async fn page(Extension(office): Extension<Office>) -> Result<Response, Error> {
    match setup_code(&office).await? {
        None => Ok(Redirect::to("/dang-nhap").into_response()),
        Some(_) => Ok(show(&view(Sent::default(), Faults::default()))?.into_response()),
    }
}

async fn found(
    Shared(state): Shared<State>,
    Extension(office): Extension<Office>,
    Extension(address): Extension<ClientAddress>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    (state.rates().logins).take(address.0, tokio::time::Instant::now())?;
    let _one_at_a_time = FOUNDING.lock().await;
    let Some(code) = setup_code(&office).await? else {
        return Ok(Redirect::to("/dang-nhap").into_response());
    };
    let mut faults = Faults::default();
    // Digests take as long to compare whatever was typed.
    if Digest::of(sent.text("ma-cai-dat").as_bytes()) != Digest::of(code.as_bytes()) {
        faults.add("ma-cai-dat", "Mã cài đặt không đúng.");
    }
    if sent.raw("mat-khau") != sent.raw("nhac-lai") {
        faults.add("nhac-lai", "Hai lần nhập mật khẩu không giống nhau.");
    }
    if faults.is_empty() {
        let agency = agency::entered(&sent, &sent.text("ma-dinh-danh"));
        match office.found_agency(&agency, &founder(&sent)).await {
            Ok(_) => {
                fs::remove_file(file(&office)).await?;
                return Ok(Redirect::to("/dang-nhap?ve=/quan-tri").into_response());
            }
            Err(error) => faults = super::said::faults(error, field_id)?,
        }
    }
    let page = view(sent, faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
}

fn founder(sent: &Sent) -> Founder {
    Founder {
        login: sent.text("ten-dang-nhap"),
        full_name: sent.text("ho-ten"),
        email: String::new(),
        title: sent.text("chuc-vu"),
        password: sent.raw("mat-khau").to_owned(),
    }
}

fn field_id(field: &str) -> String {
    match field {
        "code" => "ma-dinh-danh".to_owned(),
        other => shared::field_id(other),
    }
}

fn view(sent: Sent, faults: Faults) -> Setup {
    let mut fields = vec![
        Field::line("ma-cai-dat", "Mã cài đặt")
            .owed()
            .hint("Bốn nhóm chữ số và chữ cái, cách nhau bằng gạch nối."),
        Field::line("ma-dinh-danh", "Mã định danh của cơ quan")
            .owed()
            .hint("Theo Quyết định 20/2020/QĐ-TTg, ví dụ: H29.3.15. Không đổi được về sau."),
    ];
    fields.extend(agency::fields());
    fields.extend([
        Field::line("ho-ten", "Họ và tên người quản trị").owed(),
        Field::line("chuc-vu", "Chức vụ của người quản trị").owed(),
        Field::line("ten-dang-nhap", "Tên đăng nhập của người quản trị")
            .owed()
            .hint("Chữ cái không dấu, chữ số, dấu chấm, gạch nối."),
        Field::password("mat-khau", "Mật khẩu", "new-password")
            .owed()
            .hint("Ít nhất 12 ký tự. Một câu ngắn dễ nhớ tốt hơn một từ khó nhớ."),
        Field::password("nhac-lai", "Nhập lại mật khẩu", "new-password").owed(),
    ]);
    Setup {
        form: FormView {
            action: PATH.to_owned(),
            button: "Thiết lập cơ quan",
            fields,
            sent,
            back: None,
        },
        faults,
    }
}
