//! Verdicts and messages for people and machines, from one catalogue.
