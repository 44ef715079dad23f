//! The worker: does what acts left to be done.
//!
//! A job is leased, and the lease made longer while it is being done, so that a worker that dies is
//! followed by another soon. What fails is tried again after a growing while, kept in the store; what
//! can never succeed is given up and shown to the administrator
//! ([`troubled_jobs`](Office::troubled_jobs)). Every kind of job may be done twice and happens once.
//!
//! Not here: what the jobs do, which are acts like any other.

use access::{Action, Facts};
use store::jobs::{self, Leased, Troubled};
use time::{Duration, UtcDateTime};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::ledger::detail;
use crate::{Acting, Entry, Error, Office};

/// How long a job is leased; made longer three times as often.
const LEASE: Duration = Duration::seconds(30);
/// How long an idle worker waits before it looks again.
const IDLE: std::time::Duration = std::time::Duration::from_secs(1);
/// How often it is looked what the calendar makes due.
const PLANNED_EVERY: Duration = Duration::minutes(30);
/// How often it is looked for what writers left that were killed; what is older than that is theirs.
const SWEPT_EVERY: Duration = Duration::days(1);
/// How many jobs one worker does at once: one that waits for a service holds up no other.
const AT_ONCE: usize = 4;
/// After the first failure; then twice as long each time.
const FIRST_DELAY: Duration = Duration::seconds(2);
/// Never longer than this.
const LONGEST_DELAY: Duration = Duration::minutes(30);
/// What met somebody else's change is tried again so often, since it may be gone by then.
const TRIES_WHEN_STALE: i64 = 5;
/// Anything else: at the longest delay this is about four days.
const TRIES: i64 = 200;
/// Lines shown to the administrator.
const SHOWN: i64 = 200;

/// Does jobs until it is told to stop; what is being done then is finished.
pub async fn run(office: Office, worker: &str, stop: CancellationToken) {
    if let Err(error) = jobs::take_over(office.store()).await {
        tracing::warn!(%error, "jobs of the process before wait for the end of their leases");
    }
    let mut running = JoinSet::new();
    let (mut planned, mut swept) = (None, None);
    while !stop.is_cancelled() {
        if planned.is_none_or(|at| office.now() - at >= PLANNED_EVERY) {
            planned = Some(office.now());
            if let Err(error) = plan(&office).await {
                tracing::warn!(code = error.code(), %error, "the day cannot be planned");
            }
        }
        if swept.is_none_or(|at| office.now() - at >= SWEPT_EVERY) {
            swept = Some(office.now());
            sweep(&office).await;
        }
        let free = AT_ONCE.saturating_sub(running.len());
        for job in claim(&office, worker, free).await.unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), %error, "jobs cannot be read");
            Vec::new()
        }) {
            let (office, worker) = (office.clone(), worker.to_owned());
            running.spawn(async move { one(&office, &worker, &job).await });
        }
        tokio::select! {
            () = stop.cancelled() => {}
            Some(_) = running.join_next() => {}
            () = office.jobs().notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
    while running.join_next().await.is_some() {}
}

/// Does everything that is due now, what follows from it included, and says how many jobs that were.
///
/// # Errors
/// When the store does not answer. That a job failed is none: it is tried again later.
pub async fn run_due(office: &Office, worker: &str) -> Result<usize, Error> {
    let mut count = 0;
    plan(office).await?;
    loop {
        let claimed = claim(office, worker, AT_ONCE).await?;
        if claimed.is_empty() {
            return Ok(count);
        }
        for job in &claimed {
            one(office, worker, job).await;
            count += 1;
        }
    }
}

/// Leaves jobs for what the calendar makes due.
async fn plan(office: &Office) -> Result<(), Error> {
    office.plan_checkpoints().await?;
    office.plan_letters().await?;
    match office.drop_packages().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "packages that nobody entered are dropped"),
        // They do no harm where they lie.
        Err(error) => tracing::warn!(code = error.code(), %error, "packages cannot be dropped"),
    }
    Ok(())
}

