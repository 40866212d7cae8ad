//! Bookmarks: what members keep for themselves.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::Status;

use crate::placed::{self, StatusRow};
use crate::status::visible_to_reader;
use crate::{Result, Transaction};

/// Keeps a status for a member, unless she keeps it already.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    member: MemberId,
    status: StatusId,
    sequence: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO bookmark (account_id, status_id, sequence, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
        )
        .bind(member.account().number())
        .bind(status.number())
        .bind(sequence)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// A member keeps a status no longer.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId, status: StatusId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM bookmark WHERE account_id = $1 AND status_id = $2")
            .bind(member.account().number())
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

macro_rules! of_member_statement {
    ($order:literal) => {
        concat!(
            "SELECT bookmark.sequence AS position, status.*
             FROM bookmark JOIN status ON status.id = bookmark.status_id
             WHERE bookmark.account_id = $1 AND bookmark.sequence < $2 AND bookmark.sequence > $3 AND ",
            visible_to_reader!(),
            " ORDER BY bookmark.sequence ",
            $order,
            " LIMIT $4"
        )
    };
}

/// What a member keeps and may still see, by when she began to.
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
