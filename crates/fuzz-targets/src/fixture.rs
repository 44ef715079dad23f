//! What the targets start from: a signed document, a signature, certificates and evidence, all
//! made by the test authority.
//!
//! The keys are new every time, so a fuzzer that is to go on where it stopped, or a find that is
//! to be repeated, needs the fixture it had: `CONGVU_FUZZ_FIXTURE` names a file for it, which is
//! written if it is not there. No private key is in it.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use ades::cades;
use ades::pades::{FieldTarget, Level, SigningRequest, sign_with};
use ades::timestamp::{SourceFailure, TimestampSource};
use ades::{CheckedSigner, KnownRevocation, Requirement, Signer};
use keys::{KeyError, PrivateKey};
use pdf::{Document, OpenOptions, PdfString, ReadAt, Update, form};
use pki::{DigestAlgorithm, SignatureAlgorithm, ocsp, tsp};
use serde::{Deserialize, Serialize};
use testpki::{Authority, Ca, Config, Issued, KeyAlgorithm, Kind, Profile, Subject, Validity};
use time::UtcDateTime;
use time::macros::utc_datetime;

/// The present of every target.
pub(crate) const NOW: UtcDateTime = utc_datetime!(2026-11-21 08:00);

/// What the signature of its own is over.
pub(crate) const CONTENT: &[u8] = "Quyết định số 521/QĐ-UBND".as_bytes();

/// What the time-stamp answer is over.
pub(crate) const STAMPED: &[u8] = b"a signature value";

/// Good objects of every kind, DER unless said otherwise.
#[derive(Debug, Deserialize, Serialize)]
pub struct Fixture {
    pub(crate) root: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) signer: Vec<u8>,
    pub(crate) lists: Vec<Vec<u8>>,
    pub(crate) ocsp_request: Vec<u8>,
    pub(crate) ocsp_answer: Vec<u8>,
    pub(crate) stamp_request: Vec<u8>,
    pub(crate) stamp_answer: Vec<u8>,
    /// Detached CAdES over [`CONTENT`], without and with a time stamp.
    pub(crate) signatures: Vec<Vec<u8>>,
    /// An unsigned PDF form.
    pub(crate) form: Vec<u8>,
    /// The same, signed.
    pub(crate) signed: Vec<u8>,
    /// The signed one with later revisions that are permitted.
    pub(crate) continued: Vec<Vec<u8>>,
}

impl Fixture {
    /// The fixture of this process.
    ///
    /// # Panics
    /// When it cannot be made, or its file cannot be read or written.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Fixture> =
            LazyLock::new(|| match std::env::var_os("CONGVU_FUZZ_FIXTURE") {
                Some(path) => Fixture::kept(Path::new(&path)),
                None => Fixture::make(),
            });
        &SHARED
    }

    fn kept(path: &Path) -> Self {
        if let Ok(bytes) = std::fs::read(path) {
            return serde_json::from_slice(&bytes).expect("a fixture");
        }
        let fixture = Self::make();
        std::fs::write(path, serde_json::to_vec(&fixture).unwrap()).expect("a writable place");
        fixture
    }

    fn make() -> Self {
        let config = Config {
            base_url: "http://127.0.0.1:1".to_owned(),
            key: KeyAlgorithm::P256,
        };
        let mut authority = Authority::new(config, NOW).unwrap();
        let issued = authority.issue(&profile(), NOW).unwrap();
        let issuer = issued.chain.first().unwrap().clone();
        let key = Key::new(&issued);

        let nonce = Some(&[1; 16][..]);
        let ocsp_request = ocsp::Request::new(&issued.certificate, &issuer, nonce);
        let ocsp_request = ocsp_request.to_der().unwrap();
        let imprint = DigestAlgorithm::Sha256.digest(STAMPED);
        let stamp_request = tsp::Request::new(DigestAlgorithm::Sha256, imprint, &[7; 16]);
        let stamp_request = stamp_request.to_der().unwrap();

        let form = form_document();
        let document = |level, bytes: &[u8]| sign(&key, &authority, level, bytes);
        let signed = document(Level::BB, &form);
        let filled = fill(&signed);
        let continued = vec![
            document(Level::BT, &signed),
            document(Level::BB, &filled),
            filled,
        ];
        Self {
            root: authority.certificate(Ca::Root).unwrap().der().to_vec(),
            issuer: issuer.der().to_vec(),
            signer: issued.certificate.der().to_vec(),
            lists: [Ca::Root, Ca::Government]
                .map(|ca| authority.crl(ca, NOW).unwrap())
                .to_vec(),
            ocsp_answer: authority.handle_ocsp(&ocsp_request, NOW).unwrap(),
            ocsp_request,
            stamp_answer: authority.handle_tsp(&stamp_request, NOW).unwrap(),
            stamp_request,
            signatures: signatures(&key, &authority),
            form,
            signed,
            continued,
        }
    }
}

