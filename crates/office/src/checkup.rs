//! What an installation needs, looked at without changing it: for `congvu doctor`.
//!
//! Database and its migrations, files that it names, jobs, second factors, conversion, trust anchors,
//! time stamps and the clock. Not here: the machine itself (space, fonts) and how the server is reached.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use convert::{Converter, Settings};
use pki::DigestAlgorithm;
use pki::tsp::{Request, Response};
use serde::Serialize;
use store::copy::{self, Copied};
use store::people::agencies;
use store::{Blobs, Place, jobs};
use time::UtcDateTime;
use transport::mail::Mailer;
use transport::tsa::TsaClient;
use trust::Folder;

use crate::{Clock, Config, Office};

/// Blobs looked at unless all are.
const SAMPLE: usize = 200;
/// A time-stamp service that has not answered by then is too slow for people.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a clock may be off.
const DRIFT: time::Duration = time::Duration::seconds(60);
/// The oldest PostgreSQL that is tried.
const OLDEST_POSTGRES: i64 = 13;
/// Jobs in trouble that are counted for an agency.
const JOBS: i64 = 1000;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Good,
    /// The office works, but somebody should know.
    Notice,
    /// Something does not work.
    Wrong,
}

/// What was found: a sentence of the catalogue.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// How grave.
    pub state: State,
    /// The code of its sentence.
    pub code: &'static str,
    /// The values of the sentence.
    pub values: Vec<(&'static str, String)>,
}

impl Finding {
    /// As it should be.
    #[must_use]
    pub fn good(code: &'static str, values: Vec<(&'static str, String)>) -> Self {
        let state = State::Good;
        Self {
            state,
            code,
            values,
        }
    }

    /// Somebody should know.
    #[must_use]
    pub fn notice(code: &'static str, values: Vec<(&'static str, String)>) -> Self {
        let state = State::Notice;
        Self {
            state,
            code,
            values,
        }
    }

    /// Does not work.
    #[must_use]
    pub fn wrong(code: &'static str, values: Vec<(&'static str, String)>) -> Self {
        let state = State::Wrong;
        Self {
            state,
            code,
            values,
        }
    }

    pub(crate) fn error(error: &crate::Error) -> Self {
        Self::wrong(error.code(), error.values())
    }
}

/// Looks at everything; with `full` at every blob and at every record of the audit chains.
pub async fn examine(config: &Config, clock: Clock, full: bool) -> Vec<Finding> {
    let mut found = database(config, &clock, full).await;
    found.push(conversion().await);
    found.push(mail(config).await);
    found.push(device(config));
    found.extend(anchors(config, clock()));
    let (stamping, asked) = (config.clone(), clock.clone());
    let stamped = tokio::task::spawn_blocking(move || time_stamps(&stamping, &asked)).await;
    found.push(stamped.unwrap_or_else(|error| Finding::error(&error.into())));
    found
}

async fn database(config: &Config, clock: &Clock, full: bool) -> Vec<Finding> {
    let place = match config.place() {
        Ok(place) => place,
        Err(error) => return vec![Finding::error(&error)],
    };
    if let Place::Sqlite(path) = &place
        && !path.exists()
    {
        let path = path.display().to_string();
        return vec![Finding::notice("doctor-database-new", vec![("path", path)])];
    }
    let engine = engine(&place).await;
    if engine.state == State::Wrong {
        return vec![engine];
    }
    let mut found = vec![engine];
    let there = match copy::contents(&place).await {
        Ok(there) => there,
        Err(store::Error::Database(_)) if matches!(copy::is_empty(&place).await, Ok(true)) => {
            let path = "PostgreSQL".to_owned();
            return vec![Finding::notice("doctor-database-new", vec![("path", path)])];
        }
        Err(error) => return vec![Finding::error(&error.into())],
    };
    let blobs = blobs(config, &there, full).await;
    let away = blobs.state == State::Wrong && blobs.code != "doctor-blobs-bad";
    found.push(blobs);
    found.extend(unfinished(config, clock()).await);
    let newest = copy::newest_migration();
    if there.migration < newest {
        let (seen, known) = (there.migration.to_string(), newest.to_string());
        let values = vec![("seen", seen), ("known", known)];
        found.push(Finding::notice("doctor-migrations-behind", values));
        // Opening the office would bring them up.
        return found;
    }
    if away {
        return found;
    }
    match Office::open(config.clone(), clock.clone()).await {
        Ok(office) => {
            found.push(troubled(&office).await);
            found.push(office.examine_second_factors().await);
            if full {
                found.push(chains(&office).await);
            }
            office.close().await;
        }
        Err(error) => found.push(Finding::error(&error)),
    }
    found
}

