//! Whether an address is within a name constraint (RFC 5280, 4.2.1.10).
//!
//! An address that cannot be taken apart beyond doubt is within nothing and outside nothing:
//! [`Unclear`]. Where the standard is silent (a leading dot of a host, an empty constraint) we read
//! it as the common libraries do.

/// The address cannot be compared with a constraint of its form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Unclear;

/// `dNSName`: the host itself and everything below it; with a leading dot only what is below.
pub(super) fn dns_within(name: &str, base: &str) -> Result<bool, Unclear> {
    let base = clear(base)?;
    let name = name.strip_suffix('.').unwrap_or(name);
    let host = name.strip_prefix("*.").unwrap_or(name);
    is_host(host).then_some(()).ok_or(Unclear)?;
    Ok(host_within(name, base) || name.eq_ignore_ascii_case(base))
}

/// Whether the wildcard `name` stands, among others, for a host in `base`.
pub(super) fn wildcard_meets(name: &str, base: &str) -> bool {
    name.strip_prefix("*.")
        .is_some_and(|parent| host_within(base, parent))
}

/// `rfc822Name`: one mailbox, all mailboxes of a host, or (leading dot) those of the hosts below.
pub(super) fn email_within(address: &str, base: &str) -> Result<bool, Unclear> {
    let (local, host) = mailbox(address).ok_or(Unclear)?;
    if base.contains('@') {
        let (wanted, at) = mailbox(base).ok_or(Unclear)?;
        // Only the host's letters have no case (RFC 5280, 7.5).
        return Ok(local == wanted && host.eq_ignore_ascii_case(at));
    }
    Ok(host_is(host, clear(base)?))
}

/// `uniformResourceIdentifier`: its host, or (leading dot) the hosts below.
pub(super) fn uri_within(uri: &str, base: &str) -> Result<bool, Unclear> {
    let host = uri_host(uri).ok_or(Unclear)?;
    Ok(host_is(host, clear(base)?))
}

/// `iPAddress`: an address and, in the constraint, network and mask.
pub(super) fn ip_within(address: &[u8], range: &[u8]) -> Result<bool, Unclear> {
    if !matches!(address.len(), 4 | 16) {
        return Err(Unclear);
    }
    let Some((network, mask)) = range.split_at_checked(address.len()) else {
        return Ok(false);
    };
    let same = |((octet, wanted), mask): ((&u8, &u8), &u8)| octet & mask == wanted & mask;
    Ok(network.len() == mask.len() && address.iter().zip(network).zip(mask).all(same))
}

/// A constraint by host: a host, perhaps with a leading dot, or nothing.
fn clear(base: &str) -> Result<&str, Unclear> {
    let base = base.strip_suffix('.').unwrap_or(base);
    let host = base.strip_prefix('.').unwrap_or(base);
    (host.is_empty() || is_host(host))
        .then_some(base)
        .ok_or(Unclear)
}

/// The host itself, or one below if `base` begins with a dot; an empty `base` is everything.
fn host_is(host: &str, base: &str) -> bool {
    if base.is_empty() || base.starts_with('.') {
        host_within(host, base)
    } else {
        host.eq_ignore_ascii_case(base)
    }
}

/// Whether `host` is below `base`, or everything is.
fn host_within(host: &str, base: &str) -> bool {
    let base = base.strip_prefix('.').unwrap_or(base);
    if base.is_empty() {
        return true;
    }
    let Some(position) = host.len().checked_sub(base.len() + 1) else {
        return false;
    };
    let (Some(tail), Some(dot)) = (host.get(position + 1..), host.get(position..=position)) else {
        return false;
    };
    dot == "." && tail.eq_ignore_ascii_case(base)
}

/// Local part and host of an address without quotes or comments.
fn mailbox(address: &str) -> Option<(&str, &str)> {
    let (local, host) = address.split_once('@')?;
    let plain = |c: char| c.is_ascii_graphic() && !"\"(),:;<>[\\]".contains(c);
    (!local.is_empty() && local.chars().all(plain) && is_host(host)).then_some((local, host))
}

