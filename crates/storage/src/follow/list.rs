//! Who follows whom. The id of the listed account is its position in the list.

use std::collections::{BTreeSet, HashSet};

use sqlx::QueryBuilder;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri};
use vouchwell_domain::page::Page;

use crate::error::parse;
use crate::value_list::{self, push_list};
use crate::{Result, Transaction, account};

/// Those who follow an account.
///
/// # Errors
/// The database is away.
pub async fn followers(transaction: &mut Transaction, owner: AccountId, page: Page) -> Result<Vec<Account>> {
    let statement = if page.from_oldest() {
        "SELECT account.* FROM follow JOIN account ON account.id = follow.follower_id
         WHERE follow.followed_id = $1 AND follow.state = 'accepted'
             AND follow.follower_id < $2 AND follow.follower_id > $3 ORDER BY follow.follower_id ASC LIMIT $4"
    } else {
        "SELECT account.* FROM follow JOIN account ON account.id = follow.follower_id
         WHERE follow.followed_id = $1 AND follow.state = 'accepted'
             AND follow.follower_id < $2 AND follow.follower_id > $3 ORDER BY follow.follower_id DESC LIMIT $4"
    };
    account::page_of(transaction, statement, owner.number(), page).await
}

/// Those whom an account follows.
///
/// # Errors
/// The database is away.
pub async fn following(transaction: &mut Transaction, owner: AccountId, page: Page) -> Result<Vec<Account>> {
    let statement = if page.from_oldest() {
        "SELECT account.* FROM follow JOIN account ON account.id = follow.followed_id
         WHERE follow.follower_id = $1 AND follow.state = 'accepted'
             AND follow.followed_id < $2 AND follow.followed_id > $3 ORDER BY follow.followed_id ASC LIMIT $4"
    } else {
        "SELECT account.* FROM follow JOIN account ON account.id = follow.followed_id
         WHERE follow.follower_id = $1 AND follow.state = 'accepted'
             AND follow.followed_id < $2 AND follow.followed_id > $3 ORDER BY follow.followed_id DESC LIMIT $4"
    };
    account::page_of(transaction, statement, owner.number(), page).await
}

/// The inboxes that reach all remote followers of a member: the shared one of a server if it has one.
///
/// # Errors
/// The database is away.
pub async fn inboxes_of_followers(transaction: &mut Transaction, member: MemberId) -> Result<Vec<ObjectUri>> {
    let inboxes: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT DISTINCT coalesce(account.shared_inbox, account.inbox) AS target
             FROM follow JOIN account ON account.id = follow.follower_id
             WHERE follow.followed_id = $1 AND follow.state = 'accepted'
                 AND account.host IS NOT NULL AND account.gone_at IS NULL
             ORDER BY target",
        )
        .bind(member.account().number())
        .fetch_all(connection)
        .await?
    });
    inboxes.iter().map(|inbox| parse(inbox, "inbox")).collect()
}

/// The members who follow an account.
///
/// # Errors
/// The database is away.
pub async fn members_following(transaction: &mut Transaction, followed: AccountId) -> Result<Vec<MemberId>> {
    let numbers: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT follow.follower_id FROM follow JOIN member ON member.account_id = follow.follower_id
             WHERE follow.followed_id = $1 AND follow.state = 'accepted' ORDER BY follow.follower_id",
        )
        .bind(followed.number())
        .fetch_all(connection)
        .await?
    });
    let numbers = numbers.into_iter().map(AccountId::from_number);
    Ok(numbers.map(MemberId::of_stored_member).collect())
}

/// The members among some accounts who follow an account.
///
/// # Errors
/// The database is away.
pub async fn followers_among(
    transaction: &mut Transaction,
    followed: AccountId,
    members: impl IntoIterator<Item = MemberId, IntoIter: Send>,
) -> Result<Vec<MemberId>> {
    let mut members = members
        .into_iter()
        .map(|member| member.account().number())
        .peekable();
    if members.peek().is_none() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i64> = on_both!(transaction, connection => {
        let mut builder =
            QueryBuilder::new("SELECT follower_id FROM follow WHERE state = 'accepted' AND followed_id = ");
        builder.push_bind(followed.number()).push(" AND follower_id IN ");
        push_list(&mut builder, members);
        builder.build_query_scalar().persistent(false).fetch_all(connection).await?
    });
    let numbers = numbers.into_iter().map(AccountId::from_number);
    Ok(numbers.map(MemberId::of_stored_member).collect())
}

/// Those of these accounts that a member of this instance follows.
///
/// # Errors
/// The database is away.
pub async fn followed_here(
    transaction: &mut Transaction,
    accounts: BTreeSet<AccountId>,
) -> Result<HashSet<AccountId>> {
    if accounts.is_empty() {
        return Ok(HashSet::new());
    }
    let numbers = accounts.iter().map(|account| account.number());
    let found: Vec<i64> = on_both!(transaction, connection => {
        let mut builder = value_list::numbers("SELECT id FROM account WHERE id IN ", numbers);
        builder.push(
            " AND EXISTS (SELECT 1 FROM follow JOIN member ON member.account_id = follow.follower_id
                 WHERE follow.followed_id = account.id AND follow.state = 'accepted')",
        );
        builder.build_query_scalar().persistent(accounts.len() == 1).fetch_all(connection).await?
    });
    Ok(found.into_iter().map(AccountId::from_number).collect())
}
