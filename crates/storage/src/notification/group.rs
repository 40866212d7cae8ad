//! Notifications that apps show together.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId, NotificationId};
use vouchwell_domain::notification::{GroupKey, Notification, NotificationKind};
use vouchwell_domain::page::{Page, Placed};

use super::selection::push_order;
use super::{Row, Selection, in_order};
use crate::error::parse;
use crate::placed::{self, AccountRow};
use crate::value_list::push_list;
use crate::{Result, Transaction};

/// How many of those who did something are named.
const SAMPLES: i64 = 8;

/// One notification for each group of these kinds, and every one of the others: the one of each group that is
/// nearest to the end from which the part is read.
///
/// # Errors
/// The database is away.
pub async fn groups(
    transaction: &mut Transaction,
    member: MemberId,
    selection: &Selection,
    grouped: &[NotificationKind],
    page: Page,
) -> Result<Vec<Notification>> {
    if selection.kinds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_both!(transaction, connection => {
        let mut builder = selection.statement("SELECT notification.*", member, page);
        if !grouped.is_empty() {
            builder.push(" AND (notification.kind NOT IN ");
            push_list(&mut builder, grouped.iter().map(|kind| kind.as_str()));
            builder.push(
                " OR NOT EXISTS (SELECT 1 FROM notification AS nearer
                     WHERE nearer.account_id = $1 AND nearer.group_key = notification.group_key",
            );
            if page.from_oldest() {
                builder.push(" AND nearer.id < notification.id AND nearer.id > ");
                builder.push_bind(page.lower());
            } else {
                builder.push(" AND nearer.id > notification.id AND nearer.id < ");
                builder.push_bind(page.upper());
            }
            selection.push_senders(&mut builder, "nearer");
            builder.push("))");
        }
        push_order(&mut builder, page);
        builder.build_query_as().fetch_all(connection).await?
    });
    in_order(rows, page)
}

/// What a group is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// The newest.
    pub newest: Notification,
    /// The oldest that was asked for.
    pub oldest: NotificationId,
    /// How many they are.
    pub count: i64,
    /// Who the newest are by.
    pub samples: Vec<AccountId>,
}

#[derive(FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    notification: Row,
    group_key: String,
    count: i64,
    oldest: i64,
}

/// What groups are made of, up to an id. The oldest is the first after another id.
///
/// # Errors
/// The database is away.
pub async fn members(
    transaction: &mut Transaction,
    member: MemberId,
    selection: &Selection,
    keys: &[GroupKey],
    (after, up_to): (i64, i64),
) -> Result<HashMap<GroupKey, Members>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<MemberRow> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "SELECT * FROM (SELECT notification.*, count(*) OVER (PARTITION BY group_key) AS count,
                 row_number() OVER (PARTITION BY group_key ORDER BY id DESC) AS place,
                 min(CASE WHEN id > ",
        );
        builder.push_bind(after);
        builder.push(
            " THEN id END) OVER (PARTITION BY group_key) AS oldest
             FROM notification WHERE account_id = ",
        );
        builder.push_bind(member.account().number());
        builder.push(" AND id <= ");
        builder.push_bind(up_to);
        selection.push_senders(&mut builder, "notification");
        builder.push(" AND group_key IN ");
        push_list(&mut builder, keys.iter().map(ToString::to_string));
        builder.push(") AS members WHERE oldest IS NOT NULL AND place <= ");
        builder.push_bind(SAMPLES);
        builder.push(" ORDER BY id DESC");
        builder.build_query_as().fetch_all(connection).await?
    });
    let mut found: HashMap<GroupKey, Members> = HashMap::new();
    for row in rows {
        let key = parse(&row.group_key, "key of a group")?;
        let newest = Notification::try_from(row.notification)?;
        let from = newest.from;
        let group = found.entry(key).or_insert_with(|| Members {
            newest,
            oldest: NotificationId::from_number(row.oldest),
            count: row.count,
            samples: Vec::new(),
        });
        group.samples.push(from);
    }
    Ok(found)
}

/// Who is in a group, by when each came to it.
///
/// # Errors
/// The database is away.
pub async fn group_members(
    transaction: &mut Transaction,
    member: MemberId,
    key: GroupKey,
    page: Page,
) -> Result<Vec<Placed<Account>>> {
    let rows: Vec<AccountRow> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "SELECT notification.id AS position, account.*
             FROM notification JOIN account ON account.id = notification.from_id
             WHERE notification.account_id = ",
        );
        builder.push_bind(member.account().number());
        match key {
            GroupKey::Single(id) => builder.push(" AND notification.id = ").push_bind(id.number()),
            GroupKey::Several { .. } => builder.push(" AND notification.group_key = ").push_bind(key.to_string()),
        };
        builder.push(" AND notification.id < ");
        builder.push_bind(page.upper());
        builder.push(" AND notification.id > ");
        builder.push_bind(page.lower());
        push_order(&mut builder, page);
        builder.build_query_as().fetch_all(connection).await?
    });
    placed::accounts(rows, page)
}
