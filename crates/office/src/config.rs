//! What an installation is told from outside: one TOML file.

use std::path::{Path, PathBuf};

use ades::KindRule;
use documents::Catalogue;
use documents::document_type::Override;
use serde::Deserialize;
use store::{BlobPlace, Place};
use transport::mail::Config as Mail;

use crate::Error;

/// The settings of one installation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder of everything that is not in the database: blobs, trust, temporary files.
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; a file in the data folder unless told.
    #[serde(default)]
    pub database: Option<String>,
    /// Where blobs are; a folder in the data folder unless told.
    #[serde(default)]
    pub objects: Option<Objects>,
    /// The address that people type, without a slash at its end.
    pub address: String,
    /// The name of the installation for people, shown by desk agents.
    pub name: String,
    /// The service of time stamps (RFC 3161).
    #[serde(default)]
    pub time_stamps: Option<String>,
    /// Seconds that service is waited for.
    #[serde(default = "patience")]
    pub time_stamp_patience: u64,
    /// The server that takes mail; none means that no mail is sent.
    #[serde(default)]
    pub mail: Option<Mail>,
    /// The hour, in Vietnam, of the daily letter of notices.
    #[serde(default = "digest_hour")]
    pub digest_hour: u8,
    /// The key of the server itself: it signs checkpoints, and packages that leave the installation.
    #[serde(default)]
    pub device: Option<Device>,
    /// Where the daily checkpoints of the audit chains go; none means that none are written.
    #[serde(default)]
    pub checkpoints: Option<Checkpoints>,
    /// Hosts of this machine or network that evidence may be fetched from.
    #[serde(default)]
    pub allow_local: bool,
    /// Rules that tell certificates of persons, organisations and devices apart.
    #[serde(default)]
    pub kinds: Vec<KindRule>,
    /// What this installation sets anew for types of documents: how each travels, what the clerk
    /// keeps on paper (S19, D15).
    #[serde(default)]
    pub types: Vec<Override>,
    /// True for the demonstration only: testing anchors and unattended desk agents are let in.
    #[serde(default)]
    pub demonstration: bool,
}

/// An S3-compatible object storage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    /// Where it answers; empty for the default of the region.
    #[serde(default)]
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region.
    pub region: String,
    /// The name of the key.
    pub key_id: String,
    /// The file that holds the key.
    pub secret_file: PathBuf,
}

/// Where the daily checkpoints go. They are signed by the key of [`Device`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoints {
    /// A folder that another machine keeps; each agency has its own in it.
    pub folder: PathBuf,
    /// Mail addresses that get each of them too.
    #[serde(default)]
    pub mail: Vec<String>,
}

/// The key that signs what no person signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// The server's own key with its certificate (PKCS#12).
    pub key_file: PathBuf,
    /// The file that holds the password of the key.
    pub password_file: PathBuf,
}

impl Device {
    /// Opens the key.
    ///
    /// # Errors
    /// When a file cannot be read or the password is wrong.
    pub(crate) fn open(&self) -> Result<keys::pkcs12::Pkcs12Key, Error> {
        let bytes = std::fs::read(&self.key_file).map_err(|cause| Error::SecretUnreadable {
            path: self.key_file.clone(),
            cause,
        })?;
        Ok(keys::pkcs12::open(&bytes, &secret(&self.password_file)?)?)
    }
}

fn digest_hour() -> u8 {
    7
}

fn patience() -> u64 {
    180
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// With the line that cannot be.
    pub fn parse(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| Error::Config(error.to_string()))
    }

    /// The types of documents as they are in force here.
    ///
    /// # Errors
    /// When a type is set anew that does not exist.
    pub fn catalogue(&self) -> Result<Catalogue, Error> {
        Ok(Catalogue::built_in()?.with(&self.types)?)
    }

    /// Whether mail, the daily letter and the server's own key can be used, as far as files tell.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), Error> {
        if self.digest_hour > 23 {
            let hour = self.digest_hour;
            return Err(Error::Config(format!("digest_hour = {hour} is no hour")));
        }
        if let Some(mail) = &self.mail {
            mail.check()?;
        }
        if let Some(device) = &self.device {
            device.open()?;
        }
        let Some(checkpoints) = &self.checkpoints else {
            return Ok(());
        };
        if self.device.is_none() {
            return Err(Error::NoDeviceKey);
        }
        if !checkpoints.mail.is_empty() && self.mail.is_none() {
            return Err(Error::NoMailServer);
        }
        let mut addresses = checkpoints.mail.iter();
        match addresses.find(|it| !transport::mail::is_address(it)) {
            Some(it) => Err(transport::mail::Error::Address {
                address: it.clone(),
            }
            .into()),
            None => Ok(()),
        }
    }

    /// Where the database is.
    ///
    /// # Errors
    /// When the text names no kind that is known.
    pub fn place(&self) -> Result<Place, Error> {
        match &self.database {
            Some(text) => Ok(text.parse()?),
            None => Ok(Place::Sqlite(self.data.join("congvu.db"))),
        }
    }

    /// Where blobs are.
    ///
    /// # Errors
    /// When the key of the object storage cannot be read.
    pub fn blobs(&self) -> Result<BlobPlace, Error> {
        let Some(objects) = &self.objects else {
            return Ok(BlobPlace::Folder(self.data.join("blobs")));
        };
        Ok(BlobPlace::S3 {
            endpoint: objects.endpoint.clone(),
            bucket: objects.bucket.clone(),
            region: objects.region.clone(),
            key_id: objects.key_id.clone(),
            secret: secret(&objects.secret_file)?,
        })
    }

    /// The folder of trust anchors.
    #[must_use]
    pub fn trust(&self) -> PathBuf {
        self.data.join("trust")
    }
}

/// A secret kept in a file of its own, without the end of its line.
pub(crate) fn secret(path: &Path) -> Result<String, Error> {
    let text = std::fs::read_to_string(path).map_err(|cause| Error::SecretUnreadable {
        path: path.to_owned(),
        cause,
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
