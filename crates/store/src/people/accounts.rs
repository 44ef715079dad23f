//! Accounts: one for each person (P1), managed by one agency.

use crate::{Error, Rows, Tx};

/// An account.
#[derive(Clone, sqlx::FromRow)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// The agency that manages it.
    pub agency_id: String,
    /// The name to sign in with, in the whole installation.
    pub login: String,
    /// The person's name.
    pub full_name: String,
    /// The key of the name in Vietnamese order.
    pub sort_name: String,
    /// Where mail goes.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// 1: the password was chosen by somebody else.
    pub must_change_password: i64,
    /// What is kept of the secret of the second factor: sealed, or Base32 as an earlier program left it.
    pub totp_secret: Option<String>,
    /// The last step whose code was taken; none until the second factor is confirmed.
    pub totp_step: Option<i64>,
    /// Failures since the last success.
    pub failed_attempts: i64,
    /// Until when nobody can sign in.
    pub locked_until: Option<i64>,
    /// `active` or `closed`.
    pub state: String,
    /// When it was made.
    pub created_at: i64,
    /// How often it was changed.
    pub version: i64,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (out.debug_struct("Account"))
            .field("id", &self.id)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// What is kept of the secret of somebody's second factor.
#[derive(Clone, sqlx::FromRow)]
pub struct KeptSecret {
    /// The account.
    pub account: String,
    /// What is kept.
    pub secret: String,
}

impl std::fmt::Debug for KeptSecret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (out.debug_struct("KeptSecret"))
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

#[derive(sqlx::FromRow)]
struct Attempts {
    failed_attempts: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, agency_id, login, full_name, sort_name, email, phone, password_hash,
            must_change_password, totp_secret, totp_step, failed_attempts, locked_until, state,
            created_at, version FROM account ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO account (id, agency_id, login, full_name, sort_name, email, phone,
        password_hash, must_change_password, failed_attempts, state, created_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 'active', $10, 0)";
    BY_LOGIN = select!("WHERE login = $1");
    ONE = select!("WHERE agency_id = $1 AND id = $2");
    ANY = select!("WHERE id = $1");
    OF_AGENCY = select!("WHERE agency_id = $1 ORDER BY sort_name, id");
    UPDATE = "UPDATE account SET full_name = $1, sort_name = $2, email = $3, phone = $4, state = $5,
        version = version + 1 WHERE agency_id = $6 AND id = $7 AND version = $8";
    PASSWORD = "UPDATE account SET password_hash = $1, must_change_password = $2, failed_attempts = 0,
        locked_until = NULL, version = version + 1 WHERE id = $3 AND password_hash = $4";
    FACTOR = "UPDATE account SET totp_secret = $1, totp_step = NULL, version = version + 1 WHERE id = $2";
    SECRETS = "SELECT id AS account, totp_secret AS secret FROM account
        WHERE totp_secret IS NOT NULL ORDER BY id";
    RESEAL = "UPDATE account SET totp_secret = $1 WHERE id = $2 AND totp_secret = $3";
    STEP = "UPDATE account SET totp_step = $1 WHERE id = $2 AND totp_secret = $3
        AND (totp_step IS NULL OR totp_step < $1)";
    ATTEMPT = "UPDATE account SET failed_attempts = failed_attempts + 1
        WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2) RETURNING failed_attempts";
    LOCK = "UPDATE account SET locked_until = $1 WHERE id = $2";
    TAKE_BACK = "UPDATE account SET failed_attempts = failed_attempts - 1, locked_until = NULL
        WHERE id = $1 AND failed_attempts > 0";
    CLEAR = "UPDATE account SET failed_attempts = 0, locked_until = NULL WHERE id = $1";
    LETTERS = "SELECT email, mail_notices AS choice FROM account WHERE id = $1";
    SET_LETTERS = "UPDATE account SET mail_notices = $1 WHERE id = $2";
    COUNT = "SELECT count(*) AS count FROM account";
}

#[derive(sqlx::FromRow)]
struct Count {
    count: i64,
}

