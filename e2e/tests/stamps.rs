//! What a stamp looks like, measured on the rendered page against its profile.
//!
//! Requirements S9 and S10; Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 7c, 8 and 14.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use e2e::inputs::Input;
use e2e::judges::poppler::{self, Area, Ink, Picture};
use e2e::keys;
use e2e::tool::{self, Tool};
use e2e::tsa::{Manner, Tsa};
use tempfile::TempDir;

const DPI: u32 = 150;

fn near(found: f64, wanted: f64, tolerance: f64) -> bool {
    (found - wanted).abs() <= tolerance
}

fn sample(name: &str) -> PathBuf {
    tool::samples().join(format!("{name}.pdf"))
}

/// One signing with a stamp.
struct Stamp<'a> {
    subject: &'a str,
    role: &'a str,
    profile: &'a str,
    image: Option<&'a str>,
    place: &'a str,
    options: &'a [&'a str],
}

/// The stamp of a role in Nghị định 30, without further options.
fn stamp<'a>(subject: &'a str, role: &'a str, image: Option<&'a str>) -> Stamp<'a> {
    Stamp {
        subject,
        role,
        profile: "nd30",
        image,
        place: "auto",
        options: &[],
    }
}

const SIGNER: Stamp = Stamp {
    subject: "signer",
    role: "signer",
    profile: "nd30",
    image: Some("chu-ky.png"),
    place: "auto",
    options: &[],
};

const SEAL: Stamp = Stamp {
    subject: "organisation",
    role: "organisation",
    profile: "nd30",
    image: Some("con-dau.png"),
    place: "auto",
    options: &[],
};

struct Stamped {
    _folder: TempDir,
    before: PathBuf,
    file: PathBuf,
    page: u32,
}

impl Stamp<'_> {
    fn on(&self, before: &Path) -> Stamped {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("stamped.pdf");
        let tsa = Tsa::start();
        let mut tool: Tool = keys::with_file(self.subject)
            .args(["--level", "B-T", "--tsa", &tsa.url(Manner::Honest)])
            .args(["--as", self.role, "--profile", self.profile])
            .args(["--place", self.place])
            .args(self.options);
        if let Some(image) = self.image {
            tool = tool.arg("--image").arg(tool::samples().join(image));
        }
        let _done = tool.arg(before).arg("--out").arg(&file).run().success();
        Stamped {
            _folder: folder,
            before: before.to_owned(),
            file,
            page: 1,
        }
    }
}

impl Stamped {
    fn picture(&self) -> Picture {
        poppler::render(&self.file, self.page, DPI, None)
    }

    /// Where the page changed by the last signature.
    fn changed(&self) -> Area {
        let before = poppler::render(&self.before, self.page, DPI, None);
        (self.picture().difference(&before)).unwrap()
    }

    /// Words of the page before that the new ink would lie upon.
    fn touched(&self) -> Vec<String> {
        let changed = self.changed();
        poppler::words(&self.before, self.page)
            .into_iter()
            .filter(|word| word.area.overlaps(&changed))
            .map(|word| word.text)
            .collect()
    }
}

#[test]
fn signer_is_blue_between_title_and_name() {
    for (name, surname, title) in [
        ("cong-van", "Trần", "PHÓ"),
        ("quyet-dinh", "Nguyễn", "CHỦ"),
        ("ke-hoach", "Nguyễn", "CHỦ"),
    ] {
        let before = sample(name);
        let stamped = SIGNER.on(&before);
        let ink = stamped.picture().ink(Ink::Blue).unwrap();
        let last = |text: &str| {
            let words = poppler::words(&before, 1);
            words
                .into_iter()
                .rfind(|word| word.text == text)
                .unwrap()
                .area
        };
        let (surname, title) = (last(surname), last(title));
        assert!(ink.top >= title.top, "{name}: {ink:?} below {title:?}");
        assert!(
            ink.bottom <= surname.bottom,
            "{name}: {ink:?} above {surname:?}"
        );
        assert!(ink.left > 105.0, "{name}: in the right half: {ink:?}");
        assert!(
            ink.width() <= 50.0 && ink.height() <= 25.0,
            "{name}: {ink:?}"
        );
    }
}

#[test]
fn seal_has_true_size_and_covers_a_third_of_the_signature() {
    for name in ["cong-van", "quyet-dinh", "ke-hoach"] {
        let signed = SIGNER.on(&sample(name));
        let ink = signed.picture().ink(Ink::Blue).unwrap();
        let sealed = SEAL.on(&signed.file);
        let seal = sealed.picture().ink(Ink::Red).unwrap();
        assert!(
            near(seal.width(), 36.0, 0.6) && near(seal.height(), 36.0, 0.6),
            "{seal:?}"
        );
        let covered = (seal.right - ink.left) / ink.width();
        assert!(
            near(covered, 1.0 / 3.0, 0.05),
            "{name}: covers {covered} of {ink:?}: {seal:?}"
        );
        assert!(
            near(seal.centre().1, ink.centre().1, 1.0),
            "{name}: {seal:?} beside {ink:?}"
        );
        let allowed = [
            "KT.", "CHỦ", "TỊCH", "PHÓ", "TM.", "ỦY", "BAN", "NHÂN", "DÂN", "Trần", "Thị", "Thu",
            "Thử", "Nguyễn", "Văn", "Bình", "An",
        ];
        for word in sealed.touched() {
            assert!(
                allowed.contains(&word.as_str()),
                "{name}: the seal touches `{word}`"
            );
        }
    }
}

