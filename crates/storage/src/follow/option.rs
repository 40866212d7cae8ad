//! How a follow is shown, where it is otherwise than usual.

use sqlx::types::Json;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::follow::FollowOptions;
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::member::Row;
use crate::{Result, Transaction};
use vouchwell_domain::member::Member;

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

/// Members who want to be told of each post of an account that they follow.
///
/// # Errors
/// The database is away.
pub async fn notified_followers(transaction: &mut Transaction, followed: AccountId) -> Result<Vec<Member>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since
             FROM follow_option JOIN follow ON follow.follower_id = follow_option.follower_id
                 AND follow.followed_id = follow_option.followed_id
             JOIN member ON member.account_id = follow.follower_id
             JOIN account ON account.id = member.account_id
             WHERE follow_option.followed_id = $1 AND follow_option.notify AND follow.state = 'accepted'
             ORDER BY account.id",
        )
        .bind(followed.number())
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Member::try_from).collect()
}
