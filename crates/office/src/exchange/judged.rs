//! What the signatures of each file that arrived are worth (S11, V2, V6, D14).
//!
//! A PDF carries its signatures inside, any file may have one beside it. Each file has a verdict of its
//! own, the document bears the worst of them. A file without any signature is never valid by itself and
//! takes nothing from the others: whoever shows it says so.
//!
//! Not here: what is done about it ([`super::arrival`]); what a package is worth
//! ([`super::entered_package`]).

use ades::validate::Indication;
use store::incoming::{self, FileRow, IncomingRow};
use store::{Rows, Tx};

use super::beside::signature_of;
use super::{ON_PAPER, UNSIGNED, package};
use crate::admission::PDF;
use crate::verdict::{Judged, holds_for_now};
use crate::{Error, Office};

/// What a file of an incoming document is worth.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FileWorth {
    /// Nothing is known: it is being judged, or came before every file was.
    Unknown,
    /// On paper there is nothing to judge; the file is a scan, only to be read.
    OnPaper,
    /// No signature of its own.
    Unsigned,
    /// What the worst of its signatures is worth.
    Signed(Indication),
}

impl FileWorth {
    /// What a file of this document is worth.
    #[must_use]
    pub fn of(row: &IncomingRow, file: &FileRow) -> Self {
        // Of what came before every file was judged, the document itself was.
        let found = match file.indication.as_str() {
            "" if file.ordinal == 0 => row.indication.as_str(),
            own => own,
        };
        match found {
            _ if row.channel == "paper" => Self::OnPaper,
            // A package is judged when it is opened, all else with the document.
            _ if row.indication.is_empty() && !is_package(file) => Self::Unknown,
            UNSIGNED => Self::Unsigned,
            found => indication(found).map_or(Self::Unknown, Self::Signed),
        }
    }

    /// As it is told; none where nothing is known.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::Unknown => None,
            Self::OnPaper => Some(ON_PAPER),
            Self::Unsigned => Some(UNSIGNED),
            Self::Signed(found) => Some(code(found)),
        }
    }
}

/// A file, and what was found out about it now.
pub(super) struct JudgedFile {
    file: FileRow,
    /// The verdict on the worst of its signatures; none where it cannot have any.
    judged: Option<Judged>,
    /// The fields of its signatures that do not hold.
    failing: Vec<String>,
}

impl JudgedFile {
    /// A file by the verdicts on what is inside and beside it.
    fn of(file: FileRow, verdicts: Vec<Judged>) -> Self {
        let signatures = verdicts.iter().flat_map(|it| &it.report.signatures);
        let failing = signatures.filter(|it| !holds_for_now(it));
        let failing = failing.map(|it| it.field.clone().unwrap_or_default());
        Self {
            failing: failing.collect(),
            file,
            // Signed before unsigned, and of those the worst.
            judged: (verdicts.into_iter())
                .min_by_key(|it| (it.indication.is_none(), it.indication)),
        }
    }
}

/// That signatures of files do not hold, if any does not: the document's own before those of others.
pub(super) fn hold(judged: &[JudgedFile]) -> Result<(), Error> {
    let failing: Vec<_> = (judged.iter())
        .filter(|it| !it.failing.is_empty())
        .collect();
    let main = failing.iter().find(|it| it.file.ordinal == 0);
    match main {
        _ if failing.is_empty() => Ok(()),
        Some(main) => Err(Error::SignaturesFail {
            fields: main.failing.clone(),
        }),
        None => Err(Error::AnnexesFail {
            files: failing.iter().map(|it| it.file.name.clone()).collect(),
        }),
    }
}

/// A document and its files, with what was found out about them.
pub(super) struct Findings {
    pub(super) row: IncomingRow,
    files: Vec<FileRow>,
}

impl Findings {
    /// Writes all of it.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<(), Error> {
        let row = &self.row;
        incoming::update(tx, row).await?;
        for file in &self.files {
            incoming::judged(tx, &row.agency_id, &row.id, file).await?;
        }
        Ok(())
    }

    /// Names of the files whose signatures were not found valid.
    pub(super) fn not_passed(&self) -> Vec<&str> {
        let passed = [code(Indication::TotalPassed), UNSIGNED];
        let files = self.files.iter();
        let files = files.filter(|it| !passed.contains(&it.indication.as_str()));
        files.map(|it| it.name.as_str()).collect()
    }
}

impl Office {
    /// Judges those files of a document for which `asked` holds.
    pub(super) async fn judge_files(
        &self,
        rows: &mut impl Rows,
        row: &IncomingRow,
        asked: fn(&FileRow) -> bool,
    ) -> Result<Vec<JudgedFile>, Error> {
        let files = incoming::files(rows, &row.agency_id, &row.id).await?;
        let mut judged = Vec::new();
        for file in files {
            if row.channel != "paper" && !is_package(&file) && asked(&file) {
                judged.push(self.judge_file(&row.agency_id, file).await?);
            }
        }
        Ok(judged)
    }

