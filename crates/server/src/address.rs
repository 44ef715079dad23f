//! The address a request came from: that of the connection, or what our own proxy says about it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap};

use crate::config::Front;

/// Where a request came from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The address of `request`. Behind a proxy the last entry of `X-Forwarded-For` counts: it is
    /// the one our proxy wrote, everything before it is what the client claims.
    #[must_use]
    pub fn of(request: &Request, front: Front) -> Self {
        Self::from_parts(request.headers(), request.extensions(), front)
    }

    fn from_parts(headers: &HeaderMap, extensions: &Extensions, front: Front) -> Self {
        let peer = (extensions.get::<ConnectInfo<SocketAddr>>())
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        if front == Front::Loopback {
            return Self(peer.to_canonical());
        }
        let forwarded = (headers.get_all("x-forwarded-for").iter())
            .next_back()
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next())
            .and_then(|value| value.trim().parse().ok());
        Self(forwarded.unwrap_or(peer).to_canonical())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    fn of(front: Front) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "10.9.9.9, 203.0.113.7".parse().unwrap());
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5000))));
        ClientAddress::from_parts(&headers, &extensions, front)
            .0
            .to_string()
    }

    #[test]
    fn only_what_the_proxy_wrote_is_believed() {
        assert_eq!(of(Front::Proxy), "203.0.113.7");
    }

    #[test]
    fn without_a_proxy_the_header_is_ignored() {
        assert_eq!(of(Front::Loopback), "127.0.0.1");
    }
}
