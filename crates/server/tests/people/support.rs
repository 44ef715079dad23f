//! A real office behind its pages: an agency with its people, asked as browsers ask.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{PaperBasis, Role};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use office::people::{Details, Founder, HandOver, NewAccount, NewAgency, NewAppointment, NewUnit};
use office::{Acting, Config, Office};
use server::config::Front;
use server::events::Hub;
use server::metrics::Metrics;
use server::office::OfficeAccounts;
use server::{Parts, State};
use store::testing::TestStore;
use time::UtcDateTime;
use time::macros::{date, utc_datetime};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Everybody's password.
pub const PASSWORD: &str = "sáng nay trời mưa to";

/// A clock that goes on by a millisecond whenever it is looked at.
pub fn now() -> UtcDateTime {
    static LOOKS: AtomicI64 = AtomicI64::new(0);
    let looks = LOOKS.fetch_add(1, Ordering::Relaxed);
    utc_datetime!(2026-11-28 02:00) + time::Duration::milliseconds(looks)
}

/// An office without anybody, behind its pages.
pub struct House {
    pub app: Router,
    pub state: State,
    pub office: Office,
    test: TestStore,
}

/// An agency in it.
pub struct Agency {
    pub unit: String,
    pub administrator: Acting,
    pub head: Acting,
    pub deputy: Acting,
    pub drafter: Acting,
    pub clerk: Acting,
}

/// An empty house over the store.
pub fn house(test: TestStore) -> House {
    let data = test.folder.path().display().to_string();
    let text = format!(
        "data = {data:?}\naddress = \"http://office.example\"\nname = \"Công Vụ\"\ndemonstration = true\n"
    );
    let config = Config::parse(&text).unwrap();
    let office = Office::over(config, test.store.clone(), Arc::new(now));
    let mut config = server::Config {
        front: Front::Loopback,
        uploads: test.folder.path().to_owned(),
        drain_seconds: 1,
        ..server::Config::default()
    };
    config.limits.logins_per_minute = 1000;
    let state = state(config, &office);
    let app = server::office::app(state.clone(), office.clone());
    House {
        app,
        state,
        office,
        test,
    }
}

/// What the pages of an office reach, under a configuration.
pub fn state(config: server::Config, office: &Office) -> State {
    State::new(Parts {
        config,
        accounts: Arc::new(OfficeAccounts::new(office.clone())),
        clock: now,
        events: Hub::new(),
        metrics: Metrics::install(),
        stop: CancellationToken::new(),
    })
}

/// A house with an agency on each engine.
pub async fn houses() -> Vec<(House, Agency)> {
    let mut houses = Vec::new();
    for test in store::testing::both().await {
        let house = house(test);
        let agency = house
            .found("H29.3.15", "Ủy ban nhân dân xã An Thử", "")
            .await;
        houses.push((house, agency));
    }
    houses
}

