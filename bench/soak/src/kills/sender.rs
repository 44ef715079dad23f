//! Somebody who carries one document after the other from the draft to the issue, as all the people
//! that it needs, going on from what the pages show whenever the program was killed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::act::Act;
use super::shared::Shared;
use crate::browser::{Browser, between, encoded};
use crate::ground::{Agency, PASSWORD, sample};
use crate::pages::{self, version, version_of};

/// A document that stands still for longer is stuck: a lease ends after half a minute.
const PATIENCE: Duration = Duration::from_secs(120);

/// The people of an agency at their browsers.
pub(crate) struct Desks {
    pub(crate) agency: Agency,
    browsers: BTreeMap<String, Browser>,
}

impl Desks {
    pub(crate) fn enter(agency: &Agency, base: &str) -> Self {
        let enter = |(part, person): (&String, &crate::ground::Person)| {
            let mut browser = Browser::at(base, 0);
            browser.enter(&person.login, PASSWORD);
            (part.clone(), browser)
        };
        Self {
            agency: agency.clone(),
            browsers: agency.people.iter().map(enter).collect(),
        }
    }

    pub(crate) fn browser(&self, part: &str) -> &Browser {
        &self.browsers[part]
    }
}

/// The one who carries.
pub(crate) struct Sender {
    pub(crate) shared: Arc<Shared>,
    pub(crate) desks: Arc<Desks>,
    /// The agency that it is sent to.
    pub(crate) to: String,
    pub(crate) name: String,
    pub(crate) random: crate::random::Random,
}

/// A document on its way.
struct Document {
    id: String,
    deputy: bool,
    /// What is still to be done with it besides going on.
    asks: bool,
    returns: Option<&'static str>,
}

impl Sender {
    /// Carries documents until the last one is to be begun.
    pub(crate) fn run(mut self) -> usize {
        let mut count = 0;
        while !self.shared.last.load(Ordering::SeqCst) {
            count += 1;
            self.one(count);
        }
        count
    }

    /// Carries one document.
    pub(crate) fn one(&mut self, count: usize) {
        let deputy = self.random.percent(35);
        let subject = format!("Về việc kiểm tra {} số {count}", self.name);
        let Some(id) = self.begin(&subject, deputy) else {
            return;
        };
        let returns = [
            "return-from-initials",
            "return-from-format",
            "return-to-signer",
        ];
        let returns = self.random.percent(40).then(|| *self.random.one(&returns));
        let asks = self.random.percent(35);
        self.carry(Document {
            id,
            deputy,
            asks,
            returns,
        });
    }

    /// Begins a draft; where the answer was cut off, the list tells whether it is there.
    fn begin(&mut self, subject: &str, deputy: bool) -> Option<String> {
        let browser = self.desks.browser("drafter0");
        let send = || pages::begin(browser, &self.desks.agency, deputy, subject, &self.to);
        loop {
            match self.shared.ask(Some(Act::Draft), "beginning a draft", send) {
                Some(answer) if answer.status == 303 => {
                    let id = answer.location.rsplit('/').next().unwrap().to_owned();
                    self.shared.note(&id, "created", true);
                    self.shared.note(&id, "uploaded", true);
                    return Some(id);
                }
                Some(answer) => {
                    self.shared
                        .fault(format!("beginning a draft: {}", answer.said()));
                    return None;
                }
                None => {}
            }
            if let Some(id) = self.find(subject) {
                self.shared.note(&id, "created", true);
                self.shared.note(&id, "uploaded", false);
                return Some(id);
            }
        }
    }

    /// The document of that subject in the drafter's list.
    fn find(&self, subject: &str) -> Option<String> {
        let path = format!("/tra-cuu?q={}", encoded(subject));
        loop {
            let get = || self.desks.browser("drafter0").get(&path);
            let Some(answer) = self.shared.ask(None, "search", get) else {
                continue;
            };
            let page = answer.text();
            let mut rows = page
                .split("class=\"row-subject\" href=\"/van-ban-di/")
                .skip(1);
            let row =
                rows.find(|row| between(row, ">", "</a>").is_some_and(|it| it.ends_with(subject)))?;
            return Some(row.split('"').next().unwrap().to_owned());
        }
    }

