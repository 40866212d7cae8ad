//! Accounts by the beginning of their names.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::MemberId;

use super::Row;
use crate::value_list::escape_pattern;
use crate::{Result, Transaction};

/// What is searched for.
#[derive(Debug, Clone, Copy)]
pub struct AccountSearch<'a> {
    /// How the handle or the display name begins.
    pub text: &'a str,
    /// Only those whom the reader follows.
    pub only_followed: bool,
    /// How many are left out at the beginning.
    pub offset: u32,
    /// How many at the most.
    pub limit: u32,
}

impl<'a> AccountSearch<'a> {
    /// The first ones of all.
    pub const fn of(text: &'a str, limit: u32) -> Self {
        Self {
            text,
            only_followed: false,
            offset: 0,
            limit,
        }
    }
}

/// Living accounts of people whose handle or display name begins with the text; members first. Those whom the
/// reader does not want to hear are left out, and those who do not want to be discovered, unless she follows them.
///
/// # Errors
/// The database is away.
pub async fn search(
    transaction: &mut Transaction,
    reader: Option<MemberId>,
    wanted: AccountSearch<'_>,
) -> Result<Vec<Account>> {
    let pattern = format!("{}%", escape_pattern(&wanted.text.to_lowercase()));
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(concat!(
            "SELECT * FROM account
             WHERE gone_at IS NULL AND kind <> 'Application'
                 AND (lower(name || coalesce('@' || host, '')) LIKE $2 ESCAPE '\\'
                     OR lower(display_name) LIKE $2 ESCAPE '\\')
                 AND (discoverable OR account.id = $1 OR EXISTS (SELECT 1 FROM follow
                     WHERE follow.follower_id = $1 AND follow.followed_id = account.id))
                 AND (NOT $3 OR EXISTS (SELECT 1 FROM follow WHERE follow.follower_id = $1
                     AND follow.followed_id = account.id AND follow.state = 'accepted'))
                 AND ",
            hears_author!("account.id"),
            " ORDER BY CASE WHEN host IS NULL THEN 0 ELSE 1 END, lower(name), id LIMIT $4 OFFSET $5"
        ))
        .bind(reader.map_or(0, |member| member.account().number()))
        .bind(&pattern)
        .bind(wanted.only_followed)
        .bind(i64::from(wanted.limit))
        .bind(i64::from(wanted.offset))
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}
