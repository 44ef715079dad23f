//! Real office files go through LibreOffice; poppler judges what comes out.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use common::{by_libreoffice, codes, docx, odt, paragraph, sample};
use convert::{Converter, Kind, Limits, NetworkRule, Refused, Settings};

/// Every letter with a mark, and đ: 134 with both cases.
const LETTERS: &str = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";

async fn converter() -> Converter {
    let settings = Settings {
        network: NetworkRule::MayBeOn,
        ..Settings::default()
    };
    Converter::new(settings).await.unwrap()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("ra.pdf")
    }
}

fn poppler(program: &str, file: &Path, after: &[&str]) -> String {
    let output = Command::new(program)
        .arg(file)
        .args(after)
        .output()
        .unwrap();
    assert!(output.status.success(), "{program}");
    String::from_utf8(output.stdout).unwrap()
}

fn all_fonts_embedded(file: &Path) {
    let said = poppler("pdffonts", file, &[]);
    let fonts: Vec<&str> = said.lines().skip(2).collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        let words: Vec<&str> = font.split_whitespace().collect();
        assert_eq!(words[words.len() - 5], "yes", "{font}");
    }
}

#[tokio::test]
async fn text_documents_with_one_converter() {
    let (folder, converter) = (Folder::new(), converter().await);
    for (format, kind) in [
        ("docx", Kind::Docx),
        ("odt", Kind::Odt),
        ("doc:MS Word 97", Kind::Doc),
    ] {
        let bytes = by_libreoffice(&sample("cong-van.fodt"), format);
        // The name lies on purpose.
        let input = folder.file("văn bản.txt", &bytes);
        let done = converter
            .to_pdf(&input, &folder.out(), &Limits::default())
            .await
            .unwrap();
        assert_eq!((done.kind, done.pages), (kind, 1));
        assert!(done.program.contains("LibreOffice"), "{}", done.program);
        assert!(done.duration > Duration::ZERO && done.bytes > 1000);
        all_fonts_embedded(&folder.out());
        let text = poppler("pdftotext", &folder.out(), &["-layout", "-"]);
        assert!(
            text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            "{text}"
        );
        assert!(text.contains("Trần Thị Thu Thử"), "{text}");
    }
}

#[tokio::test]
async fn spreadsheets_and_their_vietnamese() {
    let folder = Folder::new();
    let source = folder.file("bang.fods", common::TABLE.as_bytes());
    let input = folder.file("bang.xlsx", &by_libreoffice(&source, "xlsx"));
    let done = converter()
        .await
        .to_pdf(&input, &folder.out(), &Limits::default())
        .await
        .unwrap();
    assert_eq!((done.kind, done.pages), (Kind::Xlsx, 1));
    all_fonts_embedded(&folder.out());
    let text = poppler("pdftotext", &folder.out(), &["-"]);
    assert!(text.contains("Đơn vị") && text.contains("1240"), "{text}");
}

#[tokio::test]
async fn all_134_letters_survive() {
    let letters = format!("{LETTERS}{}", LETTERS.to_lowercase());
    assert_eq!(letters.chars().count(), 134);
    let (folder, converter) = (Folder::new(), converter().await);
    let font = r#"<w:p><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/></w:rPr><w:t>"#;
    let word = docx(&format!("{font}{letters}</w:t></w:r></w:p>"), &[]);
    let open = odt(&format!("<text:p>{letters}</text:p>"), "", &[]);
    for (name, bytes) in [("a.docx", word), ("a.odt", open)] {
        let input = folder.file(name, &bytes);
        converter
            .to_pdf(&input, &folder.out(), &Limits::default())
            .await
            .unwrap();
        all_fonts_embedded(&folder.out());
        let text: String = poppler("pdftotext", &folder.out(), &["-"])
            .split_whitespace()
            .collect();
        assert_eq!(text, letters, "{name}");
    }
}

#[tokio::test]
async fn hostile_files_do_not_reach_the_program() {
    let (folder, converter) = (Folder::new(), converter().await);
    let parts: [(&str, &[u8]); 2] = [("word/vbaProject.bin", b"x"), ("word/a.exe", b"MZ")];
    let input = folder.file("a.docx", &docx(&paragraph("A"), &parts));
    let refused = converter
        .to_pdf(&input, &folder.out(), &Limits::default())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "convert-unsafe");
    assert_eq!(
        codes(refused.reasons()),
        ["convert-macros", "convert-executable"]
    );
    assert!(!folder.out().exists());
}

#[tokio::test]
async fn a_time_limit_leaves_nothing_running() {
    let (folder, converter) = (Folder::new(), converter().await);
    let input = folder.file("a.docx", &docx(&paragraph("A"), &[]));
    let limits = Limits {
        time: Duration::from_millis(300),
        ..Limits::default()
    };
    let refused = converter.to_pdf(&input, &folder.out(), &limits).await;
    assert!(
        matches!(refused, Err(Refused::TimedOut { .. })),
        "{refused:?}"
    );
    assert!(!folder.out().exists());
    // And the converter goes on.
    let done = converter
        .to_pdf(&input, &folder.out(), &Limits::default())
        .await
        .unwrap();
    assert_eq!(done.pages, 1);
}

#[tokio::test]
async fn several_at_once_and_no_more_than_may_wait() {
    let folder = Folder::new();
    let settings = Settings {
        workers: 2,
        waiting: 1,
        network: NetworkRule::MayBeOn,
        ..Settings::default()
    };
    let converter = Converter::new(settings).await.unwrap();
    let input = folder.file("a.docx", &docx(&paragraph("A"), &[]));
    let limits = Limits::default();
    let outs: Vec<PathBuf> = (0..4)
        .map(|n| folder.0.path().join(format!("{n}.pdf")))
        .collect();
    let (a, b, c, d) = tokio::join!(
        converter.to_pdf(&input, &outs[0], &limits),
        converter.to_pdf(&input, &outs[1], &limits),
        converter.to_pdf(&input, &outs[2], &limits),
        converter.to_pdf(&input, &outs[3], &limits),
    );
    for done in [a, b, c] {
        assert_eq!(done.unwrap().pages, 1);
    }
    assert!(matches!(d, Err(Refused::Busy { limit: 1 })), "{d:?}");
}
