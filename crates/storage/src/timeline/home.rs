//! The home timeline.
//!
//! It is read by query, so that whom a member follows, blocks or is blocked by counts at once, and a post needs
//! no fan-out. Two statements give the same: the first looks through the newest statuses of everybody, which is
//! quick for those who follow many; where that does not fill the part, the second asks for each author, which is
//! never slow.

use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use super::in_order;
use crate::status::{Row, readable};
use crate::{Result, Transaction};

/// How many statuses of everybody the first statement looks through.
const NEWEST: i64 = 500;

/// The condition under which the member `$1` keeps an account to lists that leave it out of her home.
macro_rules! is_apart {
    ($account:expr) => {
        concat!(
            "EXISTS (SELECT 1 FROM list_account JOIN list ON list.id = list_account.list_id
                 WHERE list_account.owner_id = $1 AND list.exclusive AND list_account.account_id = ",
            $account,
            ")"
        )
    };
}

/// The condition under which a row of somebody whom the member `$1` follows, or of herself, is for her home.
macro_rules! is_for_home {
    ($row:literal) => {
        concat!(
            "(",
            $row,
            ".account_id = $1 OR ",
            is_for_follower!($row, follows!(concat!($row, ".in_reply_to_account_id"))),
            ")"
        )
    };
}

/// The condition under which a row is for everybody and carries a hashtag that the member `$1` follows.
macro_rules! is_tagged {
    ($row:literal, $account:literal) => {
        concat!(
            $row,
            ".visibility = 'public' AND ",
            $row,
            ".reblog_of_id IS NULL AND EXISTS (SELECT 1 FROM status_tag
                 JOIN followed_tag ON followed_tag.tag = status_tag.tag AND followed_tag.owner_id = $1
                 WHERE status_tag.status_id = ",
            $row,
            ".id) AND ",
            hears_author!($account)
        )
    };
}

/// The condition under which a row stands at home of the member `$1`, whatever it boosts.
macro_rules! is_at_home {
    ($row:literal, $account:literal) => {
        concat!(
            "(((",
            $account,
            " = $1 OR (",
            follows!($account),
            " AND NOT ",
            is_apart!($account),
            " AND ",
            hears_author!($account),
            ")) AND ",
            is_for_home!($row),
            ") OR (",
            is_tagged!($row, $account),
            "))"
        )
    };
}

/// The condition under which a row of `status` by the right author is shown.
macro_rules! shown {
    () => {
        concat!(
            is_for_home!("status"),
            " AND ",
            boost_is_shown!(is_at_home!("earlier", "earlier.account_id"))
        )
    };
}

macro_rules! among_the_newest {
    ($order:literal, $beyond:literal, $otherwise:literal) => {
        concat!(
            "SELECT * FROM status WHERE id < $2 AND id > $3 AND id ",
            $beyond,
            " coalesce((SELECT id FROM status WHERE id < $2 AND id > $3 ORDER BY id ",
            $order,
            " LIMIT 1 OFFSET $5), ",
            $otherwise,
            ") AND ",
            is_at_home!("status", "status.account_id"),
            " AND ",
            boost_is_shown!(is_at_home!("earlier", "earlier.account_id")),
            " ORDER BY id ",
            $order,
            " LIMIT $4"
        )
    };
}

/// The authors of the home timeline.
macro_rules! authors {
    () => {
        concat!(
            "SELECT followed_id FROM follow WHERE follower_id = $1 AND state = 'accepted' AND NOT ",
            is_apart!("followed_id"),
            " AND ",
            hears_author!("followed_id"),
            " UNION ALL SELECT id FROM account WHERE id = $1"
        )
    };
}

/// Those with the hashtags that the member follows, whoever wrote them.
macro_rules! by_tag {
    ($order:literal) => {
        concat!(
            "SELECT * FROM status WHERE id < $2 AND id > $3
                 AND id IN (SELECT status_tag.status_id FROM followed_tag
                     JOIN status_tag ON status_tag.tag = followed_tag.tag WHERE followed_tag.owner_id = $1)
                 AND ",
            is_tagged!("status", "status.account_id"),
            " ORDER BY id ",
            $order,
            " LIMIT $4"
        )
    };
}

/// What a member wrote, what those wrote whom she follows, and what carries a hashtag that she follows.
///
/// # Errors
/// The database is away.
pub async fn home(transaction: &mut Transaction, member: MemberId, page: Page) -> Result<Vec<Status>> {
    let [among_the_newest, by_author, by_tag] = if page.from_oldest() {
        [
            among_the_newest!("ASC", "<", "9223372036854775807"),
            by_author!(authors!(), shown!(), "ASC", "max", "<="),
            by_tag!("ASC"),
        ]
    } else {
        [
            among_the_newest!("DESC", ">", "-1"),
            by_author!(authors!(), shown!(), "DESC", "min", ">="),
            by_tag!("DESC"),
        ]
    };
    let mut rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(among_the_newest)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .bind(NEWEST)
            .fetch_all(connection)
            .await?
    });
    if rows.len() < page.limit as usize {
        rows.clear();
        for statement in [by_author, by_tag] {
            let found: Vec<Row> = on_both!(&mut *transaction, connection => {
                sqlx::query_as(statement)
                    .bind(member.account().number())
                    .bind(page.upper())
                    .bind(page.lower())
                    .bind(i64::from(page.limit))
                    .fetch_all(connection)
                    .await?
            });
            rows.extend(found);
        }
        rows.sort_by_key(|row| if page.from_oldest() { row.id } else { -row.id });
        rows.dedup_by_key(|row| row.id);
        rows.truncate(page.limit as usize);
    }
    in_order(transaction, rows, page).await
}
