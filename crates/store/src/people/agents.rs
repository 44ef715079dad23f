//! Desk agents that were paired, and what was asked of them.

use crate::{Error, Rows, Tx};

/// A paired desk agent.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct DeskAgent {
    /// The id of the pairing.
    pub id: String,
    /// Whose desk it is on.
    pub account_id: String,
    /// JSON of the pairing.
    pub agent: String,
    /// The port it answers on.
    pub port: i64,
    /// When it was paired.
    pub paired_at: i64,
    /// When it last answered.
    pub seen_at: i64,
    /// The version of its program then.
    pub version: String,
}

/// What was asked of an agent, to check its answer against.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct AgentRequest {
    /// Its id.
    pub id: String,
    /// For which account.
    pub account_id: String,
    /// Of which agent; none while it is being paired.
    pub agent_id: Option<String>,
    /// What kind of question.
    pub kind: String,
    /// JSON of what has to be remembered.
    pub state: String,
    /// Until when an answer is taken.
    pub expires_at: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, agent, port, paired_at, seen_at, version FROM desk_agent ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO desk_agent (id, account_id, agent, port, paired_at, seen_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    OF_ACCOUNT = select!("WHERE account_id = $1 AND forgotten_at IS NULL ORDER BY seen_at DESC, id");
    ONE = select!("WHERE account_id = $1 AND id = $2 AND forgotten_at IS NULL");
    SEEN = "UPDATE desk_agent SET seen_at = $1, version = $2 WHERE id = $3";
    FORGET = "UPDATE desk_agent SET forgotten_at = $1
        WHERE account_id = $2 AND id = $3 AND forgotten_at IS NULL";
    ASK = "INSERT INTO agent_request (id, account_id, agent_id, kind, state, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    TAKE = "UPDATE agent_request SET used_at = $1
        WHERE id = $2 AND account_id = $3 AND kind = $4 AND used_at IS NULL AND expires_at > $1
        RETURNING id, account_id, agent_id, kind, state, expires_at";
    SWEEP = "DELETE FROM agent_request WHERE expires_at <= $1";
}

/// Keeps a pairing.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, row: &DeskAgent) -> Result<(), Error> {
    let row = binds![
        &row.id,
        &row.account_id,
        &row.agent,
        row.port,
        row.paired_at,
        row.seen_at,
        &row.version
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// The agents of an account, the last used first.
///
/// # Errors
/// What the database says.
pub async fn of_account(rows: &mut impl Rows, account: &str) -> Result<Vec<DeskAgent>, Error> {
    rows.rows(OF_ACCOUNT, binds![account]).await
}

/// One agent of an account.
///
/// # Errors
/// What the database says.
pub async fn one(
    rows: &mut impl Rows,
    account: &str,
    id: &str,
) -> Result<Option<DeskAgent>, Error> {
    rows.row(ONE, binds![account, id]).await
}

/// Notes that it answered.
///
/// # Errors
/// What the database says.
pub async fn seen(tx: &mut Tx, id: &str, version: &str, now: i64) -> Result<(), Error> {
    tx.run(SEEN, binds![now, version, id]).await.map(|_| ())
}

/// Forgets a pairing.
///
/// # Errors
/// [`Error::Stale`] when it is not there any more.
pub async fn forget(tx: &mut Tx, account: &str, id: &str, now: i64) -> Result<(), Error> {
    tx.run_once("desk agent", id, FORGET, binds![now, account, id])
        .await
}

/// Keeps what is asked.
///
/// # Errors
/// What the database says.
pub async fn ask(tx: &mut Tx, row: &AgentRequest) -> Result<(), Error> {
    let row = binds![
        &row.id,
        &row.account_id,
        row.agent_id.as_deref(),
        &row.kind,
        &row.state,
        row.expires_at
    ];
    tx.run(ASK, row).await.map(|_| ())
}

/// Takes a question up for its answer: once, by the account it was made for, before it expires.
///
/// # Errors
/// What the database says.
pub async fn take(
    tx: &mut Tx,
    account: &str,
    id: &str,
    kind: &str,
    now: i64,
) -> Result<Option<AgentRequest>, Error> {
    tx.row(TAKE, binds![now, id, account, kind]).await
}

/// Forgets questions that have expired.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, now: i64) -> Result<u64, Error> {
    tx.run(SWEEP, binds![now]).await
}
