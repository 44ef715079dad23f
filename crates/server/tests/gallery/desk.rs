//! A register of accounts in memory: one clerk, one head whose password must be changed.

use std::collections::HashMap;
use std::sync::Mutex;

use server::Error;
use server::accounts::{
    Accounts, Answer, Appointment, Attempt, Entry, Notice, PasswordChange, PasswordState, Session,
    SignedIn,
};
use server::error::{Refusal, RefusalKind};
use server::frame::Section;
use time::UtcDateTime;
use time::macros::utc_datetime;

/// The password of both.
pub const PASSWORD: &str = "mot-cau-de-nho";

/// The register.
#[derive(Debug)]
pub struct Desk(Mutex<HashMap<String, SignedIn>>);

/// The token of a clerk who has signed in already.
pub const OPEN: &str = "phien-mo-san";

impl Default for Desk {
    fn default() -> Self {
        Self(Mutex::new(HashMap::from([(OPEN.to_owned(), clerk())])))
    }
}

/// A clerk with two appointments.
pub fn clerk() -> SignedIn {
    SignedIn {
        account: "nhung.tth".to_owned(),
        login: "nhung.tth".to_owned(),
        name: "Trần Thị Hồng Nhung".to_owned(),
        appointment: appointment("1", "Văn thư", "Văn phòng"),
        appointments: vec![
            appointment("1", "Văn thư", "Văn phòng"),
            appointment("2", "Người soạn thảo", "Phòng Kế hoạch"),
        ],
        sections: Section::ALL.to_vec(),
        waiting: vec![
            (Section::Work, 7),
            (Section::Incoming, 128),
            (Section::Outgoing, 0),
        ],
        notices: 3,
        password: PasswordState::Chosen,
        desk_port: None,
        acting: None,
    }
}

fn appointment(id: &str, role: &str, unit: &str) -> Appointment {
    Appointment {
        id: id.to_owned(),
        agency: "an-binh".to_owned(),
        agency_name: "Trung tâm Kiểm nghiệm An Bình".to_owned(),
        unit_name: unit.to_owned(),
        role_name: role.to_owned(),
    }
}

fn head() -> SignedIn {
    SignedIn {
        account: "minh.lq".to_owned(),
        login: "minh.lq".to_owned(),
        name: "Lê Quang Minh".to_owned(),
        appointment: appointment("3", "Thủ trưởng", "Ban Giám đốc"),
        appointments: vec![appointment("3", "Thủ trưởng", "Ban Giám đốc")],
        sections: vec![Section::Work, Section::Outgoing],
        waiting: vec![],
        notices: 0,
        password: PasswordState::MustChange,
        desk_port: None,
        acting: None,
    }
}

fn answer<'a, T: Send + 'a>(value: Result<T, Error>) -> Answer<'a, T> {
    Box::pin(async move { value })
}

impl Accounts for Desk {
    fn session<'a>(&'a self, token: &'a str, _: UtcDateTime) -> Answer<'a, Option<SignedIn>> {
        answer(Ok(self.0.lock().unwrap().get(token).cloned()))
    }

    fn sign_in<'a>(&'a self, attempt: &'a Attempt, _: UtcDateTime) -> Answer<'a, Entry> {
        let person = match attempt.name.as_str() {
            "nhung.tth" => clerk(),
            "minh.lq" => head(),
            _ => return answer(Ok(refused())),
        };
        if attempt.password != PASSWORD {
            return answer(Ok(refused()));
        }
        let token = format!("phien-{}", person.account);
        self.0.lock().unwrap().insert(token.clone(), person);
        answer(Ok(Entry::Open { token }))
    }

    fn sign_out<'a>(&'a self, token: &'a str, _: UtcDateTime) -> Answer<'a, ()> {
        self.0.lock().unwrap().remove(token);
        answer(Ok(()))
    }

    fn change_password<'a>(
        &'a self,
        token: &'a str,
        change: &'a PasswordChange,
        _: UtcDateTime,
    ) -> Answer<'a, ()> {
        if change.current != PASSWORD {
            return answer(Err(Error::Refused(Refusal {
                code: "server-malformed".to_owned(),
                values: vec![],
                kind: RefusalKind::Denied,
                faults: vec![],
            })));
        }
        if let Some(person) = self.0.lock().unwrap().get_mut(token) {
            person.password = PasswordState::Chosen;
        }
        answer(Ok(()))
    }

    fn act_as<'a>(&'a self, token: &'a str, wanted: &'a str, _: UtcDateTime) -> Answer<'a, ()> {
        let mut people = self.0.lock().unwrap();
        let person = people.get_mut(token).unwrap();
        let found = person.appointments.iter().find(|one| one.id == wanted);
        let Some(found) = found.cloned() else {
            return answer(Err(Error::NotFound));
        };
        person.appointment = found;
        answer(Ok(()))
    }

    fn sessions<'a>(&'a self, _: &'a str, _: UtcDateTime) -> Answer<'a, Vec<Session>> {
        answer(Ok(sessions()))
    }

    fn revoke<'a>(&'a self, _: &'a str, _: Option<&'a str>, _: UtcDateTime) -> Answer<'a, ()> {
        answer(Ok(()))
    }

    fn notices<'a>(&'a self, _: &'a str, _: UtcDateTime) -> Answer<'a, Vec<Notice>> {
        answer(Ok(vec![]))
    }

    fn ready(&self) -> Answer<'_, ()> {
        answer(Ok(()))
    }
}

/// Two sessions, the first of them this one.
pub fn sessions() -> Vec<Session> {
    let session = |id: &str, browser: &str, address: &str, here| Session {
        id: id.to_owned(),
        address: address.to_owned(),
        browser: browser.to_owned(),
        since: utc_datetime!(2026-11-21 00:31),
        used: utc_datetime!(2026-11-21 07:04),
        here,
    };
    vec![
        session("a", "Edge trên Windows", "10.20.1.34", true),
        session("b", "Chrome trên Android", "113.160.12.7", false),
    ]
}

fn refused() -> Entry {
    Entry::Refused {
        code: "server-sign-in-needed",
        values: vec![],
    }
}
