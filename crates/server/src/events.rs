//! Notices as they happen: one stream of server-sent events per open page.
//!
//! An event is addressed to one account acting in one agency and reaches nobody else. Streams end
//! by themselves after some minutes, so that a revoked session loses them too; the browser opens
//! the next one, which is checked anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt, future};
use serde::Serialize;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

use crate::frame::Section;
use crate::session::Person;
use crate::state::State;

/// Where the stream lies.
pub const PATH: &str = "/su-kien";

/// Events that wait for a slow reader before the oldest are dropped for it.
const BACKLOG: usize = 1024;
/// How long one stream lasts.
const LIFE: Duration = Duration::from_secs(300);

/// Where events are sent from.
#[derive(Clone, Debug)]
pub struct Hub(broadcast::Sender<Letter>);

/// Who an event is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Address {
    /// The agency in which the person acts.
    pub agency: String,
    /// The person's account.
    pub account: String,
}

/// What is told.
#[derive(Clone, Debug)]
pub enum News {
    /// A sentence, shown as a toast.
    Notice {
        /// The sentence.
        text: String,
        /// Where it leads.
        href: Option<String>,
    },
    /// How much waits in sections, and how many notices are unread.
    Counts {
        /// By section.
        waiting: Vec<(Section, u32)>,
        /// Notices not read.
        notices: u32,
    },
}

#[derive(Clone, Debug)]
struct Letter {
    to: Address,
    news: News,
}

impl Hub {
    /// A hub nobody listens to yet.
    #[must_use]
    pub fn new() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }

    /// Tells `news` to every page the person of `to` has open.
    pub fn send(&self, to: Address, news: News) {
        // Nobody listening is no failure: notices are also kept by the office.
        let _ = self.0.send(Letter { to, news });
    }

    /// What is sent to `to` from now on.
    fn listen(&self, to: Address) -> impl Stream<Item = News> + use<> {
        BroadcastStream::new(self.0.subscribe()).filter_map(move |letter| {
            // A reader too slow for the backlog missed some; counts come again with the next event.
            let news = letter.ok().filter(|letter| letter.to == to);
            future::ready(news.map(|letter| letter.news))
        })
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}

/// The stream of the person who asks.
pub async fn get(
    Shared(state): Shared<State>,
    person: Person,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let to = Address {
        agency: person.appointment.agency.clone(),
        account: person.account.clone(),
    };
    let stop = state.stop().clone();
    let guard = crate::metrics::stream();
    let stream = (state.events().listen(to))
        .map(move |news| {
            let _counted = &guard;
            Ok(event(&news))
        })
        .take_until(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(LIFE) => {}
            }
        });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

fn event(news: &News) -> Event {
    #[derive(Serialize)]
    struct Notice<'a> {
        text: &'a str,
        href: Option<&'a str>,
    }
    let (name, data) = match news {
        News::Notice { text, href } => {
            let href = href.as_deref();
            ("notice", serde_json::to_string(&Notice { text, href }))
        }
        News::Counts { waiting, notices } => {
            let mut counts: std::collections::BTreeMap<_, _> = (waiting.iter())
                .map(|(section, count)| (section.name(), *count))
                .collect();
            counts.insert("notices", *notices);
            ("counts", serde_json::to_string(&counts))
        }
    };
    Event::default().event(name).data(data.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(agency: &str, account: &str) -> Address {
        Address {
            agency: agency.to_owned(),
            account: account.to_owned(),
        }
    }

    #[tokio::test]
    async fn news_reaches_its_address_and_nobody_else() {
        let hub = Hub::new();
        let mut hers = Box::pin(hub.listen(address("a", "lan")));
        let mut others = Box::pin(hub.listen(address("b", "lan")));
        hub.send(
            address("a", "lan"),
            News::Notice {
                text: "Văn bản đã ký".to_owned(),
                href: None,
            },
        );
        drop(hub);
        assert!(matches!(hers.next().await, Some(News::Notice { .. })));
        assert!(hers.next().await.is_none());
        assert!(
            others.next().await.is_none(),
            "the same person in another agency"
        );
    }
}
