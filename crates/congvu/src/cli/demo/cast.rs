//! Who plays in the demonstration: two communes that do not exist, with everybody a document meets.
//!
//! Names and titles of those who sign are those of their certificates (crate `testpki`); here is
//! what certificates do not say.

use access::Role;
use office::people::ImageKind;

/// Everybody's password. Whoever changes it knows the new one.
pub(super) const PASSWORD: &str = "Thu-nghiem-2026!";

/// The line above both agencies' names on paper, as in the sample documents.
pub(super) const SUPERIOR: &str = "UBND tỉnh Minh Thử";

/// Documents to begin with, by name.
pub(super) const SAMPLES: [(&str, &[u8]); 3] = [
    (
        "quyet-dinh.docx",
        include_bytes!("../../../../../samples/quyet-dinh.docx"),
    ),
    (
        "cong-van.docx",
        include_bytes!("../../../../../samples/cong-van.docx"),
    ),
    (
        "ke-hoach.pdf",
        include_bytes!("../../../../../samples/ke-hoach.pdf"),
    ),
];

/// An agency of the demonstration.
#[derive(Debug)]
pub(super) struct Agency {
    /// What its certificates' ids begin with.
    pub(super) prefix: &'static str,
    /// What its people's logins end with.
    pub(super) suffix: &'static str,
    /// The identifier of QĐ 20/2020/QĐ-TTg.
    pub(super) code: &'static str,
    /// The place that documents are dated from.
    pub(super) place: &'static str,
    /// The administrator, who has no certificate.
    pub(super) administrator: &'static str,
    /// The drafter, who has none either.
    pub(super) drafter: &'static str,
    /// The head of another unit, whose opinion is asked.
    pub(super) advisor: &'static str,
}

/// The agencies.
pub(super) const AGENCIES: [Agency; 2] = [
    Agency {
        prefix: "an-thu",
        suffix: "anthu",
        code: "H29.3.15",
        place: "An Thử",
        administrator: "Bùi Đức Quản",
        drafter: "Đỗ Minh Soạn",
        advisor: "Cao Thị Góp",
    },
    Agency {
        prefix: "binh-thu",
        suffix: "binhthu",
        code: "H29.3.16",
        place: "Bình Thử",
        administrator: "Ngô Thị Trị",
        drafter: "Vũ Thị Thảo",
        advisor: "Trịnh Văn Bàn",
    },
];

/// A part that one person plays in each agency.
#[derive(Debug)]
pub(super) struct Part {
    /// What ids of certificates and desks end with.
    pub(super) id: &'static str,
    /// What logins begin with.
    pub(super) login: &'static str,
    pub(super) role: Role,
    /// Works in the office; leaders are in no unit.
    pub(super) in_unit: bool,
    /// The picture of the person's own signature, with its width in micrometres.
    pub(super) image: Option<Image>,
}

/// A picture and its true width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Image {
    pub(super) kind: ImageKind,
    pub(super) png: &'static [u8],
    pub(super) width_um: u32,
}

const SIGNATURE: Image = Image {
    kind: ImageKind::Signature,
    png: include_bytes!("../../../../../samples/chu-ky.png"),
    width_um: 46_000,
};

const INITIALS: Image = Image {
    kind: ImageKind::Initials,
    png: include_bytes!("../../../../../samples/ky-nhay.png"),
    width_um: 14_000,
};

/// The picture of the seal.
pub(super) const SEAL: Image = Image {
    kind: ImageKind::Seal,
    png: include_bytes!("../../../../../samples/con-dau.png"),
    width_um: 36_000,
};

/// Those who sign, in the order of a document's way.
pub(super) const SIGNERS: [Part; 4] = [
    Part {
        id: "chief",
        login: "chanhvanphong",
        role: Role::UnitHead,
        in_unit: true,
        image: Some(INITIALS),
    },
    Part {
        id: CLERK,
        login: "vanthu",
        role: Role::Clerk,
        in_unit: true,
        image: None,
    },
    Part {
        id: "deputy",
        login: "phochutich",
        role: Role::Deputy,
        in_unit: false,
        image: Some(SIGNATURE),
    },
    Part {
        id: HEAD,
        login: "chutich",
        role: Role::Head,
        in_unit: false,
        image: Some(SIGNATURE),
    },
];

/// The head's part.
pub(super) const HEAD: &str = "head";
/// The deputy's part.
pub(super) const DEPUTY: &str = "deputy";
/// The clerk's part, who keeps the organisation's token.
pub(super) const CLERK: &str = "clerk";
/// The drafter's part.
pub(super) const DRAFTER: &str = "drafter";
/// The part of the head of another unit.
pub(super) const ADVISOR: &str = "advisor";
/// The administrator's part.
pub(super) const ADMINISTRATOR: &str = "administrator";
/// The organisation itself: a token, and nobody's account.
const ORGANISATION: &str = "organization";

impl Agency {
    /// The id of somebody's certificate, desk and entry in the folder.
    pub(super) fn id(&self, part: &str) -> String {
        format!("{}-{part}", self.prefix)
    }

    /// The id of the organisation's certificate.
    pub(super) fn organisation(&self) -> String {
        self.id(ORGANISATION)
    }

    /// A name to sign in with.
    pub(super) fn login(&self, part: &str) -> String {
        format!("{part}.{}", self.suffix)
    }
}
