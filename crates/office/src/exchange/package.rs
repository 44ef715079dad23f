//! The signed package (gói tin): one file that carries an issued document and everything attached
//! outside of the installation (E1: the content and all attachments travel together).
//!
//! An ASiC-E container ([`ades::asic`]): the files as they were issued, each with the signature that
//! lies beside it, and `van-ban.json` with what the recipient's clerk would have to type ([`Record`]),
//! all under one signature of the server's device key. That signature says which installation sent it
//! and that nothing is missing; what the document is worth is said by the signatures of its own files.

use std::borrow::Cow;
use std::collections::BTreeSet;

use access::Action;
use ades::asic::{self, DataObject, Limits};
use ades::validate::Indication;
use report::verify::SignatureReport;
use serde::{Deserialize, Serialize};
use store::incoming::FileRow;
use store::{Digest, exchange};

use super::beside::signature_of;
use super::send::titled_files;
use crate::device::Stamp;
use crate::outgoing::Outgoing;
use crate::{Acting, Error, Office};

/// The media type of a package.
pub const MEDIA_TYPE: &str = asic::MEDIA_TYPE;
/// The name of the record in a package.
pub const RECORD: &str = "van-ban.json";
/// The media type of a signature in a file of its own (RFC 8551, 3.2).
pub const SIGNATURE: &str = "application/pkcs7-signature";
/// What such a file is called before the name of what it signs.
const SIGNATURE_TITLE: &str = "Chữ ký số của cơ quan trên";
/// The version of the record's form.
const VERSION: u32 = 1;
/// Largest record that is read, bytes.
const LARGEST_RECORD: usize = 1 << 20;

/// A package that was opened: whole, and covered by its signature.
#[derive(Clone, Debug)]
pub struct Package {
    /// What it says of the document; none in a container of another program.
    pub record: Option<Record>,
    /// The files, the document first where the record tells which that is.
    pub files: Vec<PackedFile>,
    /// Its signatures, at least one, and what each is worth here and now.
    pub signatures: Vec<SignatureReport>,
    /// The status of the worst of them: one good signature makes nothing of another good.
    pub indication: Indication,
}

/// A file that was in a package.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PackedFile {
    /// Its name.
    pub name: String,
    /// Its title; empty where nothing tells one.
    pub title: String,
    /// What it says it is.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// `van-ban.json`: the fields of an issued document (NĐ 30/2020, Phụ lục VI).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Record {
    /// The version of this form.
    pub version: u32,
    /// Số, ký hiệu.
    pub notation: String,
    /// Ngày ban hành, `YYYY-MM-DD`.
    pub date: String,
    /// The type, by its code.
    pub type_code: String,
    /// The type, by its name.
    pub type_name: String,
    /// Trích yếu.
    pub subject: String,
    /// Độ khẩn, by its code.
    pub urgency: String,
    /// Who sends it.
    pub sender: Sender,
    /// Nơi nhận, as it stands on the document.
    pub recipients: Vec<String>,
    /// Hạn trả lời, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<String>,
    /// The documents that it answers, by their numbers.
    #[serde(default)]
    pub replies_to: Vec<String>,
    /// What is carried, the document first.
    pub files: Vec<Listed>,
}

/// An agency.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Sender {
    /// Its name.
    pub name: String,
    /// Its identifier (QĐ 20/2020/QĐ-TTg).
    pub code: String,
    /// Where it is written to; empty where it has no such address.
    #[serde(default)]
    pub email: String,
}

/// A file as the record lists it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Listed {
    /// Its name in the package.
    pub name: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
    /// Its size, bytes.
    pub size: i64,
}

/// A package that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its name as a file.
    pub name: String,
    /// What it says.
    pub record: Record,
    /// The files in it, the document first.
    pub files: Vec<DataObject>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Opens a package and judges its signature by the trust of this installation. Whether the signature
