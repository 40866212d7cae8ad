//! Reports that somebody has dealt with.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::ReportId;
use vouchwell_domain::report::Resolution;

use crate::{Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    report_id: i64,
    resolved_by: String,
    note: String,
    resolved_at: DateTime<Utc>,
}

/// Marks a report as dealt with; false if it was before.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    report: ReportId,
    resolution: &Resolution,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO report_resolution (report_id, resolved_by, note, resolved_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (report_id) DO NOTHING",
        )
        .bind(report.number())
        .bind(&resolution.by)
        .bind(&resolution.note)
        .bind(resolution.at)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// How reports were dealt with, those that were.
///
/// # Errors
/// The database is away.
pub async fn of_reports(
    transaction: &mut Transaction,
    reports: &[ReportId],
) -> Result<Vec<(ReportId, Resolution)>> {
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = reports.iter().map(|report| report.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM report_resolution WHERE report_id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let resolutions = rows.into_iter().map(|row| {
        let resolution = Resolution {
            by: row.resolved_by,
            note: row.note,
            at: row.resolved_at,
        };
        (ReportId::from_number(row.report_id), resolution)
    });
    Ok(resolutions.collect())
}
