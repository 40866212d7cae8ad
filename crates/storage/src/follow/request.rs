//! Who waits for a member's answer.

use vouchwell_domain::account::Account;
use vouchwell_domain::follow::Follow;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::page::Page;

use super::Row;
use crate::{Result, Transaction, account};

/// Those who have asked to follow a member and have no answer.
///
/// # Errors
/// The database is away.
pub async fn requests(transaction: &mut Transaction, member: MemberId, page: Page) -> Result<Vec<Account>> {
    let statement = if page.from_oldest() {
        "SELECT account.* FROM follow JOIN account ON account.id = follow.follower_id
         WHERE follow.followed_id = $1 AND follow.state = 'requested'
             AND follow.follower_id < $2 AND follow.follower_id > $3 ORDER BY follow.follower_id ASC LIMIT $4"
    } else {
        "SELECT account.* FROM follow JOIN account ON account.id = follow.follower_id
         WHERE follow.followed_id = $1 AND follow.state = 'requested'
             AND follow.follower_id < $2 AND follow.follower_id > $3 ORDER BY follow.follower_id DESC LIMIT $4"
    };
    account::page_of(transaction, statement, member.account().number(), page).await
}

/// How many they are.
///
/// # Errors
/// The database is away.
pub async fn count_requests(transaction: &mut Transaction, member: MemberId) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM follow WHERE followed_id = $1 AND state = 'requested'")
            .bind(member.account().number())
            .fetch_one(connection)
            .await?
    }))
}

/// The follows that wait for an answer of an account.
///
/// # Errors
/// The database is away.
pub async fn waiting(transaction: &mut Transaction, followed: AccountId) -> Result<Vec<Follow>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM follow WHERE followed_id = $1 AND state = 'requested' ORDER BY follower_id")
            .bind(followed.number())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Follow::try_from).collect()
}
