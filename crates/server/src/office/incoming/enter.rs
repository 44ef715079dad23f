//! The clerk enters what came from outside: on paper, by mail, as files.

use askama::Template;
use axum::extract::{Multipart, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use documents::Urgency;
use office::exchange::{EnteredFields, OpenedPackage};
use office::outgoing::AttachedFile;
use report::catalogue::Lang;
use serde::Deserialize;

use super::correct::{Correction, RegisteredView};
use super::{PATH, page};
use crate::error::Error;
use crate::form::Faults;
use crate::frame::{Frame, Section};
use crate::office::outgoing::{attached, secrecies, types, urgencies};
use crate::office::{AtWork, said, verdict};
use crate::state::State;
use crate::upload::{self, Received};
use crate::views::list::Choice;
use crate::views::show;
use crate::views::signatures::SignaturesView;
use crate::words;

/// The form.
#[derive(Debug, Template)]
#[template(path = "incoming_form.html")]
pub(super) struct EnterPage {
    frame: Frame,
    heading: &'static str,
    faults: Faults,
    channels: Vec<Choice>,
    senders: Vec<String>,
    types: Vec<Choice>,
    urgencies: Vec<Choice>,
    secrecies: Vec<Choice>,
    fields: EnteredFields,
    today: String,
    package: Option<PackageView>,
    correction: Option<Correction>,
}

/// What the form is made of.
pub(super) struct Form {
    pub(super) fields: EnteredFields,
    pub(super) faults: Faults,
    pub(super) package: Option<PackageView>,
    /// What is corrected; none where something new is entered.
    pub(super) correction: Option<Correction>,
}

/// What a package was found to be.
#[derive(Debug)]
pub(super) struct PackageView {
    files: Vec<String>,
    verdict: SignaturesView,
}

/// Documents that this may be.
#[derive(Debug, Template)]
#[template(path = "incoming_same.html")]
struct SamePage {
    same: Vec<(String, String)>,
}

/// The form of a document that came today.
pub(super) async fn ask(work: AtWork) -> Result<Html<String>, Error> {
    show(&form(&work, blank(&work), Faults::default()).await?)
}

fn blank(work: &AtWork) -> EnteredFields {
    EnteredFields {
        channel: "paper".to_owned(),
        type_code: "cong-van".to_owned(),
        urgency: Urgency::Normal.code().to_owned(),
        arrived: today(work),
        ..EnteredFields::default()
    }
}

/// Enters it.
pub(super) async fn enter(
    work: AtWork,
    Shared(state): Shared<State>,
    sent: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(sent, state.config()).await?;
    let fields = fields(&received);
    let files = files(&received).await?;
    match work
        .office
        .enter_incoming(&work.acting, &fields, files)
        .await
    {
        Ok(id) => Ok(Redirect::to(&format!("{}?the=thong-tin", page(&id))).into_response()),
        Err(error) => {
            let faults = said::faults_with_file(error, field_id)?;
            refused(&work, fields, faults).await
        }
    }
}

/// Opens a package of another system and fills in the form with what it says.
pub(super) async fn package(
    work: AtWork,
    Shared(state): Shared<State>,
    sent: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(sent, state.config()).await?;
    let upload = received.files.iter().find(|it| it.field == "goi-tin");
    let Some(upload) = upload else {
        let faults = Faults::one("goi-tin", "Chọn tệp gói tin (.asice).");
        return refused(&work, blank(&work), faults).await;
    };
    let bytes = tokio::fs::read(&upload.path).await?;
    match work.office.open_package(&work.acting, bytes).await {
        Ok(opened) => {
            let package = Some(PackageView::of(&opened));
            let fields = EnteredFields {
                arrived: today(&work),
                ..opened.fields
            };
            let form = Form {
                fields,
                faults: Faults::default(),
                package,
                correction: None,
            };
            Ok(show(&form_of(&work, form).await?)?.into_response())
        }
        Err(error @ (office::Error::NotFound | office::Error::Denied(_))) => Err(error.into()),
        Err(error) => {
            let faults = Faults::one("goi-tin", said::refusal(&error));
            refused(&work, blank(&work), faults).await
        }
    }
}

/// What is asked while the form is filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    #[serde(rename = "so-ky-hieu")]
    number: String,
    #[serde(rename = "noi-gui")]
    sender: String,
    #[serde(rename = "ngay-van-ban")]
    date: String,
    /// The document that is corrected.
    #[serde(rename = "van-ban")]
    but: String,
}

/// Documents of that number and sender that are here already, as a piece of the form.
pub(super) async fn same(work: AtWork, Query(asked): Query<Asked>) -> Result<Html<String>, Error> {
    let found = work
        .office
        .perhaps_here(
            &work.acting,
            &asked.number,
            &asked.sender,
            &asked.date,
            &asked.but,
        )
        .await?;
    let words = |row: &office::exchange::IncomingRow| {
        let arrival = row.arrival_number.map(|it| format!(", số đến {it}"));
        let arrival = arrival.unwrap_or_default();
        (
            page(&row.id),
            format!("{}: {}{arrival}", row.number_text, row.subject),
        )
    };
    show(&SamePage {
        same: found.iter().map(words).collect(),
    })
}

