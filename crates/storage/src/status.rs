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

use crate::{Result, Transaction, mention, status_tag};

/// Keeps a new status with its mentions and tags, and has it told. Those that came before it and answer it find it.
///
/// # Errors
/// A status has this uri already ([`crate::Error::is_duplicate`]), or the database is away.
pub async fn insert(transaction: &mut Transaction, status: &Status) -> Result<()> {
    let answered = status.in_reply_to.as_ref();
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "INSERT INTO status (id, uri, url, account_id, content, spoiler, sensitive, language, visibility,
                 in_reply_to, tags, recommendation_id, created_at, edited_at, in_reply_to_id,
                 in_reply_to_account_id, reblog_of_id, local)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                 (SELECT host IS NULL FROM account WHERE id = $4))",
        )
        .bind(status.id.number())
        .bind(status.uri.as_str())
        .bind(status.url.as_str())
        .bind(status.account.number())
        .bind(&status.content)
        .bind(&status.spoiler)
        .bind(status.sensitive)
        .bind(status.language.as_deref())
        .bind(status.visibility.as_str())
        .bind(answered.map(|answered| answered.uri.as_str()))
        .bind(Json(&status.tags))
        .bind(status.recommendation.as_ref().map(RecommendationId::as_str))
        .bind(status.created_at)
        .bind(status.edited_at)
        .bind(answered.and_then(|answered| answered.status).map(StatusId::number))
        .bind(answered.and_then(|answered| answered.account).map(AccountId::number))
        .bind(status.reblog_of.map(StatusId::number))
        .execute(connection)
        .await?;
    });
    transaction.announce(Event::Posted(status.id));
    status_tag::replace(transaction, status.id, &status.tags).await?;
    mention::replace(transaction, status.id, &status.mentions).await?;
    answer::find_waiting(transaction, status).await
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