/// The host name in a URI with an authority; addresses are no host names.
fn uri_host(uri: &str) -> Option<&str> {
    // Programs disagree on what a backslash is.
    let plain = |b: u8| b.is_ascii_graphic() && b != b'\\';
    uri.bytes().all(plain).then_some(())?;
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let server = authority.split_once('@').map_or(authority, |(_, s)| s);
    let host = match server.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        Some(_) => return None,
        None => server,
    };
    let last = host.rsplit('.').next()?;
    let is_number = last.bytes().all(|b| b.is_ascii_digit());
    (is_host(host) && !is_number).then_some(host)
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        !label.is_empty() && label.bytes().all(plain)
    };
    host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: Result<bool, Unclear> = Ok(true);
    const NO: Result<bool, Unclear> = Ok(false);

    #[test]
    fn hosts_are_compared_label_by_label() {
        assert_eq!(dns_within("Example.VN", "example.vn"), YES);
        assert_eq!(dns_within("www.example.vn", "example.vn"), YES);
        assert_eq!(dns_within("www.example.vn.", "example.vn"), YES);
        assert_eq!(dns_within("*.example.vn", "example.vn"), YES);
        assert_eq!(dns_within("badexample.vn", "example.vn"), NO);
        assert_eq!(dns_within("example.vn.evil.com", "example.vn"), NO);
        assert_eq!(dns_within("vn", "example.vn"), NO);
        assert_eq!(dns_within("example.vn", ".example.vn"), NO);
        assert_eq!(dns_within("a.example.vn", ".example.vn"), YES);
        assert_eq!(dns_within("anything", ""), YES);
        assert_eq!(dns_within("www.example.vn", "example.vn."), YES);
        assert_eq!(dns_within("www.example.vn", "*.example.vn"), Err(Unclear));
        assert_eq!(dns_within("www.example.vn", "v\u{ed}.vn"), Err(Unclear));
        for unclear in [
            "",
            ".",
            "a..b",
            "a b",
            "a.*.b",
            "\u{111}.vn",
            "good.vn\0.evil.com",
        ] {
            assert_eq!(
                dns_within(unclear, "example.vn"),
                Err(Unclear),
                "{unclear:?}"
            );
        }
    }

    #[test]
    fn a_wildcard_meets_what_it_could_stand_for() {
        assert!(wildcard_meets("*.example.vn", "secret.example.vn"));
        assert!(!wildcard_meets("*.example.vn", "example.vn"));
        assert!(!wildcard_meets("*.example.vn", "other.vn"));
        assert!(!wildcard_meets("www.example.vn", "www.example.vn"));
    }

    #[test]
    fn mailboxes_hosts_and_domains_are_three_things() {
        let address = "Van.Thu@So.Example.vn";
        assert_eq!(email_within(address, "Van.Thu@so.example.vn"), YES);
        assert_eq!(email_within(address, "van.thu@so.example.vn"), NO);
        assert_eq!(email_within(address, "so.example.vn"), YES);
        assert_eq!(email_within(address, "example.vn"), NO);
        assert_eq!(email_within(address, ".example.vn"), YES);
        assert_eq!(email_within("a@example.vn", ".example.vn"), NO);
        assert_eq!(email_within(address, ""), YES);
        for unclear in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "\"a@b\"@c.vn",
            "a b@c",
            "ă@b.vn",
        ] {
            assert_eq!(email_within(unclear, "b"), Err(Unclear), "{unclear}");
        }
    }

    #[test]
    fn the_host_of_a_uri_is_found_behind_user_and_port() {
        for uri in [
            "http://www.example.vn",
            "ldap://user:pass@WWW.example.vn:389/cn=a?b",
            "https://www.example.vn?x@evil.com",
        ] {
            assert_eq!(uri_within(uri, "www.example.vn"), YES, "{uri}");
            assert_eq!(uri_within(uri, "example.vn"), NO, "{uri}");
            assert_eq!(uri_within(uri, ".example.vn"), YES, "{uri}");
        }
        assert_eq!(uri_within("http://example.vn", ".example.vn"), NO);
        for unclear in [
            "urn:oid:1.2.3",
            "http://",
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://a:b:c/",
            "http://evil.com\\@example.vn/",
            "http://a@b@example.vn/",
            "http://exa%6Dple.vn/",
        ] {
            assert_eq!(uri_within(unclear, "example.vn"), Err(Unclear), "{unclear}");
        }
    }

    #[test]
    fn addresses_are_compared_under_the_mask() {
        let range = [10, 1, 0, 0, 255, 255, 0, 0];
        assert_eq!(ip_within(&[10, 1, 2, 3], &range), YES);
        assert_eq!(ip_within(&[10, 2, 2, 3], &range), NO);
        assert_eq!(ip_within(&[0; 16], &range), NO);
        assert_eq!(ip_within(&[0; 16], &[0; 32]), YES);
        assert_eq!(ip_within(&[10, 1, 2, 3], &[0; 32]), NO);
        assert_eq!(ip_within(&[10, 1, 2], &range), Err(Unclear));
    }
}
