//! What a member and other accounts are to each other.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::value_list::push_list;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    is_local: bool,
    outgoing: Option<String>,
    incoming: Option<String>,
    blocks: Option<i64>,
    blocked_by: Option<i64>,
}

impl From<Row> for Relationship {
    fn from(row: Row) -> Self {
        let is = |state: &Option<String>, word: &str| state.as_deref() == Some(word);
        Self {
            following: is(&row.outgoing, "accepted"),
            requested: is(&row.outgoing, "requested"),
            followed_by: is(&row.incoming, "accepted"),
            requested_by: is(&row.incoming, "requested"),
            blocking: row.blocks.is_some(),
            blocked_by: row.is_local && row.blocked_by.is_some(),
        }
    }
}

/// What a member and one other account are to each other.
///
/// # Errors
/// The database is away.
pub async fn relationship(
    transaction: &mut Transaction,
    member: MemberId,
    account: AccountId,
) -> Result<Relationship> {
    Ok(relationships(transaction, member, &[account])
        .await?
        .remove(&account)
        .unwrap_or_default())
}

/// What a member and many accounts are to each other, in one statement.
///
/// # Errors
/// The database is away.
pub async fn relationships(
    transaction: &mut Transaction,
    member: MemberId,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Relationship>> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let own = member.account().number();
    let others: Vec<i64> = accounts.iter().map(|account| account.number()).collect();
    let rows: Vec<Row> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "SELECT account.id, account.host IS NULL AS is_local, outgoing.state AS outgoing,
                 incoming.state AS incoming, made.blocked_id AS blocks, suffered.blocker_id AS blocked_by
             FROM account
             LEFT JOIN follow AS outgoing ON outgoing.followed_id = account.id AND outgoing.follower_id = ",
        );
        builder.push_bind(own);
        builder.push(" LEFT JOIN follow AS incoming ON incoming.follower_id = account.id AND incoming.followed_id = ");
        builder.push_bind(own);
        builder.push(" LEFT JOIN block AS made ON made.blocked_id = account.id AND made.blocker_id = ");
        builder.push_bind(own);
        builder.push(" LEFT JOIN block AS suffered ON suffered.blocker_id = account.id AND suffered.blocked_id = ");
        builder.push_bind(own);
        builder.push(" WHERE account.id IN ");
        push_list(&mut builder, others);
        builder.build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|row| (AccountId::from_number(row.id), row.into()))
        .collect())
}
