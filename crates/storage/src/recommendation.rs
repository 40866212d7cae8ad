//! Recommendations: a row for each Note, with the text that is public and the one on its way.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::evidence::{Digest, Timestamp};
use vouchwell_domain::identifier::{AccountId, ObjectUri, RecommendationId, StatusId};
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, PublishedText, Recommendation, Standing};

use crate::error::parse;
use crate::{Error, Result, Transaction, version};

#[derive(FromRow)]
struct Row {
    id: String,
    uri: String,
    url: String,
    author_id: i64,
    subject_id: i64,
    standing: String,
    public_version: Option<String>,
    status_id: Option<i64>,
    sequence: i64,
    created_at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    withdrawals_checked_at: Option<DateTime<Utc>>,
}

impl Row {
    fn recommendation(self, versions: &[version::Row]) -> Result<Recommendation> {
        let standing = match self.standing.as_str() {
            "unpublished" => Standing::Unpublished,
            "public" => Standing::Public(Box::new(self.published_text(versions)?)),
            "withdrawn" => Standing::Withdrawn {
                at: self.withdrawn_at.unwrap_or(self.created_at),
            },
            _ => return Err(Error::Unreadable("standing")),
        };
        let progress = versions
            .iter()
            .find(|row| matches!(row.stage.as_str(), "draft" | "offered" | "accepted"))
            .map(version::Row::version)
            .transpose()?;
        Ok(Recommendation {
            id: parse(&self.id, "recommendation id")?,
            uri: parse(&self.uri, "note id")?,
            url: parse(&self.url, "permalink")?,
            author: AccountId::from_number(self.author_id),
            subject: AccountId::from_number(self.subject_id),
            standing,
            progress,
            sequence: self.sequence,
            created_at: self.created_at,
            withdrawals_checked_at: self.withdrawals_checked_at,
        })
    }

    fn published_text(&self, versions: &[version::Row]) -> Result<PublishedText> {
        let public = versions
            .iter()
            .find(|row| Some(&row.id) == self.public_version.as_ref());
        match (public, self.status_id, self.published_at, self.expires_at) {
            (Some(row), Some(status), Some(published_at), Some(expires_at)) => Ok(PublishedText {
                words: row.words()?,
                foundation: row.foundation()?,
                acceptance: row.acceptance()?.ok_or(Error::Unreadable("public version"))?,
                status: StatusId::from_number(status),
                published_at,
                ends_at: Timestamp::from_datetime(expires_at),
            }),
            _ => Err(Error::Unreadable("public recommendation")),
        }
    }
}

/// Begins a recommendation, with nothing public.
///
/// # Errors
/// The database is away, or a Note with this id is here already.
pub async fn begin(transaction: &mut Transaction, recommendation: &Recommendation) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO recommendation (id, uri, url, author_id, subject_id, standing, sequence, created_at)
             VALUES ($1, $2, $3, $4, $5, 'unpublished', $6, $7)",
        )
        .bind(recommendation.id.as_str())
        .bind(recommendation.uri.as_str())
        .bind(recommendation.url.as_str())
        .bind(recommendation.author.number())
        .bind(recommendation.subject.number())
        .bind(recommendation.sequence)
        .bind(recommendation.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Marks a recommendation as withdrawn for good, and drops what was on its way.
///
/// # Errors
/// The database is away.
pub async fn withdraw(
    transaction: &mut Transaction,
    id: &RecommendationId,
    now: DateTime<Utc>,
) -> Result<()> {
    version::drop_in_progress(transaction, id).await?;
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE recommendation SET standing = 'withdrawn', withdrawn_at = $2, status_id = NULL WHERE id = $1",
        )
        .bind(id.as_str())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Forgets a recommendation that was never public, with its texts.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, id: &RecommendationId) -> Result<()> {
    for statement in [
        "DELETE FROM version WHERE recommendation_id = $1",
        "DELETE FROM recommendation WHERE id = $1 AND standing = 'unpublished'",
    ] {
        on_both!(&mut *transaction, connection => {
            sqlx::query(statement).bind(id.as_str()).execute(connection).await?;
        });
    }
    Ok(())
}

/// Notes when the servers of both people were asked for withdrawals.
///
/// # Errors
/// The database is away.
pub async fn withdrawals_checked(
    transaction: &mut Transaction,
    id: &RecommendationId,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE recommendation SET withdrawals_checked_at = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The recommendation with this id.
///
/// # Errors
/// The database is away.
pub async fn by_id(transaction: &mut Transaction, id: &RecommendationId) -> Result<Option<Recommendation>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM recommendation WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?
    });
    one(transaction, row).await
}

/// The recommendation that a Note carries.
///
/// # Errors
/// The database is away.
pub async fn by_uri(transaction: &mut Transaction, uri: &ObjectUri) -> Result<Option<Recommendation>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM recommendation WHERE uri = $1")
            .bind(uri.as_str())
            .fetch_optional(connection)
            .await?
    });
    one(transaction, row).await
}

/// The recommendation of which some text that was ever public has this endorsement.
///
/// # Errors
/// The database is away.
pub async fn by_endorsement(
    transaction: &mut Transaction,
    digest: &Digest,
) -> Result<Option<Recommendation>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT recommendation.* FROM recommendation
             JOIN version ON version.recommendation_id = recommendation.id
             WHERE version.endorsement = $1 AND version.stage IN ('public', 'replaced')",
        )
        .bind(digest.to_string())
        .fetch_optional(connection)
        .await?
    });
    one(transaction, row).await
}

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
                 WHERE recommendation_id = recommendation.id AND stage IN ('offered', 'accepted')))
             ORDER BY sequence DESC LIMIT $4"
        }
        (Party::Subject, true) => {
            "SELECT * FROM recommendation WHERE subject_id = $1 AND sequence < $2 AND sequence > $3
               AND (standing <> 'unpublished' OR EXISTS (SELECT 1 FROM version
                 WHERE recommendation_id = recommendation.id AND stage IN ('offered', 'accepted')))
             ORDER BY sequence ASC LIMIT $4"
        }
    };
    page_of(transaction, statement, account, page).await
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
             WHERE standing = 'public' AND author_id IN (",
        );
        let mut list = query.separated(", ");
        for author in authors {
            list.push_bind(author.number());
        }
        query.push(") AND subject_id IN (");
        let mut list = query.separated(", ");
        for subject in subjects {
            list.push_bind(subject.number());
        }
        query.push(")");
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

async fn one(transaction: &mut Transaction, row: Option<Row>) -> Result<Option<Recommendation>> {
    let rows = row.into_iter().collect();
    Ok(with_versions(transaction, rows).await?.pop())
}

async fn with_versions(transaction: &mut Transaction, rows: Vec<Row>) -> Result<Vec<Recommendation>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let versions: Vec<version::Row> = on_both!(transaction, connection => {
        let mut query = QueryBuilder::new(
            "SELECT * FROM version WHERE stage IN ('draft', 'offered', 'accepted', 'public')
             AND recommendation_id IN (",
        );
        let mut list = query.separated(", ");
        for row in &rows {
            list.push_bind(row.id.clone());
        }
        query.push(")");
        query.build_query_as().fetch_all(connection).await?
    });
    let mut by_recommendation: HashMap<String, Vec<version::Row>> = HashMap::new();
    for version in versions {
        by_recommendation
            .entry(version.recommendation_id.clone())
            .or_default()
            .push(version);
    }
    rows.into_iter()
        .map(|row| {
            let versions = by_recommendation.remove(&row.id).unwrap_or_default();
            row.recommendation(&versions)
        })
        .collect()
}
