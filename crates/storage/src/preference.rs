//! What members' posts are like unless they say otherwise.

use sqlx::FromRow;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::preference::Preferences;

use crate::error::{parse, parse_optional};
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    visibility: String,
    sensitive: bool,
    language: Option<String>,
    quote_policy: String,
}

/// What a member has said, or what holds for everybody who has said nothing.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, member: MemberId) -> Result<Preferences> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT visibility, sensitive, language, quote_policy FROM preference WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    });
    let Some(row) = row else {
        return Ok(Preferences::default());
    };
    Ok(Preferences {
        visibility: parse(&row.visibility, "visibility")?,
        sensitive: row.sensitive,
        language: parse_optional(row.language.as_ref(), "language")?,
        quote_policy: parse(&row.quote_policy, "quote policy")?,
    })
}

/// Keeps what a member says, in place of what she said before.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, member: MemberId, preferences: &Preferences) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO preference (account_id, visibility, sensitive, language, quote_policy)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account_id) DO UPDATE SET visibility = excluded.visibility,
                 sensitive = excluded.sensitive, language = excluded.language, quote_policy = excluded.quote_policy",
        )
        .bind(member.account().number())
        .bind(preferences.visibility.as_str())
        .bind(preferences.sensitive)
        .bind(preferences.language.as_ref().map(Language::as_str))
        .bind(preferences.quote_policy.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}
