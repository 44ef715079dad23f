//! Closed sets whose members have a stable code: in SQL, in JSON, in the catalogue of sentences.

/// A code that is none of the set's.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{code} is no {set}")]
pub struct UnknownCode {
    /// Which set was meant.
    pub set: &'static str,
    /// The code.
    pub code: String,
}

/// An enum without values, with `ALL`, `code()` and the way back; serialised as its code.
macro_rules! coded_enum {
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$doc:meta])* $variant:ident = $code:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
            serde::Deserialize, serde::Serialize,
        )]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().find(|it| it.code() == code);
                found.copied().ok_or_else(|| $crate::code::UnknownCode {
                    set: stringify!($name),
                    code: code.to_owned(),
                })
            }
        }
    };
}

pub(crate) use coded_enum;

/// The codes of a set, as one value of a sentence.
pub(crate) fn list<T: ToString>(codes: impl IntoIterator<Item = T>) -> String {
    let mut codes: Vec<_> = codes.into_iter().map(|it| it.to_string()).collect();
    codes.sort();
    codes.dedup();
    codes.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{Action, GrantKind, Kind, Role, SigningForm, Status};

    #[test]
    fn codes_are_unique_lead_back_and_are_what_is_serialised() {
        macro_rules! check {
            ($($set:ty),*) => {$({
                let codes: BTreeSet<_> = <$set>::ALL.iter().map(|it| it.code()).collect();
                assert_eq!(codes.len(), <$set>::ALL.len(), stringify!($set));
                for it in <$set>::ALL {
                    assert_eq!(it.code().parse::<$set>().as_ref(), Ok(it));
                    let json = serde_json::to_string(it).unwrap();
                    assert_eq!(json, format!("\"{}\"", it.code()));
                }
            })*};
        }
        check!(Action, GrantKind, Kind, Role, SigningForm, Status);
        let said = "nobody".parse::<Role>().unwrap_err().to_string();
        assert_eq!(said, "nobody is no Role");
    }
}
