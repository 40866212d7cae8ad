//! The language in which a member reads.

use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::MemberId;

use crate::error::parse_optional;
use crate::{Result, Transaction};

/// The language that a member has chosen, if any.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, member: MemberId) -> Result<Option<Language>> {
    let language: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT language FROM reading_language WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    });
    parse_optional(language.as_ref(), "language")
}

/// Keeps the language that a member has chosen, or that she wants none in particular.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    member: MemberId,
    language: Option<&Language>,
) -> Result<()> {
    let Some(language) = language else {
        on_both!(transaction, connection => {
            sqlx::query("DELETE FROM reading_language WHERE account_id = $1")
                .bind(member.account().number())
                .execute(connection)
                .await?;
        });
        return Ok(());
    };
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO reading_language (account_id, language) VALUES ($1, $2)
             ON CONFLICT (account_id) DO UPDATE SET language = excluded.language",
        )
        .bind(member.account().number())
        .bind(language.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}
