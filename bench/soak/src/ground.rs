//! What a run stands on: an installation with two agencies, their people, desks and certificates, and
//! the test authority that answers for them. Made through the acts of the office, before the program
//! is started.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::{PaperBasis, Role};
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
use office::{Acting, Config, Office};
use pki::trust::AnchorKind;
use testpki::{Authority, Ca, KeyAlgorithm, Population};
use time::UtcDateTime;
use time::macros::date;
use tokio::net::TcpListener;

use crate::database::{Database, Engine};
use crate::desk::Desk;
use crate::program::Program;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "Thu-nghiem-2026!";
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/");

/// The time.
#[allow(clippy::disallowed_methods, reason = "services and evidence are real")]
pub(crate) fn now() -> UtcDateTime {
    UtcDateTime::now()
}

/// A file of `samples/`.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{SAMPLES}{name}")).unwrap()
}

/// Somebody of an agency.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) account: String,
    pub(crate) appointment: String,
    pub(crate) role: Role,
    pub(crate) desk: Option<Arc<Desk>>,
}

/// An agency; its people by their part: head, deputy, chief, clerk, advisor, drafter0, drafter1 …
#[derive(Clone)]
pub(crate) struct Agency {
    pub(crate) id: String,
    pub(crate) unit: String,
    pub(crate) other_unit: String,
    pub(crate) people: BTreeMap<String, Person>,
}

/// The installation.
pub(crate) struct Ground {
    pub(crate) folder: PathBuf,
    pub(crate) database: Database,
    pub(crate) program: Program,
    pub(crate) agencies: Vec<Agency>,
    _temporary: tempfile::TempDir,
}

/// Those who sign: part, title, role, whether in the drafting unit, picture of the signature.
type Part = (
    &'static str,
    &'static str,
    Role,
    bool,
    Option<(ImageKind, &'static str)>,
);

const SIGNATURE: Option<(ImageKind, &str)> = Some((ImageKind::Signature, "chu-ky.png"));
const INITIALS: Option<(ImageKind, &str)> = Some((ImageKind::Initials, "ky-nhay.png"));
const PARTS: [Part; 4] = [
    ("head", "Chủ tịch", Role::Head, false, SIGNATURE),
    ("deputy", "Phó Chủ tịch", Role::Deputy, false, SIGNATURE),
    ("chief", "Chánh Văn phòng", Role::UnitHead, true, INITIALS),
    ("clerk", "Văn thư", Role::Clerk, true, None),
];

impl Ground {
    /// Makes it, with so many drafters in each agency.
    pub(crate) async fn make(engine: Engine, drafters: usize) -> Self {
        let temporary = tempfile::Builder::new()
            .prefix("congvu-soak-")
            .tempdir()
            .unwrap();
        let folder = temporary.path().to_owned();
        std::fs::create_dir_all(folder.join("uploads")).unwrap();
        let (authority, base) = serve_authority().await;
        let root = authority.certificate(Ca::Root).unwrap();
        let record = trust::Record::new(root, "root.pem", AnchorKind::Government, now());
        trust::add(&folder.join("trust"), root, &record).unwrap();
        let (database, program) = (Database::make(engine, &folder), Program::new(&folder));
        let settings = format!(
            "data = {folder:?}\naddress = \"{}\"\nname = \"Công Vụ\"\n{}\
             time_stamps = \"{base}/tsa\"\nallow_local = true\ndemonstration = true\n",
            program.base(),
            database.setting(),
        );
        let uploads = folder.join("uploads");
        program.configure(&format!(
            "listen = \"{}\"\n\n[office]\n{settings}\n[server]\nfront = \"loopback\"\n\
             uploads = {uploads:?}\n\n[server.limits]\nlogins_per_minute = 6000\n\
             requests_per_minute = 600000\n",
            program.address,
        ));
        let config = Config::parse(&settings).unwrap();
        let office = Office::open(config, Arc::new(now)).await.unwrap();
        let mut agencies = Vec::new();
        for (prefix, code) in [("an-thu", "H29.3.15"), ("binh-thu", "H29.3.16")] {
            let founding = Founding {
                office: &office,
                authority: &authority,
                prefix,
            };
            agencies.push(founding.agency(code, drafters).await);
        }
        office.close().await;
        Self {
            folder,
            database,
            program,
            agencies,
            _temporary: temporary,
        }
    }

    /// The folder of blobs.
    pub(crate) fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    /// Where a blob lies.
    pub(crate) fn blob(&self, agency: &str, digest: &str) -> PathBuf {
        self.blobs().join(agency).join(&digest[..2]).join(digest)
    }

    /// The folder of trust anchors.
    pub(crate) fn trust(&self) -> PathBuf {
        self.folder.join("trust")
    }
}

struct Founding<'a> {
    office: &'a Office,
    authority: &'a Authority,
    prefix: &'a str,
}

