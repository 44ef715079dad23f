//! Who gets certificates: fictitious people and organisations with plausible Vietnamese names.

use serde::{Deserialize, Serialize};

use crate::profile::{Kind, Profile, Subject, Validity};
use crate::{Ca, KeyAlgorithm};

/// People, organisations and devices that want certificates.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Population {
    /// All of them; ids are unique.
    pub members: Vec<Member>,
}

/// One of them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Member {
    /// A short name for files and tests: letters, digits, `-`.
    pub id: String,
    /// What the certificate says.
    pub profile: Profile,
    /// Whether the certificate still counts.
    pub standing: Standing,
}

/// Whether a certificate still counts.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It does.
    Good,
    /// It was taken back.
    Revoked,
    /// It is suspended.
    Suspended,
}

const AGENCY: &str = "Ủy ban nhân dân xã An Thử (for testing)";
const OFFICE: &str = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân";
const PLACE: &str = "Tỉnh Minh Thử";

impl Population {
    /// The people's committee of a commune that does not exist: leaders, clerk, its seal, a
    /// citizen, and one member for everything that can be wrong with a certificate. Every kind of
    /// key occurs.
    #[must_use]
    pub fn demo() -> Self {
        use KeyAlgorithm::{P256, P384, P521, Rsa2048, Rsa3072, Rsa4096};
        let good = Standing::Good;
        let mut members = vec![
            official("leader", "Nguyễn Văn Bình An", "Chủ tịch", Rsa2048),
            official("deputy", "Trần Thị Thu Thử", "Phó Chủ tịch", Rsa3072),
            official("chief", "Lê Hoàng Mẫu", "Chánh Văn phòng", P256),
            official("clerk", "Phạm Thị Văn Thư", "Văn thư", P384),
            official("drafter", "Đỗ Minh Soạn", "Chuyên viên", P521),
            member("organization", good, organization(AGENCY, Rsa2048)),
            member("organization-rsa4096", good, organization(AGENCY, Rsa4096)),
            member("organization-p256", good, organization(AGENCY, P256)),
            member("device", good, device()),
            member("citizen", good, citizen()),
        ];
        let mut revoked = official("revoked", "Vũ Văn Thu Hồi", "Chuyên viên", Rsa2048);
        revoked.standing = Standing::Revoked;
        let mut suspended = official("suspended", "Bùi Thị Tạm Ngưng", "Chuyên viên", Rsa2048);
        suspended.standing = Standing::Suspended;
        let mut expired = official("expired", "Đặng Văn Hết Hạn", "Chuyên viên", Rsa2048);
        expired.profile.validity = Validity::Expired;
        let mut early = official("not-yet-valid", "Hồ Thị Chưa Đến", "Chuyên viên", Rsa2048);
        early.profile.validity = Validity::NotYet;
        let mut server = member("tls-server", good, device());
        server.profile.kind = Kind::TlsServer;
        server.profile.subject.common_name = "may-chu.an-thu.example".to_owned();
        members.extend([revoked, suspended, expired, early, server]);
        Self { members }
    }
}

/// An agency of the demonstration and those of its people who sign.
struct Office {
    prefix: &'static str,
    name: &'static str,
    mail: &'static str,
    people: [(&'static str, &'static str, &'static str); 4],
}

const OFFICES: [Office; 2] = [
    Office {
        prefix: "an-thu",
        name: AGENCY,
        mail: "an-thu.example",
        people: [
            ("head", "Nguyễn Văn Bình An", "Chủ tịch"),
            ("deputy", "Trần Thị Thu Thử", "Phó Chủ tịch"),
            ("chief", "Lê Hoàng Mẫu", "Chánh Văn phòng"),
            ("clerk", "Phạm Thị Văn Thư", "Văn thư"),
        ],
    },
    Office {
        prefix: "binh-thu",
        name: "Ủy ban nhân dân xã Bình Thử (for testing)",
        mail: "binh-thu.example",
        people: [
            ("head", "Hoàng Thị Thử Nghiệm", "Chủ tịch"),
            ("deputy", "Phan Văn Ví Dụ", "Phó Chủ tịch"),
            ("chief", "Đinh Thị Mẫu Đơn", "Chánh Văn phòng"),
            ("clerk", "Lý Văn Lưu", "Văn thư"),
        ],
    },
];

impl Population {
    /// Two agencies that write to each other: leaders, a unit's head, a clerk and the seal of each,
    /// `an-thu-head`, `binh-thu-organization` …, and `device`, the server of both.
    #[must_use]
    pub fn offices() -> Self {
        let members = OFFICES.iter().flat_map(|office| {
            let people = office.people.iter().map(|(role, name, title)| {
                let id = format!("{}-{role}", office.prefix);
                let mut member = official(&id, name, title, KeyAlgorithm::Rsa2048);
                office.sign_for(&mut member.profile.subject, role);
                member
            });
            let mut seal = organization(office.name, KeyAlgorithm::Rsa2048);
            office.sign_for(&mut seal.subject, "vanthu");
            let id = format!("{}-organization", office.prefix);
            people.chain([member(&id, Standing::Good, seal)])
        });
        let server = member("device", Standing::Good, device());
        Self {
            members: members.chain([server]).collect(),
        }
    }
}

impl Office {
    fn sign_for(&self, subject: &mut Subject, mailbox: &str) {
        self.name.clone_into(&mut subject.organization);
        subject.email = Some(format!("{mailbox}@{}", self.mail));
    }
}

fn member(id: &str, standing: Standing, profile: Profile) -> Member {
    Member {
        id: id.to_owned(),
        profile,
        standing,
    }
}

fn official(id: &str, name: &str, title: &str, key: KeyAlgorithm) -> Member {
    let subject = Subject {
        common_name: name.to_owned(),
        title: Some(title.to_owned()),
        units: vec![OFFICE.to_owned()],
        organization: AGENCY.to_owned(),
        locality: Some(PLACE.to_owned()),
        email: Some(format!("{id}@an-thu.example")),
    };
    let profile = Profile {
        subject,
        kind: Kind::Person,
        key,
        issuer: Ca::Government,
        validity: Validity::Current,
    };
    member(id, Standing::Good, profile)
}

fn organization(name: &str, key: KeyAlgorithm) -> Profile {
    Profile {
        subject: Subject {
            common_name: name.to_owned(),
            organization: AGENCY.to_owned(),
            locality: Some(PLACE.to_owned()),
            email: Some("vanthu@an-thu.example".to_owned()),
            ..Subject::default()
        },
        kind: Kind::Organization,
        key,
        issuer: Ca::Government,
        validity: Validity::Current,
    }
}

fn device() -> Profile {
    Profile {
        subject: Subject {
            common_name: "Hệ thống quản lý văn bản thử nghiệm".to_owned(),
            organization: AGENCY.to_owned(),
            locality: Some(PLACE.to_owned()),
            ..Subject::default()
        },
        kind: Kind::Device,
        key: KeyAlgorithm::Rsa2048,
        issuer: Ca::Government,
        validity: Validity::Current,
    }
}

fn citizen() -> Profile {
    Profile {
        subject: Subject {
            common_name: "Ngô Thị Công Dân".to_owned(),
            organization: "Cá nhân (for testing)".to_owned(),
            locality: Some(PLACE.to_owned()),
            email: Some("cong-dan@an-thu.example".to_owned()),
            ..Subject::default()
        },
        kind: Kind::Person,
        key: KeyAlgorithm::P256,
        issuer: Ca::Public,
        validity: Validity::Current,
    }
}
