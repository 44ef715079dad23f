//! Who may come where, and that nobody comes to what is another agency's.

use access::{Action, KeyScope, PaperBasis, Scope, SigningForm};
use office::exchange::EnteredFields;
use office::outgoing::DraftFields;
use office::people::{Details, NewDelegation, NewToken, RequestKind, Wanted};
use time::macros::date;

use crate::support::{Agency, House, houses};

const EVERYBODY: &[&str] = &["quantri", "head", "deputy", "drafter", "clerk"];

/// Pages, and who may see them.
const PAGES: &[(&str, &[&str])] = &[
    ("/danh-ba", EVERYBODY),
    ("/danh-ba?tim=thu", EVERYBODY),
    ("/quan-tri", &["quantri", "head", "deputy", "clerk"]),
    ("/quan-tri/tai-khoan", &["quantri", "head"]),
    ("/quan-tri/tai-khoan?tim=soan", &["quantri", "head"]),
    ("/quan-tri/tai-khoan/moi", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}", &["quantri", "head"]),
    ("/quan-tri/tai-khoan/{account}/sua", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}/cap-lai", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}/dong", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}/vi-tri", &["quantri"]),
    (
        "/quan-tri/tai-khoan/{account}/vi-tri/{post}/ket-thuc",
        &["quantri"],
    ),
    ("/quan-tri/don-vi", &["quantri"]),
    ("/quan-tri/don-vi/moi", &["quantri"]),
    ("/quan-tri/don-vi/{unit}", &["quantri"]),
    ("/quan-tri/don-vi/{unit}/ket-thuc", &["quantri"]),
    ("/quan-tri/co-quan", &["quantri"]),
    ("/quan-tri/de-nghi", EVERYBODY),
    ("/quan-tri/de-nghi/moi/new", EVERYBODY),
    ("/quan-tri/de-nghi/moi/reset", EVERYBODY),
    ("/quan-tri/de-nghi/moi/change", EVERYBODY),
    ("/quan-tri/de-nghi/moi/remove", EVERYBODY),
    ("/quan-tri/de-nghi/{request}", &["quantri", "head", "clerk"]),
    ("/quan-tri/uy-quyen", &["quantri", "head"]),
    ("/quan-tri/uy-quyen/moi", &["quantri", "head"]),
    (
        "/quan-tri/uy-quyen/{delegation}/ket-thuc",
        &["quantri", "head"],
    ),
    ("/quan-tri/canh-bao", &["quantri", "head", "deputy"]),
    ("/quan-tri/thiet-bi-co-quan", &["head", "clerk"]),
    ("/quan-tri/thiet-bi-co-quan/cho-phep", &["head"]),
    (
        "/quan-tri/thiet-bi-co-quan/ban-giao/{permission}",
        &["head", "clerk"],
    ),
    ("/quan-tri/neo-tin-cay", &["quantri"]),
    ("/quan-tri/neo-tin-cay/moi", &["quantri"]),
    ("/quan-tri/nhap-nguoi-dung", &["quantri"]),
    ("/quan-tri/nhap-nguoi-dung/mau.xlsx", &["quantri"]),
    ("/quan-tri/nhat-ky", EVERYBODY),
    ("/quan-tri/khoa-api", &["quantri"]),
    ("/quan-tri/khoa-api/moi", &["quantri"]),
    ("/quan-tri/khoa-api/{token}/ket-thuc", &["quantri"]),
    ("/quan-tri/viec-nen", &["quantri"]),
    ("/tai-khoan", EVERYBODY),
    ("/tai-khoan/hinh-anh", EVERYBODY),
    (
        "/tai-khoan/hinh-anh/chu-ky",
        &["head", "deputy", "drafter", "clerk"],
    ),
    ("/tai-khoan/hinh-anh/con-dau", &["clerk"]),
    ("/tai-khoan/xac-thuc", EVERYBODY),
    ("/tai-khoan/thu", EVERYBODY),
    ("/tai-khoan/khoa-api", EVERYBODY),
    ("/tai-khoan/khoa-api/{token}/xac-nhan", &["drafter"]),
    ("/tai-khoan/khoa-api/{token}/ket-thuc", &["drafter"]),
    ("/van-ban-den/nhap", &["clerk"]),
    ("/van-ban-den/nhap/trung?so-ky-hieu=1", &["clerk"]),
    ("/van-ban-den/{arrival}/sua", &["clerk"]),
    ("/van-ban-den/{registered}/sua-dang-ky", &["clerk"]),
    ("/van-ban-den/{arrival}/bi-thu-hoi", &["clerk"]),
    ("/van-ban-den/{registered}/bi-thu-hoi", &["clerk"]),
    ("/ban-giay", &["clerk"]),
    ("/ban-giay?xem=da-gui", &["clerk"]),
    ("/ban-giay/xlsx", &["clerk"]),
];

