//! Notifications.

mod group;
mod request;
mod selection;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::{AccountId, MemberId, NotificationId, StatusId};
use vouchwell_domain::notification::{GroupKey, Notification, NotificationKind};
use vouchwell_domain::page::Page;

pub use group::{Members, group_members, groups, members};
pub use request::{Request, accept_requests, dismiss_requests, held_back, requests};
pub use selection::Selection;
use selection::push_order;

use crate::error::parse;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    kind: String,
    from_id: i64,
    status_id: Option<i64>,
    created_at: DateTime<Utc>,
    filtered: bool,
}

impl TryFrom<Row> for Notification {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: NotificationId::from_number(row.id),
            kind: parse(&row.kind, "kind of notification")?,
            from: AccountId::from_number(row.from_id),
            status: row.status_id.map(StatusId::from_number),
            created_at: row.created_at,
            filtered: row.filtered,
        })
    }
}

/// Tells members something, unless they were told the same already; what they were told now.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    told: Vec<(MemberId, Notification)>,
) -> Result<Vec<(MemberId, Notification)>> {
    if told.is_empty() {
        return Ok(told);
    }
    let new: HashSet<i64> = on_both!(&mut *transaction, connection => {
        let mut builder = QueryBuilder::new(
            "INSERT INTO notification (id, account_id, kind, from_id, status_id, created_at, group_key, filtered) ",
        );
        builder.push_values(&told, |mut row, (member, notification)| {
            row.push_bind(notification.id.number())
                .push_bind(member.account().number())
                .push_bind(notification.kind.as_str())
                .push_bind(notification.from.number())
                .push_bind(notification.status.map(StatusId::number))
                .push_bind(notification.created_at)
                .push_bind(notification.group().to_string())
                .push_bind(notification.filtered);
        });
        builder.push(" ON CONFLICT DO NOTHING RETURNING id");
        builder.build_query_scalar().persistent(told.len() == 1).fetch_all(connection).await?
    })
    .into_iter()
    .collect();
    let is_new = |(_, notification): &(MemberId, Notification)| new.contains(&notification.id.number());
    let told: Vec<_> = told.into_iter().filter(is_new).collect();
    for (member, notification) in &told {
        transaction.announce(Event::Notified {
            member: *member,
            notification: notification.id,
        });
    }
    Ok(told)
}

/// What a member was told, newest first, as far as she may still see what it is about.
///
/// # Errors
/// The database is away.
pub async fn list(
    transaction: &mut Transaction,
    member: MemberId,
    selection: &Selection,
    page: Page,
) -> Result<Vec<Notification>> {
    if selection.kinds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_both!(transaction, connection => {
        let mut builder = selection.statement("SELECT notification.*", member, page);
        push_order(&mut builder, page);
        builder.build_query_as().fetch_all(connection).await?
    });
    in_order(rows, page)
}

fn in_order(mut rows: Vec<Row>, page: Page) -> Result<Vec<Notification>> {
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(Notification::try_from).collect()
}

/// Something that a member was told, if she may still see what it is about.
///
/// # Errors
/// The database is away.
pub async fn by_id(
    transaction: &mut Transaction,
    member: MemberId,
    id: NotificationId,
) -> Result<Option<Notification>> {
    let selection = Selection {
        with_filtered: true,
        ..Selection::default()
    };
    let alone = Page::only(id.number());
    Ok(list(transaction, member, &selection, alone).await?.pop())
}

/// Forgets something that a member was told; whether there was such.
///
/// # Errors
/// The database is away.
pub async fn dismiss(transaction: &mut Transaction, member: MemberId, id: NotificationId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE account_id = $1 AND id = $2")
            .bind(member.account().number())
            .bind(id.number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Forgets all of a group; whether there was such.
///
/// # Errors
/// The database is away.
pub async fn dismiss_group(transaction: &mut Transaction, member: MemberId, key: GroupKey) -> Result<bool> {
    if let GroupKey::Single(id) = key {
        return dismiss(transaction, member, id).await;
    }
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE account_id = $1 AND group_key = $2")
            .bind(member.account().number())
            .bind(key.to_string())
            .execute(connection)
            .await?
            .rows_affected()
    }) > 0)
}

/// Forgets all that a member was told, but for what is held back.
///
/// # Errors
/// The database is away.
pub async fn clear(transaction: &mut Transaction, member: MemberId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE account_id = $1 AND NOT filtered")
            .bind(member.account().number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes back what a member was told about a follow that is no more.
///
/// # Errors
/// The database is away.
pub async fn remove(
    transaction: &mut Transaction,
    member: AccountId,
    kind: NotificationKind,
    from: AccountId,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE account_id = $1 AND kind = $2 AND from_id = $3")
            .bind(member.number())
            .bind(kind.as_str())
            .bind(from.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes back what a member was told about something that somebody did with a status and undid.
///
/// # Errors
/// The database is away.
pub async fn remove_about(
    transaction: &mut Transaction,
    member: AccountId,
    kind: NotificationKind,
    from: AccountId,
    status: StatusId,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM notification WHERE account_id = $1 AND kind = $2 AND from_id = $3 AND status_id = $4",
        )
        .bind(member.number())
        .bind(kind.as_str())
        .bind(from.number())
        .bind(status.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Takes back what anybody was told of this kind about a status.
///
/// # Errors
/// The database is away.
pub async fn remove_all_about(
    transaction: &mut Transaction,
    kind: NotificationKind,
    status: StatusId,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE kind = $1 AND status_id = $2")
            .bind(kind.as_str())
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes back all that a member was told about somebody.
///
/// # Errors
/// The database is away.
pub async fn remove_from(transaction: &mut Transaction, member: MemberId, from: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE account_id = $1 AND from_id = $2")
            .bind(member.account().number())
            .bind(from.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes back all that anybody was told about an account that is gone.
///
/// # Errors
/// The database is away.
pub async fn remove_all_from(transaction: &mut Transaction, from: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM notification WHERE from_id = $1")
            .bind(from.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}
