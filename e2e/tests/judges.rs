//! The judges themselves: each must pass what is right and catch what is wrong.
//!
//! Signatures here are pyHanko's, so this file says nothing of the product.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use e2e::inputs::Input;
use e2e::judges::peer::{self, Authority, Change};
use e2e::judges::poppler::{self, Ink};
use e2e::judges::{openssl, pdfa, pdfsig, pyhanko, qpdf};
use e2e::proof::{Case, demand_sound};
use tempfile::TempDir;

struct Signed {
    folder: TempDir,
    authority: Authority,
    file: PathBuf,
}

/// The sample signed once by the peer.
fn signed(options: &[&str]) -> Signed {
    let folder = tempfile::tempdir().unwrap();
    let authority = peer::authority(&folder.path().join("ca"));
    let file = folder.path().join("signed.pdf");
    authority.sign(&Input::LibreOffice.file(), &file, options);
    Signed {
        folder,
        authority,
        file,
    }
}

fn cades(file: &Path, root: &Path) -> Vec<Result<(), String>> {
    let folder = tempfile::tempdir().unwrap();
    openssl::extract(&[file], folder.path())
        .iter()
        .flatten()
        .map(|signature| signature.verify_cades(root))
        .collect()
}

#[test]
fn whole_signature_passes_every_judge() {
    let signed = signed(&["--timestamp"]);
    let root = signed.authority.root();

    let listed = pdfsig::signatures(&signed.file, None);
    assert_eq!(listed.len(), 1);
    assert!(listed[0].is_valid() && listed[0].total, "{listed:?}");
    assert_eq!(listed[0].kind, "ETSI.CAdES.detached");

    let report = pyhanko::judge_one(&signed.file, &root);
    assert_eq!(report.signatures.len(), 1, "{report:?}");
    let signature = &report.signatures[0];
    assert!(signature.bottom_line && signature.trusted, "{report:?}");
    assert_eq!(signature.coverage, "ENTIRE_FILE");
    assert!(signature.timestamp.as_ref().unwrap().trusted);

    let folder = tempfile::tempdir().unwrap();
    let extracted = &openssl::extract(&[&signed.file], folder.path())[0][0];
    extracted.verify_cades(&root).unwrap();
    extracted.verify_timestamp(&root).unwrap();
    assert!(extracted.place.gap_is_hex_string);
    assert_eq!(extracted.place.end, extracted.place.size);

    assert_eq!(qpdf::complaints(&signed.file, None), Vec::<String>::new());
}

#[test]
fn changed_byte_fails_every_judge() {
    let signed = signed(&[]);
    let mut bytes = fs::read(&signed.file).unwrap();
    let width = b"595.3";
    let at = bytes.windows(width.len()).position(|w| w == width).unwrap();
    bytes[at] = b'4';
    fs::write(&signed.file, bytes).unwrap();

    let root = signed.authority.root();
    assert!(!pdfsig::signatures(&signed.file, None)[0].is_valid());
    let signature = &pyhanko::judge_one(&signed.file, &root).signatures[0];
    assert!(!signature.intact && !signature.bottom_line);
    assert!(cades(&signed.file, &root)[0].is_err());
}

#[test]
fn foreign_root_is_not_trusted() {
    let signed = signed(&[]);
    let other = peer::authority(&signed.folder.path().join("other"));
    let signature = &pyhanko::judge_one(&signed.file, &other.root()).signatures[0];
    assert!(signature.intact && signature.valid && !signature.trusted);
    assert!(cades(&signed.file, &other.root())[0].is_err());
}

#[test]
fn timestamp_of_another_signature_fails() {
    let signed = signed(&["--timestamp"]);
    let again = signed.folder.path().join("again.pdf");
    signed.authority.sign(
        &Input::LibreOffice.file(),
        &again,
        &["--timestamp", "--field", "Other"],
    );
    let folder = tempfile::tempdir().unwrap();
    let extracted = openssl::extract(&[&signed.file, &again], folder.path());
    let (first, second) = (&extracted[0][0], &extracted[1][0]);
    fs::copy(second.part("tst"), first.part("tst")).unwrap();
    assert!(first.verify_timestamp(&signed.authority.root()).is_err());
}

#[test]
fn second_signature_is_form_filling() {
    let signed = signed(&[]);
    let twice = signed.folder.path().join("twice.pdf");
    signed
        .authority
        .sign(&signed.file, &twice, &["--field", "Second"]);
    let report = pyhanko::judge_one(&twice, &signed.authority.root());
    let [first, second] = &report.signatures[..] else {
        panic!("{report:?}")
    };
    assert_eq!(first.modification.as_deref(), Some("FORM_FILLING"));
    assert_eq!(first.coverage, "ENTIRE_REVISION");
    assert!(first.docmdp_ok && first.bottom_line);
    assert_eq!(second.modification.as_deref(), Some("NONE"));
}