/// holds is told, not demanded.
///
/// # Errors
/// [`Error::Package`] for bytes that are no whole, signed package; when the trust cannot be read.
pub async fn open(office: &Office, bytes: Vec<u8>) -> Result<Package, Error> {
    let (judge, at) = (office.judge().clone(), office.now());
    tokio::task::spawn_blocking(move || {
        let container = asic::read(&bytes, &Limits::default())?;
        let mut signatures = Vec::new();
        let mut worst = None;
        for signed in &container.signatures {
            let judged =
                judge.judge_detached(&signed.name, &signed.signature, &signed.manifest, at)?;
            let found = judged.indication.ok_or(asic::Error::Unsigned)?;
            worst = Some(worst.map_or(found, |it: Indication| it.min(found)));
            signatures.extend(judged.report.signatures);
        }
        let indication = worst.ok_or(asic::Error::Unsigned)?;
        let record = container.object(RECORD).and_then(|it| read(&it.bytes));
        let listed = |name: &str| {
            let files = record.iter().flat_map(|it: &Record| &it.files);
            files.zip(0_usize..).find(|(it, _)| it.name == name)
        };
        let is_record = |it: &DataObject| record.is_some() && it.name == RECORD;
        let carried = container.objects.into_iter();
        let mut files: Vec<_> = (carried.filter(|it| !is_record(it)))
            .map(|it| {
                let found = listed(&it.name);
                let file = PackedFile {
                    title: found.map(|(it, _)| it.title.clone()).unwrap_or_default(),
                    name: it.name,
                    media_type: it.media_type,
                    bytes: it.bytes,
                };
                (found.map_or(usize::MAX, |(_, place)| place), file)
            })
            .collect();
        files.sort_by_key(|(place, _)| *place);
        Ok(Package {
            files: files.into_iter().map(|(_, it)| it).collect(),
            record,
            signatures,
            indication,
        })
    })
    .await?
}

/// The record, if it is one of a form that is known.
fn read(bytes: &[u8]) -> Option<Record> {
    if bytes.len() > LARGEST_RECORD {
        return None;
    }
    let record: Record = serde_json::from_slice(bytes).ok()?;
    (record.version == VERSION).then_some(record)
}

impl Office {
    /// The package of an issued document, for whoever sends it outside.
    ///
    /// # Errors
    /// A refusal; [`Error::Stale`] while it is not issued, or no longer in force;
    /// [`Error::NoDeviceKey`].
    pub async fn package(&self, by: &Acting, document: &str) -> Result<Made, Error> {
        let found = self.permitted(by, Action::Send, document).await?;
        self.package_of(&found).await
    }

    /// The package of a document: made once for the same content, and kept.
    pub(crate) async fn package_of(&self, document: &Outgoing) -> Result<Made, Error> {
        let row = &document.row;
        if row.issued_at.is_none() || row.withdrawn_at.is_some() {
            return Err(Error::Stale);
        }
        let files: Vec<_> = unique(titled_files(document)).flat_map(carried).collect();
        let record = self.record_of(document, &files).await?;
        let files = self.packed(&row.agency_id, files, &record).await?;
        let manifest = asic::manifest(&files)?;
        let name = record.notation.replace(['/', '\\'], "-");
        let key = Digest::of(&manifest).to_string();
        let (agency, id) = (row.agency_id.as_str(), row.id.as_str());
        let kept = exchange::package(&mut self.store().reader(), agency, id, &key).await?;
        let bytes = match kept {
            Some(digest) => self.blob(agency, &digest).await?,
            None => {
                let signature = self
                    .sign_as_device(manifest.clone(), Stamp::IfServed)
                    .await?;
                let bytes = asic::write(&files, &manifest, &signature)?;
                let digest = self.store().blobs().put(agency, bytes.clone()).await?;
                let mut tx = self.store().begin().await?;
                let at = store::instant::millis(self.now());
                exchange::keep_package(&mut tx, agency, id, &key, &digest.to_string(), at).await?;
                tx.commit().await?;
                bytes
            }
        };
        Ok(Made {
            name: format!("{name}.asice"),
            record,
            files,
            bytes,
        })
    }

