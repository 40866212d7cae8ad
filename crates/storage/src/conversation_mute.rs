//! Conversations of which members want to hear no more.
//!
//! A conversation is what hangs together by answers. It is named by its first Note, as far as that was known
//! when it was muted, and what is below that Note is muted.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{MemberId, StatusId};

use crate::value_list::push_list;
use crate::{Result, Transaction};

/// The statuses that follow, and what is above each of them, as a table `above`. Longer threads are cut.
macro_rules! above {
    () => {
        " UNION ALL SELECT above.status_id, status.uri, status.in_reply_to, above.distance + 1
             FROM above JOIN status ON status.uri = above.in_reply_to WHERE above.distance < 500)"
    };
}

/// Mutes the conversation of a status.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    member: MemberId,
    status: StatusId,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(concat!(
            "WITH RECURSIVE above (status_id, uri, in_reply_to, distance) AS (
                 SELECT id, uri, in_reply_to, 0 FROM status WHERE id = $2",
            above!(),
            " INSERT INTO conversation_mute (account_id, beginning, created_at)
             SELECT $1, coalesce(in_reply_to, uri), $3 FROM above WHERE TRUE ORDER BY distance DESC LIMIT 1
             ON CONFLICT DO NOTHING"
        ))
        .bind(member.account().number())
        .bind(status.number())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Mutes the conversation of a status no longer.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId, status: StatusId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(concat!(
            "WITH RECURSIVE above (status_id, uri, in_reply_to, distance) AS (
                 SELECT id, uri, in_reply_to, 0 FROM status WHERE id = $2",
            above!(),
            " DELETE FROM conversation_mute WHERE account_id = $1
                 AND beginning IN (SELECT uri FROM above UNION SELECT in_reply_to FROM above)"
        ))
        .bind(member.account().number())
        .bind(status.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Those of these statuses whose conversations a member mutes. For one who mutes none it is a single, small
/// statement.
///
/// # Errors
/// The database is away.
pub async fn muted_among(
    transaction: &mut Transaction,
    member: MemberId,
    statuses: &[StatusId],
) -> Result<HashSet<StatusId>> {
    let own = member.account().number();
    let any: Option<i64> = on_both!(&mut *transaction, connection => {
        sqlx::query_scalar("SELECT account_id FROM conversation_mute WHERE account_id = $1 LIMIT 1")
            .bind(own)
            .fetch_optional(connection)
            .await?
    });
    if any.is_none() || statuses.is_empty() {
        return Ok(HashSet::new());
    }
    let numbers: Vec<i64> = statuses.iter().map(|status| status.number()).collect();
    let muted: Vec<i64> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "WITH RECURSIVE above (status_id, uri, in_reply_to, distance) AS (
                 SELECT id, uri, in_reply_to, 0 FROM status WHERE id IN ",
        );
        push_list(&mut builder, numbers);
        builder.push(concat!(
            above!(),
            " SELECT DISTINCT above.status_id FROM above JOIN conversation_mute
                 ON conversation_mute.beginning = above.uri OR conversation_mute.beginning = above.in_reply_to
             WHERE conversation_mute.account_id = "
        ));
        builder.push_bind(own);
        builder.build_query_scalar().fetch_all(connection).await?
    });
    Ok(muted.into_iter().map(StatusId::from_number).collect())
}
