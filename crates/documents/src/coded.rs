//! Closed lists whose members have a name in data: one macro for all of them.
//!
//! The code of a member is what stands in the database, in JSON and in profiles; it never
//! changes. What a person reads for it is a sentence of the edge.

/// Defines an enum whose members have codes: `ALL`, `code()`, `from_code()`, and serde by code.
///
/// With `as "name"` people read about the members too: `term()` is the code of the word, and a
/// sentence that has the member's code as its value `name` shows that word.
macro_rules! coded {
    (
        $(#[$outer:meta])*
        pub enum $name:ident as $value:literal {
            $( $(#[$inner:meta])* $member:ident = $code:literal, )+
        }
    ) => {
        $crate::coded::coded! {
            $(#[$outer])*
            pub enum $name {
                $( $(#[$inner])* $member = $code, )+
            }
        }

        impl $name {
            /// The codes of the words for all members, in order.
            pub const TERMS: &'static [&'static str] = &[ $( concat!("term-", $value, "-", $code), )+ ];

            /// The code of the word that people read for it.
            #[must_use]
            pub fn term(self) -> &'static str {
                match self {
                    $( Self::$member => concat!("term-", $value, "-", $code), )+
                }
            }
        }
    };
    (
        $(#[$outer:meta])*
        pub enum $name:ident {
            $( $(#[$inner:meta])* $member:ident = $code:literal, )+
        }
    ) => {
        $(#[$outer])*
        #[derive(
            Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
            serde::Deserialize, serde::Serialize,
        )]
        pub enum $name {
            $( $(#[$inner])* #[serde(rename = $code)] $member, )+
        }

        impl $name {
            /// All members, in order.
            pub const ALL: &'static [Self] = &[ $( Self::$member, )+ ];

            /// Its name in data.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $( Self::$member => $code, )+
                }
            }

            /// The member of that name.
            ///
            /// # Errors
            /// [`Error::UnknownName`](crate::Error::UnknownName), with the names there are.
            pub fn from_code(code: &str) -> Result<Self, crate::Error> {
                let found = Self::ALL.iter().copied().find(|member| member.code() == code);
                found.ok_or_else(|| crate::Error::UnknownName {
                    list: stringify!($name),
                    name: code.to_owned(),
                    known: Self::ALL.iter().map(|member| member.code().to_owned()).collect(),
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Error;

            fn from_str(code: &str) -> Result<Self, crate::Error> {
                Self::from_code(code)
            }
        }
    };
}

pub(crate) use coded;
