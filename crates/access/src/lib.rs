//! Who may do what: one table of rules, as a decision and as a SQL predicate.