/// What is done with a thing, and by whom it may be.
const ACTS: &[(&str, &[&str])] = &[
    ("/quan-tri/tai-khoan/{account}/sua", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}/cap-lai", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}/dong", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}/phien", &["quantri"]),
    ("/quan-tri/tai-khoan/{account}/vi-tri", &["quantri"]),
    (
        "/quan-tri/tai-khoan/{account}/vi-tri/{post}/ket-thuc",
        &["quantri"],
    ),
    ("/quan-tri/don-vi/moi", &["quantri"]),
    ("/quan-tri/don-vi/{unit}", &["quantri"]),
    ("/quan-tri/don-vi/{unit}/ket-thuc", &["quantri"]),
    ("/quan-tri/co-quan", &["quantri"]),
    ("/quan-tri/de-nghi/{request}/duyet", &["head"]),
    ("/quan-tri/de-nghi/{request}/tu-choi", &["head"]),
    ("/quan-tri/de-nghi/{request}/thuc-hien", &["quantri"]),
    ("/quan-tri/uy-quyen/moi", &["quantri", "head"]),
    (
        "/quan-tri/uy-quyen/{delegation}/ket-thuc",
        &["quantri", "head"],
    ),
    ("/quan-tri/canh-bao/{alert}", &["head", "deputy"]),
    ("/quan-tri/thiet-bi-co-quan/cho-phep", &["head"]),
    (
        "/quan-tri/thiet-bi-co-quan/ban-giao/{permission}",
        &["head", "clerk"],
    ),
    ("/quan-tri/khoa-api/moi", &["quantri"]),
    ("/quan-tri/khoa-api/{token}/ket-thuc", &["quantri"]),
    ("/tai-khoan/khoa-api/{token}/xac-nhan", &["drafter"]),
    ("/tai-khoan/khoa-api/{token}/ket-thuc", &["drafter"]),
    ("/van-ban-di/{document}/da-gui", &["clerk"]),
    ("/van-ban-di/{document}/da-nhan", &["clerk"]),
    ("/van-ban-di/{document}/gui-lai", &["clerk"]),
    ("/van-ban-di/{document}/bao-thu-hoi", &["clerk"]),
    ("/van-ban-di/{document}/da-bao-thu-hoi", &["clerk"]),
    ("/van-ban-di/{document}/da-huy", &["clerk"]),
    ("/van-ban-den/{arrival}/da-huy", &["clerk"]),
    ("/van-ban-den/{registered}/bi-thu-hoi", &["clerk"]),
];

/// What is fetched of a document once it is issued, and by whom it may be.
const FETCHED: &[(&str, &[&str])] = &[("/van-ban-di/{document}/goi-tin", &["clerk"])];

