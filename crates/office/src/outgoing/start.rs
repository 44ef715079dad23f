//! The .docx to start a document from, with the agency's own letterhead (Nghị định 30/2020, Phụ lục I).

use access::{Action, Facts, Role};
use documents::template::{Letterhead, Templates};
use documents::{Catalogue, Notation, vietnam};

use crate::{Acting, Error, Office};

impl Office {
    /// The types that there is a template for, with their names.
    ///
    /// # Errors
    /// When what ships cannot be read.
    pub fn templates(&self) -> Result<Vec<(String, String)>, Error> {
        let (templates, catalogue) = (Templates::built_in()?, Catalogue::built_in()?);
        let known = templates
            .types()
            .filter_map(|code| catalogue.get(code).ok());
        Ok(known
            .map(|kind| (kind.code.clone(), kind.name.clone()))
            .collect())
    }

    /// The template of a type for this person's agency and unit, .docx.
    ///
    /// # Errors
    /// A refusal; [`Error::Documents`] for a type without a template.
    pub async fn template(&self, by: &Acting, type_code: &str) -> Result<Vec<u8>, Error> {
        let agency_facts = Facts::Agency(by.agency().to_owned());
        self.may(by, Action::CreateDraft, &agency_facts, by.agency())
            .await?;
        let agency = self.own_agency(by).await?;
        let units = self.units(by).await?;
        let unit = units
            .iter()
            .find(|it| Some(it.id.as_str()) == by.actor().unit());
        let unit = unit.map(|it| it.code.clone()).unwrap_or_default();
        let people = self.directory(by).await?;
        let head = people.iter().find(|it| it.role == Role::Head.code());
        let (title, signer) = head.map_or((String::new(), String::new()), |it| {
            (it.title.clone(), it.full_name.clone())
        });
        let catalogue = Catalogue::built_in()?;
        let kind = catalogue.get(type_code)?;
        let superior = Some(agency.superior_name.to_uppercase());
        let letterhead = Letterhead {
            superior: superior.filter(|it| !it.is_empty()),
            authority: format!("{title} {}", agency.name).trim().to_owned(),
            agency: agency.name,
            place: agency.place,
            notation: Notation::of(kind, &agency.short_name, Some(&unit))?,
            year: vietnam::date(self.now()).year(),
            unit,
            title: vec![title.to_uppercase()],
            signer,
        };
        Ok(Templates::built_in()?.docx(kind, &letterhead)?)
    }
}
