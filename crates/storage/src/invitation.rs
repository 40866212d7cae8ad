//! Invitations, by the digests of their secrets.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::{AccountId, InvitationId, MemberId};
use vouchwell_domain::invitation::{Invitation, Outcome};
use vouchwell_domain::token::SecretDigest;

use crate::error::parse;
use crate::secret::digest;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: String,
    digest: Vec<u8>,
    inviter_id: i64,
    offers_follow: bool,
    created_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    taken_back_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
    invited_id: Option<i64>,
}

impl TryFrom<Row> for Invitation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let outcome = match (row.used_at, row.invited_id, row.taken_back_at) {
            (Some(at), Some(by), _) => Outcome::Used {
                by: AccountId::from_number(by),
                at,
            },
            (None, None, None) => Outcome::Waits,
            _ => Outcome::TakenBack,
        };
        Ok(Self {
            id: parse(&row.id, "invitation id")?,
            digest: digest(&row.digest)?,
            inviter: AccountId::from_number(row.inviter_id),
            offers_follow: row.offers_follow,
            created_at: row.created_at,
            ends_at: row.ends_at,
            outcome,
        })
    }
}

/// Keeps a new invitation; false if there is one of this id.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, invitation: &Invitation) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO invitation (id, digest, inviter_id, offers_follow, created_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        )
        .bind(invitation.id.as_str())
        .bind(invitation.digest.as_bytes().to_vec())
        .bind(invitation.inviter.number())
        .bind(invitation.offers_follow)
        .bind(invitation.created_at)
        .bind(invitation.ends_at)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// The invitation with this digest, whatever became of it.
///
/// # Errors
/// The database is away.
pub async fn find(transaction: &mut Transaction, secret: &SecretDigest) -> Result<Option<Invitation>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM invitation WHERE digest = $1")
            .bind(secret.as_bytes().to_vec())
            .fetch_optional(connection)
            .await?
    });
    row.map(Invitation::try_from).transpose()
}

/// The last invitations of a member, newest first.
///
/// # Errors
/// The database is away.
pub async fn of_member(
    transaction: &mut Transaction,
    inviter: MemberId,
    limit: u32,
) -> Result<Vec<Invitation>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM invitation WHERE inviter_id = $1 ORDER BY created_at DESC, id LIMIT $2")
            .bind(inviter.account().number())
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Invitation::try_from).collect()
}

/// How many invitations of a member are open.
///
/// # Errors
/// The database is away.
pub async fn count_open(transaction: &mut Transaction, inviter: MemberId, now: DateTime<Utc>) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM invitation
             WHERE inviter_id = $1 AND used_at IS NULL AND taken_back_at IS NULL AND ends_at > $2",
        )
        .bind(inviter.account().number())
        .bind(now)
        .fetch_one(connection)
        .await?
    }))
}

/// Uses an invitation up for somebody; false if it is not open.
///
/// # Errors
/// The database is away.
pub async fn use_up(
    transaction: &mut Transaction,
    id: &InvitationId,
    invited: MemberId,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE invitation SET used_at = $2, invited_id = $3
             WHERE id = $1 AND used_at IS NULL AND taken_back_at IS NULL AND ends_at > $2",
        )
        .bind(id.as_str())
        .bind(now)
        .bind(invited.account().number())
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Takes an invitation of a member back, if nobody came by it.
///
/// # Errors
/// The database is away.
pub async fn take_back(
    transaction: &mut Transaction,
    inviter: MemberId,
    id: &InvitationId,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE invitation SET taken_back_at = $3
             WHERE id = $1 AND inviter_id = $2 AND used_at IS NULL AND taken_back_at IS NULL",
        )
        .bind(id.as_str())
        .bind(inviter.account().number())
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}