impl House {
    /// Founds an agency; the login names of its people begin with `prefix`.
    pub async fn found(&self, code: &str, name: &str, prefix: &str) -> Agency {
        let office = &self.office;
        let agency = NewAgency {
            code: code.to_owned(),
            name: name.to_owned(),
            short_name: "UBND".to_owned(),
            place: "An Thử".to_owned(),
            ..NewAgency::default()
        };
        let founder = Founder {
            login: format!("{prefix}quantri"),
            full_name: format!("{prefix}Đỗ Minh Quản"),
            email: String::new(),
            title: "Công chức".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let founded = office.found_agency(&agency, &founder).await.unwrap();
        let (account, appointment) = (&founded.account, &founded.appointment);
        let acting = office.acting(account, &founded.agency, appointment, "Đỗ Minh Quản");
        let administrator = acting.await.unwrap();
        let unit = NewUnit {
            code: "VP".to_owned(),
            name: format!("{prefix}Văn phòng"),
            parent: None,
        };
        let unit = office.add_unit(&administrator, &unit).await.unwrap();
        let mut people = Vec::new();
        for (login, name, title, role, in_unit) in [
            ("head", "Nguyễn Bình An", "Chủ tịch", Role::Head, false),
            (
                "deputy",
                "Trần Thị Thu",
                "Phó Chủ tịch",
                Role::Deputy,
                false,
            ),
            (
                "drafter",
                "Đỗ Minh Soạn",
                "Chuyên viên",
                Role::Drafter,
                true,
            ),
            ("clerk", "Phạm Thị Thư", "Văn thư", Role::Clerk, true),
        ] {
            let name = format!("{prefix}{name}");
            let account = NewAccount {
                login: format!("{prefix}{login}"),
                details: Details {
                    full_name: name.clone(),
                    email: format!("{login}@anthu.gov.vn"),
                    phone: "024 3000 0000".to_owned(),
                },
                password: Some(PASSWORD.to_owned()),
            };
            let added = office.add_account(&administrator, &account).await.unwrap();
            let appointment = NewAppointment {
                account: added.account.clone(),
                unit: in_unit.then(|| unit.clone()),
                title: title.to_owned(),
                role,
                from: None,
                until: None,
            };
            let appointment = office.appoint(&administrator, &appointment).await.unwrap();
            let acting = office.acting(&added.account, &founded.agency, &appointment, &name);
            people.push(acting.await.unwrap());
        }
        let [head, deputy, drafter, clerk] = people.try_into().unwrap();
        Agency {
            unit,
            administrator,
            head,
            deputy,
            drafter,
            clerk,
        }
    }

    /// The head hands the organisation's token to the clerk.
    pub async fn hand_token_over(&self, agency: &Agency) {
        let paper = PaperBasis {
            number: "01/QĐ-UBND".to_owned(),
            date: date!(2026 - 01 - 05),
        };
        let keeper = agency.clerk.account();
        let permission = self
            .office
            .permit_token_hand_over(&agency.head, keeper, &paper);
        let hand_over = HandOver {
            permission: permission.await.unwrap(),
            minutes: "Bàn giao thiết bị, tình trạng tốt".to_owned(),
        };
        self.office
            .hand_over_token(&agency.head, &hand_over)
            .await
            .unwrap();
    }

    /// Everybody confirms the keys that wait for them.
    pub async fn confirm_keys(&self) {
        let confirm = "UPDATE api_token SET confirmed_at = created_at";
        let mut tx = self.test.store.begin().await.unwrap();
        tx.run(confirm, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A browser in which nobody has signed in.
    pub fn browser(&self) -> Browser {
        Browser {
            app: self.app.clone(),
            cookie: String::new(),
        }
    }

    /// Somebody at a browser of their own.
    pub async fn enter(&self, login: &str) -> Browser {
        self.enter_with(login, PASSWORD).await
    }

    pub async fn enter_with(&self, login: &str, password: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser
            .post("/dang-nhap", &[("ten", login), ("mat-khau", password)])
            .await;
        assert_eq!(answer.status, 303, "{login}: {}", answer.text);
        browser.cookie = answer.cookie;
        browser
    }
}

/// A browser, as far as forms go.
pub struct Browser {
    app: Router,
    pub cookie: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub cookie: String,
    pub kind: String,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Browser {
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", Vec::new()).await
    }

    /// The page at `path`, which must be there.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = (fields.iter())
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded";
        self.send("POST", path, kind, pairs.join("&").into_bytes())
            .await
    }

    /// Sends a form; what is done leads on.
    pub async fn done(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.text);
        answer.location
    }

    /// Sends a form that is refused; gives the page with its faults.
    pub async fn refused(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.text);
        assert!(
            answer.text.contains("data-faults"),
            "{path}: {}",
            answer.text
        );
        answer.text
    }

    pub async fn upload(&self, path: &str, file: &[u8], fields: &[(&str, &str)]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!(
                    "--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .bytes(),
            );
        }
        body.extend(
            b"--B\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"tep\"\r\n\r\n",
        );
        body.extend(file);
        body.extend(b"\r\n--B--\r\n");
        self.send("POST", path, "multipart/form-data; boundary=B", body)
            .await
    }

    async fn send(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "office.example")
            .header("sec-fetch-site", "same-origin")
            .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let header = |name: &str| {
            let value = response.headers().get(name);
            value
                .map(|it| it.to_str().unwrap().to_owned())
                .unwrap_or_default()
        };
        let cookie = header("set-cookie");
        let (status, location, kind) = (
            response.status(),
            header("location"),
            header("content-type"),
        );
        let bytes = response
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes()
            .to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if kind.starts_with("text/html")
            && matches!(status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY)
        {
            fit_to_be_read(path, &text);
        }
        Answer {
            status: status.as_u16(),
            location,
            cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
            kind,
            bytes,
            text,
        }
    }
}

/// What every page owes to its readers.
fn fit_to_be_read(path: &str, page: &str) {
    let values = |attribute: &str| -> Vec<String> {
        let mark = format!(" {attribute}=\"");
        let found = page.split(&mark).skip(1);
        found
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    // What a script puts into a page has no heading of its own.
    let headings = usize::from(page.contains("<html"));
    assert_eq!(page.matches("<h1").count(), headings, "{path}");
    assert!(!page.contains(" style=\""), "{path}");
    assert!(unicode_normalization::is_nfc(page), "{path}");
    let mut ids = values("id");
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "{path}: an id stands twice");
    for attribute in ["for", "aria-labelledby", "aria-describedby"] {
        for id in values(attribute) {
            assert!(ids.contains(&id), "{path}: {attribute}={id}");
        }
    }
    for link in page.split("<li><a href=\"#").skip(1) {
        let id = link.split('"').next().unwrap().to_owned();
        assert!(
            ids.contains(&id),
            "{path}: a fault of {id}, which is not there"
        );
    }
}

fn encoded(text: &str) -> String {
    let mut whole = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                whole.push(char::from(byte))
            }
            other => whole.push_str(&format!("%{other:02X}")),
        }
    }
    whole
}

/// What stands between `before` and `after`, at its first place.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} is not in {text}"))
        .1;
    rest.split_once(after).unwrap().0
}