impl Founding<'_> {
    async fn agency(&self, code: &str, drafters: usize) -> Agency {
        let office = self.office;
        let agency = NewAgency {
            code: code.to_owned(),
            name: self.name("organization"),
            short_name: "UBND".to_owned(),
            place: "An Thử".to_owned(),
            ..NewAgency::default()
        };
        let founder = Founder {
            login: format!("{}.quantri", self.prefix),
            full_name: "Đỗ Minh Quản Trị".to_owned(),
            email: String::new(),
            title: "Công chức".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let founded = office.found_agency(&agency, &founder).await.unwrap();
        let (id, appointment) = (founded.agency, founded.appointment);
        let by = office.acting(&founded.account, &id, &appointment, "Đỗ Minh Quản Trị");
        let by = by.await.unwrap();
        let unit = self.unit(&by, "VP", "Văn phòng").await;
        let other_unit = self.unit(&by, "KT", "Phòng Kinh tế").await;
        let mut people = BTreeMap::new();
        for (part, title, role, in_unit, _) in PARTS {
            let (name, of) = (self.name(part), in_unit.then_some(unit.as_str()));
            people.insert(
                part.to_owned(),
                self.person(&by, part, &name, title, role, of).await,
            );
        }
        let advisor = self.person(
            &by,
            "advisor",
            "Cao Thị Góp",
            "Trưởng phòng",
            Role::UnitHead,
            Some(&other_unit),
        );
        people.insert("advisor".to_owned(), advisor.await);
        for number in 0..drafters {
            let (part, name) = (format!("drafter{number}"), format!("Đỗ Minh Soạn {number}"));
            let drafter = self.person(&by, &part, &name, "Chuyên viên", Role::Drafter, Some(&unit));
            let drafter = drafter.await;
            people.insert(part, drafter);
        }
        let mut agency = Agency {
            id,
            unit,
            other_unit,
            people,
        };
        self.equip(&mut agency).await;
        agency
    }

    async fn unit(&self, by: &Acting, code: &str, name: &str) -> String {
        let unit = NewUnit {
            code: code.to_owned(),
            name: name.to_owned(),
            parent: None,
        };
        self.office.add_unit(by, &unit).await.unwrap()
    }

    async fn person(
        &self,
        by: &Acting,
        part: &str,
        name: &str,
        title: &str,
        role: Role,
        unit: Option<&str>,
    ) -> Person {
        let account = NewAccount {
            login: format!("{}.{part}", self.prefix),
            details: Details {
                full_name: name.to_owned(),
                ..Details::default()
            },
            password: Some(PASSWORD.to_owned()),
        };
        let added = self.office.add_account(by, &account).await.unwrap();
        let appointment = NewAppointment {
            account: added.account.clone(),
            unit: unit.map(ToOwned::to_owned),
            title: title.to_owned(),
            role,
            from: None,
            until: None,
        };
        Person {
            login: added.login,
            account: added.account,
            appointment: self.office.appoint(by, &appointment).await.unwrap(),
            role,
            desk: None,
        }
    }

    /// Desks with their keys, pictures, and the organisation's token in the clerk's hands.
    async fn equip(&self, agency: &mut Agency) {
        self.hand_token_over(agency).await;
        for (part, _, _, _, image) in PARTS {
            let by = self.acting(agency, part).await;
            let mut desk = Desk::pair(self.office, &by).await;
            let key = self.key(part);
            desk.enrol(self.office, &by, key, Holder::Person).await;
            if part == "clerk" {
                desk.enrol(
                    self.office,
                    &by,
                    self.key("organization"),
                    Holder::Organisation,
                )
                .await;
            }
            let (kind, file) = image.unwrap_or((ImageKind::Seal, "con-dau.png"));
            let image = NewImage {
                kind,
                png: sample(file),
                width_um: 30_000,
            };
            self.office.keep_image(&by, &image).await.unwrap();
            agency.people.get_mut(part).unwrap().desk = Some(Arc::new(desk));
        }
    }

    /// The name in somebody's certificate.
    fn name(&self, part: &str) -> String {
        let id = format!("{}-{part}", self.prefix);
        let mut all = self.authority.subscribers().iter();
        let found = all.find(|it| it.id() == id).unwrap();
        found.member().profile.subject.common_name.clone()
    }

    fn key(&self, part: &str) -> testpki::Issued {
        self.authority
            .subscriber(&format!("{}-{part}", self.prefix))
            .unwrap()
    }

    async fn acting(&self, agency: &Agency, part: &str) -> Acting {
        let (person, name) = (&agency.people[part], self.name(part));
        let acting = self
            .office
            .acting(&person.account, &agency.id, &person.appointment, &name);
        acting.await.unwrap()
    }

    async fn hand_token_over(&self, agency: &Agency) {
        let head = self.acting(agency, "head").await;
        let paper = PaperBasis {
            number: "01/QĐ-UBND".to_owned(),
            date: date!(2026 - 01 - 05),
        };
        let keeper = &agency.people["clerk"].account;
        let permission = self.office.permit_token_hand_over(&head, keeper, &paper);
        let hand_over = HandOver {
            permission: permission.await.unwrap(),
            minutes: "Biên bản bàn giao thiết bị, tình trạng tốt".to_owned(),
        };
        self.office
            .hand_over_token(&head, &hand_over)
            .await
            .unwrap();
    }
}

/// Makes the authority and answers for it on a free port.
async fn serve_authority() -> (Arc<Authority>, String) {
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
    (authority, base)
}

async fn answer(State(authority): State<Arc<Authority>>, uri: Uri, sent: Bytes) -> Response {
    match authority.serve(uri.path(), &sent, now()).unwrap() {
        Some(answer) => ([(CONTENT_TYPE, answer.media_type)], answer.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Where a folder's files are, from its root on.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries.map(|it| it.unwrap().path()) {
        match entry.is_dir() {
            true => files.extend(files_below(&entry)),
            false => files.push(entry),
        }
    }
    files
}
