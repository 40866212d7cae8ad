//! Statuses go, and those who could read them are told.

use std::collections::HashMap;

use sqlx::FromRow;
use vouchwell_domain::event::{Event, Readers};
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri, StatusId};
use vouchwell_domain::status::Visibility;

use crate::error::parse;
use crate::{Result, Transaction, value_list};

/// Events have a bounded size, so that many readers are told by several.
const MENTIONED: usize = 200;

/// No more are told of at once than somebody may have on her screen.
macro_rules! told {
    () => {
        " LIMIT 100"
    };
}

#[derive(FromRow)]
struct Doomed {
    id: i64,
    account_id: i64,
    visibility: String,
}

/// Removes a status with its mentions, its boosts and what was notified about it; whether there was one.
///
/// # Errors
/// The database is away.
pub async fn remove_by_uri(transaction: &mut Transaction, uri: &ObjectUri) -> Result<bool> {
    let doomed: Vec<Doomed> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!(
            "SELECT id, account_id, visibility FROM status WHERE uri = $1
             UNION ALL SELECT id, account_id, visibility FROM status
                 WHERE reblog_of_id = (SELECT id FROM status WHERE uri = $1)",
            told!()
        ))
        .bind(uri.as_str())
        .fetch_all(connection)
        .await?
    });
    announce(transaction, doomed).await?;
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM status WHERE uri = $1")
            .bind(uri.as_str())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Removes the ordinary statuses of an account that is gone. Those that carry a recommendation go with
/// its withdrawal.
///
/// # Errors
/// The database is away.
pub async fn remove_ordinary_of(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    announce_end_of_ordinary(transaction, account).await?;
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM status WHERE account_id = $1 AND recommendation_id IS NULL")
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Tells that the ordinary statuses of an account go.
pub(crate) async fn announce_end_of_ordinary(
    transaction: &mut Transaction,
    account: AccountId,
) -> Result<()> {
    let doomed: Vec<Doomed> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!(
            "SELECT id, account_id, visibility FROM status WHERE account_id = $1 AND recommendation_id IS NULL
             ORDER BY id DESC",
            told!()
        ))
        .bind(account.number())
        .fetch_all(connection)
        .await?
    });
    announce(transaction, doomed).await
}

async fn announce(transaction: &mut Transaction, doomed: Vec<Doomed>) -> Result<()> {
    let mut closed = Vec::new();
    for row in doomed {
        let visibility: Visibility = parse(&row.visibility, "visibility")?;
        let status = StatusId::from_number(row.id);
        if visibility.is_open() {
            transaction.announce(Event::Removed {
                status,
                readers: Readers::Everybody,
            });
        } else {
            closed.push((status, AccountId::from_number(row.account_id), visibility));
        }
    }
    if closed.is_empty() {
        return Ok(());
    }
    let mut mentioned = members_mentioned(transaction, closed.iter().map(|(status, ..)| *status)).await?;
    for (status, author, visibility) in closed {
        let mentioned = mentioned.remove(&status).unwrap_or_default();
        let (first, rest) = mentioned.split_at(mentioned.len().min(MENTIONED));
        for part in std::iter::once(first).chain(rest.chunks(MENTIONED)) {
            transaction.announce(Event::Removed {
                status,
                readers: Readers::Some {
                    author,
                    followers: visibility.reaches_followers(),
                    mentioned: part.to_vec(),
                },
            });
        }
    }
    Ok(())
}

async fn members_mentioned(
    transaction: &mut Transaction,
    statuses: impl Iterator<Item = StatusId> + Send,
) -> Result<HashMap<StatusId, Vec<MemberId>>> {
    let numbers = statuses.map(StatusId::number);
    let rows: Vec<(i64, i64)> = on_both!(transaction, connection => {
        value_list::numbers(
            "SELECT mention.status_id, mention.account_id FROM mention
             JOIN member ON member.account_id = mention.account_id WHERE mention.status_id IN ",
            numbers,
        )
        .build_query_as()
        .fetch_all(connection)
        .await?
    });
    let mut mentioned: HashMap<StatusId, Vec<MemberId>> = HashMap::new();
    for (status, account) in rows {
        let member = MemberId::of_stored_member(AccountId::from_number(account));
        mentioned
            .entry(StatusId::from_number(status))
            .or_default()
            .push(member);
    }
    Ok(mentioned)
}