    /// Goes on with what each page offers until the document is issued.
    fn carry(&mut self, mut document: Document) {
        let (mut since, mut before) = (Instant::now(), String::new());
        loop {
            let page = self.page("drafter0", &document.id);
            let marks = between(&page, "document-marks\">", "</div>").unwrap_or_default();
            let step = STEPS.iter().find(|step| marks.contains(step.0));
            let Some((label, part)) = step else {
                return;
            };
            let moved = self.step(&mut document, label, part, &page);
            let now = format!("{label} {}", version(&page));
            if moved || now != before {
                (since, before) = (Instant::now(), now);
            } else if since.elapsed() > PATIENCE {
                let page = self.page(self.part(&document, part), &document.id);
                let acts = between(&page, "document-acts\">", "</header>").unwrap_or_default();
                self.shared
                    .fault(format!("{} is stuck at {label}: {acts}", document.id));
                return;
            } else {
                std::thread::sleep(Duration::from_millis(150));
            }
        }
    }

    fn part<'a>(&self, document: &Document, part: &'a str) -> &'a str {
        match part {
            "head" if document.deputy => "deputy",
            other => other,
        }
    }

    /// Does what is next; whether that was done.
    fn step(&mut self, document: &mut Document, label: &str, part: &str, page: &str) -> bool {
        let id = &document.id.clone();
        match label {
            "Dự thảo" | "Bị trả lại" => self.draft(document, page),
            "Chờ ký nháy" | "Chờ kiểm tra thể thức" | "Chờ cấp số" | "Chờ đóng dấu"
                if self.returns(document, part) =>
            {
                true
            }
            "Chờ ký nháy" => self.sign(
                id,
                part,
                "initial",
                [Act::PrepareInitials, Act::CompleteInitials],
            ),
            "Chờ kiểm tra thể thức" => {
                self.act(id, part, "approve-format", Act::ApproveFormat, &[])
            }
            "Chờ ký ban hành" => {
                let part = self.part(document, part);
                let act = if document.deputy {
                    "sign-for-head"
                } else {
                    "sign"
                };
                self.sign(id, part, act, [Act::PrepareSign, Act::CompleteSign])
            }
            "Chờ phê duyệt" => self.act(id, "head", "approve", Act::Approve, &[]),
            "Chờ cấp số" => self.act(id, part, "allocate", Act::Number, &[]),
            "Chờ đóng dấu" => {
                self.sign(id, part, "seal", [Act::PrepareSeal, Act::CompleteSeal])
            }
            _ => self.act(id, part, "issue", Act::Issue, &[]),
        }
    }

    fn draft(&mut self, document: &mut Document, page: &str) -> bool {
        let id = document.id.clone();
        if page.contains("Chưa có tệp văn bản") || self.random.percent(8) {
            return self.upload(&id);
        }
        let asked = self.offers("advisor", &id, "give-opinion");
        if asked {
            // A question that was cut off may have been put all the same.
            document.asks = false;
        }
        if document.asks {
            let units = [
                ("don-vi", self.desks.agency.other_unit.clone()),
                ("noi-dung", "Xin ý kiến.".to_owned()),
            ];
            if self.act(&id, "drafter0", "ask-opinions", Act::AskOpinion, &units) {
                document.asks = false;
            }
            return true;
        }
        let answer = [
            ("dong-y", "co".to_owned()),
            ("noi-dung", "Đồng ý.".to_owned()),
        ];
        if asked {
            return self.act(&id, "advisor", "give-opinion", Act::GiveOpinion, &answer);
        }
        self.act(&id, "drafter0", "submit", Act::Submit, &[])
    }

    fn upload(&self, id: &str) -> bool {
        let file = sample("quyet-dinh.pdf");
        let path = format!("/van-ban-di/{id}/tep");
        let send = || {
            self.desks
                .browser("drafter0")
                .upload(&path, &[], ("quyet-dinh.pdf", &file))
        };
        self.settle(id, "uploaded", Act::Upload, send)
    }

    /// Sends the document back, once, where that was meant for this step.
    fn returns(&mut self, document: &mut Document, part: &str) -> bool {
        let Some(act) = document.returns else {
            return false;
        };
        if !self.offers(part, &document.id, act) {
            return false;
        }
        let reason = [("noi-dung", "Đề nghị xem lại căn cứ.".to_owned())];
        let done = self.act(&document.id, part, act, Act::Return, &reason);
        if done {
            document.returns = None;
        }
        done
    }

    fn offers(&self, part: &str, id: &str, act: &str) -> bool {
        self.page(part, id).contains(&format!("/viec/{act}\""))
    }

    /// An act of the route by its form, if the page offers it now.
    fn act(&self, id: &str, part: &str, action: &str, act: Act, more: &[(&str, String)]) -> bool {
        let page = self.page(part, id);
        let path = format!("/van-ban-di/{id}/viec/{action}");
        if !page.contains(&format!("\"{path}\"")) {
            return false;
        }
        let seen = match more.is_empty() {
            true => version_of(&page, &path).map(ToOwned::to_owned),
            // A page of its own asks for more.
            false => self.get(part, &path).map(|page| version(&page)),
        };
        let Some(seen) = seen else {
            return false;
        };
        let mut fields = vec![("phien-ban", seen.as_str())];
        fields.extend(more.iter().map(|(name, value)| (*name, value.as_str())));
        self.settle(id, action, act, || {
            self.desks.browser(part).post(&path, &fields)
        })
    }

    /// Sends what leads back to the document, and notes what became of it.
    fn settle(
        &self,
        id: &str,
        action: &str,
        act: Act,
        send: impl FnOnce() -> Result<crate::browser::Answer, crate::browser::Cut>,
    ) -> bool {
        match self.shared.ask(Some(act), act.name(), send) {
            Some(answer) if answer.status == 303 => {
                self.shared.note(id, action, true);
                true
            }
            Some(answer) => {
                self.shared.refused(act.name(), &answer);
                false
            }
            None => {
                self.shared.note(id, action, false);
                false
            }
        }
    }

    /// A signature by the way of the desk agent, if the page offers it now.
    fn sign(&self, id: &str, part: &str, action: &str, acts: [Act; 2]) -> bool {
        if !self.page(part, id).contains(&format!("data-sign=\"{id}\"")) {
            return false;
        }
        let browser = self.desks.browser(part);
        let ask = || pages::ask_to_sign(browser, id);
        let Some(asked) = self.shared.ask(Some(acts[0]), acts[0].name(), ask) else {
            return false;
        };
        if asked.status != 200 {
            self.shared.refused(acts[0].name(), &asked);
            return false;
        }
        let desk = self.desks.agency.people[part].desk.as_ref().unwrap();
        let signed = pages::signed_by(desk, &asked);
        let send = || pages::hand_over(browser, &signed);
        match self.shared.ask(Some(acts[1]), acts[1].name(), send) {
            Some(answer) if answer.status == 200 => {
                let signed = pages::all_signed(&answer);
                match signed {
                    true => self.shared.note(id, action, true),
                    false => self.shared.refused(acts[1].name(), &answer),
                }
                signed
            }
            Some(answer) => {
                self.shared.refused(acts[1].name(), &answer);
                false
            }
            None => {
                self.shared.note(id, action, false);
                false
            }
        }
    }

    /// The page of a document, whenever it comes.
    fn page(&self, part: &str, id: &str) -> String {
        let path = format!("/van-ban-di/{id}");
        loop {
            if let Some(page) = self.get(part, &path) {
                return page;
            }
        }
    }

    fn get(&self, part: &str, path: &str) -> Option<String> {
        let answer = self
            .shared
            .ask(None, path, || self.desks.browser(part).get(path))?;
        match answer.status {
            200 => Some(answer.text()),
            // What was offered is gone; the document may not be the advisor's to see.
            404 | 409 | 422 => Some(String::new()),
            _ => {
                self.shared
                    .fault(format!("{part} at {path}: {}", answer.said()));
                Some(String::new())
            }
        }
    }
}

/// Steps by their words, and whose turn it is.
const STEPS: [(&str, &str); 9] = [
    ("Dự thảo", "drafter0"),
    ("Bị trả lại", "drafter0"),
    ("Chờ ký nháy", "chief"),
    ("Chờ kiểm tra thể thức", "clerk"),
    ("Chờ ký ban hành", "head"),
    ("Chờ phê duyệt", "head"),
    ("Chờ cấp số", "clerk"),
    ("Chờ đóng dấu", "clerk"),
    ("Chờ phát hành", "clerk"),
];
