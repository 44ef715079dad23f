//! The way out through an organisation's proxy.
//!
//! The proxy connects in our place, so what may be asked is judged before it is asked: see
//! [`crate::resolver`]. `http` addresses are asked in absolute form (RFC 9112, 3.2.2), `https` ones
//! through a tunnel (RFC 9110, 9.3.6), whose TLS ends at the service and not at the proxy.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use ureq::http::uri::Authority;
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, NextTimeout, TcpConnector, Transport,
};

use crate::error::Error;
use crate::resolver::{Lookup, MOST_ADDRESSES, within};

/// Longest head of a proxy's answer, bytes.
const HEAD: usize = 8 * 1024;

/// A proxy that speaks HTTP, by its host and port. It is named by a person or the configuration, so
/// it may be anywhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proxy(Authority);

/// `http://HOST:PORT`, or without the scheme.
impl FromStr for Proxy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = || Error::BadUrl {
            url: text.to_owned(),
        };
        let place = text.strip_prefix("http://").unwrap_or(text);
        let place = place.strip_suffix('/').unwrap_or(place);
        let authority = Authority::from_str(place).map_err(|_| bad())?;
        if authority.as_str().contains('@') {
            return Err(Error::Credentials {
                host: authority.host().to_owned(),
            });
        }
        match authority.port_u16() {
            Some(port) if port > 0 && !authority.host().is_empty() => Ok(Self(authority)),
            _ => Err(bad()),
        }
    }
}

/// What stands for "through the proxy" among addresses; nobody can connect to it.
pub(crate) const BY_PROXY: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// Connects through the proxy where [`BY_PROXY`] stands, and leaves all else to the next connector.
pub(crate) struct Through {
    pub(crate) proxy: Option<Proxy>,
    pub(crate) lookup: Arc<Lookup>,
}

impl fmt::Debug for Through {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Through")
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

impl Connector<()> for Through {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(proxy) = &self.proxy else {
            return Ok(None);
        };
        if !details.addrs.contains(&BY_PROXY) {
            return Ok(None);
        }
        let host = details.uri.authority().map_or("", Authority::host);
        let port = details.uri.port_u16();
        let mut inner = self.reach(proxy, details)?;
        if details.needs_tls() {
            let target = format!("{host}:{}", port.unwrap_or(443));
            tunnel(&mut *inner, &target, details.timeout)?;
            return Ok(Some(inner));
        }
        let prefix = match port {
            Some(port) => format!("http://{host}:{port}"),
            None => format!("http://{host}"),
        };
        Ok(Some(Box::new(Forward {
            inner,
            prefix,
            begun: false,
        })))
    }
}

impl Through {
    /// A connection to the proxy itself.
    fn reach(
        &self,
        proxy: &Proxy,
        details: &ConnectionDetails<'_>,
    ) -> Result<Box<dyn Transport>, ureq::Error> {
        let mut addrs: ResolvedSocketAddrs = details.resolver.empty();
        let found = within(details.timeout, &self.lookup, proxy.0.to_string())?;
        for address in found.into_iter().take(MOST_ADDRESSES) {
            addrs.push(address);
        }
        let to_proxy = ConnectionDetails {
            uri: details.uri,
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: Arc::clone(&details.register_shutdown),
        };
        let connected = TcpConnector::default().connect(&to_proxy, None::<()>)?;
        let connected = connected.ok_or(ureq::Error::ConnectionFailed)?;
        Ok(Box::new(connected))
    }
}

/// Asks the proxy for a tunnel to `target`.
fn tunnel(
    proxy: &mut dyn Transport,
    target: &str,
    timeout: NextTimeout,
) -> Result<(), ureq::Error> {
    let failed = |reason: &str| ureq::Error::ConnectProxyFailed(reason.to_owned());
    let request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");
    put(proxy.buffers(), request.as_bytes()).ok_or_else(|| failed("the address is too long"))?;
    proxy.transmit_output(request.len(), timeout)?;
    loop {
        let went_on = proxy.await_input(timeout)?;
        let input = proxy.buffers().input();
        let end = input.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else {
            if !went_on || input.len() > HEAD {
                return Err(failed("no answer"));
            }
            continue;
        };
        let head = String::from_utf8_lossy(input.get(..end).unwrap_or_default()).into_owned();
        proxy.buffers().input_consume(end + 4);
        let line = head.lines().next().unwrap_or_default();
        let status = line.split(' ').nth(1).unwrap_or_default();
        return match status.starts_with('2') {
            true => Ok(()),
            false => Err(failed(line)),
        };
    }
}

/// Puts `bytes` at the beginning of the output, if there is room.
fn put(buffers: &mut dyn Buffers, bytes: &[u8]) -> Option<()> {
    let room = buffers.output().get_mut(..bytes.len())?;
    room.copy_from_slice(bytes);
    Some(())
}

/// One request in absolute form.
#[derive(Debug)]
struct Forward {
    inner: Box<dyn Transport>,
    prefix: String,
    begun: bool,
}

impl Transport for Forward {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        if self.begun {
            return self.inner.transmit_output(amount, timeout);
        }
        self.begun = true;
        let output = self.inner.buffers().output();
        let head = output.get(..amount).unwrap_or_default();
        let method = head
            .iter()
            .position(|byte| *byte == b' ')
            .map_or(0, |at| at + 1);
        let (method, rest) = head.split_at(method);
        let whole = [method, self.prefix.as_bytes(), rest].concat();
        put(self.inner.buffers(), &whole)
            .ok_or_else(|| ureq::Error::ConnectProxyFailed("the request is too long".to_owned()))?;
        self.inner.transmit_output(whole.len(), timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.inner.await_input(timeout)
    }

    /// The next request needs a connection of its own.
    fn is_open(&mut self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_host_and_a_port() {
        for text in [
            "http://proxy.vn:3128",
            "proxy.vn:3128",
            "http://10.0.0.1:8080/",
        ] {
            assert!(text.parse::<Proxy>().is_ok(), "{text}");
        }
        for text in [
            "",
            "proxy.vn",
            "https://proxy.vn:3128",
            "http://proxy.vn:0",
            ":80",
        ] {
            assert!(text.parse::<Proxy>().is_err(), "{text}");
        }
        let error = "http://an:secret@proxy.vn:3128"
            .parse::<Proxy>()
            .unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
}
