//! Follows.

mod familiar;
mod list;
mod option;
mod relationship;
mod request;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::identifier::{AccountId, ObjectUri};

pub use familiar::familiar_followers;
pub use list::{
    followed_here, followers, followers_among, following, inboxes_of_followers, members_following,
};
pub use option::{notified_followers, set_options};
pub use relationship::{relationship, relationships};
pub use request::{count_requests, requests, waiting};

use crate::error::parse;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
pub(crate) struct Row {
    follower_id: i64,
    followed_id: i64,
    uri: String,
    state: String,
}

impl TryFrom<Row> for Follow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            follower: AccountId::from_number(row.follower_id),
            followed: AccountId::from_number(row.followed_id),
            uri: parse(&row.uri, "follow id")?,
            state: match row.state.as_str() {
                "requested" => FollowState::Requested,
                "accepted" => FollowState::Accepted,
                _ => return Err(Error::Unreadable("state of a follow")),
            },
        })
    }
}

/// The follow of one account by another.
///
/// # Errors
/// The database is away.
pub async fn find(
    transaction: &mut Transaction,
    follower: AccountId,
    followed: AccountId,
) -> Result<Option<Follow>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM follow WHERE follower_id = $1 AND followed_id = $2")
            .bind(follower.number())
            .bind(followed.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Follow::try_from).transpose()
}

/// The follow that an activity asked for, if this account is one of its two sides.
///
/// # Errors
/// The database is away.
pub async fn by_uri(
    transaction: &mut Transaction,
    uri: &ObjectUri,
    party: AccountId,
) -> Result<Option<Follow>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM follow WHERE uri = $1 AND (follower_id = $2 OR followed_id = $2) LIMIT 1")
            .bind(uri.as_str())
            .bind(party.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Follow::try_from).transpose()
}

/// Writes a follow, in place of the one between the same two.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, follow: &Follow, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO follow (follower_id, followed_id, uri, state, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (follower_id, followed_id) DO UPDATE SET uri = excluded.uri, state = excluded.state",
        )
        .bind(follow.follower.number())
        .bind(follow.followed.number())
        .bind(follow.uri.as_str())
        .bind(follow.state.as_str())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Puts a follow in force; whether there was one that was not.
///
/// # Errors
/// The database is away.
pub async fn accept(transaction: &mut Transaction, follower: AccountId, followed: AccountId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE follow SET state = 'accepted'
             WHERE follower_id = $1 AND followed_id = $2 AND state = 'requested'",
        )
        .bind(follower.number())
        .bind(followed.number())
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Ends a follow; the one that was.
///
/// # Errors
/// The database is away.
pub async fn remove(
    transaction: &mut Transaction,
    follower: AccountId,
    followed: AccountId,
) -> Result<Option<Follow>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("DELETE FROM follow WHERE follower_id = $1 AND followed_id = $2 RETURNING *")
            .bind(follower.number())
            .bind(followed.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Follow::try_from).transpose()
}

/// Ends the follows between two accounts, both ways; those that were.
///
/// # Errors
/// The database is away.
pub async fn remove_all_between(
    transaction: &mut Transaction,
    one: AccountId,
    other: AccountId,
) -> Result<Vec<Follow>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "DELETE FROM follow WHERE (follower_id = $1 AND followed_id = $2)
                 OR (follower_id = $2 AND followed_id = $1) RETURNING *",
        )
        .bind(one.number())
        .bind(other.number())
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Follow::try_from).collect()
}

/// Ends all follows of and by an account that is gone.
///
/// # Errors
/// The database is away.
pub async fn remove_all_of(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM follow WHERE follower_id = $1 OR followed_id = $1")
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends the follows of members by an account that is not there any more.
///
/// # Errors
/// The database is away.
pub async fn remove_all_by(transaction: &mut Transaction, follower: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM follow WHERE follower_id = $1")
            .bind(follower.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}
