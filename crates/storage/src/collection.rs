//! Collections: who is publicly recommended for which topic, by whom.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};
use vouchwell_domain::collection::{Collection, CollectionItem, ITEMS};
use vouchwell_domain::evidence::{Language, Topic, Topics};
use vouchwell_domain::identifier::{AccountId, CollectionId, MemberId, RecommendationId};
use vouchwell_domain::notice::NoticeLanguage;
use vouchwell_domain::page::Page;

use crate::error::{parse, parse_optional};
use crate::topic_word::Source;
use crate::value_list::{numbers, push_list};
use crate::{Result, Transaction};

/// Puts the subject of a recommendation into the collections of its topics, in place of those where she was by it.
pub(crate) async fn replace(
    transaction: &mut Transaction,
    source: &Source<'_>,
    topics: &Topics,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let mut changed = with_recommendation(transaction, source.recommendation).await?;
    remove_items(transaction, source.recommendation).await?;
    on_both!(&mut *transaction, connection => {
        let mut statement = QueryBuilder::new("INSERT INTO collection (author_id, topic) ");
        statement.push_values(topics.iter(), |mut row, topic| {
            row.push_bind(source.author.number()).push_bind(topic.as_str());
        });
        statement.push(" ON CONFLICT (author_id, topic) DO NOTHING");
        statement.build().execute(connection).await?;
    });
    on_both!(&mut *transaction, connection => {
        let mut statement = QueryBuilder::new(
            "INSERT INTO collection_item (collection_id, recommendation_id, account_id, created_at, expires_at)
             SELECT id, ",
        );
        statement
            .push_bind(source.recommendation.as_str())
            .push(", ")
            .push_bind(source.subject.number())
            .push(", ")
            .push_bind(since)
            .push(", ")
            .push_bind(source.expires_at)
            .push(" FROM collection WHERE author_id = ")
            .push_bind(source.author.number())
            .push(" AND topic IN ");
        push_list(&mut statement, topics.iter().map(|topic| topic.as_str().to_owned()));
        statement.build().execute(connection).await?;
    });
    changed.extend(with_recommendation(transaction, source.recommendation).await?);
    change(transaction, changed, now).await
}

/// Takes the subject of a recommendation out of the collections where she is by it.
pub(crate) async fn remove(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = with_recommendation(transaction, recommendation).await?;
    remove_items(transaction, recommendation).await?;
    change(transaction, changed, now).await
}

/// Lets the collections be changed where somebody was by a recommendation whose time is over; false if it is in none,
/// or not over.
///
/// # Errors
/// The database is away.
pub async fn expire(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed: Vec<i64> = on_both!(&mut *transaction, connection => {
        sqlx::query_scalar(
            "SELECT collection_id FROM collection_item WHERE recommendation_id = $1 AND expires_at <= $2",
        )
        .bind(recommendation.as_str())
        .bind(now)
        .fetch_all(connection)
        .await?
    });
    let is_over = !changed.is_empty();
    change(transaction, changed, now).await?;
    Ok(is_over)
}

async fn with_recommendation(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
) -> Result<Vec<i64>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT collection_id FROM collection_item WHERE recommendation_id = $1")
            .bind(recommendation.as_str())
            .fetch_all(connection)
            .await?
    }))
}

/// Each change is later than the one before by what others are told of a time, whatever the clock says: they take none
/// that is not newer.
async fn change(transaction: &mut Transaction, collections: Vec<i64>, now: DateTime<Utc>) -> Result<()> {
    if collections.is_empty() {
        return Ok(());
    }
    // Whoever else changes one of them waits from here on, until this is committed.
    let before: Vec<DateTime<Utc>> = on_both!(&mut *transaction, connection => {
        let mut statement = numbers(
            "UPDATE collection SET changed_at = changed_at WHERE id IN ",
            collections.iter().copied(),
        );
        statement.push(" RETURNING changed_at");
        statement.build_query_scalar().fetch_all(connection).await?
    });
    let later = before.into_iter().map(|before| before + TimeDelta::seconds(1));
    let changed_at = later.fold(now, Ord::max);
    on_both!(transaction, connection => {
        let mut statement = QueryBuilder::new("UPDATE collection SET changed_at = ");
        statement.push_bind(changed_at).push(" WHERE id IN ");
        push_list(&mut statement, collections.iter().copied());
        statement.build().execute(connection).await?;
    });
    Ok(())
}

