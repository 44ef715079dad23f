//! Units, the agency, anchors, the import, keys.

use testpki::{Authority, Ca, KeyAlgorithm, Population};

use crate::support::{PASSWORD, between, houses, now};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_are_added_renamed_moved_and_ended() {
    for (house, agency) in houses().await {
        let administrator = house.enter("quantri").await;
        let new = "/quan-tri/don-vi/moi";
        let page = administrator
            .refused(new, &[("ma", "VP"), ("ten", "Phòng khác")])
            .await;
        assert!(page.contains("Mã đơn vị VP đã được dùng"), "{page}");
        administrator
            .done(new, &[("ma", "TC"), ("ten", "Phòng Tài chính")])
            .await;
        let below = [
            ("ma", "KT"),
            ("ten", "Tổ Kế toán"),
            ("don-vi-cap-tren", agency.unit.as_str()),
        ];
        administrator.done(new, &below).await;
        let page = administrator.page("/quan-tri/don-vi?xong=them").await;
        assert!(
            page.contains("Đã thêm.") && page.contains("<tr class=\"tree-1\"><td>Tổ Kế toán"),
            "{page}"
        );

        let units = house.office.units(&agency.administrator).await.unwrap();
        let id = |code: &str| units.iter().find(|it| it.code == code).unwrap().id.clone();
        let (tc, kt) = (id("TC"), id("KT"));
        let here = format!("/quan-tri/don-vi/{kt}");
        let move_it = [
            ("ten", "Tổ Kế toán, tài vụ"),
            ("don-vi-cap-tren", tc.as_str()),
            ("phien-ban", "0"),
        ];
        administrator.done(&here, &move_it).await;
        assert_eq!(administrator.post(&here, &move_it).await.status, 409);
        let circle = [
            ("ten", "Phòng Tài chính"),
            ("don-vi-cap-tren", kt.as_str()),
            ("phien-ban", "0"),
        ];
        let page = administrator
            .refused(&format!("/quan-tri/don-vi/{tc}"), &circle)
            .await;
        assert!(page.contains("nằm dưới chính đơn vị này"));

        let answer = administrator
            .post(
                &format!("/quan-tri/don-vi/{tc}/ket-thuc"),
                &[("phien-ban", "0")],
            )
            .await;
        assert!(
            answer.status == 422 && answer.text.contains("còn đơn vị trực thuộc"),
            "{answer:?}"
        );
        let answer = administrator
            .post(
                &format!("/quan-tri/don-vi/{}/ket-thuc", agency.unit),
                &[("phien-ban", "0")],
            )
            .await;
        assert!(answer.status == 422 && answer.text.contains("còn người đang công tác"));
        administrator
            .done(&format!("{here}/ket-thuc"), &[("phien-ban", "1")])
            .await;
        assert!(
            administrator
                .page("/quan-tri/don-vi")
                .await
                .contains("Đơn vị đã kết thúc")
        );
        assert_eq!(administrator.get(&here).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_agency_is_called_as_it_is_entered() {
    for (house, _) in houses().await {
        let administrator = house.enter("quantri").await;
        let page = administrator.page("/quan-tri/co-quan").await;
        assert!(page.contains("H29.3.15") && page.contains("value=\"An Thử\""));
        let page = administrator
            .refused("/quan-tri/co-quan", &[("ten", " "), ("phien-ban", "0")])
            .await;
        assert!(page.contains("href=\"#ten\"") && page.contains("href=\"#dia-danh\""));
        let fields = [
            ("ten", "Ủy ban nhân dân phường An Thử"),
            ("ten-viet-tat", "UBND"),
            ("dia-danh", "An Thử"),
            ("phien-ban", "0"),
        ];
        administrator.done("/quan-tri/co-quan", &fields).await;
        assert_eq!(
            administrator
                .post("/quan-tri/co-quan", &fields)
                .await
                .status,
            409
        );
        assert!(
            administrator
                .page("/quan-tri")
                .await
                .contains("phường An Thử"),
            "in the bar"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_anchor_is_trusted_once_its_fingerprint_is_typed() {
    let config = testpki::Config {
        base_url: "http://127.0.0.1:9".to_owned(),
        key: KeyAlgorithm::P256,
    };
    let mut authority = Authority::new(config, now()).unwrap();
    authority.populate(&Population::offices(), now()).unwrap();
    let root = authority.certificate(Ca::Root).unwrap();
    let fingerprint = report::hexadecimal(&root.sha256_fingerprint());
    for (house, _) in houses().await {
        let administrator = house.enter("quantri").await;
        let new = "/quan-tri/neo-tin-cay/moi";
        let answer = administrator
            .upload(new, b"khong phai chung thu", &[])
            .await;
        assert!(
            answer.status == 422 && answer.text.contains("href=\"#tep\""),
            "{answer:?}"
        );
        let answer = administrator.upload(new, &vec![b'0'; 70_000], &[]).await;
        assert!(
            answer.status == 422 && answer.text.contains("Tệp lớn hơn 64 KB"),
            "{answer:?}"
        );
        let page = administrator.upload(new, root.der(), &[]).await.text;
        assert!(
            !page.contains(&fingerprint),
            "the fingerprint comes from elsewhere"
        );
        let bytes = between(&page, "name=\"chung-thu\" value=\"", "\"").to_owned();
        let typed = [("chung-thu", bytes.as_str()), ("dau-van-tay", "00")];
        let page = administrator
            .refused("/quan-tri/neo-tin-cay/them", &typed)
            .await;
        assert!(page.contains("không khớp với chứng thư số"));
        let groups = fingerprint.to_uppercase();
        let typed = [
            ("chung-thu", bytes.as_str()),
            ("dau-van-tay", groups.as_str()),
        ];
        administrator
            .done("/quan-tri/neo-tin-cay/them", &typed)
            .await;
        assert!(
            administrator
                .page("/quan-tri/neo-tin-cay")
                .await
                .contains("Đang tin cậy")
        );
        let end = format!("/quan-tri/neo-tin-cay/{fingerprint}/ket-thuc");
        assert!(administrator.page(&end).await.contains("ở mọi cơ quan"));
        administrator.done(&end, &[]).await;
        assert!(
            administrator
                .page("/quan-tri/neo-tin-cay")
                .await
                .contains("Đã thôi tin cậy")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_workbook_is_taken_as_it_is_and_once() {
    for (house, _) in houses().await {
        let administrator = house.enter("quantri").await;
        let here = "/quan-tri/nhap-nguoi-dung";
        let sample = administrator.get(&format!("{here}/mau.xlsx")).await;
        assert!(sample.kind.contains("spreadsheetml"), "{}", sample.kind);
        let answer = administrator
            .upload(here, b"khong phai bang tinh", &[])
            .await;
        assert!(
            answer.status == 422 && answer.text.contains("Không đọc được tệp này"),
            "{answer:?}"
        );
        // The unit VP is there already: nothing of the sample is taken.
        let answer = administrator.upload(here, &sample.bytes, &[]).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.text.contains("Đơn vị, dòng 2")
                && answer.text.contains("Mã đơn vị VP đã được dùng"),
            "{}",
            answer.text
        );

        let other = house
            .found("H29.3.17", "Ủy ban nhân dân xã Mới", "moi.")
            .await;
        let page = format!("/quan-tri/don-vi/{}/ket-thuc", other.unit);
        let administrator = house.enter("moi.quantri").await;
        for acting in [&other.drafter, &other.clerk] {
            house
                .office
                .end_appointment(&other.administrator, acting.actor().appointment())
                .await
                .unwrap();
        }
        administrator.done(&page, &[("phien-ban", "0")]).await;
        let answer = administrator.upload(here, &sample.bytes, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.contains("Đã nhập 2 đơn vị và 4 người dùng"));
        let passwords: Vec<_> = answer
            .text
            .split("<code class=\"secret\">")
            .skip(1)
            .collect();
        assert_eq!(passwords.len(), 4);
        house
            .enter_with("mau.nv", passwords[0].split('<').next().unwrap())
            .await;
        let again = administrator.upload(here, &sample.bytes, &[]).await;
        assert!(again.status == 422 && again.text.contains("đã có người dùng"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_made_shown_once_and_ended() {
    for (house, agency) in houses().await {
        let administrator = house.enter("quantri").await;
        let new = "/quan-tri/khoa-api/moi";
        let page = administrator
            .refused(new, &[("ten", "Một cửa"), ("so-ngay", "30")])
            .await;
        assert!(page.contains("Chọn vị trí công tác."));
        let post = agency.drafter.actor().appointment();
        let page = administrator
            .refused(
                new,
                &[("ten", "Một cửa"), ("vi-tri", post), ("so-ngay", "900")],
            )
            .await;
        assert!(page.contains("từ 1 đến 366 ngày"));
        let page = administrator
            .post(
                new,
                &[("ten", "Một cửa"), ("vi-tri", post), ("so-ngay", "30")],
            )
            .await
            .text;
        let key = between(&page, "<code class=\"secret\">", "</code>").to_owned();
        assert!(page.contains("chưa dùng được cho tới khi"), "{page}");
        let bearer = async || house.office.bearer(&key).await.unwrap();
        assert!(bearer().await.is_none());
        let waits = "chờ chủ khóa xác nhận";
        assert!(
            administrator
                .page("/quan-tri/khoa-api")
                .await
                .contains(waits)
        );
        let drafter = house.enter("drafter").await;
        let own = "/tai-khoan/khoa-api";
        let list = drafter.page(own).await;
        assert!(list.contains("chờ bạn xác nhận") && list.contains("Đỗ Minh Quản tạo"));
        let confirm = format!("{own}/{}", between(&list, &format!("{own}/"), "\""));
        let page = drafter.page(&confirm).await;
        assert!(page.contains("phạm vi: chỉ đọc"), "{page}");
        let page = drafter.refused(&confirm, &[("mat-khau", "sai")]).await;
        assert!(page.contains("Mật khẩu hiện tại không đúng"));
        drafter.done(&confirm, &[("mat-khau", PASSWORD)]).await;
        assert_eq!(drafter.get(&confirm).await.status, 404);
        assert!(drafter.page(own).await.contains("Kết thúc"));
        let bearer = bearer().await.unwrap();
        assert_eq!(bearer.acting.account(), agency.drafter.account());
        assert_eq!(
            bearer.scope,
            access::KeyScope::Read,
            "unless said otherwise"
        );
        let list = administrator.page("/quan-tri/khoa-api").await;
        assert!(list.contains("Một cửa") && !list.contains(&key) && !list.contains(waits));
        assert!(list.contains("Chỉ đọc") && list.contains("28/11/2026"));
        let rest = list
            .split("/quan-tri/khoa-api/")
            .find(|it| it.contains("/ket-thuc\""));
        let id = rest.unwrap().split('/').next().unwrap();
        let end = format!("/quan-tri/khoa-api/{id}/ket-thuc");
        assert!(
            administrator
                .page(&end)
                .await
                .contains("thôi kết nối được ngay")
        );
        administrator.done(&end, &[]).await;
        assert!(house.office.bearer(&key).await.unwrap().is_none());
    }
}
