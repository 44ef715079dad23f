//! Progress of a batch, on a terminal only.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error while files are worked on; nothing when it is not a terminal.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar for `count` files.
    pub(crate) fn new(count: usize) -> Self {
        let bar = if io::stderr().is_terminal() {
            ProgressBar::new(u64::try_from(count).unwrap_or(u64::MAX))
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar }
    }

    /// Says what is being worked on.
    pub(crate) fn working_on(&self, what: String) {
        self.bar.set_message(what);
    }

    /// One file more is finished.
    pub(crate) fn advance(&self) {
        self.bar.inc(1);
    }

    /// Runs `talk`, which writes to standard error, without the bar in its way.
    pub(crate) fn aside(&self, talk: impl FnOnce()) {
        self.bar.suspend(talk);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
