//! Pictures of one's signature and initials, and (for the keeper of the token) of the seal: in true
//! size, shown to those they belong to only.

use access::Action;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State as Shared};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{ImageKind, NewImage, StampImage};

use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Done, can};
use crate::error::Error;
use crate::form::Faults;
use crate::frame::Frame;
use crate::office::{AtWork, outgoing, said};
use crate::state::State;
use crate::upload;
use crate::views::show;

const PATH: &str = "/tai-khoan/hinh-anh";

const MOST_BYTES: u64 = 8 * 1024 * 1024;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/tai-khoan/hinh-anh/{kind}", get(ask).post(keep))
        .layer(DefaultBodyLimit::disable())
        .route("/tai-khoan/hinh-anh", get(page))
        .route("/tai-khoan/hinh-anh/{kind}/anh", get(picture))
        .route(
            "/tai-khoan/hinh-anh/{kind}/bo",
            get(ask_remove).post(remove),
        )
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "people/images.html")]
struct Images {
    frame: Frame,
    saved: Option<&'static str>,
    pictures: Vec<Picture>,
}

/// One picture, or the place for it.
#[derive(Debug)]
struct Picture {
    title: &'static str,
    text: &'static str,
    href: String,
    size: Option<Size>,
}

/// The size on paper, and in the pixels of a page.
#[derive(Debug)]
struct Size {
    words: String,
    width: i64,
    height: i64,
}

const KINDS: [ImageKind; 3] = [ImageKind::Signature, ImageKind::Initials, ImageKind::Seal];

fn code(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Signature => "chu-ky",
        ImageKind::Initials => "ky-nhay",
        ImageKind::Seal => "con-dau",
    }
}

fn title(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Signature => "Ảnh chữ ký",
        ImageKind::Initials => "Ảnh chữ ký nháy",
        ImageKind::Seal => "Ảnh con dấu của cơ quan",
    }
}

/// A kind that this person may keep; any other is not there.
fn kind(work: &AtWork, named: &str) -> Result<ImageKind, Error> {
    let found = KINDS.into_iter().find(|it| code(*it) == named);
    let found = found.filter(|it| keeps(work, *it));
    found.ok_or(Error::NotFound)
}

fn keeps(work: &AtWork, kind: ImageKind) -> bool {
    can(
        &work.acting,
        match kind {
            ImageKind::Seal => Action::ManageSealImage,
            ImageKind::Signature | ImageKind::Initials => Action::ManageSignatureImage,
        },
    )
}

async fn page(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let mut pictures = Vec::new();
    for kind in KINDS.into_iter().filter(|it| keeps(&work, *it)) {
        pictures.push(Picture {
            title: title(kind),
            text: match kind {
                ImageKind::Signature => "Hiện trên văn bản khi bạn ký ban hành: màu xanh, nền trong suốt.",
                ImageKind::Initials => "Hiện khi bạn ký nháy vào cuối nội dung văn bản.",
                ImageKind::Seal => "Hiện khi bạn đóng dấu bằng thiết bị của cơ quan: màu đỏ, đúng kích thước con dấu thật.",
            },
            href: format!("{PATH}/{}", code(kind)),
            size: work.office.image(&work.acting, kind).await?.map(|it| size(&it)),
        });
    }
    show(&Images {
        frame: Frame::new("Ảnh chữ ký và con dấu", None, &work.person),
        saved: done.said(),
        pictures,
    })
}

/// A page has 96 pixels to the inch of 25,4 mm.
fn size(image: &StampImage) -> Size {
    let pixels = |um: i64| um * 96 / 25_400;
    let mm = |um: i64| format!("{},{}", um / 1000, um % 1000 / 100);
    Size {
        words: format!("{} × {} mm", mm(image.width_um), mm(image.height_um)),
        width: pixels(image.width_um),
        height: pixels(image.height_um),
    }
}

async fn picture(work: AtWork, Path(named): Path<String>) -> Result<Response, Error> {
    let kind = kind(&work, &named)?;
    let bytes = work.office.image_bytes(&work.acting, kind).await?;
    Ok(outgoing::answer(bytes, "image/png", "anh.png", false))
}

async fn ask(work: AtWork, Path(named): Path<String>) -> Result<Html<String>, Error> {
    let kind = kind(&work, &named)?;
    let width = match kind {
        ImageKind::Signature => "40",
        ImageKind::Initials => "15",
        ImageKind::Seal => "36",
    };
    form(&work, kind).filled(&Sent::default().with("rong", width))
}

