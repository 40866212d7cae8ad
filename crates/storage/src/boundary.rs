//! What members let others ask of them.

use sqlx::FromRow;
use vouchwell_domain::boundary::Boundaries;
use vouchwell_domain::identifier::MemberId;

use crate::error::parse;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    visibility: String,
    offers_from: String,
    takes_requests: bool,
}

/// What a member has chosen, or what holds for everybody who has chosen nothing.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, member: MemberId) -> Result<Boundaries> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT visibility, offers_from, takes_requests FROM boundary WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    });
    let Some(row) = row else {
        return Ok(Boundaries::default());
    };
    Ok(Boundaries {
        visibility: parse(&row.visibility, "visibility")?,
        offers_from: parse(&row.offers_from, "boundary")?,
        takes_requests: row.takes_requests,
    })
}

/// Keeps what a member chooses, in place of what she chose before.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, member: MemberId, chosen: &Boundaries) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO boundary (account_id, visibility, offers_from, takes_requests) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id) DO UPDATE SET visibility = excluded.visibility,
                 offers_from = excluded.offers_from, takes_requests = excluded.takes_requests",
        )
        .bind(member.account().number())
        .bind(chosen.visibility.as_str())
        .bind(chosen.offers_from.as_str())
        .bind(chosen.takes_requests)
        .execute(connection)
        .await?;
    });
    Ok(())
}