async fn engine(place: &Place) -> Finding {
    match copy::version(place).await {
        Ok(version) => {
            let major = version
                .split('.')
                .next()
                .and_then(|it| it.parse::<i64>().ok());
            let old = matches!(place, Place::Postgres(_))
                && major.is_some_and(|major| major < OLDEST_POSTGRES);
            let values = vec![
                ("version", version),
                ("oldest", OLDEST_POSTGRES.to_string()),
            ];
            match (place, old) {
                (Place::Sqlite(_), _) => Finding::good("doctor-sqlite", values),
                (_, false) => Finding::good("doctor-postgres", values),
                (_, true) => Finding::wrong("doctor-postgres-old", values),
            }
        }
        Err(error) => Finding::error(&error.into()),
    }
}

async fn blobs(config: &Config, there: &Copied, full: bool) -> Finding {
    let place = match config.blobs() {
        Ok(place) => place,
        Err(error) => return Finding::error(&error),
    };
    let blobs = match Blobs::open(&place).await {
        Ok(blobs) => blobs,
        Err(error) => return Finding::error(&error.into()),
    };
    let all = there.blobs.len();
    let step = if full { 1 } else { all.div_ceil(SAMPLE).max(1) };
    let (mut seen, mut bad) = (0_usize, Vec::new());
    for named in there.blobs.iter().step_by(step) {
        seen += 1;
        if let Err(error) = blobs.get(&named.agency, &named.digest).await {
            bad.push(error.to_string());
        }
    }
    let values = vec![("seen", seen.to_string()), ("all", all.to_string())];
    if bad.is_empty() {
        return Finding::good("doctor-blobs", values);
    }
    let first = bad.first().cloned().unwrap_or_default();
    let count = bad.len().to_string();
    let more = vec![("count", count), ("first", first)];
    Finding::wrong("doctor-blobs-bad", [values, more].concat())
}

/// Temporary files of writers that were killed; the server clears them away.
async fn unfinished(config: &Config, now: UtcDateTime) -> Option<Finding> {
    let blobs = Blobs::open(&config.blobs().ok()?).await.ok()?;
    match blobs.unfinished(now - time::Duration::days(1)).await {
        Ok(files) => {
            let path = files.first()?.display().to_string();
            let values = vec![("count", files.len().to_string()), ("path", path)];
            Some(Finding::notice("doctor-blobs-unfinished", values))
        }
        Err(error) => Some(Finding::error(&error.into())),
    }
}

async fn troubled(office: &Office) -> Finding {
    let mut reader = office.store().reader();
    let agencies = match agencies::all(&mut reader).await {
        Ok(agencies) => agencies,
        Err(error) => return Finding::error(&error.into()),
    };
    let mut all = Vec::new();
    for agency in &agencies {
        match jobs::troubled(&mut reader, &agency.id, JOBS).await {
            Ok(jobs) => all.extend(jobs),
            Err(error) => return Finding::error(&error.into()),
        }
    }
    let Some(first) = all.first() else {
        return Finding::good("doctor-jobs", Vec::new());
    };
    let given_up = all.iter().filter(|job| job.failed_at.is_some()).count();
    let values = vec![
        ("count", all.len().to_string()),
        ("given-up", given_up.to_string()),
        ("kind", first.kind.clone()),
        ("error", first.last_error.clone().unwrap_or_default()),
    ];
    match given_up {
        0 => Finding::notice("doctor-jobs-troubled", values),
        _ => Finding::wrong("doctor-jobs-troubled", values),
    }
}

async fn chains(office: &Office) -> Finding {
    match office.verify_chains().await {
        Ok((agencies, records)) => Finding::good(
            "doctor-chains",
            vec![
                ("agencies", agencies.to_string()),
                ("records", records.to_string()),
            ],
        ),
        Err(error) => Finding::error(&error),
    }
}

