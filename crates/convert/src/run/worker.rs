//! A worker's folders: input that it may only read, a home that is empty at first, an output.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::Refused;
use crate::office::Kind;

/// What every file is called inside, whatever its name was.
const NAME: &str = "document";

/// No macros, no links followed, nothing fetched: on top of the cage, not in its place.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"#;

/// The folders of one worker; gone when it is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    folder: TempDir,
}

impl Worker {
    /// Makes them under `parent`; home and output belong to `user`.
    pub(super) fn new(parent: &Path, user: Option<u32>) -> Result<Self, Refused> {
        let folder = tempfile::Builder::new()
            .prefix("congvu-convert-")
            .tempdir_in(parent)
            .map_err(|error| Refused::io(parent, error))?;
        let worker = Self { folder };
        worker.fill(user)?;
        Ok(worker)
    }

    fn fill(&self, user: Option<u32>) -> Result<(), Refused> {
        let path = self.path();
        let attempt = || {
            // The worker's user goes through, and sees only what is its own.
            fs::set_permissions(path, Permissions::from_mode(0o711))?;
            fs::create_dir(path.join("in"))?;
            fs::set_permissions(path.join("in"), Permissions::from_mode(0o755))?;
            let profile = self.home().join("profile/user");
            let own = [
                self.home(),
                self.home().join("tmp"),
                self.home().join("profile"),
                profile.clone(),
                self.out_folder(),
            ];
            for folder in &own {
                DirBuilder::new().mode(0o700).create(folder)?;
            }
            let settings = profile.join("registrymodifications.xcu");
            fs::write(&settings, PROFILE)?;
            if user.is_some() {
                for path in own.iter().chain([&settings]) {
                    chown(path, user, user)?;
                }
            }
            Ok(())
        };
        attempt().map_err(|error: std::io::Error| Refused::io(path, error))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    pub(super) fn out_folder(&self) -> PathBuf {
        self.path().join("out")
    }

    pub(super) fn input(&self, kind: Kind) -> PathBuf {
        let name = format!("{NAME}.{}", kind.extension());
        self.path().join("in").join(name)
    }

    pub(super) fn output(&self) -> PathBuf {
        self.out_folder().join(format!("{NAME}.pdf"))
    }

    /// Where what the program says is kept.
    pub(super) fn log(&self) -> PathBuf {
        self.path().join("log")
    }

    /// Puts the input in its place.
    pub(super) fn put(&self, bytes: &[u8], kind: Kind) -> Result<(), Refused> {
        let path = self.input(kind);
        let attempt = || {
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o644)
                .open(&path)?;
            file.write_all(bytes)
        };
        attempt().map_err(|error: std::io::Error| Refused::io(&path, error))
    }

    /// Takes away what is of one conversion.
    pub(super) fn clear(&self) -> Result<(), Refused> {
        for folder in [
            self.path().join("in"),
            self.out_folder(),
            self.home().join("tmp"),
        ] {
            let attempt = || {
                for entry in fs::read_dir(&folder)? {
                    let entry = entry?;
                    // A link is taken away itself, not what it leads to.
                    match entry.file_type()?.is_dir() {
                        true => fs::remove_dir_all(entry.path())?,
                        false => fs::remove_file(entry.path())?,
                    }
                }
                Ok(())
            };
            attempt().map_err(|error: std::io::Error| Refused::io(&folder, error))?;
        }
        Ok(())
    }
}
