//! Which notifications are wanted.

use sqlx::{Database, Encode, QueryBuilder, Type};
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::Page;

use crate::status::readable;
use crate::value_list::push_list;

/// Which notifications are wanted; by default all but those that are held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Of these kinds.
    pub kinds: Vec<NotificationKind>,
    /// By this account.
    pub from: Option<AccountId>,
    /// Those that are held back, too.
    pub with_filtered: bool,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            kinds: NotificationKind::ALL.to_vec(),
            from: None,
            with_filtered: false,
        }
    }
}

impl Selection {
    /// A statement about the selected notifications of a part of the list that the member (`$1`) may see.
    pub(super) fn statement<DB>(&self, select: &str, member: MemberId, page: Page) -> QueryBuilder<DB>
    where
        DB: Database,
        for<'q> i64: Encode<'q, DB> + Type<DB>,
        for<'q> &'static str: Encode<'q, DB> + Type<DB>,
    {
        let mut builder = QueryBuilder::new(select);
        builder.push(" FROM notification WHERE notification.account_id = ");
        builder.push_bind(member.account().number());
        builder.push(" AND notification.id < ");
        builder.push_bind(page.upper());
        builder.push(" AND notification.id > ");
        builder.push_bind(page.lower());
        self.push_senders(&mut builder, "notification");
        if self.kinds != NotificationKind::ALL {
            builder.push(" AND notification.kind IN ");
            push_list(&mut builder, self.kinds.iter().map(|kind| kind.as_str()));
        }
        builder.push(concat!(
            " AND (notification.status_id IS NULL OR EXISTS (SELECT 1 FROM status
                 WHERE status.id = notification.status_id AND ",
            readable!("status"),
            "))"
        ));
        builder
    }

    /// Adds what this says of the senders of the rows of a table.
    pub(super) fn push_senders<DB>(&self, builder: &mut QueryBuilder<DB>, table: &str)
    where
        DB: Database,
        for<'q> i64: Encode<'q, DB> + Type<DB>,
    {
        if let Some(from) = self.from {
            builder.push(format_args!(" AND {table}.from_id = "));
            builder.push_bind(from.number());
        }
        if !self.with_filtered {
            builder.push(format_args!(" AND NOT {table}.filtered"));
        }
    }
}

/// Adds the order and length of a part of a list.
pub(super) fn push_order<DB>(builder: &mut QueryBuilder<DB>, page: Page)
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let order = if page.from_oldest() { "ASC" } else { "DESC" };
    builder.push(format_args!(" ORDER BY notification.id {order} LIMIT "));
    builder.push_bind(i64::from(page.limit));
}
