//! Posts that filters find whatever they say.

use std::collections::HashMap;

use sqlx::FromRow;
use vouchwell_domain::filter::FilterStatus;
use vouchwell_domain::identifier::{FilterId, FilterStatusId, MemberId, StatusId};

use super::by_filter;
use crate::{Result, Transaction};

/// Lets a filter find a post whatever it says; one that it finds so already stays as it is.
///
/// # Errors
/// The database is away.
pub async fn insert_status(
    transaction: &mut Transaction,
    filter: FilterId,
    status: &FilterStatus,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO filter_status (id, filter_id, status_id) VALUES ($1, $2, $3)
             ON CONFLICT (filter_id, status_id) DO NOTHING",
        )
        .bind(status.id.number())
        .bind(filter.number())
        .bind(status.status.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Lets a filter find a post no more for itself.
///
/// # Errors
/// The database is away.
pub async fn remove_status(transaction: &mut Transaction, id: FilterStatusId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM filter_status WHERE id = $1").bind(id.number()).execute(connection).await?;
    });
    Ok(())
}

pub(super) async fn of_member(
    transaction: &mut Transaction,
    owner: MemberId,
) -> Result<HashMap<i64, Vec<FilterStatus>>> {
    #[derive(FromRow)]
    struct Row {
        filter_id: i64,
        id: i64,
        status_id: i64,
    }
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT filter_status.* FROM filter_status JOIN filter ON filter.id = filter_status.filter_id
             WHERE filter.owner_id = $1 ORDER BY filter_status.id",
        )
        .bind(owner.account().number())
        .fetch_all(connection)
        .await?
    });
    Ok(by_filter(rows.into_iter().map(|row| {
        let status = FilterStatus {
            id: FilterStatusId::from_number(row.id),
            status: StatusId::from_number(row.status_id),
        };
        (row.filter_id, status)
    })))
}
