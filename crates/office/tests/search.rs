//! What is sought is found by those who may see it, as it stands now, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::sync::Arc;

use access::Role;
use documents::vietnam;
use office::Acting;
use office::exchange::EnteredFields;
use office::outgoing::{AttachedFile, DraftFields};
use office::people::{Details, NewAccount, NewAppointment, NewUnit};
use support::{Agency, PASSWORD, way};

const SCAN: &[u8] = include_bytes!("../../../samples/bao-cao.pdf");

fn fields(agency: &Agency, subject: &str) -> DraftFields {
    DraftFields {
        type_code: "cong-van".to_owned(),
        subject: subject.to_owned(),
        urgency: "normal".to_owned(),
        unit: agency.unit.clone(),
        ..DraftFields::default()
    }
}

async fn draft(agency: &Agency, by: &Acting, subject: &str) -> String {
    let fields = fields(agency, subject);
    agency.office.create_draft(by, &fields).await.unwrap()
}

/// All hits of one person, page after page.
async fn found(agency: &Agency, by: &Acting, text: &str) -> Vec<String> {
    let (mut ids, mut before) = (Vec::new(), None);
    loop {
        let page = agency.office.search(by, text, before).await.unwrap();
        ids.extend(page.hits.into_iter().map(|it| it.id));
        before = page.next;
        if before.is_none() {
            return ids;
        }
    }
}

