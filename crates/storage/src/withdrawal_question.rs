//! Which servers were asked, and answered, whether a recommendation is withdrawn.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Host;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::withdrawal::WithdrawalQuestion;

use crate::error::parse;
use crate::value_list::push_list;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: String,
    author: Option<String>,
    subject: Option<String>,
}

impl Row {
    fn questions(&self, now: DateTime<Utc>) -> Result<Vec<WithdrawalQuestion>> {
        let recommendation: RecommendationId = parse(&self.id, "recommendation id")?;
        let mut hosts = Vec::new();
        for actor in [&self.author, &self.subject].into_iter().flatten() {
            let actor: ActorUri = parse(actor, "actor")?;
            hosts.push(Host::of(&actor.url()).ok_or(Error::Unreadable("actor"))?);
        }
        hosts.dedup();
        Ok(hosts
            .into_iter()
            .map(|host| WithdrawalQuestion {
                recommendation: recommendation.clone(),
                host,
                asked_at: now,
            })
            .collect())
    }
}

/// The questions that have to be asked before these recommendations are shown: of those that are public here,
/// whose people are not all members, and about which nobody asked lately.
///
/// # Errors
/// The database is away.
pub async fn due(
    transaction: &mut Transaction,
    ids: &[&RecommendationId],
    now: DateTime<Utc>,
) -> Result<Vec<WithdrawalQuestion>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let stale = WithdrawalQuestion::latest_stale(now);
    let texts = ids.iter().map(|id| id.to_string());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        let mut query = QueryBuilder::new(
            "SELECT recommendation.id,
                 CASE WHEN author.host IS NULL THEN NULL ELSE author.uri END AS author,
                 CASE WHEN subject.host IS NULL THEN NULL ELSE subject.uri END AS subject
             FROM recommendation
             JOIN version ON version.id = recommendation.public_version
             JOIN account AS author ON author.id = recommendation.author_id
             JOIN account AS subject ON subject.id = recommendation.subject_id
             WHERE recommendation.standing = 'public'
               AND (author.host IS NOT NULL OR subject.host IS NOT NULL)
               AND version.published_at <= ",
        );
        query.push_bind(stale);
        query.push(
            " AND NOT EXISTS (SELECT 1 FROM withdrawal_question AS asked
                 WHERE asked.recommendation_id = recommendation.id AND asked.asked_at > ",
        );
        query.push_bind(stale);
        query.push(") AND recommendation.id IN ");
        push_list(&mut query, texts);
        // Always in one order, so that two who ask for the same cannot wait for each other.
        query.push(" ORDER BY recommendation.id");
        query.build_query_as().fetch_all(connection).await?
    });
    let questions: Vec<_> = rows.iter().map(|row| row.questions(now)).collect::<Result<_>>()?;
    Ok(questions.into_iter().flatten().collect())
}

/// Takes a question on, unless somebody else has asked it since; whether it is ours to ask.
///
/// # Errors
/// The database is away.
pub async fn take_on(transaction: &mut Transaction, question: &WithdrawalQuestion) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO withdrawal_question (recommendation_id, host, asked_at) VALUES ($1, $2, $3)
             ON CONFLICT (recommendation_id, host) DO UPDATE SET asked_at = excluded.asked_at
                 WHERE withdrawal_question.asked_at <= $4",
        )
        .bind(question.recommendation.as_str())
        .bind(question.host.as_str())
        .bind(question.asked_at)
        .bind(WithdrawalQuestion::latest_stale(question.asked_at))
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Whether all questions of this time about some recommendations are answered.
///
/// # Errors
/// The database is away.
pub async fn are_answered(transaction: &mut Transaction, questions: &[WithdrawalQuestion]) -> Result<bool> {
    let Some(asked_at) = questions.first().map(|question| question.asked_at) else {
        return Ok(true);
    };
    let ids = questions
        .iter()
        .map(|question| question.recommendation.to_string());
    let open: Option<String> = on_both!(transaction, connection => {
        let mut query = QueryBuilder::new("SELECT host FROM withdrawal_question WHERE asked_at = ");
        query.push_bind(asked_at);
        query.push(" AND (answered_at IS NULL OR answered_at < asked_at) AND recommendation_id IN ");
        push_list(&mut query, ids);
        query.push(" LIMIT 1");
        query.build_query_scalar().fetch_optional(connection).await?
    });
    Ok(open.is_none())
}

/// Notes the answer of a server, unless a later question took the place of this one. Once all servers have
/// answered, the recommendation counts as checked at the earliest of those times.
///
/// # Errors
/// The database is away.
pub async fn answered(
    transaction: &mut Transaction,
    question: &WithdrawalQuestion,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "UPDATE withdrawal_question SET answered_at = $4
             WHERE recommendation_id = $1 AND host = $2 AND asked_at = $3",
        )
        .bind(question.recommendation.as_str())
        .bind(question.host.as_str())
        .bind(question.asked_at)
        .bind(now)
        .execute(connection)
        .await?;
    });
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE recommendation SET withdrawals_checked_at = (SELECT min(answered_at)
                 FROM withdrawal_question WHERE recommendation_id = recommendation.id)
             WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM withdrawal_question
                 WHERE recommendation_id = recommendation.id AND answered_at IS NULL)",
        )
        .bind(question.recommendation.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}
