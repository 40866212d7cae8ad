//! The words of the topics of public recommendations, so that they are found by them.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::evidence::Topics;
use vouchwell_domain::identifier::{AccountId, RecommendationId};
use vouchwell_domain::search::words_of_topics;

use crate::{Result, Transaction};

/// What every word of one recommendation is kept with.
pub(crate) struct Source<'a> {
    pub(crate) recommendation: &'a RecommendationId,
    pub(crate) author: AccountId,
    pub(crate) subject: AccountId,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Writes the words of a recommendation, in place of those that were there.
pub(crate) async fn replace(
    transaction: &mut Transaction,
    source: &Source<'_>,
    topics: &Topics,
) -> Result<()> {
    remove(transaction, source.recommendation).await?;
    let words = words_of_topics(topics);
    on_both!(transaction, connection => {
        let mut statement = QueryBuilder::new(
            "INSERT INTO topic_word (recommendation_id, word, author_id, subject_id, expires_at) ",
        );
        statement.push_values(words, |mut row, word| {
            row.push_bind(source.recommendation.to_string())
                .push_bind(word)
                .push_bind(source.author.number())
                .push_bind(source.subject.number())
                .push_bind(source.expires_at);
        });
        statement.build().execute(connection).await?;
    });
    Ok(())
}

/// Forgets the words of a recommendation.
pub(crate) async fn remove(transaction: &mut Transaction, recommendation: &RecommendationId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM topic_word WHERE recommendation_id = $1")
            .bind(recommendation.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// A word under which a recommendation is found.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct TopicWord {
    /// The recommendation.
    pub recommendation_id: String,
    /// The word.
    pub word: String,
    /// Who wrote it.
    pub author_id: i64,
    /// Whom it is about.
    pub subject_id: i64,
    /// Until when it is found.
    pub expires_at: DateTime<Utc>,
}

/// All of them, in order. For checks: a search never reads them all.
///
/// # Errors
/// The database is away.
pub async fn all(transaction: &mut Transaction) -> Result<Vec<TopicWord>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM topic_word ORDER BY recommendation_id, word")
            .fetch_all(connection)
            .await?
    }))
}
