//! Acquaintances, a row for each member of a pair.

mod earlier_pair;
mod row;
mod save;

use chrono::{DateTime, Utc};
use vouchwell_domain::account::Host;
use vouchwell_domain::acquaintance::Acquaintance;
use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::{AccountId, AcquaintanceId, MemberId, ObjectUri};
use vouchwell_domain::page::Page;

pub use earlier_pair::{earlier, keep_earlier, take_earlier};
use row::{Row, select};
pub use save::save;

use crate::{Result, Transaction, tie};

/// Forgets a view that never became anything.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, id: &AcquaintanceId) -> Result<()> {
    let pair: Option<(i64, i64)> = on_both!(&mut *transaction, connection => {
        sqlx::query_as("DELETE FROM acquaintance WHERE id = $1 RETURNING owner_id, other_id")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?
    });
    if let Some((owner, other)) = pair {
        let (owner, other) = (AccountId::from_number(owner), AccountId::from_number(other));
        tie::renew(transaction, owner, other).await?;
    }
    Ok(())
}

/// A member's own view, by its id.
///
/// # Errors
/// The database is away.
pub async fn of_owner(
    transaction: &mut Transaction,
    owner: MemberId,
    id: &AcquaintanceId,
) -> Result<Option<Acquaintance>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!("WHERE acquaintance.id = $1 AND acquaintance.owner_id = $2"))
            .bind(id.as_str())
            .bind(owner.account().number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Acquaintance::try_from).transpose()
}

/// One side's view of a pair.
///
/// # Errors
/// The database is away.
pub async fn between(
    transaction: &mut Transaction,
    owner: AccountId,
    other: AccountId,
) -> Result<Option<Acquaintance>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!("WHERE acquaintance.owner_id = $1 AND acquaintance.other_id = $2"))
            .bind(owner.number())
            .bind(other.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Acquaintance::try_from).transpose()
}

/// The view of a member that belongs to an Offer, the first one or a renewal.
///
/// # Errors
/// The database is away.
pub async fn by_offer(
    transaction: &mut Transaction,
    owner: AccountId,
    offer: &ObjectUri,
) -> Result<Option<Acquaintance>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!(
            "WHERE acquaintance.owner_id = $2 AND acquaintance.id IN (
                 SELECT id FROM acquaintance WHERE offer_uri = $1
                 UNION ALL SELECT acquaintance_id FROM renewal WHERE offer_uri = $1)"
        ))
            .bind(offer.as_str())
            .bind(owner.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Acquaintance::try_from).transpose()
}

/// The views of others that belong to an Offer by this account.
///
/// # Errors
/// The database is away.
pub async fn by_offer_of(
    transaction: &mut Transaction,
    offer: &ObjectUri,
    offering: AccountId,
) -> Result<Vec<Acquaintance>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!(
            "WHERE acquaintance.other_id = $2 AND acquaintance.id IN (
                 SELECT id FROM acquaintance WHERE offer_uri = $1
                 UNION ALL SELECT acquaintance_id FROM renewal WHERE offer_uri = $1)"
        ))
            .bind(offer.as_str())
            .bind(offering.number())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Acquaintance::try_from).collect()
}

/// All views of a member, whatever became of them.
///
/// # Errors
/// The database is away.
pub async fn of_member(transaction: &mut Transaction, owner: MemberId) -> Result<Vec<Acquaintance>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!("WHERE acquaintance.owner_id = $1"))
            .bind(owner.account().number())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Acquaintance::try_from).collect()
}

/// The views of members of somebody.
///
/// # Errors
/// The database is away.
pub async fn of_other(transaction: &mut Transaction, other: AccountId) -> Result<Vec<Acquaintance>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!("WHERE acquaintance.other_id = $1"))
            .bind(other.number())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Acquaintance::try_from).collect()
}

