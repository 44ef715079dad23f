//! Delegations, changes of rights, the organisation's token, the trail.

use access::Role;
use office::people::{Details, NewAccount, NewAppointment};

use crate::support::{PASSWORD, between, houses};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delegation_is_recorded_with_its_paper_and_ended() {
    for (house, agency) in houses().await {
        let head = house.enter("head").await;
        let new = "/quan-tri/uy-quyen/moi";
        let page = head.refused(new, &[]).await;
        for field in [
            "hinh-thuc",
            "nguoi-giao",
            "nguoi-nhan",
            "viec",
            "so-giay",
            "ngay-giay",
        ] {
            assert!(page.contains(&format!("href=\"#{field}\"")), "{field}");
        }
        let (giver, receiver) = (
            agency.head.actor().appointment(),
            agency.drafter.actor().appointment(),
        );
        let terms = [
            ("hinh-thuc", "tuq"),
            ("nguoi-giao", giver),
            ("nguoi-nhan", receiver),
            ("viec", "read-document"),
            ("viec", "sign"),
            ("so-giay", "12/QĐ-UBND"),
            ("ngay-giay", "2026-11-20"),
        ];
        let page = head.refused(new, &terms).await;
        assert!(page.contains("phải có thời hạn kết thúc"), "{page}");
        assert_eq!(
            page.matches(" checked>").count(),
            2,
            "what was chosen stays"
        );
        let terms = [&terms[..], &[("den-ngay", "2026-12-31")]].concat();
        head.done(new, &terms).await;
        let page = head.page("/quan-tri/uy-quyen").await;
        assert!(
            page.contains("TUQ. (thừa ủy quyền)") && page.contains("12/QĐ-UBND ngày 20/11/2026"),
            "{page}"
        );
        assert!(
            page.contains("đến 01/01/2027 00:00"),
            "to the end of its last day"
        );
        let id = between(&page, "/quan-tri/uy-quyen/0", "/ket-thuc");
        let end = format!("/quan-tri/uy-quyen/0{id}/ket-thuc");
        assert!(head.page(&end).await.contains("thôi làm thay ngay"));
        head.done(&end, &[]).await;
        assert!(head.page("/quan-tri/uy-quyen").await.contains("Đã hết"));
        assert_eq!(head.post(&end, &[]).await.status, 409);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_rights_waits_for_another_to_confirm_it() {
    for (house, _) in houses().await {
        let (administrator, deputy) = (house.enter("quantri").await, house.enter("deputy").await);
        let page = deputy.page("/quan-tri/canh-bao").await;
        assert!(
            page.contains("Tạo tài khoản") && page.contains("Đỗ Minh Soạn"),
            "{page}"
        );
        let waiting = page.matches("Chờ xác nhận").count();
        assert_eq!(waiting, 8, "four accounts, four appointments");
        assert!(deputy.page("/quan-tri").await.contains("8 đang chờ"));
        let id = between(&page, "action=\"/quan-tri/canh-bao/", "\"").to_owned();
        let confirm = format!("/quan-tri/canh-bao/{id}");
        let page = administrator.page("/quan-tri/canh-bao").await;
        assert!(
            !page.contains("action=\"/quan-tri/canh-bao/"),
            "whoever made it does not confirm it"
        );
        assert_eq!(administrator.post(&confirm, &[]).await.status, 403);
        deputy.done(&confirm, &[]).await;
        assert_eq!(deputy.post(&confirm, &[]).await.status, 409);
        let page = deputy.page("/quan-tri/canh-bao").await;
        assert_eq!(page.matches("Chờ xác nhận").count(), waiting - 1);
        assert!(page.contains("Trần Thị Thu, 28/11/2026"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_goes_from_hand_to_hand_with_paper_and_minutes() {
    for (house, agency) in houses().await {
        let account = NewAccount {
            login: "clerk2".to_owned(),
            details: Details {
                full_name: "Vũ Thị Giữ".to_owned(),
                ..Details::default()
            },
            password: Some(PASSWORD.to_owned()),
        };
        let by = &agency.administrator;
        let second = house
            .office
            .add_account(by, &account)
            .await
            .unwrap()
            .account;
        let post = NewAppointment {
            account: second.clone(),
            unit: Some(agency.unit.clone()),
            title: "Văn thư".to_owned(),
            role: Role::Clerk,
            from: None,
            until: None,
        };
        house.office.appoint(by, &post).await.unwrap();
        let (head, clerk) = (house.enter("head").await, house.enter("clerk").await);
        let here = "/quan-tri/thiet-bi-co-quan";
        assert_eq!(clerk.get(here).await.status, 403, "no keeper yet");
        assert!(!clerk.page("/danh-ba").await.contains("href=\"/quan-tri\""));

        let permit = format!("{here}/cho-phep");
        let page = head.refused(&permit, &[]).await;
        assert!(page.contains("Chọn văn thư được nhận thiết bị."));
        let paper = [
            ("nguoi-giu", agency.drafter.account()),
            ("so-giay", "15/QĐ-UBND"),
            ("ngay-giay", "2026-11-27"),
        ];
        let page = head.refused(&permit, &paper).await;
        assert!(page.contains("phải là văn thư"));
        for keeper in [agency.clerk.account(), &second] {
            let paper = [
                ("nguoi-giu", keeper),
                ("so-giay", "15/QĐ-UBND"),
                ("ngay-giay", "2026-11-27"),
            ];
            head.done(&permit, &paper).await;
        }
        let permissions = house.office.token_permissions(&agency.head).await.unwrap();
        let of = |keeper: &str| {
            let it = permissions
                .iter()
                .find(|it| it.keeper_id == keeper)
                .unwrap();
            format!("{here}/ban-giao/{}", it.id)
        };
        let (first, next) = (of(agency.clerk.account()), of(&second));
        assert!(
            head.refused(&first, &[("bien-ban", "")])
                .await
                .contains("Chưa nhập nội dung này")
        );
        head.done(&first, &[("bien-ban", "Bàn giao lần đầu, tình trạng tốt")])
            .await;
        let page = clerk.page(here).await;
        assert!(
            page.contains("Đang giữ") && page.contains("15/QĐ-UBND ngày 27/11/2026"),
            "{page}"
        );
        let page = head.refused(&next, &[("bien-ban", "Bàn giao")]).await;
        assert!(
            page.contains("đang do Phạm Thị Thư quản lý"),
            "the keeper's turn"
        );
        clerk.done(&next, &[("bien-ban", "Bàn giao lần hai")]).await;
        assert_eq!(clerk.get(here).await.status, 403, "no keeper any more");
        let clerk2 = house.enter("clerk2").await;
        assert!(clerk2.page(here).await.contains("Bàn giao lần hai"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_trail_is_read_page_by_page_and_by_whom_it_concerns() {
    for (house, agency) in houses().await {
        for number in 0..60 {
            let name = Details {
                full_name: format!("Phạm Thị Thư {number}"),
                ..Details::default()
            };
            let account = agency.clerk.account();
            house
                .office
                .change_account(&agency.administrator, account, &name, number)
                .await
                .unwrap();
        }
        for _ in 0..60 {
            house
                .office
                .end_sessions(&agency.administrator, agency.drafter.account())
                .await
                .unwrap();
        }
        let head = house.enter("head").await;
        let page = head.page("/quan-tri/nhat-ky").await;
        assert!(page.contains("Đăng nhập") && page.contains("Nguyễn Bình An"));
        assert!(page.contains("Kết thúc mọi phiên của một tài khoản"));
        let older = between(&page, "/quan-tri/nhat-ky?truoc=", "\"").to_owned();
        let page = head.page(&format!("/quan-tri/nhat-ky?truoc={older}")).await;
        assert!(
            page.contains("Thiết lập cơ quan") && page.contains("Hệ thống (setup)"),
            "{page}"
        );
        assert!(!page.contains("rel=\"next\""));

        let drafter = house.enter("drafter").await;
        let page = drafter.page("/quan-tri/nhat-ky").await;
        assert!(page.contains("Đăng nhập") && !page.contains("Thiết lập cơ quan"));
        assert!(!page.contains("Nguyễn Bình An"));
    }
}
