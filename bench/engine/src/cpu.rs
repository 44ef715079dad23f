//! CPU time of this thread and of processes.

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use nix::time::{ClockId, clock_gettime};

/// Rounds before the first that counts: caches, allocator, branch prediction.
const WARM_UP: usize = 3;

/// The median CPU time of `rounds` calls, in microseconds.
pub(crate) fn median(rounds: usize, call: impl FnMut()) -> f64 {
    medians(rounds, call, || {}).0
}

/// The medians of two things done in turns: what slows the machine for a while slows both.
pub(crate) fn medians(
    rounds: usize,
    mut ours: impl FnMut(),
    mut other: impl FnMut(),
) -> (f64, f64) {
    for _ in 0..WARM_UP {
        ours();
        other();
    }
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let start = thread();
        ours();
        let between = thread();
        other();
        times.0.push(between - start);
        times.1.push(thread() - between);
    }
    (middle(&mut times.0), middle(&mut times.1))
}

/// The median of measurements.
pub(crate) fn middle(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// CPU time of this thread so far, in microseconds.
fn thread() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("the thread's clock");
    time.num_nanoseconds() as f64 / 1000.0
}

/// CPU time of this process and of its children that have ended, in microseconds.
pub(crate) fn family() -> f64 {
    let usage = |who| {
        let usage = getrusage(who).expect("resource usage");
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
    };
    (usage(UsageWho::RUSAGE_SELF) + usage(UsageWho::RUSAGE_CHILDREN)) as f64
}

/// CPU time of the children that have ended, in microseconds, and the largest peak of memory in
/// use (resident) among them, in KiB.
pub(crate) fn children() -> (f64, i64) {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("resource usage");
    let time = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    (time as f64, usage.max_rss())
}
