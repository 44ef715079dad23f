//! Each outgoing document: its row, its story, its records, its files and its signings agree, and
//! whatever was answered as done stands in them.

use std::collections::{BTreeMap, BTreeSet};

use process::definition::PublicStatus;
use process::{Definition, State};

use super::{Journal, View};
use crate::kills::verify::Issued;

/// Counts by document and word.
type Counts = BTreeMap<(String, String), i64>;

const DOCUMENTS: &str = "SELECT agency_id, id, status, route_state, version, current_version,
    number_text, issued_at FROM outgoing";
const EVENTS: &str = "SELECT document_id, kind, payload FROM document_event";
const RECORDS: &str = "SELECT object_id, act, CAST(count(*) AS BIGINT) FROM audit_record
    WHERE object_kind IN ('outgoing', 'incoming') GROUP BY object_id, act";
const FILES: &str = "SELECT document_id, version, facts, digest FROM file_version
    WHERE slot = 'main'";
const SIGNINGS: &str = "SELECT document_id, status, CAST(count(*) AS BIGINT) FROM signing_request
    GROUP BY document_id, status";

pub(super) async fn look(view: &mut View, journal: &Journal) {
    let events = events(view).await;
    let records = counts(view, RECORDS).await;
    let signings = counts(view, SIGNINGS).await;
    told_alike(view, &events, &records);
    rows(view, &events, &signings).await;
    answered(view, journal, &events, &signings);
    let unstamped = "SELECT s.id FROM signing_request s WHERE s.status = 'signed' AND NOT EXISTS
        (SELECT 1 FROM job j WHERE j.agency_id = s.agency_id AND j.kind = 'stamp'
        AND j.object = s.id)";
    view.none("a signature without the job of its time stamp", unstamped)
        .await;
    let unfound = "SELECT d.id FROM outgoing d WHERE NOT EXISTS (SELECT 1 FROM search_entry s
        WHERE s.agency_id = d.agency_id AND s.kind = 'outgoing' AND s.object_id = d.id)";
    view.none("a document that search does not know", unfound)
        .await;
    let twice = "SELECT subject FROM outgoing GROUP BY agency_id, subject HAVING count(*) > 1";
    view.none("begun twice", twice).await;
}

async fn counts(view: &mut View, sql: &str) -> Counts {
    let rows: Vec<(String, String, i64)> = view.rows(sql).await;
    let pairs = rows
        .into_iter()
        .map(|(id, word, count)| ((id, word), count));
    pairs.collect()
}

/// What the stories tell: how often each act stands in the story of each document.
async fn events(view: &mut View) -> Counts {
    let mut events = Counts::new();
    for (id, kind, payload) in view.rows::<(String, String, String)>(EVENTS).await {
        let word = match kind.as_str() {
            "acted" => {
                let payload: serde_json::Value = serde_json::from_str(&payload).unwrap();
                payload["action"].as_str().unwrap().to_owned()
            }
            _ => kind,
        };
        *events.entry((id, word)).or_default() += 1;
    }
    events
}

/// The act of the audit log that belongs to a word of the story.
fn record_of(word: &str) -> &str {
    match word {
        "created" => "create-draft",
        "uploaded" => "upload",
        "extended" => "evidence-added",
        other => other,
    }
}

fn told_alike(view: &mut View, events: &Counts, records: &Counts) {
    for ((id, word), told) in events {
        let key = (id.clone(), record_of(word).to_owned());
        let recorded = records.get(&key).copied().unwrap_or_default();
        if *told != recorded {
            view.fault(format!(
                "{id}: {word} told {told} times, recorded {recorded} times"
            ));
        }
    }
    let route = Definition::shipped();
    for ((id, act), count) in records {
        let of_route = route.action(&act.as_str().into()).is_some();
        if of_route && !events.contains_key(&(id.clone(), act.clone())) {
            view.fault(format!("{id}: {act} recorded {count} times, never told"));
        }
    }
}