fn profile() -> Profile {
    Profile {
        subject: Subject {
            common_name: "Nguyễn Văn Thử".to_owned(),
            organization: "Ủy ban nhân dân xã An Thử (for testing)".to_owned(),
            email: Some("thu@an-thu.example".to_owned()),
            ..Subject::default()
        },
        kind: Kind::Person,
        key: KeyAlgorithm::P256,
        issuer: Ca::Government,
        validity: Validity::Current,
    }
}

/// A key of the test authority as the engine wants it.
struct Key {
    key: testpki::Key,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    algorithms: [SignatureAlgorithm; 1],
}

impl Key {
    fn new(issued: &Issued) -> Self {
        let chain = issued.chain.iter();
        Self {
            key: issued.key.clone(),
            certificate: issued.certificate.der().to_vec(),
            chain: chain.map(|issuer| issuer.der().to_vec()).collect(),
            algorithms: [issued.key.algorithm().signature()],
        }
    }

    fn signer(&self) -> CheckedSigner {
        let [algorithm] = self.algorithms;
        Signer::new(&self.certificate, &self.chain, algorithm)
            .unwrap()
            .check(NOW, &KnownRevocation::Unknown, Requirement::default())
            .unwrap()
    }
}

impl PrivateKey for Key {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        &self.algorithms
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(self.key.sign_with(algorithm, message).unwrap())
    }
}

struct Stamps<'a>(&'a Authority);

impl TimestampSource for Stamps<'_> {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        Ok(self.0.handle_tsp(request, NOW).unwrap())
    }
}

fn sign(key: &Key, authority: &Authority, level: Level, bytes: &[u8]) -> Vec<u8> {
    let mut request = SigningRequest::new(key.signer(), level, NOW);
    request.field = FieldTarget::New {
        name: None,
        page: 0,
        rect: None,
    };
    let mut random = || [9; 32];
    let update = Update::new(open(bytes)).unwrap();
    let mut stamps = Stamps(authority);
    let finished = sign_with(key, Some(&mut stamps), &update, &request, &mut random, None);
    whole(finished.unwrap().appended())
}

/// Signatures of their own over [`CONTENT`].
fn signatures(key: &Key, authority: &Authority) -> Vec<Vec<u8>> {
    let prepared = cades::prepare(&key.signer(), &CONTENT.to_vec(), NOW).unwrap();
    let value = key.sign(prepared.algorithm(), prepared.bytes()).unwrap();
    let mut signed = prepared.with_signature(value).unwrap();
    let plain = signed.to_der().unwrap();
    let pending = signed.request_timestamp(&[5; 16]).unwrap();
    let answer = authority.handle_tsp(pending.request(), NOW).unwrap();
    signed.add_timestamp(&pending, &answer).unwrap();
    vec![plain, signed.to_der().unwrap()]
}

/// Fills in the text field.
fn fill(bytes: &[u8]) -> Vec<u8> {
    let document = open(bytes);
    let mut update = Update::new(Arc::clone(&document)).unwrap();
    let view = document.latest();
    let fields = form::fields(&view).unwrap();
    let field = fields.iter().find(|field| field.name == "number").unwrap();
    let dictionary = field.dictionary.clone().with("V", PdfString::text("521"));
    update.set(field.id, dictionary);
    whole(&update.finish(&[3; 32]).unwrap())
}

/// Opens bytes that are a good PDF.
pub(crate) fn open(bytes: &[u8]) -> Arc<Document> {
    Document::open(Arc::new(bytes.to_vec()), &OpenOptions::default()).unwrap()
}

/// All bytes of a source.
pub(crate) fn whole(source: &dyn ReadAt) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(source.len()).unwrap()];
    source.read_exact_at(0, &mut bytes).unwrap();
    bytes
}

/// Two pages, a text field, an annotation, with a classic cross-reference table.
fn form_document() -> Vec<u8> {
    let bodies = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<<>>/Annots[7 0 R 8 0 R]>>",
        "<</Type/Page/Parent 2 0 R/Contents[6 0 R 5 0 R]/Resources<<>>>>",
        "<</Length 11>>stream\n0 0 9 9 re f\nendstream",
        "<</Length 5/Filter/ASCIIHexDecode>>stream\n7120>\nendstream",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R>>",
        "<</Type/Annot/Subtype/Text/Rect[9 9 20 20]/Contents(x)/F 4/P 3 0 R>>",
    ];
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", bodies.len() + 1);
    for (number, body) in (1..).zip(bodies) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    let start = file.len();
    let size = bodies.len() + 1;
    file.extend(table.bytes());
    file.extend(
        format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}
