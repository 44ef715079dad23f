//! The sandbox against programs that hang, run away, call home or cheat.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::*;

/// A converter whose program is this script.
struct Fake {
    folder: tempfile::TempDir,
    converter: Converter,
}

impl Fake {
    async fn new(script: &str) -> Self {
        let isolation = Isolation::find(&Settings::default()).await.unwrap();
        Self::within(script, isolation).await
    }

    async fn within(script: &str, isolation: Isolation) -> Self {
        // A cage may have a /tmp of its own.
        let folder = tempfile::tempdir_in("/var/tmp").unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let program = folder.path().join("soffice");
        let text = format!(
            "#!/bin/bash\n[ \"$1\" = --version ] && {{ echo Fake 1; exit; }}\nout=\"$PWD/out/document.pdf\"\n{script}\n"
        );
        std::fs::write(&program, text).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let settings = Settings {
            program,
            network: NetworkRule::MayBeOn,
            ..Settings::default()
        };
        Self {
            converter: Converter::with(settings, isolation).await.unwrap(),
            folder,
        }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("ra.pdf")
    }

    async fn run(&self, limits: &Limits) -> Result<Converted, Refused> {
        let (out, kind) = (self.out(), Kind::Odt);
        self.converter.convert(b"x", kind, &out, limits).await
    }
}

fn short() -> Limits {
    Limits {
        time: Duration::from_secs(1),
        ..Limits::default()
    }
}

/// Command lines of the processes that are alive and have `mark` in theirs.
fn alive(mark: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains(mark) {
            found.push(line);
        }
    }
    found
}

async fn gone(mark: &str) {
    for _ in 0..50 {
        if alive(mark).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("still alive: {:?}", alive(mark));
}

#[tokio::test]
async fn a_program_that_hangs_is_killed_with_its_children_in_every_cage() {
    for isolation in Isolation::all(&Settings::default()).await {
        let fake = Fake::within("sleep 7771 & sleep 7771", isolation.clone()).await;
        let refused = fake.run(&short()).await.unwrap_err();
        assert_eq!(refused.code(), "convert-timed-out", "{isolation:?}");
        gone("sleep 7771").await;
    }
}

#[tokio::test]
async fn a_child_that_leaves_the_group_is_killed_in_every_cage_that_holds_processes() {
    let all = Isolation::all(&Settings::default()).await;
    for isolation in all.into_iter().filter(|isolation| isolation.processes) {
        let script = "setsid sleep 7772 & sleep 7772";
        let fake = Fake::within(script, isolation.clone()).await;
        let refused = fake.run(&short()).await.unwrap_err();
        assert_eq!(refused.code(), "convert-timed-out", "{isolation:?}");
        gone("sleep 7772").await;
    }
}

#[tokio::test]
async fn a_child_left_behind_by_a_program_that_ended_is_killed_in_every_cage() {
    for isolation in Isolation::all(&Settings::default()).await {
        let fake = Fake::within("sleep 7773 & exit 3", isolation.clone()).await;
        let refused = fake.run(&short()).await.unwrap_err();
        assert_eq!(refused.code(), "convert-failed", "{isolation:?}");
        gone("sleep 7773").await;
    }
}

#[tokio::test]
async fn a_caller_who_gives_up_leaves_nothing_running() {
    let fake = Fake::new("sleep 7774").await;
    let limits = Limits::default();
    let waited = tokio::time::timeout(Duration::from_millis(500), fake.run(&limits)).await;
    assert!(waited.is_err());
    gone("sleep 7774").await;
}

#[tokio::test]
async fn the_network_is_gone_in_every_cage() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let script = format!(
        "if (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; then echo reached; else echo cut off; fi; exit 1"
    );
    for isolation in Isolation::all(&Settings::default()).await {
        let fake = Fake::within(&script, isolation.clone()).await;
        let Err(Refused::Failed { said, .. }) = fake.run(&short()).await else {
            panic!("nothing comes out");
        };
        let wanted = if isolation.network {
            "cut off"
        } else {
            "reached"
        };
        assert_eq!(said, wanted, "{isolation:?}");
        assert_eq!(listener.accept().is_err(), isolation.network);
    }
}

