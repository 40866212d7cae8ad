//! E-mail addresses that members have shown to be theirs, and those that they want to be.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::identifier::MemberId;

use crate::error::{parse, parse_optional};
use crate::{Error, Result, Transaction};

/// An address that a member wants to be hers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The address.
    pub email: EmailAddress,
    /// From when on the link that was sent there is not good any more.
    pub ends_at: DateTime<Utc>,
}

/// What is known of the addresses of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The one she gave, by which she signs in.
    pub current: EmailAddress,
    /// The one that she has shown to be hers.
    pub confirmed: Option<EmailAddress>,
    /// The one that she wants to be hers.
    pub wanted: Option<Wanted>,
}

#[derive(FromRow)]
struct Row {
    email: String,
    confirmed: Option<String>,
    wanted: Option<String>,
    ends_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Addresses {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let wanted: Option<EmailAddress> = parse_optional(row.wanted.as_ref(), "email address")?;
        Ok(Self {
            current: parse(&row.email, "email address")?,
            confirmed: parse_optional(row.confirmed.as_ref(), "email address")?,
            wanted: wanted
                .zip(row.ends_at)
                .map(|(email, ends_at)| Wanted { email, ends_at }),
        })
    }
}

/// The addresses of a member.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, member: MemberId) -> Result<Option<Addresses>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT member.email, confirmed_email.email AS confirmed, wanted_email.email AS wanted,
                 wanted_email.ends_at
             FROM member
             LEFT JOIN confirmed_email ON confirmed_email.account_id = member.account_id
             LEFT JOIN wanted_email ON wanted_email.account_id = member.account_id
             WHERE member.account_id = $1",
        )
        .bind(member.account().number())
        .fetch_optional(connection)
        .await?
    });
    row.map(Addresses::try_from).transpose()
}

/// Keeps the address that a member wants, in place of one that she wanted before.
///
/// # Errors
/// The database is away.
pub async fn want(transaction: &mut Transaction, member: MemberId, wanted: &Wanted) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO wanted_email (account_id, email, ends_at) VALUES ($1, $2, $3)
             ON CONFLICT (account_id) DO UPDATE SET email = excluded.email, ends_at = excluded.ends_at",
        )
        .bind(member.account().number())
        .bind(wanted.email.as_str())
        .bind(wanted.ends_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Makes the address that a member has shown to be hers her own, in place of what she had and wanted.
///
/// # Errors
/// Somebody else has it ([`Error::is_duplicate`]), or the database is away.
pub async fn confirm(transaction: &mut Transaction, member: MemberId, email: &EmailAddress) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE member SET email = $2 WHERE account_id = $1")
            .bind(member.account().number())
            .bind(email.as_str())
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "INSERT INTO confirmed_email (account_id, email) VALUES ($1, $2)
             ON CONFLICT (account_id) DO UPDATE SET email = excluded.email",
        )
        .bind(member.account().number())
        .bind(email.as_str())
        .execute(&mut *connection)
        .await?;
        sqlx::query("DELETE FROM wanted_email WHERE account_id = $1")
            .bind(member.account().number())
            .execute(connection)
            .await?;
    });
    Ok(())
}
