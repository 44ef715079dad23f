//! Founds the agencies in the office, as an administrator and a head would do it page by page.
//!
//! Everything goes through the acts of crate `office`: nothing is written behind its back.

use std::collections::BTreeMap;

use access::{PaperBasis, Role};
use office::people::{
    Details, Founder, HandOver, NewAccount, NewAgency, NewAppointment, NewImage, NewUnit,
};
use office::{Acting, Office};
use report::Problem;
use testpki::{Authority, Subject};
use time::macros::date;

use super::Error;
use super::cast::{
    ADMINISTRATOR, ADVISOR, Agency, CLERK, DEPUTY, DRAFTER, HEAD, Image, PASSWORD, Part, SEAL,
    SIGNERS, SUPERIOR,
};
use super::folder::Person;
use crate::cli::serve::problem;

/// Founds an agency; gives its people by id.
pub(super) async fn found(
    office: &Office,
    authority: &Authority,
    agency: &Agency,
) -> Result<BTreeMap<String, Person>, Problem> {
    let founded = Founding::begin(office, authority, agency).await?;
    founded.everybody().await
}

/// Who somebody shall be.
struct Wanted<'a> {
    part: &'a str,
    login: &'a str,
    name: &'a str,
    title: &'a str,
    email: &'a str,
    role: Role,
    unit: Option<String>,
}

/// An agency that has its administrator and its units.
struct Founding<'a> {
    office: &'a Office,
    authority: &'a Authority,
    agency: &'a Agency,
    name: String,
    administrator: Acting,
    /// Where documents are drafted.
    office_unit: String,
    /// Another, whose opinion is asked.
    other_unit: String,
    people: BTreeMap<String, Person>,
}

