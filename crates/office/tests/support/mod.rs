//! An agency with its people, a test authority that answers, and desks that sign.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "tests; not every one uses all of it"
)]

pub mod way;

use std::path::Path;
use std::sync::Arc;

use access::{PaperBasis, Role};
use agent_protocol::message::{
    Answer as _, AnswerHead, Ask as _, ChallengeAnswer, ChallengeRequest, ItemAnswer, Outcome,
    Possession, SignAnswer, SignRequest,
};
use agent_protocol::pairing::{Acceptance, Confirmation, Transcript};
use agent_protocol::{ChannelKey, Envelope, Nonce, Purpose, milliseconds, possession_message};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use office::people::{
    Details, Founder, HandOver, Holder, ImageKind, NewAccount, NewAgency, NewAppointment, NewImage,
    NewUnit,
};
use office::{Acting, Clock, Config, Error, Office};
use pki::trust::AnchorKind;
use store::testing::TestStore;
use testpki::{Authority, Ca, KeyAlgorithm, Population};
use time::UtcDateTime;
use time::macros::date;
use tokio::net::TcpListener;

/// The certificates of the demonstration, and where they are answered for.
pub struct TestAuthority {
    pub authority: Arc<Authority>,
    pub base: String,
}

/// Starts the authority on a free port.
pub async fn authority() -> TestAuthority {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let config = testpki::Config {
        base_url: base.clone(),
        key: KeyAlgorithm::Rsa2048,
    };
    let mut authority = Authority::new(config, now()).unwrap();
    authority.populate(&Population::offices(), now()).unwrap();
    let authority = Arc::new(authority);
    let routes = Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&authority));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    TestAuthority { authority, base }
}

