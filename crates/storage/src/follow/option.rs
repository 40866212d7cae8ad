//! How a follow is shown, where it is otherwise than usual.

use std::collections::BTreeSet;

use sqlx::types::Json;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::follow::FollowOptions;
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::{Result, Transaction, value_list};

/// Keeps how a follow that is there is shown, in place of what was kept before.
///
/// # Errors
/// There is no such follow, or the database is away.
pub async fn set_options(
    transaction: &mut Transaction,
    follower: MemberId,
    followed: AccountId,
    options: &FollowOptions,
) -> Result<()> {
    let languages: Vec<&str> = options.languages.iter().map(Language::as_str).collect();
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO follow_option (follower_id, followed_id, reblogs, notify, languages)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (follower_id, followed_id) DO UPDATE SET
                 reblogs = excluded.reblogs, notify = excluded.notify, languages = excluded.languages",
        )
        .bind(follower.account().number())
        .bind(followed.number())
        .bind(options.reblogs)
        .bind(options.notify)
        .bind(Json(languages))
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Members who want to be told of each post of one of these accounts, which they follow, beside it.
///
/// # Errors
/// The database is away.
pub async fn notified_followers(
    transaction: &mut Transaction,
    followed: BTreeSet<AccountId>,
) -> Result<Vec<(AccountId, MemberId)>> {
    if followed.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = followed.iter().map(|account| account.number());
    let rows: Vec<(i64, i64)> = on_both!(transaction, connection => {
        value_list::numbers(
            "SELECT follow.followed_id, follow.follower_id
             FROM follow_option JOIN follow ON follow.follower_id = follow_option.follower_id
                 AND follow.followed_id = follow_option.followed_id
             JOIN member ON member.account_id = follow.follower_id
             WHERE follow_option.notify AND follow.state = 'accepted' AND follow_option.followed_id IN ",
            numbers,
        )
        .push(" ORDER BY follow.follower_id")
        .build_query_as()
        .persistent(followed.len() == 1)
        .fetch_all(connection)
        .await?
    });
    let pair = |(followed, follower)| {
        let follower = MemberId::of_stored_member(AccountId::from_number(follower));
        (AccountId::from_number(followed), follower)
    };
    Ok(rows.into_iter().map(pair).collect())
}
