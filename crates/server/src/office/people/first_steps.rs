//! What a new agency needs before it can issue its first document, as a list on the page of
//! administration until all of it is there.

use access::Role;
use office::{Acting, Office};

use super::accounts::is_there;
use crate::error::Error;

/// One thing that an agency needs.
#[derive(Debug)]
pub(super) struct FirstStep {
    /// What to do.
    pub(super) text: &'static str,
    /// What it is for, and who does it where it is not the administrator.
    pub(super) why: &'static str,
    /// Where; nowhere on these pages if `None`.
    href: Option<&'static str>,
    /// Whether it is done.
    pub(super) done: bool,
}

impl FirstStep {
    /// Where it is still to be done.
    pub(super) fn link(&self) -> Option<&'static str> {
        self.href.filter(|_| !self.done)
    }
}

/// The steps in their order; none once all are done. The caller may see accounts and keep the agency.
///
/// # Errors
/// The office's.
pub(super) async fn of(office: &Office, by: &Acting) -> Result<Vec<FirstStep>, Error> {
    let posts = office.accounts(by).await?.into_iter();
    let posts: Vec<_> = posts
        .flat_map(|it| it.posts)
        .filter(|it| is_there(it.valid_until, office.now()))
        .collect();
    let has = |role: Role| posts.iter().any(|it| it.role == role.code());
    let people = Some("/quan-tri/nhap-nguoi-dung");
    let mut steps = vec![
        FirstStep {
            text: "Nhập đơn vị và người dùng",
            why: "Từ tệp mẫu .xlsx, hoặc từng đơn vị, từng tài khoản.",
            href: people,
            done: !office.units(by).await?.is_empty(),
        },
        FirstStep {
            text: "Có người đứng đầu",
            why: "Ký văn bản, duyệt đề nghị về tài khoản, xác nhận thay đổi quyền.",
            href: people,
            done: has(Role::Head),
        },
        FirstStep {
            text: "Có văn thư",
            why: "Cấp số, đóng dấu, phát hành, tiếp nhận văn bản đến.",
            href: people,
            done: has(Role::Clerk),
        },
    ];
    // Anchors and the configuration belong to the installation: to the agency with none above it here.
    if office.own_agency(by).await?.parent_id.is_none() {
        steps.push(FirstStep {
            text: "Thêm chứng thư gốc vào neo tin cậy",
            why: "Không có neo tin cậy thì không chữ ký nào được kết luận là hợp lệ.",
            href: Some("/quan-tri/neo-tin-cay"),
            done: !office.anchors(by).await?.is_empty(),
        });
        steps.push(FirstStep {
            text: "Đặt dịch vụ dấu thời gian trong tệp cấu hình",
            why: "Mục office.time_stamps, rồi khởi động lại máy chủ; không có thì không ký được.",
            href: None,
            done: office.config().time_stamps.is_some(),
        });
    }
    steps.push(FirstStep {
        text: "Bàn giao thiết bị ký của cơ quan cho văn thư",
        why: "Người đứng đầu cho phép và bàn giao ở mục Thiết bị ký của cơ quan, theo biên bản.",
        href: None,
        done: !office.token_keepers(by).await?.is_empty(),
    });
    if steps.iter().all(|it| it.done) {
        steps.clear();
    }
    Ok(steps)
}
