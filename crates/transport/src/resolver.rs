//! Names to addresses, and to no others than permitted ones.
//!
//! The client connects to exactly what is returned here, so nobody can answer the check with one
//! address and the connection with another.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::address::Remap;
use crate::network::{Barred, Reach};

/// As many addresses of one name are tried; the client takes no more than 16.
const MOST_ADDRESSES: usize = 8;

/// Looks up the addresses of `host:port`, where the host is a name or an IP address as in a URL.
pub type Lookup = dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync;

/// The system's own lookup.
pub(crate) fn system() -> Arc<Lookup> {
    Arc::new(|place| Ok(place.to_socket_addrs()?.collect()))
}

/// A resolver that returns permitted addresses only.
pub(crate) struct Guard {
    pub(crate) lookup: Arc<Lookup>,
    pub(crate) reach: Reach,
    /// Hosts whose ports are permitted because the configuration names them.
    pub(crate) remap: Vec<Remap>,
}

/// Why no address of a host may be connected to.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) address: SocketAddr,
    pub(crate) because: Barred,
}

impl Guard {
    /// Looks up within the time left. A lookup that hangs is left behind in its thread: the system
    /// has no way to end it.
    fn lookup(&self, place: String, timeout: NextTimeout) -> Result<Vec<SocketAddr>, ureq::Error> {
        let (sender, answer) = mpsc::sync_channel(1);
        let lookup = Arc::clone(&self.lookup);
        thread::spawn(move || sender.send(lookup(&place)));
        match answer.recv_timeout(*timeout.after) {
            Ok(found) => Ok(found?),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(ureq::Error::Timeout(timeout.reason)),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(ureq::Error::HostNotFound),
        }
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(ureq::Error::BadUri(uri.to_string()));
        };
        let place = DefaultResolver::host_and_port(scheme, authority)
            .ok_or_else(|| ureq::Error::BadUri(uri.to_string()))?;
        let mut permitted = self.empty();
        let mut refused = None;
        for address in self.lookup(place, timeout)? {
            let configured = |remap: &Remap| remap.leads_to(authority.host(), address.port());
            match self.reach.check(address, self.remap.iter().any(configured)) {
                Ok(()) if permitted.len() < MOST_ADDRESSES => permitted.push(address),
                Ok(()) => {}
                Err(because) => refused = Some(Refused { address, because }),
            }
        }
        match refused {
            _ if !permitted.is_empty() => Ok(permitted),
            Some(refused) => Err(ureq::Error::Other(Box::new(refused))),
            None => Err(ureq::Error::HostNotFound),
        }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("reach", &self.reach)
            .field("remap", &self.remap)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} may not be connected to", self.address)
    }
}

impl Error for Refused {}
