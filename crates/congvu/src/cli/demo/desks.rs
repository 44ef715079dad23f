//! The desks: tokens, configuration and answers of each person's agent, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use report::Problem;
use testpki::{Authority, Issued};

use super::Error;
use super::cast::{AGENCIES, CLERK, SIGNERS};
use super::folder::{Folder, unusable};
use crate::cli::testpki::init::{KEYS, PIN};
use crate::cli::testpki::tokens::{self, TokenTools};

const CONFIGURATION: &str = "agent.toml";
const ANSWERS: &str = "answers.toml";
const DATA: &str = "data";
const LOG: &str = "agent.log";

/// The desk of somebody who signs.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    /// Whose it is; the label of the personal token too.
    pub(super) id: String,
    /// The organisation's token, at the desk of its keeper.
    pub(super) organisation: Option<String>,
    /// Where the agent answers.
    pub(super) port: u16,
    folder: PathBuf,
}

/// The ids of all desks.
pub(super) fn ids() -> impl Iterator<Item = (String, Option<String>)> {
    AGENCIES.iter().flat_map(|agency| {
        SIGNERS.iter().map(|part| {
            let organisation = (part.id == CLERK).then(|| agency.organisation());
            (agency.id(part.id), organisation)
        })
    })
}

/// All desks, as the folder remembers them.
pub(super) fn all(folder: &Folder) -> Result<Vec<Desk>, Error> {
    let desk = |(id, organisation): (String, Option<String>)| {
        let known = folder.memory.desks.get(&id);
        let port = known
            .ok_or_else(|| Error::NoSubscriber { id: id.clone() })?
            .port;
        let folder = folder.desk(&id);
        Ok(Desk {
            id,
            organisation,
            port,
            folder,
        })
    };
    ids().map(desk).collect()
}

impl Desk {
    /// Makes the tokens.
    pub(super) fn furnish(
        &self,
        tools: TokenTools,
        authority: &Authority,
        authority_folder: &Path,
    ) -> Result<(), Problem> {
        let ids = std::iter::once(&self.id).chain(&self.organisation);
        let holders = ids.map(|id| Ok((id.as_str(), issued(authority, id)?)));
        let holders: Vec<_> = holders.collect::<Result<_, Error>>()?;
        let keys = authority_folder.join(KEYS);
        tokens::make(tools, &keys, &self.folder, holders, PIN)?;
        Ok(())
    }

    /// Writes what the agent is told. At every start, since the folder may have been moved.
    pub(super) fn configure(&self, tools: TokenTools) -> Result<(), Problem> {
        tokens::configure(&self.folder, &self.folder)?;
        let token = format!(
            "confirm = \"terminal\"\n\n[[token]]\nmodule = {:?}\n",
            tools.module()
        );
        self.write(CONFIGURATION, &token)?;
        let answers = format!("pairing = true\nsigning = true\npin = \"{PIN}\"\n");
        self.write(ANSWERS, &answers)?;
        Ok(())
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(unusable(&path))
    }

    /// What the agent is started with.
    pub(super) fn arguments(&self) -> Vec<PathBuf> {
        let listen = format!("127.0.0.1:{}", self.port);
        vec![
            "--config".into(),
            self.folder.join(CONFIGURATION),
            "--data".into(),
            self.folder.join(DATA),
            "--unattended".into(),
            self.folder.join(ANSWERS),
            "--listen".into(),
            listen.into(),
        ]
    }

    /// The value of `SOFTHSM2_CONF` for the agent.
    pub(super) fn tokens(&self) -> PathBuf {
        self.folder.join(tokens::CONFIGURATION)
    }

    /// Where the agent writes what it has to say.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.join(LOG)
    }
}

/// Key and certificate of somebody.
pub(super) fn issued(authority: &Authority, id: &str) -> Result<Issued, Error> {
    authority
        .subscriber(id)
        .ok_or_else(|| Error::NoSubscriber { id: id.to_owned() })
}