/// Makes an account. Its second factor and failures are those of a new one.
///
/// # Errors
/// [`Error::Duplicate`] where the login is taken.
pub async fn insert(tx: &mut Tx, row: &Account) -> Result<(), Error> {
    let row = binds![
        &row.id,
        &row.agency_id,
        &row.login,
        &row.full_name,
        &row.sort_name,
        &row.email,
        &row.phone,
        &row.password_hash,
        row.must_change_password,
        row.created_at
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// The account with this login.
///
/// # Errors
/// What the database says.
pub async fn by_login(rows: &mut impl Rows, login: &str) -> Result<Option<Account>, Error> {
    rows.row(BY_LOGIN, binds![login]).await
}

/// An account of the agency.
///
/// # Errors
/// What the database says.
pub async fn one(rows: &mut impl Rows, agency: &str, id: &str) -> Result<Option<Account>, Error> {
    rows.row(ONE, binds![agency, id]).await
}

/// An account of any agency: for the person it belongs to only.
///
/// # Errors
/// What the database says.
pub async fn any(rows: &mut impl Rows, id: &str) -> Result<Option<Account>, Error> {
    rows.row(ANY, binds![id]).await
}

/// The accounts that the agency manages, in Vietnamese order.
///
/// # Errors
/// What the database says.
pub async fn of_agency(rows: &mut impl Rows, agency: &str) -> Result<Vec<Account>, Error> {
    rows.rows(OF_AGENCY, binds![agency]).await
}

/// How many there are in the whole installation.
///
/// # Errors
/// What the database says.
pub async fn count(rows: &mut impl Rows) -> Result<i64, Error> {
    let row: Option<Count> = rows.row(COUNT, vec![]).await?;
    Ok(row.map_or(0, |row| row.count))
}

/// Changes name, address and state; `row.version` is that which was read.
///
/// # Errors
/// [`Error::Stale`] when somebody was first.
pub async fn update(tx: &mut Tx, row: &Account) -> Result<(), Error> {
    let values = binds![
        &row.full_name,
        &row.sort_name,
        &row.email,
        &row.phone,
        &row.state,
        &row.agency_id,
        &row.id,
        row.version
    ];
    tx.run_once("account", &row.id, UPDATE, values).await
}

/// Replaces the password that `row` was read with; failures are forgotten.
///
/// # Errors
/// [`Error::Stale`] when somebody was first.
pub async fn set_password(
    tx: &mut Tx,
    row: &Account,
    hash: &str,
    must_change: bool,
) -> Result<(), Error> {
    let values = binds![hash, must_change, &row.id, &row.password_hash];
    tx.run_once("account", &row.id, PASSWORD, values).await
}

/// Sets the secret of the second factor, not confirmed yet; `None` removes it.
///
/// # Errors
/// What the database says.
pub async fn set_factor(tx: &mut Tx, id: &str, secret: Option<&str>) -> Result<(), Error> {
    tx.run(FACTOR, binds![secret, id]).await.map(|_| ())
}

/// What is kept of the secrets of all second factors, confirmed or not.
///
/// # Errors
/// What the database says.
pub async fn secrets(rows: &mut impl Rows) -> Result<Vec<KeptSecret>, Error> {
    rows.rows(SECRETS, vec![]).await
}

/// Keeps the same secret in another form. Where it was changed meanwhile, that stays.
///
/// # Errors
/// What the database says.
pub async fn reseal(tx: &mut Tx, it: &KeptSecret, sealed: &str) -> Result<(), Error> {
    tx.run(RESEAL, binds![sealed, &it.account, &it.secret])
        .await
        .map(|_| ())
}

/// Takes the code of a step; false when one of it or of a later one was taken already.
///
/// # Errors
/// What the database says.
pub async fn take_step(tx: &mut Tx, id: &str, secret: &str, step: i64) -> Result<bool, Error> {
    Ok(tx.run(STEP, binds![step, id, secret]).await? == 1)
}

/// Counts an attempt before it is looked at, so that many at once are counted too. Gives the number
/// of attempts since the last success, none while the account is locked.
///
/// # Errors
/// What the database says.
pub async fn count_attempt(tx: &mut Tx, id: &str, now: i64) -> Result<Option<i64>, Error> {
    let row: Option<Attempts> = tx.row(ATTEMPT, binds![id, now]).await?;
    Ok(row.map(|row| row.failed_attempts))
}

/// Lets nobody sign in until then.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &mut Tx, id: &str, until: i64) -> Result<(), Error> {
    tx.run(LOCK, binds![until, id]).await.map(|_| ())
}

/// Takes back one counted attempt that was no failure.
///
/// # Errors
/// What the database says.
pub async fn take_back_attempt(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.run(TAKE_BACK, binds![id]).await.map(|_| ())
}

/// Forgets all failures.
///
/// # Errors
/// What the database says.
pub async fn clear_attempts(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.run(CLEAR, binds![id]).await.map(|_| ())
}

/// Which letters a person gets, and where.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Letters {
    /// The address; may be empty.
    pub email: String,
    /// `at-once`, `digest` or `none`.
    pub choice: String,
}

/// Which letters a person gets.
///
/// # Errors
/// What the database says.
pub async fn letters(rows: &mut impl Rows, id: &str) -> Result<Option<Letters>, Error> {
    rows.row(LETTERS, binds![id]).await
}

/// Changes which letters a person gets.
///
/// # Errors
/// What the database says.
pub async fn set_letters(tx: &mut Tx, id: &str, choice: &str) -> Result<(), Error> {
    tx.run(SET_LETTERS, binds![choice, id]).await.map(|_| ())
}