fn form(work: &AtWork, kind: ImageKind) -> FormPage {
    let frame = Frame::new(title(kind), None, &work.person);
    FormPage::new(frame, format!("{PATH}/{}", code(kind)), PATH)
        .note("Ảnh mới thay ảnh đang dùng; văn bản đã ký giữ nguyên.")
        .field(
            Field::file("tep", "Tệp ảnh .png", ".png,image/png")
                .owed()
                .hint("Nền trong suốt, nhiều nhất 8 MB."),
        )
        .field(
            Field::line("rong", "Chiều rộng trên giấy (mm)")
                .owed()
                .hint("Đo trên giấy, từ 5 đến 100 mm. Ví dụ: 36 hoặc 42,5"),
        )
        .button("Lưu ảnh")
}

async fn keep(
    work: AtWork,
    Shared(state): Shared<State>,
    Path(named): Path<String>,
    sent: Multipart,
) -> Result<Response, Error> {
    let kind = kind(&work, &named)?;
    let received = upload::receive(sent, state.config()).await?;
    let sent = Sent::from(&received);
    let mut faults = Faults::default();
    let width_um = micrometres(&sent.text("rong"));
    if width_um.is_none() {
        faults.add("rong", "Nhập chiều rộng bằng số, tính bằng mm.");
    }
    let bytes = shared::file(&received, MOST_BYTES).await?;
    match (bytes, width_um) {
        (Ok(png), Some(width_um)) => {
            let new = NewImage {
                kind,
                png,
                width_um,
            };
            match work.office.keep_image(&work.acting, &new).await {
                Ok(_) => return Ok(Redirect::to(&format!("{PATH}?xong=anh")).into_response()),
                Err(error @ office::Error::Image(_)) => faults.add("tep", said::refusal(&error)),
                Err(error) => faults = shared::faults(error)?,
            }
        }
        (Err(of_file), _) => faults.0.splice(0..0, of_file.0).for_each(drop),
        (Ok(_), None) => {}
    }
    form(&work, kind).refused(&sent, faults)
}

/// Millimetres as people write them, with a comma or a point, in micrometres.
fn micrometres(text: &str) -> Option<u32> {
    let text = text
        .trim()
        .trim_end_matches("mm")
        .trim_end()
        .replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let figures = |it: &str| it.chars().all(|one| one.is_ascii_digit());
    if whole.is_empty() || !figures(whole) || !figures(part) || part.len() > 3 {
        return None;
    }
    let part: u32 = format!("{part:0<3}").parse().ok()?;
    whole
        .parse::<u32>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(part)
}

async fn ask_remove(work: AtWork, Path(named): Path<String>) -> Result<Html<String>, Error> {
    let kind = kind(&work, &named)?;
    work.office
        .image(&work.acting, kind)
        .await?
        .ok_or(Error::NotFound)?;
    show(&Confirm {
        frame: Frame::new("Bỏ ảnh", None, &work.person),
        subject: title(kind).to_owned(),
        effects: vec![
            "Chữ ký sau này không có ảnh, cho đến khi bạn tải ảnh khác lên.".to_owned(),
            "Văn bản đã ký giữ nguyên.".to_owned(),
        ],
        action: format!("{PATH}/{}/bo", code(kind)),
        version: 0,
        button: "Bỏ ảnh",
        back: PATH.to_owned(),
    })
}

async fn remove(work: AtWork, Path(named): Path<String>) -> Result<Redirect, Error> {
    let kind = kind(&work, &named)?;
    work.office.remove_image(&work.acting, kind).await?;
    Ok(Redirect::to(&format!("{PATH}?xong=bo-anh")))
}

#[cfg(test)]
mod tests {
    use super::micrometres;

    #[test]
    fn millimetres_are_read_as_people_write_them() {
        assert_eq!(micrometres("36"), Some(36_000));
        assert_eq!(micrometres(" 42,5 mm"), Some(42_500));
        assert_eq!(micrometres("42.125"), Some(42_125));
        for wrong in ["", "rộng", "-3", "1,2345", "4 2", ",5"] {
            assert_eq!(micrometres(wrong), None, "{wrong}");
        }
    }
}
