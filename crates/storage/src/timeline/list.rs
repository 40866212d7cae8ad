//! The timeline of a list.

use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::list::{List, ListReplies};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use super::in_order;
use crate::status::{Row, readable};
use crate::{Result, Transaction};

/// The condition under which an account is on the list `$5` and followed.
macro_rules! is_on_list {
    ($account:expr) => {
        concat!(
            "EXISTS (SELECT 1 FROM list_account JOIN follow ON follow.follower_id = list_account.owner_id
                 AND follow.followed_id = list_account.account_id
                 WHERE list_account.list_id = $5 AND follow.state = 'accepted' AND list_account.account_id = ",
            $account,
            ")"
        )
    };
}

/// The condition under which a row of `status` by somebody on the list is shown.
macro_rules! shown {
    ($answers_status:expr, $answers_earlier:expr) => {
        concat!(
            is_for_follower!("status", $answers_status),
            " AND ",
            boost_is_shown!(concat!(
                is_on_list!("earlier.account_id"),
                " AND ",
                hears_author!("earlier.account_id"),
                " AND ",
                is_for_follower!("earlier", $answers_earlier)
            ))
        )
    };
}

macro_rules! statements {
    ($answers_status:expr, $answers_earlier:expr) => {
        [
            statement!($answers_status, $answers_earlier, "DESC", "min", ">="),
            statement!($answers_status, $answers_earlier, "ASC", "max", "<="),
        ]
    };
}

macro_rules! statement {
    ($answers_status:expr, $answers_earlier:expr, $order:literal, $last:literal, $within:literal) => {
        by_author!(
            concat!(
                "SELECT list_account.account_id FROM list_account
                 JOIN follow ON follow.follower_id = list_account.owner_id
                     AND follow.followed_id = list_account.account_id
                 WHERE list_account.list_id = $5 AND follow.state = 'accepted' AND ",
                hears_author!("list_account.account_id")
            ),
            shown!($answers_status, $answers_earlier),
            $order,
            $last,
            $within
        )
    };
}

/// What those wrote who are on a list of a member, as far as she follows and hears them.
///
/// # Errors
/// The database is away.
pub async fn list(
    transaction: &mut Transaction,
    owner: MemberId,
    list: &List,
    page: Page,
) -> Result<Vec<Status>> {
    let statements = match list.replies {
        ListReplies::None => statements!("FALSE", "FALSE"),
        ListReplies::List => statements!(
            is_on_list!("status.in_reply_to_account_id"),
            is_on_list!("earlier.in_reply_to_account_id")
        ),
        ListReplies::Followed => statements!(
            follows!("status.in_reply_to_account_id"),
            follows!("earlier.in_reply_to_account_id")
        ),
    };
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statements[usize::from(page.from_oldest())])
            .bind(owner.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .bind(list.id.number())
            .fetch_all(connection)
            .await?
    });
    in_order(transaction, rows, page).await
}
