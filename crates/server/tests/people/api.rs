//! The API as programs ask it: what it describes, to whom each of its routes is open, and a draft
//! from its beginning to the route.

use std::collections::BTreeSet;

use access::KeyScope;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt;
use office::Acting;
use office::exchange::EnteredFields;
use office::people::NewToken;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::described::{self, Call, judged};
use crate::support::{Agency, House, between, houses};

const SAMPLE: &[u8] = include_bytes!("../../../../samples/quyet-dinh.pdf");

/// A program with a key, or without one.
pub struct Program {
    pub app: Router,
    pub key: Option<String>,
    pub cookie: String,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |it| it.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    /// The problem in it, which is complete.
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        let code = problem["code"].as_str().unwrap();
        assert_eq!(problem["type"], format!("urn:congvu:error:{code}"));
        assert!(!problem["title"].as_str().unwrap().is_empty());
        assert_eq!(problem["operation"], self.header("x-operation-id"));
        problem
    }
}

/// What is sent with a request.
#[derive(Clone)]
pub enum Sent {
    Nothing,
    Json(Value),
    Form(Vec<(&'static str, String)>, Option<&'static [u8]>),
}

impl Sent {
    /// As the description knows it.
    fn described(&self) -> Option<Value> {
        match self {
            Self::Nothing => None,
            Self::Json(value) => Some(value.clone()),
            Self::Form(fields, file) => {
                let read = |it: &str| serde_json::from_str(it).unwrap_or_else(|_| json!(it));
                let fields = fields.iter().map(|(name, it)| (*name, read(it)));
                let file = file.map(|_| ("file", json!("…")));
                Some(fields.chain(file).collect())
            }
        }
    }
}

impl Program {
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        sent: Sent,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let asked = sent.described();
        let (kind, body) = match sent {
            Sent::Nothing => ("", Vec::new()),
            Sent::Json(value) => ("application/json", value.to_string().into_bytes()),
            Sent::Form(fields, file) => ("multipart/form-data; boundary=B", form(&fields, file)),
        };
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let (status, headers) = (parts.status.as_u16(), parts.headers);
        let sent = asked;
        described::keep(&Call { method, path, sent }, status, &headers, &bytes);
        Answer {
            status,
            headers,
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Sent::Nothing, &[]).await
    }

