//! `congvu doctor`: looks at an installation and says what to do about what is wrong.
//!
//! What belongs to the office is looked at by `office::checkup`; the machine and the way to the
//! server here.

mod folders;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use office::checkup::{Finding, State, examine};
use report::{Catalogue, Lang, Problem};
use serde::Serialize;
use server::config::Front;

use super::serve::{File, runtime};
use super::{print, print_json};
use crate::clock;
use crate::console::Console;
use crate::exit::Outcome;

/// A family that gives the shapes Nghị định 30 asks for; any of them will do.
const FONTS: [&str; 3] = ["Times New Roman", "Liberation Serif", "Tinos"];

/// Kiểm tra cấu hình, dữ liệu và dịch vụ; nói việc cần làm
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu doctor --config TỆP [--full] [--json]",
    after_long_help = "
Ví dụ:
  congvu doctor --config /etc/congvu/congvu.toml
  congvu doctor --config /etc/congvu/congvu.toml --full --json | jq '.findings[] | select(.state != \"good\")'

Kiểm tra cấu hình, thư mục và dung lượng, cơ sở dữ liệu, các tệp mà cơ sở dữ liệu nhắc tới, việc nền, chuyển đổi
LibreOffice, phông chữ, kho tin cậy, dịch vụ dấu thời gian và đồng hồ, máy chủ thư (không gửi thư), khóa của máy chủ,
khóa xác thực hai lớp, địa chỉ và TLS. Không tạo, không đổi gì trong thư mục data và cơ sở dữ liệu; chạy được khi máy chủ đang
phục vụ, với đúng người dùng chạy máy chủ.

Mã thoát: 0 không có gì sai (có thể có điều nên biết); 1 có điều sai; 2 không đọc được cấu hình."
)]
pub(super) struct Doctor {
    /// Tệp cấu hình (TOML)
    #[arg(long, value_name = "TỆP", help_heading = "Tham số")]
    config: PathBuf,

    /// Đọc lại mọi tệp và toàn bộ nhật ký, không chỉ lấy mẫu
    #[arg(long, help_heading = "Tùy chọn")]
    full: bool,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

/// What is printed.
#[derive(Serialize)]
struct Report {
    wrong: usize,
    findings: Vec<Said>,
}

/// A finding in words.
#[derive(Serialize)]
struct Said {
    state: State,
    code: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Doctor {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let file = File::read(&self.config)?;
        let mut findings = vec![configuration(&file, &self.config)];
        let (folders, own) = folders::examine(&file);
        findings.extend(folders);
        findings.push(fonts());
        findings.push(way(&file));
        if own {
            let office = examine(&file.office, Arc::new(clock::now), self.full);
            findings.extend(runtime()?.block_on(office));
        }
        let wrong = findings
            .iter()
            .filter(|it| it.state == State::Wrong)
            .count();
        let findings = findings.iter().map(|it| said(it, console.lang)).collect();
        let report = Report { wrong, findings };
        if self.json {
            print_json(&report)?;
        } else {
            print(text(&report, console).as_bytes())?;
        }
        Ok(if wrong == 0 {
            Outcome::Passed
        } else {
            Outcome::Failed
        })
    }
}

fn said(finding: &Finding, lang: Lang) -> Said {
    let sentence = Catalogue::shared().sentence(finding.code, lang, &finding.values);
    Said {
        state: finding.state,
        code: finding.code,
        text: sentence.text,
        hint: sentence.hint,
    }
}

fn text(report: &Report, console: Console) -> String {
    let mut text = String::new();
    for found in &report.findings {
        let label = console.label(match found.state {
            State::Good => "doctor-state-good",
            State::Notice => "doctor-state-notice",
            State::Wrong => "doctor-state-wrong",
        });
        text.push_str(&format!("{label}: {}\n", found.text));
        if let (State::Notice | State::Wrong, Some(hint)) = (found.state, &found.hint) {
            text.push_str(&format!("  {}: {hint}\n", console.label("label-hint")));
        }
    }
    text
}

fn configuration(file: &File, path: &Path) -> Finding {
    match file.check_settings(path) {
        Ok(()) => {
            let path = path.display().to_string();
            Finding::good("doctor-configuration", vec![("path", path)])
        }
        Err(problem) => Finding::wrong(problem.code(), problem.values().to_vec()),
    }
}

/// Office files are converted with the fonts of this machine.
fn fonts() -> Finding {
    let listed = Command::new("fc-list").args([":", "family"]).output();
    let listed = listed.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
    let found = FONTS.iter().find(|family| {
        let there = listed.as_ref();
        there.is_ok_and(|there| there.contains(**family))
    });
    match found {
        Some(family) => Finding::good("doctor-fonts", vec![("family", (*family).to_owned())]),
        None => Finding::wrong("doctor-fonts-missing", Vec::new()),
    }
}

/// How browsers come to the server.
fn way(file: &File) -> Finding {
    let address = file.office.address.clone();
    let values = vec![
        ("address", address.clone()),
        ("listen", file.listen.to_string()),
    ];
    let plain = address.strip_prefix("http://");
    let host = plain.map(|rest| rest.rsplit_once(':').map_or(rest, |(host, _)| host));
    let on_this_machine = host.is_some_and(|host| {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|it| it.is_loopback())
    });
    if plain.is_some() && !on_this_machine {
        return Finding::wrong("doctor-no-tls", values);
    }
    if file.server.front == Front::Proxy && !file.listen.ip().is_loopback() {
        return Finding::notice("doctor-proxy-passed", values);
    }
    Finding::good("doctor-way", values)
}