    async fn record_of(&self, document: &Outgoing, files: &[Carried<'_>]) -> Result<Record, Error> {
        let row = &document.row;
        let mut reader = self.store().reader();
        let sender = store::people::agencies::one(&mut reader, &row.agency_id).await?;
        let sender = sender.ok_or(Error::NotFound)?;
        let relations = store::relations::of(&mut reader, &row.agency_id, &row.id).await?;
        let answered = relations.into_iter().filter(|it| it.kind == "replies-to");
        let catalogue = self.config().catalogue()?;
        let kept: serde_json::Value = serde_json::from_str(&row.fields)?;
        let figure = u8::try_from(row.urgency).unwrap_or_default();
        let urgency = documents::Urgency::of_figure(figure);
        let urgency = urgency.unwrap_or(documents::Urgency::Normal);
        Ok(Record {
            version: VERSION,
            notation: row.number_text.clone().unwrap_or_default(),
            date: row.issue_date.clone().unwrap_or_default(),
            type_name: catalogue.get(&row.type_code)?.name.clone(),
            type_code: row.type_code.clone(),
            subject: row.subject.clone(),
            urgency: urgency.code().to_owned(),
            sender: Sender {
                name: sender.name,
                code: sender.code,
                email: sender.email,
            },
            recipients: document
                .recipients
                .iter()
                .map(|it| it.name.clone())
                .collect(),
            reply_by: kept
                .get("due")
                .and_then(|it| it.as_str())
                .map(ToOwned::to_owned),
            replies_to: answered.filter_map(|it| it.number_text).collect(),
            files: (files.iter())
                .map(|it| Listed {
                    name: it.name.clone(),
                    title: it.title.to_string(),
                    sha256: it.digest.clone(),
                    size: it.size,
                })
                .collect(),
        })
    }

    /// The files, then the record.
    async fn packed(
        &self,
        agency: &str,
        files: Vec<Carried<'_>>,
        record: &Record,
    ) -> Result<Vec<DataObject>, Error> {
        let mut objects = Vec::new();
        for file in files {
            objects.push(DataObject {
                bytes: self.blob(agency, &file.digest).await?,
                name: file.name,
                media_type: file.media_type,
            });
        }
        objects.push(DataObject {
            name: RECORD.to_owned(),
            media_type: "application/json".to_owned(),
            bytes: serde_json::to_vec_pretty(record)?,
        });
        Ok(objects)
    }
}

/// A file of the document, or the signature of one, as the package carries it.
struct Carried<'a> {
    title: Cow<'a, str>,
    name: String,
    media_type: String,
    digest: String,
    size: i64,
}

/// A file, and right behind it the signature that belongs to it (S11).
fn carried((title, file): (&str, FileRow)) -> impl Iterator<Item = Carried<'_>> {
    let signature = file.signature_digest.zip(file.signature_size);
    let signature = signature.map(|(digest, size)| Carried {
        title: format!("{SIGNATURE_TITLE} {}", file.name).into(),
        name: signature_of(&file.name),
        media_type: SIGNATURE.to_owned(),
        digest,
        size,
    });
    let file = Carried {
        title: title.into(),
        name: file.name,
        media_type: file.media_type,
        digest: file.digest,
        size: file.size,
    };
    std::iter::once(file).chain(signature)
}

/// The files, none of them under the name of another or of the record. No signature takes the name of
/// a file: none is let in that ends as signatures do.
fn unique<'a>(
    files: impl Iterator<Item = (&'a str, FileRow)>,
) -> impl Iterator<Item = (&'a str, FileRow)> {
    let mut taken = BTreeSet::from([RECORD.to_owned()]);
    files.map(move |(title, file)| {
        let stem = file.name.rfind('.').unwrap_or(file.name.len());
        let (stem, ending) = file.name.split_at(stem);
        let again = (2_u32..).map(|count| format!("{stem}-{count}{ending}"));
        let mut names = std::iter::once(file.name.clone()).chain(again);
        // There are more counts than files.
        let name = names.find(|it| taken.insert(it.to_lowercase()));
        let name = name.unwrap_or_default();
        (title, FileRow { name, ..file })
    })
}
