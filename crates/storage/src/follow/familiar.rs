//! Who of those whom a member follows follows somebody too, and whom they recommend.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::account::Row;
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

/// People who are publicly recommended by those whom a member follows, and whom she does not follow, hide or know
/// as herself; the latest recommended first.
///
/// # Errors
/// The database is away.
pub async fn recommended_to(
    transaction: &mut Transaction,
    member: MemberId,
    limit: u32,
) -> Result<Vec<Account>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(concat!(
            "SELECT account.* FROM account JOIN (
                 SELECT recommendation.subject_id, max(recommendation.published_at) AS latest
                 FROM follow JOIN recommendation ON recommendation.author_id = follow.followed_id
                 WHERE follow.follower_id = $1 AND follow.state = 'accepted'
                     AND recommendation.standing = 'public'
                 GROUP BY recommendation.subject_id) AS recommended ON recommended.subject_id = account.id
             WHERE account.id <> $1 AND account.gone_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM follow WHERE follow.follower_id = $1
                     AND follow.followed_id = account.id)
                 AND ",
            hears_author!("account.id"),
            " ORDER BY recommended.latest DESC, account.id DESC LIMIT $2"
        ))
        .bind(member.account().number())
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}
