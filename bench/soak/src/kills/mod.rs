//! The program killed with SIGKILL at chosen acts, and what is found of its work each time.

mod act;
mod check;
mod receiver;
pub(crate) mod sender;
pub(crate) mod shared;
mod verify;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use act::Act;
use check::{Checked, Seen};
use receiver::Receiver;
use sender::{Desks, Sender};
use shared::Shared;

use crate::database::{Database, Engine};
use crate::ground::Ground;
use crate::program::{Running, load};
use crate::random::Random;

/// Documents under way at once in each agency; one is enough for a few kills.
const SENDERS: usize = 3;
const FEW: usize = 20;
/// An act that nobody begins within this time is not waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// After so many kills the database is disturbed too, where it is a server.
const DISTURB_EVERY: usize = 9;

/// Kills of one act: how many, and how many met a request for it that was not answered yet.
#[derive(Clone, Copy, Debug, Default)]
struct Hits {
    kills: usize,
    within: usize,
}

/// What a run adds up to.
#[derive(Default)]
struct Sums {
    hits: BTreeMap<Act, Hits>,
    jobs: BTreeMap<String, usize>,
    starts: Vec<Duration>,
    recoveries: Vec<Duration>,
    crashes: usize,
    left_over: usize,
}

struct Run<'a> {
    ground: &'a Ground,
    shared: Arc<Shared>,
    random: Random,
    handle: Handle,
    seen: Seen,
    sums: Sums,
}

/// Kills so many times; whether nothing was wrong. Prints a table, and a line for the log.
pub(crate) fn run(ground: &Ground, handle: Handle, kills: usize, seed: u64) -> bool {
    let begun = Instant::now();
    let engine = ground.database.engine;
    println!("{} kills on {}, seed {seed}", kills, engine.name());
    let mut run = Run {
        ground,
        shared: Arc::new(Shared::default()),
        random: Random::new(seed),
        handle,
        seen: Seen::default(),
        sums: Sums::default(),
    };
    let mut first = ground.program.start();
    ground.program.wait(&mut first);
    let (senders, receivers) = run.people(if kills < FEW { 1 } else { SENDERS });
    first.kill();
    for round in 0..kills {
        run.round(round);
        if round % 20 == 19 {
            eprintln!("{} kills after {} s", round + 1, begun.elapsed().as_secs());
        }
    }
    let documents = run.finish(senders, receivers);
    let checked = run.last_check();
    run.print();
    let faults = run.shared.faults();
    for fault in &faults {
        println!("FAULT {fault}");
    }
    run.line(&checked, documents, begun.elapsed(), faults.len());
    faults.is_empty()
}

