//! `qpdf --check`: is the file well formed, cross-references and streams included?

use std::path::Path;

use crate::tool::Tool;

/// The complaints of `qpdf` about the file; none when it has nothing to say.
#[must_use]
pub fn complaints(file: &Path, password: Option<&str>) -> Vec<String> {
    let answer = Tool::new("qpdf")
        .arg(format!("--password={}", password.unwrap_or_default()))
        .arg("--check")
        .arg(file)
        .run();
    let mut lines: Vec<String> = answer
        .stderr
        .lines()
        .chain(answer.stdout.lines())
        // A file that was linearised and then appended to is linearised no more; nothing is wrong.
        .filter(|line| line.contains("WARNING") || line.contains("ERROR"))
        .map(str::to_owned)
        .collect();
    if answer.code != Some(0) && lines.is_empty() {
        lines.push(format!("exit code {:?}: {}", answer.code, answer.stderr));
    }
    lines
}
