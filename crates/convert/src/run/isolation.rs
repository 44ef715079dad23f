//! What a machine permits us to shut a program in with, found out by trying.
//!
//! `bwrap` or `unshare` take the network (and other processes) away, `setpriv` the rights of root,
//! `prlimit` sets limits. All are programs of the system, so that nothing here is unsafe code.

use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;

use super::{Limits, Settings, process};
use crate::error::Refused;

/// How conversions are shut in.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Isolation {
    /// Whether the network is gone.
    pub network: bool,
    /// Whether it sees no other processes, and dies with its first whatever it does.
    pub processes: bool,
    /// The user that it runs as, if not ours.
    pub user: Option<u32>,
    /// The programs that do it, from the outside inwards.
    pub programs: Vec<String>,
    #[serde(skip)]
    cage: Cage,
}

/// What takes the network away.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Cage {
    #[default]
    None,
    /// Namespaces by `bwrap`, with a file system that can be written nowhere else.
    Bwrap,
    /// Namespaces by `unshare`, as root.
    Unshare,
    /// Namespaces by `unshare`, in a user namespace.
    UnshareUser,
    /// Only the network, by `unshare`, as root.
    UnshareNetwork,
    /// Only the network, in a user namespace.
    UnshareUserNetwork,
}

impl Cage {
    const BEST_FIRST: [Self; 5] = [
        Self::Bwrap,
        Self::Unshare,
        Self::UnshareUser,
        Self::UnshareNetwork,
        Self::UnshareUserNetwork,
    ];

    fn program(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Bwrap => Some("bwrap"),
            _ => Some("unshare"),
        }
    }

    fn words(self, folder: &Path) -> Vec<OsString> {
        let fixed: &[&str] = match self {
            Self::None => &[],
            Self::Bwrap => {
                let mut words = texts(&[
                    "bwrap",
                    "--unshare-all",
                    "--die-with-parent",
                    "--ro-bind",
                    "/",
                    "/",
                    "--dev",
                    "/dev",
                    "--proc",
                    "/proc",
                    "--tmpfs",
                    "/tmp",
                    "--bind",
                ]);
                words.extend([folder.into(), folder.into(), "--".into()]);
                return words;
            }
            Self::Unshare => &[
                "unshare",
                "--net",
                "--ipc",
                "--pid",
                "--fork",
                "--kill-child",
                "--",
            ],
            Self::UnshareUser => &[
                "unshare",
                "--user",
                "--map-root-user",
                "--net",
                "--ipc",
                "--pid",
                "--fork",
                "--kill-child",
                "--",
            ],
            Self::UnshareNetwork => &["unshare", "--net", "--"],
            Self::UnshareUserNetwork => &["unshare", "--user", "--map-root-user", "--net", "--"],
        };
        texts(fixed)
    }
}

impl Isolation {
    /// The best that this machine permits.
    pub(super) async fn find(settings: &Settings) -> Result<Self, Refused> {
        let plain = Self::plain(settings).await?;
        for cage in Cage::BEST_FIRST {
            let tried = plain.with(cage);
            if tried.works(settings).await {
                return Ok(tried);
            }
        }
        Ok(plain)
    }

    /// Without a cage: limits, and another user where we are root.
    async fn plain(settings: &Settings) -> Result<Self, Refused> {
        if !process::succeeds(&texts(&["prlimit", "--version"])).await {
            return Err(Refused::ProgramMissing {
                program: "prlimit".to_owned(),
            });
        }
        let is_root = rustix::process::geteuid().is_root();
        let plain = Self {
            user: is_root.then_some(settings.user),
            ..Self::default()
        }
        .with(Cage::None);
        match plain.works(settings).await {
            true => Ok(plain),
            false => Err(Refused::ProgramMissing {
                program: "setpriv".to_owned(),
            }),
        }
    }

    fn with(&self, cage: Cage) -> Self {
        let user = self.user.map(|_| "setpriv");
        let programs = ["prlimit"].into_iter().chain(cage.program()).chain(user);
        Self {
            network: cage != Cage::None,
            processes: matches!(cage, Cage::Bwrap | Cage::Unshare | Cage::UnshareUser),
            user: self.user,
            programs: programs.map(str::to_owned).collect(),
            cage,
        }
    }

    async fn works(&self, settings: &Settings) -> bool {
        let mut words = self.cage_words(&settings.folder);
        words.push("true".into());
        process::succeeds(&words).await
    }

    /// Everything that this machine permits, to be tried by tests.
    #[cfg(test)]
    pub(super) async fn all(settings: &Settings) -> Vec<Self> {
        let plain = Self::plain(settings).await.unwrap();
        let mut all = Vec::new();
        for cage in Cage::BEST_FIRST.into_iter().chain([Cage::None]) {
            let tried = plain.with(cage);
            if tried.works(settings).await {
                all.push(tried);
            }
        }
        all
    }

    /// The words to put before a program that works in `folder`.
    pub(super) fn words(&self, folder: &Path, limits: &Limits) -> Vec<OsString> {
        let mut words = limit_words(limits);
        words.extend(self.cage_words(folder));
        words
    }

    /// Root makes namespaces before it becomes nobody; user namespaces are made by nobody.
    fn cage_words(&self, folder: &Path) -> Vec<OsString> {
        let user = self.user_words();
        let cage = self.cage.words(folder);
        let as_root = matches!(self.cage, Cage::Unshare | Cage::UnshareNetwork);
        match as_root {
            true => cage.into_iter().chain(user).collect(),
            false => user.into_iter().chain(cage).collect(),
        }
    }

    fn user_words(&self) -> Vec<OsString> {
        let Some(user) = self.user else {
            return Vec::new();
        };
        let mut words = texts(&["setpriv", "--clear-groups", "--no-new-privs"]);
        words.push(format!("--reuid={user}").into());
        words.push(format!("--regid={user}").into());
        words.push("--inh-caps=-all".into());
        words.push("--".into());
        words
    }
}

fn limit_words(limits: &Limits) -> Vec<OsString> {
    let mut words = texts(&["prlimit", "--core=0"]);
    let cpu = limits.cpu.as_secs().max(1);
    for (name, value) in [
        ("cpu", cpu),
        ("as", limits.memory),
        ("fsize", limits.output),
        ("nproc", limits.processes),
        ("nofile", limits.files),
    ] {
        words.push(format!("--{name}={value}").into());
    }
    words.push("--".into());
    words
}

fn texts(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}