/// Clears away half-written files; they do no harm where they lie.
async fn sweep(office: &Office) {
    let before = office.now() - SWEPT_EVERY;
    match office.store().blobs().drop_unfinished(before).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "half-written files of killed writers are removed"),
        Err(error) => tracing::warn!(%error, "half-written files cannot be removed"),
    }
}

async fn claim(office: &Office, worker: &str, most: usize) -> Result<Vec<Leased>, Error> {
    let most = i64::try_from(most).unwrap_or_default();
    if most == 0 {
        return Ok(Vec::new());
    }
    Ok(jobs::claim(office.store(), worker, most, office.now(), LEASE).await?)
}

/// Does one job and writes down what became of it. That it cannot be written down is logged; the
/// lease ends by itself then.
async fn one(office: &Office, worker: &str, job: &Leased) {
    let done = match job.attempts {
        // Whatever ends the program in the middle of a job must not do so for ever.
        too_many if too_many > TRIES => Err(Error::Stale),
        _ => held(office, worker, job).await,
    };
    if let Err(error) = settle(office, worker, job, done).await {
        tracing::warn!(job = job.id, kind = job.kind, %error, "what became of a job is not kept");
    }
}

/// Does a job while its lease is made longer.
async fn held(office: &Office, worker: &str, job: &Leased) -> Result<Option<UtcDateTime>, Error> {
    let work = perform(office, job);
    tokio::pin!(work);
    let pause = LEASE.unsigned_abs() / 3;
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(pause) => {
                if let Err(error) = hold(office, worker, job).await {
                    tracing::warn!(job = job.id, %error, "a lease cannot be made longer");
                }
            }
        }
    }
}

async fn hold(office: &Office, worker: &str, job: &Leased) -> Result<(), Error> {
    let mut tx = office.store().begin().await?;
    jobs::hold(&mut tx, job, worker, office.now() + LEASE).await?;
    Ok(tx.commit().await?)
}

/// What a job of `recall` is told.
#[derive(serde::Deserialize)]
struct Told {
    reason: String,
}

/// Does what each kind of job is; a time where it is to be done again then.
async fn perform(office: &Office, job: &Leased) -> Result<Option<UtcDateTime>, Error> {
    let (agency, object) = (job.agency_id.as_str(), job.object.as_str());
    let done = match job.kind.as_str() {
        "stamp" => office.stamp(agency, object).await,
        "send" => office.send(agency, object).await,
        "verify-arrival" => office.verify_arrival(agency, object).await,
        "checkpoint" => office.checkpoint(agency).await,
        "mail-consignment" => office.mail_consignment(agency, object).await,
        "mail-recall" => office.mail_recall(agency, object).await,
        "mail-notice" => office.mail_notice(agency, object).await,
        "mail-digest" => office.mail_digest(agency, object).await,
        "mail-checkpoint" => office.mail_checkpoint(agency, object).await,
        "extend" => return office.extend(agency, object).await,
        "recall" => {
            let told: Told = serde_json::from_str(&job.payload)?;
            office.recall(agency, object, &told.reason).await
        }
        kind => match kind.strip_prefix("notify-") {
            Some(notice) => office.notify(agency, notice, object, &job.payload).await,
            None => Err(Error::UnknownJob {
                kind: kind.to_owned(),
            }),
        },
    };
    done.map(|()| None)
}

