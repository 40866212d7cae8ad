//! Rows of lists that are ordered by when something was done with what is listed.

use sqlx::FromRow;
use vouchwell_domain::account::Account;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::Status;

use crate::{Result, Transaction, account, status};

#[derive(FromRow)]
pub(crate) struct StatusRow {
    position: i64,
    #[sqlx(flatten)]
    status: status::Row,
}

#[derive(FromRow)]
pub(crate) struct AccountRow {
    position: i64,
    #[sqlx(flatten)]
    account: account::Row,
}

/// Newest first, whichever end the page was read from.
pub(crate) async fn statuses(
    transaction: &mut Transaction,
    mut rows: Vec<StatusRow>,
    page: Page,
) -> Result<Vec<Placed<Status>>> {
    if page.from_oldest() {
        rows.reverse();
    }
    let (positions, rows): (Vec<i64>, Vec<status::Row>) =
        rows.into_iter().map(|row| (row.position, row.status)).unzip();
    let statuses = status::load(transaction, rows).await?;
    Ok(positions
        .into_iter()
        .zip(statuses)
        .map(|(position, item)| Placed { position, item })
        .collect())
}

/// Newest first, whichever end the page was read from.
pub(crate) fn accounts(mut rows: Vec<AccountRow>, page: Page) -> Result<Vec<Placed<Account>>> {
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter()
        .map(|row| {
            let position = row.position;
            Account::try_from(row.account).map(|item| Placed { position, item })
        })
        .collect()
}
