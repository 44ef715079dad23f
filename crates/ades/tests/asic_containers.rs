//! Containers that we write are read by OpenSSL and Python; odd ones are refused with their reason.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use ades::asic::{self, Container, DataObject, Error, Limits};
use ades::cades;
use e2e::tool::Tool;
use keys::PrivateKey as _;
use proptest::prelude::*;
use support::{Desk, NOW, person};
use testpki::KeyAlgorithm;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MANIFEST: &str = "META-INF/ASiCManifest001.xml";
const SIGNATURE: &str = "META-INF/signature001.p7s";

fn objects() -> Vec<DataObject> {
    let object = |name: &str, media_type: &str, bytes: &[u8]| DataObject {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec(),
    };
    vec![
        object("01-QĐ-UBND.pdf", "application/pdf", b"%PDF-1.7 decision"),
        object(
            "Phụ lục 1 (100%) & 'a'.pdf",
            "application/pdf",
            &[0; 70_000],
        ),
        object("van-ban.json", "application/json", b"{}"),
    ]
}

fn signed(objects: &[DataObject]) -> Vec<u8> {
    let manifest = asic::manifest(objects).unwrap();
    let key = person(KeyAlgorithm::Rsa2048);
    let prepared = cades::prepare(&key.signer(), &manifest, *NOW).unwrap();
    let value = key.sign(prepared.algorithm(), prepared.bytes()).unwrap();
    let signature = prepared.with_signature(value).unwrap().to_der().unwrap();
    asic::write(objects, &manifest, &signature).unwrap()
}

fn read(bytes: &[u8]) -> Result<Container, Error> {
    asic::read(bytes, &Limits::default())
}

