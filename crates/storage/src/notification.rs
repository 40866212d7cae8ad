//! Notifications.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::{AccountId, MemberId, NotificationId, StatusId};
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::page::Page;

use crate::error::parse;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    kind: String,
    from_id: i64,
    status_id: Option<i64>,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Notification {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: NotificationId::from_number(row.id),
            kind: parse(&row.kind, "kind of notification")?,
            from: AccountId::from_number(row.from_id),
            status: row.status_id.map(StatusId::from_number),
            created_at: row.created_at,
        })
    }
}

/// Tells a member something, unless she was told the same already; whether she was told now.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    member: MemberId,
    notification: &Notification,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO notification (id, account_id, kind, from_id, status_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(notification.id.number())
        .bind(member.account().number())
        .bind(notification.kind.as_str())
        .bind(notification.from.number())
        .bind(notification.status.map(StatusId::number))
        .bind(notification.created_at)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// What a member was told, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, member: MemberId, page: Page) -> Result<Vec<Notification>> {
    let statement = if page.from_oldest() {
        "SELECT * FROM notification WHERE account_id = $1 AND id < $2 AND id > $3 ORDER BY id ASC LIMIT $4"
    } else {
        "SELECT * FROM notification WHERE account_id = $1 AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4"
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(Notification::try_from).collect()
}

/// Takes back what a member was told about a follow that is no more.
///
/// # Errors
/// The database is away.
pub async fn remove(
    transaction: &mut Transaction,
    member: AccountId,
    kind: NotificationKind,
    from: AccountId,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE account_id = $1 AND kind = $2 AND from_id = $3")
            .bind(member.number())
            .bind(kind.as_str())
            .bind(from.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes back what a member was told about something that somebody did with a status and undid.
///
/// # Errors
/// The database is away.
pub async fn remove_about(
    transaction: &mut Transaction,
    member: AccountId,
    kind: NotificationKind,
    from: AccountId,
    status: StatusId,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM notification WHERE account_id = $1 AND kind = $2 AND from_id = $3 AND status_id = $4",
        )
        .bind(member.number())
        .bind(kind.as_str())
        .bind(from.number())
        .bind(status.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Takes back all that a member was told about somebody.
///
/// # Errors
/// The database is away.
pub async fn remove_from(transaction: &mut Transaction, member: MemberId, from: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE account_id = $1 AND from_id = $2")
            .bind(member.account().number())
            .bind(from.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes back all that anybody was told about an account that is gone.
///
/// # Errors
/// The database is away.
pub async fn remove_all_from(transaction: &mut Transaction, from: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE from_id = $1")
            .bind(from.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}
