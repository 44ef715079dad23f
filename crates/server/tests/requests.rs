//! Requests as a browser sends them: signing in, being refused, and what every answer carries.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod gallery;

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode, request};
use http_body_util::BodyExt;
use server::Config;
use tower::ServiceExt;

fn app(change: impl FnOnce(&mut Config)) -> Router {
    server::app_with(gallery::state(change), gallery::routes())
}

fn ask(method: &str, path: &str) -> request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "office.example")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))))
}

fn form(path: &str, fields: &str) -> Request<Body> {
    ask("POST", path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(fields.to_owned()))
        .unwrap()
}

fn get(path: &str) -> Request<Body> {
    ask("GET", path).body(Body::empty()).unwrap()
}

async fn send(app: &Router, request: Request<Body>) -> Response<Body> {
    app.clone().oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// Signs in and gives the cookie.
async fn cookie(app: &Router, name: &str) -> String {
    let fields = format!("ten={name}&mat-khau={}", gallery::PASSWORD);
    let response = send(app, form("/dang-nhap", &fields)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = header(&response, "set-cookie");
    cookie.split(';').next().unwrap().to_owned()
}

fn with_cookie(mut request: Request<Body>, cookie: &str) -> Request<Body> {
    let headers = request.headers_mut();
    headers.insert("cookie", cookie.parse().unwrap());
    request
}

#[tokio::test]
async fn who_has_not_signed_in_is_led_to_it_and_back() {
    let app = app(|_| {});
    let response = send(&app, get("/tai-khoan")).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&response, "location"), "/dang-nhap?ve=/tai-khoan");

    let fields = format!("ten=nhung.tth&mat-khau={}&ve=/tai-khoan", gallery::PASSWORD);
    let response = send(&app, form("/dang-nhap", &fields)).await;
    assert_eq!(header(&response, "location"), "/tai-khoan");
    assert!(header(&response, "set-cookie").contains("HttpOnly; SameSite=Lax"));
}

