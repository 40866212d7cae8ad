//! Of whom members want to be told.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::notification::{NotificationPolicy, Standing};

use crate::error::parse;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    not_following: String,
    not_followers: String,
    new_accounts: String,
    private_mentions: String,
    limited_accounts: String,
}

/// What a member has said, or what holds for everybody who has said nothing.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, member: MemberId) -> Result<NotificationPolicy> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM notification_policy WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    });
    let Some(row) = row else {
        return Ok(NotificationPolicy::default());
    };
    let treatment = |text: &str| parse(text, "treatment of notifications");
    Ok(NotificationPolicy {
        not_following: treatment(&row.not_following)?,
        not_followers: treatment(&row.not_followers)?,
        new_accounts: treatment(&row.new_accounts)?,
        private_mentions: treatment(&row.private_mentions)?,
        limited_accounts: treatment(&row.limited_accounts)?,
    })
}

/// Keeps what a member says, in place of what she said before.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    member: MemberId,
    policy: &NotificationPolicy,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO notification_policy (account_id, not_following, not_followers, new_accounts,
                 private_mentions, limited_accounts) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (account_id) DO UPDATE SET not_following = excluded.not_following,
                 not_followers = excluded.not_followers, new_accounts = excluded.new_accounts,
                 private_mentions = excluded.private_mentions, limited_accounts = excluded.limited_accounts",
        )
        .bind(member.account().number())
        .bind(policy.not_following.as_str())
        .bind(policy.not_followers.as_str())
        .bind(policy.new_accounts.as_str())
        .bind(policy.private_mentions.as_str())
        .bind(policy.limited_accounts.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}

#[derive(FromRow)]
struct StandingRow {
    is_followed: bool,
    is_follower: bool,
    is_new: bool,
}

/// How somebody stands to a member, as far as a policy asks; nothing for one whom she wants to hear whatever it
/// says: of whom she accepted a request, and this instance itself. Followers count from a time on, and accounts
/// are new that were made after another.
///
/// # Errors
/// The database is away.
pub async fn standing(
    transaction: &mut Transaction,
    member: MemberId,
    from: AccountId,
    (follows_since, is_new_after): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Option<Standing>> {
    let row: Option<StandingRow> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM follow WHERE follower_id = $1 AND followed_id = $2
                     AND state = 'accepted') AS is_followed,
                 EXISTS (SELECT 1 FROM follow WHERE follower_id = $2 AND followed_id = $1
                     AND state = 'accepted' AND created_at <= $3) AS is_follower,
                 created_at > $4 AS is_new
             FROM account WHERE id = $2 AND NOT (kind = 'Application' AND host IS NULL)
                 AND NOT EXISTS (SELECT 1 FROM notification_permission WHERE account_id = $1 AND from_id = $2)",
        )
        .bind(member.account().number())
        .bind(from.number())
        .bind(follows_since)
        .bind(is_new_after)
        .fetch_optional(connection)
        .await?
    });
    Ok(row.map(|row| Standing {
        is_followed: row.is_followed,
        is_follower: row.is_follower,
        is_new: row.is_new,
        writes_unasked: false,
    }))
}
