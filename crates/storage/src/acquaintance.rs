//! Acquaintances, a row for each member of a pair.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::acquaintance::{Acquaintance, Stage};
use vouchwell_domain::evidence::{Digest, Timestamp};
use vouchwell_domain::identifier::{AccountId, AcquaintanceId, MemberId, ObjectUri};
use vouchwell_domain::page::Page;

use crate::error::{parse, parse_optional};
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: String,
    owner_id: i64,
    other_id: i64,
    state: String,
    offer_uri: String,
    mine: Option<String>,
    theirs: Option<String>,
    accept_by: Option<DateTime<Utc>>,
    declined_silently: bool,
    hidden: bool,
    message: Option<String>,
    visibility: String,
    sequence: i64,
    created_at: DateTime<Utc>,
    mutual_since: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Acquaintance {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let mine: Option<Digest> = parse_optional(row.mine.as_ref(), "attestation digest")?;
        let theirs: Option<Digest> = parse_optional(row.theirs.as_ref(), "attestation digest")?;
        let accept_by = row.accept_by.map(Timestamp::from_datetime);
        let stage = match (row.state.as_str(), mine, theirs, accept_by, row.mutual_since) {
            ("offered", Some(mine), _, Some(accept_by), _) => Stage::Offered { mine, accept_by },
            ("asked", _, Some(theirs), Some(accept_by), _) => Stage::Asked {
                theirs,
                accept_by,
                declined_silently: row.declined_silently,
                hidden: row.hidden,
            },
            ("mutual", Some(mine), Some(theirs), _, Some(since)) => Stage::Mutual { mine, theirs, since },
            ("declined", ..) => Stage::Declined,
            ("ended", ..) => Stage::Ended,
            _ => return Err(Error::Unreadable("acquaintance")),
        };
        Ok(Self {
            id: parse(&row.id, "acquaintance id")?,
            owner: MemberId::of_stored_member(AccountId::from_number(row.owner_id)),
            other: AccountId::from_number(row.other_id),
            offer: parse(&row.offer_uri, "offer id")?,
            stage,
            message: row.message,
            visibility: parse(&row.visibility, "visibility")?,
            sequence: row.sequence,
            created_at: row.created_at,
        })
    }
}

/// Writes the whole row, in place of the one of the same pair if there is one.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, acquaintance: &Acquaintance) -> Result<()> {
    let (state, mine, theirs, accept_by, since) = match &acquaintance.stage {
        Stage::Offered { mine, accept_by } => ("offered", Some(mine), None, Some(*accept_by), None),
        Stage::Asked {
            theirs, accept_by, ..
        } => ("asked", None, Some(theirs), Some(*accept_by), None),
        Stage::Mutual { mine, theirs, since } => ("mutual", Some(mine), Some(theirs), None, Some(*since)),
        Stage::Declined => ("declined", None, None, None, None),
        Stage::Ended => ("ended", None, None, None, None),
    };
    let (declined_silently, hidden) = match acquaintance.stage {
        Stage::Asked {
            declined_silently,
            hidden,
            ..
        } => (declined_silently, hidden),
        _ => (false, false),
    };
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO acquaintance (id, owner_id, other_id, state, offer_uri, mine, theirs, accept_by,
                 declined_silently, hidden, message, visibility, sequence, created_at, mutual_since)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             ON CONFLICT (owner_id, other_id) DO UPDATE SET id = excluded.id, state = excluded.state,
                 offer_uri = excluded.offer_uri, mine = excluded.mine, theirs = excluded.theirs,
                 accept_by = excluded.accept_by, declined_silently = excluded.declined_silently,
                 hidden = excluded.hidden, message = excluded.message, visibility = excluded.visibility,
                 sequence = excluded.sequence, created_at = excluded.created_at,
                 mutual_since = excluded.mutual_since",
        )
        .bind(acquaintance.id.as_str())
        .bind(acquaintance.owner.account().number())
        .bind(acquaintance.other.number())
        .bind(state)
        .bind(acquaintance.offer.as_str())
        .bind(mine.map(Digest::to_string))
        .bind(theirs.map(Digest::to_string))
        .bind(accept_by.map(Timestamp::datetime))
        .bind(declined_silently)
        .bind(hidden)
        .bind(acquaintance.message.as_deref())
        .bind(acquaintance.visibility.as_str())
        .bind(acquaintance.sequence)
        .bind(acquaintance.created_at)
        .bind(since)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Forgets a view that never became anything.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, id: &AcquaintanceId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM acquaintance WHERE id = $1").bind(id.as_str()).execute(connection).await?;
    });
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
        sqlx::query_as("SELECT * FROM acquaintance WHERE id = $1 AND owner_id = $2")
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
        sqlx::query_as("SELECT * FROM acquaintance WHERE owner_id = $1 AND other_id = $2")
            .bind(owner.number())
            .bind(other.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Acquaintance::try_from).transpose()
}

/// The view of a member that belongs to an Offer.
///
/// # Errors
/// The database is away.
pub async fn by_offer(
    transaction: &mut Transaction,
    owner: AccountId,
    offer: &ObjectUri,
) -> Result<Option<Acquaintance>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM acquaintance WHERE offer_uri = $1 AND owner_id = $2")
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
        sqlx::query_as("SELECT * FROM acquaintance WHERE offer_uri = $1 AND other_id = $2")
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
        sqlx::query_as("SELECT * FROM acquaintance WHERE owner_id = $1")
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
        sqlx::query_as("SELECT * FROM acquaintance WHERE other_id = $1")
            .bind(other.number())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Acquaintance::try_from).collect()
}

/// The views that rest on an attestation.
///
/// # Errors
/// The database is away.
pub async fn resting_on(transaction: &mut Transaction, attestation: &Digest) -> Result<Vec<Acquaintance>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM acquaintance WHERE mine = $1 OR theirs = $1")
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
        "SELECT * FROM acquaintance WHERE owner_id = $1 AND NOT hidden AND sequence < $2 AND sequence > $3
         ORDER BY sequence ASC LIMIT $4"
    } else {
        "SELECT * FROM acquaintance WHERE owner_id = $1 AND NOT hidden AND sequence < $2 AND sequence > $3
         ORDER BY sequence DESC LIMIT $4"
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