async fn settle(
    office: &Office,
    worker: &str,
    job: &Leased,
    done: Result<Option<UtcDateTime>, Error>,
) -> Result<(), Error> {
    let error = match done {
        Ok(again) => {
            let mut tx = office.store().begin().await?;
            match again {
                Some(at) => jobs::release(&mut tx, job, worker, at, "").await?,
                None => jobs::done(&mut tx, job, worker).await?,
            }
            return Ok(tx.commit().await?);
        }
        Err(error) => error,
    };
    let (kind, code, now) = (job.kind.as_str(), error.code(), office.now());
    if job.attempts < tries(&error) {
        let delay = delay(job.attempts, office.seed()?);
        tracing::info!(job = job.id, kind, code, attempts = job.attempts, %error, "again later");
        let mut tx = office.store().begin().await?;
        jobs::release(&mut tx, job, worker, now + delay, code).await?;
        return Ok(tx.commit().await?);
    }
    tracing::error!(job = job.id, kind, object = job.object, code, %error, "a job is given up");
    if kind == "stamp" {
        office
            .give_signature_up(&job.agency_id, &job.object, code)
            .await?;
    }
    if kind == "mail-consignment" {
        office
            .give_mail_up(&job.agency_id, &job.object, &error)
            .await?;
    }
    if kind == "mail-recall" {
        office
            .give_recall_up(&job.agency_id, &job.object, &error)
            .await?;
    }
    let mut tx = office.store().begin().await?;
    jobs::fail(&mut tx, job, worker, now, code).await?;
    Ok(tx.commit().await?)
}

/// Whether a job that fails like this may succeed later by itself.
pub(crate) fn is_tried_again(error: &Error) -> bool {
    tries(error) > 1
}

/// How often a job is tried that fails like this.
fn tries(error: &Error) -> i64 {
    match error {
        Error::NotFound
        | Error::NotActing(_)
        | Error::Denied(_)
        | Error::Refused(_)
        | Error::Invalid(_)
        | Error::NoRoute { .. }
        | Error::Json(_)
        | Error::AuditHead
        | Error::CheckpointDiffers { .. }
        | Error::UnknownJob { .. }
        | Error::AttachmentUnsealed
        | Error::NoMailServer
        | Error::NoDeviceKey
        | Error::Package(_) => 1,
        Error::Mail(error) if !error.is_passing() => 1,
        Error::Stale => TRIES_WHEN_STALE,
        _ => TRIES,
    }
}

/// How long after the failure number `attempts` a job is tried again: spread by a quarter to either
/// side, so that what failed together does not come back together.
fn delay(attempts: i64, seed: [u8; 32]) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    let factor = 2_i32.checked_pow(doublings.min(20)).unwrap_or(i32::MAX);
    let delay = (FIRST_DELAY * factor).min(LONGEST_DELAY);
    let [chance, ..] = seed;
    delay * (192 + i32::from(chance) / 2) / 256
}

impl Office {
    /// Jobs of the agency that were given up, or failed and will be tried again, for the
    /// administrator.
    ///
    /// # Errors
    /// When this person may not see them.
    pub async fn troubled_jobs(&self, by: &Acting) -> Result<Vec<Troubled>, Error> {
        let facts = Facts::Agency(by.agency().to_owned());
        self.may(by, Action::ManageAgency, &facts, by.agency())
            .await?;
        let mut reader = self.store().reader();
        Ok(jobs::troubled(&mut reader, by.agency(), SHOWN).await?)
    }

    /// Has a job tried again that was given up, once what was in its way is mended.
    ///
    /// # Errors
    /// [`Error::Stale`] when there is none such any more.
    pub async fn retry_job(&self, by: &Acting, id: &str) -> Result<(), Error> {
        let facts = Facts::Agency(by.agency().to_owned());
        let basis = self
            .may(by, Action::ManageAgency, &facts, by.agency())
            .await?;
        let mut tx = self.store().begin().await?;
        jobs::retry(&mut tx, by.agency(), id, self.now()).await?;
        let entry = Entry {
            act: "job-retried",
            kind: "job",
            object: id,
            basis: Some(&basis),
            detail: detail! {},
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_end() {
        let middle = |attempts| delay(attempts, [128; 32]);
        assert_eq!(middle(1), FIRST_DELAY);
        assert_eq!(middle(2), FIRST_DELAY * 2);
        assert_eq!(middle(4), FIRST_DELAY * 8);
        assert_eq!(middle(199), LONGEST_DELAY);
        let spread = [delay(5, [0; 32]), delay(5, [255; 32])];
        assert!(spread[0] >= middle(5) * 3 / 4 && spread[1] <= middle(5) * 5 / 4);
        assert!(spread[0] < spread[1]);
    }
}
