//! The stamps of every profile on the sample documents, rendered and measured.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{blue, facts, red, sample, sign, write};
use layout::Role;
use stamp::geometry::Mm;

const DOCUMENTS: [(&str, &str); 4] = [
    ("cong-van", "Trần Thị Thu Thử"),
    ("quyet-dinh", "Nguyễn Văn Bình An"),
    ("ke-hoach", "Nguyễn Văn Bình An"),
    ("bao-cao", "Trần Thị Thu Thử"),
];

/// Signed by the signer, then by the agency.
fn issued(name: &str, signer: &str, profile: &str) -> (Vec<u8>, usize) {
    let (bytes, placed) = sign(
        sample(&format!("{name}.pdf")),
        (profile, Role::Signer),
        "auto",
        &facts(signer),
    )
    .unwrap_or_else(|error| panic!("{name} {profile}: {error}"));
    let (bytes, _) = sign(
        bytes,
        (profile, Role::Organisation),
        "auto",
        &facts("Sở Nội vụ"),
    )
    .unwrap_or_else(|error| panic!("{name} {profile}: {error}"));
    (bytes, placed.page)
}

#[test]
fn a_seal_covers_a_third_of_the_ink_and_its_centre_is_level() {
    for profile in ["nd30", "tt01"] {
        for (name, signer) in DOCUMENTS {
            let facts = facts(signer);
            let unsigned = sample(&format!("{name}.pdf"));
            let (signed, placed) = sign(unsigned, (profile, Role::Signer), "auto", &facts).unwrap();
            let ink = write(&signed, "signed").box_of(placed.page, blue).unwrap();
            let (sealed, page) = issued(name, signer, profile);
            let file = write(&sealed, &format!("{name}-{profile}"));
            file.check();
            let seal = file.box_of(page, red).unwrap();
            let diameter = Mm(36.0).points();
            assert!((seal.width - diameter).abs() < 1.2, "{name}: {seal:?}");
            assert!((seal.height - diameter).abs() < 1.2, "{name}: {seal:?}");
            let covered = (seal.right() - ink.x) / ink.width;
            assert!(
                (covered - 1.0 / 3.0).abs() < 0.04,
                "{name} {profile}: covers {covered}"
            );
            let level = (seal.centre().1 - ink.centre().1).abs();
            assert!(
                level < 1.5,
                "{name} {profile}: {level} points off the centre"
            );
        }
    }
}

#[test]
fn the_lines_of_each_profile_can_be_read() {
    for (profile, role, lines) in [
        (
            "nd30",
            Role::Attachment,
            vec!["521/QĐ-TTYT", "2026-11-21T08:30:00+07:00"],
        ),
        (
            "nd30",
            Role::Copy,
            vec!["Sao y", "Sở Nội vụ tỉnh Sao Mai (mẫu thử)"],
        ),
        (
            "tt01",
            Role::Incoming,
            vec!["Sở Nội vụ tỉnh", "21/11/2026 08:30:00 +07:00"],
        ),
        ("quang-ninh", Role::Organisation, vec!["21/11/2026"]),
        (
            "tay-son",
            Role::Organisation,
            vec![
                "Cơ quan: Sở Nội vụ",
                "Thời gian ký: 21/11/2026 08:30:00 +07:00",
            ],
        ),
    ] {
        let unsigned = sample("ke-hoach-phu-luc.pdf");
        let (bytes, placed) = sign(unsigned, (profile, role), "auto", &facts("Cơ quan mẫu"))
            .unwrap_or_else(|error| panic!("{profile} {role}: {error}"));
        assert_eq!(placed.page, 0);
        let file = write(&bytes, &format!("{role}-{profile}"));
        file.check();
        let text = file.text();
        for line in lines {
            assert!(
                text.contains(line),
                "{profile} {role}: {line} is not in\n{text}"
            );
        }
    }
}

#[test]
fn every_role_of_every_profile_finds_its_place_on_every_document() {
    for profile in ["nd30", "tt01", "quang-ninh", "tay-son"] {
        for (name, signer) in DOCUMENTS {
            let mut bytes = sample(&format!("{name}.pdf"));
            for role in [Role::Initials, Role::Signer, Role::Organisation] {
                let who = facts(signer);
                let (next, _) = sign(bytes, (profile, role), "auto", &who)
                    .unwrap_or_else(|error| panic!("{profile} {name} {role}: {error}"));
                bytes = next;
            }
            write(&bytes, &format!("all-{profile}-{name}")).check();
        }
    }
}
