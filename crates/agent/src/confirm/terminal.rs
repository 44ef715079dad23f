//! Asking on the terminal that the agent was started on.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};

use keys::Pin;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{QueueSelector, tcflush};
use token_host::terminal;
use zeroize::Zeroizing;

use super::{Confirm, LOOK, Question, Stop};

/// The longest line that is read.
const LINE: usize = 1024;

/// The terminal.
#[derive(Debug)]
pub struct Terminal(());

impl Terminal {
    /// The terminal of this program, if it has one.
    #[must_use]
    pub fn find() -> Option<Self> {
        open().is_ok().then_some(Self(()))
    }
}

fn open() -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open("/dev/tty")
}

impl Confirm for Terminal {
    fn agrees(&self, question: &Question, stop: &Stop) -> bool {
        let ask = || -> io::Result<bool> {
            let mut tty = open()?;
            show(&mut tty, question)?;
            write!(tty, "{}? Gõ “có” để đồng ý: ", question.yes)?;
            let answer = read_line(&tty, stop)?;
            let agreed = matches!(
                answer.as_deref().map(|text| text.trim().to_lowercase()),
                Some(word) if word == "có" || word == "co"
            );
            writeln!(
                tty,
                "{}",
                if agreed {
                    "Đã đồng ý."
                } else {
                    "Đã từ chối."
                }
            )?;
            Ok(agreed)
        };
        ask().unwrap_or(false)
    }

    fn secret(&self, question: &Question, stop: &Stop) -> Option<Pin> {
        let ask = || -> io::Result<Option<Pin>> {
            let mut tty = open()?;
            let _silence = terminal::silence()?;
            show(&mut tty, question)?;
            write!(tty, "{}: ", question.yes)?;
            let line = read_line(&tty, stop)?;
            writeln!(tty)?;
            Ok(line
                .filter(|line| !line.is_empty())
                .map(|line| Pin::new(String::from(line.as_str()))))
        };
        ask().unwrap_or_default()
    }

    fn tell(&self, text: &str) {
        // Without a terminal there is nobody to tell.
        let _ = open().and_then(|mut tty| writeln!(tty, "{text}"));
    }
}

fn show(tty: &mut File, question: &Question) -> io::Result<()> {
    writeln!(tty, "\n── {} ──\n{}", question.title, question.text)?;
    // What was typed before the question was there is no answer to it.
    tcflush(&*tty, QueueSelector::IFlush)?;
    Ok(())
}

/// One line without its end; `None` if `stop` was over before, or the terminal was closed.
fn read_line(mut tty: &File, stop: &Stop) -> io::Result<Option<Zeroizing<String>>> {
    let pause = Timespec {
        tv_sec: 0,
        tv_nsec: LOOK.subsec_nanos().into(),
    };
    loop {
        if stop.is_over() {
            writeln!(tty, "\nĐã hủy, hoặc đã quá thời gian chờ.")?;
            return Ok(None);
        }
        let mut waiting = [PollFd::new(tty, PollFlags::IN)];
        match poll(&mut waiting, Some(&pause)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => break,
            Err(error) => return Err(error.into()),
        }
    }
    // A terminal gives one line at a time.
    let mut buffer = Zeroizing::new([0; LINE]);
    let read = tty.read(buffer.as_mut_slice())?;
    let bytes = buffer.get(..read).unwrap_or_default();
    let text = std::str::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
    let Some(line) = text.strip_suffix('\n') else {
        return Ok(None);
    };
    Ok(Some(Zeroizing::new(line.trim_end_matches('\r').to_owned())))
}
