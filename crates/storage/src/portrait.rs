//! Thumbnails of people elsewhere whom members meet.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::portrait::Portrait;

use crate::error::parse;
use crate::{Error, Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    account_id: i64,
    address: String,
    picture: String,
    kept_until: DateTime<Utc>,
}

impl TryFrom<Row> for Portrait {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            account: AccountId::from_number(row.account_id),
            address: parse(&row.address, "picture address")?,
            picture: parse(&row.picture, "name of a file")?,
            kept_until: row.kept_until,
        })
    }
}

/// Notes a thumbnail in the place of an earlier one of the same person.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, portrait: &Portrait) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO portrait (account_id, address, picture, kept_until) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id) DO UPDATE SET address = excluded.address, picture = excluded.picture,
                 kept_until = excluded.kept_until",
        )
        .bind(portrait.account.number())
        .bind(portrait.address.as_str())
        .bind(portrait.picture.to_string())
        .bind(portrait.kept_until)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Those of these people, in one statement.
///
/// # Errors
/// The database is away.
pub async fn of_accounts(transaction: &mut Transaction, accounts: &[AccountId]) -> Result<Vec<Portrait>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = accounts.iter().map(|account| account.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM portrait WHERE account_id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Portrait::try_from).collect()
}

/// Forgets that of an account.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM portrait WHERE account_id = $1")
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Forgets those whose time is over.
///
/// # Errors
/// The database is away.
pub async fn delete_old(transaction: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM portrait WHERE kept_until < $1")
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}
