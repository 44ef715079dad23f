//! One's own pictures, second factor and letters.

use totp_rs::{Builder, Secret};

use crate::support::{PASSWORD, between, houses, now};

fn png(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/../../samples/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_kept_shown_to_its_owner_and_removed() {
    let image = png("chu-ky.png");
    for (house, agency) in houses().await {
        house.hand_token_over(&agency).await;
        let (head, deputy) = (house.enter("head").await, house.enter("deputy").await);
        let here = "/tai-khoan/hinh-anh/chu-ky";
        let answer = head
            .upload(here, b"khong phai anh", &[("rong", "40")])
            .await;
        assert!(
            answer.status == 422 && answer.text.contains("href=\"#tep\""),
            "{answer:?}"
        );
        for (width, said) in [
            ("rộng", "Nhập chiều rộng bằng số"),
            ("400", "từ 5 đến 100 mm"),
        ] {
            let answer = head.upload(here, &image, &[("rong", width)]).await;
            assert!(
                answer.status == 422 && answer.text.contains(said),
                "{answer:?}"
            );
            assert!(answer.text.contains(&format!("value=\"{width}\"")));
        }
        assert_eq!(
            head.upload(here, &image, &[("rong", "42,5")]).await.status,
            303
        );
        let page = head.page("/tai-khoan/hinh-anh?xong=anh").await;
        assert!(
            page.contains("42,5 × ") && page.contains("width=\"160\""),
            "{page}"
        );
        assert!(
            !page.contains("con dấu của cơ quan"),
            "the seal is the keeper's"
        );
        let shown = head.get(&format!("{here}/anh")).await;
        assert_eq!((shown.status, shown.kind.as_str()), (200, "image/png"));
        assert_eq!(
            deputy.get(&format!("{here}/anh")).await.status,
            404,
            "one's own only"
        );
        let clerk = house.enter("clerk").await;
        assert_eq!(
            clerk
                .upload("/tai-khoan/hinh-anh/con-dau", &image, &[("rong", "36")])
                .await
                .status,
            303
        );
        assert_eq!(
            head.get("/tai-khoan/hinh-anh/con-dau/anh").await.status,
            404
        );
        assert!(
            head.page(&format!("{here}/bo"))
                .await
                .contains("Văn bản đã ký giữ nguyên")
        );
        head.done(&format!("{here}/bo"), &[]).await;
        assert_eq!(head.get(&format!("{here}/anh")).await.status, 404);
        assert_eq!(head.get(&format!("{here}/bo")).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_factor_is_set_with_its_first_code_and_asked_for() {
    for (house, _) in houses().await {
        let head = house.enter("head").await;
        let here = "/tai-khoan/xac-thuc";
        let page = head.refused(here, &[("mat-khau", "sai mật khẩu")]).await;
        assert!(page.contains("Mật khẩu hiện tại không đúng"), "{page}");
        assert!(!page.contains("sai mật khẩu"));
        let page = head.post(here, &[("mat-khau", PASSWORD)]).await.text;
        let secret = between(&page, "name=\"khoa\" value=\"", "\"").to_owned();
        assert!(page.contains("otpauth://totp/"));
        assert!(
            page.contains("<svg class=\"qr\" viewBox=\"0 0 "),
            "and as a picture"
        );
        assert!(
            !page.contains(" style="),
            "which the policy of the page allows"
        );
        let fields = [
            ("khoa", secret.as_str()),
            ("dia-chi", "otpauth://totp/x"),
            ("ma", "000000"),
        ];
        let page = head.refused(&format!("{here}/ma"), &fields).await;
        assert!(
            page.contains(&secret),
            "the secret is there for another code"
        );
        let totp = Builder::new()
            .with_secret(Secret::try_from_base32(&secret).unwrap())
            .with_account_name("head")
            .with_issuer(Some("Công Vụ"))
            .build()
            .unwrap();
        let seconds = u64::try_from(now().unix_timestamp()).unwrap();
        let code = totp.generate(seconds).to_string();
        head.done(&format!("{here}/ma"), &[("khoa", &secret), ("ma", &code)])
            .await;
        assert!(
            head.page(&format!("{here}?xong=bat"))
                .await
                .contains("đang bật")
        );

        let browser = house.browser();
        let answer = browser
            .post("/dang-nhap", &[("ten", "head"), ("mat-khau", PASSWORD)])
            .await;
        assert!(
            answer.status == 200 && answer.text.contains("xác thực hai lớp"),
            "{answer:?}"
        );
        let page = head
            .refused(&format!("{here}/tat"), &[("mat-khau", "")])
            .await;
        assert!(page.contains("Mật khẩu hiện tại không đúng"));
        head.done(&format!("{here}/tat"), &[("mat-khau", PASSWORD)])
            .await;
        house.enter("head").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_chooses_letters_for_themselves() {
    for (house, _) in houses().await {
        let here = "/tai-khoan/thu";
        let chosen = |value: &str| format!("value=\"{value}\" selected");
        for login in ["quantri", "head", "deputy", "drafter", "clerk"] {
            let browser = house.enter(login).await;
            assert!(browser.page(here).await.contains(&chosen("digest")));
            let page = browser.refused(here, &[("nhan-thu", "hourly")]).await;
            assert!(page.contains("href=\"#nhan-thu\""), "{page}");
            browser.done(here, &[("nhan-thu", "none")]).await;
            assert!(browser.page(here).await.contains(&chosen("none")));
        }
        let answer = house.browser().post(here, &[("nhan-thu", "none")]).await;
        assert!(answer.location.starts_with("/dang-nhap"), "{answer:?}");
    }
}
