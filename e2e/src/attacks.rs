//! Files made to deceive: every published way of changing a signed PDF, made from a really signed
//! one.
//!
//! Each [`Attack`] starts from a [`Paper`] of one page whose object numbers are known, has it
//! signed by `congvu` (or, for certifications, by the peer), and manipulates the bytes. It names
//! the verdict that the manipulated file must get; the signed paper itself, its honest twin, must
//! pass.

mod certification;
mod dictionary;
mod forgery;
mod paper;
mod reading;
mod references;
mod resources;
mod saving;
mod shadow;
mod wrapping;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use tempfile::TempDir;

use crate::judges::peer::{self, Authority};
use crate::keys;

pub use paper::{Paper, Signed};

/// Who signs the paper, and how.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Hand {
    /// An approval signature by `congvu`.
    Approval,
    /// An approval signature by the peer, who signs what `congvu` would rewrite first.
    Peer,
    /// A certification by the peer that permits changes of this level (1 to 3).
    Certification(u8),
}

/// The verdict on the victim's signature, in the words of the JSON report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Expected {
    /// `TOTAL_FAILED`, `INDETERMINATE` or `TOTAL_PASSED`.
    pub indication: &'static str,
    /// Its cause; empty for none.
    pub sub_indication: &'static str,
    /// `intact`, `broken` or `unknown`.
    pub integrity: &'static str,
    /// `whole_file`, `revision` or `anomalous`.
    pub covers: &'static str,
    /// What was changed afterwards; empty if that was not judged.
    pub changes_after: &'static str,
    /// A code that must be among the reasons.
    pub code: &'static str,
}

impl Expected {
    /// Something was changed after signing that may not be.
    #[must_use]
    pub const fn changed(code: &'static str) -> Self {
        Self {
            indication: "TOTAL_FAILED",
            sub_indication: "FORMAT_FAILURE",
            integrity: "intact",
            covers: "revision",
            changes_after: "not_permitted",
            code,
        }
    }

    /// The signature does not cover what it should.
    #[must_use]
    pub const fn anomalous(integrity: &'static str, code: &'static str) -> Self {
        Self {
            indication: "TOTAL_FAILED",
            sub_indication: "FORMAT_FAILURE",
            integrity,
            covers: "anomalous",
            changes_after: "",
            code,
        }
    }

    /// Nothing can be concluded from what came after.
    #[must_use]
    pub const fn doubtful(changes_after: &'static str, code: &'static str) -> Self {
        Self {
            indication: "INDETERMINATE",
            sub_indication: "SIG_CONSTRAINTS_FAILURE",
            integrity: "intact",
            covers: "revision",
            changes_after,
            code,
        }
    }
}

/// A way to deceive.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// Its name, also that of its test.
    pub name: &'static str,
    /// The class of attacks it belongs to.
    pub class: &'static str,
    /// The paper that is signed.
    pub paper: fn() -> Paper,
    /// Who signs it.
    pub hand: Hand,
    /// What the attacker does with it.
    pub make: fn(&Signed) -> Vec<u8>,
    /// The verdict it must get.
    pub expected: Expected,
    /// Whether the signed paper itself is part of the attack, prepared before signing.
    pub prepared: bool,
}

impl Attack {
    /// An attack on an ordinary approval signature.
    const fn new(
        class: &'static str,
        name: &'static str,
        paper: fn() -> Paper,
        make: fn(&Signed) -> Vec<u8>,
        expected: Expected,
    ) -> Self {
        Self {
            name,
            class,
            paper,
            hand: Hand::Approval,
            make,
            expected,
            prepared: false,
        }
    }

    /// The same on a certification of this level.
    const fn certified(mut self, level: u8) -> Self {
        self.hand = Hand::Certification(level);
        self
    }

    /// The paper was prepared so that it does not pass even before it is attacked.
    const fn prepared(mut self) -> Self {
        self.prepared = true;
        self.hand = Hand::Peer;
        self
    }

    /// The signed paper, which nobody has touched.
    #[must_use]
    pub fn honest(&self) -> Signed {
        desk().signed(&(self.paper)(), self.hand)
    }

    /// The file made to deceive.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        (self.make)(&self.honest())
    }
}

/// Every attack, class by class.
#[must_use]
pub fn all() -> Vec<Attack> {
    [
        shadow::ATTACKS,
        wrapping::ATTACKS,
        saving::ATTACKS,
        forgery::ATTACKS,
        certification::ATTACKS,
        dictionary::ATTACKS,
        reading::ATTACKS,
        references::ATTACKS,
        resources::ATTACKS,
    ]
    .concat()
}

/// The attack of this name.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn named(name: &str) -> Attack {
    let found = all().into_iter().find(|attack| attack.name == name);
    found.expect("an attack of this name")
}

/// The roots and revocation lists of everybody who signs here.
#[must_use]
pub fn trust() -> [(PathBuf, PathBuf); 2] {
    let own = crate::certificates::certificates();
    let peer = &desk().peer;
    [
        (own.root(), own.revocation_lists()),
        (peer.root(), peer.revocation_list()),
    ]
}

/// Where papers are signed, each once.
struct Desk {
    folder: TempDir,
    peer: Authority,
    signed: Mutex<HashMap<(Vec<u8>, Hand), Signed>>,
}

fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let peer = peer::authority(&folder.path().join("peer"));
        Desk {
            folder,
            peer,
            signed: Mutex::default(),
        }
    })
}

impl Desk {
    fn signed(&self, paper: &Paper, hand: Hand) -> Signed {
        let mut done = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        let count = done.len();
        let key = (paper.bytes(), hand);
        let make = |bytes: &[u8]| {
            let place = |what: &str| self.folder.path().join(format!("{count}-{what}.pdf"));
            let (source, target) = (place("paper"), place("signed"));
            std::fs::write(&source, bytes).expect("the paper can be written");
            match hand {
                Hand::Approval => {
                    let sign = keys::with_file("p256").args(["--level", "B-B"]);
                    let _done = sign.arg(&source).arg("--out").arg(&target).run().success();
                }
                Hand::Peer => self.peer.sign(&source, &target, &[]),
                Hand::Certification(level) => {
                    let level = level.to_string();
                    self.peer.sign(&source, &target, &["--certify", &level]);
                }
            }
            Signed::new(std::fs::read(&target).expect("the signed paper"))
        };
        done.entry(key)
            .or_insert_with_key(|(bytes, _)| make(bytes))
            .clone()
    }
}