impl<'a> Founding<'a> {
    async fn begin(
        office: &'a Office,
        authority: &'a Authority,
        agency: &'a Agency,
    ) -> Result<Self, Problem> {
        let organisation = subject(authority, &agency.organisation())?;
        let name = organisation.common_name.clone();
        let new = NewAgency {
            code: agency.code.to_owned(),
            name: name.clone(),
            short_name: "UBND".to_owned(),
            superior_name: SUPERIOR.to_owned(),
            place: agency.place.to_owned(),
            email: organisation.email.clone().unwrap_or_default(),
            ..NewAgency::default()
        };
        let founder = Founder {
            login: agency.login("quantri"),
            full_name: agency.administrator.to_owned(),
            email: String::new(),
            title: "Công chức phụ trách công nghệ thông tin".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let made = office.found_agency(&new, &founder).await.map_err(said)?;
        let person = Person {
            agency: made.agency,
            agency_name: name.clone(),
            account: made.account,
            appointment: made.appointment,
            name: founder.full_name,
            title: founder.title,
            role: Role::Administrator.code().to_owned(),
            login: founder.login,
        };
        let administrator = acting(office, &person).await?;
        let unit = async |code: &str, name: &str| {
            let unit = NewUnit {
                code: code.to_owned(),
                name: name.to_owned(),
                parent: None,
            };
            office.add_unit(&administrator, &unit).await.map_err(said)
        };
        let office_unit = unit("VP", "Văn phòng").await?;
        let other_unit = unit("KT", "Phòng Kinh tế").await?;
        Ok(Self {
            office,
            authority,
            agency,
            name,
            administrator,
            office_unit,
            other_unit,
            people: BTreeMap::from([(agency.id(ADMINISTRATOR), person)]),
        })
    }

    async fn everybody(mut self) -> Result<BTreeMap<String, Person>, Problem> {
        self.appoint(&Wanted {
            part: DRAFTER,
            login: "chuyenvien",
            name: self.agency.drafter,
            title: "Chuyên viên",
            email: "",
            role: Role::Drafter,
            unit: Some(self.office_unit.clone()),
        })
        .await?;
        self.appoint(&Wanted {
            part: ADVISOR,
            login: "truongphong",
            name: self.agency.advisor,
            title: "Trưởng phòng",
            email: "",
            role: Role::UnitHead,
            unit: Some(self.other_unit.clone()),
        })
        .await?;
        for part in &SIGNERS {
            self.signer(part).await?;
        }
        self.hand_token_over().await?;
        for part in &SIGNERS {
            if let Some(image) = part.image {
                self.keep(part.id, image).await?;
            }
        }
        self.keep(CLERK, SEAL).await?;
        for part in [HEAD, DEPUTY] {
            self.confirm_changes(part).await?;
        }
        Ok(self.people)
    }

    /// Somebody whose name and title are those of the certificate.
    async fn signer(&mut self, part: &Part) -> Result<(), Problem> {
        let subject = subject(self.authority, &self.agency.id(part.id))?;
        self.appoint(&Wanted {
            part: part.id,
            login: part.login,
            name: &subject.common_name,
            title: subject.title.as_deref().unwrap_or_default(),
            email: subject.email.as_deref().unwrap_or_default(),
            role: part.role,
            unit: part.in_unit.then(|| self.office_unit.clone()),
        })
        .await
    }

    async fn appoint(&mut self, wanted: &Wanted<'_>) -> Result<(), Problem> {
        let account = NewAccount {
            login: self.agency.login(wanted.login),
            details: Details {
                full_name: wanted.name.to_owned(),
                email: wanted.email.to_owned(),
                phone: String::new(),
            },
            password: Some(PASSWORD.to_owned()),
        };
        let added = self.office.add_account(&self.administrator, &account).await;
        let added = added.map_err(said)?;
        let appointment = NewAppointment {
            account: added.account.clone(),
            unit: wanted.unit.clone(),
            title: wanted.title.to_owned(),
            role: wanted.role,
            from: None,
            until: None,
        };
        let appointed = self.office.appoint(&self.administrator, &appointment).await;
        let person = Person {
            agency: self.administrator.agency().to_owned(),
            agency_name: self.name.clone(),
            account: added.account,
            appointment: appointed.map_err(said)?,
            name: wanted.name.to_owned(),
            title: wanted.title.to_owned(),
            role: wanted.role.code().to_owned(),
            login: added.login,
        };
        self.people.insert(self.agency.id(wanted.part), person);
        Ok(())
    }

    /// The head permits, and hands the organisation's token to the clerk.
    async fn hand_token_over(&self) -> Result<(), Problem> {
        let head = self.acting(HEAD).await?;
        let clerk = self.acting(CLERK).await?;
        let paper = PaperBasis {
            number: "01/QĐ-UBND".to_owned(),
            date: date!(2026 - 01 - 05),
        };
        let permission = self
            .office
            .permit_token_hand_over(&head, clerk.account(), &paper)
            .await;
        let hand_over = HandOver {
            permission: permission.map_err(said)?,
            minutes:
                "Bàn giao thiết bị lưu khóa bí mật của cơ quan cho văn thư; thiết bị hoạt động tốt."
                    .to_owned(),
        };
        let handed = self.office.hand_over_token(&head, &hand_over).await;
        handed.map(drop).map_err(said)
    }

    async fn keep(&self, part: &str, image: Image) -> Result<(), Problem> {
        let by = self.acting(part).await?;
        let new = NewImage {
            kind: image.kind,
            png: image.png.to_vec(),
            width_um: image.width_um,
        };
        let kept = self.office.keep_image(&by, &new).await;
        kept.map(drop).map_err(said)
    }

    /// Confirms the changes of rights that this person may confirm.
    async fn confirm_changes(&self, part: &str) -> Result<(), Problem> {
        let by = self.acting(part).await?;
        let alerts = self.office.alerts(&by).await.map_err(said)?;
        for alert in alerts.iter().filter(|alert| alert.may_confirm) {
            self.office
                .confirm_alert(&by, &alert.id)
                .await
                .map_err(said)?;
        }
        Ok(())
    }

    async fn acting(&self, part: &str) -> Result<Acting, Problem> {
        let id = self.agency.id(part);
        let person = self.people.get(&id).ok_or(Error::NoSubscriber { id })?;
        acting(self.office, person).await
    }
}

/// A person at work.
pub(super) async fn acting(office: &Office, person: &Person) -> Result<Acting, Problem> {
    let Person {
        agency,
        account,
        appointment,
        name,
        ..
    } = person;
    let acting = office.acting(account, agency, appointment, name).await;
    acting.map_err(said)
}

/// What somebody's certificate says.
fn subject<'a>(authority: &'a Authority, id: &str) -> Result<&'a Subject, Error> {
    let mut all = authority.subscribers().iter();
    let found = all
        .find(|it| it.id() == id)
        .ok_or_else(|| Error::NoSubscriber { id: id.to_owned() })?;
    Ok(&found.member().profile.subject)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(super) fn said(error: office::Error) -> Problem {
    problem(&error)
}