#[test]
fn later_comment_or_page_is_flagged() {
    let signed = signed(&[]);
    for change in [Change::Comment, Change::Page] {
        let changed = signed.folder.path().join("changed.pdf");
        peer::change(change, &signed.file, &changed);
        let signature = &pyhanko::judge_one(&changed, &signed.authority.root()).signatures[0];
        assert!(signature.intact && !signature.docmdp_ok, "{change:?}");
        assert!(signature.suspicion.is_some(), "{change:?}");
        // Known blind spot of pdfsig, which is why pyHanko sits beside it.
        assert!(pdfsig::signatures(&changed, None)[0].is_valid());
    }
}

#[test]
fn qpdf_complains_of_broken_cross_references() {
    for input in [
        Input::BrokenStartxref,
        Input::SignedBroken,
        Input::Truncated,
    ] {
        assert!(
            !qpdf::complaints(&input.file(), None).is_empty(),
            "{input:?}"
        );
    }
}

#[test]
fn pictures_are_measured_in_millimetres() {
    let file = Input::LibreOffice.file();
    let page = poppler::render(&file, 1, 150, None);
    let (width, height) = page.size();
    assert!((width - 210.0).abs() < 0.3 && (height - 297.0).abs() < 0.3);
    let ink = page.ink(Ink::Black).unwrap();
    // Margins of the sample: 30 mm left, 15 mm right, 20 mm above.
    assert!(
        (ink.left - 30.0).abs() < 2.0 && (ink.right - 195.0).abs() < 2.0,
        "{ink:?}"
    );
    assert!(ink.top > 20.0 && ink.top < 24.0, "{ink:?}");
    assert_eq!(page.ink(Ink::Red), None);
    let word = poppler::word(&file, 1, "Thu").unwrap();
    assert!(page.ink_within(Ink::Black, &word).is_some());
}

#[test]
fn difference_of_two_pages_is_where_they_differ() {
    let signed = signed(&[]);
    let changed = signed.folder.path().join("changed.pdf");
    let before = poppler::render(&signed.file, 1, 100, None);
    assert_eq!(before.difference(&before), None);
    peer::change(Change::Comment, &signed.file, &changed);
    let after = poppler::render(&changed, 1, 100, None);
    // The annotation lies at 200–400 × 300–340 points, seen from below.
    let area = after.difference(&before).unwrap();
    assert!(area.left > 70.0 && area.right < 142.0, "{area:?}");
    assert!(area.top > 176.0 && area.bottom < 192.0, "{area:?}");
}

#[test]
fn fonts_not_embedded_are_seen() {
    assert!(
        poppler::fonts(&Input::CropBox.file())
            .iter()
            .any(|font| !font.embedded)
    );
    let fonts = poppler::fonts(&Input::PdfA1.file());
    assert!(!fonts.is_empty() && fonts.iter().all(|font| font.embedded));
}

/// If a judge cannot live with a kind of input, that must be known before the product is blamed.
#[test]
fn every_input_can_be_signed_soundly() {
    let folder = tempfile::tempdir().unwrap();
    let authority = peer::authority(&folder.path().join("ca"));
    let cases: Vec<Case> = [
        Input::PdfA1,
        Input::TexTable,
        Input::TexXrefStream,
        Input::TexObjectStreams,
        Input::Linearized,
        Input::Hybrid,
        Input::HybridUpdate,
        Input::Revisions30,
        Input::NameDecomposed,
        Input::CropBox,
        Input::Rc4,
        Input::Aes128,
        Input::Aes256,
    ]
    .into_iter()
    .map(|input| {
        let original = input.file();
        let file = folder.path().join(format!("{input:?}.pdf"));
        authority.sign(&original, &file, &["--timestamp"]);
        let mut case = Case::new(&file, 1).from(&original).timestamped();
        case.hybrid = matches!(input, Input::Hybrid | Input::HybridUpdate);
        case
    })
    .collect();
    demand_sound(&cases, &authority.root());
}

#[test]
fn rules_of_pdf_a_are_held_by_the_office_and_broken_by_the_peer() {
    for (input, part) in [(Input::PdfA1, 1), (Input::PdfA2, 2), (Input::PdfA3, 3)] {
        assert_eq!(pdfa::violations(&input.file(), part), Vec::<String>::new());
    }
    let folder = tempfile::tempdir().unwrap();
    let authority = peer::authority(&folder.path().join("ca"));
    let file = folder.path().join("signed.pdf");
    authority.sign(&Input::PdfA1.file(), &file, &[]);
    let violations = pdfa::violations(&file, 1).join("\n");
    assert!(
        violations.contains("widget without appearance"),
        "{violations}"
    );
    let violations = pdfa::violations(&Input::CropBox.file(), 2).join("\n");
    assert!(violations.contains("not embedded"), "{violations}");
}
