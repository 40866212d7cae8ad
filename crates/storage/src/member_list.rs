//! Members as those who run the instance look for them.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::page::Page;

use crate::value_list::escape_pattern;
use crate::{Result, Transaction, member};

/// A member, with what is not public.
#[derive(Debug, Clone)]
pub struct ListedMember {
    /// The member.
    pub member: Member,
    /// Where mail reaches her.
    pub email: String,
    /// Since when she is kept out.
    pub suspended_since: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    member: member::Row,
    email: String,
    suspended_since: Option<DateTime<Utc>>,
}

/// Members whose name, shown name or address has these words in it, and who have this role; the newest first.
///
/// # Errors
/// The database is away.
pub async fn search(
    transaction: &mut Transaction,
    words: &str,
    role: Option<Role>,
    page: Page,
) -> Result<Vec<ListedMember>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since,
                 member.email, suspension.since AS suspended_since
             FROM member JOIN account ON account.id = member.account_id
             LEFT JOIN suspension ON suspension.account_id = account.id
             WHERE account.id < $1 AND ($2 = '' OR member.role = $2)
                 AND (lower(account.name) LIKE $3 ESCAPE '\\' OR lower(account.display_name) LIKE $3 ESCAPE '\\'
                     OR lower(member.email) LIKE $3 ESCAPE '\\')
             ORDER BY account.id DESC LIMIT $4",
        )
        .bind(page.upper())
        .bind(role.map_or("", Role::as_str))
        .bind(format!("%{}%", escape_pattern(&words.to_lowercase())))
        .bind(i64::from(page.limit))
        .fetch_all(connection)
        .await?
    });
    let listed = rows.into_iter().map(|row| {
        Ok(ListedMember {
            member: Member::try_from(row.member)?,
            email: row.email,
            suspended_since: row.suspended_since,
        })
    });
    listed.collect()
}