#[tokio::test]
async fn a_real_office_program_reaches_nobody_either() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    // Through inspection it would not come; the cage must hold by itself.
    let settings = Settings {
        network: NetworkRule::MayBeOn,
        ..Settings::default()
    };
    let converter = Converter::new(settings).await.unwrap();
    let bytes = by_hand(port);
    let out = folder.path().join("ra.pdf");
    let done = converter
        .convert(&bytes, Kind::Odt, &out, &Limits::default())
        .await;
    if converter.isolation().network {
        assert!(listener.accept().is_err(), "nobody has called: {done:?}");
    }
}

/// An odt with a picture that lies on this machine's network.
fn by_hand(port: u16) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3"><office:body><office:text><text:p>A<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="http://127.0.0.1:{port}/a.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p></office:text></office:body></office:document-content>"#
    );
    for (name, data) in [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "META-INF/manifest.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#,
        ),
        ("content.xml", content.as_str()),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(data.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn every_cage_converts_a_real_file() {
    for isolation in Isolation::all(&Settings::default()).await {
        let settings = Settings {
            network: NetworkRule::MayBeOn,
            ..Settings::default()
        };
        let converter = Converter::with(settings, isolation.clone()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("ra.pdf");
        let limits = Limits::default();
        // The picture cannot be fetched; where there is a network, nobody answers.
        let done = converter
            .convert(&by_hand(9), Kind::Odt, &out, &limits)
            .await;
        assert_eq!(done.unwrap().pages, 1, "{isolation:?}");
    }
}

#[tokio::test]
async fn it_runs_as_nobody_in_an_empty_home_without_our_surroundings() {
    let fake = Fake::new("id -u; env | cut -d= -f1 | sort | tr '\\n' ' '; exit 1").await;
    let Err(Refused::Failed { said, .. }) = fake.run(&short()).await else {
        panic!("nothing comes out");
    };
    let mut lines = said.lines();
    let user = lines.next().unwrap();
    match fake.converter.isolation().user {
        Some(wanted) => assert_eq!(user, wanted.to_string()),
        None => assert_ne!(rustix::process::geteuid().as_raw(), 0),
    }
    let names = lines.next().unwrap();
    for name in names.split_whitespace() {
        let known = [
            "HOME",
            "LANG",
            "PATH",
            "PWD",
            "SAL_USE_VCLPLUGIN",
            "SHLVL",
            "TMPDIR",
            "_",
        ];
        assert!(known.contains(&name), "{names}");
    }
}

#[tokio::test]
async fn a_link_in_place_of_the_output_is_not_followed() {
    let fake = Fake::new("ln -s /etc/passwd \"$out\"").await;
    assert_eq!(
        fake.run(&short()).await.unwrap_err().code(),
        "convert-failed"
    );
    let fake = Fake::new("mkfifo \"$out\"").await;
    assert_eq!(
        fake.run(&short()).await.unwrap_err().code(),
        "convert-failed"
    );
}

#[tokio::test]
async fn what_comes_out_must_be_a_fit_pdf_of_bearable_size() {
    let fake = Fake::new("echo no pdf > \"$out\"").await;
    let refused = fake.run(&short()).await.unwrap_err();
    assert_eq!(refused.code(), "convert-output-unfit");
    assert_eq!(refused.reasons()[0].code(), "convert-wrong-type");
    let fake = Fake::new("head -c 3000 /dev/zero > \"$out\"").await;
    let limits = Limits {
        output: 2000,
        ..short()
    };
    // The limit on files holds in the program already; what it wrote is cut and refused.
    assert!(fake.run(&limits).await.is_err());
    assert!(!fake.out().exists());
}

#[tokio::test]
async fn a_machine_without_the_program_says_so() {
    let settings = Settings {
        program: PathBuf::from("/nowhere/soffice"),
        network: NetworkRule::MayBeOn,
        ..Settings::default()
    };
    let refused = Converter::new(settings).await.unwrap_err();
    assert_eq!(refused.code(), "convert-program-missing");
}