async fn remove_items(transaction: &mut Transaction, recommendation: &RecommendationId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM collection_item WHERE recommendation_id = $1")
            .bind(recommendation.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: i64,
    author_id: i64,
    topic: String,
    changed_at: DateTime<Utc>,
    language: Option<String>,
}

#[derive(FromRow)]
struct ItemRow {
    collection_id: i64,
    recommendation_id: String,
    account_id: i64,
    created_at: DateTime<Utc>,
}

/// Which collections are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// The one with this number.
    One(CollectionId),
    /// That of an author for a topic.
    Of(AccountId, &'a Topic),
    /// Those of an author.
    By(AccountId),
    /// Those in which somebody is.
    With(AccountId),
}

/// Collections of members in which somebody is, the newest first, as a reader is shown them: those whom she wants to
/// hear nothing of neither have one nor are in one.
///
/// # Errors
/// The database is away.
pub async fn list(
    transaction: &mut Transaction,
    reader: Option<MemberId>,
    wanted: Wanted<'_>,
    (page, offset): (Page, u32),
    now: DateTime<Utc>,
) -> Result<Vec<Collection>> {
    let mut rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        let mut statement = QueryBuilder::new(
            "SELECT collection.id, collection.author_id, collection.topic, collection.changed_at,
                 COALESCE(reading_language.language, preference.language) AS language
             FROM collection JOIN account ON account.id = collection.author_id
             LEFT JOIN reading_language ON reading_language.account_id = collection.author_id
             LEFT JOIN preference ON preference.account_id = collection.author_id
             WHERE account.host IS NULL AND account.gone_at IS NULL AND EXISTS (SELECT 1 FROM collection_item
                 WHERE collection_item.collection_id = collection.id AND collection_item.expires_at > ",
        );
        statement.push_bind(now);
        if let Wanted::With(account) = wanted {
            statement.push(" AND collection_item.account_id = ").push_bind(account.number());
        }
        keep_from(&mut statement, reader, "collection_item.account_id");
        statement.push(")");
        keep_from(&mut statement, reader, "collection.author_id");
        match wanted {
            Wanted::One(id) => {
                statement.push(" AND collection.id = ").push_bind(id.number());
            }
            Wanted::Of(author, topic) => {
                statement.push(" AND collection.author_id = ").push_bind(author.number());
                statement.push(" AND collection.topic = ").push_bind(topic.as_str());
            }
            Wanted::By(author) => {
                statement.push(" AND collection.author_id = ").push_bind(author.number());
            }
            Wanted::With(_) => {}
        }
        statement.push(" AND collection.id < ").push_bind(page.upper());
        statement.push(" AND collection.id > ").push_bind(page.lower());
        let order = if page.from_oldest() { " ORDER BY collection.id ASC" } else { " ORDER BY collection.id DESC" };
        statement.push(order);
        statement.push(" LIMIT ").push_bind(i64::from(page.limit));
        statement.push(" OFFSET ").push_bind(i64::from(offset));
        statement.build_query_as().fetch_all(connection).await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    let items = items(transaction, reader, &rows, now).await?;
    rows.into_iter()
        .map(|row| {
            let language: Option<Language> = parse_optional(row.language.as_ref(), "language")?;
            Ok(Collection {
                id: CollectionId::from_number(row.id),
                author: AccountId::from_number(row.author_id),
                topic: parse(&row.topic, "topic")?,
                language: NoticeLanguage::nearest(language.as_ref()),
                items: grouped(items.iter().filter(|item| item.collection_id == row.id))?,
                changed_at: row.changed_at,
            })
        })
        .collect()
}

/// Leaves out what is about accounts that a reader wants to hear nothing of.
fn keep_from<DB>(statement: &mut QueryBuilder<DB>, reader: Option<MemberId>, account: &str)
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let Some(reader) = reader.map(|reader| reader.account().number()) else {
        return;
    };
    statement.push(" AND NOT EXISTS (SELECT 1 FROM block WHERE block.blocker_id = ");
    statement.push_bind(reader);
    statement.push(format!(" AND block.blocked_id = {account})"));
    statement.push(
        " AND NOT EXISTS (SELECT 1 FROM domain_block JOIN account AS known ON known.host = domain_block.host
             WHERE domain_block.owner_id = ",
    );
    statement.push_bind(reader);
    statement.push(format!(" AND known.id = {account})"));
}

async fn items(
    transaction: &mut Transaction,
    reader: Option<MemberId>,
    rows: &[Row],
    now: DateTime<Utc>,
) -> Result<Vec<ItemRow>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_both!(transaction, connection => {
        let mut statement = QueryBuilder::new(
            "SELECT collection_id, recommendation_id, account_id, created_at FROM collection_item
             WHERE expires_at > ",
        );
        statement.push_bind(now).push(" AND collection_id IN ");
        push_list(&mut statement, rows.iter().map(|row| row.id));
        keep_from(&mut statement, reader, "collection_item.account_id");
        statement.push(" ORDER BY created_at, recommendation_id");
        statement.build_query_as().fetch_all(connection).await?
    }))
}

/// Everybody once, however often she is recommended.
fn grouped<'a>(rows: impl Iterator<Item = &'a ItemRow>) -> Result<Vec<CollectionItem>> {
    let mut items: Vec<CollectionItem> = Vec::new();
    for row in rows {
        let account = AccountId::from_number(row.account_id);
        let recommendation = parse(&row.recommendation_id, "recommendation id")?;
        let count = items.len();
        match items.iter_mut().find(|item| item.account == account) {
            Some(item) => item.recommendations.push(recommendation),
            None if count < ITEMS => items.push(CollectionItem {
                account,
                recommendations: vec![recommendation],
                since: row.created_at,
            }),
            None => {}
        }
    }
    Ok(items)
}

/// Whether somebody, wherever, publicly recommends an account for a topic.
///
/// # Errors
/// The database is away.
pub async fn holds(
    transaction: &mut Transaction,
    (author, topic): (AccountId, &Topic),
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let count: i64 = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT COUNT(*) FROM collection_item JOIN collection ON collection.id = collection_item.collection_id
             WHERE collection.author_id = $1 AND collection.topic = $2 AND collection_item.account_id = $3
                 AND collection_item.expires_at > $4",
        )
        .bind(author.number())
        .bind(topic.as_str())
        .bind(account.number())
        .bind(now)
        .fetch_one(connection)
        .await?
    });
    Ok(count > 0)
}
