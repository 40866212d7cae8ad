//! Polls as they stand.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::poll::{Poll, PollOption};

use crate::value_list::{self, push_list};
use crate::{Result, Transaction};

/// A poll, and what its reader chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollRecord {
    /// The poll.
    pub poll: Poll,
    /// The positions of the answers that the reader chose.
    pub chosen: Vec<usize>,
}

#[derive(FromRow)]
struct Row {
    status_id: i64,
    multiple: bool,
    hides_totals: bool,
    ends_at: Option<DateTime<Utc>>,
    has_ended: bool,
    voters: Option<i64>,
}

/// The polls of many statuses, as far as they have one, in a fixed number of statements.
///
/// # Errors
/// The database is away.
pub async fn of_statuses(
    transaction: &mut Transaction,
    statuses: &[StatusId],
    reader: Option<MemberId>,
) -> Result<HashMap<StatusId, PollRecord>> {
    if statuses.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers = statuses.iter().map(|status| status.number());
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        value_list::numbers("SELECT * FROM poll WHERE status_id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<i64> = rows.iter().map(|row| row.status_id).collect();
    let options: Vec<(i64, String, i64)> = on_both!(&mut *transaction, connection => {
        value_list::numbers("SELECT status_id, title, votes FROM poll_option WHERE status_id IN ", numbers.clone())
            .push(" ORDER BY status_id, position")
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let chosen = chosen(transaction, &numbers, reader).await?;
    let mut polls: HashMap<StatusId, PollRecord> = rows
        .into_iter()
        .map(|row| {
            let status = StatusId::from_number(row.status_id);
            let poll = Poll {
                status,
                options: Vec::new(),
                multiple: row.multiple,
                hides_totals: row.hides_totals,
                ends_at: row.ends_at,
                has_ended: row.has_ended,
                voters: row.voters,
            };
            let chosen = Vec::new();
            (status, PollRecord { poll, chosen })
        })
        .collect();
    for (status, title, votes) in options {
        if let Some(record) = polls.get_mut(&StatusId::from_number(status)) {
            record.poll.options.push(PollOption { title, votes });
        }
    }
    for (status, position) in chosen {
        if let Some(record) = polls.get_mut(&StatusId::from_number(status)) {
            record.chosen.extend(usize::try_from(position));
        }
    }
    Ok(polls)
}

async fn chosen(
    transaction: &mut Transaction,
    statuses: &[i64],
    reader: Option<MemberId>,
) -> Result<Vec<(i64, i64)>> {
    let Some(reader) = reader else {
        return Ok(Vec::new());
    };
    Ok(on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("SELECT status_id, position FROM poll_vote WHERE account_id = ");
        builder.push_bind(reader.account().number());
        builder.push(" AND status_id IN ");
        push_list(&mut builder, statuses.iter().copied());
        builder.push(" ORDER BY status_id, position");
        builder.build_query_as().fetch_all(connection).await?
    }))
}

/// The poll of one status.
///
/// # Errors
/// The database is away.
pub async fn by_status(transaction: &mut Transaction, status: StatusId) -> Result<Option<Poll>> {
    let mut found = of_statuses(transaction, &[status], None).await?;
    Ok(found.remove(&status).map(|record| record.poll))
}
