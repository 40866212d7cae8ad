//! What stands above and below a status in its thread.

use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::status::Status;

use super::{Row, load, number, visible_to_reader};
use crate::{Result, Transaction};

/// The condition under which a row of `status` is shown in the thread of the status `$2`. Where servers let
/// statuses answer each other in a ring, it is not shown in its own.
macro_rules! shown {
    () => {
        concat!(
            "status.id <> $2 AND ",
            visible_to_reader!(),
            " AND ",
            hears_author!("status.account_id")
        )
    };
}

/// What a status answers, what that answers, and so on, the first of them first, as far as the reader may see
/// it; at most `depth` steps.
///
/// # Errors
/// The database is away.
pub async fn ancestors(
    transaction: &mut Transaction,
    status: StatusId,
    reader: Option<MemberId>,
    depth: u32,
) -> Result<Vec<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!(
            "WITH RECURSIVE above (id, next, depth) AS (
                 SELECT id, in_reply_to_id, 0 FROM status WHERE id = $2
                 UNION ALL SELECT status.id, status.in_reply_to_id, above.depth + 1
                     FROM above JOIN status ON status.id = above.next WHERE above.depth < $3)
             SELECT status.* FROM above JOIN status ON status.id = above.id WHERE ",
            shown!(),
            " ORDER BY above.depth DESC"
        ))
        .bind(number(reader))
        .bind(status.number())
        .bind(i64::from(depth))
        .fetch_all(connection)
        .await?
    });
    load(transaction, rows).await
}

/// What answers a status, what answers that, and so on, in no order, as far as the reader may see it; at most
/// `depth` steps, and of more than `limit` that she may see those nearest to it.
///
/// # Errors
/// The database is away.
pub async fn descendants(
    transaction: &mut Transaction,
    status: StatusId,
    reader: Option<MemberId>,
    depth: u32,
    limit: u32,
) -> Result<Vec<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!(
            "WITH RECURSIVE below (id, depth, is_shown) AS (
                 SELECT id, 0, FALSE FROM status WHERE id = $2
                 UNION ALL SELECT status.id, below.depth + 1, ",
            shown!(),
            " FROM below JOIN status ON status.in_reply_to_id = below.id WHERE below.depth < $3)
             SELECT status.* FROM (SELECT id FROM below WHERE is_shown LIMIT $4) AS found
                 JOIN status ON status.id = found.id"
        ))
        .bind(number(reader))
        .bind(status.number())
        .bind(i64::from(depth))
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?
    });
    load(transaction, rows).await
}