#[test]
fn separate_annex_has_text_alone_at_the_top_right() {
    let stamped = Stamp {
        options: &["--number", "521/KH-UBND"],
        ..stamp("organisation", "attachment", None)
    }
    .on(&sample("ke-hoach-phu-luc"));
    let changed = stamped.changed();
    assert!(changed.left > 105.0 && changed.bottom < 40.0, "{changed:?}");
    assert_eq!(stamped.picture().ink(Ink::Red), None);
    let text = poppler::text(&stamped.file, None);
    assert!(text.contains("521/KH-UBND"), "{text}");
    assert!(text.contains("+07:00"), "{text}");
}

#[test]
fn circular_of_2019_shows_agency_and_time_beside_the_seal() {
    let signed = SIGNER.on(&sample("cong-van"));
    let stamped = Stamp {
        profile: "tt01",
        ..SEAL
    }
    .on(&signed.file);
    let seal = stamped.picture().ink(Ink::Red).unwrap();
    assert!(near(seal.width(), 36.0, 0.6), "{seal:?}");
    let text = poppler::text(&stamped.file, None);
    assert!(text.contains("Sở Nội vụ (mẫu thử)"), "{text}");
}

#[test]
fn quang_ninh_puts_the_agency_into_the_left_margin_under_the_number() {
    let stamped = Stamp {
        profile: "quang-ninh",
        ..SEAL
    }
    .on(&sample("cong-van"));
    let changed = stamped.changed();
    let number = poppler::word(&sample("cong-van"), 1, "Số:").unwrap();
    assert!(
        changed.top >= number.bottom && changed.top < 70.0,
        "{changed:?} under {number:?}"
    );
    assert!(changed.right <= 31.0 && changed.left >= 2.0, "{changed:?}");
    assert_eq!(stamped.touched(), Vec::<String>::new());
}

#[test]
fn tay_son_puts_the_agency_at_the_top_left() {
    let stamped = Stamp {
        profile: "tay-son",
        ..SEAL
    }
    .on(&sample("cong-van"));
    let changed = stamped.changed();
    assert!(changed.left < 15.0 && changed.top < 15.0, "{changed:?}");
    assert!(changed.bottom <= 25.0, "{changed:?}");
    let text = poppler::text(&stamped.file, None);
    for line in ["Người ký:", "Cơ quan:", "Thời gian ký:"] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn second_signer_stands_beside_the_first() {
    let first = SIGNER.on(&sample("cong-van"));
    let second = Stamp {
        subject: "rsa2048",
        place: "left-of:Signature1",
        ..SIGNER
    }
    .on(&first.file);
    let (one, two) = (first.changed(), second.changed());
    assert!(
        !one.overlaps(&two) && two.right <= one.left,
        "{one:?} and {two:?}"
    );
}

#[test]
fn initials_are_small_and_touch_no_word() {
    let stamped = stamp("initials", "initials", Some("ky-nhay.png")).on(&sample("cong-van"));
    let ink = stamped.picture().ink(Ink::Blue).unwrap();
    assert!(ink.width() <= 18.0 && ink.height() <= 9.0, "{ink:?}");
    assert_eq!(stamped.touched(), Vec::<String>::new());
}

#[test]
fn place_in_millimetres_is_kept_on_turned_pages_too() {
    // Where the sample is blank, as its page is seen.
    for (input, left, top) in [
        (Input::LibreOffice, 20.0, 248.0),
        (Input::Rotated90, 4.0, 100.0),
        (Input::Rotated180, 20.0, 10.0),
        (Input::Rotated270, 250.0, 100.0),
        (Input::CropBox, 20.0, 100.0),
        (Input::Aes256, 20.0, 248.0),
    ] {
        let place = format!("1:{left},{top},42x38");
        let stamped = Stamp {
            image: Some("con-dau.png"),
            place: &place,
            ..SIGNER
        }
        .on(&input.file());
        let ink = stamped.picture().ink(Ink::Red).unwrap();
        assert!(
            ink.left >= left - 0.5 && ink.top >= top - 0.5,
            "{input:?}: {ink:?}"
        );
        assert!(
            ink.right <= left + 42.5 && ink.bottom <= top + 38.5,
            "{input:?}: {ink:?}"
        );
        assert!(
            near(ink.width(), ink.height(), 0.5),
            "{input:?}: round: {ink:?}"
        );
    }
}

#[test]
fn stamp_upon_the_number_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let answer = keys::with_file("signer")
        .args(["--level", "B-B", "--lang", "en", "--place", "1:20,30,60x36"])
        .arg("--image")
        .arg(tool::samples().join("chu-ky.png"))
        .arg(sample("cong-van"))
        .arg("--out")
        .arg(folder.path().join("signed.pdf"))
        .run();
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    assert!(answer.stderr.contains("number"), "{answer:#?}");
}

#[test]
fn invisible_signature_changes_no_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.pdf");
    let _done = keys::with_file("signer")
        .args(["--level", "B-B"])
        .arg(sample("cong-van"))
        .arg("--out")
        .arg(&file)
        .run()
        .success();
    let before = poppler::render(&sample("cong-van"), 1, DPI, None);
    assert_eq!(
        poppler::render(&file, 1, DPI, None).difference(&before),
        None
    );
}
