//! Pairs of attestations that a renewal replaced: they stay in force until the acquaintance ends.

use sqlx::FromRow;
use vouchwell_domain::acquaintance::Pair;
use vouchwell_domain::identifier::AcquaintanceId;

use crate::error::parse;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    offer_uri: String,
    mine: String,
    theirs: String,
}

impl TryFrom<Row> for Pair {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            offer: parse(&row.offer_uri, "offer id")?,
            mine: parse(&row.mine, "attestation digest")?,
            theirs: parse(&row.theirs, "attestation digest")?,
        })
    }
}

/// Keeps a pair that is replaced now.
///
/// # Errors
/// The database is away.
pub async fn keep_earlier(
    transaction: &mut Transaction,
    acquaintance: &AcquaintanceId,
    pair: &Pair,
    sequence: i64,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO earlier_pair (acquaintance_id, sequence, offer_uri, mine, theirs)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(acquaintance.as_str())
        .bind(sequence)
        .bind(pair.offer.as_str())
        .bind(pair.mine.to_string())
        .bind(pair.theirs.to_string())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The pairs that were replaced, the last one first.
///
/// # Errors
/// The database is away.
pub async fn earlier(transaction: &mut Transaction, acquaintance: &AcquaintanceId) -> Result<Vec<Pair>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT offer_uri, mine, theirs FROM earlier_pair WHERE acquaintance_id = $1 ORDER BY sequence DESC",
        )
        .bind(acquaintance.as_str())
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Pair::try_from).collect()
}

/// Takes a pair out again, because what replaced it was taken back.
///
/// # Errors
/// The database is away.
pub async fn take_earlier(
    transaction: &mut Transaction,
    acquaintance: &AcquaintanceId,
    pair: &Pair,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM earlier_pair WHERE acquaintance_id = $1 AND mine = $2")
            .bind(acquaintance.as_str())
            .bind(pair.mine.to_string())
            .execute(connection)
            .await?;
    });
    Ok(())
}
