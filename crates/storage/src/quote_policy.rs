//! Who may quote posts of members.

use std::collections::HashMap;

use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::quote::QuotePolicy;

use crate::error::parse;
use crate::{Result, Transaction, value_list};

/// Says who may quote a post.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, status: StatusId, policy: QuotePolicy) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("DELETE FROM quote_policy WHERE status_id = $1")
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    if policy == QuotePolicy::Nobody {
        return Ok(());
    }
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO quote_policy (status_id, policy) VALUES ($1, $2)")
            .bind(status.number())
            .bind(policy.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Who may quote a post.
///
/// # Errors
/// The database is away.
pub async fn of_status(transaction: &mut Transaction, status: StatusId) -> Result<QuotePolicy> {
    let found = of_statuses(transaction, &[status]).await?.remove(&status);
    Ok(found.unwrap_or_default())
}

/// Who may quote these posts; those that nobody may are left out.
///
/// # Errors
/// The database is away.
pub async fn of_statuses(
    transaction: &mut Transaction,
    statuses: &[StatusId],
) -> Result<HashMap<StatusId, QuotePolicy>> {
    if statuses.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers = statuses.iter().map(|id| id.number());
    let rows: Vec<(i64, String)> = on_both!(transaction, connection => {
        value_list::numbers("SELECT status_id, policy FROM quote_policy WHERE status_id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let policies = rows.into_iter();
    policies
        .map(|(id, policy)| Ok((StatusId::from_number(id), parse(&policy, "quote policy")?)))
        .collect()
}
