//! `ASiCManifest`: which files a signature is over, with their digests (EN 319 162-1, A.4).
//!
//! ```text
//! ASiCManifest ::= SigReference(URI, MimeType),
//!                  DataObjectReference(URI, MimeType, ds:DigestMethod(Algorithm), ds:DigestValue)+
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pki::DigestAlgorithm;
use quick_xml::NsReader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::name::{self, from_uri, to_uri};
use super::{DataObject, Error, SIGNATURE};

const ASIC: &str = "http://uri.etsi.org/02918/v1.2.1#";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const CADES: &str = "application/pkcs7-signature";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// Digests by their XML names (RFC 9231, 2.1); SHA-1 is taken from nobody.
const DIGESTS: [(&str, DigestAlgorithm); 3] = [
    (SHA256, DigestAlgorithm::Sha256),
    (
        "http://www.w3.org/2001/04/xmldsig-more#sha384",
        DigestAlgorithm::Sha384,
    ),
    (
        "http://www.w3.org/2001/04/xmlenc#sha512",
        DigestAlgorithm::Sha512,
    ),
];

/// The manifest of these objects: the bytes to be signed.
///
/// # Errors
/// [`Error::Name`] or [`Error::Twice`] for names that a container cannot have.
pub fn manifest(objects: &[DataObject]) -> Result<Vec<u8>, Error> {
    let mut names = BTreeSet::new();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ASiCManifest xmlns=\"{ASIC}\" \
         xmlns:ds=\"{DSIG}\">\n<SigReference URI=\"{SIGNATURE}\" MimeType=\"{CADES}\"/>\n"
    );
    for object in objects {
        name::check(&object.name)?;
        let name = object.name.clone();
        if name::is_own(&name) {
            return Err(Error::Name { name });
        }
        if !names.insert(name::key(&name)) {
            return Err(Error::Twice { name });
        }
        let digest = STANDARD.encode(DigestAlgorithm::Sha256.digest(&object.bytes));
        // Writing to a string never fails.
        let _ = writeln!(
            xml,
            "<DataObjectReference URI=\"{}\" MimeType=\"{}\"><ds:DigestMethod \
             Algorithm=\"{SHA256}\"/><ds:DigestValue>{digest}</ds:DigestValue>\
             </DataObjectReference>",
            to_uri(&name),
            escape(&object.media_type),
        );
    }
    xml.push_str("</ASiCManifest>\n");
    Ok(xml.into_bytes())
}

/// What a manifest says.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// The entry of the signature over it.
    pub(super) signature: String,
    /// What it is over.
    pub(super) references: Vec<Reference>,
}

/// One file that a manifest covers.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) algorithm: DigestAlgorithm,
    pub(super) digest: Vec<u8>,
}

/// Reads a manifest.
///
/// # Errors
/// In words, what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Manifest, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut parser = Parser::default();
    loop {
        let (space, event) = reader
            .read_resolved_event()
            .map_err(|error| error.to_string())?;
        let space = match space {
            ResolveResult::Bound(Namespace(space)) => space,
            _ => "",
        };
        match event {
            Event::Start(start) => parser.open(space, &start)?,
            Event::Empty(start) => {
                parser.open(space, &start)?;
                parser.close()?;
            }
            Event::End(_) => parser.close()?,
            Event::Text(text) => parser.text.push_str(text.xml10_content().as_ref()),
            Event::CData(_) | Event::GeneralRef(_) | Event::DocType(_) => {
                return Err("it has what no manifest needs".to_owned());
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return parser.finish(),
        }
    }
}

/// Where the parser stands.
#[derive(Debug, Default)]
struct Parser {
    /// Open elements: local names, those of other namespaces empty.
    open: Vec<String>,
    text: String,
    signature: Option<String>,
    current: Option<Current>,
    references: Vec<Reference>,
}

#[derive(Debug, Default)]
struct Current {
    name: String,
    media_type: String,
    algorithm: Option<DigestAlgorithm>,
    digest: Option<Vec<u8>>,
}

impl Parser {
    fn open(&mut self, space: &str, start: &BytesStart<'_>) -> Result<(), String> {
        let element = match space {
            ASIC | DSIG => start.local_name().as_ref().to_owned(),
            _ => String::new(),
        };
        self.text.clear();
        // Nothing that is looked for lies deeper than in two elements, however deep others lie.
        let at: Vec<_> = self.open.iter().take(3).map(String::as_str).collect();
        match (at.as_slice(), element.as_str()) {
            ([], "ASiCManifest") => {}
            ([], _) => return Err("it is no ASiCManifest".to_owned()),
            (["ASiCManifest"], "SigReference") => {
                let name = reference(start)?;
                if self.signature.replace(name).is_some() {
                    return Err("it names two signatures".to_owned());
                }
            }
            (["ASiCManifest"], "DataObjectReference") => {
                self.current = Some(Current {
                    name: reference(start)?,
                    media_type: attribute(start, "MimeType").unwrap_or_default(),
                    ..Current::default()
                });
            }
            (["ASiCManifest", "DataObjectReference"], "DigestMethod") => {
                let asked = attribute(start, "Algorithm").unwrap_or_default();
                let known = DIGESTS.iter().find(|(uri, _)| *uri == asked);
                let (_, known) = known.ok_or_else(|| format!("digest {asked} is not taken"))?;
                if let Some(current) = &mut self.current {
                    current.algorithm = Some(*known);
                }
            }
            _ => {}
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let closed = self.open.pop().unwrap_or_default();
        match (closed.as_str(), &mut self.current) {
            ("DigestValue", Some(current)) => {
                let text: String = self.text.split_ascii_whitespace().collect();
                let digest = STANDARD.decode(text).map_err(|error| error.to_string())?;
                current.digest = Some(digest);
            }
            ("DataObjectReference", current) => {
                let Current {
                    name,
                    media_type,
                    algorithm: Some(algorithm),
                    digest: Some(digest),
                } = current.take().unwrap_or_default()
                else {
                    return Err("a reference has no digest".to_owned());
                };
                self.references.push(Reference {
                    name,
                    media_type,
                    algorithm,
                    digest,
                });
            }
            _ => {}
        }
        self.text.clear();
        Ok(())
    }

    fn finish(self) -> Result<Manifest, String> {
        if !self.open.is_empty() {
            return Err("it ends too early".to_owned());
        }
        Ok(Manifest {
            signature: self.signature.ok_or("it names no signature")?,
            references: self.references,
        })
    }
}

fn reference(start: &BytesStart<'_>) -> Result<String, String> {
    let uri = attribute(start, "URI").ok_or("a reference names nothing")?;
    from_uri(&uri).ok_or_else(|| format!("{uri} is no name"))
}

fn attribute(start: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = start.attributes().flatten();
    let mut found = found.filter(|it| it.key.as_ref() == wanted);
    let value = found.next()?;
    let value = value.normalized_value(quick_xml::XmlVersion::Implicit1_0);
    value.ok().map(std::borrow::Cow::into_owned)
}
