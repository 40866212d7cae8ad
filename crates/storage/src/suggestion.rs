//! Whom members may want to follow.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::account::Row;
use crate::{Result, Transaction};

/// People who are publicly recommended by those whom a member follows, and whom she does not follow, hide, know as
/// herself or has dismissed; the latest recommended first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, member: MemberId, limit: u32) -> Result<Vec<Account>> {
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
                 AND NOT EXISTS (SELECT 1 FROM dismissed_suggestion WHERE dismissed_suggestion.owner_id = $1
                     AND dismissed_suggestion.account_id = account.id)
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

/// A member does not want an account to be suggested to her.
///
/// # Errors
/// The database is away.
pub async fn dismiss(transaction: &mut Transaction, member: MemberId, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO dismissed_suggestion (owner_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(member.account().number())
        .bind(account.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}
