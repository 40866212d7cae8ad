//! Timelines: statuses of many people, each once, newest first.

/// The condition under which the account `$1` (0 for nobody in particular) hears an account: neither of the two
/// blocks the other.
macro_rules! hears_author {
    ($account:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM block WHERE (block.blocker_id = $1 AND block.blocked_id = ",
            $account,
            ") OR (block.blocker_id = ",
            $account,
            " AND block.blocked_id = $1))"
        )
    };
}

#[macro_use]
mod boost;

use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use crate::status::{Row, load, readable};
use crate::{Result, Transaction};

/// Whose statuses a public timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Everybody's.
    Everywhere,
    /// Those of members.
    Here,
    /// Those of remote accounts.
    Elsewhere,
}

/// The condition under which a row is one of somebody whom the member `$1` follows or hears and mentions her, or of
/// herself.
macro_rules! at_home {
    ($row:literal, $account:literal) => {
        concat!(
            "(",
            $account,
            " = $1 OR (",
            $row,
            ".visibility <> 'direct' AND EXISTS (SELECT 1 FROM follow WHERE follow.follower_id = $1
                 AND follow.followed_id = ",
            $account,
            " AND follow.state = 'accepted'))
             OR EXISTS (SELECT 1 FROM mention
                 WHERE mention.status_id = ",
            $row,
            ".id AND mention.account_id = $1)) AND ",
            hears_author!($account)
        )
    };
}

macro_rules! home_statement {
    ($order:literal) => {
        concat!(
            "SELECT * FROM status WHERE id < $2 AND id > $3 AND ",
            at_home!("status", "status.account_id"),
            " AND ",
            boost_is_shown!(at_home!("earlier", "earlier.account_id")),
            " ORDER BY id ",
            $order,
            " LIMIT $4"
        )
    };
}

/// Boosts stand at home and on profiles alone.
macro_rules! public_statement {
    ($order:literal) => {
        concat!(
            "SELECT status.* FROM status JOIN account ON account.id = status.account_id
             WHERE status.visibility = 'public' AND status.reblog_of_id IS NULL
                 AND status.id < $2 AND status.id > $3
                 AND ($4 = 'everywhere' OR ($4 = 'here' AND account.host IS NULL)
                     OR ($4 = 'elsewhere' AND account.host IS NOT NULL))
                 AND ",
            hears_author!("status.account_id"),
            " ORDER BY status.id ",
            $order,
            " LIMIT $5"
        )
    };
}

/// What a member follows, what she wrote and what mentions her.
///
/// # Errors
/// The database is away.
pub async fn home(transaction: &mut Transaction, member: MemberId, page: Page) -> Result<Vec<Status>> {
    let statement = if page.from_oldest() {
        home_statement!("ASC")
    } else {
        home_statement!("DESC")
    };
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statement)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    in_order(transaction, rows, page).await
}

/// What everybody may read, without those whom the reader blocks or who block her.
///
/// # Errors
/// The database is away.
pub async fn public(
    transaction: &mut Transaction,
    page: Page,
    source: Source,
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    let statement = if page.from_oldest() {
        public_statement!("ASC")
    } else {
        public_statement!("DESC")
    };
    let source = match source {
        Source::Everywhere => "everywhere",
        Source::Here => "here",
        Source::Elsewhere => "elsewhere",
    };
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statement)
            .bind(reader.map_or(0, |member| member.account().number()))
            .bind(page.upper())
            .bind(page.lower())
            .bind(source)
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    in_order(transaction, rows, page).await
}

async fn in_order(transaction: &mut Transaction, mut rows: Vec<Row>, page: Page) -> Result<Vec<Status>> {
    if page.from_oldest() {
        rows.reverse();
    }
    load(transaction, rows).await
}
