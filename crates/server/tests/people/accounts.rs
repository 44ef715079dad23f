//! Accounts, appointments and requests, from the form to signing in.

use crate::support::{PASSWORD, between, houses};

/// The password on a page that shows it once.
fn password(page: &str) -> String {
    between(page, "<code class=\"secret\">", "</code>").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_added_appointed_reset_and_closed() {
    for (house, agency) in houses().await {
        let administrator = house.enter("quantri").await;
        let page = administrator
            .refused("/quan-tri/tai-khoan/moi", &[("ten-dang-nhap", "Hoa Lê")])
            .await;
        assert!(page.contains("Tên đăng nhập không hợp lệ"));
        assert!(page.contains("Chưa nhập nội dung này"));
        assert!(page.contains("value=\"Hoa Lê\""), "what was entered stays");
        let taken = [("ten-dang-nhap", "clerk"), ("ho-ten", "Lê Thị Hoa")];
        let page = administrator
            .refused("/quan-tri/tai-khoan/moi", &taken)
            .await;
        assert!(page.contains("đã có người dùng"));

        let fields = [
            ("ten-dang-nhap", "hoa.lt"),
            ("ho-ten", "Lê Thị Hoa"),
            ("thu-dien-tu", "hoa@anthu.gov.vn"),
        ];
        let page = administrator
            .post("/quan-tri/tai-khoan/moi", &fields)
            .await
            .text;
        let first = password(&page);
        let account = between(&page, "href=\"/quan-tri/tai-khoan/", "\"").to_owned();
        let here = format!("/quan-tri/tai-khoan/{account}");

        let post = format!("{here}/vi-tri");
        let page = administrator
            .refused(&post, &[("chuc-vu", "Chuyên viên")])
            .await;
        assert!(page.contains("Chọn vai trò."));
        let page = administrator
            .refused(&post, &[("chuc-vu", "Chuyên viên"), ("vai-tro", "drafter")])
            .await;
        assert!(page.contains("phải thuộc một đơn vị"));
        let whole = [
            ("chuc-vu", "Chuyên viên"),
            ("vai-tro", "drafter"),
            ("don-vi", agency.unit.as_str()),
        ];
        let backwards = [
            &whole[..],
            &[("tu-ngay", "2026-12-31"), ("den-ngay", "2026-12-01")],
        ]
        .concat();
        let page = administrator.refused(&post, &backwards).await;
        assert!(page.contains("Ngày kết thúc không sau ngày bắt đầu"));
        administrator.done(&post, &whole).await;

        let mut hoa = house.enter_with("hoa.lt", &first).await;
        assert_eq!(hoa.get("/danh-ba").await.location, "/doi-mat-khau");
        let change = [
            ("hien-tai", first.as_str()),
            ("moi", "chiều nay nắng đẹp"),
            ("nhac-lai", "chiều nay nắng đẹp"),
        ];
        hoa.done("/doi-mat-khau", &change).await;
        assert!(hoa.page("/danh-ba").await.contains("Lê Thị Hoa"));

        let version = between(
            &administrator.page(&format!("{here}/sua")).await,
            "name=\"phien-ban\" value=\"",
            "\"",
        )
        .to_owned();
        let details = [
            ("ho-ten", "Lê Thị Hoa Mai"),
            ("thu-dien-tu", "sai"),
            ("phien-ban", version.as_str()),
        ];
        let page = administrator
            .refused(&format!("{here}/sua"), &details)
            .await;
        assert!(page.contains("Địa chỉ thư điện tử không hợp lệ"));
        let details = [
            ("ho-ten", "Lê Thị Hoa Mai"),
            ("phien-ban", version.as_str()),
        ];
        administrator.done(&format!("{here}/sua"), &details).await;
        assert_eq!(
            administrator
                .post(&format!("{here}/sua"), &details)
                .await
                .status,
            409,
            "seen before the change"
        );

        administrator.done(&format!("{here}/phien"), &[]).await;
        assert!(hoa.get("/danh-ba").await.location.starts_with("/dang-nhap"));
        let page = administrator
            .post(&format!("{here}/cap-lai"), &[])
            .await
            .text;
        hoa = house.enter_with("hoa.lt", &password(&page)).await;
        assert_eq!(hoa.get("/").await.location, "/doi-mat-khau");

        let page = administrator.page(&format!("{here}/dong")).await;
        let version = between(&page, "name=\"phien-ban\" value=\"", "\"").to_owned();
        administrator
            .done(&format!("{here}/dong"), &[("phien-ban", &version)])
            .await;
        assert!(administrator.page(&here).await.contains("Đã đóng"));
        assert!(
            hoa.get("/doi-mat-khau")
                .await
                .location
                .starts_with("/dang-nhap")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_appointment_ends_and_with_it_the_work() {
    for (house, agency) in houses().await {
        let administrator = house.enter("quantri").await;
        let drafter = house.enter("drafter").await;
        let account = agency.drafter.account();
        let page = administrator
            .page(&format!("/quan-tri/tai-khoan/{account}"))
            .await;
        let end = between(
            &page,
            &format!("/quan-tri/tai-khoan/{account}/vi-tri/"),
            "\"",
        )
        .to_owned();
        let end = format!("/quan-tri/tai-khoan/{account}/vi-tri/{end}");
        assert!(
            administrator
                .page(&end)
                .await
                .contains("thôi làm việc ở vị trí này ngay")
        );
        administrator.done(&end, &[]).await;
        assert!(
            drafter
                .get("/danh-ba")
                .await
                .location
                .starts_with("/dang-nhap")
        );
        let own = agency.administrator.account();
        let page = administrator
            .page(&format!("/quan-tri/tai-khoan/{own}"))
            .await;
        assert!(
            !page.contains("/ket-thuc\""),
            "nobody ends the own appointment"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_asked_for_decided_and_made() {
    for (house, agency) in houses().await {
        let (administrator, head) = (house.enter("quantri").await, house.enter("head").await);
        let (drafter, clerk) = (house.enter("drafter").await, house.enter("clerk").await);
        let ask = "/quan-tri/de-nghi/moi/new";
        let page = drafter
            .refused(
                ask,
                &[("ten-dang-nhap", "thu.pv"), ("ho-ten", "Phạm Văn Thử")],
            )
            .await;
        assert_eq!(
            page.matches("field-fault\"").count(),
            3,
            "reason, title, role: {page}"
        );
        let new = [
            ("ten-dang-nhap", "thu.pv"),
            ("ho-ten", "Phạm Văn Thử"),
            ("chuc-vu", "Chuyên viên"),
            ("vai-tro", "drafter"),
            ("don-vi", agency.unit.as_str()),
            ("ly-do", "Người mới nhận công tác"),
        ];
        drafter.done(ask, &new).await;
        let list = drafter.page("/quan-tri/de-nghi?xong=gui").await;
        assert!(list.contains("Cấp tài khoản mới: Phạm Văn Thử") && list.contains("Chờ duyệt"));
        let request = between(&list, "/quan-tri/de-nghi/0", "\"");
        let here = format!("/quan-tri/de-nghi/0{request}");
        assert_eq!(clerk.get(&here).await.status, 404, "another's request");
        assert_eq!(
            administrator
                .post(&format!("{here}/thuc-hien"), &[])
                .await
                .status,
            409,
            "before it is approved"
        );

        assert!(head.page("/quan-tri").await.contains("1 đang chờ"));
        let page = head
            .refused(&format!("{here}/tu-choi"), &[("ly-do", " ")])
            .await;
        assert!(page.contains("Chưa nhập nội dung này"));
        head.done(&format!("{here}/duyet"), &[]).await;
        assert_eq!(
            head.post(&format!("{here}/duyet"), &[]).await.status,
            409,
            "it is decided"
        );
        let page = administrator.page(&format!("{here}/thuc-hien")).await;
        assert!(page.contains("Mật khẩu dùng một lần"));
        let page = administrator
            .post(&format!("{here}/thuc-hien"), &[])
            .await
            .text;
        house.enter_with("thu.pv", &password(&page)).await;
        assert!(drafter.page(&here).await.contains("Đã thực hiện"));

        let reset = [
            ("tai-khoan", agency.clerk.account()),
            ("ly-do", "Quên mật khẩu"),
        ];
        clerk.done("/quan-tri/de-nghi/moi/reset", &reset).await;
        let list = head.page("/quan-tri/de-nghi").await;
        let request = between(&list, "/quan-tri/de-nghi/0", "\"");
        let here = format!("/quan-tri/de-nghi/0{request}");
        head.done(
            &format!("{here}/tu-choi"),
            &[("ly-do", "Đã gặp, nhớ lại rồi")],
        )
        .await;
        assert!(clerk.page(&here).await.contains("Đã gặp, nhớ lại rồi"));
        house.enter_with("clerk", PASSWORD).await;
    }
}
