//! Units and people from a workbook, changes of rights, requests, and certificates.

use std::io::{Cursor, Write as _};

use access::Role;
use office::people::{Details, Holder, RequestKind, Wanted};
use office::{Error, Office};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{agencies, enter, faults};
use crate::support::{self, Agency, Desk};

const UNITS: [&str; 3] = ["Mã", "Tên đơn vị", "Mã đơn vị cấp trên"];
const PEOPLE: [&str; 7] = [
    "Tên đăng nhập",
    "Họ và tên",
    "Thư điện tử",
    "Điện thoại",
    "Mã đơn vị",
    "Chức vụ",
    "Vai trò",
];

/// A workbook as a program of tables writes it (ECMA-376), as small as can be.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut names, mut relations) = (String::new(), String::new());
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |path: &str, text: &str| {
        book.start_file(path, SimpleFileOptions::default()).unwrap();
        book.write_all(text.as_bytes()).unwrap();
    };
    for (number, (name, rows)) in (1..).zip(sheets) {
        names += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>"#);
        relations += &format!(
            r#"<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="worksheets/{number}.xml"/>"#
        );
        let mut data = String::new();
        for (row, cells) in (1..).zip(*rows) {
            data += &format!(r#"<row r="{row}">"#);
            for (column, cell) in ('A'..).zip(*cells) {
                data +=
                    &format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{cell}</t></is></c>"#);
            }
            data += "</row>";
        }
        part(
            &format!("xl/worksheets/{number}.xml"),
            &format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>"#),
        );
    }
    let whole = format!(
        r#"<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>"#
    );
    part(
        "_rels/.rels",
        &format!(r#"<Relationships xmlns="{PACKAGE}">{whole}</Relationships>"#),
    );
    part(
        "xl/workbook.xml",
        &format!(
            r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>"#
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(r#"<Relationships xmlns="{PACKAGE}">{relations}</Relationships>"#),
    );
    book.finish().unwrap().into_inner()
}

async fn counts(agency: &Agency) -> (usize, usize) {
    let (office, by) = (&agency.office, &agency.administrator);
    let units = office.units(by).await.unwrap().len();
    (units, office.accounts(by).await.unwrap().len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_is_taken_whole_or_not_at_all() {
    for (agency, _) in agencies().await {
        let (office, by) = (&agency.office, &agency.administrator);
        let before = counts(&agency).await;
        let wrong = workbook(&[
            (
                "Đơn vị",
                &[&UNITS, &["TC", "Phòng Tài chính", ""], &["VP", "", "KHONG"]],
            ),
            (
                "Người dùng",
                &[
                    &PEOPLE,
                    &[
                        "hoa.mau",
                        "Lê Thị Hoa",
                        "",
                        "",
                        "TC",
                        "Chuyên viên",
                        "Người soạn thảo",
                    ],
                    &["drafter", "Lê Thị Hai", "sai", "", "XX", "", "Vua"],
                ],
            ),
        ]);
        let import = office.import_people(by, wrong).await.unwrap();
        let found: Vec<_> = (import.faults.iter())
            .map(|it| (it.sheet.as_str(), it.row, it.fault.code.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("Đơn vị", 3, "entered-missing"),
                ("Đơn vị", 3, "import-unit-unknown"),
                ("Đơn vị", 3, "unit-code-taken"),
                ("Người dùng", 3, "entered-email"),
                ("Người dùng", 3, "account-login-taken"),
                ("Người dùng", 3, "import-unit-unknown"),
                ("Người dùng", 3, "entered-missing"),
                ("Người dùng", 3, "import-role-unknown"),
            ]
        );
        assert!(import.people.is_empty());
        assert_eq!(counts(&agency).await, before);
        let right = workbook(&[
            (
                "Đơn vị",
                &[
                    &UNITS,
                    &["TC", "Phòng Tài chính", ""],
                    &["KT", "Tổ Kế toán", "TC"],
                ],
            ),
            (
                "Người dùng",
                &[
                    &PEOPLE,
                    &[
                        "hoa.mau",
                        "Lê Thị Hoa",
                        "",
                        "",
                        "KT",
                        "Chuyên viên",
                        "người soạn thảo",
                    ],
                ],
            ),
        ]);
        let refused = office.import_people(&agency.head, right.clone()).await;
        assert_eq!(refused.unwrap_err().code(), "access-role");
        let import = office.import_people(by, right).await.unwrap();
        assert_eq!((import.units, import.faults.len()), (2, 0));
        assert_eq!(counts(&agency).await, (before.0 + 2, before.1 + 1));
        let password = import.people[0].password.as_str();
        assert!(enter(office, "hoa.mau", password).await.is_ok());
        let refused = office.import_people(by, b"no workbook".to_vec()).await;
        assert_eq!(faults(refused), ["import-no-workbook"]);
        let other = workbook(&[("Khác", &[&["Mã"]])]);
        let refused = office.import_people(by, other).await;
        assert_eq!(faults(refused), ["import-no-sheet"]);
        let headless = workbook(&[("Đơn vị", &[&["Mã"]])]);
        let refused = office.import_people(by, headless).await;
        assert_eq!(faults(refused), ["import-no-heading"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_rights_waits_until_somebody_else_confirms_it() {
    for (agency, _) in agencies().await {
        let (office, by) = (&agency.office, &agency.administrator);
        let added = office.reset_account(by, agency.drafter.account()).await;
        added.unwrap();
        let waiting = async |of| {
            let lines = office.alerts(of).await.unwrap();
            lines
                .into_iter()
                .filter(|it| it.confirmed.is_none())
                .count()
        };
        let shown = office.alerts(&agency.head).await.unwrap();
        let reset = shown
            .iter()
            .find(|it| it.change.code() == "rights-account-reset");
        let reset = reset.unwrap();
        assert!(reset.may_confirm);
        // The administrator made it and sees it, but does not confirm it; a drafter sees nothing.
        let own = office.alerts(by).await.unwrap();
        assert_eq!(own.len(), shown.len());
        assert!(own.iter().all(|it| !it.may_confirm));
        assert!(office.alerts(&agency.drafter).await.unwrap().is_empty());
        for of in [by, &agency.drafter, &agency.clerk] {
            assert!(office.confirm_alert(of, &reset.id).await.is_err());
        }
        let before = waiting(&agency.head).await;
        office.confirm_alert(&agency.head, &reset.id).await.unwrap();
        assert_eq!(waiting(&agency.head).await, before - 1);
        let twice = office.confirm_alert(&agency.deputy, &reset.id).await;
        assert!(matches!(twice, Err(Error::Stale)));
        // The head's own hand-over of the token is for the deputy to confirm.
        let shown = office.alerts(&agency.head).await.unwrap();
        let code = "rights-token-handed-over";
        let handed = shown.iter().find(|it| it.change.code() == code).unwrap();
        assert!(!handed.may_confirm);
        let own = office.confirm_alert(&agency.head, &handed.id).await;
        assert!(own.is_err());
        let other = office.confirm_alert(&agency.deputy, &handed.id).await;
        other.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_reads_the_records_that_are_theirs_to_read() {
    for (agency, _) in agencies().await {
        let office = &agency.office;
        let refused = office.units(&agency.drafter).await.is_ok()
            && office.accounts(&agency.drafter).await.is_err();
        assert!(refused);
        let own = office.trail(&agency.drafter, None).await.unwrap();
        assert!(!own.is_empty());
        let drafter = agency.drafter.account();
        assert!(
            own.iter()
                .all(|it| it.actor == drafter && it.act == "denied")
        );
        let all = office.trail(&agency.head, None).await.unwrap();
        assert!(all.windows(2).all(|pair| pair[0].seq == pair[1].seq + 1));
        let first = all.last().unwrap();
        assert_eq!((first.seq, first.act.as_str()), (1, "agency-founded"));
        let before = office.trail(&agency.head, Some(3)).await.unwrap();
        assert_eq!(before.iter().map(|it| it.seq).collect::<Vec<_>>(), [2, 1]);
        let trail = office.trail(&agency.administrator, None).await;
        assert_eq!(trail.unwrap().len(), all.len());
    }
}

fn wanted(account: Option<&str>, kind: RequestKind) -> Wanted {
    Wanted {
        kind,
        account: account.map(ToOwned::to_owned),
        login: "nguoi.moi".to_owned(),
        details: Details {
            full_name: "Ngô Văn Người Mới".to_owned(),
            ..Details::default()
        },
        unit: None,
        title: "Công chức".to_owned(),
        role: Some(Role::Member),
    }
}

async fn requested(office: &Office, agency: &Agency) -> String {
    let wanted = wanted(None, RequestKind::New);
    let id = office.request_account(&agency.chief, &wanted, "Mới tuyển dụng");
    id.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_asked_for_approved_and_carried_out() {
    for (agency, _) in agencies().await {
        let (office, by) = (&agency.office, &agency.administrator);
        let id = requested(office, &agency).await;
        let early = office.carry_out_request(by, &id).await;
        assert!(matches!(early, Err(Error::Stale)));
        let refused = office.decide_request(&agency.chief, &id, true, "").await;
        assert_eq!(refused.unwrap_err().code(), "access-role");
        let wordless = office.decide_request(&agency.head, &id, false, " ").await;
        assert_eq!(faults(wordless), ["entered-missing"]);
        let decided = office.decide_request(&agency.head, &id, true, "").await;
        decided.unwrap();
        let refused = office.carry_out_request(&agency.head, &id).await;
        assert_eq!(refused.unwrap_err().code(), "access-role");
        let added = office.carry_out_request(by, &id).await.unwrap().unwrap();
        assert!(enter(office, "nguoi.moi", &added.password).await.is_ok());
        let twice = office.carry_out_request(by, &id).await;
        assert!(twice.is_err());
        let seen = office.account_requests(&agency.drafter).await.unwrap();
        assert!(seen.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_enrols_the_certificate_of_another() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let office = &agency.office;
        let heads = "an-thu-head";
        let desk = Desk::pair(office, &agency.deputy, &authority, heads).await;
        let refused = desk.try_enrol(office, &agency.deputy, Holder::Person).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), "office-not-own-certificate");
        assert_eq!(refused.values()[0].1, "Nguyễn Văn Bình An");
        let trail = office.trail(&agency.deputy, None).await.unwrap();
        assert_eq!(trail[0].act, "enrolment-refused");
        // Nor the organisation's, for whom is not its keeper.
        let seal = "an-thu-organization";
        let desk = Desk::pair(office, &agency.clerk, &authority, seal).await;
        let refused = desk.try_enrol(office, &agency.clerk, Holder::Person).await;
        assert!(refused.is_err());
        let desk = Desk::pair(office, &agency.head, &authority, heads).await;
        let enrolled = desk.try_enrol(office, &agency.head, Holder::Person).await;
        let fingerprint = enrolled.unwrap();
        let twice = desk.try_enrol(office, &agency.head, Holder::Person).await;
        assert_eq!(twice.unwrap_err().code(), "office-already-enrolled");
        let taken = office
            .remove_certificate(&agency.deputy, &fingerprint)
            .await;
        assert!(matches!(taken, Err(Error::NotFound)));
        let neighbour = agency.neighbour().await;
        let taken = office.remove_certificate(&neighbour.head, &fingerprint);
        assert!(matches!(taken.await, Err(Error::NotFound)));
        let own = office.own_certificates(&neighbour.head).await.unwrap();
        assert!(own.is_empty());
        let removed = office.remove_certificate(&agency.head, &fingerprint);
        removed.await.unwrap();
    }
}
