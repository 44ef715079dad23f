//! Notices on the pages that are open: as sentences, the moment the office gives them.

use office::Office;
use office::notices::{Given, Notice};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::{incoming, outgoing, people, said};
use crate::accounts;
use crate::events::{Address, Hub, News};

/// Hands notices of the office on to the pages of those whom they are for, until it is stopped.
pub async fn relay(office: Office, hub: Hub, stop: CancellationToken) {
    let mut given = office.listen();
    loop {
        let next = tokio::select! {
            () = stop.cancelled() => return,
            next = given.recv() => next,
        };
        match next {
            Ok(given) => tell(&hub, &given),
            // They stand on the page of notices; only the toasts are missed.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

fn tell(hub: &Hub, given: &Given) {
    let shown = shown(&given.notice);
    let to = Address {
        agency: given.agency.clone(),
        account: given.account.clone(),
    };
    hub.send(
        to,
        News::Notice {
            text: shown.text,
            href: shown.href,
        },
    );
}

/// A notice as a sentence that leads to what it is about.
pub(super) fn shown(notice: &Notice) -> accounts::Notice {
    let values = notice
        .values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()));
    let values: Vec<_> = values.collect();
    accounts::Notice {
        text: said::plain(&notice.code, &values),
        href: match notice.about.as_str() {
            "outgoing" => Some(outgoing::page(&notice.object)),
            "incoming" => Some(incoming::page(&notice.object)),
            "own-key" => Some(people::own_keys::PATH.to_owned()),
            "key" => Some(people::tokens::PATH.to_owned()),
            _ => None,
        },
        at: notice.at,
        unread: !notice.read,
    }
}
