//! Accounts that answer 404 with their inbox, and on which days.

use chrono::NaiveDate;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::ObjectUri;

use crate::{Result, Transaction, value_list};

/// Notes that an inbox and an actor behind it were not found on a day; on how many days they were not, since
/// something last arrived at the inbox.
///
/// # Errors
/// The database is away.
pub async fn note(
    transaction: &mut Transaction,
    inbox: &ObjectUri,
    actor: &ActorUri,
    day: NaiveDate,
) -> Result<i64> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("INSERT INTO missing_account (inbox, actor, day) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(inbox.as_str())
            .bind(actor.as_str())
            .bind(day)
            .execute(connection)
            .await?;
    });
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM missing_account WHERE inbox = $1 AND actor = $2")
            .bind(inbox.as_str())
            .bind(actor.as_str())
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
        value_list::texts("DELETE FROM missing_account WHERE inbox IN ", inboxes.iter().cloned())
            .build()
            .persistent(false)
            .execute(connection)
            .await?;
    });
    Ok(())
}
