//! Preview cards: what pages say of themselves to which posts lead.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::preview_card::{AUTHOR_LENGTH, DESCRIPTION_LENGTH, Line, PreviewCard, TITLE_LENGTH};

use crate::error::{parse, parse_optional};
use crate::value_list::ROWS;
use crate::{Error, Result, Transaction, host_domain, value_list};

/// Pages of one host that are asked for in an hour; more are a flood.
pub const PAGES_OF_HOST: i64 = 120;

#[derive(FromRow)]
struct Row {
    address: String,
    page: String,
    title: String,
    description: String,
    author: String,
    language: Option<String>,
    published_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for PreviewCard {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            page: parse(&row.page, "address of a page")?,
            title: Line::of(&row.title, TITLE_LENGTH),
            description: Line::of(&row.description, DESCRIPTION_LENGTH),
            author: Line::of(&row.author, AUTHOR_LENGTH),
            language: parse_optional(row.language.as_ref(), "language")?,
            published_at: row.published_at,
        })
    }
}

/// Notes where a post of a member leads.
///
/// # Errors
/// The database is away.
pub async fn lead(transaction: &mut Transaction, status: StatusId, address: &ObjectUri) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO preview_card_status (status_id, address) VALUES ($1, $2)
             ON CONFLICT (status_id) DO UPDATE SET address = excluded.address",
        )
        .bind(status.number())
        .bind(address.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Notes that a post leads nowhere any more.
///
/// # Errors
/// The database is away.
pub async fn lead_nowhere(transaction: &mut Transaction, status: StatusId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM preview_card_status WHERE status_id = $1")
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Whether a page is to be asked for, which is noted for all: nobody has since a time, and not too many of its host in the
/// last hour.
///
/// # Errors
/// The database is away.
pub async fn take(
    transaction: &mut Transaction,
    address: &ObjectUri,
    host: &Host,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let is_new = on_both!(&mut *transaction, connection => {
        sqlx::query(
            "INSERT INTO preview_card (address, host, asked_at)
             SELECT $1, $2, $3 WHERE (SELECT count(*) FROM preview_card WHERE host = $2 AND asked_at > $5) < $6
             ON CONFLICT (address) DO UPDATE SET asked_at = excluded.asked_at WHERE preview_card.asked_at <= $4",
        )
        .bind(address.as_str())
        .bind(host.as_str())
        .bind(now)
        .bind(since)
        .bind(now - TimeDelta::hours(1))
        .bind(PAGES_OF_HOST)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1;
    if is_new {
        host_domain::keep(transaction, host).await?;
    }
    Ok(is_new)
}

/// Keeps what the page at an address has said, or that it says nothing any more.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    address: &ObjectUri,
    said: Option<(&PreviewCard, &Host)>,
) -> Result<()> {
    let (card, host) = said.unzip();
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "UPDATE preview_card SET page = $1, page_host = $2, title = $3, description = $4, author = $5,
                 language = $6, published_at = $7 WHERE address = $8",
        )
        .bind(card.map(|card| card.page.as_str()))
        .bind(host.map(Host::as_str))
        .bind(card.map(|card| card.title.as_str()))
        .bind(card.map(|card| card.description.as_str()))
        .bind(card.map(|card| card.author.as_str()))
        .bind(card.and_then(|card| card.language.as_ref()).map(ToString::to_string))
        .bind(card.and_then(|card| card.published_at))
        .bind(address.as_str())
        .execute(connection)
        .await?;
    });
    match host {
        Some(host) => host_domain::keep(transaction, host).await,
        None => Ok(()),
    }
}

/// What is known of the pages at these addresses.
///
/// # Errors
/// The database is away.
pub async fn by_addresses(
    transaction: &mut Transaction,
    addresses: &BTreeSet<ObjectUri>,
) -> Result<HashMap<ObjectUri, PreviewCard>> {
    if addresses.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::texts(
            "SELECT address, page, title, description, author, language, published_at FROM preview_card
             WHERE title IS NOT NULL AND address IN ",
            addresses.iter().take(ROWS).map(ObjectUri::to_string),
        )
        .build_query_as()
        .persistent(false)
        .fetch_all(connection)
        .await?
    });
    rows.into_iter()
        .map(|row| Ok((parse(&row.address, "address of a link")?, row.try_into()?)))
        .collect()
}

/// Forgets pages that no post of a member leads to, unless they were asked for since a time.
///
/// # Errors
/// The database is away.
pub async fn forget_unused(transaction: &mut Transaction, since: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM preview_card WHERE asked_at <= $1 AND NOT EXISTS (SELECT 1 FROM preview_card_status
                 WHERE preview_card_status.address = preview_card.address)",
        )
        .bind(since)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Forgets what pages of a server, and of those under its domain, have said, and what links through it led to.
///
/// # Errors
/// The database is away.
pub async fn remove_of(transaction: &mut Transaction, domain: &Host) -> Result<()> {
    for statement in [
        "DELETE FROM preview_card WHERE host IN (SELECT host FROM host_domain WHERE domain = $1)",
        "DELETE FROM preview_card WHERE page_host IN (SELECT host FROM host_domain WHERE domain = $1)",
    ] {
        on_both!(&mut *transaction, connection => {
            sqlx::query(statement).bind(domain.as_str()).execute(connection).await?;
        });
    }
    Ok(())
}
