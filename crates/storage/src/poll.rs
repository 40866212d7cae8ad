//! Polls, and how they stand.

mod read;
mod vote;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::poll::{Poll, PollOption};

use crate::{Result, Transaction};

pub use read::{PollRecord, by_status, of_statuses};
pub use vote::{local_voters, vote, voters, votes_of};

/// Keeps a new poll.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, poll: &Poll) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "INSERT INTO poll (status_id, multiple, hides_totals, ends_at, has_ended, voters, is_to_be_told)
             VALUES ($1, $2, $3, $4, $5, $6, FALSE)",
        )
        .bind(poll.status.number())
        .bind(poll.multiple)
        .bind(poll.hides_totals)
        .bind(poll.ends_at)
        .bind(poll.has_ended)
        .bind(poll.voters)
        .execute(connection)
        .await?;
    });
    insert_options(transaction, poll.status, &poll.options).await
}

async fn insert_options(
    transaction: &mut Transaction,
    status: StatusId,
    options: &[PollOption],
) -> Result<()> {
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO poll_option (status_id, position, title, votes) ");
        builder.push_values((0_i64..).zip(options), |mut row, (position, option)| {
            row.push_bind(status.number())
                .push_bind(position)
                .push_bind(option.title.as_str())
                .push_bind(option.votes);
        });
        builder.build().execute(connection).await?;
    });
    Ok(())
}

/// Puts what the server of a poll says now in place of what it said before. Who voted here stays.
///
/// # Errors
/// The database is away.
pub async fn replace_told(transaction: &mut Transaction, poll: &Poll) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("UPDATE poll SET multiple = $2, ends_at = $3, voters = $4 WHERE status_id = $1")
            .bind(poll.status.number())
            .bind(poll.multiple)
            .bind(poll.ends_at)
            .bind(poll.voters)
            .execute(connection)
            .await?;
    });
    on_both!(&mut *transaction, connection => {
        sqlx::query("DELETE FROM poll_option WHERE status_id = $1")
            .bind(poll.status.number())
            .execute(connection)
            .await?;
    });
    insert_options(transaction, poll.status, &poll.options).await?;
    transaction.announce(Event::Edited(poll.status));
    Ok(())
}

/// Removes the poll of a status.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, status: StatusId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM poll WHERE status_id = $1")
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends a poll whose time has come; whether it was still open.
///
/// # Errors
/// The database is away.
pub async fn end(transaction: &mut Transaction, status: StatusId, now: DateTime<Utc>) -> Result<bool> {
    let has_ended = on_both!(&mut *transaction, connection => {
        sqlx::query("UPDATE poll SET has_ended = TRUE WHERE status_id = $1 AND NOT has_ended AND ends_at <= $2")
            .bind(status.number())
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1;
    if has_ended {
        transaction.announce(Event::Edited(status));
    }
    Ok(has_ended)
}

/// Notes whether others are to be told how a poll stands; whether that is new. When it is told, those who look on are
/// shown it, too: of many votes at once.
///
/// # Errors
/// The database is away.
pub async fn set_to_be_told(transaction: &mut Transaction, status: StatusId, is_to: bool) -> Result<bool> {
    let is_new = on_both!(&mut *transaction, connection => {
        sqlx::query("UPDATE poll SET is_to_be_told = $2 WHERE status_id = $1 AND is_to_be_told <> $2")
            .bind(status.number())
            .bind(is_to)
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1;
    if is_new && !is_to {
        transaction.announce(Event::Edited(status));
    }
    Ok(is_new)
}
