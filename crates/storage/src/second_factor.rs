//! Second factors of members, and their recovery codes by digest.

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::token::SecretDigest;

use crate::{Result, Transaction};

/// The second factor of a member.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SecondFactor {
    /// The secret, sealed.
    pub secret: Vec<u8>,
    /// Whether she has shown a code of it.
    pub confirmed: bool,
    /// The step of the last code that she used.
    pub last_step: i64,
}

/// Keeps a new secret that is not confirmed, in place of another that is not; false if one is confirmed.
///
/// # Errors
/// The database is away.
pub async fn begin(transaction: &mut Transaction, member: MemberId, secret: &[u8]) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO second_factor (account_id, secret, confirmed, last_step) VALUES ($1, $2, $3, 0)
             ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret
                 WHERE NOT second_factor.confirmed",
        )
        .bind(member.account().number())
        .bind(secret.to_vec())
        .bind(false)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// That of a member, if there is one.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, member: MemberId) -> Result<Option<SecondFactor>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as("SELECT secret, confirmed, last_step FROM second_factor WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    }))
}

/// Uses the code of a step up, and confirms the secret by it; false if this step or a later one was used.
///
/// # Errors
/// The database is away.
pub async fn use_step(transaction: &mut Transaction, member: MemberId, step: i64) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE second_factor SET last_step = $2, confirmed = $3 WHERE account_id = $1 AND last_step < $2",
        )
        .bind(member.account().number())
        .bind(step)
        .bind(true)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Ends it, with its recovery codes.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId) -> Result<()> {
    for statement in [
        "DELETE FROM recovery_code WHERE account_id = $1",
        "DELETE FROM second_factor WHERE account_id = $1",
    ] {
        on_both!(&mut *transaction, connection => {
            sqlx::query(statement).bind(member.account().number()).execute(connection).await?;
        });
    }
    Ok(())
}

/// Keeps recovery codes, which must not be none.
///
/// # Errors
/// The database is away.
pub async fn insert_recovery_codes(
    transaction: &mut Transaction,
    member: MemberId,
    digests: &[SecretDigest],
) -> Result<()> {
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO recovery_code (account_id, digest) ");
        builder.push_values(digests, |mut row, digest| {
            row.push_bind(member.account().number()).push_bind(digest.as_bytes().to_vec());
        });
        builder.build().execute(connection).await?;
    });
    Ok(())
}

/// How many recovery codes a member has left.
///
/// # Errors
/// The database is away.
pub async fn count_recovery_codes(transaction: &mut Transaction, member: MemberId) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM recovery_code WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_one(connection)
            .await?
    }))
}

/// Uses a recovery code up; false if it is none of hers.
///
/// # Errors
/// The database is away.
pub async fn use_recovery_code(
    transaction: &mut Transaction,
    member: MemberId,
    digest: &SecretDigest,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM recovery_code WHERE account_id = $1 AND digest = $2")
            .bind(member.account().number())
            .bind(digest.as_bytes().to_vec())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}
