//! Where a reference in an office file leads.

/// The direction of a reference.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Direction {
    /// Within the file.
    Inside,
    /// To a file beside it or elsewhere on the machine that opens it.
    Machine,
    /// To another machine.
    Network,
}

/// Where `target` leads, by its form alone.
pub(super) fn direction(target: &str) -> Direction {
    let target = target.trim();
    let slashes = target.replace('\\', "/").to_lowercase();
    if target.is_empty() || target.starts_with('#') {
        return Direction::Inside;
    }
    if slashes.starts_with("//") {
        return Direction::Network;
    }
    if let Some(rest) = slashes.strip_prefix("file:") {
        // `file:///C:/x` and `file:/x` are of this machine, `file://server/x` is of another, and
        // so is `file://///server/x`.
        let host = rest.strip_prefix("//").unwrap_or("/");
        let local = host.starts_with('/') && !host.starts_with("//");
        return match local || host.starts_with("localhost/") {
            true => Direction::Machine,
            false => Direction::Network,
        };
    }
    match slashes.split_once(':') {
        // A drive: `c:/x`.
        Some((letter, _)) if letter.len() == 1 => Direction::Machine,
        Some((scheme, _)) if is_scheme(scheme) => Direction::Network,
        _ if slashes.starts_with('/') => Direction::Machine,
        _ if slashes.split('/').any(|piece| piece == "..") => Direction::Machine,
        _ => Direction::Inside,
    }
}

fn is_scheme(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_apart_by_form() {
        for (target, wanted) in [
            ("", Direction::Inside),
            ("#bang", Direction::Inside),
            ("Pictures/1.png", Direction::Inside),
            ("./Object 1", Direction::Inside),
            ("../logo.png", Direction::Machine),
            ("/etc/passwd", Direction::Machine),
            ("C:\\mau\\logo.png", Direction::Machine),
            ("file:///C:/mau/cong-van.dotx", Direction::Machine),
            ("file://may-chu/mau.dotx", Direction::Network),
            ("file://///may-chu/mau.dotx", Direction::Network),
            ("\\\\may-chu\\mau.dotx", Direction::Network),
            ("//may-chu/mau.dotx", Direction::Network),
            ("https://vi-du.vn/a.dotm", Direction::Network),
            ("HTTP://vi-du.vn", Direction::Network),
            ("mhtml:http://vi-du.vn!x", Direction::Network),
        ] {
            assert_eq!(direction(target), wanted, "{target}");
        }
    }
}
