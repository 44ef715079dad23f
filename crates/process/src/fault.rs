//! What is wrong with a file of rules, and where.

use std::fmt;

/// One fault of a route or a calendar. All faults of a file are reported at once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The line, counted from 1, where the fault is of one place.
    pub line: Option<u32>,
    /// The table it is in, such as `action submit`; empty at the top of the file.
    pub place: String,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    pub(crate) fn of_file(kind: FaultKind) -> Self {
        Self {
            line: None,
            place: String::new(),
            kind,
        }
    }

    /// A stable name of the kind of fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The values that explain it, the place among them.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = self.kind.values();
        values.push(("place", self.place.clone()));
        values
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        self.kind.fmt(f)
    }
}

impl std::error::Error for Fault {}

/// What is wrong: with its code, its words for developers and its values, in one table.
macro_rules! faults {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ })?
            = $code:literal, $words:literal;
    )+) => {
        /// What is wrong with a file of rules.
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub enum FaultKind {
            $($(#[$doc])* $variant $({ $($(#[$field_doc])* $field: $type,)+ })?,)+
        }

        impl FaultKind {
            /// Every code there is.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// A stable name of the kind of fault.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),+ })? => $code,)+
                }
            }

            fn values(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$variant $({ $($field),+ })? => vec![
                        $($((stringify!($field), $field.said())),+)?
                    ],)+
                }
            }
        }

        impl fmt::Display for FaultKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant $({ $($field),+ })? => {
                        $($(let $field = $field.said();)+)?
                        write!(f, $words)
                    })+
                }
            }
        }
    };
}

/// A value as faults print it.
trait Said {
    fn said(&self) -> String;
}

