//! What a member has done with statuses.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::status::Involvement;

use crate::value_list::push_list;
use crate::{Result, Transaction, conversation_mute};

#[derive(FromRow)]
struct Row {
    id: i64,
    favourited: bool,
    reblogged: bool,
    bookmarked: bool,
    pinned: bool,
}

/// What a member has done with many statuses, in a fixed number of statements.
///
/// # Errors
/// The database is away.
pub async fn involvements(
    transaction: &mut Transaction,
    member: MemberId,
    ids: &[StatusId],
) -> Result<HashMap<StatusId, Involvement>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let own = member.account().number();
    let numbers: Vec<i64> = ids.iter().map(|id| id.number()).collect();
    let pairs: Vec<(MemberId, StatusId)> = ids.iter().map(|id| (member, *id)).collect();
    let muted = conversation_mute::muted_among(transaction, &pairs).await?;
    let rows: Vec<Row> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "SELECT status.id,
                 EXISTS (SELECT 1 FROM favourite WHERE favourite.status_id = status.id
                     AND favourite.account_id = ",
        );
        builder.push_bind(own);
        builder.push(
            ") AS favourited, EXISTS (SELECT 1 FROM status AS boost WHERE boost.reblog_of_id = status.id
                 AND boost.account_id = ",
        );
        builder.push_bind(own);
        builder.push(
            ") AS reblogged, EXISTS (SELECT 1 FROM bookmark WHERE bookmark.status_id = status.id
                 AND bookmark.account_id = ",
        );
        builder.push_bind(own);
        builder.push(
            ") AS bookmarked, EXISTS (SELECT 1 FROM pin WHERE pin.status_id = status.id
                 AND pin.account_id = ",
        );
        builder.push_bind(own);
        builder.push(") AS pinned FROM status WHERE status.id IN ");
        push_list(&mut builder, numbers);
        builder.build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|row| {
            let Row {
                id,
                favourited,
                reblogged,
                bookmarked,
                pinned,
            } = row;
            let id = StatusId::from_number(id);
            let involvement = Involvement {
                favourited,
                reblogged,
                bookmarked,
                pinned,
                muted: muted.contains(&(member, id)),
            };
            (id, involvement)
        })
        .collect())
}
