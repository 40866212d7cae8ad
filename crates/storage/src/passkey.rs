//! Passkeys of members, and the challenges that wait for an answer of a device.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::member::Member;
use vouchwell_domain::passkey::Passkey;

use crate::error::parse;
use crate::{Error, Result, Transaction, member};

#[derive(FromRow)]
struct Row {
    credential_id: Vec<u8>,
    passkey_name: String,
    transports: i64,
    static_state: Vec<u8>,
    dynamic_state: Vec<u8>,
    passkey_since: DateTime<Utc>,
    last_used_on: Option<NaiveDate>,
}

impl TryFrom<Row> for Passkey {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let transports =
            u8::try_from(row.transports).map_err(|_| Error::Unreadable("transports of a passkey"))?;
        let dynamic_state = row.dynamic_state.try_into();
        Ok(Self {
            credential_id: row.credential_id,
            name: parse(&row.passkey_name, "name of a passkey")?,
            transports,
            static_state: row.static_state,
            dynamic_state: dynamic_state.map_err(|_| Error::Unreadable("state of a passkey"))?,
            created_at: row.passkey_since,
            last_used_on: row.last_used_on,
        })
    }
}

#[derive(FromRow)]
struct OwnedRow {
    #[sqlx(flatten)]
    member: member::Row,
    #[sqlx(flatten)]
    passkey: Row,
}

/// Keeps a new passkey of a member; false if the device's id of it is taken.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, member: MemberId, passkey: &Passkey) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO passkey
                 (credential_id, account_id, name, transports, static_state, dynamic_state, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING",
        )
        .bind(passkey.credential_id.clone())
        .bind(member.account().number())
        .bind(passkey.name.as_str())
        .bind(i64::from(passkey.transports))
        .bind(passkey.static_state.clone())
        .bind(passkey.dynamic_state.to_vec())
        .bind(passkey.created_at)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// The passkeys of a member, the newest first.
///
/// # Errors
/// The database is away.
pub async fn of_member(transaction: &mut Transaction, member: MemberId) -> Result<Vec<Passkey>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT credential_id, name AS passkey_name, transports, static_state, dynamic_state,
                 created_at AS passkey_since, last_used_on
             FROM passkey WHERE account_id = $1 ORDER BY created_at DESC, credential_id",
        )
        .bind(member.account().number())
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Passkey::try_from).collect()
}

/// A passkey by the device's id of it, and whose it is, if the account is neither gone nor kept out.
///
/// # Errors
/// The database is away.
pub async fn find(transaction: &mut Transaction, credential_id: &[u8]) -> Result<Option<(Member, Passkey)>> {
    let row: Option<OwnedRow> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since,
                 passkey.credential_id, passkey.name AS passkey_name, passkey.transports, passkey.static_state,
                 passkey.dynamic_state, passkey.created_at AS passkey_since, passkey.last_used_on
             FROM passkey
             JOIN member ON member.account_id = passkey.account_id
             JOIN account ON account.id = member.account_id
             WHERE passkey.credential_id = $1 AND account.gone_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM suspension WHERE suspension.account_id = account.id)",
        )
        .bind(credential_id.to_vec())
        .fetch_optional(connection)
        .await?
    });
    row.map(|row| Ok((Member::try_from(row.member)?, Passkey::try_from(row.passkey)?)))
        .transpose()
}

/// Remembers that a passkey was used; false if it was removed meanwhile.
///
/// # Errors
/// The database is away.
pub async fn note_use(
    transaction: &mut Transaction,
    credential_id: &[u8],
    dynamic_state: [u8; 7],
    day: NaiveDate,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("UPDATE passkey SET dynamic_state = $2, last_used_on = $3 WHERE credential_id = $1")
            .bind(credential_id.to_vec())
            .bind(dynamic_state.to_vec())
            .bind(day)
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Removes a passkey of a member.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId, credential_id: &[u8]) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM passkey WHERE account_id = $1 AND credential_id = $2")
            .bind(member.account().number())
            .bind(credential_id.to_vec())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Forgets what a member was asked to make new passkeys of.
///
/// # Errors
/// The database is away.
pub async fn forget_asked(transaction: &mut Transaction, member: MemberId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM passkey_challenge WHERE account_id = $1")
            .bind(member.account().number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Removes all passkeys of a member.
///
/// # Errors
/// The database is away.
pub async fn remove_all(transaction: &mut Transaction, member: MemberId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM passkey WHERE account_id = $1")
            .bind(member.account().number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// What a device is asked to sign, until it does or the time is over.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// What is to be signed.
    pub challenge: [u8; 16],
    /// The member who adds a passkey; nobody where somebody signs in.
    pub member: Option<MemberId>,
    /// What else the answer is held against.
    pub state: Vec<u8>,
    /// When it is good no more.
    pub ends_at: DateTime<Utc>,
}

/// Keeps a challenge.
///
/// # Errors
/// The database is away.
pub async fn ask(transaction: &mut Transaction, asked: &Challenge) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO passkey_challenge (challenge, account_id, state, ends_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(asked.challenge.to_vec())
        .bind(asked.member.map(|member| member.account().number()))
        .bind(asked.state.clone())
        .bind(asked.ends_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Takes a challenge away that was asked of a member, or of nobody known; what its answer is held against, while it is
/// good. Nobody takes it a second time.
///
/// # Errors
/// The database is away.
pub async fn take(
    transaction: &mut Transaction,
    challenge: [u8; 16],
    member: Option<MemberId>,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "DELETE FROM passkey_challenge
             WHERE challenge = $1 AND account_id IS NOT DISTINCT FROM $2 AND ends_at > $3 RETURNING state",
        )
        .bind(challenge.to_vec())
        .bind(member.map(|member| member.account().number()))
        .bind(now)
        .fetch_optional(connection)
        .await?
    }))
}

/// Forgets challenges that are over.
///
/// # Errors
/// The database is away.
pub async fn forget_over(transaction: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM passkey_challenge WHERE ends_at <= $1")
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}
