//! Notices by mail: at once or once a day, as each person chooses.
//!
//! The page comes first: what was read there is not mailed. A letter says number and extract and
//! where the page is, nothing else of a document. Whoever is told too much at once gets the rest in
//! the daily letter, also after a server of mail was away for long.

use std::collections::BTreeMap;

use documents::vietnam;
use report::{Catalogue, Lang};
use store::notices::{self, NoticeRow};
use store::people::accounts::{self, Letters};
use store::{instant, jobs};
use time::{Duration, Time, UtcDateTime};
use transport::mail::Letter;

use crate::{Acting, Error, Fault, Office};

/// Letters of single notices that one person gets within an hour.
const AT_ONCE_AN_HOUR: i64 = 20;
/// Notices older than this are in nobody's letter.
const OLDEST: Duration = Duration::days(7);
/// Lines of one daily letter.
const LINES: i64 = 50;
/// How notices reach a person by mail.
const CHOICES: [&str; 3] = ["at-once", "digest", "none"];

impl Office {
    /// Where letters go to this person, and which: `at-once`, `digest` or `none`.
    ///
    /// # Errors
    /// The store's.
    pub async fn letters(&self, by: &Acting) -> Result<Letters, Error> {
        let found = accounts::letters(&mut self.store().reader(), by.account()).await?;
        found.ok_or(Error::NotFound)
    }

    /// Chooses which letters this person gets.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a choice that there is not.
    pub async fn choose_letters(&self, by: &Acting, choice: &str) -> Result<(), Error> {
        if !CHOICES.contains(&choice) {
            let fault = Fault::new("letters", "office-letters-unknown", Vec::new());
            return Err(Error::Invalid(vec![fault]));
        }
        let mut tx = self.store().begin().await?;
        accounts::set_letters(&mut tx, by.account(), choice).await?;
        Ok(tx.commit().await?)
    }

