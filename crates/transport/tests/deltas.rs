//! A revocation list of yesterday, and the delta that its issuer has put beside it since.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use ades::validate::{Sought, Wanted};
use pki::revocation::{Reason, Status, statements};
use testpki::{Authority, Ca, Config, KeyAlgorithm, Kind, Profile, Subject, Validity};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};
use transport::{Fetcher, Gatherer, Options, Reach};

const START: UtcDateTime = utc_datetime!(2026-03-02 8:00);

/// Answers to paths, and the paths that were asked for.
type Pages = Arc<Mutex<(Vec<(&'static str, Vec<u8>)>, Vec<String>)>>;

/// Serves `pages` on this machine; its address.
fn serve(pages: &Pages) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let pages = Arc::clone(pages);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                head.extend(byte);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let (known, asked) = &mut *pages.lock().unwrap();
            let page = known.iter().find(|(known, _)| *known == path);
            let (status, body) = page.map_or((404, &[][..]), |(_, body)| (200, body));
            asked.push(path);
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(&[head.as_bytes(), body].concat());
        }
    });
    format!("http://{address}")
}

#[test]
fn a_revocation_that_only_the_delta_knows_is_found() {
    let pages = Pages::default();
    let base_url = serve(&pages);
    let config = Config {
        base_url: base_url.clone(),
        key: KeyAlgorithm::P256,
    };
    let mut authority = Authority::new(config, START).unwrap();
    let person = Profile {
        subject: Subject {
            common_name: "Trần Thị Mẫu (for testing)".to_owned(),
            ..Subject::default()
        },
        kind: Kind::Person,
        key: KeyAlgorithm::P256,
        issuer: Ca::Government,
        validity: Validity::Current,
    };
    let person = authority.issue(&person, START).unwrap().certificate;
    let (based, revoked) = (START + Duration::HOUR, START + Duration::hours(2));
    let delta_url = format!("{base_url}/crl/delta.crl");
    let base = authority.crl_with_deltas(Ca::Government, based, &delta_url);
    let reason = Reason::KeyCompromise;
    authority.revoke(&person, reason, revoked).unwrap();
    let now = START + Duration::hours(3);
    let delta = authority.delta(Ca::Government, based, now).unwrap();
    pages.lock().unwrap().0 = vec![
        ("/crl/government.crl", base.unwrap()),
        ("/crl/delta.crl", delta),
    ];

    let issuer = authority.certificate(Ca::Government).unwrap();
    let mut wanted = Wanted::status(&person, issuer).unwrap();
    wanted
        .sources
        .retain(|source| source.sought == Sought::List);
    let options = Options {
        reach: Reach::Local,
        ..Options::default()
    };
    let mut gatherer = Gatherer::new(Fetcher::new(options), None);
    let found = gatherer.status(&wanted, now, &mut |_| ());
    assert_eq!(
        pages.lock().unwrap().1,
        ["/crl/government.crl", "/crl/delta.crl"]
    );
    let (said, _) = statements(&person, issuer, &found.material, &[], now);
    let expected = Status::Revoked {
        at: revoked,
        reason,
    };
    assert!(
        said.iter().any(|statement| statement.status == expected),
        "{said:?}"
    );
}
