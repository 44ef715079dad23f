//! The pages in a real browser, at both sizes, as `tests/look.rs` looks at the gallery.

use access::{Action, PaperBasis, Scope, SigningForm};
use office::people::{
    Details, ImageKind, NewDelegation, NewImage, NewToken, NewUnit, RequestKind, Wanted,
};
use time::macros::date;
use tokio::process::Command;

use crate::support::{Agency, House, between, house};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/pictures/people");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_fit_to_be_seen() {
    // Pictures of accounts that are no more would only pile up.
    let _ = std::fs::remove_dir_all(PICTURES);
    let house = house(store::testing::sqlite().await);
    let address = serve(&house).await;
    server::office::setup_code(&house.office).await.unwrap();
    look(&address, "", &["cai-dat"]).await;

    let agency = house
        .found("H29.3.15", "Ủy ban nhân dân xã An Thử", "")
        .await;
    let request = furnish(&house, &agency).await;
    let account = format!("quan-tri/tai-khoan/{}", agency.drafter.account());
    let administrator = house.enter("quantri").await;
    let pages = [
        "danh-ba",
        "quan-tri",
        "quan-tri/tai-khoan",
        "quan-tri/tai-khoan/moi",
        &account,
        &format!("{account}/dong"),
        &format!("{account}/vi-tri"),
        "quan-tri/don-vi",
        "quan-tri/don-vi/moi",
        "quan-tri/co-quan",
        "quan-tri/uy-quyen",
        "quan-tri/uy-quyen/moi",
        "quan-tri/neo-tin-cay",
        "quan-tri/neo-tin-cay/moi",
        "quan-tri/nhap-nguoi-dung",
        "quan-tri/nhat-ky",
        "quan-tri/khoa-api",
        "quan-tri/khoa-api/moi",
        "quan-tri/viec-nen",
        "tai-khoan",
    ];
    look(&address, &administrator.cookie, &pages).await;
    let drafter = house.enter("drafter").await;
    let keys = drafter.page("/tai-khoan/khoa-api").await;
    let key = between(&keys, "/tai-khoan/khoa-api/", "/");
    let pages = ["xac-nhan", "ket-thuc"].map(|it| format!("tai-khoan/khoa-api/{key}/{it}"));
    let pages = ["tai-khoan/khoa-api", &pages[0], &pages[1]];
    look(&address, &drafter.cookie, &pages).await;
    let head = house.enter("head").await;
    let request = format!("quan-tri/de-nghi/{request}");
    let refusal = format!("{request}/tu-choi");
    let pages = [
        "quan-tri/canh-bao",
        "quan-tri/de-nghi",
        &request,
        &refusal,
        "quan-tri/de-nghi/moi/new",
        "quan-tri/thiet-bi-co-quan",
        "quan-tri/thiet-bi-co-quan/cho-phep",
        "tai-khoan/hinh-anh",
        "tai-khoan/hinh-anh/chu-ky",
        "tai-khoan/xac-thuc",
    ];
    look(&address, &head.cookie, &pages).await;
}

/// Something of everything; gives the id of a request.
async fn furnish(house: &House, agency: &Agency) -> String {
    let (office, by) = (&house.office, &agency.administrator);
    house.hand_token_over(agency).await;
    let unit = |code: &str, name: &str, parent: Option<String>| NewUnit {
        code: code.to_owned(),
        name: name.to_owned(),
        parent,
    };
    let finance = office
        .add_unit(by, &unit("KTHT", "Phòng Kinh tế, Hạ tầng và Đô thị", None))
        .await
        .unwrap();
    office
        .add_unit(
            by,
            &unit("XD", "Tổ Xây dựng và Quản lý trật tự đô thị", Some(finance)),
        )
        .await
        .unwrap();
    office
        .add_unit(by, &unit("TH", "Tổ Tổng hợp", Some(agency.unit.clone())))
        .await
        .unwrap();
    let paper = PaperBasis {
        number: "12/QĐ-UBND".to_owned(),
        date: date!(2026 - 11 - 20),
    };
    let delegation = NewDelegation {
        form: SigningForm::ForHead,
        giver: agency.head.actor().appointment().to_owned(),
        receiver: agency.deputy.actor().appointment().to_owned(),
        passes_on: None,
        actions: vec![Action::ReadDocument, Action::Sign, Action::Return],
        scope: Scope::Agency,
        from: None,
        until: None,
        basis: paper.clone(),
    };
    office.delegate(by, &delegation).await.unwrap();
    office
        .permit_token_hand_over(&agency.head, agency.clerk.account(), &paper)
        .await
        .unwrap();
    let token = NewToken {
        name: "Phần mềm một cửa".to_owned(),
        appointment: agency.drafter.actor().appointment().to_owned(),
        days: 90,
        scope: access::KeyScope::ReadWrite,
    };
    office.make_token(by, &token).await.unwrap();
    let image = NewImage {
        kind: ImageKind::Signature,
        png: std::fs::read(format!("{ROOT}/samples/chu-ky.png")).unwrap(),
        width_um: 42_500,
    };
    office.keep_image(&agency.head, &image).await.unwrap();
    let wanted = Wanted {
        kind: RequestKind::Reset,
        account: Some(agency.drafter.account().to_owned()),
        login: String::new(),
        details: Details::default(),
        unit: None,
        title: String::new(),
        role: None,
    };
    let reason = "Quên mật khẩu sau kỳ nghỉ, đã gặp trực tiếp để xác nhận.";
    office
        .request_account(&agency.clerk, &wanted, reason)
        .await
        .unwrap()
}

async fn serve(house: &House) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = server::serve(listener, house.app.clone(), house.state.clone());
    tokio::spawn(served);
    format!("http://{address}")
}

/// Runs `web/look.mjs`; what it prints is what went wrong.
async fn look(address: &str, cookie: &str, pages: &[&str]) {
    let done = Command::new("node")
        .args(["look.mjs", address])
        .arg(PICTURES)
        .args(pages)
        .env("LOOK_COOKIE", cookie)
        .current_dir(format!("{ROOT}/web"))
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}
