//! Where accounts went that have another one now.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::AccountId;

use crate::error::parse_optional;
use crate::{Result, Transaction, account, value_list};

#[derive(FromRow)]
struct Row {
    moved_id: i64,
    #[sqlx(flatten)]
    target: account::Row,
}

/// Keeps where an account went, in place of what was kept before.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn save(
    transaction: &mut Transaction,
    moved: AccountId,
    target: &ActorUri,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO account_move (account_id, target, moved_at) VALUES ($1, $2, $3)
             ON CONFLICT (account_id) DO UPDATE SET target = excluded.target, moved_at = excluded.moved_at
                 WHERE account_move.target <> excluded.target",
        )
        .bind(moved.number())
        .bind(target.as_str())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The account is where it was: whether it had gone.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, moved: AccountId) -> Result<bool> {
    let removed = on_both!(transaction, connection => {
        sqlx::query("DELETE FROM account_move WHERE account_id = $1")
            .bind(moved.number())
            .execute(connection)
            .await?
            .rows_affected()
    });
    Ok(removed > 0)
}

/// Where an account went, if it did.
///
/// # Errors
/// The database is away.
pub async fn target(transaction: &mut Transaction, moved: AccountId) -> Result<Option<ActorUri>> {
    let target: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT target FROM account_move WHERE account_id = $1")
            .bind(moved.number())
            .fetch_optional(connection)
            .await?
    });
    parse_optional(target.as_ref(), "actor")
}

/// Those of these accounts that went, each with the account that it has now, where that is known here.
///
/// # Errors
/// The database is away.
pub async fn targets(
    transaction: &mut Transaction,
    moved: &[AccountId],
) -> Result<Vec<(AccountId, Account)>> {
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = moved.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers(
            "SELECT account_move.account_id AS moved_id, account.*
             FROM account_move JOIN account ON account.uri = account_move.target AND account.gone_at IS NULL
             WHERE account_move.account_id IN ",
            numbers,
        )
        .build_query_as()
        .persistent(moved.len() == 1)
        .fetch_all(connection)
        .await?
    });
    let targets = rows.into_iter().map(|row| {
        let target = Account::try_from(row.target)?;
        Ok((AccountId::from_number(row.moved_id), target))
    });
    targets.collect()
}