    /// Leaves a job for everybody whose daily letter is due.
    pub(crate) async fn plan_letters(&self) -> Result<(), Error> {
        if self.config().mail.is_none() {
            return Ok(());
        }
        let now = self.now();
        let morning = self.letters_of(now);
        let before = instant::millis(morning);
        let mut reader = self.store().reader();
        let after = instant::millis(now - OLDEST);
        for due in notices::letters_due(&mut reader, after, before).await? {
            let job = jobs::NewJob {
                agency: due.agency_id,
                kind: "mail-digest".to_owned(),
                // A corrected address is not held up by what became of the wrong one.
                object: format!("{}/{}", due.account_id, due.email),
                payload: "{}".to_owned(),
                run_at: now,
            };
            let mut tx = self.store().begin().await?;
            // One that was given up is tried once more each morning.
            jobs::add_after(&mut tx, job, now, morning).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Leaves a job for a notice that somebody wants at once, in the transaction of the notice.
    pub(crate) async fn leave_letter(
        &self,
        tx: &mut store::Tx,
        notice: &NoticeRow,
    ) -> Result<(), Error> {
        if self.config().mail.is_none() {
            return Ok(());
        }
        let letters = accounts::letters(tx, &notice.account_id).await?;
        if letters.is_none_or(|it| it.choice != "at-once" || it.email.is_empty()) {
            return Ok(());
        }
        let now = self.now();
        let job = jobs::NewJob {
            agency: notice.agency_id.clone(),
            kind: "mail-notice".to_owned(),
            object: notice.id.clone(),
            payload: "{}".to_owned(),
            run_at: now,
        };
        Ok(jobs::add(tx, job, now).await?)
    }

    /// Mails one notice. For the worker; may be repeated.
    ///
    /// # Errors
    /// What the server of mail says.
    pub async fn mail_notice(&self, agency: &str, id: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let Some(row) = notices::unmailed(&mut reader, agency, id).await? else {
            return Ok(());
        };
        let letters = accounts::letters(&mut reader, &row.account_id).await?;
        let Some(letters) = letters.filter(|it| it.choice == "at-once" && !it.email.is_empty())
        else {
            return Ok(());
        };
        let now = self.now();
        let hour = instant::millis(now - Duration::HOUR);
        if notices::letters_since(&mut reader, &row.account_id, hour).await? >= AT_ONCE_AN_HOUR {
            // The daily letter has it.
            return Ok(());
        }
        let line = self.line(&row)?;
        let letter = self.letter(
            &letters.email,
            format!("notice.{id}"),
            &shortened(&line.0),
            &format!("{}\n{}\n", line.0, line.1),
        );
        self.post(&letter).await?;
        let mut tx = self.store().begin().await?;
        notices::mark_mailed(&mut tx, agency, &[id.to_owned()], instant::millis(now)).await?;
        Ok(tx.commit().await?)
    }

    /// Mails what somebody has not read until this morning; `object` is `ACCOUNT/ADDRESS`. For the
    /// worker; may be repeated.
    ///
    /// # Errors
    /// What the server of mail says.
    pub async fn mail_digest(&self, agency: &str, object: &str) -> Result<(), Error> {
        let (account, address) = object.split_once('/').ok_or(Error::NotFound)?;
        let mut reader = self.store().reader();
        let letters = accounts::letters(&mut reader, account).await?;
        if letters.is_none_or(|it| it.choice == "none" || it.email != address) {
            return Ok(());
        }
        let now = self.now();
        let before = self.letters_of(now);
        let (after, until) = (instant::millis(now - OLDEST), instant::millis(before));
        let rows = notices::for_letter(&mut reader, agency, account, after, until).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut text = format!("Bạn có {} thông báo chưa đọc.\n\n", rows.len());
        let shown = usize::try_from(LINES).unwrap_or(usize::MAX);
        for row in rows.iter().take(shown) {
            let (said, link) = self.line(row)?;
            text.push_str(&format!("- {said}\n  {link}\n"));
        }
        if let Some(more) = rows.len().checked_sub(shown).filter(|it| *it > 0) {
            let address = &self.config().address;
            text.push_str(&format!(
                "\nVà {more} thông báo khác: {address}/thong-bao\n"
            ));
        }
        let subject = format!("{} thông báo chưa đọc", rows.len());
        let id = format!("digest.{account}.{until}");
        let letter = self.letter(address, id, &subject, &text);
        self.post(&letter).await?;
        let ids: Vec<_> = rows.into_iter().map(|it| it.id).collect();
        let mut tx = self.store().begin().await?;
        notices::mark_mailed(&mut tx, agency, &ids, instant::millis(now)).await?;
        Ok(tx.commit().await?)
    }

    /// What a notice says in a letter, and where its page is.
    fn line(&self, row: &NoticeRow) -> Result<(String, String), Error> {
        let values: BTreeMap<String, String> = serde_json::from_str(&row.payload)?;
        let value = |name: &'static str| (name, values.get(name).cloned().unwrap_or_default());
        let values = [value("subject"), value("number"), value("step")];
        let code = format!("letter-{}", row.kind);
        let said = Catalogue::shared().sentence(&code, Lang::Vi, &values).text;
        let words: Vec<_> = said.split_whitespace().collect();
        let (about, object) = row.link.split_once('/').unwrap_or_default();
        let page = match about {
            "own-key" => "tai-khoan/khoa-api".to_owned(),
            "key" => "quan-tri/khoa-api".to_owned(),
            "incoming" => format!("van-ban-den/{object}"),
            _ => format!("van-ban-di/{object}"),
        };
        let address = &self.config().address;
        Ok((words.join(" "), format!("{address}/{page}")))
    }

    fn letter(&self, to: &str, id: String, subject: &str, text: &str) -> Letter {
        let (name, address) = (&self.config().name, &self.config().address);
        Letter {
            id,
            from_name: name.clone(),
            reply_to: String::new(),
            to: to.to_owned(),
            subject: format!("[{name}] {subject}"),
            text: format!(
                "{text}\nThư do hệ thống tự gửi, xin đừng trả lời. Đổi cách nhận thư tại \
                 {address}/tai-khoan\n"
            ),
            enclosures: Vec::new(),
            automatic: true,
            report: false,
        }
    }

    /// The time of the last daily letter before `now`.
    fn letters_of(&self, now: UtcDateTime) -> UtcDateTime {
        let day = vietnam::date(now);
        let hour = self.config().digest_hour.min(23);
        let at = Time::from_hms(hour, 0, 0).unwrap_or(Time::MIDNIGHT);
        let at = UtcDateTime::new(day, at) - Duration::hours(7);
        match at > now {
            true => at - Duration::DAY,
            false => at,
        }
    }
}

/// The beginning of a line, for a subject.
fn shortened(line: &str) -> String {
    const LONGEST: usize = 120;
    match line.chars().count() > LONGEST {
        true => line.chars().take(LONGEST).chain(['…']).collect(),
        false => line.to_owned(),
    }
}
