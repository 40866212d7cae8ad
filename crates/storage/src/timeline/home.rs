//! The home timeline.
//!
//! It is read by query, so that whom a member follows, blocks or is blocked by counts at once, and a post needs
//! no fan-out. Two statements give the same: the first looks through the newest statuses of everybody, which is
//! quick for those who follow many; where that does not fill the part, the second asks for each author, which is
//! never slow. `docs/performance.md` has the figures.

use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use super::in_order;
use crate::status::{Row, readable};
use crate::{Result, Transaction};

/// How many statuses of everybody the first statement looks through.
const NEWEST: i64 = 500;

/// The condition under which the member `$1` follows an account.
macro_rules! follows {
    ($account:expr) => {
        concat!(
            "EXISTS (SELECT 1 FROM follow WHERE follow.follower_id = $1 AND follow.followed_id = ",
            $account,
            " AND follow.state = 'accepted')"
        )
    };
}

/// The condition under which a row of somebody whom the member `$1` follows is among what she wishes to see of her:
/// boosts or none, and the languages that she reads.
macro_rules! follow_shows {
    ($row:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM follow_option WHERE follow_option.follower_id = $1
                 AND follow_option.followed_id = ",
            $row,
            ".account_id AND ((",
            $row,
            ".reblog_of_id IS NOT NULL AND NOT follow_option.reblogs)
                 OR (follow_option.languages <> '[]' AND CAST(follow_option.languages AS TEXT)
                     NOT LIKE '%\"' || ",
            $row,
            ".language || '\"%')))"
        )
    };
}

/// The condition under which a row of somebody whom the member `$1` follows, or of herself, is for her home: a
/// direct one is for her, and an answer is to its own author, to her, or to somebody whom she follows.
macro_rules! is_for_home {
    ($row:literal) => {
        concat!(
            "(",
            $row,
            ".account_id = $1 OR (",
            follow_shows!($row),
            " AND (",
            $row,
            ".visibility <> 'direct' OR EXISTS (SELECT 1 FROM mention WHERE mention.status_id = ",
            $row,
            ".id AND mention.account_id = $1)) AND (",
            $row,
            ".in_reply_to IS NULL OR ",
            $row,
            ".in_reply_to_account_id IN (",
            $row,
            ".account_id, $1) OR ",
            follows!(concat!($row, ".in_reply_to_account_id")),
            ")))"
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

/// The part comes from no more authors than it has places: those whose next status comes first. Of each of them
/// no more is read than would fill it.
macro_rules! by_author {
    ($order:literal, $last:literal, $within:literal) => {
        concat!(
            "WITH author (id) AS (
                 SELECT followed_id FROM follow WHERE follower_id = $1 AND state = 'accepted' AND ",
            hears_author!("followed_id"),
            " UNION ALL SELECT id FROM account WHERE id = $1),
             next (author, id) AS MATERIALIZED (SELECT author.id, (SELECT id FROM status
                 WHERE status.account_id = author.id AND status.id < $2 AND status.id > $3 AND ",
            shown!(),
            " ORDER BY status.id ",
            $order,
            " LIMIT 1) FROM author),
             chosen (author) AS MATERIALIZED (
                 SELECT author FROM next WHERE id IS NOT NULL ORDER BY id ",
            $order,
            " LIMIT $4),
             reach (author, last) AS MATERIALIZED (SELECT author, (SELECT ",
            $last,
            "(id) FROM (SELECT id FROM status
                 WHERE status.account_id = chosen.author AND status.id < $2 AND status.id > $3 AND ",
            shown!(),
            " ORDER BY status.id ",
            $order,
            " LIMIT $4) AS own) FROM chosen)
             SELECT status.* FROM reach CROSS JOIN status
             WHERE status.account_id = reach.author AND status.id ",
            $within,
            " reach.last AND status.id < $2 AND status.id > $3 AND ",
            shown!(),
            " ORDER BY status.id ",
            $order,
            " LIMIT $4"
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
            by_author!("ASC", "max", "<="),
            by_tag!("ASC"),
        ]
    } else {
        [
            among_the_newest!("DESC", ">", "-1"),
            by_author!("DESC", "min", ">="),
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
