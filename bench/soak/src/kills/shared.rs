//! What clients and the one who kills have in common: whether the program runs, which acts begin,
//! what was answered as done, and what went wrong.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use super::act::Act;
use crate::browser::{Answer, Cut};

/// How often something was answered as done, and how often its answer was cut off.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    pub(crate) done: usize,
    pub(crate) unknown: usize,
}

/// All of it.
#[derive(Default)]
pub(crate) struct Shared {
    up: Mutex<bool>,
    changed: Condvar,
    /// Grows with each kill and with each start.
    turns: AtomicU64,
    begun: Mutex<HashMap<Act, u64>>,
    began: Condvar,
    /// Acts that are asked for and not answered yet.
    under_way: Mutex<HashMap<Act, usize>>,
    /// The database is ended or ends connections: whoever asks may be refused.
    shaken: AtomicBool,
    usual: Mutex<HashMap<Act, Duration>>,
    journal: Mutex<BTreeMap<(String, String), Told>>,
    faults: Mutex<Vec<String>>,
    refusals: Mutex<BTreeMap<String, usize>>,
    pub(crate) requests: AtomicUsize,
    pub(crate) cut: AtomicUsize,
    /// No document is begun any more.
    pub(crate) last: AtomicBool,
    /// Nobody needs receivers any more.
    pub(crate) over: AtomicBool,
}

impl Shared {
    /// Tells everybody that the program answers, or that it does not.
    pub(crate) fn set_up(&self, up: bool) {
        // In this order: who sees the new turn sees that it is down.
        *self.up.lock().unwrap() = up;
        self.turns.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_all();
    }

    /// Waits until the program answers.
    pub(crate) fn wait(&self) {
        let up = self.up.lock().unwrap();
        drop(self.changed.wait_while(up, |up| !*up).unwrap());
    }

    /// Asks the program for something while it runs. `None` where it was cut off.
    pub(crate) fn ask(
        &self,
        act: Option<Act>,
        what: &str,
        ask: impl FnOnce() -> Result<Answer, Cut>,
    ) -> Option<Answer> {
        let turn = loop {
            self.wait();
            let turn = self.turns.load(Ordering::SeqCst);
            if *self.up.lock().unwrap() {
                break turn;
            }
        };
        if let Some(act) = act {
            *self.under_way.lock().unwrap().entry(act).or_default() += 1;
            *self.begun.lock().unwrap().entry(act).or_default() += 1;
            self.began.notify_all();
        }
        let shaken = self.shaken.load(Ordering::SeqCst);
        let begun = Instant::now();
        let answer = ask();
        self.requests.fetch_add(1, Ordering::Relaxed);
        let disturbed = shaken || turn != self.turns.load(Ordering::SeqCst);
        if let Some(act) = act {
            *self.under_way.lock().unwrap().entry(act).or_default() -= 1;
        }
        match answer {
            Ok(answer) if answer.status < 500 => {
                if let (Some(act), false) = (act, disturbed) {
                    let mut usual = self.usual.lock().unwrap();
                    let last = usual.entry(act).or_insert_with(|| begun.elapsed());
                    *last = last.mul_f64(0.7) + begun.elapsed().mul_f64(0.3);
                }
                return Some(answer);
            }
            Ok(answer) if !disturbed => {
                self.fault(format!("{what}: {}", answer.said()));
            }
            Err(Cut(cause)) if !disturbed => {
                self.fault(format!("{what}: cut off by nobody: {cause}"));
            }
            Ok(_) | Err(_) => {}
        }
        self.cut.fetch_add(1, Ordering::Relaxed);
        if shaken {
            std::thread::sleep(Duration::from_millis(100));
        }
        None
    }

    /// From now on the database is shaken, or no more.
    pub(crate) fn set_shaken(&self, shaken: bool) {
        self.turns.fetch_add(1, Ordering::SeqCst);
        self.shaken.store(shaken, Ordering::SeqCst);
    }

    /// Whether the act is asked for and not answered yet.
    pub(crate) fn is_under_way(&self, act: Act) -> bool {
        let under_way = self.under_way.lock().unwrap();
        under_way.get(&act).is_some_and(|count| *count > 0)
    }

    /// Waits until somebody begins the act, but not for ever; whether somebody did.
    pub(crate) fn wait_for(&self, act: Act, patience: Duration) -> bool {
        let begun = self.begun.lock().unwrap();
        let before = begun.get(&act).copied().unwrap_or_default();
        let same = |it: &mut HashMap<Act, u64>| it.get(&act).copied().unwrap_or_default() == before;
        let waited = self
            .began
            .wait_timeout_while(begun, patience, same)
            .unwrap();
        !waited.1.timed_out()
    }

    /// How long the act usually takes.
    pub(crate) fn usual(&self, act: Act) -> Duration {
        let usual = self.usual.lock().unwrap();
        usual
            .get(&act)
            .copied()
            .unwrap_or(Duration::from_millis(200))
    }

    /// Notes what was answered of an act on an object.
    pub(crate) fn note(&self, object: &str, act: &str, done: bool) {
        let mut journal = self.journal.lock().unwrap();
        let told = journal
            .entry((object.to_owned(), act.to_owned()))
            .or_default();
        match done {
            true => told.done += 1,
            false => told.unknown += 1,
        }
    }

    /// What was answered so far.
    pub(crate) fn journal(&self) -> BTreeMap<(String, String), Told> {
        self.journal.lock().unwrap().clone()
    }

    /// Notes what is wrong; what stays wrong is noted once.
    pub(crate) fn fault(&self, fault: String) {
        let mut faults = self.faults.lock().unwrap();
        if !faults.contains(&fault) {
            eprintln!("FAULT {fault}");
            faults.push(fault);
        }
    }

    /// What went wrong.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.faults.lock().unwrap().clone()
    }

    /// Notes that the program refused something, in its words.
    pub(crate) fn refused(&self, what: &str, answer: &Answer) {
        // Every page names its own operation at the end.
        let said = answer.said();
        let said = said.split(" Về trang chính").next().unwrap();
        let words = format!("{what}: {said}");
        *self.refusals.lock().unwrap().entry(words).or_default() += 1;
    }

    /// What was refused, and how often.
    pub(crate) fn refusals(&self) -> BTreeMap<String, usize> {
        self.refusals.lock().unwrap().clone()
    }
}
