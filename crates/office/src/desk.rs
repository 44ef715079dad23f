//! This server, as desk agents know it.
//!
//! Its channel key is made once and kept in the data folder, outside the database: whoever has a
//! copy of the database alone can ask no agent for a signature.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use agent_protocol::{ChannelKey, ServerSide};

use crate::{Config, Error};

/// The file of the channel key, in the data folder.
pub(crate) const KEY_FILE: &str = "desk-channel.key";

/// The server's side of the desk agents' protocol.
///
/// # Errors
/// When the key can be neither read nor made.
pub(crate) fn server_side(config: &Config) -> Result<ServerSide, Error> {
    let key = channel_key(&config.data.join(KEY_FILE))?;
    Ok(ServerSide {
        id: key.public().to_string().chars().take(32).collect(),
        name: config.name.clone(),
        origin: config.address.clone(),
        key,
        accept_unattended: config.demonstration,
    })
}

fn channel_key(path: &Path) -> Result<ChannelKey, Error> {
    let failed = |cause| Error::SecretUnreadable {
        path: path.to_owned(),
        cause,
    };
    match crate::config::secret(path) {
        Ok(text) => return Ok(ChannelKey::from_text(&text)?),
        Err(Error::SecretUnreadable { cause, .. })
            if cause.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let key = ChannelKey::generate()?;
    let mut options = std::fs::OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(0o600).open(path);
    let mut file = opened.map_err(failed)?;
    file.write_all(key.to_text().as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(key)
}
