//! Lists of people whom members follow.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, ListId, MemberId};
use vouchwell_domain::list::List;
use vouchwell_domain::page::Page;

use crate::error::parse;
use crate::value_list::push_list;
use crate::{Error, Result, Transaction, account};

#[derive(FromRow)]
struct Row {
    id: i64,
    title: String,
    replies: String,
    exclusive: bool,
}

impl TryFrom<Row> for List {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ListId::from_number(row.id),
            title: row.title,
            replies: parse(&row.replies, "policy of a list")?,
            exclusive: row.exclusive,
        })
    }
}

/// Keeps a new list.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    owner: MemberId,
    list: &List,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO list (id, owner_id, title, replies, exclusive, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(list.id.number())
        .bind(owner.account().number())
        .bind(&list.title)
        .bind(list.replies.as_str())
        .bind(list.exclusive)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Writes all of a list that can change.
///
/// # Errors
/// The database is away.
pub async fn update(transaction: &mut Transaction, list: &List) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE list SET title = $2, replies = $3, exclusive = $4 WHERE id = $1")
            .bind(list.id.number())
            .bind(&list.title)
            .bind(list.replies.as_str())
            .bind(list.exclusive)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Removes a list of a member; whether there was one.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, owner: MemberId, id: ListId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM list WHERE owner_id = $1 AND id = $2")
            .bind(owner.account().number())
            .bind(id.number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// A list of a member.
///
/// # Errors
/// The database is away.
pub async fn by_id(transaction: &mut Transaction, owner: MemberId, id: ListId) -> Result<Option<List>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT id, title, replies, exclusive FROM list WHERE owner_id = $1 AND id = $2")
            .bind(owner.account().number())
            .bind(id.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(List::try_from).transpose()
}

/// All lists of a member, or those with an account on it, in the order in which they were made.
///
/// # Errors
/// The database is away.
pub async fn all(
    transaction: &mut Transaction,
    owner: MemberId,
    with: Option<AccountId>,
) -> Result<Vec<List>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT id, title, replies, exclusive FROM list WHERE owner_id = $1
                 AND ($2 = 0 OR EXISTS (SELECT 1 FROM list_account
                     WHERE list_account.list_id = list.id AND list_account.account_id = $2))
             ORDER BY id",
        )
        .bind(owner.account().number())
        .bind(with.map_or(0, AccountId::number))
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(List::try_from).collect()
}

/// Puts accounts that the member follows on her list; how many of them are on it now.
///
/// # Errors
/// The database is away.
pub async fn add_accounts(
    transaction: &mut Transaction,
    owner: MemberId,
    list: ListId,
    accounts: &[AccountId],
) -> Result<usize> {
    if accounts.is_empty() {
        return Ok(0);
    }
    let numbers = || accounts.iter().map(|account| account.number());
    on_both!(&mut *transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO list_account (list_id, owner_id, account_id) SELECT ");
        builder.push_bind(list.number());
        builder.push(", follower_id, followed_id FROM follow WHERE follower_id = ");
        builder.push_bind(owner.account().number());
        builder.push(" AND followed_id IN ");
        push_list(&mut builder, numbers());
        builder.push(" ON CONFLICT DO NOTHING");
        builder.build().execute(connection).await?;
    });
    let count: i64 = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("SELECT count(*) FROM list_account WHERE list_id = ");
        builder.push_bind(list.number());
        builder.push(" AND account_id IN ");
        push_list(&mut builder, numbers());
        builder.build_query_scalar().fetch_one(connection).await?
    });
    usize::try_from(count).map_err(|_| Error::Unreadable("number of accounts"))
}

/// Takes accounts off a list.
///
/// # Errors
/// The database is away.
pub async fn remove_accounts(
    transaction: &mut Transaction,
    list: ListId,
    accounts: &[AccountId],
) -> Result<()> {
    if accounts.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("DELETE FROM list_account WHERE list_id = ");
        builder.push_bind(list.number());
        builder.push(" AND account_id IN ");
        push_list(&mut builder, accounts.iter().map(|account| account.number()));
        builder.build().execute(connection).await?;
    });
    Ok(())
}

/// Who is on a list.
///
/// # Errors
/// The database is away.
pub async fn accounts(transaction: &mut Transaction, list: ListId, page: Page) -> Result<Vec<Account>> {
    let statement = if page.from_oldest() {
        "SELECT account.* FROM list_account JOIN account ON account.id = list_account.account_id
         WHERE list_account.list_id = $1 AND list_account.account_id < $2 AND list_account.account_id > $3
         ORDER BY list_account.account_id ASC LIMIT $4"
    } else {
        "SELECT account.* FROM list_account JOIN account ON account.id = list_account.account_id
         WHERE list_account.list_id = $1 AND list_account.account_id < $2 AND list_account.account_id > $3
         ORDER BY list_account.account_id DESC LIMIT $4"
    };
    account::page_of(transaction, statement, list.number(), page).await
}
