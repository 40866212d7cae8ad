//! The statuses of an account, as its profile shows them.

use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use super::{Row, load, number, visible_to_reader};
use crate::{Result, Transaction};

/// Which statuses of an account are wanted; all of them by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Only those that it shows first.
    pub pinned: bool,
    /// No answers to others. What goes on with its own is no such answer.
    pub without_replies: bool,
    /// No boosts.
    pub without_reblogs: bool,
    /// Only those with media.
    pub with_media: bool,
    /// Only those with this hashtag, in lower case and without #.
    pub tag: Option<String>,
}

macro_rules! statement {
    ($order:literal) => {
        concat!(
            "SELECT * FROM status WHERE account_id = $2 AND id < $3 AND id > $4
                 AND (NOT $6 OR EXISTS (SELECT 1 FROM pin WHERE pin.status_id = status.id))
                 AND (NOT $7 OR in_reply_to IS NULL OR in_reply_to_account_id = account_id)
                 AND (NOT $8 OR reblog_of_id IS NULL)
                 AND ($9 = '' OR EXISTS (SELECT 1 FROM status_tag
                     WHERE status_tag.tag = $9 AND status_tag.status_id = status.id))
                 AND (NOT $10 OR EXISTS (SELECT 1 FROM media WHERE media.status_id = status.id))
                 AND ",
            visible_to_reader!(),
            " ORDER BY id ",
            $order,
            " LIMIT $5"
        )
    };
}

/// The statuses of an account that the reader may see, newest first.
///
/// # Errors
/// The database is away.
pub async fn of_account(
    transaction: &mut Transaction,
    account: AccountId,
    selection: &Selection,
    page: Page,
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    let statement = if page.from_oldest() {
        statement!("ASC")
    } else {
        statement!("DESC")
    };
    let mut rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statement)
            .bind(number(reader))
            .bind(account.number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .bind(selection.pinned)
            .bind(selection.without_replies)
            .bind(selection.without_reblogs)
            .bind(selection.tag.as_deref().unwrap_or_default())
            .bind(selection.with_media)
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    load(transaction, rows).await
}
