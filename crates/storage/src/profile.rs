//! Profiles of members: what they typed, and what is shown of it.

use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::account::{AccountKind, Profile, ProfileField};
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri};
use vouchwell_domain::profile::{ProfileSource, SourceField};

use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    note: String,
    fields: Json<Vec<SourceField>>,
}

/// What a member typed.
///
/// # Errors
/// The database is away.
pub async fn source(transaction: &mut Transaction, member: MemberId) -> Result<ProfileSource> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT note, fields FROM profile_source WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map_or_else(ProfileSource::default, |row| ProfileSource {
        note: row.note,
        fields: row.fields.0,
    }))
}

/// Keeps what a member typed, and what is shown of it, in place of what was there.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    member: MemberId,
    source: &ProfileSource,
    profile: &Profile,
    kind: AccountKind,
) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "INSERT INTO profile_source (account_id, note, fields) VALUES ($1, $2, $3)
             ON CONFLICT (account_id) DO UPDATE SET note = excluded.note, fields = excluded.fields",
        )
        .bind(member.account().number())
        .bind(&source.note)
        .bind(Json(&source.fields))
        .execute(connection)
        .await?;
    });
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE account SET kind = $2, display_name = $3, summary = $4, fields = $5, locked = $6,
                 discoverable = $7, indexable = $8, hides_collections = $9, avatar = $10, header = $11,
                 avatar_description = $12, header_description = $13, shows_media = $14, shows_media_replies = $15,
                 shows_featured = $16, attribution_domains = $17
             WHERE id = $1",
        )
        .bind(member.account().number())
        .bind(kind.as_str())
        .bind(&profile.display_name)
        .bind(&profile.summary)
        .bind(Json(&profile.fields))
        .bind(profile.locked)
        .bind(profile.discoverable)
        .bind(profile.indexable)
        .bind(profile.hides_collections)
        .bind(profile.avatar.as_ref().map(ObjectUri::as_str))
        .bind(profile.header.as_ref().map(ObjectUri::as_str))
        .bind(profile.avatar_description.as_str())
        .bind(profile.header_description.as_str())
        .bind(profile.tabs.media)
        .bind(profile.tabs.media_replies)
        .bind(profile.tabs.featured)
        .bind(Json(&profile.attribution_domains))
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Puts other lines in place of those that are shown, whatever was typed.
///
/// # Errors
/// The database is away.
pub async fn set_fields(
    transaction: &mut Transaction,
    account: AccountId,
    fields: &[ProfileField],
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE account SET fields = $2 WHERE id = $1")
            .bind(account.number())
            .bind(Json(fields))
            .execute(connection)
            .await?;
    });
    Ok(())
}
