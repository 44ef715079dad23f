//! Pieces of SQL conditions, before their values are numbered.

/// A condition over a row, its values not numbered yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Condition {
    Always,
    Never,
    If(Vec<Piece>),
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Value(String),
}

pub(crate) fn equal(column: &str, value: &str) -> Condition {
    compared(column, "=", value)
}

pub(crate) fn unequal(column: &str, value: &str) -> Condition {
    compared(column, "<>", value)
}

fn compared(column: &str, operator: &str, value: &str) -> Condition {
    Condition::If(vec![
        Piece::Text(format!("{column} {operator} ")),
        Piece::Value(value.to_owned()),
    ])
}

pub(crate) fn among<'a>(column: &str, values: impl IntoIterator<Item = &'a String>) -> Condition {
    let mut pieces = vec![Piece::Text(format!("{column} IN ("))];
    for value in values {
        if pieces.len() > 1 {
            pieces.push(Piece::Text(", ".to_owned()));
        }
        pieces.push(Piece::Value(value.clone()));
    }
    if pieces.len() == 1 {
        return Condition::Never;
    }
    pieces.push(Piece::Text(")".to_owned()));
    Condition::If(pieces)
}

impl Condition {
    pub(crate) fn text(text: String) -> Self {
        Self::If(vec![Piece::Text(text)])
    }

    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, it) | (it, Self::Always) => it,
            (Self::If(mut one), Self::If(other)) => {
                one.push(Piece::Text(" AND ".to_owned()));
                one.extend(other);
                Self::If(one)
            }
        }
    }

    /// The condition with text around it; one that never holds still never does.
    pub(crate) fn within(self, before: &str, after: &str) -> Self {
        let Self::If(inner) = self else {
            return Self::Never;
        };
        let mut pieces = vec![Piece::Text(before.to_owned())];
        pieces.extend(inner);
        pieces.push(Piece::Text(after.to_owned()));
        Self::If(pieces)
    }
}

/// Codes of ours as SQL literals; they hold letters and hyphens only.
pub(crate) fn literals(codes: &[&str]) -> String {
    let quoted: Vec<_> = codes.iter().map(|it| format!("'{it}'")).collect();
    quoted.join(", ")
}
