//! Quản trị: the parts a person may use, each with what waits in it.

use access::Action;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Html;
use axum::routing::get;
use office::{Acting, Office};

use super::first_steps::{self, FirstStep};
use super::shared::{self, Done, can};
use crate::error::Error;
use crate::frame::Frame;
use crate::office::AtWork;
use crate::state::State;
use crate::views::show;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/quan-tri", get(page))
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "people/hub.html")]
struct Hub {
    frame: Frame,
    saved: Option<&'static str>,
    first_steps: Vec<FirstStep>,
    parts: Vec<(&'static Part, usize)>,
}

/// A part of administration.
#[derive(Debug)]
struct Part {
    /// Any of these acts leads to it.
    actions: &'static [Action],
    href: &'static str,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
}

const fn part(
    actions: &'static [Action],
    href: &'static str,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
) -> Part {
    Part {
        actions,
        href,
        icon,
        title,
        text,
    }
}

const ALERTS: &str = "/quan-tri/canh-bao";
const REQUESTS: &str = "/quan-tri/de-nghi";
const JOBS: &str = "/quan-tri/viec-nen";
const ANCHORS: &str = "/quan-tri/neo-tin-cay";

#[rustfmt::skip] // One part, one line.
const PARTS: &[Part] = &[
    part(&[Action::SeeRightsAlert], ALERTS, "alert-triangle", "Thay đổi quyền", "Mọi thay đổi về quyền, để lãnh đạo xác nhận là đúng chủ ý."),
    part(&[Action::ApproveAccountRequest, Action::ManageAccounts], REQUESTS, "message", "Đề nghị về tài khoản", "Cấp mới, cấp lại mật khẩu, đổi thông tin, đóng tài khoản."),
    part(&[Action::SeeAccount], "/quan-tri/tai-khoan", "users", "Tài khoản và vị trí công tác", "Ai đăng nhập được, giữ chức vụ và vai trò nào."),
    part(&[Action::ManageUnits], "/quan-tri/don-vi", "building", "Đơn vị", "Thêm, đổi tên, chuyển và kết thúc đơn vị."),
    part(&[Action::ManageUnits], "/quan-tri/nhap-nguoi-dung", "download", "Nhập đơn vị và người dùng", "Từ một tệp bảng tính .xlsx."),
    part(&[Action::ManageDelegations], "/quan-tri/uy-quyen", "writing-sign", "Ủy quyền", "KT., TL., TUQ., TM.: phạm vi, thời hạn, văn bản làm căn cứ."),
    part(&[Action::HandOverToken], "/quan-tri/thiet-bi-co-quan", "device-usb", "Thiết bị ký của cơ quan", "Ai giữ, ai cho phép, biên bản bàn giao."),
    part(&[Action::ManageAgency], "/quan-tri/co-quan", "id", "Thông tin cơ quan", "Tên, địa danh, thư điện tử, như ghi trên văn bản."),
    part(&[Action::ManageAgency], ANCHORS, "shield-check", "Neo tin cậy", "Chứng thư gốc mà mọi chữ ký được kiểm tra theo."),
    part(&[Action::ManageApiTokens], "/quan-tri/khoa-api", "lock", "Khóa kết nối", "Cho phần mềm khác làm việc thay một người."),
    part(&[Action::ManageAgency], JOBS, "reload", "Việc chạy nền gặp lỗi", "Gửi văn bản, đóng dấu thời gian, kiểm tra chưa thành công."),
    part(&[Action::SeeAccount], "/quan-tri/nhat-ky", "history", "Nhật ký", "Ai đã làm gì, khi nào; không sửa, không xóa được."),
];

/// The icons of the parts, for the test that holds the sprite complete.
#[cfg(test)]
pub(in crate::office) fn icons() -> impl Iterator<Item = &'static str> {
    PARTS.iter().map(|it| it.icon)
}

/// Whether there is anything in administration for this person.
pub(in crate::office) fn is_for(acting: &Acting) -> bool {
    PARTS.iter().any(|it| it.is_for(acting))
}

/// How much waits for this person in administration.
///
/// # Errors
/// The office's.
pub(in crate::office) async fn waiting(office: &Office, acting: &Acting) -> Result<usize, Error> {
    Ok(Waiting::of(office, acting).await?.all())
}

#[derive(Clone, Copy, Debug, Default)]
struct Waiting {
    alerts: usize,
    requests: usize,
}

impl Waiting {
    async fn of(office: &Office, acting: &Acting) -> Result<Self, Error> {
        let mut waiting = Self::default();
        if can(acting, Action::SeeRightsAlert) {
            let alerts = office.alerts(acting).await?;
            waiting.alerts = alerts.iter().filter(|it| it.may_confirm).count();
        }
        if can(acting, Action::ApproveAccountRequest) || can(acting, Action::ManageAccounts) {
            let requests = office.account_requests(acting).await?;
            let waits = requests
                .iter()
                .filter(|it| it.may_decide || it.may_carry_out);
            waiting.requests = waits.count();
        }
        Ok(waiting)
    }

    fn all(self) -> usize {
        self.alerts + self.requests
    }
}

impl Part {
    fn is_for(&self, acting: &Acting) -> bool {
        self.actions.iter().any(|action| can(acting, *action))
    }
}

async fn page(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let (office, acting) = (&work.office, &work.acting);
    let mut parts: Vec<_> = PARTS.iter().filter(|it| it.is_for(acting)).collect();
    if parts.is_empty() {
        return Err(Error::NotFound);
    }
    let waiting = Waiting::of(office, acting).await?;
    let mut troubled = 0;
    let mut first_steps = Vec::new();
    if can(acting, Action::ManageAgency) {
        first_steps = first_steps::of(office, acting).await?;
        troubled = office.troubled_jobs(acting).await?.len();
        // Anchors belong to the installation: to the agency with none above it here.
        if office.own_agency(acting).await?.parent_id.is_some() {
            parts.retain(|it| it.href != ANCHORS);
        }
    }
    let count = |part: &Part| match part.href {
        ALERTS => waiting.alerts,
        REQUESTS => waiting.requests,
        JOBS => troubled,
        _ => 0,
    };
    show(&Hub {
        frame: shared::frame(&work, "Quản trị"),
        saved: done.said(),
        first_steps,
        parts: parts.into_iter().map(|it| (it, count(it))).collect(),
    })
}
