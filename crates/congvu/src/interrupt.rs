//! Ctrl-C: while results are being written, unfinished files are removed before the program ends;
//! a service hears of it and ends by itself.

use std::collections::BTreeSet;
use std::fs;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use token_host::terminal;
use tokio::signal::unix::{SignalKind, signal};

/// Temporary files that have no name of their own yet.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The status of a program ended by Ctrl-C, as shells have it (128 + 2).
const INTERRUPTED: i32 = 130;

/// A temporary file that an interruption removes, for as long as this value lives.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Notes the file.
    pub(crate) fn note(path: &Path) -> Self {
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        unfinished.insert(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        unfinished.remove(&self.0);
    }
}

/// For a service: done once somebody asks it to stop, by Ctrl-C or SIGTERM.
pub(crate) fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    })
}

/// Waits for an interruption on a thread of its own. Where that cannot be had, an interruption
/// leaves a hidden temporary file, never a half-written result.
pub(crate) fn watch() {
    let (ready, waiting) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        if let Ok(runtime) = runtime {
            runtime.block_on(async {
                let signals = [
                    SignalKind::interrupt(),
                    SignalKind::terminate(),
                    SignalKind::hangup(),
                ];
                let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = signals.map(signal)
                else {
                    return;
                };
                let _ = ready.send(());
                tokio::select! {
                    _ = interrupt.recv() => (),
                    _ = terminate.recv() => (),
                    _ = hangup.recv() => (),
                }
                end();
            });
        }
    });
    // Not a moment without the watch once something is written.
    let _ = waiting.recv();
}

#[expect(
    clippy::exit,
    reason = "the person asked for the end; nothing else is to be done"
)]
fn end() {
    terminal::restore();
    let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for path in unfinished.iter() {
        let _ = fs::remove_file(path);
    }
    std::process::exit(INTERRUPTED);
}
