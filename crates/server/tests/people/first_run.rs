//! The first run: whoever has the code founds the agency, once.

use crate::support::house;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_run_leads_to_an_agency_and_to_signing_in() {
    for test in store::testing::both().await {
        let house = house(test);
        let browser = house.browser();
        for path in ["/dang-nhap", "/dang-nhap?ve=/viec"] {
            assert_eq!(browser.get(path).await.location, "/cai-dat", "{path}");
        }
        assert!(
            browser
                .get("/viec")
                .await
                .location
                .starts_with("/dang-nhap")
        );
        let code = server::office::setup_code(&house.office)
            .await
            .unwrap()
            .unwrap();
        let page = browser.page("/cai-dat").await;
        assert!(!page.contains(&code));
        assert_eq!(
            server::office::setup_code(&house.office)
                .await
                .unwrap()
                .as_ref(),
            Some(&code)
        );

        let mut fields = vec![
            ("ma-cai-dat", "khong-biet"),
            ("ma-dinh-danh", "H29.3.15"),
            ("ten", "Ủy ban nhân dân xã An Thử"),
            ("ten-viet-tat", "UBND"),
            ("dia-danh", "An Thử"),
            ("ho-ten", "Đỗ Minh Quản"),
            ("chuc-vu", "Công chức"),
            ("ten-dang-nhap", "quantri"),
            ("mat-khau", "sáng nay trời mưa to"),
            ("nhac-lai", "sáng nay trời mưa to"),
        ];
        let page = browser.refused("/cai-dat", &fields).await;
        assert!(page.contains("Mã cài đặt không đúng.") && page.contains("value=\"Đỗ Minh Quản\""));
        assert!(!page.contains("trời mưa"), "passwords do not come back");
        fields[0].1 = &code;
        fields[1].1 = "";
        fields[9].1 = "khác";
        let page = browser.refused("/cai-dat", &fields).await;
        assert!(page.contains("không giống nhau"));
        fields[9].1 = fields[8].1;
        let page = browser.refused("/cai-dat", &fields).await;
        assert!(page.contains("href=\"#ma-dinh-danh\""));
        fields[1].1 = "H29.3.15";
        fields[8].1 = "ngắn";
        fields[9].1 = "ngắn";
        let page = browser.refused("/cai-dat", &fields).await;
        assert!(page.contains("href=\"#mat-khau\""));
        fields[8].1 = "sáng nay trời mưa to";
        fields[9].1 = "sáng nay trời mưa to";
        assert!(
            browser
                .done("/cai-dat", &fields)
                .await
                .starts_with("/dang-nhap")
        );

        assert_eq!(
            server::office::setup_code(&house.office).await.unwrap(),
            None
        );
        assert_eq!(browser.get("/cai-dat").await.location, "/dang-nhap");
        assert_eq!(
            browser.done("/cai-dat", &fields).await,
            "/dang-nhap",
            "only once"
        );
        assert_eq!(house.office.agencies().await.unwrap().len(), 1);
        let administrator = house.enter("quantri").await;
        assert_eq!(administrator.get("/").await.location, "/quan-tri");
        let page = administrator.page("/quan-tri").await;
        assert!(page.contains("Để bắt đầu dùng") && page.contains("Có người đứng đầu"));
        assert!(
            !page.contains("đã xong"),
            "an agency begins with nobody else"
        );
    }
}
