//! The issue of a document as offices do it: prepared, initialled and signed on tokens, then
//! numbered, dated and sealed with the organisation's token (requirements S1 and S16).

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::congvu::congvu;
use crate::keys;
use crate::token::PERSONS;
use crate::tool::{self, Tool};
use crate::tsa::{Manner, Tsa};

/// Every state of one document, from the draft to the issued file.
#[derive(Debug)]
pub struct Issue {
    folder: TempDir,
    /// With empty fields for number, day and month.
    pub prepared: PathBuf,
    /// With the initials of the drafting unit's head.
    pub initialled: PathBuf,
    /// With the leader's signature.
    pub signed: PathBuf,
    /// With number 521 of 21 November 2026 and the organisation's seal.
    pub issued: PathBuf,
}

/// Carries a draft through the three signatures after Nghị định 30.
///
/// # Panics
/// When a step fails.
#[must_use]
pub fn issue(draft: &Path) -> Issue {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let (prepared, initialled) = (at("prepared.pdf"), at("initialled.pdf"));
    let (signed, issued) = (at("signed.pdf"), at("issued.pdf"));
    let _done = congvu()
        .arg("prepare")
        .arg(draft)
        .arg("--out")
        .arg(&prepared)
        .run()
        .success();
    let tsa = Tsa::start();
    let stamped = |sign: Tool, role: &str, image: &str, from: &Path, to: &Path| {
        sign.args(["--level", "B-T", "--tsa", &tsa.url(Manner::Honest)])
            .args(["--as", role, "--profile", "nd30", "--place", "auto"])
            .arg("--image")
            .arg(tool::samples().join(image))
            .arg(from)
            .arg("--out")
            .arg(to)
    };
    let key = keys::with_token(PERSONS, "initials");
    let _done = stamped(key, "initials", "ky-nhay.png", &prepared, &initialled)
        .run()
        .success();
    let key = keys::with_token(PERSONS, "signer");
    let _done = stamped(key, "signer", "chu-ky.png", &initialled, &signed)
        .run()
        .success();
    let key = keys::with_office_token();
    let _done = stamped(key, "organisation", "con-dau.png", &signed, &issued)
        .args(["--number", "521", "--date", "2026-11-21"])
        .run()
        .success();
    Issue {
        folder,
        prepared,
        initialled,
        signed,
        issued,
    }
}

impl Issue {
    /// A place for a further file.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}
