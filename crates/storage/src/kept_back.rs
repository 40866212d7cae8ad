//! Offers that are kept back from their subjects.

use vouchwell_domain::identifier::ObjectUri;

use crate::{Result, Transaction};

/// Keeps an offer back.
///
/// # Errors
/// The database is away.
pub(crate) async fn add(transaction: &mut Transaction, offer: &ObjectUri) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO kept_back_offer (offer_uri) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(offer.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Keeps an offer back no longer; whether it was kept back.
///
/// # Errors
/// The database is away.
pub async fn release(transaction: &mut Transaction, offer: &ObjectUri) -> Result<bool> {
    let released = on_both!(transaction, connection => {
        sqlx::query("DELETE FROM kept_back_offer WHERE offer_uri = $1")
            .bind(offer.as_str())
            .execute(connection)
            .await?
            .rows_affected()
    });
    Ok(released > 0)
}