type DocumentRow = (
    String,
    String,
    String,
    String,
    i64,
    i64,
    Option<String>,
    Option<i64>,
);

async fn rows(view: &mut View, events: &Counts, signings: &Counts) {
    let files: Vec<(String, i64, String, String)> = view.rows(FILES).await;
    let files: BTreeMap<(String, i64), (String, String)> = files
        .into_iter()
        .map(|(id, version, facts, digest)| ((id, version), (facts, digest)))
        .collect();
    let mut told: BTreeMap<&str, i64> = BTreeMap::new();
    for ((id, _), count) in events {
        *told.entry(id).or_default() += count;
    }
    let mut numbers = BTreeSet::new();
    for (agency, id, status, state, version, current, number, issued) in
        view.rows::<DocumentRow>(DOCUMENTS).await
    {
        let state: State = serde_json::from_str(&state).unwrap();
        let expected = expected(&state);
        if status != expected {
            view.fault(format!("{id}: status {status}, the route says {expected}"));
        }
        let told = told.get(id.as_str()).copied().unwrap_or_default();
        if told != version {
            view.fault(format!("{id}: version {version}, {told} events"));
        }
        let signed: i64 = ["initial", "sign", "sign-for-head", "seal"]
            .iter()
            .filter_map(|act| events.get(&(id.clone(), (*act).to_owned())))
            .sum();
        let done = signings
            .get(&(id.clone(), "done".to_owned()))
            .copied()
            .unwrap_or_default();
        if signed != done {
            view.fault(format!(
                "{id}: {signed} signatures told, {done} signings done"
            ));
        }
        let file = files.get(&(id.clone(), current));
        if let Some((facts, digest)) = file {
            let facts: serde_json::Value = serde_json::from_str(facts).unwrap();
            let slots: Vec<_> = state.slots().map(|slot| slot.name()).collect();
            if facts["slots"] != serde_json::json!(slots) {
                let there = &facts["slots"];
                view.fault(format!("{id}: {there} in the file, {slots:?} on the route"));
            }
            if issued.is_some() {
                let (agency, digest) = (agency.clone(), digest.clone());
                view.checked.issued.push(Issued {
                    agency,
                    document: id.clone(),
                    digest,
                });
            }
        } else if current > 0 {
            view.fault(format!("{id}: version {current} of its file is not there"));
        }
        if let Some(number) = number
            && !numbers.insert((agency, number.clone()))
        {
            view.fault(format!("{id}: number {number} is another's too"));
        }
    }
}

/// The status of the row, from where the route stands.
fn expected(state: &State) -> &'static str {
    let route = Definition::shipped();
    let step = route.step(&state.step).map(|step| step.status);
    match (step, state.status(route)) {
        (Some(PublicStatus::Draft), Some(PublicStatus::Returned)) => "returned",
        (Some(step), _) => step.name(),
        (None, _) => "nowhere",
    }
}

/// What was answered as done stands in the story; a signature may still wait for its time stamp. At
/// the end nothing stands there that nobody asked for.
fn answered(view: &mut View, journal: &Journal, events: &Counts, signings: &Counts) {
    for ((id, word), told) in journal {
        if matches!(word.as_str(), "registered" | "refused") {
            continue;
        }
        let there = events
            .get(&(id.clone(), word.clone()))
            .copied()
            .unwrap_or_default();
        let signs = matches!(word.as_str(), "initial" | "sign" | "sign-for-head" | "seal");
        let waiting = match signs {
            true => signings
                .get(&(id.clone(), "signed".to_owned()))
                .copied()
                .unwrap_or_default(),
            false => 0,
        };
        let (done, most) = (told.done as i64, (told.done + told.unknown) as i64);
        if there + waiting < done {
            view.fault(format!(
                "{id}: {word} was answered {done} times, is there {there} times"
            ));
        }
        if view.end && there > most {
            view.fault(format!(
                "{id}: {word} was asked {most} times, is there {there} times"
            ));
        }
    }
}