/// The ids of one thing of each kind of an agency.
async fn things(house: &House, agency: &Agency) -> Vec<(&'static str, String)> {
    let office = &house.office;
    house.hand_token_over(agency).await;
    let wanted = Wanted {
        kind: RequestKind::Reset,
        account: Some(agency.drafter.account().to_owned()),
        login: String::new(),
        details: Details::default(),
        unit: None,
        title: String::new(),
        role: None,
    };
    let request = office
        .request_account(&agency.clerk, &wanted, "Quên mật khẩu")
        .await
        .unwrap();
    let paper = PaperBasis {
        number: "02/QĐ-UBND".to_owned(),
        date: date!(2026 - 02 - 03),
    };
    let delegation = NewDelegation {
        form: SigningForm::ForHead,
        giver: agency.head.actor().appointment().to_owned(),
        receiver: agency.deputy.actor().appointment().to_owned(),
        passes_on: None,
        actions: vec![Action::Sign],
        scope: Scope::Agency,
        from: None,
        until: None,
        basis: paper.clone(),
    };
    let delegation = office
        .delegate(&agency.administrator, &delegation)
        .await
        .unwrap();
    let keeper = agency.clerk.account();
    let permission = office
        .permit_token_hand_over(&agency.head, keeper, &paper)
        .await
        .unwrap();
    let token = NewToken {
        name: "Một cửa".to_owned(),
        appointment: agency.drafter.actor().appointment().to_owned(),
        days: 30,
        scope: KeyScope::Read,
    };
    office
        .make_token(&agency.administrator, &token)
        .await
        .unwrap();
    let tokens = office.tokens(&agency.administrator).await.unwrap();
    let alerts = office.alerts(&agency.head).await.unwrap();
    let draft = DraftFields {
        type_code: "quyet-dinh".to_owned(),
        subject: "Về việc ban hành Quy chế làm việc".to_owned(),
        urgency: "normal".to_owned(),
        unit: agency.unit.clone(),
        signer: Some((
            agency.head.account().to_owned(),
            agency.head.actor().appointment().to_owned(),
        )),
        ..DraftFields::default()
    };
    let document = office.create_draft(&agency.drafter, &draft).await.unwrap();
    let entered = EnteredFields {
        channel: "paper".to_owned(),
        sender: "Hợp tác xã Mẫu".to_owned(),
        date: "2026-11-20".to_owned(),
        arrived: "2026-11-20".to_owned(),
        type_code: "cong-van".to_owned(),
        subject: "V/v đề nghị hỗ trợ giống cây trồng".to_owned(),
        urgency: "normal".to_owned(),
        ..EnteredFields::default()
    };
    let arrival = office.enter_incoming(&agency.clerk, &entered, Vec::new());
    let arrival = arrival.await.unwrap();
    let registered = office.enter_incoming(&agency.clerk, &entered, Vec::new());
    let registered = registered.await.unwrap();
    office.accept(&agency.clerk, &registered).await.unwrap();
    vec![
        ("{registered}", registered),
        ("{arrival}", arrival),
        ("{account}", agency.drafter.account().to_owned()),
        ("{post}", agency.drafter.actor().appointment().to_owned()),
        ("{unit}", agency.unit.clone()),
        ("{request}", request),
        ("{delegation}", delegation),
        ("{permission}", permission),
        ("{token}", tokens[0].id.clone()),
        ("{alert}", alerts[0].id.clone()),
        ("{document}", document),
    ]
}