    /// What is at `path`, which must be there.
    async fn read(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub async fn create(&self, draft: &Value, key: &[(&str, &str)]) -> Answer {
        let form = Sent::Form(vec![("draft", draft.to_string())], Some(SAMPLE));
        self.send("POST", "/api/v1/outgoing", form, key).await
    }
}

fn form(fields: &[(&str, String)], file: Option<&[u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    let head = |rest: &str| format!("--B\r\nContent-Disposition: form-data; {rest}\r\n\r\n");
    for (name, value) in fields {
        body.extend(format!("{}{value}\r\n", head(&format!("name=\"{name}\""))).bytes());
    }
    if let Some(file) = file {
        body.extend(head("name=\"file\"; filename=\"Công văn.pdf\"").bytes());
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--B--\r\n");
    body
}

pub async fn program(house: &House, agency: &Agency, person: &Acting, scope: KeyScope) -> Program {
    let new = NewToken {
        name: "Một cửa".to_owned(),
        appointment: person.actor().appointment().to_owned(),
        days: 30,
        scope,
    };
    let key = house.office.make_token(&agency.administrator, &new).await;
    house.confirm_keys().await;
    Program {
        app: house.app.clone(),
        key: Some(key.unwrap().token),
        cookie: String::new(),
    }
}

pub fn draft(agency: &Agency) -> Value {
    json!({
        "type": "quyet-dinh",
        "subject": "Về việc ban hành Quy chế làm việc",
        "signer": agency.head.actor().appointment(),
        "recipients": [{ "name": "Như Điều 3", "copies": 2 }],
        "due": "2026-12-15",
        "note": "Theo hồ sơ 000.00.01.H29-261128-0001",
    })
}

/// A document that came on paper.
async fn arrival(house: &House, agency: &Agency) -> String {
    let entered = EnteredFields {
        channel: "paper".to_owned(),
        sender: "Hợp tác xã Mẫu".to_owned(),
        number: "12/CV-HTX".to_owned(),
        date: "2026-11-20".to_owned(),
        arrived: "2026-11-20".to_owned(),
        type_code: "cong-van".to_owned(),
        subject: "V/v đề nghị hỗ trợ giống cây trồng".to_owned(),
        urgency: "normal".to_owned(),
        ..EnteredFields::default()
    };
    let file = office::outgoing::AttachedFile {
        name: "Công văn 12.pdf".to_owned(),
        bytes: SAMPLE.to_vec(),
    };
    let arrived = house
        .office
        .enter_incoming(&agency.clerk, &entered, vec![file]);
    arrived.await.unwrap()
}

/// Every operation of the description: its method and path.
fn operations() -> Vec<(String, String)> {
    let description = serde_json::to_value(server::api::description()).unwrap();
    let paths = description["paths"].as_object().unwrap().clone();
    let each = paths.into_iter().flat_map(|(path, item)| {
        let methods: Vec<_> = item.as_object().unwrap().keys().cloned().collect();
        methods
            .into_iter()
            .map(move |it| (it.to_uppercase(), path.clone()))
    });
    each.collect()
}

/// What a request to this operation carries, if it shall be taken.
fn body(method: &str, path: &str, agency: &Agency, version: i64) -> Sent {
    let draft = draft(agency);
    match (method, path.rsplit('/').next().unwrap()) {
        ("POST", "outgoing") => Sent::Form(vec![("draft", draft.to_string())], Some(SAMPLE)),
        ("PUT", "file" | "{attachment}") => Sent::Form(Vec::new(), Some(SAMPLE)),
        ("POST", "attachments") => {
            Sent::Form(vec![("title", "Phụ lục I".to_owned())], Some(SAMPLE))
        }
        ("PUT", "{id}") => Sent::Json(json!({ "version": version, "draft": draft })),
        ("POST", "{action}") => Sent::Json(json!({ "version": 1 })),
        ("POST", "recall") => {
            Sent::Json(json!({ "letter": "15/CV-HTX", "reason": "Sai nơi nhận" }))
        }
        ("POST", "refuse") => Sent::Json(json!({ "reason": "Gửi không đúng nơi nhận." })),
        _ => Sent::Nothing,
    }
}

/// The things of an agency that its addresses name.
struct Things {
    outgoing: String,
    attachment: String,
    arrival: String,
}

impl Things {
    async fn of(house: &House, agency: &Agency, clerk: &Program) -> Self {
        let begun = clerk.create(&draft(agency), &[]).await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        let outgoing = begun.json()["id"].as_str().unwrap().to_owned();
        let form = Sent::Form(vec![("title", "Phụ lục I".to_owned())], Some(SAMPLE));
        let path = format!("/api/v1/outgoing/{outgoing}/attachments");
        let attached = clerk.send("POST", &path, form, &[]).await;
        assert_eq!(attached.status, 201, "{}", attached.text());
        let attachment = attached.json()["attachments"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            outgoing,
            attachment,
            arrival: arrival(house, agency).await,
        }
    }

    fn fill(&self, path: &str) -> String {
        let id = match path.contains("/incoming/") {
            true => &self.arrival,
            false => &self.outgoing,
        };
        let filled = [
            ("{id}", id.as_str()),
            ("{attachment}", &self.attachment),
            ("{slot}", "main"),
            ("{version}", "1"),
            ("{ordinal}", "0"),
            ("{action}", "submit"),
            ("{book}", "outgoing"),
            ("{year}", "2026"),
        ];
        let mut path = path.to_owned();
        for (name, value) in filled {
            path = path.replace(name, value);
        }
        assert!(!path.contains('{'), "{path}");
        path
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_is_open_to_the_right_key_and_to_nothing_else() {
    for (house, agency) in houses().await {
        let other = house
            .found("H29.3.16", "Ủy ban nhân dân xã Bình Thử", "binh.")
            .await;
        let writes = program(&house, &agency, &agency.clerk, KeyScope::ReadWrite).await;
        let reads = program(&house, &agency, &agency.clerk, KeyScope::Read).await;
        let foreign = program(&house, &other, &other.clerk, KeyScope::ReadWrite).await;
        let ended = program(&house, &agency, &agency.clerk, KeyScope::ReadWrite).await;
        let all = house.office.tokens(&agency.administrator).await.unwrap();
        let last = all.iter().max_by_key(|it| it.created_at).unwrap();
        house
            .office
            .end_token(&agency.administrator, &last.id)
            .await
            .unwrap();
        let keyless = |key: Option<&str>, cookie: &str| Program {
            app: house.app.clone(),
            key: key.map(ToOwned::to_owned),
            cookie: cookie.to_owned(),
        };
        let browser = house.enter("clerk").await;
        let strangers = [
            ("no key", keyless(None, "")),
            ("a cookie", keyless(None, &browser.cookie)),
            ("a made-up key", keyless(Some("abc"), "")),
            ("an ended key", ended),
        ];
        std::fs::create_dir(house.office.config().trust()).unwrap();
        let things = Things::of(&house, &agency, &writes).await;
        let document = format!("/api/v1/outgoing/{}", things.outgoing);
        let before = writes.read(&document).await;
        let version = before["version"].as_i64().unwrap();
        for (method, path) in operations() {
            let (address, sent) = (things.fill(&path), body(&method, &path, &agency, version));
            let ask = async |it: &Program| it.send(&method, &address, sent.clone(), &[]).await;
            let name = format!("{method} {address}");
            for (who, stranger) in &strangers {
                let problem = ask(stranger).await.problem(401);
                assert_eq!(problem["code"], "server-token-needed", "{who}: {name}");
            }
            let answer = ask(&foreign).await;
            assert!(!answer.text().contains(&things.outgoing), "{name}");
            assert!(!answer.text().contains(&things.arrival), "{name}");
            if path.contains("{id}") {
                answer.problem(404);
            } else if method == "GET" {
                assert_eq!(answer.status, 200, "{name}: {}", answer.text());
            }
            let answer = ask(&reads).await;
            match method.as_str() {
                // Paper has no signatures to judge and is not withdrawn, and this file was never an
                // office file nor signed.
                "GET"
                    if path.ends_with("/verdict")
                        || path.ends_with("/recall")
                        || path.ends_with("/signature")
                        || path.contains("/originals/")
                        || path.contains("/signatures/") =>
                {
                    answer.problem(404);
                }
                "GET" => assert_eq!(answer.status, 200, "{name}: {}", answer.text()),
                // What is not registered is not confirmed by anybody.
                _ if path.ends_with("/confirm") => {
                    assert_eq!(answer.problem(403)["code"], "access-status", "{name}");
                }
                _ => assert_eq!(answer.problem(403)["code"], "access-key", "{name}"),
            }
        }
        assert_eq!(writes.read(&document).await, before, "nothing was changed");
        let incoming = writes
            .read(&format!("/api/v1/incoming/{}", things.arrival))
            .await;
        assert_eq!(incoming["status"]["code"], "arrived");
    }
    let judged = judged();
    for (method, path) in operations() {
        let name = format!("{method} {path} ");
        assert!(judged.iter().any(|it| it.starts_with(&name)), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_drafts_once_and_hands_in() {
    for (house, agency) in houses().await {
        let program = program(&house, &agency, &agency.drafter, KeyScope::ReadWrite).await;
        let me = program.read("/api/v1/me").await;
        assert_eq!(me["account"], agency.drafter.account());
        assert_eq!(
            (&me["key"]["scope"], &me["key"]["name"]),
            (&json!("read-write"), &json!("Một cửa"))
        );

        let key = [("idempotency-key", "ho-so-0001")];
        let first = program.create(&draft(&agency), &key).await;
        assert_eq!(first.status, 201, "{}", first.text());
        let document = first.json();
        let here = first.header("location").to_owned();
        assert_eq!(
            here,
            format!("/api/v1/outgoing/{}", document["id"].as_str().unwrap())
        );
        let again = program.create(&draft(&agency), &key).await;
        assert_eq!(
            (again.status, again.json()["id"].clone()),
            (200, document["id"].clone())
        );
        let other = json!({ "type": "cong-van", "subject": "Khác" });
        let refused = program.create(&other, &key).await.problem(422);
        assert_eq!(refused["faults"][0]["code"], "office-draft-name-used");
        let listed = program
            .read("/api/v1/outgoing?status=draft&type=quyet-dinh")
            .await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        assert_eq!(listed["next"], Value::Null);

        let fields = &document["fields"];
        assert_eq!(fields["TypeName"], "Quyết định");
        assert_eq!(fields["FullName"], "Nguyễn Bình An");
        assert_eq!(
            (&fields["DueDate"], &fields["PageAmount"]),
            (&json!("2026-12-15"), &document["file"]["pages"])
        );
        assert_eq!(document["status"]["text"], "Dự thảo");

        let read = program.get(&here).await;
        let tag = [("if-none-match", read.header("etag"))];
        let same = program.send("GET", &here, Sent::Nothing, &tag).await;
        assert_eq!((same.status, same.bytes.len()), (304, 0));

        let file = program.get(&format!("{here}/file")).await;
        assert_eq!(file.header("content-type"), "application/pdf");
        assert_eq!(
            file.header("content-disposition"),
            "attachment; filename*=UTF-8''du-thao.pdf"
        );
        assert!(
            file.header("etag")
                .contains(document["file"]["sha256"].as_str().unwrap())
        );
        assert_eq!(document["file"]["original_name"], "Công văn.pdf");

        let change = json!({ "version": document["version"], "draft": draft(&agency) });
        let changed = program
            .send("PUT", &here, Sent::Json(change.clone()), &[])
            .await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        let stale = program.send("PUT", &here, Sent::Json(change), &[]).await;
        assert_eq!(stale.problem(409)["code"], "office-stale");
        let (path, text) = (format!("{here}/file"), Sent::Form(Vec::new(), Some(SAMPLE)));
        let text = program.send("PUT", &path, text, &[]).await;
        assert_eq!(text.json()["file"]["version"], 2);

        let acts = program.read(&format!("{here}/acts")).await;
        let open: Vec<_> = acts["acts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["action"].clone())
            .collect();
        assert_eq!(open, ["submit", "ask-opinions", "close-opinions"]);
        let submit = format!("{here}/acts/submit");
        let body = Sent::Json(json!({ "version": acts["version"] }));
        let done = program.send("POST", &submit, body.clone(), &[]).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(done.json()["status"]["code"], "initials");
        let twice = program.send("POST", &submit, body, &[]).await;
        assert_eq!(twice.problem(409)["code"], "office-stale");
        let story = program.read(&format!("{here}/story")).await;
        let last = story.as_array().unwrap().last().unwrap().clone();
        assert!(
            last["text"]
                .as_str()
                .unwrap()
                .ends_with("qua khóa kết nối “Một cửa”."),
            "{last}"
        );
        let found = program.read("/api/v1/search?q=quy%20che").await;
        assert_eq!(found["items"][0]["href"], here.as_str());
    }
    judged();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attachments_come_and_go() {
    for (house, agency) in houses().await {
        let program = program(&house, &agency, &agency.drafter, KeyScope::ReadWrite).await;
        let things = Things::of(&house, &agency, &program).await;
        let (id, attachment) = (&things.outgoing, &things.attachment);
        let there = format!("/api/v1/outgoing/{id}/attachments/{attachment}");
        let file = Sent::Form(Vec::new(), Some(SAMPLE));
        let replaced = program.send("PUT", &there, file, &[]).await;
        assert_eq!(replaced.status, 200, "{}", replaced.text());
        let file = &replaced.json()["attachments"][0]["file"];
        assert_eq!(file["version"], 2);
        let bytes = program.get(file["href"].as_str().unwrap()).await.bytes;
        assert_eq!(bytes, SAMPLE);
        let removed = program.send("DELETE", &there, Sent::Nothing, &[]).await;
        assert_eq!(removed.json()["attachments"], json!([]));
    }
    judged();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_account_under_the_same_name_begins_its_own() {
    for (house, agency) in houses().await {
        let key = [("idempotency-key", "ho-so-0001")];
        let mut ids = BTreeSet::new();
        for person in [&agency.drafter, &agency.clerk] {
            let program = program(&house, &agency, person, KeyScope::ReadWrite).await;
            let begun = program.create(&draft(&agency), &key).await;
            assert_eq!(begun.status, 201, "{}", begun.text());
            ids.insert(begun.json()["id"].to_string());
        }
        assert_eq!(ids.len(), 2);
        // Two calls at once are one draft.
        let program = program(&house, &agency, &agency.drafter, KeyScope::ReadWrite).await;
        let (fields, key) = (draft(&agency), [("idempotency-key", "ho-so-0002")]);
        let (one, two) = tokio::join!(program.create(&fields, &key), program.create(&fields, &key));
        let said = [&one, &two].map(|it| it.text().chars().take(400).collect::<String>());
        assert_eq!(one.json()["id"], two.json()["id"], "{said:?}");
        assert_eq!(
            BTreeSet::from([one.status, two.status]),
            BTreeSet::from([200, 201])
        );
    }
    judged();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_key_does_not_reach_is_the_persons() {
    for (house, agency) in houses().await {
        let drafter = program(&house, &agency, &agency.drafter, KeyScope::ReadWrite).await;
        let head = program(&house, &agency, &agency.head, KeyScope::ReadWrite).await;
        let clerk = program(&house, &agency, &agency.clerk, KeyScope::ReadWrite).await;
        let first = arrival(&house, &agency).await;
        let second = arrival(&house, &agency).await;
        let waiting = clerk.read("/api/v1/work").await;
        assert_eq!(waiting["incoming"].as_array().unwrap().len(), 2);
        let accept = format!("/api/v1/incoming/{first}/accept");
        let refused = head.send("POST", &accept, Sent::Nothing, &[]).await;
        assert_eq!(refused.problem(403)["code"], "access-role");
        let accepted = clerk.send("POST", &accept, Sent::Nothing, &[]).await;
        assert_eq!(accepted.json(), json!({ "number": 1, "year": 2026 }));
        let refuse = format!("/api/v1/incoming/{second}/refuse");
        let nothing = Sent::Json(json!({ "reason": " " }));
        let owed = clerk.send("POST", &refuse, nothing, &[]).await.problem(422);
        assert_eq!(owed["faults"][0]["field"], "reason");
        let reason = Sent::Json(json!({ "reason": "Gửi không đúng nơi nhận." }));
        let refused = clerk.send("POST", &refuse, reason, &[]).await.json();
        assert_eq!(refused["refusal"], "Gửi không đúng nơi nhận.");
        let register = clerk.read("/api/v1/registers/incoming/2026").await;
        assert_eq!(register["rows"].as_array().unwrap().len(), 1);
        assert_eq!(register["rows"][0]["cells"]["author"], "Hợp tác xã Mẫu");

        let recall = format!("/api/v1/incoming/{first}/recall");
        clerk.get(&recall).await.problem(404);
        let empty = Sent::Json(json!({ "reason": " " }));
        let owed = clerk.send("POST", &recall, empty, &[]).await.problem(422);
        let faults = owed["faults"].as_array().unwrap().iter();
        let faults: Vec<_> = faults.map(|it| it["field"].as_str().unwrap()).collect();
        assert_eq!(faults, ["letter", "date", "reason"]);
        let letter = json!({
            "letter": "15/CV-HTX", "date": "2026-11-27", "reason": "Ban hành sai thẩm quyền",
        });
        let letter = || Sent::Json(letter.clone());
        let refused = head.send("POST", &recall, letter(), &[]).await;
        assert_eq!(refused.problem(403)["code"], "access-role");
        let noted = clerk.send("POST", &recall, letter(), &[]).await.json();
        assert_eq!(
            (&noted["letter"], &noted["confirmed_at"]),
            (&json!("15/CV-HTX"), &json!(null))
        );
        let again = clerk.send("POST", &recall, letter(), &[]).await;
        assert_eq!(again.problem(409)["code"], "office-recalled-by-letter");
        let confirm = format!("{recall}/confirm");
        let confirmed = clerk
            .send("POST", &confirm, Sent::Nothing, &[])
            .await
            .json();
        assert!(confirmed["confirmed_at"].is_string(), "{confirmed}");
        let register = clerk.read("/api/v1/registers/incoming/2026").await;
        let marks = register["rows"][0]["marks"].to_string();
        assert!(marks.contains("Nơi gửi thu hồi theo 15/CV-HTX"), "{marks}");

        let document = drafter.create(&draft(&agency), &[]).await.json();
        let here = format!("/api/v1/outgoing/{}", document["id"].as_str().unwrap());
        let submit = Sent::Json(json!({ "version": document["step"]["version"] }));
        let submitted = drafter
            .send("POST", &format!("{here}/acts/submit"), submit, &[])
            .await;
        let version = submitted.json()["step"]["version"].clone();
        let body = Sent::Json(json!({ "version": version }));
        let initial = head
            .send("POST", &format!("{here}/acts/initial"), body, &[])
            .await;
        assert!(matches!(initial.status, 403 | 422), "{}", initial.text());
        let back = Sent::Json(json!({ "version": version, "text": "Bổ sung căn cứ" }));
        let take = drafter
            .send("POST", &format!("{here}/acts/take-back"), back, &[])
            .await;
        assert_eq!(take.json()["status"]["code"], "draft", "{}", take.text());
    }
    judged();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said_with_its_place() {
    for (house, agency) in houses().await {
        let program = program(&house, &agency, &agency.drafter, KeyScope::ReadWrite).await;
        for (path, field) in [
            ("/api/v1/outgoing?cursor=x", "cursor"),
            ("/api/v1/outgoing?status=lost", "status"),
            ("/api/v1/incoming?cursor=r1", "cursor"),
            ("/api/v1/search?q=a&cursor=o1", "cursor"),
        ] {
            let problem = program.get(path).await.problem(400);
            assert_eq!(problem["faults"][0]["field"], field, "{path}");
        }
        let mut fields = draft(&agency);
        fields["subject"] = json!("");
        fields["type"] = json!("thu-tinh");
        fields["unit"] = json!("0192c000-0000-7000-8000-000000000000");
        let problem = program.create(&fields, &[]).await.problem(422);
        assert_eq!(problem["code"], "office-invalid");
        let faults = problem["faults"].as_array().unwrap().iter();
        let faults: Vec<_> = faults.map(|it| it["field"].as_str().unwrap()).collect();
        assert_eq!(faults, ["unit", "type", "subject"]);
        let problem = program
            .create(&json!({ "loai": "x" }), &[])
            .await
            .problem(400);
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("unknown field `loai`")
        );
        let not_a_file = Sent::Form(vec![("draft", draft(&agency).to_string())], Some(b"abc"));
        let refused = program
            .send("POST", "/api/v1/outgoing", not_a_file, &[])
            .await;
        refused.problem(422);
        let here = refused.header("location");
        assert_eq!(
            program.read(here).await["file"],
            Value::Null,
            "the draft is there"
        );
        let bad = [("idempotency-key", "mã")];
        let fault = program.create(&draft(&agency), &bad).await.problem(422);
        assert_eq!(fault["faults"][0]["field"], "idempotency-key");
        program
            .send("DELETE", "/api/v1/me", Sent::Nothing, &[])
            .await
            .problem(405);
        program.get("/api/v1/nothing").await.problem(404);
        assert!(
            !between(
                &program.get("/api/openapi.json").await.text(),
                "\"openapi\":\"",
                "\""
            )
            .is_empty()
        );
    }
    judged();
}

#[test]
fn the_description_is_whole() {
    let description = serde_json::to_value(server::api::description()).unwrap();
    let read = serde_json::from_value::<utoipa::openapi::OpenApi>(description.clone());
    assert!(read.is_ok(), "{:?}", read.err());
    assert_eq!(description["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        assert!(path.starts_with("/api/v1/"), "{path}");
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} stands twice");
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
            let tag = &operation["tags"][0];
            let tags = description["tags"].as_array().unwrap();
            assert!(tags.iter().any(|it| it["name"] == *tag), "{name}: {tag}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|it| it.starts_with('2')), "{name}");
            for status in ["401", "403", "429", "503"] {
                let content = &responses[status]["content"]["application/problem+json"];
                assert_eq!(
                    content["schema"]["$ref"], "#/components/schemas/Problem",
                    "{name}"
                );
                assert!(content["example"]["code"].is_string(), "{name}");
            }
            assert_eq!(responses.contains_key("404"), path.contains('{'), "{name}");
            let writes = method != "get";
            assert_eq!(responses.contains_key("422"), writes, "{name}");
            let parameters = operation["parameters"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let named = parameters.iter().filter(|it| it["in"] == "path");
            let named: BTreeSet<_> = named.map(|it| it["name"].as_str().unwrap()).collect();
            let owed: BTreeSet<_> = path.split(['{', '}']).skip(1).step_by(2).collect();
            assert_eq!(named, owed, "{name}");
        }
    }
    let mut references = Vec::new();
    collect(&description, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(
            description.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
    for (name, schema) in description["components"]["schemas"].as_object().unwrap() {
        assert!(
            schema["description"].is_string() || name.starts_with("Page_"),
            "{name} is not explained"
        );
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                references.push(reference.clone());
            }
            map.values().for_each(|it| collect(it, references));
        }
        Value::Array(list) => list.iter().for_each(|it| collect(it, references)),
        _ => {}
    }
}

/// A route that is not described cannot enter the router: `routes!` is the only way in.
#[test]
fn no_route_stands_beside_the_description() {
    let mut folders = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/src/api").into()];
    let mut beside = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir::<std::path::PathBuf>(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let ways = [
                ".route(\"",
                ".route_service(\"",
                ".nest_service(\"",
                ".fallback(",
            ];
            for line in text
                .lines()
                .filter(|it| ways.iter().any(|way| it.contains(way)))
            {
                beside.push(line.trim().to_owned());
            }
        }
    }
    assert_eq!(
        beside,
        [r#"router.route("/api/openapi.json", get(description))"#]
    );
}