    async fn judge_file(&self, agency: &str, file: FileRow) -> Result<JudgedFile, Error> {
        let inside = file.media_type == PDF;
        let signature = match &file.signature_digest {
            Some(digest) => Some(self.blob(agency, digest).await?),
            None => None,
        };
        if !inside && signature.is_none() {
            return Ok(JudgedFile::of(file, Vec::new()));
        }
        let bytes = self.blob(agency, &file.digest).await?;
        let (judge, at, name) = (self.judge().clone(), self.now(), file.name.clone());
        let judging = move || {
            let mut verdicts = Vec::new();
            if let Some(signature) = signature {
                let name = signature_of(&name);
                verdicts.push(judge.judge_detached(&name, &signature, &bytes, at)?);
            }
            if inside {
                verdicts.push(judge.judge(&name, bytes, at)?);
            }
            Ok::<_, Error>(verdicts)
        };
        let verdicts = tokio::task::spawn_blocking(judging).await??;
        Ok(JudgedFile::of(file, verdicts))
    }

    /// The document with what was found out now and before; facts and reports are blobs of the agency.
    pub(super) async fn findings(
        &self,
        rows: &mut impl Rows,
        row: IncomingRow,
        judged: Vec<JudgedFile>,
    ) -> Result<Findings, Error> {
        let policy = judged.iter().find_map(|it| it.judged.as_ref());
        let policy = policy.map(|it| format!("{} {}", it.policy.name, it.policy.version));
        let mut found = Vec::new();
        for it in judged {
            found.push(self.keep_verdict(&row.agency_id, it).await?);
        }
        let mut all = found.clone();
        let files = incoming::files(rows, &row.agency_id, &row.id).await?;
        all.extend(
            (files.into_iter()).filter(|it| found.iter().all(|now| now.ordinal != it.ordinal)),
        );
        let row = IncomingRow {
            policy: policy.unwrap_or_else(|| row.policy.clone()),
            ..with_worth(row, &all)
        };
        Ok(Findings { row, files: found })
    }

    async fn keep_verdict(&self, agency: &str, it: JudgedFile) -> Result<FileRow, Error> {
        let Some(judged) = it.judged else {
            return Ok(FileRow {
                indication: UNSIGNED.to_owned(),
                ..it.file
            });
        };
        let blobs = self.store().blobs();
        let report = serde_json::to_vec(&judged.report)?;
        let facts = blobs.put(agency, judged.facts.into_bytes()).await?;
        let report = blobs.put(agency, report).await?;
        Ok(FileRow {
            indication: judged.indication.map_or(UNSIGNED, code).to_owned(),
            facts_digest: Some(facts.to_string()),
            verdict_digest: Some(report.to_string()),
            ..it.file
        })
    }
}

/// The document with what its files are worth: the worst of them, and the verdict on itself.
fn with_worth(row: IncomingRow, files: &[FileRow]) -> IncomingRow {
    if row.channel == "paper" {
        return IncomingRow {
            unsigned: 0,
            indication: ON_PAPER.to_owned(),
            ..row
        };
    }
    let main = files.iter().find(|it| it.ordinal == 0);
    let own = main.map_or(UNSIGNED, |it| it.indication.as_str());
    let others = files.iter().filter(|it| it.ordinal != 0 && !is_package(it));
    // One without a signature is worth nothing and takes nothing from the document.
    let signed = (others.map(|it| it.indication.as_str())).filter(|it| indication(it).is_some());
    let worst = signed
        .filter(|it| rank(it) < rank(own))
        .min_by_key(|it| rank(it));
    IncomingRow {
        unsigned: i64::from(own == UNSIGNED),
        indication: worst.unwrap_or(own).to_owned(),
        facts_digest: main.and_then(|it| it.facts_digest.clone()),
        verdict_digest: main.and_then(|it| it.verdict_digest.clone()),
        ..row
    }
}

/// From bad to good.
fn rank(found: &str) -> u8 {
    match indication(found) {
        Some(Indication::TotalFailed) => 0,
        Some(Indication::Indeterminate) => 1,
        None => 2,
        Some(Indication::TotalPassed) => 3,
    }
}

/// Whether nothing else can be found out about a file than was.
pub(super) fn is_settled(file: &FileRow) -> bool {
    let passed = code(Indication::TotalPassed);
    [passed, UNSIGNED].contains(&file.indication.as_str())
}

fn is_package(file: &FileRow) -> bool {
    file.media_type == package::MEDIA_TYPE
}

/// The indication as it is kept and shown.
pub(super) fn code(indication: Indication) -> &'static str {
    match indication {
        Indication::TotalPassed => "TOTAL_PASSED",
        Indication::TotalFailed => "TOTAL_FAILED",
        Indication::Indeterminate => "INDETERMINATE",
    }
}

/// The indication that is kept as this.
fn indication(code: &str) -> Option<Indication> {
    match code {
        "TOTAL_PASSED" => Some(Indication::TotalPassed),
        "TOTAL_FAILED" => Some(Indication::TotalFailed),
        "INDETERMINATE" => Some(Indication::Indeterminate),
        _ => None,
    }
}
