//! Agencies and their people: units, accounts, appointments, sessions, certificates, desk agents.
//!
//! One module for each kind of row. Who may change them, and when, is decided in `office`.

pub mod accounts;
pub mod agencies;
pub mod agents;
pub mod appointments;
pub mod certificates;
pub mod custody;
pub mod images;
pub mod rights;
pub mod sessions;
pub mod tokens;

/// Every statement of these modules.
pub(crate) fn statements() -> Vec<(&'static str, &'static str)> {
    [
        accounts::STATEMENTS,
        agencies::STATEMENTS,
        agents::STATEMENTS,
        appointments::STATEMENTS,
        certificates::STATEMENTS,
        custody::STATEMENTS,
        images::STATEMENTS,
        rights::STATEMENTS,
        sessions::STATEMENTS,
        tokens::STATEMENTS,
    ]
    .concat()
}