/// The views of which an attestation is a part: of the present pair, of an earlier one, or of a renewal.
///
/// # Errors
/// The database is away.
pub async fn resting_on(transaction: &mut Transaction, attestation: &Digest) -> Result<Vec<Acquaintance>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!(
            "WHERE acquaintance.id IN (
                 SELECT id FROM acquaintance WHERE mine = $1 OR theirs = $1
                 UNION ALL SELECT acquaintance_id FROM renewal WHERE attestation = $1
                 UNION ALL SELECT acquaintance_id FROM earlier_pair WHERE mine = $1 OR theirs = $1)"
        ))
            .bind(attestation.to_string())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Acquaintance::try_from).collect()
}

/// A member's views that she may see, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, owner: MemberId, page: Page) -> Result<Vec<Acquaintance>> {
    let statement = if page.from_oldest() {
        select!(
            "WHERE acquaintance.owner_id = $1 AND NOT acquaintance.hidden AND acquaintance.sequence < $2
               AND acquaintance.sequence > $3 ORDER BY acquaintance.sequence ASC LIMIT $4"
        )
    } else {
        select!(
            "WHERE acquaintance.owner_id = $1 AND NOT acquaintance.hidden AND acquaintance.sequence < $2
               AND acquaintance.sequence > $3 ORDER BY acquaintance.sequence DESC LIMIT $4"
        )
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(owner.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(Acquaintance::try_from).collect()
}

/// What a member has not answered of what others say and may still be answered, newest first.
///
/// # Errors
/// The database is away.
pub async fn waiting(
    transaction: &mut Transaction,
    owner: MemberId,
    now: DateTime<Utc>,
    page: Page,
) -> Result<Vec<Acquaintance>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!(
            "WHERE acquaintance.owner_id = $1 AND acquaintance.sequence < $2 AND NOT acquaintance.hidden
               AND ((acquaintance.state = 'asked' AND NOT acquaintance.declined_silently
                     AND acquaintance.accept_by >= $3)
                 OR (acquaintance.state = 'mutual' AND renewal.state = 'asked' AND NOT renewal.hidden
                     AND NOT renewal.declined_silently AND renewal.accept_by >= $3))
             ORDER BY acquaintance.sequence DESC LIMIT $4"
        ))
        .bind(owner.account().number())
        .bind(page.upper())
        .bind(now)
        .bind(i64::from(page.limit))
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Acquaintance::try_from).collect()
}

/// How many offers of people under a domain a member is shown that she has not answered.
///
/// # Errors
/// The database is away.
pub async fn count_asked_from(
    transaction: &mut Transaction,
    owner: MemberId,
    domain: &Host,
    now: DateTime<Utc>,
) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM acquaintance JOIN account ON account.id = acquaintance.other_id
             WHERE acquaintance.owner_id = $1 AND acquaintance.state = 'asked' AND NOT acquaintance.hidden
               AND NOT acquaintance.declined_silently AND acquaintance.accept_by >= $3
               AND account.host IN (SELECT host FROM host_domain WHERE domain = $2)",
        )
        .bind(owner.account().number())
        .bind(domain.as_str())
        .bind(now)
        .fetch_one(connection)
        .await?
    }))
}

/// How old the oldest account is that two people both know mutually, as far as this server knows:
/// the other end of the pair may have its view here or not. What either end keeps private does not count,
/// because the answer would show it.
///
/// # Errors
/// The database is away.
pub async fn oldest_shared(
    transaction: &mut Transaction,
    one: AccountId,
    other: AccountId,
) -> Result<Option<DateTime<Utc>>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "WITH shown (owner_id, other_id) AS (
                 SELECT owner_id, other_id FROM acquaintance
                 WHERE state = 'mutual' AND visibility <> 'private' AND NOT EXISTS (
                     SELECT 1 FROM acquaintance AS back WHERE back.owner_id = acquaintance.other_id
                       AND back.other_id = acquaintance.owner_id AND back.visibility = 'private')
             ), known (one, other) AS (
                 SELECT owner_id, other_id FROM shown UNION SELECT other_id, owner_id FROM shown
             )
             SELECT account.first_seen_at FROM known AS first
             JOIN known AS second ON second.one = first.other
             JOIN account ON account.id = first.other
             WHERE first.one = $1 AND second.other = $2
             ORDER BY account.first_seen_at LIMIT 1",
        )
        .bind(one.number())
        .bind(other.number())
        .fetch_optional(connection)
        .await?
    }))
}