/// Somebody of a unit.
async fn person(agency: &Agency, login: &str, role: Role, unit: &str) -> Acting {
    let (office, administrator) = (&agency.office, &agency.administrator);
    let account = NewAccount {
        login: login.to_owned(),
        details: Details {
            full_name: "Nguyễn Thị Thử".to_owned(),
            ..Details::default()
        },
        password: Some(PASSWORD.to_owned()),
    };
    let added = office.add_account(administrator, &account).await.unwrap();
    let appointment = NewAppointment {
        account: added.account.clone(),
        unit: Some(unit.to_owned()),
        title: "Chuyên viên".to_owned(),
        role,
        from: None,
        until: None,
    };
    let appointment = office.appoint(administrator, &appointment).await.unwrap();
    let acting = office.acting(&added.account, &agency.id, &appointment, login);
    acting.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_found_however_they_are_written() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, Arc::new(support::now)).await;
        let by = &agency.drafter;
        let subject = "V/v “sửa chữa” trường học, trạm y tế (thôn Đông Mẫu) năm 2026";
        let school = draft(&agency, by, subject).await;
        let water = draft(&agency, by, "Về việc cấp nước sạch cho thôn Tây Mẫu").await;
        let (one, both) = (vec![school.clone()], vec![water.clone(), school.clone()]);
        for (text, ids) in [
            ("sửa chữa", &one),
            ("SUA CHUA", &one),
            ("su\u{031B}\u{0309}a chu\u{031B}\u{0303}a", &one),
            ("trường hoc sửa", &one),
            ("truo ho", &one),
            ("trườ", &one),
            ("đông mẫu", &one),
            ("dong mau", &one),
            ("2026 trạm", &one),
            ("mẫu", &both),
            ("công văn", &both),
            ("t", &both),
            ("thôn m", &both),
            ("sữa chữa", &vec![]),
            ("uong", &vec![]),
            ("trường nước", &vec![]),
            ("\" OR * ' :", &vec![]),
            ("%", &vec![]),
        ] {
            assert_eq!(&found(&agency, by, text).await, ids, "{text}");
            assert_eq!(&found(&agency, &agency.clerk, text).await, ids, "{text}");
        }
        // What it said before is forgotten.
        let version = agency.office.outgoing(by, &school).await.unwrap();
        let changed = fields(&agency, "Về việc mua sắm thiết bị");
        let office = &agency.office;
        let edited = office.edit_draft(by, &school, version.row.version, &changed);
        edited.await.unwrap();
        assert!(found(&agency, by, "sửa chữa").await.is_empty());
        assert_eq!(found(&agency, by, "thiết bị").await, [school]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_found_in_any_spelling() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, Arc::new(support::now)).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let today = store::instant::day(vietnam::date(support::now()));
        let came = EnteredFields {
            channel: "paper".to_owned(),
            sender: "Hợp tác xã Mẫu Bình Minh".to_owned(),
            number: "05/QĐ-HTX".to_owned(),
            date: today.clone(),
            type_code: "quyet-dinh".to_owned(),
            subject: "Về việc hỗ trợ giống cây trồng".to_owned(),
            urgency: "normal".to_owned(),
            arrived: today,
            pages: "2".to_owned(),
            copies: "1".to_owned(),
            ..EnteredFields::default()
        };
        let scan = AttachedFile {
            name: "ban-chup.pdf".to_owned(),
            bytes: SCAN.to_vec(),
        };
        let entered = office.enter_incoming(clerk, &came, vec![scan]).await;
        let id = entered.unwrap();
        for text in [
            "05/QĐ-HTX",
            "5/qd-htx",
            "5",
            "05",
            "số 5",
            "qđ 5",
            "htx bình minh",
        ] {
            assert_eq!(
                found(&agency, clerk, text).await,
                std::slice::from_ref(&id),
                "{text}"
            );
        }
        for text in ["6", "50", "5/CV-HTX"] {
            assert!(found(&agency, clerk, text).await.is_empty(), "{text}");
        }
        assert!(found(&agency, &agency.drafter, "5").await.is_empty());
        assert!(found(&agency, &agency.drafter, "giống").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_finds_what_it_is_asked_about_from_then_on() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, Arc::new(support::now)).await;
        let finance = NewUnit {
            code: "TC".to_owned(),
            name: "Tài chính".to_owned(),
            parent: None,
        };
        let office = &agency.office;
        let finance = office.add_unit(&agency.administrator, &finance).await;
        let finance = finance.unwrap();
        let member = person(&agency, "tc.member", Role::Member, &finance).await;
        let head = person(&agency, "tc.head", Role::UnitHead, &finance).await;
        let colleague = person(&agency, "vp.member", Role::Member, &agency.unit).await;
        let id = way::draft(&agency, &agency.head).await;
        assert_eq!(
            found(&agency, &agency.chief, "quy chế").await,
            std::slice::from_ref(&id)
        );
        for nobody in [&member, &head, &colleague] {
            assert!(found(&agency, nobody, "quy chế").await.is_empty());
        }
        let version = office.outgoing(&agency.drafter, &id).await.unwrap();
        let version = version.state.version;
        let units = vec![finance];
        let asked = office.ask_opinions(&agency.drafter, &id, version, units, "");
        asked.await.unwrap();
        for asked in [&member, &head] {
            assert_eq!(
                found(&agency, asked, "quy chế").await,
                std::slice::from_ref(&id)
            );
        }
        assert!(found(&agency, &colleague, "quy chế").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_follow_each_other_without_repeats_or_gaps() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, Arc::new(support::now)).await;
        let (drafter, chief) = (&agency.drafter, &agency.chief);
        let (mut own, mut all) = (Vec::new(), Vec::new());
        for number in 0..160 {
            let by = if number % 3 == 0 { chief } else { drafter };
            let subject = match number % 2 {
                0 => "Về việc sửa chữa trường học",
                _ => "Về việc cấp nước sạch",
            };
            let id = draft(&agency, by, &format!("{subject} đợt {number}")).await;
            if number % 2 == 0 {
                all.insert(0, id.clone());
                if number % 3 != 0 {
                    own.insert(0, id);
                }
            }
        }
        assert_eq!(found(&agency, &agency.clerk, "trường học").await, all);
        assert_eq!(found(&agency, chief, "truong hoc").await, all);
        assert_eq!(found(&agency, drafter, "truong").await, own);
        assert_eq!(found(&agency, drafter, "cấp").await.len(), 53);
        let first = agency.office.search(drafter, "đợt", None).await.unwrap();
        assert_eq!((first.hits.len(), first.next.is_some()), (50, true));
    }
}
