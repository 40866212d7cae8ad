//! Statuses.

mod answer;
mod counts;
mod edit;
mod involvement;
mod of_account;
mod removal;
mod row;
mod search;
mod source;
mod thread;
mod visible;

use std::collections::HashSet;

use sqlx::QueryBuilder;
use sqlx::types::Json;
use vouchwell_domain::event::Event;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, ObjectUri, RecommendationId, StatusId};
use vouchwell_domain::status::Status;

pub use counts::{StatusCounts, counts_of};
pub use edit::{StatusEdit, edits};
pub use involvement::involvements;
pub use of_account::{Selection, of_account};
pub(crate) use removal::announce_end_of_ordinary;
pub use removal::{remove_by_uri, remove_ordinary_of};
pub(crate) use row::{Row, load};
pub use search::{StatusSearch, search};
pub use source::{set_source, source};
pub use thread::{ancestors, descendants};
pub use visible::{known_at, visible_by_id, visible_by_ids, visible_by_uri, visible_to};
pub(crate) use visible::{number, readable, visible_to_reader};

use crate::error::parse;
use crate::{Result, Transaction, mention, status_tag};

/// Keeps a new status as [`insert_all`] does.
///
/// # Errors
/// A status has this uri already ([`crate::Error::is_duplicate`]), or the database is away.
pub async fn insert(transaction: &mut Transaction, status: &Status) -> Result<()> {
    insert_all(transaction, &[status]).await
}

/// Keeps new statuses with their mentions and tags, and has them told. Those that came before them and answer them
/// find them.
///
/// # Errors
/// A status has one of these uris already ([`crate::Error::is_duplicate`]), or the database is away.
pub async fn insert_all(transaction: &mut Transaction, statuses: &[&Status]) -> Result<()> {
    if statuses.is_empty() {
        return Ok(());
    }
    on_both!(&mut *transaction, connection => {
        let mut builder = QueryBuilder::new(
            "INSERT INTO status (id, uri, url, account_id, content, spoiler, sensitive, language, visibility,
                 in_reply_to, tags, recommendation_id, created_at, edited_at, in_reply_to_id,
                 in_reply_to_account_id, reblog_of_id, local) ",
        );
        builder.push_values(statuses, |mut row, status| {
            let answered = status.in_reply_to.as_ref();
            row.push_bind(status.id.number())
                .push_bind(status.uri.as_str())
                .push_bind(status.url.as_str())
                .push_bind(status.account.number())
                .push_bind(&status.content)
                .push_bind(&status.spoiler)
                .push_bind(status.sensitive)
                .push_bind(status.language.as_deref())
                .push_bind(status.visibility.as_str())
                .push_bind(answered.map(|answered| answered.uri.as_str()))
                .push_bind(Json(&status.tags))
                .push_bind(status.recommendation.as_ref().map(RecommendationId::as_str))
                .push_bind(status.created_at)
                .push_bind(status.edited_at)
                .push_bind(answered.and_then(|answered| answered.status).map(StatusId::number))
                .push_bind(answered.and_then(|answered| answered.account).map(AccountId::number))
                .push_bind(status.reblog_of.map(StatusId::number))
                .push("(SELECT host IS NULL FROM account WHERE id = ")
                .push_bind_unseparated(status.account.number())
                .push_unseparated(")");
        });
        builder.build().persistent(statuses.len() == 1).execute(connection).await?;
    });
    for status in statuses {
        transaction.announce(Event::Posted(status.id));
    }
    let tags: Vec<_> = statuses
        .iter()
        .map(|status| (status.id, status.tags.as_slice()))
        .collect();
    status_tag::insert(transaction, &tags).await?;
    let mentions: Vec<_> = statuses
        .iter()
        .map(|status| (status.id, status.mentions.as_slice()))
        .collect();
    mention::insert(transaction, &mentions).await?;
    answer::find_waiting(transaction, statuses).await
}

