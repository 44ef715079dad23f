//! Asking in a window, by way of zenity where a desktop has it.
//!
//! The text goes through standard input and is shown as it is: no markup, and in full, however
//! many documents it names.

use std::env;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use keys::Pin;
use zeroize::Zeroizing;

use super::{Confirm, LOOK, Question, Stop};

const PROGRAM: &str = "zenity";

/// Windows of zenity.
#[derive(Debug)]
pub struct Dialog {
    program: PathBuf,
}

impl Dialog {
    /// The program, if it is installed and there is a screen.
    #[must_use]
    pub fn find() -> Option<Self> {
        let screen = ["WAYLAND_DISPLAY", "DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
        let folders = env::var_os("PATH").filter(|_| screen)?;
        env::split_paths(&folders)
            .map(|folder| folder.join(PROGRAM))
            .find(|program| program.is_file())
            .map(|program| Self { program })
    }

    /// As [`Self::find`], with a program of this file.
    #[must_use]
    pub fn with_program(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
        }
    }

    /// Runs one window; what it wrote if it was left by its first button.
    fn window(&self, arguments: &[&str], text: &str, stop: &Stop) -> Option<Zeroizing<String>> {
        let mut child = Command::new(&self.program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut input = child.stdin.take()?;
        let text = text.to_owned();
        // A thread, so that a window that does not read does not hold us up.
        let feeder = thread::spawn(move || {
            let _ = input.write_all(text.as_bytes());
        });
        let good = wait(&mut child, stop);
        let _ = feeder.join();
        let mut output = Zeroizing::new(String::new());
        child.stdout.take()?.read_to_string(&mut output).ok()?;
        good.then_some(output)
    }
}

impl Confirm for Dialog {
    fn agrees(&self, question: &Question, stop: &Stop) -> bool {
        let ok = format!("--ok-label={}", question.yes);
        let title = format!("--title={}", question.title);
        let arguments = [
            "--text-info",
            "--no-wrap",
            "--width=760",
            "--height=520",
            "--cancel-label=Không",
            &ok,
            &title,
        ];
        self.window(&arguments, &question.text, stop).is_some()
    }

    fn secret(&self, question: &Question, stop: &Stop) -> Option<Pin> {
        let title = format!("--title={}", question.title);
        let typed = self.window(&["--password", &title], "", stop)?;
        let typed = typed.trim_end_matches(['\r', '\n']);
        (!typed.is_empty()).then(|| Pin::new(typed.to_owned()))
    }

    fn tell(&self, text: &str) {
        let text = format!("--text={text}");
        let mut command = Command::new(&self.program);
        command
            .args(["--notification", &text])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Nobody waits for a notice to be read.
        if let Ok(mut child) = command.spawn() {
            thread::spawn(move || child.wait());
        }
    }
}

/// Whether the window was left by its first button before `stop` was over.
fn wait(child: &mut Child, stop: &Stop) -> bool {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if !stop.is_over() => thread::sleep(LOOK),
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, Instant};

    use super::super::Matter;
    use super::*;

    fn question() -> Question {
        Question {
            matter: Matter::Signing,
            title: "Ký văn bản".to_owned(),
            text: "1. Quyết định <b>số 5</b>".to_owned(),
            yes: "Ký".to_owned(),
            place: None,
        }
    }

    /// A stand-in for zenity that notes what it was given.
    fn stand_in(folder: &Path, end: &str) -> Dialog {
        let program = folder.join("zenity");
        let noted = folder.join("noted").display().to_string();
        let script = format!("#!/bin/sh\necho \"$@\" > {noted}\ncat >> {noted}\n{end}\n");
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Dialog::with_program(&program)
    }

    #[test]
    fn only_the_first_button_agrees_and_the_text_is_shown_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let stop = Stop::after(Duration::from_secs(20));
        assert!(stand_in(folder.path(), "exit 0").agrees(&question(), &stop));
        let noted = fs::read_to_string(folder.path().join("noted")).unwrap();
        assert!(noted.contains("--ok-label=Ký"), "{noted}");
        assert!(noted.contains("<b>số 5</b>"), "{noted}");
        assert!(!stand_in(folder.path(), "exit 1").agrees(&question(), &stop));
    }

    #[test]
    fn a_secret_is_what_was_typed() {
        let folder = tempfile::tempdir().unwrap();
        let stop = Stop::after(Duration::from_secs(20));
        let typed = stand_in(folder.path(), "echo '1234 5678'").secret(&question(), &stop);
        assert_eq!(typed.unwrap().expose(), "1234 5678");
        assert!(
            stand_in(folder.path(), "echo x; exit 1")
                .secret(&question(), &stop)
                .is_none()
        );
        assert!(
            stand_in(folder.path(), "echo")
                .secret(&question(), &stop)
                .is_none()
        );
    }

    #[test]
    fn a_window_nobody_answers_is_closed_when_the_time_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let started = Instant::now();
        let stop = Stop::after(Duration::from_millis(300));
        assert!(!stand_in(folder.path(), "exec sleep 60").agrees(&question(), &stop));
        assert!(started.elapsed() < Duration::from_secs(20));
    }
}
