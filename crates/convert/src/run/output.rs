//! What came out: taken without trusting the folder it lies in, checked, and put in its place.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use rustix::fs::{Mode, OFlags, open};

use super::Limits;
use super::process::Ended;
use super::worker::Worker;
use crate::error::Refused;
use crate::portable::{PdfInspection, inspect_pdf_bytes};

/// What is known of a PDF that was taken.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) pages: usize,
    pub(super) bytes: u64,
    pub(super) links: Vec<String>,
}

/// Takes the PDF out of the worker and writes it to `out`.
pub(super) async fn take(
    worker: &Worker,
    out: &Path,
    limits: &Limits,
    ended: &Ended,
) -> Result<Checked, Refused> {
    let bytes = read(&worker.output(), limits, ended)?;
    let looked = tokio::task::spawn_blocking(move || {
        let found = inspect_pdf_bytes(&bytes);
        (bytes, found)
    });
    let (bytes, found) = looked.await.map_err(|error| Refused::io(out, error))?;
    let PdfInspection {
        pages,
        links,
        reasons,
        ..
    } = found;
    if !reasons.is_empty() {
        return Err(Refused::OutputUnfit { reasons });
    }
    write(out, &bytes).map_err(|error| Refused::io(out, error))?;
    Ok(Checked {
        pages,
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        links,
    })
}

/// The program owns the folder of the output: what lies there may be a link to a file of ours, or
/// a pipe.
fn read(path: &Path, limits: &Limits, ended: &Ended) -> Result<Vec<u8>, Refused> {
    let failed = || Refused::Failed {
        status: ended.status.clone(),
        said: ended.said.clone(),
    };
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = open(path, flags, Mode::empty()).map_err(|_| failed())?;
    let file = File::from(file);
    let facts = file.metadata().map_err(|error| Refused::io(path, error))?;
    if !facts.is_file() {
        return Err(failed());
    }
    let limit = limits.output;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Refused::io(path, error))?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match size > limit {
        true => Err(Refused::OutputTooLarge { size, limit }),
        false => Ok(bytes),
    }
}

/// Whole or not at all.
fn write(out: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(out)?;
    Ok(())
}
