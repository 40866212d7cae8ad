//! Members: the people of this instance.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::account::{Account, MemberName};
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::member::Member;

use crate::account;
use crate::error::parse;
use crate::{Error, Result, Transaction, value_list};

#[derive(FromRow)]
pub(crate) struct Row {
    #[sqlx(flatten)]
    account: account::Row,
    role: String,
    quarantine_exempt: bool,
    member_since: DateTime<Utc>,
}

impl TryFrom<Row> for Member {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let account = Account::try_from(row.account)?;
        Ok(Self {
            id: MemberId::of_stored_member(account.id),
            account,
            role: parse(&row.role, "role")?,
            quarantine_exempt: row.quarantine_exempt,
            created_at: row.member_since,
        })
    }
}

/// Makes a member of an account that was just stored.
///
/// # Errors
/// The address is taken ([`Error::is_duplicate`]), or the database is away.
pub async fn insert(
    transaction: &mut Transaction,
    member: &Member,
    email: &EmailAddress,
    password_hash: Option<&str>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO member (account_id, email, password_hash, role, quarantine_exempt, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(member.id.account().number())
        .bind(email.as_str())
        .bind(password_hash)
        .bind(member.role.as_str())
        .bind(member.quarantine_exempt)
        .bind(member.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The member behind an account, if it is one of this instance.
///
/// # Errors
/// The database is away.
pub async fn by_account(transaction: &mut Transaction, account: AccountId) -> Result<Option<Member>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since
             FROM member JOIN account ON account.id = member.account_id WHERE account.id = $1",
        )
        .bind(account.number())
        .fetch_optional(connection)
        .await?
    });
    row.map(Member::try_from).transpose()
}

/// The members among these accounts.
///
/// # Errors
/// The database is away.
pub async fn among(transaction: &mut Transaction, accounts: BTreeSet<AccountId>) -> Result<Vec<MemberId>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = accounts.iter().map(|account| account.number());
    let found: Vec<i64> = on_both!(transaction, connection => {
        value_list::numbers("SELECT account_id FROM member WHERE account_id IN ", numbers)
            .build_query_scalar()
            .persistent(accounts.len() == 1)
            .fetch_all(connection)
            .await?
    });
    let found = found.into_iter().map(AccountId::from_number);
    Ok(found.map(MemberId::of_stored_member).collect())
}

/// The member with this name.
///
/// # Errors
/// The database is away.
pub async fn by_name(transaction: &mut Transaction, name: &MemberName) -> Result<Option<Member>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since
             FROM member JOIN account ON account.id = member.account_id
             WHERE lower(account.name) = $1 AND account.host IS NULL",
        )
        .bind(name.as_str())
        .fetch_optional(connection)
        .await?
    });
    row.map(Member::try_from).transpose()
}

/// The member with this e-mail address, whatever the case of its letters: who has shown that it is hers, or else who gave
/// it first; of those who only gave it, one who is kept out comes last.
///
/// # Errors
/// The database is away.
pub async fn by_email(transaction: &mut Transaction, email: &EmailAddress) -> Result<Option<Member>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since
             FROM member JOIN account ON account.id = member.account_id
             LEFT JOIN confirmed_email ON confirmed_email.account_id = member.account_id
                 AND lower(confirmed_email.email) = lower(member.email)
             LEFT JOIN suspension ON suspension.account_id = member.account_id
             WHERE lower(member.email) = lower($1)
             ORDER BY CASE WHEN confirmed_email.account_id IS NULL THEN 1 ELSE 0 END,
                 CASE WHEN suspension.account_id IS NULL THEN 0 ELSE 1 END, member.account_id LIMIT 1",
        )
        .bind(email.as_str())
        .fetch_optional(connection)
        .await?
    });
    row.map(Member::try_from).transpose()
}

/// Who has shown that an e-mail address is hers, whatever the case of its letters.
///
/// # Errors
/// The database is away.
pub async fn who_confirmed(transaction: &mut Transaction, email: &EmailAddress) -> Result<Option<MemberId>> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT account_id FROM confirmed_email WHERE lower(email) = lower($1)")
            .bind(email.as_str())
            .fetch_optional(connection)
            .await?
    });
    Ok(found.map(|found| MemberId::of_stored_member(AccountId::from_number(found))))
}

/// How many members there are whose accounts are not deleted.
///
/// # Errors
/// The database is away.
pub async fn count(transaction: &mut Transaction) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM member JOIN account ON account.id = member.account_id
             WHERE account.gone_at IS NULL",
        )
        .fetch_one(connection)
        .await?
    }))
}

/// Whether there has ever been a member: then there are keys that the vault must be able to read.
///
/// # Errors
/// The database is away.
pub async fn exists_any(transaction: &mut Transaction) -> Result<bool> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT account_id FROM member LIMIT 1").fetch_optional(connection).await?
    });
    Ok(found.is_some())
}

/// The hash that a password is checked against.
///
/// # Errors
/// The database is away.
pub async fn password_hash(transaction: &mut Transaction, member: MemberId) -> Result<Option<String>> {
    let hash: Option<Option<String>> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT password_hash FROM member WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    });
    Ok(hash.flatten())
}

/// Puts another password in place of the present one.
///
/// # Errors
/// The database is away.
pub async fn set_password_hash(transaction: &mut Transaction, member: MemberId, hash: &str) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE member SET password_hash = $2 WHERE account_id = $1")
            .bind(member.account().number())
            .bind(hash)
            .execute(connection)
            .await?;
    });
    Ok(())
}
