//! What stands between two people.

use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::recommendation::Recommendation;

use super::row::{Row, with_versions};
use crate::{Result, Transaction};

/// What somebody writes or wrote about somebody and is not public.
///
/// # Errors
/// The database is away.
pub async fn unpublished_by(
    transaction: &mut Transaction,
    author: AccountId,
    subject: AccountId,
) -> Result<Vec<Recommendation>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM recommendation WHERE author_id = $1 AND subject_id = $2 AND standing = 'unpublished'",
        )
        .bind(author.number())
        .bind(subject.number())
        .fetch_all(connection)
        .await?
    });
    with_versions(transaction, rows).await
}

/// Whether a recommendation between a member and somebody, in either direction, shows that they know each
/// other, or is to show it without another word of the member: it is public or accepted, or she offers it.
///
/// # Errors
/// The database is away.
pub async fn stands_between(
    transaction: &mut Transaction,
    member: MemberId,
    other: AccountId,
) -> Result<bool> {
    let found: i64 = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM recommendation
             WHERE ((author_id = $1 AND subject_id = $2) OR (author_id = $2 AND subject_id = $1))
               AND (standing = 'public' OR (standing = 'unpublished' AND EXISTS (SELECT 1 FROM version
                   WHERE version.recommendation_id = recommendation.id
                     AND (version.stage = 'accepted'
                         OR (version.stage = 'offered' AND recommendation.author_id = $1)))))",
        )
        .bind(member.account().number())
        .bind(other.number())
        .fetch_one(connection)
        .await?
    });
    Ok(found > 0)
}