fn filled(path: &str, things: &[(&str, String)]) -> String {
    things
        .iter()
        .fold(path.to_owned(), |path, (name, id)| path.replace(name, id))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_comes_to_what_is_theirs_and_no_further() {
    for (house, agency) in houses().await {
        let things = things(&house, &agency).await;
        for login in EVERYBODY {
            let browser = house.enter(login).await;
            for (path, who) in PAGES {
                let path = filled(path, &things);
                let answer = browser.get(&path).await;
                match who.contains(login) {
                    true => assert_eq!(answer.status, 200, "{login} at {path}: {}", answer.text),
                    false => assert!(
                        matches!(answer.status, 403 | 404),
                        "{login} at {path}: {}",
                        answer.status
                    ),
                }
            }
            for (path, who) in FETCHED.iter().filter(|(_, who)| !who.contains(login)) {
                let status = browser.get(&filled(path, &things)).await.status;
                assert!(
                    matches!(status, 403 | 404),
                    "{login} fetches {path}: {status}, for {who:?}"
                );
            }
            for (path, who) in ACTS.iter().filter(|(_, who)| !who.contains(login)) {
                let path = filled(path, &things);
                let fields = [
                    ("phien-ban", "0"),
                    ("id", "X"),
                    ("ten", "X"),
                    ("ma", "X"),
                    ("vai-tro", "head"),
                ];
                let answer = browser.post(&path, &fields).await;
                let status = answer.status;
                assert!(
                    matches!(status, 403 | 404),
                    "{login} does {path}: {status}, for {who:?}"
                );
            }
        }
        let nobody = house.browser();
        for (path, _) in PAGES.iter().chain(FETCHED) {
            let answer = nobody.get(&filled(path, &things)).await;
            assert!(
                answer.location.starts_with("/dang-nhap"),
                "{path}: {answer:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_another_agency_is_found_by_its_id() {
    for (house, own) in houses().await {
        house.hand_token_over(&own).await;
        let other = house
            .found("H29.3.16", "Ủy ban nhân dân xã Bình Thử", "binh.")
            .await;
        let things = things(&house, &other).await;
        for login in EVERYBODY {
            let browser = house.enter(login).await;
            for (path, _) in PAGES.iter().chain(FETCHED) {
                let filled = filled(path, &things);
                let answer = browser.get(&filled).await;
                assert!(!answer.text.contains("binh."), "{login} at {filled}");
                if filled != *path {
                    assert!(
                        matches!(answer.status, 403 | 404),
                        "{login} at {filled}: {}",
                        answer.status
                    );
                }
            }
            for (path, _) in ACTS.iter().filter(|(path, _)| path.contains('{')) {
                let path = filled(path, &things);
                let fields = [
                    ("phien-ban", "0"),
                    ("id", "X"),
                    ("ten", "Phòng"),
                    ("ho-ten", "Lê Mẫu"),
                    ("vai-tro", "head"),
                    ("chuc-vu", "Chủ tịch"),
                    ("ly-do", "Thử"),
                    ("bien-ban", "Thử"),
                ];
                let answer = browser.post(&path, &fields).await;
                assert!(
                    matches!(answer.status, 403 | 404),
                    "{login} does {path}: {}",
                    answer.status
                );
            }
        }
        // Nor by naming its things in a form of one's own.
        let administrator = house.enter("quantri").await;
        let (unit, post) = (filled("{unit}", &things), filled("{post}", &things));
        let fields = [
            ("ma", "TC"),
            ("ten", "Phòng"),
            ("don-vi-cap-tren", unit.as_str()),
        ];
        administrator.refused("/quan-tri/don-vi/moi", &fields).await;
        let fields = [("ten", "Khóa"), ("vi-tri", post.as_str()), ("so-ngay", "9")];
        assert_eq!(
            administrator
                .post("/quan-tri/khoa-api/moi", &fields)
                .await
                .status,
            404
        );
        let head = own.head.actor().appointment();
        let fields = [
            ("hinh-thuc", "tuq"),
            ("nguoi-giao", head),
            ("nguoi-nhan", post.as_str()),
            ("viec", "sign"),
            ("den-ngay", "2026-12-31"),
            ("so-giay", "1/QĐ"),
            ("ngay-giay", "2026-01-02"),
        ];
        administrator
            .refused("/quan-tri/uy-quyen/moi", &fields)
            .await;
        let account = filled("{account}", &things);
        let fields = [("tai-khoan", account.as_str()), ("ly-do", "Thử")];
        assert_eq!(
            administrator
                .post("/quan-tri/de-nghi/moi/reset", &fields)
                .await
                .status,
            404
        );
    }
}
