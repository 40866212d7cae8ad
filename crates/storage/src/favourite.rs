//! Favourites.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::account::Account;
use vouchwell_domain::favourite::Favourite;
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri, StatusId};
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::Status;

use crate::error::parse;
use crate::placed::{self, AccountRow, StatusRow};
use crate::status::{number, visible_to_reader};
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    account_id: i64,
    status_id: i64,
    uri: String,
    sequence: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Favourite {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            account: AccountId::from_number(row.account_id),
            status: StatusId::from_number(row.status_id),
            uri: parse(&row.uri, "favourite id")?,
            sequence: row.sequence,
            created_at: row.created_at,
        })
    }
}

/// Keeps a favourite, unless the account likes the status already; whether it is new.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, favourite: &Favourite) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO favourite (account_id, status_id, uri, sequence, created_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        )
        .bind(favourite.account.number())
        .bind(favourite.status.number())
        .bind(favourite.uri.as_str())
        .bind(favourite.sequence)
        .bind(favourite.created_at)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// The favourite of an account that an activity brought.
///
/// # Errors
/// The database is away.
pub async fn by_uri(
    transaction: &mut Transaction,
    account: AccountId,
    uri: &ObjectUri,
) -> Result<Option<Favourite>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM favourite WHERE account_id = $1 AND uri = $2 LIMIT 1")
            .bind(account.number())
            .bind(uri.as_str())
            .fetch_optional(connection)
            .await?
    });
    row.map(Favourite::try_from).transpose()
}

/// Ends a favourite; the one that was.
///
/// # Errors
/// The database is away.
pub async fn remove(
    transaction: &mut Transaction,
    account: AccountId,
    status: StatusId,
) -> Result<Option<Favourite>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("DELETE FROM favourite WHERE account_id = $1 AND status_id = $2 RETURNING *")
            .bind(account.number())
            .bind(status.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Favourite::try_from).transpose()
}

/// Ends all favourites of an account that is gone.
///
/// # Errors
/// The database is away.
pub async fn remove_all_of(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM favourite WHERE account_id = $1")
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

macro_rules! of_member_statement {
    ($order:literal) => {
        concat!(
            "SELECT favourite.sequence AS position, status.*
             FROM favourite JOIN status ON status.id = favourite.status_id
             WHERE favourite.account_id = $1 AND favourite.sequence < $2 AND favourite.sequence > $3 AND ",
            visible_to_reader!(),
            " ORDER BY favourite.sequence ",
            $order,
            " LIMIT $4"
        )
    };
}

/// What a member likes and may still see, by when she said so.
///
/// # Errors
/// The database is away.
pub async fn of_member(
    transaction: &mut Transaction,
    member: MemberId,
    page: Page,
) -> Result<Vec<Placed<Status>>> {
    let statement = if page.from_oldest() {
        of_member_statement!("ASC")
    } else {
        of_member_statement!("DESC")
    };
    let rows: Vec<StatusRow> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statement)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    placed::statuses(transaction, rows, page).await
}

macro_rules! accounts_statement {
    ($order:literal) => {
        concat!(
            "SELECT favourite.sequence AS position, account.*
             FROM favourite JOIN account ON account.id = favourite.account_id
             WHERE favourite.status_id = $2 AND favourite.sequence < $3 AND favourite.sequence > $4
                 AND NOT EXISTS (SELECT 1 FROM block
                     WHERE (block.blocker_id = $1 AND block.blocked_id = account.id)
                         OR (block.blocker_id = account.id AND block.blocked_id = $1))
             ORDER BY favourite.sequence ",
            $order,
            " LIMIT $5"
        )
    };
}

/// Who likes a status, without those whom the reader blocks or who block her.
///
/// # Errors
/// The database is away.
pub async fn accounts(
    transaction: &mut Transaction,
    status: StatusId,
    page: Page,
    reader: Option<MemberId>,
) -> Result<Vec<Placed<Account>>> {
    let statement = if page.from_oldest() {
        accounts_statement!("ASC")
    } else {
        accounts_statement!("DESC")
    };
    let rows: Vec<AccountRow> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(number(reader))
            .bind(status.number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    placed::accounts(rows, page)
}