impl Run<'_> {
    /// Everybody signs in; nobody does anything before the first round.
    fn people(
        &mut self,
        each: usize,
    ) -> (Vec<thread::JoinHandle<usize>>, Vec<thread::JoinHandle<()>>) {
        let (mut senders, mut receivers) = (Vec::new(), Vec::new());
        let agencies = &self.ground.agencies;
        for (at, agency) in agencies.iter().enumerate() {
            let desks = Arc::new(Desks::enter(agency, &self.ground.program.base()));
            for number in 0..each {
                let sender = Sender {
                    shared: Arc::clone(&self.shared),
                    desks: Arc::clone(&desks),
                    to: agencies[1 - at].id.clone(),
                    name: format!("{}{number}", ["đê", "rừng"][at]),
                    random: self.random.fork(),
                };
                senders.push(thread::spawn(move || sender.run()));
            }
            let receiver = Receiver {
                shared: Arc::clone(&self.shared),
                desks,
                random: self.random.fork(),
            };
            receivers.push(thread::spawn(move || receiver.run()));
        }
        (senders, receivers)
    }

    /// Starts the program, waits for the act of this round, kills, and looks at what lies there.
    fn round(&mut self, round: usize) {
        let act = Act::ALL[(round * 7 + 6) % Act::ALL.len()];
        let mut running = self.ground.program.start();
        let hits = self.sums.hits.entry(act).or_default();
        hits.kills += 1;
        if act == Act::Start {
            let usual = self
                .sums
                .starts
                .last()
                .copied()
                .unwrap_or(Duration::from_millis(300));
            hits.within += 1;
            thread::sleep(usual.mul_f64(self.random.fraction()));
        } else {
            self.begin(&mut running);
            if self.ground.database.engine == Engine::Postgres && round % DISTURB_EVERY == 4 {
                self.disturb(&mut running, round.is_multiple_of(2));
            }
            let within = self.moment(act);
            self.sums.hits.entry(act).or_default().within += usize::from(within);
        }
        self.shared.set_up(false);
        let dead = running.name();
        running.kill();
        let checked = self.check(&dead, false);
        let job = match act {
            Act::Sending => "send",
            Act::Judging => "verify-arrival",
            _ => return,
        };
        let within = usize::from(checked.jobs_cut.contains_key(job));
        self.sums.hits.entry(act).or_default().within += within;
    }

    /// Waits until the program is ready, and lets everybody go on.
    fn begin(&mut self, running: &mut Running) {
        let took = self.ground.program.wait(running);
        self.sums.starts.push(took);
        self.shared.set_up(true);
    }

    /// Waits for the moment of the kill; whether the act is in the middle then.
    fn moment(&mut self, act: Act) -> bool {
        let chance = self.random.fraction();
        let Some(awaited) = act.awaited() else {
            thread::sleep(Duration::from_millis(500).mul_f64(chance));
            return true;
        };
        if !self.shared.wait_for(awaited, PATIENCE) {
            return false;
        }
        let usual = self.shared.usual(awaited);
        let span = match act == awaited {
            true => usual,
            false => usual.max(Duration::from_millis(300)),
        };
        thread::sleep(act.ahead(usual) + span.mul_f64(chance));
        self.shared.is_under_way(act)
    }

    /// Shakes the database under the running program, which has to recover by itself.
    fn disturb(&mut self, running: &mut Running, whole: bool) {
        thread::sleep(Duration::from_millis(300));
        self.shared.set_shaken(true);
        self.handle.block_on(self.ground.database.disturb(whole));
        let begun = Instant::now();
        while !self.ground.program.is_ready() {
            assert!(
                running.lives(),
                "it ended by itself: {}",
                self.ground.program.said()
            );
            assert!(begun.elapsed() < PATIENCE, "it does not recover");
            thread::sleep(Duration::from_millis(10));
        }
        self.sums.recoveries.push(begun.elapsed());
        self.shared.set_shaken(false);
        self.sums.crashes += 1;
    }

    fn check(&mut self, dead: &str, end: bool) -> Checked {
        let journal = self.shared.journal();
        let looked = self.seen.look(self.ground, &journal, dead, end);
        let checked = self.handle.block_on(looked);
        for fault in &checked.faults {
            self.shared.fault(fault.clone());
        }
        for (kind, count) in &checked.jobs_cut {
            *self.sums.jobs.entry(kind.clone()).or_default() += count;
        }
        self.sums.left_over = checked.left_over;
        checked
    }

    /// Lets everything be done that was begun; gives how many documents that were.
    fn finish(
        &mut self,
        senders: Vec<thread::JoinHandle<usize>>,
        receivers: Vec<thread::JoinHandle<()>>,
    ) -> usize {
        self.shared.last.store(true, Ordering::SeqCst);
        let mut running = self.ground.program.start();
        self.begin(&mut running);
        let documents = senders.into_iter().map(|it| it.join().unwrap()).sum();
        let begun = Instant::now();
        let database: &Database = &self.ground.database;
        while let Some(waiting) = self.handle.block_on(check::waiting(database)) {
            if begun.elapsed() > Duration::from_secs(120) {
                self.shared.fault(format!("never done: {waiting}"));
                break;
            }
            thread::sleep(Duration::from_millis(500));
        }
        self.shared.over.store(true, Ordering::SeqCst);
        for receiver in receivers {
            receiver.join().unwrap();
        }
        running.stop();
        documents
    }

    /// Looks at everything once more, and has all that was issued verified.
    fn last_check(&mut self) -> Checked {
        let checked = self.check("", true);
        for fault in verify::all(self.ground, &checked.issued) {
            self.shared.fault(fault);
        }
        checked
    }

    fn print(&self) {
        println!("\n| killed while | kills | in the middle |\n| --- | --- | --- |");
        for act in Act::ALL {
            let hits = self.sums.hits.get(&act).copied().unwrap_or_default();
            println!("| {} | {} | {} |", act.name(), hits.kills, hits.within);
        }
        println!(
            "\njobs in the middle of which it was killed: {:?}",
            self.sums.jobs
        );
        println!("temporary files left over: {}", self.sums.left_over);
        println!("refused meanwhile, since a page was older than its document:");
        for (words, count) in self.shared.refusals() {
            println!("  {count} x {words}");
        }
    }

    fn line(&self, checked: &Checked, documents: usize, took: Duration, faults: usize) {
        let count = |of: fn(&Hits) -> usize| self.sums.hits.values().map(of).sum::<usize>();
        let mut starts = self.sums.starts.clone();
        starts.sort_unstable();
        let median = starts[starts.len() / 2].as_millis();
        let slowest = starts.last().unwrap().as_millis();
        let shaken = match self.sums.crashes {
            0 => String::new(),
            crashes => {
                let slowest = self.sums.recoveries.iter().max().unwrap().as_millis();
                format!("; database ended {crashes} times, ready again after at most {slowest} ms")
            }
        };
        println!(
            "soak: {}, {} kills, {} of them in the middle of the act chosen and {} in the middle of \
             jobs, {} requests cut off of {}; {documents} documents, {} issued, {} arrived, {} records, \
             {} blobs: {faults} faults; ready after {median} ms (slowest {slowest} ms){shaken}; \
             {} s, load {}",
            self.ground.database.engine.name(),
            count(|it| it.kills),
            count(|it| it.within),
            self.sums.jobs.values().sum::<usize>(),
            self.shared.cut.load(Ordering::Relaxed),
            self.shared.requests.load(Ordering::Relaxed),
            checked.issued.len(),
            checked.arrived,
            checked.records,
            checked.blobs,
            took.as_secs(),
            load(),
        );
    }
}
