//! Roots and revocation lists that the user gives: files, or folders of them.

use std::path::{Path, PathBuf};

use ades::validate::Policy;
use pki::Certificate;
use pki::crl::Crl;
use pki::ocsp::Response;
use pki::trust::{Anchor, AnchorKind};
use report::Problem;
use trust::Folder;

use super::kinds;
use crate::error::Error;

/// The anchors at the places named: trust folders, and files of certificates that the user vouches
/// for by naming them.
pub(super) fn anchors(places: &[PathBuf]) -> Result<Folder, Problem> {
    let mut trust = Folder::default();
    for place in places {
        if place.is_dir() {
            let folder = Folder::read(place)?;
            trust.anchors.extend(folder.anchors.iter().cloned());
            trust.kinds.extend(folder.kinds);
            continue;
        }
        let certificates = Certificate::load_all(&read(place)?).map_err(unusable(place))?;
        let named = certificates.into_iter();
        trust
            .anchors
            .extend(named.map(|found| Anchor::new(found, AnchorKind::Unstated)));
    }
    trust.kinds.extend(kinds::rules());
    Ok(trust)
}

/// The certificates in the files named and in the files of the folders named, trusted or not.
pub(super) fn certificates(places: &[PathBuf]) -> Result<Vec<Certificate>, Error> {
    let mut all = Vec::new();
    for path in files(places)? {
        all.extend(Certificate::load_all(&read(&path)?).map_err(unusable(&path))?);
    }
    Ok(all)
}

/// The OCSP answers in the files named and in the files of the folders named.
pub(super) fn answers(places: &[PathBuf]) -> Result<Vec<Response>, Error> {
    let paths = files(places)?;
    (paths.iter())
        .map(|path| Response::load(&read(path)?).map_err(unusable(path)))
        .collect()
}

/// The revocation lists in the files named and in the files of the folders named.
pub(super) fn lists(places: &[PathBuf]) -> Result<Vec<Crl>, Error> {
    let paths = files(places)?;
    (paths.iter())
        .map(|path| Crl::load(&read(path)?).map_err(unusable(path)))
        .collect()
}

/// The validation policy of this name or in this file; the strict one if none is named.
pub(super) fn policy(wanted: Option<&Path>) -> Result<Policy, Problem> {
    let Some(wanted) = wanted else {
        return Ok(Policy::default());
    };
    if let Some(name) = wanted.to_str()
        && Policy::names().any(|known| known == name)
    {
        return Ok(Policy::named(name)?);
    }
    let text = std::fs::read_to_string(wanted).map_err(|cause| Error::PolicyUnreadable {
        path: wanted.display().to_string(),
        cause,
    })?;
    Ok(Policy::parse(&text)?)
}

fn files(places: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for place in places {
        if !place.is_dir() {
            files.push(place.clone());
            continue;
        }
        let mut found = Vec::new();
        for entry in std::fs::read_dir(place).map_err(unreadable(place))? {
            let path = entry.map_err(unreadable(place))?.path();
            if path.is_file() {
                found.push(path);
            }
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(unreadable(path))
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    move |cause| Error::EvidenceUnreadable {
        path: path.display().to_string(),
        cause,
    }
}

fn unusable(path: &Path) -> impl FnOnce(pki::Error) -> Error {
    move |error| Error::EvidenceUnusable {
        path: path.display().to_string(),
        error,
    }
}
