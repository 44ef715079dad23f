//! Two agencies with somebody in every role, and those of one agency who differ in what they are to
//! a document although their role is the same.

use access::{Actor, Role};
use office::people::{ImageKind, NewUnit};
use office::{Acting, Office};
use store::testing::TestStore;

use crate::support::way::{Desks, desks};
use crate::support::{Agency, Desk, TestAuthority, agency};

/// Somebody, as a test names them.
pub struct Person {
    pub name: &'static str,
    pub by: Acting,
}

impl Person {
    pub fn actor(&self) -> &Actor {
        self.by.actor()
    }
}

/// Everything a walk needs.
pub struct World {
    pub agency: Agency,
    /// A unit that drafts nothing.
    pub other_unit: String,
    pub people: Vec<Person>,
    pub neighbours: Vec<Person>,
    desks: Desks,
    pub foreign: Desk,
}

impl World {
    pub async fn found(test: TestStore, authority: &TestAuthority) -> Self {
        let agency = agency(test, authority).await;
        let desks = desks(&agency, authority).await;
        let neighbour = agency.neighbour().await;
        let seal = (ImageKind::Seal, "con-dau.png");
        let foreign = neighbour
            .desk(&neighbour.clerk, authority, "binh-thu-organization", seal)
            .await;
        let (other_unit, people) = everybody(&agency, "").await;
        let (_, neighbours) = everybody(&neighbour, "binh.").await;
        let all: Vec<_> = people.iter().map(|it| it.actor().role()).collect();
        assert!(Role::ALL.iter().all(|role| all.contains(role)));
        Self {
            agency,
            other_unit,
            people,
            neighbours,
            desks,
            foreign,
        }
    }

    pub fn office(&self) -> &Office {
        &self.agency.office
    }

    /// Whose key somebody can sign with; those who have none try a colleague's.
    pub fn desk(&self, person: &Person) -> &Desk {
        let own = |it: &Acting| it.account() == person.by.account();
        match () {
            () if own(&self.agency.head) => &self.desks.head,
            () if own(&self.agency.deputy) => &self.desks.deputy,
            () if own(&self.agency.clerk) => &self.desks.seal,
            () => &self.desks.chief,
        }
    }
}

async fn everybody(agency: &Agency, prefix: &str) -> (String, Vec<Person>) {
    let unit = NewUnit {
        code: "KT".to_owned(),
        name: "Phòng Kinh tế".to_owned(),
        parent: None,
    };
    let (office, administrator) = (&agency.office, &agency.administrator);
    let other = office.add_unit(administrator, &unit).await.unwrap();
    let mut people = Vec::new();
    for (name, by) in [
        ("drafter", &agency.drafter),
        ("chief", &agency.chief),
        ("clerk with the token", &agency.clerk),
        ("deputy", &agency.deputy),
        ("head", &agency.head),
        ("administrator", &agency.administrator),
    ] {
        let by = by.clone();
        people.push(Person { name, by });
    }
    for (name, login, role, unit) in [
        ("colleague", "colleague", Role::Drafter, &agency.unit),
        ("head of another unit", "other-head", Role::UnitHead, &other),
        ("drafter of another unit", "other", Role::Drafter, &other),
        (
            "clerk without the token",
            "clerk2",
            Role::Clerk,
            &agency.unit,
        ),
        ("archivist", "archivist", Role::Archivist, &agency.unit),
        ("member", "member", Role::Member, &agency.unit),
    ] {
        let by = agency
            .appointed(&format!("{prefix}{login}"), role, unit)
            .await;
        people.push(Person { name, by });
    }
    (other, people)
}