/// A container of these entries, as they are.
fn packed(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = match *name {
            "mimetype" => stored,
            _ => stored.compression_method(method),
        };
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What we write, with more or other entries.
fn with(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Result<Container, Error> {
    let objects = objects();
    let whole = read(&signed(&objects)).unwrap();
    let signed = &whole.signatures[0];
    let mut entries = vec![("mimetype".to_owned(), asic::MEDIA_TYPE.as_bytes().to_vec())];
    entries.extend(objects.into_iter().map(|it| (it.name, it.bytes)));
    entries.push((MANIFEST.to_owned(), signed.manifest.clone()));
    entries.push((SIGNATURE.to_owned(), signed.signature.clone()));
    change(&mut entries);
    let entries: Vec<_> = entries
        .iter()
        .map(|(it, b)| (it.as_str(), &b[..]))
        .collect();
    read(&packed(&entries, CompressionMethod::Deflated))
}

#[test]
fn what_we_write_we_read() {
    let bytes = signed(&objects());
    assert_eq!(&bytes[30..38], b"mimetype", "first, without extra fields");
    assert_eq!(&bytes[38..69], asic::MEDIA_TYPE.as_bytes());
    let found = read(&bytes).unwrap();
    assert_eq!(found.objects, objects());
    assert_eq!(found.signatures.len(), 1);
    let signed = &found.signatures[0];
    let facts = ades::validate::cms_facts(&signed.signature, Some(&signed.manifest)).unwrap();
    let cms = facts.signatures[0].cms.as_ref().unwrap();
    assert_eq!(cms.digest_matches, Some(true));
}

const PYTHON: &str = r##"
import sys, zipfile, hashlib, base64, urllib.parse, xml.etree.ElementTree as tree
container, signature, content = sys.argv[1:]
packed = zipfile.ZipFile(container)
assert packed.testzip() is None
assert packed.infolist()[0].filename == "mimetype"
manifest = packed.read("META-INF/ASiCManifest001.xml")
asic = "{http://uri.etsi.org/02918/v1.2.1#}"
ds = "{http://www.w3.org/2000/09/xmldsig#}"
root = tree.fromstring(manifest)
assert root.tag == asic + "ASiCManifest"
seen = 0
for reference in root.findall(asic + "DataObjectReference"):
    data = packed.read(urllib.parse.unquote(reference.get("URI")))
    said = reference.find(ds + "DigestValue").text
    assert base64.b64decode(said) == hashlib.sha256(data).digest()
    seen += 1
assert seen == len(packed.namelist()) - 3, packed.namelist()
open(signature, "wb").write(packed.read(root.find(asic + "SigReference").get("URI")))
open(content, "wb").write(manifest)
"##;

#[test]
fn python_and_openssl_agree() {
    let desk = Desk::new();
    let container = desk.put("package.asice", &signed(&objects()));
    let (signature, content) = (desk.put("s.p7s", b""), desk.put("manifest.xml", b""));
    let read = Tool::new("python3")
        .args(["-c", PYTHON])
        .arg(&container)
        .arg(&signature)
        .arg(&content)
        .run()
        .success();
    drop(read);
    let answer = Tool::new("openssl")
        .args(["cms", "-verify", "-cades", "-inform", "DER", "-binary"])
        .args(["-purpose", "any", "-in"])
        .arg(&signature)
        .arg("-content")
        .arg(&content)
        .arg("-CAfile")
        .arg(desk.root())
        .run()
        .success();
    assert!(answer.stderr.contains("CAdES Verification successful"));
}

#[test]
fn names_that_lead_out_or_come_twice_are_not_written() {
    for name in ["../x.pdf", "/x.pdf", "mimetype", "META-INF/x.xml", "a\\b"] {
        let mut objects = objects();
        objects[0].name = name.to_owned();
        let refused = asic::manifest(&objects).unwrap_err();
        assert_eq!(refused.code(), "asic-name", "{name}");
    }
    let mut objects = objects();
    objects[0].name = "VAN-BAN.json".to_owned();
    assert_eq!(asic::manifest(&objects).unwrap_err().code(), "asic-twice");
}

#[test]
fn whatever_is_odd_is_refused_with_its_reason() {
    let code = |found: Result<Container, Error>| found.unwrap_err().code();
    assert!(with(|_| {}).is_ok(), "deflated entries are read too");
    let add = |name: &str| {
        let name = name.to_owned();
        code(with(|it| it.push((name, b"x".to_vec()))))
    };
    assert_eq!(add("them.pdf"), "asic-uncovered");
    assert_eq!(add("../them.pdf"), "asic-name");
    assert_eq!(add("/etc/them.pdf"), "asic-name");
    assert_eq!(add("a\\them.pdf"), "asic-name");
    assert_eq!(add("VAN-BAN.JSON"), "asic-twice");
    assert_eq!(add("META-INF/manifest.xml"), "asic-unknown");
    assert_eq!(add("META-INF/signature002.p7s"), "asic-unknown");
    assert_eq!(add("META-INF/ASiCManifest002.xml"), "asic-manifest");
    assert_eq!(add("META-INF/signatures.xml"), "asic-unknown");
    assert_eq!(code(with(|it| drop(it.remove(1)))), "asic-missing");
    assert_eq!(code(with(|it| it[1].1.push(0))), "asic-differs");
    assert_eq!(code(with(|it| it.truncate(4))), "asic-unsigned");
    assert_eq!(code(with(|it| drop(it.pop()))), "asic-missing");
    assert_eq!(code(with(|it| it.swap(0, 1))), "asic-not-container");
    assert_eq!(code(with(|it| drop(it.remove(0)))), "asic-not-container");
    assert_eq!(code(with(|it| it[0].1.push(b'2'))), "asic-not-container");
    let cut = |it: &mut Vec<(String, Vec<u8>)>| it[4].1.truncate(400);
    assert_eq!(code(with(cut)), "asic-manifest");
    let sha1 = |it: &mut Vec<(String, Vec<u8>)>| {
        let text = String::from_utf8(it[4].1.clone()).unwrap();
        it[4].1 = text.replace("xmlenc#sha256", "xmldsig#sha1").into_bytes();
    };
    assert_eq!(code(with(sha1)), "asic-manifest");
    let entity = |it: &mut Vec<(String, Vec<u8>)>| {
        let text = String::from_utf8(it[4].1.clone()).unwrap();
        let text = text.replace(
            "<ASiCManifest ",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><ASiCManifest ",
        );
        it[4].1 = text.into_bytes();
    };
    assert_eq!(code(with(entity)), "asic-manifest");
}

#[test]
fn one_name_twice_in_the_directory_is_refused() {
    let bytes = signed(&objects());
    // The zip writer refuses to make it, so a name of the same length is changed everywhere.
    let text = b"van-ban.json";
    let mut doubled = with_extra(&bytes, "van-bax.json");
    while let Some(at) = find(&doubled, b"van-bax.json") {
        doubled[at..at + text.len()].copy_from_slice(text);
    }
    assert_eq!(read(&doubled).unwrap_err().code(), "asic-not-container");
}

fn with_extra(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new_append(Cursor::new(bytes.to_vec())).unwrap();
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file(name, options).unwrap();
    zip.write_all(b"{}").unwrap();
    zip.finish().unwrap().into_inner()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

#[test]
fn bombs_and_crowds_are_stopped() {
    let zeros = vec![0; 8 << 20];
    let mime = ("mimetype", asic::MEDIA_TYPE.as_bytes());
    let bomb = packed(&[mime, ("a.pdf", &zeros)], CompressionMethod::Deflated);
    assert!(bomb.len() < 100_000);
    assert_eq!(read(&bomb).unwrap_err().code(), "asic-bomb");
    let small = Limits {
        entries: 4,
        bytes: 60_000,
    };
    let found = asic::read(&signed(&objects()[..2]), &small);
    assert_eq!(found.unwrap_err().code(), "asic-too-many");
    let found = asic::read(&signed(&objects()[1..2]), &small);
    assert_eq!(found.unwrap_err().code(), "asic-too-large");
}

#[test]
fn a_manifest_that_asks_for_much_is_read_at_once() {
    let mut large = objects();
    large[0].bytes = vec![b'x'; 4 << 20];
    let many = |change: &dyn Fn(&str) -> String| {
        let manifest = String::from_utf8(asic::manifest(&large).unwrap()).unwrap();
        let manifest = change(&manifest);
        let mut entries = vec![("mimetype", asic::MEDIA_TYPE.as_bytes())];
        entries.extend(large.iter().map(|it| (it.name.as_str(), &*it.bytes)));
        entries.extend([(MANIFEST, manifest.as_bytes()), (SIGNATURE, b"signature")]);
        let began = Instant::now();
        let found = read(&packed(&entries, CompressionMethod::Stored));
        assert!(began.elapsed() < Duration::from_secs(30), "{found:?}");
        found
    };
    let end = "</ASiCManifest>";
    // Each file is digested once, and not each time that it is named.
    let doubled = many(&|it| {
        let (from, to) = (
            it.find("<DataObject").unwrap(),
            it.find("\n</ASiC").unwrap(),
        );
        let first = it[from..to]
            .split_inclusive("</DataObjectReference>")
            .next()
            .unwrap();
        it.replace(end, &(first.repeat(10_000) + end))
    });
    assert_eq!(doubled.unwrap().objects.len(), 3);
    // What is deep down costs no more than what is not.
    let deep = many(&|it| it.replace(end, &"<a>".repeat(1 << 20)));
    assert_eq!(deep.unwrap_err().code(), "asic-manifest");
}

#[test]
fn what_is_cut_off_anywhere_is_refused() {
    let bytes = signed(&objects()[..1]);
    for end in (0..bytes.len()).step_by(5) {
        assert!(read(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert_eq!(read(b"%PDF-1.7").unwrap_err().code(), "asic-not-container");
    let prefixed = [b"MZ", &bytes[..]].concat();
    assert_eq!(read(&prefixed).unwrap_err().code(), "asic-not-container");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// One changed byte is noticed by the reader or by the signature, and nothing panics.
    #[test]
    fn a_changed_byte_never_gives_other_content(at in 0..2000_usize, to in any::<u8>()) {
        let mut bytes = whole().clone();
        let at = at % bytes.len();
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        if let Ok(found) = read(&bytes) {
            let signed = &found.signatures[0];
            let facts = ades::validate::cms_facts(&signed.signature, Some(&signed.manifest));
            let facts = facts.unwrap();
            let holds = facts.signatures.iter().any(|it| it.cms.as_ref().is_some_and(|cms| {
                cms.digest_matches == Some(true)
            }));
            let whole = read(whole()).unwrap();
            prop_assert!(!holds || found.objects == whole.objects);
        }
    }
}

fn whole() -> &'static Vec<u8> {
    static WHOLE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    WHOLE.get_or_init(|| signed(&objects()[..1]))
}
