//! Browsers in which members are signed in, by the digests of their secrets.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::member::Member;
use vouchwell_domain::session::Session;
use vouchwell_domain::token::SecretDigest;

use crate::secret::digest;
use crate::{Error, Result, Transaction, member};

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    member: member::Row,
    digest: Vec<u8>,
    browser: String,
    session_since: DateTime<Utc>,
    last_used_on: NaiveDate,
}

impl TryFrom<Row> for Session {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            digest: digest(&row.digest)?,
            member: Member::try_from(row.member)?,
            browser: row.browser,
            created_at: row.session_since,
            last_used_on: row.last_used_on,
        })
    }
}

/// Keeps a new session. One with the same secret is there already when a form is sent twice.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, session: &Session) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO session (digest, account_id, browser, created_at, last_used_on)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (digest) DO NOTHING",
        )
        .bind(session.digest.as_bytes().to_vec())
        .bind(session.member.id.account().number())
        .bind(&session.browser)
        .bind(session.created_at)
        .bind(session.last_used_on)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The session with this digest, if it began and was used after these times, and the account is neither gone nor kept
/// out.
///
/// # Errors
/// The database is away.
pub async fn find(
    transaction: &mut Transaction,
    session: &SecretDigest,
    begun_after: DateTime<Utc>,
    used_after: NaiveDate,
) -> Result<Option<Session>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since,
                 session.digest, session.browser, session.created_at AS session_since, session.last_used_on
             FROM session
             JOIN member ON member.account_id = session.account_id
             JOIN account ON account.id = member.account_id
             WHERE session.digest = $1 AND session.created_at > $2 AND session.last_used_on > $3
                 AND account.gone_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM suspension WHERE suspension.account_id = account.id)",
        )
        .bind(session.as_bytes().to_vec())
        .bind(begun_after)
        .bind(used_after)
        .fetch_optional(connection)
        .await?
    });
    row.map(Session::try_from).transpose()
}

/// The sessions of a member that began and were used after these times, newest first.
///
/// # Errors
/// The database is away.
pub async fn of_member(
    transaction: &mut Transaction,
    member: MemberId,
    begun_after: DateTime<Utc>,
    used_after: NaiveDate,
) -> Result<Vec<Session>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since,
                 session.digest, session.browser, session.created_at AS session_since, session.last_used_on
             FROM session
             JOIN member ON member.account_id = session.account_id
             JOIN account ON account.id = member.account_id
             WHERE session.account_id = $1 AND session.created_at > $2 AND session.last_used_on > $3
             ORDER BY session.created_at DESC",
        )
        .bind(member.account().number())
        .bind(begun_after)
        .bind(used_after)
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Session::try_from).collect()
}

/// Remembers the day on which a session was used.
///
/// # Errors
/// The database is away.
pub async fn note_use(transaction: &mut Transaction, session: &SecretDigest, day: NaiveDate) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE session SET last_used_on = $2 WHERE digest = $1")
            .bind(session.as_bytes().to_vec())
            .bind(day)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends a session of a member.
///
/// # Errors
/// The database is away.
pub async fn delete(transaction: &mut Transaction, member: MemberId, session: &SecretDigest) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM session WHERE account_id = $1 AND digest = $2")
            .bind(member.account().number())
            .bind(session.as_bytes().to_vec())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends all sessions of a member.
///
/// # Errors
/// The database is away.
pub async fn delete_all(transaction: &mut Transaction, member: MemberId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM session WHERE account_id = $1")
            .bind(member.account().number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Forgets sessions that began before a time.
///
/// # Errors
/// The database is away.
pub async fn delete_old(transaction: &mut Transaction, begun_before: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM session WHERE created_at < $1")
            .bind(begun_before)
            .execute(connection)
            .await?;
    });
    Ok(())
}
