//! Conversations of which members want to hear no more.
//!
//! A conversation is what hangs together by answers. It is named by its first Note, as far as that was known
//! when it was muted, and what is below that Note is muted.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};

use crate::{Result, Transaction, value_list};

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

/// Those of these pairs, of a member and a status, in which she mutes the conversation. Where nobody mutes any it is a
/// single, small statement.
///
/// # Errors
/// The database is away.
pub async fn muted_among(
    transaction: &mut Transaction,
    pairs: &[(MemberId, StatusId)],
) -> Result<HashSet<(MemberId, StatusId)>> {
    if pairs.is_empty() {
        return Ok(HashSet::new());
    }
    let members: BTreeSet<i64> = pairs
        .iter()
        .map(|(member, _)| member.account().number())
        .collect();
    let muting: HashSet<i64> = on_both!(&mut *transaction, connection => {
        value_list::numbers("SELECT DISTINCT account_id FROM conversation_mute WHERE account_id IN ", members)
            .build_query_scalar()
            .fetch_all(connection)
            .await?
    })
    .into_iter()
    .collect();
    let numbers: Vec<(i64, i64)> = pairs
        .iter()
        .map(|(member, status)| (member.account().number(), status.number()))
        .filter(|(member, _)| muting.contains(member))
        .collect();
    if numbers.is_empty() {
        return Ok(HashSet::new());
    }
    let muted: Vec<(i64, i64)> = on_both!(transaction, connection => {
        value_list::pairs(
            numbers,
            concat!(
                ", above (status_id, uri, in_reply_to, distance) AS (
                     SELECT id, uri, in_reply_to, 0 FROM status WHERE id IN (SELECT other FROM pair)",
                above!(),
                " SELECT DISTINCT pair.one, pair.other FROM pair JOIN above ON above.status_id = pair.other
                 JOIN conversation_mute ON conversation_mute.account_id = pair.one
                     AND (conversation_mute.beginning = above.uri
                         OR conversation_mute.beginning = above.in_reply_to)"
            ),
        )
        .build_query_as()
        .persistent(false)
        .fetch_all(connection)
        .await?
    });
    let pair = |(member, status)| {
        let member = MemberId::of_stored_member(AccountId::from_number(member));
        (member, StatusId::from_number(status))
    };
    Ok(muted.into_iter().map(pair).collect())
}
