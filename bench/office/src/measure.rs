//! Pages of lists and of search, each in turns with the bare statement that a page cannot do without.

use std::time::{Duration, Instant};

use access::{Action, Actor, Kind, Listing, Standing, predicate, predicate_of};
use store::listing::{self, OutgoingLine, Part, Wanted};
use store::search::{self, Sought};
use store::{Bind, Db, Reader, Rows as _, Store, binds};
use time::UtcDateTime;

use crate::fill::{AGENCY, BUSY, CLERK, RARE};

/// A page that was measured; times in milliseconds.
pub(crate) struct Page {
    pub(crate) what: String,
    pub(crate) lines: usize,
    pub(crate) ours: f64,
    pub(crate) bare: f64,
    /// The longest that ours took before the measured turns.
    pub(crate) unprepared: f64,
}

/// What a line of a list shows, whoever asks.
const LINE: &str =
    "SELECT d.id, d.type_code, d.subject, d.urgency, d.status, d.due_at, d.number_text,
    d.issue_date, d.changed_at, a.full_name AS drafter_name, u.name AS unit_name,
    (SELECT r.name FROM recipient r WHERE r.agency_id = d.agency_id AND r.document_id = d.id
        ORDER BY r.ordinal LIMIT 1) AS recipient,
    (SELECT count(*) FROM recipient r WHERE r.agency_id = d.agency_id AND r.document_id = d.id)
        AS recipients
    FROM outgoing d JOIN account a ON a.id = d.drafter_id
    JOIN unit u ON u.agency_id = d.agency_id AND u.id = d.unit_id";

const TURNS: usize = 15;
const LINES: u16 = 50;

/// So many turns go before those that are measured: PostgreSQL makes a new plan the first five times
/// that a connection runs a statement, and the pool uses its connections by turns.
const BEFORE: usize = 25;
/// What takes so long loses nothing by a plan that is made anew.
const LONG: Duration = Duration::from_secs(1);

/// Everything, with so many documents there.
pub(crate) async fn pages(store: &Store, size: i64) -> Vec<Page> {
    let mut pages = Vec::new();
    let middle = format!("0192c000-0000-7000-8000-{:012x}", size / 2);
    for (who, title) in [
        (CLERK, "a clerk"),
        (BUSY, "a drafter"),
        (RARE, "a drafter of few"),
    ] {
        let actor = actor(store, who).await;
        for (part, name) in [
            (Part::Newest, "newest"),
            (Part::OlderThan(middle.clone()), "middle"),
        ] {
            let what = format!("list of {title}, {name}");
            pages.push(list(store, &actor, who, part, what).await);
        }
        for (words, name) in [
            ("cong", "a common word"),
            ("chuyen doi so", "words of one in eleven"),
            ("khong co", "no such words"),
            ("so 7", "a word of few, by its beginning"),
        ] {
            let what = format!("search of {title}, {name}");
            pages.push(sought(store, &actor, who, words, what).await);
        }
    }
    pages
}

async fn actor(store: &Store, who: &str) -> Actor {
    let people = store::standing::of_agency(&mut store.reader(), AGENCY)
        .await
        .unwrap();
    let standing = Standing {
        org: &people.org,
        appointments: &people.appointments,
        delegations: &people.delegations,
        keepings: &people.keepings,
    };
    // Any time: appointments of the bench have no end.
    let now = UtcDateTime::from_unix_timestamp(1_800_000_000).unwrap();
    standing.actor(who, who, now).unwrap()
}

async fn list(store: &Store, actor: &Actor, who: &str, part: Part, what: String) -> Page {
    let seen = predicate(actor, Listing::Outgoing, listing::FIRST_BIND);
    let key = match &part {
        Part::OlderThan(id) => id.clone(),
        _ => "z".to_owned(),
    };
    let (own, mut bound) = ("AND d.drafter_id = $3", binds![AGENCY, key]);
    let own = match who {
        CLERK => "",
        _ => {
            bound.push(who.into());
            own
        }
    };
    let bare = format!(
        "{LINE} WHERE d.agency_id = $1 AND d.id < $2 {own} ORDER BY d.id DESC LIMIT {}",
        LINES + 1
    );
    let mut reader = store.reader();
    let (mut times, mut lines) = (Times::default(), 0);
    while times.is_more() {
        let wanted = Wanted {
            ways: &seen.ways,
            binds: seen.binds.iter().cloned().map(Bind::from).collect(),
            statuses: &[],
            type_code: "",
            part: part.clone(),
            most: LINES,
        };
        let began = Instant::now();
        lines = listing::outgoing(&mut reader, wanted)
            .await
            .unwrap()
            .lines
            .len();
        let ours = began.elapsed();
        let bare = plain::<OutgoingLine>(&mut reader, &bare, &bound).await;
        times.push(ours, bare);
    }
    times.page(what, lines)
}

