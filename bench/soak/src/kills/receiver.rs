//! The clerk of an agency who registers or refuses what arrives.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::act::Act;
use super::sender::Desks;
use super::shared::Shared;
use crate::pages::rows;
use crate::random::Random;

pub(crate) struct Receiver {
    pub(crate) shared: Arc<Shared>,
    pub(crate) desks: Arc<Desks>,
    pub(crate) random: Random,
}

impl Receiver {
    /// Takes in what arrives until nothing is sent any more.
    pub(crate) fn run(mut self) {
        while !self.shared.over.load(Ordering::SeqCst) {
            let path = "/van-ban-den?xem=cho-tiep-nhan";
            let clerk = self.desks.browser("clerk");
            let list = self.shared.ask(None, path, || clerk.get(path));
            let Some(list) = list.filter(|it| it.status == 200) else {
                continue;
            };
            for id in rows(&list.text(), "/van-ban-den/") {
                self.take(&id);
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn take(&mut self, id: &str) {
        let clerk = self.desks.browser("clerk");
        let here = format!("/van-ban-den/{id}");
        let page = self.shared.ask(None, &here, || clerk.get(&here));
        let Some(page) = page.filter(|it| it.status == 200) else {
            return;
        };
        // Not yet judged.
        if !page
            .text()
            .contains(&format!("action=\"{here}/tiep-nhan\""))
        {
            return;
        }
        let (act, word, path, fields): (_, _, _, &[(&str, &str)]) = match self.random.percent(30) {
            true => (
                Act::Refuse,
                "refused",
                format!("{here}/tu-choi"),
                &[("ly-do", "Gửi không đúng nơi nhận.")],
            ),
            false => (Act::Accept, "registered", format!("{here}/tiep-nhan"), &[]),
        };
        match self
            .shared
            .ask(Some(act), act.name(), || clerk.post(&path, fields))
        {
            Some(answer) if answer.status == 303 => self.shared.note(id, word, true),
            Some(answer) => self.shared.refused(act.name(), &answer),
            None => self.shared.note(id, word, false),
        }
    }
}
