//! The echo of the terminal, switched off before a secret is asked for.
//!
//! Whoever types before the prompt is ready must not see the secret on the screen, and a program
//! that is interrupted there must leave a terminal that echoes.

use std::fs::{File, OpenOptions};
use std::io;
use std::sync::{Mutex, PoisonError};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// The terminal and how it was, while it is silent.
static SILENT: Mutex<Option<(File, Termios)>> = Mutex::new(None);

/// The terminal is silent for as long as this value lives.
#[derive(Debug)]
pub struct Silence;

/// Switches the echo off.
///
/// # Errors
/// There is no terminal.
pub fn silence() -> io::Result<Silence> {
    let tty = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    let before = tcgetattr(&tty)?;
    let mut silent = before.clone();
    silent
        .local_modes
        .remove(LocalModes::ECHO | LocalModes::ECHONL);
    tcsetattr(&tty, OptionalActions::Now, &silent)?;
    *SILENT.lock().unwrap_or_else(PoisonError::into_inner) = Some((tty, before));
    Ok(Silence)
}

impl Drop for Silence {
    fn drop(&mut self) {
        restore();
    }
}

/// Makes the terminal as it was before [`silence`]; also called when the program is interrupted.
pub fn restore() {
    let silent = SILENT.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((tty, before)) = silent {
        // A terminal that has gone away needs no echo.
        let _ = tcsetattr(&tty, OptionalActions::Now, &before);
    }
}