macro_rules! said_as_displayed {
    ($($type:ty),+) => {$(
        impl Said for $type {
            fn said(&self) -> String {
                self.to_string()
            }
        }
    )+};
}
said_as_displayed!(&'static str, String, usize);

impl Said for Vec<String> {
    fn said(&self) -> String {
        self.join(", ")
    }
}

faults! {
    /// The file is larger than any file of rules.
    TooLarge {
        /// Bytes.
        limit: usize,
    } = "process-fault-too-large", "the file is larger than {limit} bytes";
    /// It is not TOML.
    Syntax {
        /// What the parser said.
        reason: String,
    } = "process-fault-syntax", "{reason}";
    /// A key that does not exist.
    UnknownKey {
        /// The key.
        key: String,
    } = "process-fault-unknown-key", "there is no key {key}";
    /// A key that must be there is not.
    MissingKey {
        /// The key.
        key: &'static str,
    } = "process-fault-missing-key", "{key} is missing";
    /// A value of the wrong kind.
    WrongType {
        /// Its key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    } = "process-fault-wrong-type", "{key} must be {expected}";
    /// A text that says nothing.
    Empty {
        /// Its key.
        key: &'static str,
    } = "process-fault-empty", "{key} is empty";
    /// A list that is too long.
    TooMany {
        /// Its key.
        key: &'static str,
        /// The most it may have.
        limit: usize,
    } = "process-fault-too-many", "{key} stands more than {limit} times";
    /// A name outside a closed list.
    UnknownName {
        /// What it should be a name of.
        what: &'static str,
        /// What was written.
        name: String,
        /// The names there are.
        known: Vec<String>,
    } = "process-fault-unknown-name", "there is no {what} {name}; known are {known}";
    /// The file is of a later form than this program reads.
    Schema = "process-fault-schema", "schema must be 1";
    /// An identifier with other characters than small letters, digits and hyphens.
    BadId {
        /// What was written.
        id: String,
    } = "process-fault-bad-id", "{id} is not made of small letters, digits and hyphens";
    /// Two steps or two actions have one name.
    Duplicate {
        /// The name.
        id: String,
    } = "process-fault-duplicate", "{id} stands twice";
    /// A step that the route does not have.
    NoSuchStep {
        /// Its name.
        step: String,
    } = "process-fault-no-such-step", "there is no step {step}";
    /// An action that begins nowhere.
    NoOrigin = "process-fault-no-origin", "the action begins at no step";
    /// Nothing leads to the step.
    Unreachable = "process-fault-unreachable", "no way leads to the step";
    /// Nothing leads away from a step that is no end.
    NoWayOut = "process-fault-no-way-out", "no way leads on from the step";
    /// No way from the step leads to an issued document.
    NeverEnds = "process-fault-never-ends", "no way leads from the step to issue";
    /// Moves onward lead back to where they began.
    Circle = "process-fault-circle", "moves onward lead in a circle; a way back must be a return";
    /// A role of a step that can do nothing there.
    DeadRole {
        /// The role.
        role: String,
    } = "process-fault-dead-role", "{role} has nothing to do at the step";
    /// Nobody may do the action.
    Nobody = "process-fault-nobody", "nobody may do it";
    /// A move without a target, or a target without a move.
    BadTarget = "process-fault-bad-target", "to does not fit the kind of move";
    /// An action signs another slot than the step has.
    WrongSlot {
        /// The slot.
        slot: String,
        /// The step.
        step: String,
    } = "process-fault-wrong-slot", "step {step} has no slot {slot}";
    /// A step has a slot that no action signs.
    SlotUnsigned {
        /// The slot.
        slot: String,
    } = "process-fault-slot-unsigned", "no action signs the slot {slot}";
    /// A slot may be signed already when it is to be signed.
    SignedTwice {
        /// The slot.
        slot: String,
    } = "process-fault-signed-twice", "the slot {slot} may be signed already";
    /// The agency's seal without the signer's signature before it on every way (S14).
    SealBeforeSigner = "process-fault-seal-before-signer", "a way to the seal passes no signer";
    /// A person would sign after the agency sealed.
    PersonAfterSeal {
        /// The slot.
        slot: String,
    } = "process-fault-person-after-seal", "{slot} may come after the seal";
    /// Others than the keeper of the token could seal (S14).
    SealByOthers = "process-fault-seal-by-others", "only token-keeper may seal";
    /// An action lacks a guard that its meaning demands.
    GuardMissing {
        /// The guard.
        guard: String,
    } = "process-fault-guard-missing", "the guard {guard} is missing";
    /// A number may have been given already.
    NumberTwice = "process-fault-number-twice", "a number may be given already";
    /// A way to sending passes no number.
    SendBeforeNumber = "process-fault-send-before-number", "a way to sending passes no number";
    /// A way to issue passes no seal.
    IssueBeforeSeal = "process-fault-issue-before-seal", "a way to issue passes no seal";
    /// Issuing sends nothing, or sending does not issue.
    IssueWithoutSending = "process-fault-issue-without-sending",
        "issue and enqueue-send must go together";
    /// A return to a step that was not passed on every way.
    ReturnAstray {
        /// The step.
        step: String,
    } = "process-fault-return-astray", "not every way to here passes {step}";
    /// A return after a signature that keeps the signed file.
    ReturnKeepsSignature = "process-fault-return-keeps-signature",
        "a return after a signature needs the effect new-version";
    /// A return over the numbering that keeps the number.
    ReturnKeepsNumber = "process-fault-return-keeps-number",
        "a return over the numbering needs the effect release-number";
    /// A return of what has been issued.
    ReturnAfterIssue = "process-fault-return-after-issue",
        "what is issued is withdrawn, not returned";
    /// A return or withdrawal that says nothing about why.
    ReasonMissing = "process-fault-reason-missing", "needs must have an opinion or a reason";
    /// An action called reversible that cannot be undone.
    Irreversible = "process-fault-irreversible",
        "signing, numbering, sending and withdrawing cannot be undone";
    /// The step branches on the signer and leaves one case out.
    BranchIncomplete {
        /// The guard of the case.
        guard: String,
    } = "process-fault-branch-incomplete", "no action for the case {guard}";
    /// Two main buttons for one person.
    TwoPrimaries {
        /// The other action.
        other: String,
    } = "process-fault-two-primaries", "{other} is primary for the same person too";
    /// The steps' times are longer than the whole route's.
    TimesExceed {
        /// The sum.
        sum: String,
        /// The total.
        total: String,
    } = "process-fault-times-exceed", "the steps take {sum}, the route has {total}";
    /// A period of the day that is none, or overlaps the one before.
    BadPeriod {
        /// What was written.
        period: String,
    } = "process-fault-bad-period", "{period} is no working period of the day in its place";
    /// A week in which nobody works.
    NoWorkingTime = "process-fault-no-working-time", "the week has no working time";
    /// No week is in force from the beginning.
    NoWeek = "process-fault-no-week", "there is no week";
    /// A last day before the first.
    DaysReversed = "process-fault-days-reversed", "the last day is before the first";
    /// A stretch of days that no holiday has.
    TooLong {
        /// The most days.
        limit: usize,
    } = "process-fault-too-long", "more than {limit} days";
}
