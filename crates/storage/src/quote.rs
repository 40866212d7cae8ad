//! Quotes.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri, StatusId};
use vouchwell_domain::page::Page;
use vouchwell_domain::quote::{NamedQuote, Quote, QuoteState};
use vouchwell_domain::status::Status;

use crate::error::{parse, parse_optional};
use crate::status::{Row as StatusRow, load, number, readable, visible_to_reader};
use crate::value_list::push_list;
use crate::{Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    status_id: i64,
    uri: String,
    quoted_id: Option<i64>,
    approval: Option<String>,
    state: String,
}

impl TryFrom<Row> for Quote {
    type Error = crate::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            status: StatusId::from_number(row.status_id),
            named: NamedQuote {
                uri: parse(&row.uri, "id of a quoted status")?,
                approval: parse_optional(row.approval.as_ref(), "approval of a quote")?,
            },
            quoted: row.quoted_id.map(StatusId::from_number),
            state: parse(&row.state, "state of a quote")?,
        })
    }
}

/// Keeps what a status quotes, in place of what it quoted.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, quote: &Quote) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO quote (status_id, uri, quoted_id, approval, state) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (status_id) DO UPDATE SET uri = excluded.uri, quoted_id = excluded.quoted_id,
                 approval = excluded.approval, state = excluded.state",
        )
        .bind(quote.status.number())
        .bind(quote.named.uri.as_str())
        .bind(quote.quoted.map(StatusId::number))
        .bind(quote.named.approval.as_ref().map(ObjectUri::as_str))
        .bind(quote.state.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Keeps how a quote stands, unless the status quotes something else by now or that is known already; whether it was kept.
///
/// # Errors
/// The database is away.
pub async fn settle(transaction: &mut Transaction, quote: &Quote) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE quote SET quoted_id = $2, state = $3 WHERE status_id = $1 AND state = $4 AND uri = $5
                 AND approval IS NOT DISTINCT FROM $6",
        )
        .bind(quote.status.number())
        .bind(quote.quoted.map(StatusId::number))
        .bind(quote.state.as_str())
        .bind(QuoteState::Pending.as_str())
        .bind(quote.named.uri.as_str())
        .bind(quote.named.approval.as_ref().map(ObjectUri::as_str))
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// A status quotes nothing any more.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, status: StatusId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM quote WHERE status_id = $1").bind(status.number()).execute(connection).await?;
    });
    Ok(())
}

/// Has a status told anew to those who look on, because what it quotes is known now, or not to be shown any more.
pub fn announce(transaction: &mut Transaction, status: StatusId) {
    transaction.announce(Event::Edited(status));
}

/// The author of what is quoted takes an approval back.
///
/// # Errors
/// The database is away.
pub async fn revoke(transaction: &mut Transaction, approval: &ObjectUri, author: AccountId) -> Result<()> {
    let revoked: Vec<i64> = on_both!(&mut *transaction, connection => {
        sqlx::query_scalar(
            "UPDATE quote SET state = $3 WHERE approval = $1 AND state <> $3
                 AND quoted_id IN (SELECT id FROM status WHERE account_id = $2)
             RETURNING status_id",
        )
        .bind(approval.as_str())
        .bind(author.number())
        .bind(QuoteState::Revoked.as_str())
        .fetch_all(connection)
        .await?
    });
    for status in revoked {
        announce(transaction, StatusId::from_number(status));
    }
    Ok(())
}

/// What a status quotes.
///
/// # Errors
/// The database is away.
pub async fn by_status(transaction: &mut Transaction, status: StatusId) -> Result<Option<Quote>> {
    Ok(of_statuses(transaction, &[status]).await?.remove(&status))
}

/// What these statuses quote.
///
/// # Errors
/// The database is away.
pub async fn of_statuses(
    transaction: &mut Transaction,
    statuses: &[StatusId],
) -> Result<HashMap<StatusId, Quote>> {
    if statuses.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers = statuses.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM quote WHERE status_id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let quotes = rows.into_iter().map(Quote::try_from);
    quotes
        .map(|quote| quote.map(|quote| (quote.status, quote)))
        .collect()
}

/// Those of these quoted statuses that the reader may see, of people whom she does not hide. What comes from a server that
/// the instance limits is for those who follow its author.
///
/// # Errors
/// The database is away.
pub async fn shown_to(
    transaction: &mut Transaction,
    quoted: &[StatusId],
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    if quoted.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<StatusRow> = on_both!(&mut *transaction, connection => {
        // The reader is $1, which comes first and is needed again in the conditions.
        let mut builder = QueryBuilder::new("SELECT status.* FROM (SELECT ");
        builder.push_bind(number(reader));
        builder.push(" AS id) AS reader JOIN status ON status.id IN ");
        push_list(&mut builder, quoted.iter().map(|id| id.number()));
        builder.push(concat!(" WHERE ", readable!("status"), " AND ", hears_author!("status.account_id"), " AND (",
            shown_to_everybody!("status.account_id"), " OR EXISTS (SELECT 1 FROM follow WHERE follow.follower_id = $1
                 AND follow.followed_id = status.account_id AND follow.state = 'accepted'))"));
        builder.build_query_as().fetch_all(connection).await?
    });
    load(transaction, rows).await
}

macro_rules! statement {
    ($order:literal) => {
        concat!(
            "SELECT status.* FROM quote JOIN status ON status.id = quote.status_id
             WHERE quote.quoted_id = $2 AND quote.state = 'accepted' AND status.id < $3 AND status.id > $4 AND ",
            visible_to_reader!(),
            " AND ",
            hears_author!("status.account_id"),
            " ORDER BY status.id ",
            $order,
            " LIMIT $5"
        )
    };
}

/// The statuses that quote one with its author's approval, as far as the reader may see them, newest first.
///
/// # Errors
/// The database is away.
pub async fn of_quoted(
    transaction: &mut Transaction,
    quoted: StatusId,
    page: Page,
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    let statement = if page.from_oldest() {
        statement!("ASC")
    } else {
        statement!("DESC")
    };
    let mut rows: Vec<StatusRow> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statement)
            .bind(number(reader))
            .bind(quoted.number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    load(transaction, rows).await
}
