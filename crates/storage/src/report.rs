//! Reports to the moderators.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{ObjectUri, ReportId};
use vouchwell_domain::page::Page;
use vouchwell_domain::report::Report;

use crate::error::parse;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    uri: String,
    reporter: String,
    objects: Json<Vec<ObjectUri>>,
    content: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Report {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ReportId::from_number(row.id),
            uri: parse(&row.uri, "report id")?,
            reporter: parse(&row.reporter, "actor")?,
            objects: row.objects.0,
            content: row.content,
            created_at: row.created_at,
        })
    }
}

/// Keeps a report, unless the same activity brought it before; whether it is new.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, report: &Report) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO report (id, uri, reporter, objects, content, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (uri) DO NOTHING",
        )
        .bind(report.id.number())
        .bind(report.uri.as_str())
        .bind(report.reporter.as_str())
        .bind(Json(&report.objects))
        .bind(&report.content)
        .bind(report.created_at)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// How many reports by people under a domain were kept since a time.
///
/// # Errors
/// The database is away.
pub async fn count_since(transaction: &mut Transaction, domain: &Host, since: DateTime<Utc>) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM report JOIN account ON account.uri = report.reporter
             JOIN host_domain ON host_domain.host = account.host
             WHERE report.created_at > $2 AND host_domain.domain = $1",
        )
        .bind(domain.as_str())
        .bind(since)
        .fetch_one(connection)
        .await?
    }))
}

/// The reports, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, page: Page) -> Result<Vec<Report>> {
    let statement = if page.from_oldest() {
        "SELECT * FROM report WHERE id < $1 AND id > $2 ORDER BY id ASC LIMIT $3"
    } else {
        "SELECT * FROM report WHERE id < $1 AND id > $2 ORDER BY id DESC LIMIT $3"
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(Report::try_from).collect()
}
