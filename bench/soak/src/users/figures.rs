//! How long pages took, and what went wrong.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::browser::{Answer, Cut};

#[derive(Default)]
pub(crate) struct Figures {
    times: Mutex<BTreeMap<&'static str, Vec<Duration>>>,
    errors: Mutex<Vec<(&'static str, String)>>,
}

impl Figures {
    /// Asks for a page, which has to answer with `wanted`.
    pub(crate) fn ask(
        &self,
        page: &'static str,
        wanted: u16,
        ask: impl FnOnce() -> Result<Answer, Cut>,
    ) -> Option<Answer> {
        let begun = Instant::now();
        let answer = ask();
        let took = begun.elapsed();
        self.times
            .lock()
            .unwrap()
            .entry(page)
            .or_default()
            .push(took);
        match answer {
            Ok(answer) if answer.status == wanted => return Some(answer),
            Ok(answer) => self.error(page, answer.said()),
            Err(Cut(cause)) => self.error(page, cause),
        }
        None
    }

    pub(crate) fn error(&self, page: &'static str, said: String) {
        eprintln!("FAULT {page}: {said}");
        self.errors.lock().unwrap().push((page, said));
    }

    pub(crate) fn errors(&self) -> Vec<(&'static str, String)> {
        self.errors.lock().unwrap().clone()
    }

    pub(crate) fn requests(&self) -> usize {
        self.times.lock().unwrap().values().map(Vec::len).sum()
    }

    /// The table, and the slowest of all p99.
    pub(crate) fn print(&self) -> (Duration, &'static str) {
        println!("\n| page | count | p50 ms | p99 ms | max ms | errors |");
        println!("| --- | --- | --- | --- | --- | --- |");
        let (times, errors) = (self.times.lock().unwrap(), self.errors());
        let mut slowest = (Duration::ZERO, "");
        for (page, times) in times.iter() {
            let mut times = times.clone();
            times.sort_unstable();
            let part = |of: f64| times[((times.len() - 1) as f64 * of).round() as usize];
            let wrong = errors.iter().filter(|it| it.0 == *page).count();
            slowest = slowest.max((part(0.99), page));
            println!(
                "| {page} | {} | {} | {} | {} | {wrong} |",
                times.len(),
                part(0.5).as_millis(),
                part(0.99).as_millis(),
                times.last().unwrap().as_millis(),
            );
        }
        slowest
    }
}