async fn answer(State(authority): State<Arc<Authority>>, uri: Uri, sent: Bytes) -> Response {
    match authority.serve(uri.path(), &sent, now()).unwrap() {
        Some(answer) => ([(CONTENT_TYPE, answer.media_type)], answer.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// How many signatures of a PDF file `pdfsig` (poppler) finds valid, and what it said.
pub fn valid_signatures(bytes: &[u8]) -> (usize, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signed.pdf");
    std::fs::write(&path, bytes).unwrap();
    let judge = std::process::Command::new("pdfsig")
        .arg("-nocert")
        .arg(&path)
        .output();
    let said = String::from_utf8(judge.unwrap().stdout).unwrap();
    (said.matches("Signature is Valid").count(), said)
}

/// The key of the server itself, and the configuration that names it.
pub fn device(folder: &Path, authority: &TestAuthority) -> String {
    let secret = "Mat-khau-khoa-2026!";
    let device = authority.authority.subscriber("an-thu-organization");
    let device = device.unwrap();
    let bytes = testpki::export(
        "device",
        &device.key,
        &device.certificate,
        &device.chain,
        secret,
        testpki::Encryption::Modern,
    );
    let (key, password) = (folder.join("device.p12"), folder.join("device.pin"));
    std::fs::write(&key, bytes.unwrap()).unwrap();
    std::fs::write(&password, secret).unwrap();
    format!("[device]\nkey_file = {key:?}\npassword_file = {password:?}\n")
}

/// The time: services and evidence are real, so the clock is.
#[allow(clippy::disallowed_methods, reason = "the tests' clock")]
pub fn now() -> UtcDateTime {
    UtcDateTime::now()
}

/// An office with one agency and its people, each acting.
pub struct Agency {
    pub office: Office,
    pub id: String,
    pub unit: String,
    pub administrator: Acting,
    pub head: Acting,
    pub deputy: Acting,
    pub chief: Acting,
    pub drafter: Acting,
    pub clerk: Acting,
    /// Keeps the store while it is used; another agency of the same installation has none.
    pub test: Option<TestStore>,
}

/// Everybody's password.
pub const PASSWORD: &str = "Thu-nghiem-2026!";

/// Opens an office over the store and founds an agency in it.
pub async fn agency(test: TestStore, authority: &TestAuthority) -> Agency {
    agency_told(test, authority, "", Arc::new(now)).await
}

/// The same, with more of a configuration and a clock of the test's.
pub async fn agency_told(
    test: TestStore,
    authority: &TestAuthority,
    more: &str,
    clock: Clock,
) -> Agency {
    trust_root(&test, authority);
    let told = format!("time_stamps = \"{}/tsa\"\n", authority.base);
    over(test, &told, more, clock).await
}

/// The same, where no time stamp is to be had.
pub async fn agency_without_time_stamps(test: TestStore, authority: &TestAuthority) -> Agency {
    trust_root(&test, authority);
    over(test, "", "", Arc::new(now)).await
}

fn trust_root(test: &TestStore, authority: &TestAuthority) {
    let data = test.folder.path();
    let root = authority.authority.certificate(Ca::Root).unwrap();
    let record = trust::Record::new(root, "root.pem", AnchorKind::Government, now());
    trust::add(&data.join("trust"), root, &record).unwrap();
}

/// An agency whose time is the test's, with nobody to ask about certificates.
pub async fn agency_at(test: TestStore, clock: Clock) -> Agency {
    over(test, "", "", clock).await
}

/// The office of a store.
fn office_over(test: &TestStore, told: &str, clock: Clock) -> Office {
    let data = test.folder.path().display().to_string();
    let text = format!(
        "data = {data:?}\naddress = \"http://127.0.0.1:8080\"\nname = \"Công Vụ\"\n\
         allow_local = true\ndemonstration = true\n{told}",
    );
    let config = Config::parse(&text);
    Office::over(config.unwrap(), test.store.clone(), clock)
}

/// The same installation while no time stamp is to be had.
pub fn cut_off(agency: &Agency) -> Office {
    office_over(agency.test.as_ref().unwrap(), "", Arc::new(now))
}

async fn over(test: TestStore, time_stamps: &str, more: &str, clock: Clock) -> Agency {
    let office = office_over(&test, &format!("{time_stamps}{more}"), clock);
    let mut made = found(
        &office,
        "H29.3.15",
        "Ủy ban nhân dân xã An Thử (for testing)",
        "",
    )
    .await;
    made.test = Some(test);
    made
}

/// Founds an agency with its people; their login names begin with `prefix`.
async fn found(office: &Office, code: &str, name: &str, prefix: &str) -> Agency {
    let founded = office
        .found_agency(
            &NewAgency {
                code: code.to_owned(),
                name: name.to_owned(),
                short_name: "UBND".to_owned(),
                place: "An Thử".to_owned(),
                ..NewAgency::default()
            },
            &Founder {
                login: format!("{prefix}quantri"),
                full_name: "Đỗ Minh Quản Trị".to_owned(),
                email: String::new(),
                title: "Công chức".to_owned(),
                password: PASSWORD.to_owned(),
            },
        )
        .await
        .unwrap();
    let acting = office.acting(
        &founded.account,
        &founded.agency,
        &founded.appointment,
        "Đỗ Minh",
    );
    let administrator = acting.await.unwrap();
    let unit = NewUnit {
        code: "VP".to_owned(),
        name: "Văn phòng".to_owned(),
        parent: None,
    };
    let unit = office.add_unit(&administrator, &unit).await.unwrap();
    let mut people = Vec::new();
    for (login, name, title, role, in_unit) in [
        ("head", "Nguyễn Văn Bình An", "Chủ tịch", Role::Head, false),
        (
            "deputy",
            "Trần Thị Thu Thử",
            "Phó Chủ tịch",
            Role::Deputy,
            false,
        ),
        (
            "chief",
            "Lê Hoàng Mẫu",
            "Chánh Văn phòng",
            Role::UnitHead,
            true,
        ),
        (
            "drafter",
            "Đỗ Minh Soạn",
            "Chuyên viên",
            Role::Drafter,
            true,
        ),
        ("clerk", "Phạm Thị Văn Thư", "Văn thư", Role::Clerk, true),
    ] {
        let account = NewAccount {
            login: format!("{prefix}{login}"),
            details: Details {
                full_name: name.to_owned(),
                ..Details::default()
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
        let acting = office.acting(&added.account, &founded.agency, &appointment, name);
        people.push(acting.await.unwrap());
    }
    let [head, deputy, chief, drafter, clerk] = people.try_into().unwrap();
    let mut made = Agency {
        office: office.clone(),
        id: founded.agency,
        unit,
        administrator,
        head,
        deputy,
        chief,
        drafter,
        clerk,
        test: None,
    };
    made.hand_token_over().await;
    made
}

impl Agency {
    /// Another agency of the same installation.
    pub async fn neighbour(&self) -> Agency {
        let name = "Ủy ban nhân dân xã Bình Thử (for testing)";
        found(&self.office, "H29.3.16", name, "binh.").await
    }

    /// Somebody more, in that role.
    pub async fn appointed(&self, login: &str, role: Role, unit: &str) -> Acting {
        let (office, administrator) = (&self.office, &self.administrator);
        let name = "Nguyễn Thị Thử Quyền";
        let account = NewAccount {
            login: login.to_owned(),
            details: Details {
                full_name: name.to_owned(),
                ..Details::default()
            },
            password: Some(PASSWORD.to_owned()),
        };
        let account = office.add_account(administrator, &account).await.unwrap();
        let appointment = NewAppointment {
            account: account.account.clone(),
            unit: Some(unit.to_owned()),
            title: "Công chức".to_owned(),
            role,
            from: None,
            until: None,
        };
        let appointment = office.appoint(administrator, &appointment).await.unwrap();
        office
            .acting(&account.account, &self.id, &appointment, name)
            .await
            .unwrap()
    }

    /// The head permits, and hands the organisation's token to the clerk.
    async fn hand_token_over(&mut self) {
        let paper = PaperBasis {
            number: "01/QĐ-UBND".to_owned(),
            date: date!(2026 - 01 - 05),
        };
        let keeper = self.clerk.account().to_owned();
        let permission = self
            .office
            .permit_token_hand_over(&self.head, &keeper, &paper)
            .await;
        let hand_over = HandOver {
            permission: permission.unwrap(),
            minutes: "Biên bản bàn giao thiết bị, tình trạng tốt".to_owned(),
        };
        self.office
            .hand_over_token(&self.head, &hand_over)
            .await
            .unwrap();
        let (appointment, name) = (
            self.clerk.actor().appointment().to_owned(),
            self.clerk.name(),
        );
        let acting = self.office.acting(&keeper, &self.id, &appointment, name);
        self.clerk = acting.await.unwrap();
    }

    /// Gives somebody a desk with a key of the authority, paired and enrolled, and a picture.
    pub async fn desk(
        &self,
        by: &Acting,
        authority: &TestAuthority,
        subscriber: &str,
        image: (ImageKind, &str),
    ) -> Desk {
        let holder = match image.0 {
            ImageKind::Seal => Holder::Organisation,
            _ => Holder::Person,
        };
        let desk = Desk::pair(&self.office, by, authority, subscriber).await;
        desk.enrol(&self.office, by, holder).await;
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/");
        let png = std::fs::read(format!("{path}{}", image.1)).unwrap();
        let image = NewImage {
            kind: image.0,
            png,
            width_um: 30_000,
        };
        self.office.keep_image(by, &image).await.unwrap();
        desk
    }
}

/// A desk agent, played by the test: the protocol of crate `agent` with a key of `testpki`.
pub struct Desk {
    key: ChannelKey,
    pub pairing: String,
    issued: testpki::Issued,
    pub fingerprint: String,
}

const VERSION: &str = "test";

impl Desk {
    /// A desk with the key of a subscriber of the authority, paired.
    pub async fn pair(
        office: &Office,
        by: &Acting,
        authority: &TestAuthority,
        subscriber: &str,
    ) -> Self {
        let key = ChannelKey::generate().unwrap();
        let offer = office.offer_pairing(by).await.unwrap();
        let acceptance = Acceptance {
            offer: offer.offer.clone(),
            key: key.public(),
            nonce: Nonce::fresh().unwrap(),
            version: VERSION.to_owned(),
            unattended: false,
        };
        let pairing = office.reveal_pairing(by, acceptance.clone()).await.unwrap();
        let transcript = Transcript::new(&offer, &acceptance, &pairing.reveal).unwrap();
        assert_eq!(transcript.code(), pairing.code);
        let confirmation = Confirmation {
            offer: offer.offer.clone(),
            transcript: transcript.digest(),
        };
        let sealed = key.seal(
            Purpose::PairingConfirmed,
            &transcript.pairing(),
            &confirmation,
        );
        let paired = office
            .confirm_pairing(by, &pairing.request, &sealed.unwrap(), 8987)
            .await;
        let issued = authority.authority.subscriber(subscriber).unwrap();
        let digest = issued.certificate.sha256_fingerprint();
        Self {
            key,
            pairing: paired.unwrap(),
            issued,
            fingerprint: report::hexadecimal(&digest),
        }
    }

    fn head(&self, request: &str, asked: &Envelope) -> AnswerHead {
        AnswerHead {
            request: request.to_owned(),
            request_digest: asked.digest(),
            version: VERSION.to_owned(),
            unattended: false,
            at: milliseconds(now()),
        }
    }

    /// Enrols the certificate of this desk.
    pub async fn enrol(&self, office: &Office, by: &Acting, holder: Holder) {
        self.try_enrol(office, by, holder).await.unwrap();
    }

    /// Asks for it; gives what the office answers.
    pub async fn try_enrol(
        &self,
        office: &Office,
        by: &Acting,
        holder: Holder,
    ) -> Result<String, Error> {
        let digest = serde_json::from_value(self.fingerprint.clone().into()).unwrap();
        let asked = office
            .challenge(by, &self.pairing, digest, holder)
            .await
            .unwrap();
        let envelope = &asked.envelope;
        let request: ChallengeRequest = serde_json::from_slice(&envelope.body.0).unwrap();
        let key = &self.issued.key;
        let value = key.sign(&possession_message(envelope)).unwrap();
        let der = |it: &pki::Certificate| it.der().into();
        let answer = ChallengeAnswer {
            head: self.head(&request.head.request, envelope),
            outcome: Possession::Proven {
                certificate: der(&self.issued.certificate),
                chain: self.issued.chain.iter().map(der).collect(),
                algorithms: vec![key.algorithm().signature()],
                value: value.as_slice().into(),
            },
        };
        let sealed = self
            .key
            .seal(ChallengeRequest::ANSWERS, &envelope.pairing, &answer)
            .unwrap();
        office.enrol(by, &asked.request, &sealed).await
    }

    /// Signs everything that is asked.
    pub fn answer(&self, asked: &Envelope) -> Envelope {
        let request: SignRequest = serde_json::from_slice(&asked.body.0).unwrap();
        let items = request.items.iter().map(|item| ItemAnswer {
            id: item.id.clone(),
            outcome: Outcome::Signed {
                value: self
                    .issued
                    .key
                    .sign(&item.to_be_signed.0)
                    .unwrap()
                    .as_slice()
                    .into(),
            },
        });
        let answer = SignAnswer {
            head: self.head(&request.head.request, asked),
            items: items.collect(),
        };
        let _ = answer.head();
        self.key
            .seal(SignRequest::ANSWERS, &asked.pairing, &answer)
            .unwrap()
    }
}
