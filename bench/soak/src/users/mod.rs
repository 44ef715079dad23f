//! Fifty people of two agencies at their pages for some minutes.

mod figures;
mod fill;
mod person;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use figures::Figures;
use person::Worker;

use crate::browser::Browser;
use crate::ground::{Ground, PASSWORD};
use crate::program::load;
use crate::random::Random;

/// Drafters of each agency: with head, deputy, head of the office, clerk and head of another unit
/// twenty-five people.
pub(crate) const DRAFTERS: usize = 20;
/// Connections that a browser keeps open.
const KEPT: usize = 2;

/// Lets everybody work for so long; whether nothing was wrong. Prints a table and a line for the log.
pub(crate) fn run(
    ground: &Ground,
    handle: &Handle,
    seconds: u64,
    documents: i64,
    seed: u64,
) -> bool {
    let begun = Instant::now();
    fill::fill(ground, handle, documents);
    let engine = ground.database.engine.name();
    println!(
        "{engine}: {} documents after {} s",
        documents * 2,
        begun.elapsed().as_secs()
    );
    let mut running = ground.program.start();
    ground.program.wait(&mut running);
    let (figures, over) = (
        Arc::new(Figures::default()),
        Arc::new(AtomicBool::new(false)),
    );
    let workers = workers(ground, seed, &figures, &over);
    let people = workers.len();
    let (before, load_before, worked) = (running.memory(), load(), running.processor());
    let begun = Instant::now();
    let threads: Vec<_> = workers
        .into_iter()
        .map(|worker| {
            listen(&worker);
            thread::spawn(move || worker.run())
        })
        .collect();
    thread::sleep(Duration::from_secs(seconds));
    over.store(true, Ordering::SeqCst);
    for thread in threads {
        thread.join().unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    let worked = running.processor() - worked;
    let (after, load_after) = (running.memory(), load());
    running.stop();
    let (slowest, page) = figures.print();
    let errors = figures.errors();
    for (page, error) in errors.iter().take(20) {
        println!("FAULT {page}: {error}");
    }
    let requests = figures.requests();
    println!(
        "soak: {engine}, {people} people, {} documents, {requests} requests in {took:.0} s ({:.1}/s): \
         {} errors; slowest p99 {} ms ({page}); memory {before} → {after} MiB; processor {:.0} %; \
         load {load_before} → {load_after}",
        documents * 2,
        requests as f64 / took,
        errors.len(),
        slowest.as_millis(),
        worked * 100.0 / took,
    );
    errors.is_empty()
}

fn workers(
    ground: &Ground,
    seed: u64,
    figures: &Arc<Figures>,
    over: &Arc<AtomicBool>,
) -> Vec<Worker> {
    let mut random = Random::new(seed);
    let mut workers = Vec::new();
    for (at, agency) in ground.agencies.iter().enumerate() {
        for person in agency.people.values() {
            let mut browser = Browser::at(&ground.program.base(), KEPT);
            browser.enter(&person.login, PASSWORD);
            workers.push(Worker {
                browser,
                agency: agency.clone(),
                person: person.clone(),
                to: ground.agencies[1 - at].id.clone(),
                random: random.fork(),
                figures: Arc::clone(figures),
                over: Arc::clone(over),
                outgoing: Vec::new(),
                incoming: Vec::new(),
            });
        }
    }
    workers
}

/// Keeps the stream of notices of somebody's page open, as the page does.
fn listen(worker: &Worker) {
    let (browser, figures) = (worker.browser.clone(), Arc::clone(&worker.figures));
    let over = Arc::clone(&worker.over);
    thread::spawn(move || {
        while !over.load(Ordering::SeqCst) {
            let ended = browser.listen(|| over.load(Ordering::SeqCst));
            if let Err(crate::browser::Cut(cause)) = ended
                && !over.load(Ordering::SeqCst)
            {
                figures.error("stream of notices", cause);
                thread::sleep(Duration::from_secs(2));
            }
        }
    });
}
