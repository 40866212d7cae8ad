//! Boosts: statuses that stand for another one.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::Status;

use crate::placed::{self, AccountRow};
use crate::status::{Row, load, number};
use crate::{Result, Transaction};

/// The boost of a status by an account.
///
/// # Errors
/// The database is away.
pub async fn by_account(
    transaction: &mut Transaction,
    account: AccountId,
    boosted: StatusId,
) -> Result<Option<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as("SELECT * FROM status WHERE reblog_of_id = $1 AND account_id = $2")
            .bind(boosted.number())
            .bind(account.number())
            .fetch_all(connection)
            .await?
    });
    Ok(load(transaction, rows).await?.pop())
}

/// The boosts of a status by members.
///
/// # Errors
/// The database is away.
pub async fn by_members(transaction: &mut Transaction, boosted: StatusId) -> Result<Vec<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "SELECT status.* FROM status JOIN member ON member.account_id = status.account_id
             WHERE status.reblog_of_id = $1 ORDER BY status.id",
        )
        .bind(boosted.number())
        .fetch_all(connection)
        .await?
    });
    load(transaction, rows).await
}

/// The statuses of an account that members boost, but for recommendations.
///
/// # Errors
/// The database is away.
pub async fn ordinary_boosted_by_members(
    transaction: &mut Transaction,
    author: AccountId,
) -> Result<Vec<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM status WHERE account_id = $1 AND recommendation_id IS NULL
                 AND EXISTS (SELECT 1 FROM status AS boost JOIN member ON member.account_id = boost.account_id
                     WHERE boost.reblog_of_id = status.id)",
        )
        .bind(author.number())
        .fetch_all(connection)
        .await?
    });
    load(transaction, rows).await
}

/// The members who boost a status.
///
/// # Errors
/// The database is away.
pub async fn members(transaction: &mut Transaction, boosted: StatusId) -> Result<Vec<MemberId>> {
    let rows: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT DISTINCT member.account_id FROM status JOIN member ON member.account_id = status.account_id
             WHERE status.reblog_of_id = $1",
        )
        .bind(boosted.number())
        .fetch_all(connection)
        .await?
    });
    let members = rows.into_iter().map(AccountId::from_number);
    Ok(members.map(MemberId::of_stored_member).collect())
}

macro_rules! accounts_statement {
    ($order:literal) => {
        concat!(
            "SELECT boost.id AS position, account.*
             FROM status AS boost JOIN account ON account.id = boost.account_id
             WHERE boost.reblog_of_id = $2 AND boost.visibility IN ('public', 'unlisted')
                 AND boost.id < $3 AND boost.id > $4
                 AND NOT EXISTS (SELECT 1 FROM block
                     WHERE (block.blocker_id = $1 AND block.blocked_id = account.id)
                         OR (block.blocker_id = account.id AND block.blocked_id = $1))
             ORDER BY boost.id ",
            $order,
            " LIMIT $5"
        )
    };
}

/// Who boosts a status for everybody to see, without those whom the reader blocks or who block her.
///
/// # Errors
/// The database is away.
pub async fn accounts(
    transaction: &mut Transaction,
    boosted: StatusId,
    page: Page,
    reader: Option<MemberId>,
) -> Result<Vec<Placed<Account>>> {
    let statement = if page.from_oldest() {
        accounts_statement!("ASC")
    } else {
        accounts_statement!("DESC")
    };
    let rows: Vec<AccountRow> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statement)
            .bind(number(reader))
            .bind(boosted.number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    placed::accounts(rows, page)
}
