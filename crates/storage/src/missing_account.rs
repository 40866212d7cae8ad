//! Inboxes that answer 404, and on which days.

use chrono::NaiveDate;
use vouchwell_domain::identifier::ObjectUri;

use crate::{Result, Transaction, value_list};

/// Notes that an inbox was not found on a day; on how many days it was not, since it last was.
///
/// # Errors
/// The database is away.
pub async fn note(transaction: &mut Transaction, inbox: &ObjectUri, day: NaiveDate) -> Result<i64> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("INSERT INTO missing_inbox (inbox, day) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(inbox.as_str())
            .bind(day)
            .execute(connection)
            .await?;
    });
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM missing_inbox WHERE inbox = $1")
            .bind(inbox.as_str())
            .fetch_one(connection)
            .await?
    }))
}

/// Forgets the days: these inboxes are there.
///
/// # Errors
/// The database is away.
pub async fn forget<'a>(
    transaction: &mut Transaction,
    inboxes: impl IntoIterator<Item = &'a ObjectUri>,
) -> Result<()> {
    let inboxes: Vec<String> = inboxes.into_iter().map(ObjectUri::to_string).collect();
    if inboxes.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        value_list::texts("DELETE FROM missing_inbox WHERE inbox IN ", inboxes.iter().cloned())
            .build()
            .persistent(false)
            .execute(connection)
            .await?;
    });
    Ok(())
}
