//! Ports of this machine that the demonstration keeps: certificates and pairings name them.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;

use super::Error;
use crate::random;

/// Above what services have, below what the system gives to outgoing connections.
const RANGE: Range<u16> = 20_000..32_000;

/// Chooses `count` ports that nobody uses now.
pub(super) fn choose(count: usize) -> Result<Vec<u16>, Error> {
    // Two demonstrations that start at once begin at different places.
    let seed = random::seed().map_err(|_| Error::NoPort)?;
    let [first, second, ..] = seed;
    let start = u16::from_be_bytes([first, second]) % (RANGE.end - RANGE.start);
    // Held until all are chosen.
    let mut held = Vec::new();
    for port in around(start) {
        if held.len() == count {
            break;
        }
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            held.push((port, listener));
        }
    }
    if held.len() < count {
        return Err(Error::NoPort);
    }
    Ok(held.into_iter().map(|(port, _)| port).collect())
}

/// Makes sure that a port that was chosen once is free again.
pub(super) fn free(port: u16) -> Result<(), Error> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    bound.map(drop).map_err(|_| Error::PortTaken { port })
}

/// Every port of the range once, from the `start`th on.
fn around(start: u16) -> impl Iterator<Item = u16> {
    let middle = RANGE.start.saturating_add(start);
    (middle..RANGE.end).chain(RANGE.start..middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_different_and_free() {
        let mut ports = choose(9).unwrap();
        assert!(ports.iter().all(|port| free(*port).is_ok()));
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 9);
    }

    #[test]
    fn a_port_that_is_used_is_told() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(matches!(free(port), Err(Error::PortTaken { .. })));
    }
}
