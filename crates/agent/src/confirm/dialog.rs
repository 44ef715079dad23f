//! Asking in a window, by way of zenity where a desktop has it.
//!
//! What is to be signed goes through standard input and is shown as it is: no markup, and in full,
//! however many documents it names. A PIN is asked for in a window that says of which token, and
//! whether this is its last try.

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

    /// One run of the program. In a locale without UTF-8 it takes no Vietnamese words.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("LC_ALL", "C.UTF-8").stderr(Stdio::null());
        command
    }

    /// Runs one window; what it wrote if it was left by its first button.
    fn window(&self, arguments: &[&str], text: &str, stop: &Stop) -> Option<Zeroizing<String>> {
        let mut child = (self.command().args(arguments))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
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
        let text = format!("--text={}", label(question.text.trim_end()));
        let arguments = [
            "--entry",
            "--hide-text",
            "--ok-label=Tiếp tục",
            "--cancel-label=Không",
            &title,
            &text,
        ];
        let typed = self.window(&arguments, "", stop)?;
        let typed = typed.trim_end_matches(['\r', '\n']);
        (!typed.is_empty()).then(|| Pin::new(typed.to_owned()))
    }

    fn tell(&self, text: &str) {
        let text = format!("--text={text}");
        let mut command = self.command();
        command
            .args(["--notification", &text])
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        // Nobody waits for a notice to be read.
        if let Ok(mut child) = command.spawn() {
            thread::spawn(move || child.wait());
        }
    }
}

/// Text that a label shows as it is: backslashes begin escapes there, underscores name keys.
fn label(text: &str) -> String {
    text.replace('\\', r"\\").replace('_', "__")
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
    use std::io::{BufRead as _, BufReader};
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, Instant};

    use super::super::Matter;
    use super::*;

    /// A screen of its own, without a window manager.
    struct Screen {
        server: Child,
        name: String,
        folder: tempfile::TempDir,
    }

    impl Screen {
        fn new() -> Self {
            let mut server = Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1024x768x24"])
                .args(["-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("Xvfb is needed");
            let mut number = String::new();
            let output = server.stdout.take().unwrap();
            BufReader::new(output).read_line(&mut number).unwrap();
            Self {
                server,
                name: format!(":{}", number.trim()),
                folder: tempfile::tempdir().unwrap(),
            }
        }

        /// The windows of zenity on this screen.
        fn dialog(&self) -> Dialog {
            let program = self.folder.path().join(PROGRAM);
            let script = format!("#!/bin/sh\nDISPLAY={} exec {PROGRAM} \"$@\"\n", self.name);
            fs::write(&program, script).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            Dialog::with_program(&program)
        }

        /// Presses keys in the window with this title, once it is there.
        fn press(&self, title: &str, keys: &[&str]) {
            let find = ["search", "--sync", "--onlyvisible", "--name", title];
            self.xdotool(&[&find[..], &["windowfocus", "--sync"]].concat());
            self.xdotool(&[&["key"], keys].concat());
        }

        fn xdotool(&self, words: &[&str]) {
            let done = Command::new("timeout")
                .args(["20", "xdotool"])
                .args(words)
                .envs([("DISPLAY", self.name.as_str()), ("LC_ALL", "C.UTF-8")])
                .status()
                .expect("xdotool is needed");
            assert!(done.success(), "xdotool {words:?}: {done}");
        }

        /// Asks, while somebody presses keys.
        fn while_pressing<T: Send>(
            &self,
            title: &str,
            keys: &[&str],
            ask: impl FnOnce(&Dialog, &Stop) -> T + Send,
        ) -> T {
            let stop = Stop::after(Duration::from_secs(30));
            thread::scope(|scope| {
                let asked = scope.spawn(move || ask(&self.dialog(), &stop));
                self.press(title, keys);
                asked.join().unwrap()
            })
        }
    }

    impl Drop for Screen {
        fn drop(&mut self) {
            let _ = self.server.kill();
            let _ = self.server.wait();
        }
    }

    fn question(title: &str, text: &str) -> Question {
        Question {
            matter: Matter::Signing,
            title: title.to_owned(),
            text: text.to_owned(),
            yes: "Ký".to_owned(),
            place: None,
        }
    }

    #[test]
    fn only_the_first_button_agrees() {
        let screen = Screen::new();
        let question = question("Ký văn bản", "1. Quyết định <b>số 5</b>");
        let agreed = |keys: &[&str]| {
            screen.while_pressing("Ký văn bản", keys, |it, stop| {
                it.agrees(&question, stop)
            })
        };
        assert!(agreed(&["Return"]));
        assert!(!agreed(&["Escape"]));
    }

    #[test]
    fn a_secret_is_what_was_typed() {
        let screen = Screen::new();
        let question = question("Mã PIN", "Mã PIN của thiết bị “vgca_01”.\n");
        let typed = |keys: &[&str]| {
            screen.while_pressing("Mã PIN", keys, |it, stop| it.secret(&question, stop))
        };
        let pin = typed(&["1", "2", "3", "4", "space", "5", "Return"]);
        assert_eq!(pin.unwrap().expose(), "1234 5");
        assert!(typed(&["Return"]).is_none());
        assert!(typed(&["1", "Escape"]).is_none());
    }

    #[test]
    fn a_window_nobody_answers_is_closed_when_the_time_is_over() {
        let screen = Screen::new();
        let started = Instant::now();
        let stop = Stop::after(Duration::from_secs(1));
        assert!(!screen.dialog().agrees(&question("Ký", "1."), &stop));
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_label_shows_its_text_as_it_is() {
        assert_eq!(label(r"vgca_01 \n"), r"vgca__01 \\n");
    }
}