/// Those of these ids under which the actor beside them can keep no status: one is there, a recommendation is, or the
/// actor has deleted what had it.
///
/// # Errors
/// The database is away.
pub async fn taken_among(
    transaction: &mut Transaction,
    wanted: &[(&ObjectUri, &ActorUri)],
) -> Result<HashSet<(ObjectUri, ActorUri)>> {
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<(String, String)> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("WITH wanted (uri, actor) AS (");
        builder.push_values(wanted, |mut row, (uri, actor)| {
            row.push_bind(uri.as_str()).push_bind(actor.as_str());
        });
        builder.push(
            ") SELECT uri, actor FROM wanted
             WHERE EXISTS (SELECT 1 FROM status WHERE status.uri = wanted.uri)
                 OR EXISTS (SELECT 1 FROM recommendation WHERE recommendation.uri = wanted.uri)
                 OR EXISTS (SELECT 1 FROM tombstone
                     WHERE tombstone.uri = wanted.uri AND tombstone.account_uri = wanted.actor)",
        );
        builder.build_query_as().persistent(wanted.len() == 1).fetch_all(connection).await?
    });
    let pair = |(uri, actor): &(String, String)| Ok((parse(uri, "id of a status")?, parse(actor, "actor")?));
    found.iter().map(pair).collect()
}

/// Writes all that an edit can change, and keeps what was said before; who may read a status is not among it.
///
/// # Errors
/// The database is away.
pub async fn update(transaction: &mut Transaction, status: &Status) -> Result<()> {
    edit::keep(transaction, status).await?;
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "UPDATE status SET url = $2, content = $3, spoiler = $4, sensitive = $5, language = $6, tags = $7,
                 edited_at = $8 WHERE id = $1",
        )
        .bind(status.id.number())
        .bind(status.url.as_str())
        .bind(&status.content)
        .bind(&status.spoiler)
        .bind(status.sensitive)
        .bind(status.language.as_deref())
        .bind(Json(&status.tags))
        .bind(status.edited_at)
        .execute(connection)
        .await?;
    });
    transaction.announce(Event::Edited(status.id));
    status_tag::replace(transaction, status.id, &status.tags).await?;
    mention::replace(transaction, status.id, &status.mentions).await
}

/// The status with this id, whoever may read it.
///
/// # Errors
/// The database is away.
pub async fn by_id(transaction: &mut Transaction, id: StatusId) -> Result<Option<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as("SELECT * FROM status WHERE id = $1").bind(id.number()).fetch_all(connection).await?
    });
    Ok(load(transaction, rows).await?.pop())
}

/// The statuses with these ids, in no order, whoever may read them.
///
/// # Errors
/// The database is away.
pub async fn by_ids(transaction: &mut Transaction, ids: &[StatusId]) -> Result<Vec<Status>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = ids.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        crate::value_list::numbers("SELECT * FROM status WHERE id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    load(transaction, rows).await
}

/// The statuses with these uris, in no order, whoever may read them; those that are not known are left out.
///
/// # Errors
/// The database is away.
pub async fn by_uris(transaction: &mut Transaction, uris: &[ObjectUri]) -> Result<Vec<Status>> {
    if uris.is_empty() {
        return Ok(Vec::new());
    }
    let texts = uris.iter().map(ObjectUri::to_string);
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        crate::value_list::texts("SELECT * FROM status WHERE uri IN ", texts)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    load(transaction, rows).await
}

/// The status with this uri, whoever may read it.
///
/// # Errors
/// The database is away.
pub async fn by_uri(transaction: &mut Transaction, uri: &ObjectUri) -> Result<Option<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as("SELECT * FROM status WHERE uri = $1").bind(uri.as_str()).fetch_all(connection).await?
    });
    Ok(load(transaction, rows).await?.pop())
}

/// Whether the status with this uri is by that actor.
///
/// # Errors
/// The database is away.
pub async fn is_by(transaction: &mut Transaction, uri: &ObjectUri, author: &ActorUri) -> Result<bool> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT status.id FROM status JOIN account ON account.id = status.account_id
             WHERE status.uri = $1 AND account.uri = $2",
        )
        .bind(uri.as_str())
        .bind(author.as_str())
        .fetch_optional(connection)
        .await?
    });
    Ok(found.is_some())
}