fn today(work: &AtWork) -> String {
    words::day_of(work.office.now()).to_string()
}

/// The form again, with what was wrong.
async fn refused(work: &AtWork, fields: EnteredFields, faults: Faults) -> Result<Response, Error> {
    unaccepted(&form(work, fields, faults).await?)
}

/// The answer to what cannot be accepted.
pub(super) fn unaccepted(page: &EnterPage) -> Result<Response, Error> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(page)?).into_response())
}

/// The form, with what its package is if one was opened for it.
async fn form(
    work: &AtWork,
    mut fields: EnteredFields,
    faults: Faults,
) -> Result<EnterPage, Error> {
    let package = match fields.package.as_str() {
        "" => None,
        digest => match work.office.opened_package(&work.acting, digest).await {
            Ok(opened) => Some(PackageView::of(&opened)),
            // It waited too long; that is told, and what was typed stays.
            Err(office::Error::Invalid(_)) => None,
            Err(error) => return Err(error.into()),
        },
    };
    if package.is_none() {
        fields.package.clear();
    }
    let form = Form {
        fields,
        faults,
        package,
        correction: None,
    };
    form_of(work, form).await
}

/// The page of a form.
pub(super) async fn form_of(work: &AtWork, form: Form) -> Result<EnterPage, Error> {
    let Form {
        fields,
        faults,
        package,
        correction,
    } = form;
    let heading = match &correction {
        Some(it) if it.registered.is_some() => "Sửa thông tin đã đăng ký",
        Some(_) => "Sửa văn bản đến đã nhập",
        None => "Nhập văn bản đến",
    };
    let channel = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == fields.channel,
    };
    Ok(EnterPage {
        package,
        correction,
        heading,
        frame: Frame::new(heading, Some(Section::Incoming), &work.person),
        faults,
        channels: vec![
            channel("paper", "Bản giấy"),
            channel("mail", "Thư điện tử"),
            channel("upload", "Tệp"),
        ],
        senders: work.office.senders(&work.acting).await?,
        types: types(&fields.type_code),
        urgencies: urgencies(&fields.urgency),
        secrecies: secrecies(&fields.secrecy),
        today: today(work),
        fields,
    })
}

impl EnterPage {
    /// What is different where it is registered already.
    fn registered(&self) -> Option<&RegisteredView> {
        self.correction.as_ref()?.registered.as_ref()
    }

    /// Whether the files came in a package and stay as they are.
    fn packed(&self) -> bool {
        self.correction.as_ref().is_some_and(|it| it.packed)
    }
}

impl PackageView {
    fn of(opened: &OpenedPackage) -> Self {
        let cards = opened.signatures.iter().zip(1..);
        let cards = cards.map(|(it, number)| it.card(number, Lang::Vi));
        Self {
            files: opened.files.clone(),
            verdict: verdict::view(cards.collect()),
        }
    }
}

pub(super) fn fields(received: &Received) -> EnteredFields {
    let text = |name: &str| received.field(name).to_owned();
    EnteredFields {
        channel: text("duong-den"),
        sender: text("noi-gui"),
        number: text("so-ky-hieu"),
        date: text("ngay-van-ban"),
        type_code: text("loai"),
        subject: received.field("trich-yeu").replace('\n', " "),
        urgency: text("do-khan"),
        secrecy: text("do-mat"),
        due: text("han"),
        arrived: text("ngay-den"),
        pages: text("so-trang"),
        copies: text("so-ban"),
        note: text("ghi-chu"),
        package: text("ma-goi-tin"),
    }
}

/// The document's own file, then what comes with it.
async fn files(received: &Received) -> Result<Vec<AttachedFile>, Error> {
    let of = |field: &'static str| received.files.iter().filter(move |it| it.field == field);
    let mut files = Vec::new();
    for upload in of("tep").chain(of("tep-kem")) {
        files.push(attached(upload).await?);
    }
    Ok(files)
}

/// The id on the page of a field of the office.
pub(super) fn field_id(field: &str) -> String {
    match field {
        "channel" => "duong-den",
        "sender" => "noi-gui",
        "number" => "so-ky-hieu",
        "date" => "ngay-van-ban",
        "type" => "loai",
        "subject" => "trich-yeu",
        "urgency" => "do-khan",
        "secrecy" => "do-mat",
        "due" => "han",
        "arrived" => "ngay-den",
        "pages" => "so-trang",
        "copies" => "so-ban",
        "note" => "ghi-chu",
        "file" => "tep",
        "package" => "goi-tin",
        "reason" => "ly-do",
        other => other,
    }
    .to_owned()
}

/// The list's link to the form.
pub(super) fn link() -> String {
    format!("{PATH}/nhap")
}
