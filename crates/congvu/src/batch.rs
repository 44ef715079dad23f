//! Several documents at a time: while the key works on one, those before it are finished and those
//! behind it are prepared on other threads.
//!
//! None of that shows outside. Tasks are begun in their order, the key is asked in their order, and
//! results come back in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use keys::{KeyError, PrivateKey};
use pki::SignatureAlgorithm;

/// Documents worked on at once: one at the key, one that waits there, so that the key need not wait
/// for a document, one that is finished and one that is prepared.
const AT_ONCE: usize = 4;

/// Does `work` for each of `tasks`, numbered from 0, and gives every result to `take` in turn.
pub(crate) fn in_order<T: Send, R: Send>(
    tasks: Vec<T>,
    work: impl Fn(usize, T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let threads = tasks.len().min(AT_ONCE);
    let tasks = Mutex::new(tasks.into_iter().enumerate());
    let next = || lock(&tasks).next();
    thread::scope(|scope| {
        // A result that nobody takes yet keeps a thread from beginning many more.
        let (done, results) = mpsc::sync_channel(AT_ONCE);
        for _ in 0..threads {
            let (done, next, work) = (done.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((number, task)) = next() {
                    if done.send((number, work(number, task))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (number, result) in results {
            early.insert(number, result);
            while let Some(result) = early.remove(&due) {
                take(result);
                due += 1;
            }
        }
    });
}

/// A key that serves several tasks, each when all before it have been served or went without. A key
/// that takes several messages at once is given the next while it still works on the one before.
pub(crate) struct SharedKey {
    key: Box<dyn PrivateKey>,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    /// Why the key must not be used any more.
    stopped: Option<&'static str>,
    /// Whose turn it is.
    due: usize,
    /// Tasks behind it that need no turn any more.
    passed: BTreeSet<usize>,
}

impl SharedKey {
    /// Shares `key`.
    pub(crate) fn new(key: Box<dyn PrivateKey>) -> Self {
        Self {
            key,
            state: Mutex::default(),
            moved: Condvar::new(),
        }
    }

    /// The key as the task of this number uses it. Its turn is over when it has signed once, or
    /// when this value is dropped.
    pub(crate) fn turn(&self, number: usize) -> Turn<'_> {
        Turn { key: self, number }
    }
}

/// A key that waits for its turn.
pub(crate) struct Turn<'a> {
    key: &'a SharedKey,
    number: usize,
}

impl Turn<'_> {
    /// Whose turn it is.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    fn pass(&self, state: &mut State) {
        if self.number >= state.due {
            state.passed.insert(self.number);
            while state.passed.remove(&state.due) {
                state.due += 1;
            }
            self.key.moved.notify_all();
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pass(&mut lock(&self.key.state));
    }
}

impl PrivateKey for Turn<'_> {
    fn certificate(&self) -> &[u8] {
        self.key.key.certificate()
    }

    fn chain(&self) -> &[Vec<u8>] {
        self.key.key.chain()
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        self.key.key.algorithms()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let SharedKey { key, state, moved } = self.key;
        let early = |state: &mut State| state.due < self.number;
        let waited = moved.wait_while(lock(state), early);
        let stopped = waited.unwrap_or_else(PoisonError::into_inner).stopped;
        if let Some(because) = stopped {
            return Err(KeyError::Stopped { because });
        }
        let value = key.sign_ahead(algorithm, message, &mut || self.pass(&mut lock(state)));
        let mut locked = lock(state);
        if let Err(error) = &value
            && error.is_final()
        {
            locked.stopped.get_or_insert(error.code());
        }
        self.pass(&mut locked);
        value
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    /// A key that notes what it signs, and fails at one message. One that takes several fails when
    /// a later message is there, and keeps those until somebody was refused.
    struct Noting {
        noted: Arc<Noted>,
        fails_at: Option<u8>,
        several: bool,
    }

    #[derive(Default)]
    struct Noted {
        seen: Mutex<Seen>,
        changed: Condvar,
    }

    #[derive(Default)]
    struct Seen {
        messages: Vec<u8>,
        /// Whether somebody was told that the key has stopped.
        refused: bool,
    }

    impl Noted {
        fn note(&self, note: impl FnOnce(&mut Seen)) {
            note(&mut lock(&self.seen));
            self.changed.notify_all();
        }

        fn wait_while(&self, early: impl Fn(&Seen) -> bool) {
            let waited = self
                .changed
                .wait_timeout_while(lock(&self.seen), PATIENCE, |seen| early(seen));
            assert!(!waited.unwrap().1.timed_out(), "nobody came");
        }
    }

    /// Whatever a test waits for comes sooner.
    const PATIENCE: Duration = Duration::from_secs(20);

    impl PrivateKey for Noting {
        fn certificate(&self) -> &[u8] {
            b"certificate"
        }

        fn chain(&self) -> &[Vec<u8>] {
            &[]
        }

        fn algorithms(&self) -> &[SignatureAlgorithm] {
            &[]
        }

        fn sign(&self, _: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
            self.noted.note(|seen| seen.messages.extend(message));
            self.answer(message)
        }

        fn sign_ahead(
            &self,
            algorithm: SignatureAlgorithm,
            message: &[u8],
            handed_over: &mut dyn FnMut(),
        ) -> Result<Vec<u8>, KeyError> {
            if !self.several {
                return self.sign(algorithm, message);
            }
            self.noted.note(|seen| seen.messages.extend(message));
            handed_over();
            if let Some(fails_at) = self.fails_at {
                match message.first().cmp(&Some(&fails_at)) {
                    Ordering::Less => {}
                    Ordering::Equal => self
                        .noted
                        .wait_while(|seen| seen.messages.iter().all(|it| *it <= fails_at)),
                    Ordering::Greater => self.noted.wait_while(|seen| !seen.refused),
                }
            }
            self.answer(message)
        }
    }

    impl Noting {
        fn answer(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
            match message.first().copied() == self.fails_at {
                true => Err(KeyError::TokenRemoved),
                false => Ok(message.to_vec()),
            }
        }
    }

    /// What a task made of its turn: nothing, or what the key answered.
    type Outcome = Option<Result<Vec<u8>, KeyError>>;

    /// Lets a key sign for the numbers up to `count`, but for every fifth, in a hurry or slowly.
    fn signed(count: u8, fails_at: Option<u8>, several: bool) -> (Vec<u8>, Vec<Outcome>) {
        let noted = Arc::<Noted>::default();
        let key = SharedKey::new(Box::new(Noting {
            noted: Arc::clone(&noted),
            fails_at,
            several,
        }));
        let mut results = Vec::new();
        in_order(
            (0..count).collect(),
            |number, task: u8| {
                let turn = key.turn(number);
                // The earlier of two is the slower one.
                thread::sleep(Duration::from_millis(u64::from((task + 1) % 2) * 3));
                let value = (task % 5 != 4).then(|| turn.sign(SignatureAlgorithm::EdDsa, &[task]));
                if matches!(value, Some(Err(KeyError::Stopped { .. }))) {
                    noted.note(|seen| seen.refused = true);
                }
                value
            },
            |result| results.push(result),
        );
        let order = lock(&noted.seen).messages.clone();
        (order, results)
    }

    #[test]
    fn key_and_results_keep_the_order_of_the_tasks() {
        keep_the_order(false);
    }

    #[test]
    fn a_key_that_takes_several_gets_them_in_the_order_of_the_tasks() {
        keep_the_order(true);
    }

    fn keep_the_order(several: bool) {
        let (order, results) = signed(40, None, several);
        let with_key: Vec<u8> = (0..40).filter(|task| task % 5 != 4).collect();
        assert_eq!(order, with_key);
        assert_eq!(results.len(), 40);
        for (number, result) in (0_u8..).zip(results) {
            let value = result.map(Result::unwrap);
            assert_eq!(value, (number % 5 != 4).then(|| vec![number]));
        }
    }

    #[test]
    fn a_key_that_failed_is_not_used_again() {
        let (order, results) = signed(20, Some(6), false);
        assert_eq!(order, [0, 1, 2, 3, 5, 6]);
        let failed = |number: usize| results[number].as_ref().unwrap().as_ref().unwrap_err();
        assert!(matches!(failed(6), KeyError::TokenRemoved));
        for number in [7, 8, 10, 18] {
            assert!(matches!(failed(number), KeyError::Stopped { .. }));
        }
    }

    #[test]
    fn a_key_that_takes_several_has_the_next_before_it_answers() {
        let (order, results) = signed(20, Some(6), true);
        let values = results
            .iter()
            .map(|result| result.as_ref().map(|it| it.is_ok()));
        let expected = (0..20).map(|task| (task % 5 != 4).then_some(task < 6));
        let differ = values.zip(expected).filter(|(found, meant)| found != meant);
        // Those that were there already when it failed may still have been served.
        assert!(differ.count() < AT_ONCE);
        assert!(order.starts_with(&[0, 1, 2, 3, 5, 6, 7]));
        assert!(order.iter().all(|task| *task < 11));
    }

    #[test]
    fn nothing_to_do_is_done_at_once() {
        in_order(Vec::<u8>::new(), |_, task| task, |_| panic!("a result"));
    }
}