async fn sought(store: &Store, actor: &Actor, who: &str, text: &str, what: String) -> Page {
    let words: Vec<_> = text.split(' ').map(ToOwned::to_owned).collect();
    let outgoing = predicate_of(
        actor,
        Action::ReadDocument,
        Kind::Outgoing,
        search::FIRST_BIND,
    );
    let next = search::FIRST_BIND + outgoing.binds.len();
    let incoming = predicate_of(actor, Action::SeeIncoming, Kind::Incoming, next);
    let all = outgoing.binds.iter().chain(&incoming.binds).cloned();
    let all: Vec<_> = all.map(Bind::from).collect();
    let (bare, bound) = bare(store, who, &words);
    let mut reader = store.reader();
    let (mut times, mut lines) = (Times::default(), 0);
    while times.is_more() {
        let sought = Sought {
            agency: AGENCY,
            words: &words,
            exact: &[],
            number: None,
            outgoing: &outgoing,
            incoming: &incoming,
            binds: all.clone(),
            before: i64::MAX,
            most: LINES + 1,
        };
        let began = Instant::now();
        lines = search::find(&mut reader, sought).await.unwrap().len();
        let ours = began.elapsed();
        let bare = plain::<PlainHit>(&mut reader, &bare, &bound).await;
        times.push(ours, bare);
    }
    times.page(what, lines)
}

/// What a hit shows of an outgoing document, whoever asks.
const HIT: &str = "SELECT e.number, o.id, o.type_code, o.subject, o.urgency, o.status,
    o.number_text, o.issue_date, u.name";

/// What a hit shows of an outgoing document.
type PlainHit = (
    i64,
    String,
    String,
    String,
    i64,
    String,
    String,
    Option<String>,
    String,
);

/// The words alone, for those who see all; for those who see what they drafted, that condition too.
/// Then what is shown of each.
fn bare(store: &Store, who: &str, words: &[String]) -> (String, Vec<Bind>) {
    let term = |around: fn(&String) -> String, between: &str| {
        let terms: Vec<_> = words.iter().map(around).collect();
        terms.join(between)
    };
    let (from, number, condition, text) = match store.db() {
        Db::Lite { .. } => (
            "search_index CROSS JOIN search_entry e ON e.number = search_index.rowid",
            "search_index.rowid",
            "search_index MATCH $1",
            term(|it| format!("folded : \"{it}\" *"), " AND "),
        ),
        Db::Pg(_) => (
            "plain e",
            "e.number",
            "e.words @@ to_tsquery('simple', $1)",
            term(|it| format!("{it}:*"), " & "),
        ),
    };
    let mut bound = binds![text];
    let whose = match who {
        CLERK => "",
        _ => {
            bound.push(who.into());
            "AND EXISTS (SELECT 1 FROM outgoing d WHERE d.agency_id = e.agency_id
                AND d.id = e.object_id AND d.drafter_id = $2)"
        }
    };
    let sql = format!(
        "{HIT} FROM (SELECT e.number, e.agency_id, e.object_id FROM {from}
            WHERE {condition} {whose} ORDER BY {number} DESC LIMIT {}) e
        JOIN outgoing o ON o.agency_id = e.agency_id AND o.id = e.object_id
        JOIN unit u ON u.agency_id = o.agency_id AND u.id = o.unit_id ORDER BY e.number DESC",
        LINES + 1
    );
    (sql, bound)
}

async fn plain<T: store::Row>(reader: &mut Reader, sql: &str, bound: &[Bind]) -> Duration {
    let began = Instant::now();
    let _: Vec<T> = reader
        .rows_of(sql.to_owned(), bound.to_vec())
        .await
        .unwrap();
    began.elapsed()
}

/// Times of a page and of its bare statement, by turns.
#[derive(Default)]
struct Times {
    before: Vec<Duration>,
    spent: Duration,
    ours: Vec<Duration>,
    bare: Vec<Duration>,
}

impl Times {
    fn is_more(&self) -> bool {
        self.ours.len() < TURNS
    }

    fn push(&mut self, ours: Duration, bare: Duration) {
        if self.before.len() < BEFORE && self.spent < LONG {
            self.before.push(ours);
            self.spent += ours + bare;
            return;
        }
        self.ours.push(ours);
        self.bare.push(bare);
    }

    fn page(self, what: String, lines: usize) -> Page {
        let millis = |it: Duration| it.as_secs_f64() * 1e3;
        let median = |mut times: Vec<Duration>| {
            times.sort();
            millis(times[times.len() / 2])
        };
        Page {
            what,
            lines,
            ours: median(self.ours),
            bare: median(self.bare),
            unprepared: self.before.into_iter().max().map_or(0.0, millis),
        }
    }
}
