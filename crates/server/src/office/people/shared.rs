//! What the pages of people share: who may come, choices, days, where faults belong, what was done.

use std::collections::HashMap;

use access::{Account, Action, Facts, RightsAlert, Role, decide};
use office::Acting;
use office::people::{Post, Visit};
use serde::Deserialize;
use time::{Date, Duration, Month, UtcDateTime};

use crate::error::Error;
use crate::form::Faults;
use crate::frame::{Frame, Section};
use crate::office::{AtWork, said};
use crate::session::Token;
use crate::upload::Received;
use crate::words;

/// Where administration lies.
pub(super) const PATH: &str = "/quan-tri";

/// The frame of a page of administration.
pub(super) fn frame(work: &AtWork, title: impl Into<String>) -> Frame {
    Frame::new(title, Some(Section::Administration), &work.person)
}

/// Whether this person may do it to people, rights or data of the agency. The office asks again when
/// it is done; this is for what is shown.
pub(super) fn can(acting: &Acting, action: Action) -> bool {
    decide(acting.actor(), action, &facts(acting, action)).is_ok()
}

/// Whether this person may come to the page of an act.
///
/// # Errors
/// A refusal, as the office gives it.
pub(super) fn may(work: &AtWork, action: Action) -> Result<(), Error> {
    let acting = &work.acting;
    let decided = decide(acting.actor(), action, &facts(acting, action));
    decided.map(drop).map_err(|denial| {
        let error = match denial.reveals() {
            true => office::Error::Denied(denial),
            false => office::Error::NotFound,
        };
        error.into()
    })
}

fn facts(acting: &Acting, action: Action) -> Facts {
    let agency = acting.agency().to_owned();
    let account = |account: &str| {
        Facts::Account(Account {
            agency: acting.agency().to_owned(),
            account: account.to_owned(),
        })
    };
    match action {
        Action::SeeDirectory
        | Action::SeeAccount
        | Action::ManageAccounts
        | Action::EndSessions => account(""),
        Action::ManageSignatureImage => account(acting.account()),
        Action::SeeRightsAlert => Facts::RightsAlert(RightsAlert {
            agency,
            made_by: String::new(),
        }),
        _ => Facts::Agency(agency),
    }
}

/// The session of the person who asks, for what concerns the person and no appointment.
///
/// # Errors
/// When it has ended in between.
pub(super) async fn visit(work: &AtWork, token: &Token) -> Result<Visit, Error> {
    let visit = work.office.visit(&token.0).await?;
    visit.ok_or(Error::SignInNeeded)
}

/// Values and labels of roles.
pub(super) fn roles() -> impl Iterator<Item = (String, String)> {
    let label = |role: &Role| (role.code().to_owned(), said::role(role.code()).to_owned());
    Role::ALL.iter().map(label)
}

/// The names of accounts, as far as this person may know them.
pub(super) async fn names(work: &AtWork) -> Result<HashMap<String, String>, Error> {
    let posts = work.office.directory(&work.acting).await?;
    let mut names: HashMap<_, _> = posts
        .into_iter()
        .map(|it| (it.account_id, it.full_name))
        .collect();
    if can(&work.acting, Action::SeeAccount) {
        let accounts = work.office.accounts(&work.acting).await?;
        names.extend(accounts.into_iter().map(|it| (it.account, it.full_name)));
    }
    Ok(names)
}

/// All appointments of the agency, ended ones too, for those who may see accounts.
pub(super) async fn posts(work: &AtWork) -> Result<Vec<Post>, Error> {
    let accounts = work.office.accounts(&work.acting).await?;
    Ok(accounts.into_iter().flat_map(|it| it.posts).collect())
}

/// A person in an appointment, in words.
pub(super) fn post_label(post: &Post) -> String {
    match &post.unit_name {
        Some(unit) => format!("{}, {} ({unit})", post.full_name, post.title),
        None => format!("{}, {}", post.full_name, post.title),
    }
}

/// The days of a period as entered: it begins with its first day, now if that is today, and ends
/// with the end of its last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Days {
    pub(super) from: Option<UtcDateTime>,
    pub(super) until: Option<UtcDateTime>,
}

impl Days {
    /// Reads the fields `tu-ngay` and `den-ngay`.
    pub(super) fn entered(from: &str, until: &str, now: UtcDateTime, faults: &mut Faults) -> Self {
        let mut read = |field: &str, text: &str| match (text, day(text)) {
            ("", _) => None,
            (_, Some(day)) => Some(day),
            (_, None) => {
                faults.add(field, "Nhập ngày theo dạng ngày/tháng/năm.");
                None
            }
        };
        let from = read("tu-ngay", from);
        let until = read("den-ngay", until);
        let today = words::day_of(now);
        Self {
            from: from.filter(|it| *it != today).map(midnight),
            until: until.and_then(Date::next_day).map(midnight),
        }
    }
}

/// The beginning of a day in Vietnam.
fn midnight(day: Date) -> UtcDateTime {
    day.midnight().as_utc() - Duration::hours(7)
}

/// A day as forms send it, `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month: u8 = month.parse().ok()?;
    let month = Month::try_from(month).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// A period in words, of stored instants.
