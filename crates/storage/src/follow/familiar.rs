//! Who of those whom a member follows follows somebody too.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::value_list::push_list;
use crate::{Result, Transaction};

/// Of those whom a member follows, those who follow these accounts too, in one statement for all. Accounts that
/// keep their followers to themselves are left out, and so is who keeps to herself whom she follows.
///
/// # Errors
/// The database is away.
pub async fn familiar_followers(
    transaction: &mut Transaction,
    member: MemberId,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Vec<AccountId>>> {
    #[derive(FromRow)]
    struct Familiar {
        followed: i64,
        follower: i64,
    }
    let mut found: HashMap<AccountId, Vec<AccountId>> = HashMap::new();
    if accounts.is_empty() {
        return Ok(found);
    }
    let rows: Vec<Familiar> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "SELECT theirs.followed_id AS followed, theirs.follower_id AS follower
             FROM follow AS own JOIN follow AS theirs ON theirs.follower_id = own.followed_id
             JOIN account ON account.id = theirs.followed_id
             WHERE own.state = 'accepted' AND theirs.state = 'accepted' AND NOT account.hides_collections
                 AND NOT EXISTS (SELECT 1 FROM account AS familiar WHERE familiar.id = theirs.follower_id
                     AND familiar.hides_collections)
                 AND own.follower_id = ",
        );
        builder.push_bind(member.account().number());
        builder.push(" AND theirs.followed_id IN ");
        push_list(&mut builder, accounts.iter().map(|account| account.number()));
        builder.push(" ORDER BY theirs.followed_id, theirs.follower_id DESC");
        builder.build_query_as().fetch_all(connection).await?
    });
    for row in rows {
        let followers = found.entry(AccountId::from_number(row.followed)).or_default();
        followers.push(AccountId::from_number(row.follower));
    }
    Ok(found)
}
