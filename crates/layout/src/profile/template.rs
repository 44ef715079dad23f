//! Lines of a stamp with placeholders, such as `Cơ quan: {organization}`.

use std::collections::BTreeMap;

use crate::Error;

/// The values of placeholders; an absent one is not known.
pub(crate) type Values = BTreeMap<Placeholder, String>;

/// What a line may ask for. Closed: a profile that names another refuses to load.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Placeholder {
    Signer,
    Title,
    Email,
    Organization,
    Time,
    Number,
    CopyKind,
}

impl Placeholder {
    const ALL: [Self; 7] = [
        Self::Signer,
        Self::Title,
        Self::Email,
        Self::Organization,
        Self::Time,
        Self::Number,
        Self::CopyKind,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Signer => "signer",
            Self::Title => "title",
            Self::Email => "email",
            Self::Organization => "organization",
            Self::Time => "time",
            Self::Number => "number",
            Self::CopyKind => "copy-kind",
        }
    }
}

/// One way to write a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Value(Placeholder),
}

impl Template {
    /// Reads a template; the error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                return Err(format!("{{ without }} in {text:?}"));
            };
            let Some(value) = Placeholder::ALL.into_iter().find(|p| p.name() == name) else {
                let known = Placeholder::ALL.map(Placeholder::name).join(", ");
                return Err(format!("unknown placeholder {{{name}}}; known are {known}"));
            };
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Value(value));
            rest = behind;
        }
        if rest.contains('}') {
            return Err(format!("}} without {{ in {text:?}"));
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// Whether the line is simply left out.
    fn is_empty(&self) -> bool {
        let blank = |piece: &Piece| matches!(piece, Piece::Text(text) if text.is_empty());
        self.0.iter().all(blank)
    }

    fn fill(&self, values: &Values) -> Result<String, Error> {
        let mut line = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => line.push_str(text),
                Piece::Value(name) => match values.get(name) {
                    Some(value) => line.push_str(value),
                    None => return Err(Error::MissingFact { fact: name.name() }),
                },
            }
        }
        Ok(line)
    }
}

/// A line: the first of its templates whose facts are all known is written. An empty template at
/// the end makes the line optional.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line(pub(crate) Vec<Template>);

impl Line {
    /// The text of the line; `None` when it is left out.
    pub(crate) fn fill(&self, values: &Values) -> Result<Option<String>, Error> {
        let mut first_error = None;
        for template in &self.0 {
            if template.is_empty() {
                return Ok(None);
            }
            match template.fill(values) {
                Ok(line) => return Ok(Some(line)),
                Err(error) => {
                    first_error.get_or_insert(error);
                }
            }
        }
        first_error.map_or(Ok(None), Err)
    }

    /// Whether any way to write the line shows a time.
    pub(crate) fn shows(&self, placeholder: Placeholder) -> bool {
        self.0
            .iter()
            .any(|t| t.0.contains(&Piece::Value(placeholder)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(templates: &[&str]) -> Line {
        Line(
            templates
                .iter()
                .map(|t| Template::parse(t).unwrap())
                .collect(),
        )
    }

    #[test]
    fn the_first_template_whose_facts_are_known_is_written() {
        let values = Values::from([(Placeholder::Email, "a@b.vn".to_owned())]);
        let either = line(&["{title}", "Thư: {email}"]);
        assert_eq!(
            either.fill(&values).unwrap().as_deref(),
            Some("Thư: a@b.vn")
        );
        let optional = line(&["{title}", ""]);
        assert_eq!(optional.fill(&values).unwrap(), None);
        let error = line(&["{title}"]).fill(&values).unwrap_err();
        assert_eq!(error.values(), [("fact", "title".to_owned())]);
    }

    #[test]
    fn unknown_placeholders_and_stray_braces_are_refused() {
        for bad in ["{emial}", "{signer", "signer}"] {
            assert!(Template::parse(bad).is_err(), "{bad}");
        }
    }
}
