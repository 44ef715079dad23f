//! Names to addresses, and to no others than permitted ones.
//!
//! The client connects to exactly what is returned here, so nobody can answer the check with one
//! address and the connection with another.
//!
//! Through a proxy it is the proxy that looks a name up. What the system knows of the name is judged
//! all the same, and all of it must be permitted. A name that the system does not know, as where only
//! the proxy sees the names of the world, must at least not look like one of the own network. What
//! the proxy then makes of it is for its own rules.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::address::Remap;
use crate::network::{Barred, Reach, is_local};
use crate::proxy::BY_PROXY;

/// As many addresses of one name are tried; the client takes no more than 16.
pub(crate) const MOST_ADDRESSES: usize = 8;

/// How long a name is looked up that the proxy may know better.
const PATIENCE_BESIDE_PROXY: std::time::Duration = std::time::Duration::from_secs(3);

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
    /// Whether what is not on this machine or its networks is asked through a proxy.
    pub(crate) has_proxy: bool,
}

/// Why no address of a host may be connected to.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) address: SocketAddr,
    pub(crate) because: Barred,
}

impl Guard {
    /// Where only the proxy sees the names of the world, the system's lookup may hang.
    fn until(&self, timeout: NextTimeout) -> NextTimeout {
        let mut timeout = timeout;
        if self.has_proxy {
            timeout.after = timeout.after.min(PATIENCE_BESIDE_PROXY.into());
        }
        timeout
    }
}

/// Looks up within the time left. A lookup that hangs is left behind in its thread: the system has
/// no way to end it.
pub(crate) fn within(
    timeout: NextTimeout,
    lookup: &Arc<Lookup>,
    place: String,
) -> Result<Vec<SocketAddr>, ureq::Error> {
    let (sender, answer) = mpsc::sync_channel(1);
    let lookup = Arc::clone(lookup);
    thread::spawn(move || sender.send(lookup(&place)));
    match answer.recv_timeout(*timeout.after) {
        Ok(found) => Ok(found?),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(ureq::Error::Timeout(timeout.reason)),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(ureq::Error::HostNotFound),
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
        let port = authority.port_u16().or(match scheme.as_str() {
            "https" => Some(443),
            _ => Some(80),
        });
        let found = match within(self.until(timeout), &self.lookup, place) {
            Err(_) if self.has_proxy && is_name_of_the_world(authority.host()) => {
                // Its address is not known here: only its port can be judged.
                vec![SocketAddr::new(PUBLIC, port.unwrap_or(0))]
            }
            found => found?,
        };
        let mut permitted = self.empty();
        let mut refused = None;
        for address in found {
            let configured = |remap: &Remap| remap.leads_to(authority.host(), address.port());
            match self.reach.check(address, self.remap.iter().any(configured)) {
                Ok(()) if permitted.len() < MOST_ADDRESSES => permitted.push(address),
                Ok(()) => {}
                Err(because) => refused = Some(Refused { address, because }),
            }
        }
        if self.has_proxy && !permitted.iter().any(|address| is_local(address.ip())) {
            return match refused {
                Some(refused) => Err(ureq::Error::Other(Box::new(refused))),
                None if permitted.is_empty() => Err(ureq::Error::HostNotFound),
                None => {
                    let mut by_proxy = self.empty();
                    by_proxy.push(BY_PROXY);
                    Ok(by_proxy)
                }
            };
        }
        match refused {
            _ if !permitted.is_empty() => Ok(permitted),
            Some(refused) => Err(ureq::Error::Other(Box::new(refused))),
            None => Err(ureq::Error::HostNotFound),
        }
    }
}

/// A public address, which stands for those that only the proxy can find out.
const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(1, 1, 1, 1));

/// Endings of names that mean nothing outside of a network or a machine (RFC 6761 and its registry).
const OWN: &[&str] = &[
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
    "test",
    "invalid",
    "example",
    "onion",
    "alt",
];

/// Whether a name may be one that everybody knows: it has a dot, and not one of the endings that are
/// used inside only.
fn is_name_of_the_world(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let ending = host.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| !OWN.contains(&ending) && ending.parse::<u32>().is_err())
        && !host.contains(':')
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
