//! Which network addresses may be connected to.
//!
//! The addresses come from certificates inside of documents, which anybody can make: without a
//! check a document could make its reader's machine talk to services of the reader's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// How far requests may go.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Reach {
    /// Public addresses only.
    #[default]
    Public,
    /// Also those of this machine and of private networks.
    Local,
    /// Anywhere: the address was given by the person or the configuration, not by a document.
    Anywhere,
}

impl Reach {
    /// Whether `address` may be connected to on `port`, which must be one of the web unless the
    /// address is local or the port `configured`.
    pub(crate) fn check(self, address: SocketAddr, configured: bool) -> Result<(), Barred> {
        let place = Place::of(address.ip());
        let may_connect = match self {
            Self::Public => place == Place::Public,
            Self::Local => place != Place::Never,
            Self::Anywhere => true,
        };
        let may_use_port = matches!(address.port(), 80 | 443)
            || configured
            || place == Place::Local
            || self == Self::Anywhere;
        match (may_connect, may_use_port) {
            (false, _) => Err(Barred::Address),
            (true, false) => Err(Barred::Port),
            (true, true) => Ok(()),
        }
    }
}

/// Whether an address is on this machine or in a private network.
pub(crate) fn is_local(address: IpAddr) -> bool {
    Place::of(address) == Place::Local
}

/// What forbids a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Barred {
    Address,
    Port,
}

/// Where an address is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    Public,
    /// This machine or a private network.
    Local,
    /// Link-local (where clouds keep their metadata), multicast, reserved, for documentation.
    Never,
}

impl Place {
    fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => match embedded(address) {
                Some(inner) => Self::of_v4(inner),
                None => Self::of_v6(address),
            },
        }
    }

    /// The special-purpose registry of IANA (RFC 6890).
    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => {
                Self::Local
            }
            [0 | 224..=255, ..]
            | [169, 254, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _] => Self::Never,
            _ => Self::Public,
        }
    }

    /// Of IPv6 only `2000::/3` is public, and not all of it: tunnels carry IPv4 addresses inside.
    fn of_v6(address: Ipv6Addr) -> Self {
        match address.segments() {
            [0, 0, 0, 0, 0, 0, 0, 1] | [0xfc00..=0xfdff, ..] => Self::Local,
            [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Self::Never,
            [0x2000..=0x3fff, ..] => Self::Public,
            _ => Self::Never,
        }
    }
}

/// The IPv4 address in a mapped (RFC 4291, 2.5.5.2) or translated (RFC 6052, 2.1) one.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(address: &str) -> Place {
        Place::of(address.parse().unwrap())
    }

    #[test]
    fn public_addresses_are_public() {
        for address in [
            "1.1.1.1",
            "14.225.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.0.1",
            "223.255.255.255",
            "2001:ee0::1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            assert_eq!(place(address), Place::Public, "{address}");
        }
    }

    #[test]
    fn local_addresses_are_local_in_every_spelling() {
        for address in [
            "127.0.0.1",
            "127.255.255.254",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::192.168.0.1",
        ] {
            assert_eq!(place(address), Place::Local, "{address}");
        }
    }

    #[test]
    fn some_addresses_are_never_connected_to() {
        for address in [
            "0.0.0.0",
            "169.254.169.254",
            "192.0.0.192",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "64:ff9b:1::a00:1",
            "100::1",
        ] {
            assert_eq!(place(address), Place::Never, "{address}");
        }
    }

    #[test]
    fn ports_of_the_web_everywhere_others_where_configured_or_local() {
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        assert_eq!(Reach::Public.check(at("1.1.1.1:443"), false), Ok(()));
        assert_eq!(
            Reach::Public.check(at("1.1.1.1:22"), false),
            Err(Barred::Port)
        );
        assert_eq!(
            Reach::Local.check(at("1.1.1.1:22"), false),
            Err(Barred::Port)
        );
        assert_eq!(Reach::Public.check(at("1.1.1.1:8080"), true), Ok(()));
        assert_eq!(
            Reach::Public.check(at("127.0.0.1:80"), true),
            Err(Barred::Address)
        );
        assert_eq!(Reach::Local.check(at("127.0.0.1:8090"), false), Ok(()));
        let metadata = at("169.254.169.254:80");
        assert_eq!(Reach::Local.check(metadata, false), Err(Barred::Address));
        assert_eq!(Reach::Anywhere.check(metadata, false), Ok(()));
    }
}