/// Greets the server of mail and signs in; nothing is sent.
async fn mail(config: &Config) -> Finding {
    let Some(mail) = &config.mail else {
        return Finding::notice("doctor-mail-none", Vec::new());
    };
    match Mailer::new(mail.clone()).greet().await {
        Ok(greeted) => {
            let largest = mail.largest.min(greeted.largest.unwrap_or(u64::MAX));
            let secured = match greeted.encrypted {
                true => " (TLS)",
                false => "",
            };
            let values = vec![
                ("server", mail.server()),
                ("secured", secured.to_owned()),
                ("largest", largest.to_string()),
            ];
            Finding::good("doctor-mail", values)
        }
        Err(error) => Finding::error(&error.into()),
    }
}

/// Opens the server's own key.
fn device(config: &Config) -> Finding {
    let Some(device) = &config.device else {
        return Finding::notice("doctor-device-none", Vec::new());
    };
    let opened = device
        .open()
        .and_then(|key| Ok(ades::Signer::of_key(&key)?));
    match opened {
        Ok(signer) => {
            let subject = signer.certificate().subject().to_string();
            Finding::good("doctor-device", vec![("subject", subject)])
        }
        Err(error) => Finding::error(&error),
    }
}

async fn conversion() -> Finding {
    // Not in the data folder, where nothing shall be made.
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => return Finding::error(&crate::Error::Temporary(error)),
    };
    let settings = Settings {
        folder: folder.path().to_owned(),
        ..Settings::default()
    };
    match Converter::new(settings).await {
        Ok(_) => Finding::good("doctor-conversion", Vec::new()),
        Err(error) => Finding::error(&error.into()),
    }
}

fn anchors(config: &Config, now: UtcDateTime) -> Vec<Finding> {
    let path = config.trust();
    if !path.exists() {
        return vec![Finding::wrong("doctor-anchors-none", Vec::new())];
    }
    let folder = match Folder::read(&path) {
        Ok(folder) => folder,
        Err(error) => return vec![Finding::error(&error.into())],
    };
    let count = folder.anchors.iter().count();
    let mut found = Vec::new();
    if count > 0 {
        let values = vec![("count", count.to_string())];
        found.push(Finding::good("doctor-anchors", values));
    }
    let concerns = trust::concerns(&folder.anchors, now).into_iter();
    found.extend(concerns.map(|concern| match concern.code {
        "trust-empty" => Finding::wrong("doctor-anchors-none", Vec::new()),
        "trust-ended" => Finding::wrong(concern.code, concern.values),
        "trust-testing" if !config.demonstration => Finding::wrong(concern.code, concern.values),
        code => Finding::notice(code, concern.values),
    }));
    found
}

/// Asks for a time stamp, and compares its time with the clock.
fn time_stamps(config: &Config, clock: &Clock) -> Finding {
    let Some(url) = &config.time_stamps else {
        return Finding::wrong("doctor-time-stamps-none", Vec::new());
    };
    let mut random = [0; 32];
    if aws_lc_rs::rand::fill(&mut random).is_err() {
        return Finding::error(&crate::Error::NoRandomness);
    }
    let nonce = random.get(..16).unwrap_or(&random);
    let hash = digest(&SHA256, &random).as_ref().to_vec();
    let request = Request::new(DigestAlgorithm::Sha256, hash, nonce);
    let failed = |reason: String| {
        let values = vec![("url", url.clone()), ("reason", reason)];
        Finding::wrong("doctor-time-stamps-fail", values)
    };
    let query = match request.to_der() {
        Ok(query) => query,
        Err(error) => return failed(error.to_string()),
    };
    let before = clock();
    let answer = match TsaClient::new(url.clone(), PATIENCE).request(&query) {
        Ok(answer) => answer,
        Err(error) => return failed(error.to_string()),
    };
    let after = clock();
    let token = Response::from_der(&answer).map_err(|error| error.to_string());
    let token = token.and_then(|it| it.accept(&request, &[]).map_err(|error| error.to_string()));
    let stamped = match token {
        Ok(token) => token.info().time,
        Err(reason) => return failed(reason),
    };
    let off = if stamped < before {
        before - stamped
    } else if stamped > after {
        stamped - after
    } else {
        time::Duration::ZERO
    };
    let values = vec![
        ("url", url.clone()),
        ("seconds", off.whole_seconds().to_string()),
    ];
    if off > DRIFT {
        Finding::wrong("doctor-clock-off", values)
    } else {
        Finding::good("doctor-time-stamps", values)
    }
}
