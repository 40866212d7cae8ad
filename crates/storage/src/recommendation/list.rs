//! Lists of recommendations.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, Recommendation};

use super::row::{Row, with_versions};
use crate::{Result, Transaction, value_list};

/// Everything of which somebody is a party and that is not withdrawn.
///
/// # Errors
/// The database is away.
pub async fn living_of(transaction: &mut Transaction, account: AccountId) -> Result<Vec<Recommendation>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM recommendation WHERE (author_id = $1 OR subject_id = $1) AND standing <> 'withdrawn'",
        )
        .bind(account.number())
        .fetch_all(connection)
        .await?
    });
    with_versions(transaction, rows).await
}

/// The recommendations of which somebody is a party, newest first, in whatever state. A text that is not
/// before its subject takes no place in her list, so that no page tells by its length that there is one.
///
/// # Errors
/// The database is away.
pub async fn of_party(
    transaction: &mut Transaction,
    account: AccountId,
    party: Party,
    page: Page,
) -> Result<Vec<Recommendation>> {
    let statement = match (party, page.from_oldest()) {
        (Party::Author, false) => {
            "SELECT * FROM recommendation WHERE author_id = $1 AND sequence < $2 AND sequence > $3
             ORDER BY sequence DESC LIMIT $4"
        }
        (Party::Author, true) => {
            "SELECT * FROM recommendation WHERE author_id = $1 AND sequence < $2 AND sequence > $3
             ORDER BY sequence ASC LIMIT $4"
        }
        (Party::Subject, false) => {
            "SELECT * FROM recommendation WHERE subject_id = $1 AND sequence < $2 AND sequence > $3
               AND (standing <> 'unpublished' OR EXISTS (SELECT 1 FROM version
                 WHERE recommendation_id = recommendation.id AND stage IN ('offered', 'accepted')
                   AND NOT EXISTS (SELECT 1 FROM kept_back_offer WHERE offer_uri = version.offer_uri)))
             ORDER BY sequence DESC LIMIT $4"
        }
        (Party::Subject, true) => {
            "SELECT * FROM recommendation WHERE subject_id = $1 AND sequence < $2 AND sequence > $3
               AND (standing <> 'unpublished' OR EXISTS (SELECT 1 FROM version
                 WHERE recommendation_id = recommendation.id AND stage IN ('offered', 'accepted')
                   AND NOT EXISTS (SELECT 1 FROM kept_back_offer WHERE offer_uri = version.offer_uri)))
             ORDER BY sequence ASC LIMIT $4"
        }
    };
    page_of(transaction, statement, account, page).await
}

/// The recommendations of somebody of which a text lies before her, newest first.
///
/// # Errors
/// The database is away.
pub async fn waiting(
    transaction: &mut Transaction,
    subject: AccountId,
    now: DateTime<Utc>,
    page: Page,
) -> Result<Vec<Recommendation>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM recommendation WHERE subject_id = $1 AND sequence < $2 AND standing <> 'withdrawn'
               AND EXISTS (SELECT 1 FROM version WHERE recommendation_id = recommendation.id
                 AND stage = 'offered' AND NOT set_aside AND offer_ends_at >= $3
                 AND NOT EXISTS (SELECT 1 FROM kept_back_offer WHERE offer_uri = version.offer_uri))
             ORDER BY sequence DESC LIMIT $4",
        )
        .bind(subject.number())
        .bind(page.upper())
        .bind(now)
        .bind(i64::from(page.limit))
        .fetch_all(connection)
        .await?
    });
    with_versions(transaction, rows).await
}

/// The public recommendations of which somebody is a party, newest first.
///
/// # Errors
/// The database is away.
pub async fn public_of_party(
    transaction: &mut Transaction,
    account: AccountId,
    party: Party,
    page: Page,
) -> Result<Vec<Recommendation>> {
    let statement = match (party, page.from_oldest()) {
        (Party::Author, false) => {
            "SELECT * FROM recommendation WHERE author_id = $1 AND standing = 'public'
               AND sequence < $2 AND sequence > $3 ORDER BY sequence DESC LIMIT $4"
        }
        (Party::Author, true) => {
            "SELECT * FROM recommendation WHERE author_id = $1 AND standing = 'public'
               AND sequence < $2 AND sequence > $3 ORDER BY sequence ASC LIMIT $4"
        }
        (Party::Subject, false) => {
            "SELECT * FROM recommendation WHERE subject_id = $1 AND standing = 'public'
               AND sequence < $2 AND sequence > $3 ORDER BY sequence DESC LIMIT $4"
        }
        (Party::Subject, true) => {
            "SELECT * FROM recommendation WHERE subject_id = $1 AND standing = 'public'
               AND sequence < $2 AND sequence > $3 ORDER BY sequence ASC LIMIT $4"
        }
    };
    page_of(transaction, statement, account, page).await
}

/// The public recommendations by somebody whose text became public before a time, the oldest text first, while no other
/// is on its way.
///
/// # Errors
/// The database is away.
pub async fn unchanged_since(
    transaction: &mut Transaction,
    author: AccountId,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Recommendation>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "SELECT recommendation.* FROM recommendation
             JOIN version ON version.id = recommendation.public_version
             WHERE recommendation.author_id = $1 AND recommendation.standing = 'public'
               AND version.published_at < $2
               AND NOT EXISTS (SELECT 1 FROM version AS other WHERE other.recommendation_id = recommendation.id
                 AND other.stage IN ('draft', 'offered', 'accepted'))
             ORDER BY version.published_at, recommendation.sequence LIMIT $3",
        )
        .bind(author.number())
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?
    });
    with_versions(transaction, rows).await
}

/// How many public, still affirmed recommendations a collection has. Used for `totalItems` alone,
/// never shown to people.
///
/// # Errors
/// The database is away.
pub async fn count_public(
    transaction: &mut Transaction,
    account: AccountId,
    party: Party,
    now: DateTime<Utc>,
) -> Result<i64> {
    let statement = match party {
        Party::Author => {
            "SELECT count(*) FROM recommendation WHERE author_id = $1 AND standing = 'public' AND expires_at > $2"
        }
        Party::Subject => {
            "SELECT count(*) FROM recommendation WHERE subject_id = $1 AND standing = 'public' AND expires_at > $2"
        }
    };
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(statement).bind(account.number()).bind(now).fetch_one(connection).await?
    }))
}

/// The public recommendations by some people of others: author, subject, and when it was published.
///
/// # Errors
/// The database is away.
pub async fn published_among(
    transaction: &mut Transaction,
    authors: &[AccountId],
    subjects: &[AccountId],
) -> Result<Vec<(AccountId, AccountId, DateTime<Utc>)>> {
    if authors.is_empty() || subjects.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, i64, DateTime<Utc>)> = on_both!(transaction, connection => {
        let mut query = QueryBuilder::new(
            "SELECT author_id, subject_id, published_at FROM recommendation
             WHERE standing = 'public' AND author_id IN ",
        );
        value_list::push_list(&mut query, authors.iter().map(|author| author.number()));
        query.push(" AND subject_id IN ");
        value_list::push_list(&mut query, subjects.iter().map(|subject| subject.number()));
        query.build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|(author, subject, at)| {
            (
                AccountId::from_number(author),
                AccountId::from_number(subject),
                at,
            )
        })
        .collect())
}

async fn page_of(
    transaction: &mut Transaction,
    statement: &'static str,
    account: AccountId,
    page: Page,
) -> Result<Vec<Recommendation>> {
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(account.number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    with_versions(transaction, rows).await
}
