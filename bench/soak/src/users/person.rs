//! Somebody of an office at work: looks, searches, reads, and does what waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use access::Role;

use super::figures::Figures;
use crate::browser::{Browser, between, encoded};
use crate::ground::{Agency, Person};
use crate::pages::{self, rows, version, version_of};
use crate::random::Random;

/// The tabs of a document: name on the page of figures, and in the address.
const TABS: [(&str, &str); 6] = [
    ("document, facts", "thong-tin"),
    ("document, route", "luong"),
    ("document, signatures", "chu-ky"),
    ("document, opinions", "y-kien"),
    ("document, files", "tep"),
    ("document, history", "lich-su"),
];
const WITH_MARKS: [&str; 3] = [
    "chuyển đổi số",
    "phòng chống thiên tai thôn Đông Mẫu",
    "đơn thư",
];
const WITHOUT_MARKS: [&str; 3] = ["nong thon moi", "bao ve rung", "ngan sach tai san cong"];
/// What is done by forms without a page of their own.
const ACTS: [&str; 6] = [
    "give-opinion",
    "submit",
    "approve-format",
    "approve",
    "allocate",
    "issue",
];

pub(crate) struct Worker {
    pub(crate) browser: Browser,
    pub(crate) agency: Agency,
    pub(crate) person: Person,
    /// The agency that documents are sent to.
    pub(crate) to: String,
    pub(crate) random: Random,
    pub(crate) figures: Arc<Figures>,
    pub(crate) over: Arc<AtomicBool>,
    pub(crate) outgoing: Vec<String>,
    pub(crate) incoming: Vec<String>,
}

impl Worker {
    /// Works until it is over, with a pause of one to three seconds before each look.
    pub(crate) fn run(mut self) {
        while self.pause() {
            let chance = self.random.below(100);
            // Those whose turn comes often look there often.
            match chance {
                _ if !matches!(self.person.role, Role::Drafter) && self.random.percent(45) => {
                    self.work()
                }
                0..17 => self.work(),
                17..31 => self.list(),
                31..40 => self.arrivals(),
                40..47 => self.search("search, with marks", &WITH_MARKS),
                47..54 => self.search("search, without marks", &WITHOUT_MARKS),
                54..58 => self.number(),
                58..74 => self.document(),
                74..84 => self.tab(),
                84..89 => self.file(),
                89..92 => self.see("notices", "/thong-bao"),
                92..94 if self.sees_registers() => self.register(),
                94..96 => self.see("directory", "/danh-ba"),
                _ if matches!(self.person.role, Role::Drafter) => self.draft(),
                _ => self.work(),
            }
        }
    }

    fn pause(&mut self) -> bool {
        let pause = Duration::from_millis(1000 + self.random.below(2001) as u64);
        thread::sleep(pause);
        !self.over.load(Ordering::SeqCst)
    }

    fn page(&self, name: &'static str, path: &str) -> Option<String> {
        let answer = self.figures.ask(name, 200, || self.browser.get(path));
        answer.map(|it| it.text())
    }

    fn see(&mut self, name: &'static str, path: &str) {
        let _ = self.page(name, path);
    }

    fn list(&mut self) {
        let views = ["", "?xem=dang-xu-ly", "?xem=da-phat-hanh"];
        let mut path = format!("/van-ban-di{}", self.random.one(&views));
        if !self.outgoing.is_empty() && self.random.percent(30) {
            path = format!("/van-ban-di?truoc={}", self.random.one(&self.outgoing));
        }
        if let Some(page) = self.page("list of outgoing", &path) {
            let found = rows(&page, "/van-ban-di/");
            if !found.is_empty() {
                self.outgoing = found;
            }
        }
    }

    fn arrivals(&mut self) {
        if let Some(page) = self.page("list of incoming", "/van-ban-den") {
            self.incoming = rows(&page, "/van-ban-den/");
        }
    }

    fn search(&mut self, name: &'static str, words: &[&str]) {
        let path = format!(
            "/tra-cuu?q={}",
            encoded(words[self.random.below(words.len())])
        );
        self.see(name, &path);
    }

    fn number(&mut self) {
        let number = format!("{}/QĐ-UBND", 2 + self.random.below(2000));
        self.see(
            "search, number",
            &format!("/tra-cuu?q={}", encoded(&number)),
        );
    }

    fn document(&mut self) {
        if !self.incoming.is_empty() && self.random.percent(30) {
            let path = format!("/van-ban-den/{}", self.random.one(&self.incoming));
            return self.see("incoming document", &path);
        }
        if self.outgoing.is_empty() {
            return self.list();
        }
        let id = self.random.one(&self.outgoing).clone();
        self.see("document", &format!("/van-ban-di/{id}"));
    }

    fn tab(&mut self) {
        if self.outgoing.is_empty() {
            return self.list();
        }
        let (id, tab) = (
            self.random.one(&self.outgoing).clone(),
            *self.random.one(&TABS),
        );
        self.see(tab.0, &format!("/van-ban-di/{id}?the={}", tab.1));
    }

