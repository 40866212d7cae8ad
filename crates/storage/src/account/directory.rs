//! Accounts that say they may be shown everywhere.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::MemberId;

use super::Row;
use crate::{Result, Transaction};

/// What they are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectoryOrder {
    /// Who wrote last for everybody comes first.
    Active,
    /// Who came last comes first.
    New,
}

macro_rules! statement {
    ($order:literal) => {
        concat!(
            "SELECT * FROM account WHERE discoverable AND gone_at IS NULL AND kind <> 'Application'
                 AND (host IS NULL OR NOT $2) AND id <> $1 AND ",
            hears_author!("account.id"),
            " AND ",
            shown_to_everybody!("account.id"),
            " ORDER BY ",
            $order,
            " LIMIT $3 OFFSET $4"
        )
    };
}

/// Accounts that say they may be shown everywhere, without those whom the reader does not hear.
///
/// # Errors
/// The database is away.
pub async fn directory(
    transaction: &mut Transaction,
    reader: Option<MemberId>,
    only_here: bool,
    order: DirectoryOrder,
    (offset, limit): (u32, u32),
) -> Result<Vec<Account>> {
    let statement = match order {
        DirectoryOrder::Active => {
            statement!(
                "(SELECT max(status.id) FROM status WHERE status.account_id = account.id
                     AND status.visibility IN ('public', 'unlisted')) DESC NULLS LAST, id DESC"
            )
        }
        DirectoryOrder::New => statement!("id DESC"),
    };
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(reader.map_or(0, |member| member.account().number()))
            .bind(only_here)
            .bind(i64::from(limit))
            .bind(i64::from(offset))
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}
