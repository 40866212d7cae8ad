//! Statuses as far as a reader may see them.

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri, StatusId};
use vouchwell_domain::status::Status;

use super::{Row, load};
use crate::error::parse;
use crate::value_list::push_list;
use crate::{Result, Transaction};

/// The condition under which the account `$1` (0 for nobody in particular) may read a row, whatever it boosts.
macro_rules! readable {
    ($row:literal) => {
        concat!(
            "((",
            $row,
            ".visibility IN ('public', 'unlisted') OR ",
            $row,
            ".account_id = $1 OR (",
            $row,
            ".visibility = 'private' AND EXISTS (SELECT 1 FROM follow
                 WHERE follow.follower_id = $1 AND follow.followed_id = ",
            $row,
            ".account_id AND follow.state = 'accepted'))
             OR EXISTS (SELECT 1 FROM mention WHERE mention.status_id = ",
            $row,
            ".id AND mention.account_id = $1))
             AND NOT EXISTS (SELECT 1 FROM block WHERE block.blocker_id = ",
            $row,
            ".account_id AND block.blocked_id = $1))"
        )
    };
}
pub(crate) use readable;

/// The condition under which the account `$1` (0 for nobody in particular) may read a row of `status`. Of a boost
/// it must be allowed to read what is boosted, too.
macro_rules! visible_to_reader {
    () => {
        concat!(
            "(",
            $crate::status::readable!("status"),
            " AND (status.reblog_of_id IS NULL OR EXISTS (SELECT 1 FROM status AS boosted
                 WHERE boosted.id = status.reblog_of_id AND ",
            $crate::status::readable!("boosted"),
            ")))"
        )
    };
}
pub(crate) use visible_to_reader;

/// The reader's number in such a condition.
pub(crate) fn number(reader: Option<MemberId>) -> i64 {
    reader.map_or(0, |member| member.account().number())
}

/// A status, if the reader may see it.
///
/// # Errors
/// The database is away.
pub async fn visible_by_id(
    transaction: &mut Transaction,
    id: StatusId,
    reader: Option<MemberId>,
) -> Result<Option<Status>> {
    visible_to(transaction, id, reader.map(MemberId::account)).await
}

/// A status, if the account, which may be of another server, may see it.
///
/// # Errors
/// The database is away.
pub async fn visible_to(
    transaction: &mut Transaction,
    id: StatusId,
    reader: Option<AccountId>,
) -> Result<Option<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!("SELECT * FROM status WHERE id = $2 AND ", visible_to_reader!()))
            .bind(reader.map_or(0, AccountId::number))
            .bind(id.number())
            .fetch_all(connection)
            .await?
    });
    Ok(load(transaction, rows).await?.pop())
}

/// Those of these statuses that the reader may see, in no order.
///
/// # Errors
/// The database is away.
pub async fn visible_by_ids(
    transaction: &mut Transaction,
    ids: &[StatusId],
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        // The reader is $1, which comes first and is needed again in the condition.
        let mut builder = QueryBuilder::new("SELECT status.* FROM (SELECT ");
        builder.push_bind(number(reader));
        builder.push(" AS id) AS reader JOIN status ON status.id IN ");
        push_list(&mut builder, ids.iter().map(|id| id.number()));
        builder.push(concat!(" WHERE ", visible_to_reader!()));
        builder.build_query_as().fetch_all(connection).await?
    });
    load(transaction, rows).await
}

/// A status by its uri, if an account, here or elsewhere, or everybody may see it.
///
/// # Errors
/// The database is away.
pub async fn visible_by_uri(
    transaction: &mut Transaction,
    uri: &ObjectUri,
    reader: Option<AccountId>,
) -> Result<Option<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!("SELECT * FROM status WHERE uri = $2 AND ", visible_to_reader!()))
            .bind(reader.map_or(0, AccountId::number))
            .bind(uri.as_str())
            .fetch_all(connection)
            .await?
    });
    Ok(load(transaction, rows).await?.pop())
}

/// Those of these statuses that a server can know of: everybody may read them, or somebody of that server may. Boosts
/// are not among them.
///
/// # Errors
/// The database is away.
pub async fn known_at(
    transaction: &mut Transaction,
    uris: &[ObjectUri],
    origin: &str,
) -> Result<Vec<ObjectUri>> {
    if uris.is_empty() {
        return Ok(Vec::new());
    }
    let beginning = format!("{origin}/");
    let rows: Vec<String> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("SELECT status.uri FROM (SELECT CAST(");
        builder.push_bind(beginning);
        builder.push(" AS TEXT) AS beginning) AS server JOIN status ON status.uri IN ");
        push_list(&mut builder, uris.iter().map(|uri| uri.as_str().to_owned()));
        builder.push(
            " WHERE status.reblog_of_id IS NULL AND (status.visibility IN ('public', 'unlisted')
                 OR (status.visibility = 'private' AND EXISTS (SELECT 1 FROM follow
                     JOIN account ON account.id = follow.follower_id
                     WHERE follow.followed_id = status.account_id AND follow.state = 'accepted'
                         AND substr(account.uri, 1, length(server.beginning)) = server.beginning))
                 OR EXISTS (SELECT 1 FROM mention JOIN account ON account.id = mention.account_id
                     WHERE mention.status_id = status.id
                         AND substr(account.uri, 1, length(server.beginning)) = server.beginning))",
        );
        builder.build_query_scalar().fetch_all(connection).await?
    });
    rows.iter().map(|uri| parse(uri, "status id")).collect()
}