#[tokio::test]
async fn a_person_sees_the_account_and_can_leave() {
    let app = app(|_| {});
    let cookie = cookie(&app, "nhung.tth").await;
    let page = send(&app, with_cookie(get("/tai-khoan"), &cookie)).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(text(page).await.contains("Trần Thị Hồng Nhung"));

    let left = send(&app, with_cookie(form("/dang-xuat", ""), &cookie)).await;
    assert!(header(&left, "set-cookie").contains("Max-Age=0"));
    let after = send(&app, with_cookie(get("/tai-khoan"), &cookie)).await;
    assert_eq!(after.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_password_is_said_on_the_page() {
    let app = app(|_| {});
    let response = send(&app, form("/dang-nhap", "ten=nhung.tth&mat-khau=sai")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(response).await;
    assert!(page.contains("data-faults"));
    assert!(page.contains("value=\"nhung.tth\""), "the name stays");
    assert!(!page.contains("sai\""), "the password does not");
}

#[tokio::test]
async fn a_password_of_somebody_else_is_changed_first() {
    let app = app(|_| {});
    let cookie = cookie(&app, "minh.lq").await;
    let led = send(&app, with_cookie(get("/tai-khoan"), &cookie)).await;
    assert_eq!(header(&led, "location"), "/doi-mat-khau");

    let fields = format!(
        "hien-tai={}&moi=mot-cau-khac-han&nhac-lai=mot-cau-khac-hon",
        gallery::PASSWORD
    );
    let page = send(&app, with_cookie(form("/doi-mat-khau", &fields), &cookie)).await;
    assert!(text(page).await.contains("không giống nhau"));

    let fields = format!(
        "hien-tai={}&moi=mot-cau-khac-han&nhac-lai=mot-cau-khac-han",
        gallery::PASSWORD
    );
    let done = send(&app, with_cookie(form("/doi-mat-khau", &fields), &cookie)).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    let page = send(&app, with_cookie(get("/tai-khoan"), &cookie)).await;
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_page_of_another_site_can_do_nothing() {
    let app = app(|_| {});
    let cookie = cookie(&app, "nhung.tth").await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let request = ask("POST", "/dang-xuat")
            .header(name, value)
            .header("cookie", &cookie)
            .body(Body::empty())
            .unwrap();
        let refused = send(&app, request).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{name}");
    }
    let still = send(&app, with_cookie(get("/tai-khoan"), &cookie)).await;
    assert_eq!(still.status(), StatusCode::OK, "the session was not ended");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_its_operation() {
    let app = app(|_| {});
    for path in [
        "/dang-nhap",
        "/khong-co",
        "/healthz",
        "/assets/khong-co",
        "/hong",
    ] {
        let response = send(&app, get(path)).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains("script-src 'self';"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "x-operation-id").len(), 14, "{path}");
        assert_eq!(header(&response, "strict-transport-security"), "");
    }
}

#[tokio::test]
async fn behind_a_proxy_browsers_are_told_to_stay_with_tls() {
    let app = app(|config| config.front = server::config::Front::Proxy);
    let response = send(&app, get("/dang-nhap")).await;
    assert_ne!(header(&response, "strict-transport-security"), "");
}

#[tokio::test]
async fn an_error_is_a_page_a_toast_or_json_with_the_same_words() {
    let app = app(|_| {});
    let page = send(&app, get("/khong-co")).await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    let operation = header(&page, "x-operation-id").to_owned();
    let page = text(page).await;
    assert!(page.contains("Không có trang này"));
    assert!(page.contains(&operation), "the id is shown");

    let mut request = get("/khong-co");
    request
        .headers_mut()
        .insert("hx-request", "true".parse().unwrap());
    let toast = send(&app, request).await;
    assert_eq!(header(&toast, "hx-retarget"), "#toasts");
    let toast = text(toast).await;
    assert!(toast.contains("Không có trang này") && !toast.contains("<html"));

    let api = send(&app, get("/api/v1/khong-co")).await;
    let problem: serde_json::Value = serde_json::from_str(&text(api).await).unwrap();
    assert_eq!(problem["code"], "server-not-found");
}

#[tokio::test]
async fn a_panic_is_a_page_that_tells_nothing_of_it() {
    let response = send(&app(|_| {}), get("/hong")).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let page = text(response).await;
    assert!(page.contains("Có lỗi của hệ thống") && !page.contains("on purpose"));
}

#[tokio::test]
async fn signing_in_is_slowed_down_by_address() {
    let app = app(|config| config.limits.logins_per_minute = 2);
    for _ in 0..2 {
        let tried = send(&app, form("/dang-nhap", "ten=x&mat-khau=y")).await;
        assert_eq!(tried.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let refused = send(&app, form("/dang-nhap", "ten=x&mat-khau=y")).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_ne!(header(&refused, "retry-after"), "");
    let other = send(&app, get("/dang-nhap")).await;
    assert_eq!(
        other.status(),
        StatusCode::OK,
        "only the attempts are counted"
    );
}

#[tokio::test]
async fn a_form_beyond_the_limit_is_refused() {
    let app = app(|config| config.limits.form_bytes = 1000);
    let refused = send(&app, form("/dang-nhap", &"x".repeat(2000))).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(refused).await.contains("lớn hơn mức cho phép"));
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_only_the_worker_may_compile() {
    let app = app(|_| {});
    let mut request = get(&server::assets::href("app.css"));
    request
        .headers_mut()
        .insert("accept-encoding", "gzip".parse().unwrap());
    let style = send(&app, request).await;
    assert_eq!(style.status(), StatusCode::OK);
    assert!(header(&style, "cache-control").contains("immutable"));
    assert_eq!(header(&style, "content-encoding"), "gzip");
    assert!(!header(&style, "content-security-policy").contains("wasm"));

    let worker = send(&app, get(&server::assets::href("pdf-worker.mjs"))).await;
    assert!(header(&worker, "content-security-policy").contains("'wasm-unsafe-eval'"));
    let wasm = format!("{}/wasm/openjpeg.wasm", server::assets::href("pdfjs"));
    let wasm = send(&app, get(&wasm)).await;
    assert_eq!(header(&wasm, "content-type"), "application/wasm");
}

#[tokio::test]
async fn the_api_knows_keys_and_no_cookies() {
    let app = app(|_| {});
    let cookie = cookie(&app, "nhung.tth").await;
    let refused = send(&app, with_cookie(get("/api/v1/me"), &cookie)).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(header(&refused, "www-authenticate"), "Bearer");
    assert_eq!(header(&refused, "content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&text(refused).await).unwrap();
    assert_eq!(problem["code"], "server-token-needed");
    assert_eq!(problem["status"], 401);

    let description = text(send(&app, get("/api/openapi.json")).await).await;
    let description: serde_json::Value = serde_json::from_str(&description).unwrap();
    assert!(description["paths"]["/api/v1/me"]["get"].is_object());
}

#[tokio::test]
async fn counters_are_for_this_machine_only() {
    let app = app(|_| {});
    assert_eq!(send(&app, get("/metrics")).await.status(), StatusCode::OK);
    let mut request = get("/metrics");
    let outside = ConnectInfo(SocketAddr::from(([203, 0, 113, 7], 9)));
    request.extensions_mut().insert(outside);
    assert_eq!(send(&app, request).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(text(send(&app, get("/readyz")).await).await, "ok\n");
}

#[tokio::test]
async fn one_acts_in_another_of_ones_appointments_only() {
    let app = app(|_| {});
    let cookie = cookie(&app, "nhung.tth").await;
    let changed = send(
        &app,
        with_cookie(form("/vai-tro", "appointment=2"), &cookie),
    )
    .await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let page = text(send(&app, with_cookie(get("/tai-khoan"), &cookie)).await).await;
    assert!(page.contains("<small>Người soạn thảo</small>"));
    let refused = send(
        &app,
        with_cookie(form("/vai-tro", "appointment=3"), &cookie),
    )
    .await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
}