    /// The PDF of a document, by the link on its page.
    fn file(&mut self) {
        if self.outgoing.is_empty() {
            return self.list();
        }
        let path = format!("/van-ban-di/{}", self.random.one(&self.outgoing));
        let Some(page) = self.page("document", &path) else {
            return;
        };
        if let Some(rest) = between(&page, &format!("{path}/tep/main/"), "\"") {
            let file = format!("{path}/tep/main/{rest}");
            let answer = self.figures.ask("PDF", 200, || self.browser.get(&file));
            if answer.is_some_and(|it| !it.body.starts_with(b"%PDF-")) {
                self.figures.error("PDF", format!("{file} is none"));
            }
        }
    }

    fn sees_registers(&self) -> bool {
        matches!(self.person.role, Role::Clerk | Role::Deputy | Role::Head)
    }

    fn register(&mut self) {
        let year = crate::ground::now().year();
        let book = *self.random.one(&["van-ban-di", "van-ban-den"]);
        match self.random.percent(15) {
            true => self.see("register, workbook", &format!("/so/{book}/{year}/xlsx")),
            false => self.see("register", &format!("/so/{book}/{year}")),
        }
    }

    fn draft(&mut self) {
        let _ = self.page("draft, form", "/van-ban-di/moi");
        thread::sleep(Duration::from_secs(1));
        let deputy = self.random.percent(30);
        let subject = format!("Về việc kiểm tra số {}", self.random.below(1_000_000));
        let send = || pages::begin(&self.browser, &self.agency, deputy, &subject, &self.to);
        let Some(answer) = self.figures.ask("draft with its PDF", 303, send) else {
            return;
        };
        let path = answer.location;
        if self.random.percent(25) {
            let Some(page) = self.page("opinion, form", &format!("{path}/viec/ask-opinions"))
            else {
                return;
            };
            let seen = version(&page);
            let unit = self.agency.other_unit.clone();
            let fields = [
                ("phien-ban", seen.as_str()),
                ("don-vi", &unit),
                ("noi-dung", "Xin ý kiến."),
            ];
            let ask = format!("{path}/viec/ask-opinions");
            let _ = self
                .figures
                .ask("opinion asked", 303, || self.browser.post(&ask, &fields));
        } else {
            self.act(&path);
        }
    }

    /// What waits, and the first two of it done.
    fn work(&mut self) {
        let Some(page) = self.page("my work", "/viec") else {
            return;
        };
        for id in rows(&page, "/van-ban-di/").into_iter().take(2) {
            self.act(&format!("/van-ban-di/{id}"));
        }
        for id in rows(&page, "/van-ban-den/").into_iter().take(2) {
            let path = format!("/van-ban-den/{id}");
            let Some(page) = self.page("incoming document", &path) else {
                continue;
            };
            let accept = format!("{path}/tiep-nhan");
            if page.contains(&format!("action=\"{accept}\"")) {
                let send = || self.browser.post(&accept, &[("phien-ban", "1")]);
                let _ = self.figures.ask("accepting", 303, send);
            }
        }
    }

    /// Does what the page of a document offers to this person first.
    fn act(&mut self, path: &str) {
        let Some(page) = self.page("document", path) else {
            return;
        };
        if let Some(id) = between(&page, "data-sign=\"", "\"") {
            return self.sign(id);
        }
        let offered = |act: &&&str| page.contains(&format!("\"{path}/viec/{act}\""));
        let Some(act) = ACTS.iter().find(offered) else {
            return;
        };
        let action = format!("{path}/viec/{act}");
        if *act == "give-opinion" {
            let Some(form) = self.page("opinion, form", &action) else {
                return;
            };
            let seen = version(&form);
            let fields = [
                ("phien-ban", seen.as_str()),
                ("dong-y", "co"),
                ("noi-dung", "Đồng ý."),
            ];
            let _ = self
                .figures
                .ask("opinion given", 303, || self.browser.post(&action, &fields));
            return;
        }
        let name = match *act {
            "submit" => "submitting",
            "approve-format" => "format check",
            "approve" => "approving",
            "allocate" => "numbering",
            _ => "issuing",
        };
        let seen = version_of(&page, &action);
        let fields = [("phien-ban", seen.unwrap_or_default())];
        let _ = self
            .figures
            .ask(name, 303, || self.browser.post(&action, &fields));
    }

    fn sign(&self, id: &str) {
        let ask = || pages::ask_to_sign(&self.browser, id);
        let Some(asked) = self.figures.ask("signing, question", 200, ask) else {
            return;
        };
        let signed = pages::signed_by(self.person.desk.as_ref().unwrap(), &asked);
        let send = || pages::hand_over(&self.browser, &signed);
        let Some(done) = self.figures.ask("signing, answer", 200, send) else {
            return;
        };
        if !pages::all_signed(&done) {
            self.figures.error("signing, answer", done.text());
        }
    }
}