pub(super) fn period(from: i64, until: Option<i64>) -> String {
    let from = said::moment(from);
    match until {
        Some(until) => format!("từ {from} đến {}", said::moment(until)),
        None => format!("từ {from}"),
    }
}

/// The id on a page of a field of the office.
pub(in crate::office) fn field_id(field: &str) -> String {
    match field {
        "login" => "ten-dang-nhap",
        "full_name" => "ho-ten",
        "email" => "thu-dien-tu",
        "phone" => "dien-thoai",
        "title" => "chuc-vu",
        "role" => "vai-tro",
        "unit" => "don-vi",
        "until" => "den-ngay",
        "reason" => "ly-do",
        "code" => "ma",
        "name" => "ten",
        "short_name" => "ten-viet-tat",
        "superior_name" => "co-quan-chu-quan",
        "place" => "dia-danh",
        "parent" => "don-vi-cap-tren",
        "password" | "current" => "mat-khau",
        "account" => "tai-khoan",
        "basis_number" => "so-giay",
        "keeper" => "nguoi-giu",
        "minutes" | "permission" => "bien-ban",
        "fingerprint" => "dau-van-tay",
        "certificate" | "workbook" | "image" => "tep",
        "width" => "rong",
        "days" => "so-ngay",
        "delegation" => "hinh-thuc",
        other => other,
    }
    .to_owned()
}

/// The faults of a form; any other refusal goes on as it is.
pub(super) fn faults(error: office::Error) -> Result<Faults, Error> {
    Ok(said::faults(error, field_id)?)
}

/// The bytes of the file of a form, or what is wrong with it.
pub(super) async fn file(received: &Received, most: u64) -> Result<Result<Vec<u8>, Faults>, Error> {
    match received.files.first() {
        None => Ok(Err(Faults::one("tep", "Chọn tệp."))),
        Some(file) if file.size > most => {
            let text = format!("Tệp lớn hơn {}.", words::size(most));
            Ok(Err(Faults::one("tep", text)))
        }
        Some(file) => Ok(Ok(tokio::fs::read(&file.path).await?)),
    }
}

/// What was done before a page is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    xong: String,
}

impl Done {
    /// In words.
    pub(super) fn said(&self) -> Option<&'static str> {
        Some(match self.xong.as_str() {
            "luu" => "Đã lưu.",
            "them" => "Đã thêm.",
            "ket-thuc" => "Đã kết thúc.",
            "dong" => "Đã đóng tài khoản.",
            "phien" => "Đã kết thúc mọi phiên đăng nhập của tài khoản này.",
            "giao" => "Đã giao vị trí công tác. Thay đổi này chờ lãnh đạo xác nhận.",
            "uy-quyen" => "Đã ghi nhận ủy quyền. Thay đổi này chờ lãnh đạo xác nhận.",
            "gui" => "Đã gửi đề nghị. Người đứng đầu sẽ duyệt.",
            "duyet" => "Đã duyệt đề nghị.",
            "tu-choi" => "Đã từ chối đề nghị.",
            "thuc-hien" => "Đã thực hiện đề nghị.",
            "xac-nhan" => "Đã xác nhận thay đổi.",
            "khoa" => "Đã xác nhận. Từ bây giờ phần mềm dùng khóa này làm việc thay bạn.",
            "tu-choi-khoa" => "Đã từ chối khóa kết nối. Người tạo khóa được báo.",
            "cho-phep" => "Đã ghi nhận sự cho phép bàn giao.",
            "ban-giao" => "Đã bàn giao thiết bị.",
            "thu-lai" => "Việc sẽ được thử lại ngay.",
            "anh" => "Đã lưu ảnh.",
            "bo-anh" => "Đã bỏ ảnh.",
            "bat" => "Đã bật xác thực hai lớp. Từ lần đăng nhập sau, hệ thống sẽ hỏi mã.",
            "tat" => "Đã tắt xác thực hai lớp.",
            _ => return None,
        })
    }
}

/// Words looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The words.
    pub(super) tim: String,
    xong: String,
}

impl Asked {
    /// What was done before.
    pub(super) fn said(&self) -> Option<&'static str> {
        let xong = self.xong.clone();
        Done { xong }.said()
    }

    /// Whether the words stand in one of these texts, with or without diacritics.
    pub(super) fn found_in(&self, texts: &[&str]) -> bool {
        let wanted = documents::fold(&self.tim);
        texts.iter().any(|it| documents::fold(it).contains(&wanted))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;

    #[test]
    fn days_begin_and_end_in_vietnam() {
        let now = utc_datetime!(2026-11-28 02:00);
        let mut faults = Faults::default();
        let days = Days::entered("2026-12-01", "2026-12-31", now, &mut faults);
        assert_eq!(days.from, Some(utc_datetime!(2026-11-30 17:00)));
        assert_eq!(days.until, Some(utc_datetime!(2026-12-31 17:00)));
        assert_eq!(Days::entered("2026-11-28", "", now, &mut faults).from, None);
        assert!(faults.is_empty());
        Days::entered("hôm qua", "2026-13-01", now, &mut faults);
        assert_eq!(faults.0.len(), 2);
        assert_eq!(day("2026-11-28"), Some(date!(2026 - 11 - 28)));
    }
}
