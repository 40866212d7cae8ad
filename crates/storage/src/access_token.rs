//! Bearer tokens, by the digests of their secrets.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::{AccountId, ApplicationId, MemberId};
use vouchwell_domain::member::Member;
use vouchwell_domain::token::{AccessToken, Scopes, SecretDigest};

use crate::error::parse;
use crate::{Result, Transaction, member, push_subscription};

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    member: member::Row,
    #[sqlx(flatten)]
    grant: GrantRow,
}

#[derive(FromRow)]
struct GrantRow {
    application_id: Option<i64>,
    scopes: String,
    last_used_on: Option<NaiveDate>,
}

#[derive(FromRow)]
struct MadeRow {
    #[sqlx(flatten)]
    grant: GrantRow,
    created_at: DateTime<Utc>,
}

impl GrantRow {
    fn into_token(self, digest: SecretDigest, member: Option<Arc<Member>>) -> Result<AccessToken> {
        Ok(AccessToken {
            digest,
            member,
            application: self.application_id.map(ApplicationId::from_number),
            scopes: parse(&self.scopes, "scope")?,
            last_used_on: self.last_used_on,
        })
    }
}

/// Keeps a new token.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    digest: &SecretDigest,
    member: Option<MemberId>,
    application: Option<ApplicationId>,
    scopes: &Scopes,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO access_token (digest, account_id, application_id, scopes, created_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(digest.as_bytes().to_vec())
        .bind(member.map(|member| member.account().number()))
        .bind(application.map(ApplicationId::number))
        .bind(scopes.to_string())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The token with this digest, unless it was revoked, or the account is gone or kept out.
///
/// # Errors
/// The database is away.
pub async fn find(transaction: &mut Transaction, digest: &SecretDigest) -> Result<Option<AccessToken>> {
    if let Some(row) = of_a_member(transaction, digest).await? {
        let member = Member::try_from(row.member)?;
        return row.grant.into_token(*digest, Some(Arc::new(member))).map(Some);
    }
    let row = of_an_application(transaction, digest).await?;
    row.map(|row| row.into_token(*digest, None)).transpose()
}

async fn of_a_member(transaction: &mut Transaction, digest: &SecretDigest) -> Result<Option<Row>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since,
                 access_token.application_id, access_token.scopes, access_token.last_used_on
             FROM access_token
             JOIN member ON member.account_id = access_token.account_id
             JOIN account ON account.id = member.account_id
             WHERE access_token.digest = $1 AND access_token.revoked_at IS NULL AND account.gone_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM suspension WHERE suspension.account_id = account.id)",
        )
        .bind(digest.as_bytes().to_vec())
        .fetch_optional(connection)
        .await?
    }))
}

async fn of_an_application(transaction: &mut Transaction, digest: &SecretDigest) -> Result<Option<GrantRow>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT application_id, scopes, last_used_on FROM access_token
             WHERE digest = $1 AND account_id IS NULL AND revoked_at IS NULL",
        )
        .bind(digest.as_bytes().to_vec())
        .fetch_optional(connection)
        .await?
    }))
}

/// Remembers the day on which a token was used.
///
/// # Errors
/// The database is away.
pub async fn note_use(transaction: &mut Transaction, digest: &SecretDigest, day: NaiveDate) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE access_token SET last_used_on = $2 WHERE digest = $1")
            .bind(digest.as_bytes().to_vec())
            .bind(day)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends a token for good.
///
/// # Errors
/// The database is away.
pub async fn revoke(transaction: &mut Transaction, digest: &SecretDigest, now: DateTime<Utc>) -> Result<()> {
    let member: Option<Option<i64>> = on_both!(&mut *transaction, connection => {
        sqlx::query_scalar(
            "UPDATE access_token SET revoked_at = coalesce(revoked_at, $2) WHERE digest = $1 RETURNING account_id",
        )
        .bind(digest.as_bytes().to_vec())
        .bind(now)
        .fetch_optional(connection)
        .await?
    });
    if let Some(number) = member.flatten() {
        end_what_stands_on(
            transaction,
            MemberId::of_stored_member(AccountId::from_number(number)),
        )
        .await?;
    }
    Ok(())
}

/// Ends the tokens of a member that one application has, or those that were made on the command line.
///
/// # Errors
/// The database is away.
pub async fn revoke_given_to(
    transaction: &mut Transaction,
    member: MemberId,
    application: Option<ApplicationId>,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "UPDATE access_token SET revoked_at = $3
             WHERE account_id = $1 AND coalesce(application_id, 0) = $2 AND revoked_at IS NULL",
        )
        .bind(member.account().number())
        .bind(application.map_or(0, ApplicationId::number))
        .bind(now)
        .execute(connection)
        .await?;
    });
    end_what_stands_on(transaction, member).await
}

/// Ends all tokens of a member.
///
/// # Errors
/// The database is away.
pub async fn revoke_all(transaction: &mut Transaction, member: MemberId, now: DateTime<Utc>) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("UPDATE access_token SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL")
            .bind(member.account().number())
            .bind(now)
            .execute(connection)
            .await?;
    });
    end_what_stands_on(transaction, member).await
}

/// Streams and push subscriptions end with the token by which they were made.
async fn end_what_stands_on(transaction: &mut Transaction, member: MemberId) -> Result<()> {
    transaction.announce(Event::AccessEnded(member));
    push_subscription::remove_ended(transaction, member).await
}

/// What a token of a member allows, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who has it; nobody where it was made on the command line.
    pub application: Option<ApplicationId>,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The last day on which it was used.
    pub last_used_on: Option<NaiveDate>,
}

/// The tokens of a member that are good, newest first.
///
/// # Errors
/// The database is away.
pub async fn grants(transaction: &mut Transaction, member: MemberId) -> Result<Vec<Grant>> {
    let rows: Vec<MadeRow> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT application_id, scopes, created_at, last_used_on FROM access_token
             WHERE account_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC",
        )
        .bind(member.account().number())
        .fetch_all(connection)
        .await?
    });
    rows.into_iter()
        .map(|row| {
            Ok(Grant {
                application: row.grant.application_id.map(ApplicationId::from_number),
                scopes: parse(&row.grant.scopes, "scope")?,
                created_at: row.created_at,
                last_used_on: row.grant.last_used_on,
            })
        })
        .collect()
}
